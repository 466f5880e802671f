import { SourceLog } from '../../src/context/call-context.js';
import type { CallContext } from '../../src/context/call-context.js';

/** The context of a question about nobody, with plenty of time; `changes` go over it. */
export function callContext(changes: Partial<CallContext> = {}): CallContext {
  return {
    correlationId: '3f1a6f0e-2f5b-4a51-9a0f-6f3d0f9f3a11',
    deadline: Date.now() + 60_000,
    actor: { kind: 'SYSTEM', id: 'test' },
    subject: null,
    mandate: null,
    purpose: null,
    sources: new SourceLog(),
    ...changes,
  };
}
