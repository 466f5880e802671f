import { createUnionType, Field, ID, registerEnumType } from 'type-graphql';
import type { ConsentChannel } from '../../privacy/consent.js';
import { enumOf } from '../../vocabulary/enum-of.js';
import { Personal, Thing } from '../../vocabulary/marks.js';
import { IdempotencyConflict, Problem } from '../../vocabulary/problem.js';
import { DateTimeScalar } from '../../vocabulary/scalars.js';

export const channelEnum = enumOf<ConsentChannel>(['EBOX', 'SMS', 'EMAIL']);
registerEnumType(channelEnum, {
  name: 'ConsentChannel',
  description: 'By what the municipality may reach somebody.',
  valuesConfig: {
    EBOX: { description: 'The e-Box of the federal government.' },
    SMS: { description: 'A text (sms).' },
    EMAIL: { description: 'E-mail.' },
  },
});

@Personal('contact')
@Thing({ description: 'Something that a citizen said of a purpose and a channel.' })
export class ConsentRecord {
  @Field(() => ID, { description: 'Its id.' })
  id!: string;

  @Field(() => Boolean, { description: 'Whether consent was given; false: withdrawn.' })
  given!: boolean;

  @Field(() => DateTimeScalar, { description: 'When.' })
  at!: Date;

  @Field(() => String, { description: 'Through what it was said: CITIZEN, by the citizen, logged in.' })
  through!: string;

  @Field(() => String, { description: 'Version of the text that the citizen saw.' })
  textVersion!: string;
}

@Personal('contact')
@Thing({ description: 'What a citizen agreed to, for one purpose and one channel.' })
export class Consent {
  @Field(() => String, { description: 'Code of the purpose, such as `letters`.' })
  purpose!: string;

  @Field(() => String, { description: 'What it is for, in a few Dutch words.' })
  title!: string;

  @Field(() => String, { description: 'What the citizen is asked to agree to now, in Dutch.' })
  text!: string;

  @Field(() => String, { description: 'Version of that text; `setConsent` takes it.' })
  textVersion!: string;

  @Field(() => channelEnum, { description: 'The channel.' })
  channel!: ConsentChannel;

  @Field(() => Boolean, {
    description:
      'Whether the municipality may: what was said last, or, when nothing was, what holds then by the settings (opt-in or opt-out).',
  })
  holds!: boolean;

  @Field(() => Boolean, {
    description: 'Whether the text changed since the citizen last said something; false when they never did.',
  })
  textChanged!: boolean;

  @Field(() => [ConsentRecord], {
    description: 'All that was said, the oldest first; empty when nothing was.',
  })
  history!: readonly ConsentRecord[];
}

@Thing({
  implements: Problem,
  description:
    'Nothing was changed. Its code: UNKNOWN_PURPOSE, the settings know no such purpose, or not for this channel; TEXT_CHANGED, the citizen saw another text than the one of now.',
})
export class ConsentNotSet extends Problem {}

export const SetConsentResult = createUnionType({
  name: 'SetConsentResult',
  description: 'What came of it.',
  types: () => [Consent, ConsentNotSet, IdempotencyConflict] as const,
});
