import type { FastifyReply, FastifyRequest } from 'fastify';
import { type CallContext, SourceLog } from '../context/call-context.js';
import type { Clock } from '../context/clock.js';
import { IdentityError } from '../identity/identity-error.js';
import { refuse } from './error-handler.js';
import type { Identification, Requester } from './requester.js';

export interface AskingOptions {
  readonly identity: Identification;
  readonly clock: Clock;
  /** Told of every request refused because its credentials are no good, before the answer leaves. */
  readonly onRefusedCredentials?: (refusal: { code: string; correlationId: string }) => Promise<void>;
}

/** The context in which somebody who is known is answered. */
export function contextFor(
  { actor, subject, mandate }: Requester,
  { correlationId, deadline, signal }: Pick<CallContext, 'correlationId' | 'deadline' | 'signal'>,
): CallContext {
  return {
    correlationId,
    deadline,
    actor,
    subject,
    mandate,
    purpose: null,
    ...(signal && { signal }),
    sources: new SourceLog(),
  };
}

/** How a route of data learns who asks. Bringing no credentials is fine; bringing some that are no good is not. */
export function createAsking({ identity, clock, onRefusedCredentials }: AskingOptions) {
  /** The context in which the request is answered, for `ms`; null when it was refused, and answered, for its credentials. */
  return async function contextOf(
    request: FastifyRequest,
    reply: FastifyReply,
    ms: number,
    signal?: AbortSignal,
  ): Promise<CallContext | null> {
    const { cookie, authorization } = request.headers;
    try {
      const { clearCookie, ...requester } = await identity.identify({ cookie, authorization });
      if (clearCookie) reply.header('set-cookie', clearCookie);
      return contextFor(requester, {
        correlationId: request.id,
        deadline: clock.now() + ms,
        ...(signal && { signal }),
      });
    } catch (error) {
      if (!(error instanceof IdentityError)) throw error;
      await onRefusedCredentials?.({ code: error.code, correlationId: request.id });
      if (error.status === 401) reply.header('www-authenticate', 'Bearer');
      refuse(request, reply, error.status, { code: error.code, message: error.text });
      return null;
    }
  };
}
