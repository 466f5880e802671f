import { createUnionType, Field, ID, InputType, Int } from 'type-graphql';
import { NationalNumber } from '../../identifiers/national-number.js';
import { Personal, Thing } from '../../vocabulary/marks.js';
import { IdempotencyConflict, PlatformUnavailable, Problem } from '../../vocabulary/problem.js';
import { NationalNumberScalar } from '../../vocabulary/scalars.js';
import type { ChannelReason } from './letter.channel.js';
import type { Letter as PortLetter, LetterChannel } from './letters.port.js';
import { languages } from './letter.language.js';
import { LetterFromTemplateInput } from './letter-templates.types.js';
import { channelEnum, channelReasonEnum, Letter } from './letters.types.js';

type Language = PortLetter['language'];

@InputType({ description: 'For whom within an enterprise a letter is.' })
export class LetterAttentionInput {
  @Field(() => String, { description: 'Name of the person; at most 100 characters.' })
  name!: string;

  @Field(() => NationalNumberScalar, {
    nullable: true,
    description: 'National number of that person; null: not told.',
  })
  nationalNumber!: NationalNumber | null;
}

@InputType({ description: 'A letter to be sent: give `fileId` or `template`.' })
export class LetterInput {
  @Field(() => String, {
    nullable: true,
    description:
      'What it is about; at most 255 characters. The recipient sees it. Null with a template: as the template says.',
  })
  subject!: string | null;

  @Field(() => ID, {
    nullable: true,
    description:
      'The PDF: a file of the asker’s own organisation, uploaded to `/uploads` or signed through `requestSignature`; null with a template.',
  })
  fileId!: string | null;

  @Field(() => LetterFromTemplateInput, {
    nullable: true,
    description: 'The template that the PDF is made from when it is asked; null with a file.',
  })
  template!: LetterFromTemplateInput | null;

  @Field(() => String, {
    defaultValue: 'brief.pdf',
    description: 'What the file is called for the recipient, with its extension; at most 80 characters.',
  })
  fileName!: string;

  @Field(() => String, {
    description: 'The kind of letter, as agreed with e-Box (messageTypeId), such as SCHILDE_BRIEF_BURGER.',
  })
  messageType!: string;

  @Field(() => Boolean, {
    defaultValue: false,
    description:
      'Whether it is sent registered (aangetekend): on paper, for into an e-Box a municipality may not this way.',
  })
  registered!: boolean;

  @Field(() => languages, {
    defaultValue: 'nl',
    description: 'The language it is in; one made from a template is in that of the template.',
  })
  language!: Language;

  @Field(() => LetterAttentionInput, {
    nullable: true,
    description: 'For whom within an enterprise; null: nobody in particular. Not for a citizen.',
  })
  attention!: LetterAttentionInput | null;
}

@Personal('dossiers')
@Thing({ description: 'How a letter would go if it were sent now.' })
export class LetterPreview {
  @Field(() => channelEnum, {
    nullable: true,
    description: 'By which channel; null when no platform can bring it, so that somebody must.',
  })
  channel!: LetterChannel | null;

  @Field(() => channelReasonEnum, { description: 'Why by that channel.' })
  channelReason!: ChannelReason;

  @Field(() => Int, {
    nullable: true,
    description:
      'What it costs in euro cents, by the settings of this hub; null when somebody must bring it.',
  })
  cost!: number | null;
}

@Thing({
  implements: Problem,
  description:
    'Something in the letter is no good; nothing was stored or sent. Its code: FILE_OR_TEMPLATE, FILE_NOT_FOUND, SUBJECT, FILE_NAME, MEDIA_TYPE, TOO_LARGE, TOO_MANY_DOCUMENTS, ATTENTION or MESSAGE_TYPE, or one of `LetterTemplateFaulty`; another one is the platform’s own rule.',
})
export class LetterNotSendable extends Problem {
  @Field(() => String, { description: 'Which part of the input, such as `letter.subject`.' })
  field!: string;
}

export const SendLetterResult = createUnionType({
  name: 'SendLetterResult',
  description: 'What came of sending a letter.',
  types: () => [Letter, LetterNotSendable, PlatformUnavailable, IdempotencyConflict] as const,
});

export const PreviewLetterResult = createUnionType({
  name: 'PreviewLetterResult',
  description: 'How a letter would go, or why it would not.',
  types: () => [LetterPreview, LetterNotSendable, PlatformUnavailable] as const,
});

@Thing({ description: 'Letters of one channel that platforms took.' })
export class LetterChannelCosts {
  @Field(() => channelEnum, { description: 'The channel.' })
  channel!: LetterChannel;

  @Field(() => Boolean, { description: 'Whether they were registered (aangetekend).' })
  registered!: boolean;

  @Field(() => Int, { description: 'How many were taken.' })
  deliveries!: number;

  @Field(() => Int, { description: 'What they cost, in euro cents, by the settings when each was sent.' })
  cost!: number;
}

@Thing({
  name: 'LetterCosts',
  description: 'What the letters of an organisation cost, and what e-Box saved.',
})
export class LetterCostsView {
  @Field(() => [LetterChannelCosts], {
    description: 'By channel, registered apart; a channel without letters is not here.',
  })
  channels!: readonly LetterChannelCosts[];

  @Field(() => Int, { description: 'All of it, in euro cents.' })
  cost!: number;

  @Field(() => Int, {
    description:
      'What the letters in an e-Box would have cost more as registered letters on paper, in euro cents, by the settings when each was sent. One that also went on paper, because nobody opens that e-Box, saved nothing.',
  })
  savedByEbox!: number;
}
