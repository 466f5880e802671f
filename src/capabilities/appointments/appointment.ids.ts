import { GraphQLError } from 'graphql';

/** What an id names. */
export type IdKind = 'service' | 'location';

/** An id of a platform, and the adapter that knows it. */
export interface PlatformId {
  readonly platform: string;
  readonly id: string;
}

const kinds: Readonly<Record<IdKind, string>> = { service: 's', location: 'l' };

/** An opaque id that stays the same as long as the platform keeps its own: it carries the adapter that knows it. */
export function encodeId(kind: IdKind, { platform, id }: PlatformId): string {
  return Buffer.from(JSON.stringify([kinds[kind], platform, id])).toString('base64url');
}

/** Throws BAD_USER_INPUT when it is no id of that kind that this hub gave. */
export function decodeId(kind: IdKind, text: string): PlatformId {
  try {
    const [mark, platform, id, ...more] = JSON.parse(
      Buffer.from(text, 'base64url').toString('utf8'),
    ) as unknown[];
    if (mark === kinds[kind] && typeof platform === 'string' && typeof id === 'string' && more.length === 0)
      return { platform, id };
  } catch {
    // Falls through: whatever it was, it is no id.
  }
  throw badInput(`This is no id of a ${kind} for appointments.`);
}

/** Never repeats what was given. */
export function badInput(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
}
