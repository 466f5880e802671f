import { createUnionType, Field, Float, ID, InputType, Int, registerEnumType } from 'type-graphql';
import type { MobileNumber } from '../../identifiers/mobile-number.js';
import { Connection } from '../../vocabulary/connection.js';
import { enumOf } from '../../vocabulary/enum-of.js';
import { Personal, Thing } from '../../vocabulary/marks.js';
import { IdempotencyConflict, PlatformUnavailable, Problem } from '../../vocabulary/problem.js';
import { DateTimeScalar, PhoneNumberScalar } from '../../vocabulary/scalars.js';
import { type TextState, textStates } from './text.records.js';
import type { TextEncoding } from './texts.port.js';
import { encodingEnum } from './texts.types.js';

export const stateEnum = enumOf(textStates);

registerEnumType(stateEnum, {
  name: 'TextState',
  description: 'Where a text (sms) stands: what the hub did with it, then what its gateway reports.',
  valuesConfig: {
    QUEUED: { description: 'Written down; it is sent by itself.' },
    WAITING: { description: 'It is sent later, by itself; `reason` says what it waits for.' },
    IN_DOUBT: {
      description:
        'Given to a gateway, whose answer was lost: it may have been sent. It is never given to another one; the gateway is asked, or a person decides.',
    },
    FAILED: { description: 'Not sent; `reason` says why. An administrator may retry its command.' },
    CANCELLED: { description: 'Not sent: somebody ended it before.' },
    SENT: {
      description: 'A gateway took it. That it arrived is not known yet, and some networks never tell.',
    },
    DELIVERED: { description: 'On the phone.' },
    FAILED_TEMPORARY: { description: 'Not on the phone yet; the gateway goes on trying.' },
    FAILED_PERMANENT: { description: 'It will not come. Final.' },
    EXPIRED: { description: 'It will not come: its time is over. Final.' },
    READ: { description: 'Opened on the phone. Final.' },
    UNKNOWN: { description: 'The gateway reports a code that we do not know: see `platformCode`.' },
  },
});

@Personal('contact', 'dossiers')
@Thing({ description: 'A text (sms) to one person, as this hub knows it.' })
export class TextMessage {
  @Field(() => ID, { description: 'Its id.' })
  id!: string;

  @Field(() => PhoneNumberScalar, { description: 'To which mobile number, in E.164 form.' })
  to!: MobileNumber;

  @Field(() => String, { description: 'What it says, its fields filled in.' })
  content!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Whom it is from; null for the sender of the settings.',
  })
  sender!: string | null;

  @Field(() => Boolean, { description: 'Whether it is sent in quiet hours too.' })
  urgent!: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'Key of the template that it was made of; null for a free text.',
  })
  templateKey!: string | null;

  @Field(() => Int, { nullable: true, description: 'Version of that template; null for a free text.' })
  templateVersion!: number | null;

  @Field(() => encodingEnum, { description: 'The alphabet it travels in.' })
  encoding!: TextEncoding;

  @Field(() => Int, {
    description: 'How many parts it is charged for: as we count them until the gateway says otherwise.',
  })
  parts!: number;

  @Field(() => Float, {
    description:
      'What it costs in euro cents, by the price of a part in the settings; 0 when it was not sent.',
  })
  priceCents!: number;

  @Field(() => stateEnum, { description: 'Where it stands.' })
  state!: TextState;

  @Field(() => String, {
    nullable: true,
    description:
      'Why it waits, is in doubt or failed, as a code: QUIET_HOURS, OPTED_OUT, BUDGET_SPENT, REFUSED_ and what was refused (RECIPIENT, SENDER, CONTENT, BALANCE, BLOCKED, OTHER), an error code such as HTTP_5XX, or the second code of a report; null when there is nothing to say.',
  })
  reason!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The gateway’s own code for where it stands; null when it gave none.',
  })
  platformCode!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'What the last report that counted says, in Dutch; null when there was none.',
  })
  reported!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Adapter of the gateway that it was given to, or is about to be; null before one is chosen.',
  })
  gateway!: string | null;

  @Field(() => ID, { description: 'Id of the command that sends it: `command` tells its history.' })
  commandId!: string;

  @Field(() => ID, { description: 'Who asked for it, as in the audit trail.' })
  requestedBy!: string;

  @Field(() => DateTimeScalar, { description: 'When it was asked.' })
  requestedAt!: Date;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When a gateway took it; null as long as that is not known.',
  })
  sentAt!: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When the report came in that `state` tells; null when there was none.',
  })
  reportedAt!: Date | null;
}

@Thing({ description: 'A page of texts, the newest first (Relay).' })
export class TextMessageConnection extends Connection(TextMessage) {}

@Thing({ description: 'A version of a template of texts (sms), in Dutch. Each change is a new version.' })
export class TextTemplate {
  @Field(() => ID, { description: 'Id of this version.' })
  id!: string;

  @Field(() => String, { description: 'Its name, such as `identiteitskaart-klaar`.' })
  key!: string;

  @Field(() => Int, { description: 'From 1; the highest is in use.' })
  version!: number;

  @Field(() => String, { description: 'What it says; `{naam}` stands for the field naam.' })
  content!: string;

  @Field(() => [String], { description: 'Its fields, each once, in the order in which they come.' })
  fields!: readonly string[];

  @Field(() => DateTimeScalar, { description: 'When this version was saved.' })
  savedAt!: Date;

  @Field(() => ID, { description: 'Who saved it, as in the audit trail.' })
  savedBy!: string;
}

@Thing({ description: 'What the texts of an organisation cost in this month, in Brussels time.' })
export class TextBudgetMonth {
  @Field(() => String, { description: 'The month, such as 2026-11.' })
  month!: string;

  @Field(() => Float, {
    nullable: true,
    description: 'What may be spent, in euro cents; null when there is no limit.',
  })
  budgetCents!: number | null;

  @Field(() => Float, {
    description: 'What is spent, in euro cents, by the price of a part in the settings.',
  })
  spentCents!: number;

  @Field(() => Float, {
    description: 'What is held for texts that are not sent yet, or in doubt, in euro cents.',
  })
  reservedCents!: number;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When the alarm of this month was given; null when it was not.',
  })
  alarmedAt!: Date | null;
}

@Personal('contact')
@Thing({ description: 'Whether the asker’s organisation may send texts (sms) to a number.' })
export class TextOptOut {
  @Field(() => PhoneNumberScalar, { description: 'The mobile number, in E.164 form.' })
  number!: MobileNumber;

  @Field(() => Boolean, { description: 'Whether nothing is sent to it.' })
  optedOut!: boolean;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Since when; null when texts may be sent.' })
  since!: Date | null;
}

@InputType({ description: 'A value for a field of a template.' })
export class TextFieldInput {
  @Field(() => String, { description: 'Name of the field, without braces.' })
  name!: string;

  @Field(() => String, { description: 'What stands in its place; not empty.' })
  value!: string;
}

@InputType({ description: 'A template and its fields. The version in use is taken.' })
export class TextFromTemplateInput {
  @Field(() => String, { description: 'Key of the template.' })
  key!: string;

  @Field(() => [TextFieldInput], {
    defaultValue: [],
    description: 'A value for each of its fields, and no others.',
  })
  fields!: TextFieldInput[];
}

@InputType({ description: 'A text (sms) to one person: give `content` or `template`.' })
export class SendTextInput {
  @Field(() => String, {
    description: 'A mobile number: +32 470 12 34 56, or 0470 12 34 56 for Belgium.',
  })
  to!: string;

  @Field(() => String, { nullable: true, description: 'A free text; left out or null with a template.' })
  content?: string | null;

  @Field(() => TextFromTemplateInput, {
    nullable: true,
    description: 'A template; left out or null with a free text.',
  })
  template?: TextFromTemplateInput | null;

  @Field(() => Boolean, { defaultValue: false, description: 'Whether it is sent in quiet hours too.' })
  urgent!: boolean;

  @Field(() => String, {
    nullable: true,
    description:
      'Whom it is from: at most 11 letters and digits, or 16 digits; left out or null for the sender of the settings. Belgian operators may replace a name by a number.',
  })
  sender?: string | null;
}

@Thing({ description: 'What is wrong with a field of a change of texts.' })
export class TextFault {
  @Field(() => String, {
    description: 'The field, as its path in the arguments, such as `template.fields.naam`.',
  })
  field!: string;

  @Field(() => String, {
    description:
      'Why, for programs: NO_PHONE_NUMBER, NO_MOBILE_NUMBER, OPTED_OUT, EMPTY, CONTENT_AND_TEMPLATE, TOO_LONG, UNREADABLE, BAD_SENDER, UNKNOWN_TEMPLATE, FIELD_MISSING, FIELD_UNKNOWN, FIELD_TWICE, BAD_KEY or STRAY_BRACE.',
  })
  reason!: string;

  @Field(() => String, { description: 'Why, for people, in Dutch.' })
  message!: string;
}

@Thing({
  implements: Problem,
  description: 'The input is no good; nothing was stored or sent. Its code is TEXT_NOT_SENDABLE.',
})
export class TextNotSendable extends Problem {
  @Field(() => [TextFault], { description: 'Everything that is wrong with it.' })
  faults!: readonly TextFault[];
}

@Thing({
  implements: Problem,
  description: 'The input is no good; everything was left as it was. Its code is TEXT_NOT_SAVED.',
})
export class TextNotSaved extends Problem {
  @Field(() => [TextFault], { description: 'Everything that is wrong with it.' })
  faults!: readonly TextFault[];
}

@Thing({
  implements: Problem,
  description:
    'The organisation’s budget of this month has no room for this text; nothing was stored or sent. Its code is BUDGET_SPENT.',
})
export class BudgetSpent extends Problem {
  @Field(() => TextBudgetMonth, { description: 'The budget of this month.' })
  budget!: TextBudgetMonth;
}

export const SendTextResult = createUnionType({
  name: 'SendTextResult',
  description: 'The text as it was accepted, or why it was not.',
  types: () => [TextMessage, TextNotSendable, BudgetSpent, IdempotencyConflict, PlatformUnavailable] as const,
});

export const SaveTextTemplateResult = createUnionType({
  name: 'SaveTextTemplateResult',
  description: 'The version that is in use now, or why it was not saved.',
  types: () => [TextTemplate, TextNotSaved, IdempotencyConflict] as const,
});

export const SetTextOptOutResult = createUnionType({
  name: 'SetTextOptOutResult',
  description: 'How the number stands now, or why it was left as it was.',
  types: () => [TextOptOut, TextNotSaved, IdempotencyConflict] as const,
});
