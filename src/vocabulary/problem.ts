import { Field, Int, InterfaceType } from 'type-graphql';
import { Thing } from './marks.js';

/** An expected failure of a change: part of its result, not an error. */
@InterfaceType({ description: 'An expected failure of a change: part of its result, not an error.' })
export abstract class Problem {
  @Field(() => String, { description: 'What it is, for programs: capitals and underscores.' })
  code!: string;

  @Field(() => String, { description: 'What it is, for people, in Dutch.' })
  message!: string;
}

@Thing({
  implements: Problem,
  description:
    'The idempotency key was used for something else in the last 30 days; nothing was changed. Its code is IDEMPOTENCY_CONFLICT.',
})
export class IdempotencyConflict extends Problem {}

export function idempotencyConflict(): IdempotencyConflict {
  return Object.assign(new IdempotencyConflict(), {
    code: 'IDEMPOTENCY_CONFLICT',
    message: 'Deze sleutel werd al gebruikt voor een andere wijziging.',
  });
}

@Thing({
  implements: Problem,
  description: 'The platform behind this change does not answer; nothing was changed.',
})
export class PlatformUnavailable extends Problem {
  @Field(() => String, { description: 'Name of the platform’s adapter.' })
  source!: string;

  @Field(() => Int, {
    nullable: true,
    description: 'Seconds to wait before another try; null when not known.',
  })
  retryAfter!: number | null;
}

/** No adapter that could do it is configured, so there is nothing to wait for; `message` in Dutch. */
export function notConfigured(source: string, message: string): PlatformUnavailable {
  return Object.assign(new PlatformUnavailable(), {
    code: 'NOT_CONFIGURED',
    message,
    source,
    retryAfter: null,
  });
}
