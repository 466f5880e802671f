import type { Log } from './log.js';
import type { Metrics } from './metrics.js';

/**
 * Notes a value that a platform's contract does not name, or that cannot be (an end before a begin): counted each time,
 * logged the first time. `field` is the hub's word for the place, `value` the platform's code, `publicId` names the public
 * thing that it was met in. Never personal data.
 */
export type NoteUnknownValue = (field: string, value: string, publicId?: string | null) => void;

/** Bounded: a platform that makes up a new code each time shall not fill the memory, nor the log. */
const mostLogged = 200;
const longestLogged = 64;

/** What one adapter's platform said that nobody knows. */
export function createUnknownValues(adapter: string, log: Log, metrics: Metrics): NoteUnknownValue {
  const logged = new Set<string>();
  return (field, value, publicId) => {
    metrics.unknownValue(adapter, field);
    const key = `${field} ${value}`;
    if (logged.has(key) || logged.size >= mostLogged) return;
    logged.add(key);
    log.warn('platform.unknown_value', {
      adapter,
      field,
      value: value.slice(0, longestLogged),
      ...(publicId && { publicId }),
    });
  };
}
