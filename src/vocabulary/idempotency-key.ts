import { GraphQLError } from 'graphql';
import { Arg } from 'type-graphql';
import { type CallContext, organisationOf } from '../context/call-context.js';

const fits = /^[\x21-\x7e]{8,128}$/;

/** The argument `idempotencyKey` that every change takes. */
export const IdempotencyKey = () =>
  Arg('idempotencyKey', () => String, {
    description:
      'A key of your own for this change, such as a UUID: 8 to 128 visible ASCII characters. Asking again with the same key and the same input gives the same answer and changes nothing more; kept for 30 days for each asker.',
  });

/** Who a key belongs to, and what it is used for. Throws BAD_USER_INPUT when it is no key. */
export function keyedRequest(
  { actor }: CallContext,
  operation: string,
  key: string,
  input: unknown,
): { owner: string; key: string; operation: string; input: unknown } {
  if (!fits.test(key))
    throw new GraphQLError('idempotencyKey must be 8 to 128 visible ASCII characters.', {
      extensions: { code: 'BAD_USER_INPUT' },
    });
  const id = 'id' in actor ? actor.id : '';
  return { owner: `${actor.kind}:${organisationOf(actor) ?? ''}:${id}`, key, operation, input };
}
