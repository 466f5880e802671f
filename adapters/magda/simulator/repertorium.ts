import { inBrussels } from '../../../src/adapter/magda/simulator/messages.js';
import type { Clock } from '../../../src/context/clock.js';

/** For whom and for what a registration holds: afnemer, Hoedanigheid and number. */
export interface Registration {
  readonly sender: string;
  readonly hoedanigheid: string;
  readonly number: string;
}

export type Repertorium = ReturnType<typeof createRepertorium>;

/** Who is registered: nobody at first. */
export function createRepertorium(clock: Clock) {
  /** The last day of each registration, or null when it has none. */
  const entries = new Map<string, string | null>();
  const keyOf = ({ sender, hoedanigheid, number }: Registration) => `${sender} ${hoedanigheid} ${number}`;
  const today = () => inBrussels(new Date(clock.now())).date;
  const inForce = (end: string | null) => end === null || end >= today();
  return {
    register: (registration: Registration, end: string | null) => void entries.set(keyOf(registration), end),
    /** False when there was none. */
    unregister: (registration: Registration): boolean => entries.delete(keyOf(registration)),
    holds(registration: Registration): boolean {
      const end = entries.get(keyOf(registration));
      return end !== undefined && inForce(end);
    },
    /** How many hold now. */
    held: (): number => [...entries.values()].filter(inForce).length,
  };
}
