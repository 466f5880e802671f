/** The zone of every municipality the hub works for; platforms that write times without an offset mean this one. */
export const brussels = 'Europe/Brussels';

const day = 86_400_000;
const wallTimePattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/;
const formatters = new Map<string, Intl.DateTimeFormat>();

/** What clocks in a zone (IANA name) show at a moment, such as 2026-11-23T14:30:00. Throws RangeError for an unknown zone. */
export function wallTimeOf(moment: Date, zone: string): string {
  const part = Object.fromEntries(
    formatterOf(zone)
      .formatToParts(moment)
      .map(({ type, value }) => [type, value]),
  );
  return `${part.year}-${part.month}-${part.day}T${part.hour}:${part.minute}:${part.second}`;
}

/**
 * The moments at which clocks in a zone show that time, earliest first: one, but none in the hour that is skipped in
 * spring and two in the hour that is repeated in autumn. None either for a text that is no time (2026-02-30T10:00:00).
 */
export function momentsAt(wallTime: string, zone: string): readonly Date[] {
  const asUtc = wallTimePattern.test(wallTime) ? Date.parse(`${wallTime}Z`) : Number.NaN;
  if (Number.isNaN(asUtc)) return [];
  // Only the offsets of the day before and the day after can hold: no zone changes its clocks twice in two days.
  const offsets = new Set([offsetAt(asUtc - day, zone), offsetAt(asUtc + day, zone)]);
  return [...offsets]
    .map((offset) => new Date(asUtc - offset))
    .filter((moment) => wallTimeOf(moment, zone) === wallTime)
    .sort((a, b) => a.getTime() - b.getTime());
}

/** A moment as clocks in a zone show it, with the offset of that moment: 2026-11-23T14:30:00+01:00. */
export function withOffset(moment: Date, zone: string): string {
  const minutes = offsetAt(moment.getTime(), zone) / 60_000;
  const two = (value: number) => String(Math.trunc(Math.abs(value))).padStart(2, '0');
  return `${wallTimeOf(moment, zone)}${minutes < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`;
}

/** The day that follows `days` days after a day: 2026-11-30 and 1 give 2026-12-01. */
export function dayAfter(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * day).toISOString().slice(0, 10);
}

function offsetAt(epochMs: number, zone: string): number {
  const whole = Math.floor(epochMs / 1000) * 1000;
  return Date.parse(`${wallTimeOf(new Date(whole), zone)}Z`) - whole;
}

function formatterOf(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone);
  if (known) return known;
  const formatter = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
  formatters.set(zone, formatter);
  return formatter;
}
