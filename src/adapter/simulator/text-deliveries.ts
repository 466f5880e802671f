/** What happens to a text after a gateway took it. */
export type TextEvent = 'ACCEPTED' | 'BUFFERED' | 'DELIVERED' | 'FAILED' | 'READ' | 'UNHEARD_OF';

/** A report that a gateway sends so long after it took a text. */
export interface PlannedReport {
  readonly afterMs: number;
  readonly event: TextEvent;
}

const second = 1_000;
const hour = 3_600_000;

const delivered: readonly PlannedReport[] = [
  { afterMs: second, event: 'ACCEPTED' },
  { afterMs: 3 * second, event: 'DELIVERED' },
];

/** By the last two digits of the number, so that a sandbox shows what real networks do; every other number is delivered. */
const plans: Readonly<Record<string, readonly PlannedReport[]>> = {
  '01': [
    { afterMs: second, event: 'ACCEPTED' },
    { afterMs: 3 * second, event: 'FAILED' },
  ],
  // The phone was off.
  '02': [
    { afterMs: second, event: 'ACCEPTED' },
    { afterMs: 10 * second, event: 'BUFFERED' },
    { afterMs: 6 * hour, event: 'DELIVERED' },
  ],
  '03': [...delivered, ...delivered],
  '04': [
    { afterMs: second, event: 'DELIVERED' },
    { afterMs: 3 * second, event: 'ACCEPTED' },
  ],
  // Some networks never tell.
  '05': [],
  '06': [{ afterMs: second, event: 'UNHEARD_OF' }],
  '07': [...delivered, { afterMs: 60 * second, event: 'READ' }],
};

/** The reports that follow a text to this number, in the order in which they are sent when they fall together. */
export function plannedReports(number: string): readonly PlannedReport[] {
  return plans[number.slice(-2)] ?? delivered;
}
