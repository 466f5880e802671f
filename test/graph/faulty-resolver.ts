import { Query, Resolver } from 'type-graphql';
import { PlatformError } from '../../src/adapter/platform-error.js';
import { Operation } from '../../src/vocabulary/marks.js';
import { emma } from './graph-world.js';

/** Fields that fail in the ways that must not be seen outside, and one that answers. */
@Resolver()
export class FaultyResolver {
  @Operation({ access: 'public', audit: 'none', cost: { own: 1 } })
  @Query(() => String, { nullable: true, description: 'Fails with a national number in its words.' })
  planted(): string {
    throw new Error(`upstream answered: person ${emma} is unknown`);
  }

  @Operation({ access: 'public', audit: 'none', cost: { own: 1 } })
  @Query(() => String, { nullable: true, description: 'Fails as a platform does.' })
  platformDown(): string {
    throw new PlatformError('magda', 'HTTP_5XX', { cause: new Error(`body with ${emma}`) });
  }

  @Operation({ access: 'public', audit: 'none', cost: { own: 1 } })
  @Query(() => String, { nullable: true, description: 'Throws what is no error.' })
  thrownText(): string {
    throw `text with ${emma}`;
  }

  @Operation({ access: 'public', audit: 'none', cost: { own: 1 } })
  @Query(() => String, { description: 'Answers.' })
  hello(): string {
    return 'dag';
  }
}

/** The codes of an answer's errors; undefined when there are none. */
export const codesOf = (body: { errors?: readonly { extensions: Record<string, unknown> }[] }) =>
  body.errors?.map(({ extensions }) => extensions['code']);
