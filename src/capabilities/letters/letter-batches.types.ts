import { createUnionType, Field, ID, InputType, Int, registerEnumType } from 'type-graphql';
import { Connection } from '../../vocabulary/connection.js';
import { enumOf } from '../../vocabulary/enum-of.js';
import { Personal, Thing } from '../../vocabulary/marks.js';
import { IdempotencyConflict, PlatformUnavailable, Problem } from '../../vocabulary/problem.js';
import { DateTimeScalar, PurposeCodeScalar } from '../../vocabulary/scalars.js';
import type { DeliveryChannel } from './delivery-channel.js';
import { type BatchRowState, batchRowStates, type BatchState, batchStates } from './letter-batch.records.js';
import type { ShownBatch } from './letter-batches.service.js';
import type { ChannelReason } from './letter.channel.js';
import { LetterNotSendable } from './letter-sending.types.js';
import { channelEnum, channelReasonEnum, LetterRecipientView } from './letters.types.js';

export const batchStateEnum = enumOf(batchStates);
export const batchRowStateEnum = enumOf(batchRowStates);

registerEnumType(batchStateEnum, {
  name: 'LetterBatchState',
  description: 'Where a batch of letters stands.',
  valuesConfig: {
    DRAFT: { description: 'Prepared: nothing is sent. Removed after 30 days.' },
    SENDING: { description: 'Its letters are being sent, in the order of the file.' },
    PAUSED: { description: 'No further letter is handed over; those that were go on.' },
    DONE: {
      description:
        'Every row has its letter and none of them is under way any more. Final; letters that failed or are in doubt are for people.',
    },
    CANCELLED: { description: 'Somebody ended it. What was sent stays sent. Final.' },
  },
});
registerEnumType(batchRowStateEnum, {
  name: 'LetterBatchRowState',
  description: 'Where one recipient of a batch stands.',
  valuesConfig: {
    WAITING: { description: 'It has no letter yet.' },
    SENDING: { description: 'Its letter is on its way to a platform.' },
    SENT: { description: 'A platform took its letter, or somebody brought it.' },
    BY_HAND: { description: 'No platform can bring its letter: somebody must.' },
    IN_DOUBT: {
      description: 'Whether its letter was sent is not known: a person must look (`decideCommand`).',
    },
    FAILED: { description: 'Its letter was not taken, or could not be made: see `reason`.' },
    CANCELLED: { description: 'The batch, or its letter, was ended before it was sent.' },
  },
});

@InputType({ description: 'Which template a batch is made from.' })
export class LetterBatchTemplateInput {
  @Field(() => String, { description: 'Its name.' })
  name!: string;

  @Field(() => Int, { nullable: true, description: 'Which version; null: the one in use.' })
  version!: number | null;
}

@InputType({ description: 'Letters of one template to many.' })
export class LetterBatchInput {
  @Field(() => ID, {
    description:
      'The CSV, uploaded to `/uploads` as `text/csv`: UTF-8, separated by `;` or `,`. Its first row has the names of the columns: `rijksregisternummer` or `ondernemingsnummer` or both, of which each row fills one, and every field of the template.',
  })
  fileId!: string;

  @Field(() => LetterBatchTemplateInput, { description: 'The template.' })
  template!: LetterBatchTemplateInput;

  @Field(() => String, { description: 'The kind of letter, as agreed with e-Box (messageTypeId).' })
  messageType!: string;

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Whether they are sent registered (aangetekend).',
  })
  registered!: boolean;

  @Field(() => Boolean, {
    defaultValue: false,
    description:
      'Whether it is meant when the same batch (template, kind of letter, recipients and values) was prepared in the last 30 days.',
  })
  evenIfRepeated!: boolean;
}

@Thing({ description: 'Letters of a batch that would go the same way.' })
export class LetterBatchForeseen {
  @Field(() => channelEnum, {
    nullable: true,
    description: 'By which channel; null when no platform can bring them, so that somebody must.',
  })
  channel!: DeliveryChannel | null;

  @Field(() => channelReasonEnum, { description: 'Why by that channel.' })
  channelReason!: ChannelReason;

  @Field(() => Int, { description: 'How many.' })
  letters!: number;

  @Field(() => Int, {
    nullable: true,
    description: 'What they cost together in euro cents; null when somebody must bring them.',
  })
  cost!: number | null;
}

@Thing({ description: 'How many recipients of a batch stand where: see `LetterBatchRowState`.' })
export class LetterBatchProgress {
  @Field(() => Int, { description: 'Without a letter yet.' })
  waiting!: number;

  @Field(() => Int, { description: 'On their way to a platform.' })
  sending!: number;

  @Field(() => Int, { description: 'Taken by a platform, or brought.' })
  sent!: number;

  @Field(() => Int, { description: 'For somebody to bring.' })
  byHand!: number;

  @Field(() => Int, { description: 'Of which it is not known whether they were sent.' })
  inDoubt!: number;

  @Field(() => Int, { description: 'Not taken.' })
  failed!: number;

  @Field(() => Int, { description: 'Ended before they were sent.' })
  cancelled!: number;
}

@Personal('dossiers')
@Thing({ description: 'One recipient of a batch.' })
export class LetterBatchRow {
  @Field(() => Int, { description: 'Its row in the file, as a spreadsheet counts: the names are in row 1.' })
  row!: number;

  @Field(() => LetterRecipientView, { description: 'To whom its letter goes.' })
  recipient!: LetterRecipientView;

  @Field(() => batchRowStateEnum, { description: 'Where it stands.' })
  state!: BatchRowState;

  @Field(() => channelEnum, {
    nullable: true,
    description:
      'How it would have gone when the batch was prepared; null when somebody had to bring it. How it went is in `letter`.',
  })
  foreseenChannel!: DeliveryChannel | null;

  @Field(() => channelReasonEnum, { description: 'Why so.' })
  foreseenChannelReason!: ChannelReason;

  @Field(() => Int, {
    nullable: true,
    description: 'What it would have cost, in euro cents; null when somebody had to bring it.',
  })
  foreseenCost!: number | null;

  @Field(() => ID, { nullable: true, description: 'Its letter, for `letter`; null as long as it has none.' })
  letterId!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Why it waits or failed, as a code; null when there is nothing to say.',
  })
  reason!: string | null;
}

@Thing({ description: 'A page of a list of LetterBatchRow (Relay).' })
export class LetterBatchRowConnection extends Connection(LetterBatchRow) {}

@Thing({ description: 'Letters of one template to many, from a CSV with a row for each.' })
export class LetterBatch {
  @Field(() => ID, { description: 'Ours; opaque.' })
  id!: string;

  @Field(() => batchStateEnum, { description: 'Where it stands.' })
  state!: BatchState;

  @Field(() => String, { description: 'Name of the template.' })
  templateName!: string;

  @Field(() => Int, { description: 'Version of the template: the one of when it was prepared.' })
  templateVersion!: number;

  @Field(() => String, { description: 'The kind of letter (messageTypeId).' })
  messageType!: string;

  @Field(() => Boolean, { description: 'Whether they are sent registered (aangetekend).' })
  registered!: boolean;

  @Field(() => PurposeCodeScalar, { description: 'Why the recipients’ data are used.' })
  purpose!: string;

  @Field(() => Int, { description: 'How many recipients it has.' })
  recipients!: number;

  @Field(() => [LetterBatchForeseen], {
    description:
      'The dry run: how the letters would have gone when it was prepared. The channel is chosen when each is sent, so consent that changes meanwhile counts.',
  })
  foreseen!: readonly LetterBatchForeseen[];

  @Field(() => Int, {
    description: 'What they would cost together in euro cents, by the settings of when it was prepared.',
  })
  foreseenCost!: number;

  @Field(() => Int, {
    description: 'What those by e-Box would cost more as registered letters on paper, in euro cents.',
  })
  foreseenSavedByEbox!: number;

  @Field(() => LetterBatchProgress, { description: 'How far it is.' })
  progress!: LetterBatchProgress;

  @Field(() => ID, { description: 'Actor id of whoever prepared it.' })
  preparedBy!: string;

  @Field(() => DateTimeScalar, { description: 'When it was prepared.' })
  preparedAt!: Date;

  @Field(() => ID, { nullable: true, description: 'Actor id of whoever started it; null before that.' })
  startedBy!: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was started; null before that.' })
  startedAt!: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it was DONE or CANCELLED; null before that.',
  })
  endedAt!: Date | null;

  /** Not in the graph. */
  record!: ShownBatch['record'];
}

@Thing({ description: 'Something that is wrong in a CSV of recipients; it never holds what stands there.' })
export class LetterBatchFault {
  @Field(() => Int, {
    description: 'The row, as a spreadsheet counts: the names of the columns are in row 1.',
  })
  row!: number;

  @Field(() => String, {
    nullable: true,
    description:
      'Name of the column, or its letter when it is no known column; null when it is about the whole row.',
  })
  column!: string | null;

  @Field(() => String, {
    description:
      'What it is, for programs: COLUMN_MISSING, COLUMN_UNKNOWN, COLUMN_TWICE, COLUMN_RESERVED, COLUMN_COUNT, QUOTES, NO_ROWS, TOO_MANY_ROWS, NO_RECIPIENT, TWO_RECIPIENTS, NATIONAL_NUMBER_NOT_VALID, KBO_NUMBER_NOT_VALID, RECIPIENT_TWICE, VALUE_MISSING, TOO_LONG, NOT_PRINTABLE or SUBJECT.',
  })
  code!: string;

  @Field(() => String, { description: 'What it is, for people, in Dutch.' })
  message!: string;
}

@Thing({
  implements: Problem,
  description: 'The CSV has faults; nothing was stored or sent. Its code is BATCH_FAULTY.',
})
export class LetterBatchFaulty extends Problem {
  @Field(() => [LetterBatchFault], { description: 'The first hundred of them, in the order of the file.' })
  faults!: readonly LetterBatchFault[];

  @Field(() => Int, { description: 'How many there are in all.' })
  faultCount!: number;
}

@Thing({
  implements: Problem,
  description:
    'The same batch was prepared in the last 30 days; nothing was stored. Give `evenIfRepeated` when it is meant. Its code is BATCH_REPEATED.',
})
export class LetterBatchRepeated extends Problem {
  @Field(() => ID, { description: 'The earlier batch.' })
  batchId!: string;
}

@Thing({
  implements: Problem,
  description:
    'The batch was left as it is. Its code: NOT_FOUND, the asker’s organisation has no such batch; NOT_DRAFT, it was started or ended before; NOT_SENDING, it is not being sent; NOT_PAUSED, it is not paused; ENDED, it is done or cancelled.',
})
export class LetterBatchNotChanged extends Problem {}

export const PrepareLetterBatchResult = createUnionType({
  name: 'PrepareLetterBatchResult',
  description: 'The batch with its dry run, or why there is none.',
  types: () =>
    [
      LetterBatch,
      LetterBatchFaulty,
      LetterBatchRepeated,
      LetterNotSendable,
      PlatformUnavailable,
      IdempotencyConflict,
    ] as const,
});

export const ChangeLetterBatchResult = createUnionType({
  name: 'ChangeLetterBatchResult',
  description: 'The batch as it stands now, or why it was left as it was.',
  types: () => [LetterBatch, LetterBatchNotChanged, IdempotencyConflict] as const,
});
