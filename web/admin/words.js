// The page's words, in one place: what the graph's codes mean to somebody who is called at night.

const states = {
  UP: { label: 'In orde', tone: 'good' },
  DEGRADED: { label: 'Hapert', tone: 'warn' },
  DOWN: { label: 'Antwoordt niet', tone: 'bad' },
  UNKNOWN: { label: 'Nog niet bevraagd', tone: 'quiet' },
  NOT_CONFIGURED: { label: 'Niet ingesteld', tone: 'quiet' },
};

const breakers = {
  CLOSED: { label: 'Gesloten', explanation: 'vragen gaan door' },
  HALF_OPEN: { label: 'Halfopen', explanation: 'er wordt een proefvraag gesteld' },
  OPEN: { label: 'Open', explanation: 'vragen worden even tegengehouden' },
};

const errors = {
  TIMEOUT: 'antwoordde te traag',
  DEADLINE: 'er was geen tijd meer over',
  NETWORK: 'niet bereikbaar',
  HTTP_4XX: 'weigerde de vraag',
  HTTP_5XX: 'fout bij het platform',
  THROTTLED: 'te veel vragen volgens het platform',
  QUOTA: 'onze eigen limiet was bereikt',
  BREAKER_OPEN: 'tegengehouden na eerdere fouten',
  BULKHEAD_FULL: 'te veel vragen tegelijk',
  CREDENTIALS: 'aanmelding bij het platform mislukte',
  MALFORMED: 'onleesbaar antwoord',
  TOO_LARGE: 'te groot antwoord',
  SERVER_FAULT: 'fout bij het platform',
  CLIENT_FAULT: 'het platform vond de vraag fout',
  REFUSED: 'het platform weigerde',
};

export const stateOf = (code) => states[code] ?? { label: code, tone: 'quiet' };
export const breakerOf = (code) => breakers[code] ?? { label: code, explanation: '' };
export const errorOf = (code) => errors[code] ?? '';

const clock = new Intl.DateTimeFormat('nl-BE', { timeStyle: 'medium', timeZone: 'Europe/Brussels' });
const dayAndClock = new Intl.DateTimeFormat('nl-BE', {
  dateStyle: 'short',
  timeStyle: 'short',
  timeZone: 'Europe/Brussels',
});
const percent = new Intl.NumberFormat('nl-BE', { style: 'percent', maximumFractionDigits: 1 });
const whole = new Intl.NumberFormat('nl-BE', { maximumFractionDigits: 0 });

/** @param {Date} time */
export const clockTime = (time) => clock.format(time);

/** The time of day within the last day, with the date before that. */
export const moment = (iso, now) => {
  const time = new Date(iso);
  return (now - time < 86_400_000 ? clock : dayAndClock).format(time);
};

/** How long ago, in the largest unit that says something: 8 s, 12 min, 3 u, 4 d. */
export function age(iso, now) {
  const seconds = Math.max(0, Math.round((now - new Date(iso)) / 1000));
  if (seconds < 90) return `${seconds} s`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  if (seconds < 36 * 3600) return `${Math.round(seconds / 3600)} u`;
  return `${Math.round(seconds / 86_400)} d`;
}

export const share = (value) => percent.format(value);
export const milliseconds = (value) => `${whole.format(value)} ms`;

const urgency = ['DOWN', 'DEGRADED'];

/** What needs somebody comes first; the rest keeps its order. */
export const worstFirst = (adapters) => {
  const rank = ({ state }) => (urgency.includes(state) ? urgency.indexOf(state) : urgency.length);
  return [...adapters].sort((a, b) => rank(a) - rank(b));
};

/** One sentence about all platforms together, with the tone of the worst. */
export function summaryOf(adapters) {
  const count = adapters.length;
  const ofAll = (some) => `${some.length} van de ${count} ${count === 1 ? 'platform' : 'platformen'}`;
  const titles = (some) => some.map(({ title }) => title).join(', ');
  const down = adapters.filter(({ state }) => state === 'DOWN');
  const degraded = adapters.filter(({ state }) => state === 'DEGRADED');
  if (count === 0) return { tone: 'quiet', text: 'Er is geen platform ingesteld.' };
  if (down.length > 0) {
    const verb = down.length === 1 ? 'antwoordt' : 'antwoorden';
    return { tone: 'bad', text: `${ofAll(down)} ${verb} niet: ${titles(down)}` };
  }
  if (degraded.length > 0) {
    const verb = degraded.length === 1 ? 'hapert' : 'haperen';
    return { tone: 'warn', text: `${ofAll(degraded)} ${verb}: ${titles(degraded)}` };
  }
  if (adapters.every(({ state }) => state === 'UP'))
    return { tone: 'good', text: 'Alle platformen antwoorden' };
  return { tone: 'good', text: 'Geen storing bekend' };
}
