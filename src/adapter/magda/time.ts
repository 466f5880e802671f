const formatter = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/Brussels',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
  hourCycle: 'h23',
});

/** The wall clock of Brussels at that moment, as MAGDA writes a Tijdstip. */
export function brusselsTime(epochMs: number): { readonly Datum: string; readonly Tijd: string } {
  const part = Object.fromEntries(formatter.formatToParts(epochMs).map(({ type, value }) => [type, value]));
  return {
    Datum: `${part.year?.padStart(4, '0')}-${part.month}-${part.day}`,
    Tijd: `${part.hour}:${part.minute}:${part.second}.${part.fractionalSecond}`,
  };
}

const dateTime = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2})(:\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?$/;

/** The moment of a MAGDA date or date-time; without an offset it is Brussels time. Null when it is none. */
export function momentOf(text: string): Date | null {
  const match = dateTime.exec(text.trim());
  if (!match) return null;
  const [, day, minutes = '00:00', seconds = ':00', offset] = match;
  const local = `${day}T${minutes}${seconds}`;
  const asUtc = Date.parse(`${local}Z`);
  if (Number.isNaN(asUtc) || !isOnCalendar(day)) return null;
  if (offset) {
    const moment = new Date(`${local}${offset}`);
    return Number.isNaN(moment.getTime()) ? null : moment;
  }
  // The offset at the guess may differ from the one at the answer, around the change of summer time: look twice.
  const guess = asUtc - offsetAt(asUtc);
  return new Date(asUtc - offsetAt(guess));
}

/** 31 February would be read as a day in March. */
function isOnCalendar(day = ''): boolean {
  return new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
}

function offsetAt(epochMs: number): number {
  const { Datum, Tijd } = brusselsTime(epochMs);
  return Date.parse(`${Datum}T${Tijd}Z`) - epochMs;
}
