import { createUnionType, Field, ID, InputType, Int } from 'type-graphql';
import { NationalNumber } from '../../identifiers/national-number.js';
import { Personal, Thing } from '../../vocabulary/marks.js';
import { IdempotencyConflict, PlatformUnavailable, Problem } from '../../vocabulary/problem.js';
import { NationalNumberScalar } from '../../vocabulary/scalars.js';
import type { DeliveryChannel } from './delivery-channel.js';
import type { ChannelReason } from './letter.channel.js';
import type { Letter as PortLetter } from './letters.port.js';
import { languages } from './letter.language.js';
import { LetterFromTemplateInput } from './letter-templates.types.js';
import type { SignatureLevel } from '../signatures/signatures.port.js';
import { levelEnum } from '../signatures/signatures.types.js';
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

@InputType({ description: 'Somebody who signs a letter before it is sent.' })
export class LetterSignerInput {
  @Field(() => String, {
    description: 'E-mail address; each only once: the platform knows people by nothing else.',
  })
  email!: string;

  @Field(() => String, { description: 'Their name, 1 to 100 characters.' })
  name!: string;

  @Field(() => Boolean, {
    defaultValue: true,
    description: 'Whether the platform writes to them itself when it is their turn.',
  })
  notified!: boolean;
}

@InputType({
  description:
    'Who signs a letter before it is sent (Digitaal Ondertekenen), each at a place at the foot of the last page.',
})
export class LetterSigningInput {
  @Field(() => [LetterSignerInput], { description: '1 to 20 people, in the order in which they sign.' })
  signers!: LetterSignerInput[];

  @Field(() => levelEnum, {
    nullable: true,
    description: 'How strong every signature must be; null: as the settings say.',
  })
  level!: SignatureLevel | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'Within how many days everybody must have signed, 1 to 365; null: as many as the settings say (`signatures.expiresAfterDays`).',
  })
  deadlineDays!: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'For the signers, in the message of the platform, 1000 characters at most; null for none.',
  })
  message!: string | null;
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

  @Field(() => LetterSigningInput, {
    nullable: true,
    description:
      'Who signs it first; it is sent when everybody did. When somebody declines, the deadline passes or the request is taken back (`recallSignatureRequest`) it is FAILED, and nothing is sent; null: nobody signs it.',
  })
  signing!: LetterSigningInput | null;
}

@Personal('dossiers')
@Thing({ description: 'How a letter would go if it were sent now.' })
export class LetterPreview {
  @Field(() => channelEnum, {
    nullable: true,
    description: 'By which channel; null when no platform can bring it, so that somebody must.',
  })
  channel!: DeliveryChannel | null;

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
    'Something in the letter is no good; nothing was stored or sent. Its code: FILE_OR_TEMPLATE, FILE_NOT_FOUND, SUBJECT, FILE_NAME, MEDIA_TYPE, TOO_LARGE, TOO_MANY_DOCUMENTS, ATTENTION or MESSAGE_TYPE, or one of `LetterTemplateFaulty`, or one of `SignatureNotPossible` for `signing`; another one is the platform’s own rule.',
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
  channel!: DeliveryChannel;

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
