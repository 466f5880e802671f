import type { PlatformErrorCode } from '../../src/adapter/platform-error.js';
import type { Fault } from '../../src/adapter/simulator/simulator.js';

export type Outcome = PlatformErrorCode | 'OK';

/** A fault of a platform and what the hub has decided to make of it. */
export interface DecidedFault {
  /** The column of the table. */
  readonly title: string;
  readonly fault: Fault;
  /** What a question that reads its answer may come to. */
  readonly outcomes: readonly Outcome[];
  /** Whether a health check may pass: the fault does not show in what it looks at. */
  readonly hiddenFromHealth: boolean;
}

/** Longer than any deadline. */
const retryAfterSeconds = 120;
/** The suite sets the largest answer to 8 MiB; this is beyond what an adapter allows a single operation, too. */
const hugeBytes = 40 * 1024 * 1024;

export const decidedFaults: readonly DecidedFault[] = [
  { title: 'refuses', fault: { kind: 'refuse' }, outcomes: ['NETWORK'], hiddenFromHealth: false },
  {
    title: 'hangs',
    fault: { kind: 'slow', ms: 3_600_000 },
    outcomes: ['TIMEOUT'],
    hiddenFromHealth: false,
  },
  {
    title: 'trickles',
    fault: { kind: 'trickle', bytesPerSecond: 0.05 },
    outcomes: ['TIMEOUT'],
    hiddenFromHealth: false,
  },
  { title: '5xx', fault: { kind: 'status', status: 503 }, outcomes: ['HTTP_5XX'], hiddenFromHealth: false },
  {
    title: '429',
    fault: { kind: 'status', status: 429, retryAfterSeconds },
    outcomes: ['THROTTLED'],
    hiddenFromHealth: false,
  },
  // Health may look where the platform does not count.
  { title: 'throttled', fault: { kind: 'throttled' }, outcomes: ['THROTTLED'], hiddenFromHealth: true },
  { title: 'malformed', fault: { kind: 'malformed' }, outcomes: ['MALFORMED'], hiddenFromHealth: true },
  { title: 'truncated', fault: { kind: 'truncated' }, outcomes: ['NETWORK'], hiddenFromHealth: false },
  {
    title: 'huge',
    fault: { kind: 'huge', bytes: hugeBytes },
    outcomes: ['TOO_LARGE'],
    hiddenFromHealth: false,
  },
  { title: 'login page', fault: { kind: 'content-type' }, outcomes: ['MALFORMED'], hiddenFromHealth: true },
  {
    title: 'wrong label',
    fault: { kind: 'mislabelled' },
    outcomes: ['MALFORMED', 'OK'],
    hiddenFromHealth: true,
  },
  {
    title: 'expired credentials',
    fault: { kind: 'expired-credentials' },
    // A connection without credentials has none that expire; the suite looks which one that is.
    outcomes: ['CREDENTIALS', 'CLIENT_FAULT', 'OK'],
    hiddenFromHealth: true,
  },
];

/** What the circuit breaker counts: what tells that the platform is ill, and nothing else. */
export const counted: ReadonlySet<Outcome> = new Set([
  'NETWORK',
  'TIMEOUT',
  'HTTP_5XX',
  'SERVER_FAULT',
  'MALFORMED',
  'TOO_LARGE',
]);
