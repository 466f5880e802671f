const pattern = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,9})\d*)?(Z|[+-]\d{2}:?\d{2})$/i;

/**
 * A moment in UTC with nine fraction digits, 2026-05-27T13:30:10.437358413Z, so that text order is the order of time:
 * IPDC writes 0 to 9 of them, more than a Date can hold. Null when it is no moment with its offset.
 */
export function toInstant(text: string): string | null {
  const [, seconds, fraction = '', offset] = pattern.exec(text) ?? [];
  if (!seconds || !offset) return null;
  const zone = offset.toUpperCase() === 'Z' ? 'Z' : offset.replace(/^(.{3}):?(.{2})$/, '$1:$2');
  const moment = new Date(`${seconds}${zone}`);
  return Number.isNaN(moment.getTime())
    ? null
    : `${moment.toISOString().slice(0, 19)}.${fraction.padEnd(9, '0')}Z`;
}
