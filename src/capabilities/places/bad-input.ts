import { GraphQLError } from 'graphql';

/** A refusal of what was asked: BAD_USER_INPUT with the reason, which must not hold the input. */
export function badInput(reason: string): GraphQLError {
  return new GraphQLError(reason, { extensions: { code: 'BAD_USER_INPUT' } });
}

/** Throws BAD_USER_INPUT when a number is out of bounds. */
export function within(name: string, value: number, least: number, most: number): number {
  if (value >= least && value <= most) return value;
  throw badInput(`${name} must be between ${least} and ${most}.`);
}
