import { Arg, Int } from 'type-graphql';

/** The argument `first` of a list of the hub's own records. */
export const First = (mostPerPage: number) =>
  Arg('first', () => Int, {
    defaultValue: 20,
    description: `How many: at least 1, at most ${mostPerPage}.`,
  });

/** The argument `after` of a list. */
export const After = () =>
  Arg('after', () => String, {
    nullable: true,
    description: '`endCursor` of the page before; left out: from the beginning.',
  });
