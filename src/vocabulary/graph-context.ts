import type { CallContext } from '../context/call-context.js';

/** What every resolver gets as context. */
export type GraphContext = CallContext;
