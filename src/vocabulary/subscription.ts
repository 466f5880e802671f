import type { GraphContext } from './graph-context.js';

/** Where the events of a subscription come from, by its name: a function of its arguments and of who asks. What it rejects with is the answer. */
export type EventSources = Readonly<
  Record<
    string,
    (args: Readonly<Record<string, unknown>>, context: GraphContext) => Promise<AsyncIterable<unknown>>
  >
>;

/** In the decorator of a subscription: a decorator knows no service, so the schema is given the source when it is made. */
export const eventsFromElsewhere = (): never => {
  throw new Error('A subscription without a source of events.');
};
