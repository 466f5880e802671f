import type { DeliveryChannel } from './delivery-channel.js';

/** What a letter costs, in euro cents. */
export interface LetterCosts {
  readonly ebox: number;
  readonly paper: number;
  readonly registeredPaper: number;
}

/** By which channel a letter goes, and how. */
export interface Way {
  readonly channel: DeliveryChannel;
  readonly registered: boolean;
}

/** In euro cents. */
export function costOf({ channel, registered }: Way, costs: LetterCosts): number {
  if (channel !== 'PAPER') return costs.ebox;
  return registered ? costs.registeredPaper : costs.paper;
}
