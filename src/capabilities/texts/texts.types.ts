import { Field, Float, Int, registerEnumType } from 'type-graphql';
import { Thing } from '../../vocabulary/marks.js';
import { DateTimeScalar } from '../../vocabulary/scalars.js';
import { Source } from '../../vocabulary/source.js';
import type { TextEncoding } from './texts.port.js';

export const encodingEnum: { readonly [E in TextEncoding]: E } = { GSM_7: 'GSM_7', UCS_2: 'UCS_2' };

registerEnumType(encodingEnum, {
  name: 'TextEncoding',
  description: 'The alphabet in which a text (sms) travels; the content decides.',
  valuesConfig: {
    GSM_7: { description: '160 characters in one part, 153 in each of several.' },
    UCS_2: {
      description:
        'Any character: 70 in one part, 67 in each of several. One character outside GSM-7 is enough.',
    },
  },
});

@Thing({ description: 'A character that is not in GSM-7, such as ë or a curly quote.' })
export class TextCharacter {
  @Field(() => String, {
    description: 'The character, as people see it: an emoji with all its parts is one.',
  })
  character!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'What could stand in its place, all of it in GSM-7; empty when it can be left out, null when there is nothing like it.',
  })
  replacement!: string | null;
}

@Thing({ description: 'How a text (sms) is cut into parts, each of which is charged.' })
export class TextSegments {
  @Field(() => encodingEnum, { description: 'The alphabet it travels in.' })
  encoding!: TextEncoding;

  @Field(() => Int, {
    description: 'How many parts it is sent in; 0 for an empty text. What the gateway charges decides.',
  })
  parts!: number;

  @Field(() => Int, {
    description:
      'Its length as networks count it: in GSM-7 the characters ^ { } \\ [ ~ ] | € count twice, in UCS-2 most emoji do.',
  })
  characters!: number;

  @Field(() => Int, { description: 'How many more such characters fit before another part is needed.' })
  remaining!: number;

  @Field(() => [TextCharacter], {
    description: 'What made it UCS-2: each character outside GSM-7 once, in the order of the text.',
  })
  outsideGsm7!: readonly TextCharacter[];
}

@Thing({ description: 'A gateway through which texts (sms) can be sent, as its adapter in the settings.' })
export class TextGateway {
  @Field(() => String, { description: 'Name of its adapter, such as `sms-cm`.' })
  name!: string;

  @Field(() => Boolean, {
    description: 'Whether it is the one that is used unless it fails: the setting `texts.gateway`.',
  })
  preferred!: boolean;

  @Field(() => Boolean, { description: 'Whether this hub sends texts through it now.' })
  sends!: boolean;

  @Field(() => Int, {
    nullable: true,
    description:
      'What is left, in euro cents; null when the gateway counts in credits, cannot be asked, or is not there.',
  })
  balanceCents!: number | null;

  @Field(() => Float, {
    nullable: true,
    description:
      'What is left, in credits of the gateway; null when it counts in money, cannot be asked, or is not there.',
  })
  balanceCredits!: number | null;

  @Field(() => Source, {
    nullable: true,
    description: 'Where the balance came from; null when this gateway cannot be asked for it.',
  })
  source!: Source | null;

  @Field(() => Boolean, { description: 'Whether its webhook for delivery reports is in the settings.' })
  expectsReports!: boolean;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When this hub last took in a delivery report of it; null when it has not since it started.',
  })
  lastReportAt!: Date | null;
}
