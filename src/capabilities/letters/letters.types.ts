import { Field, ID, Int, registerEnumType } from 'type-graphql';
import type { NationalNumber } from '../../identifiers/national-number.js';
import { Connection } from '../../vocabulary/connection.js';
import { enumOf } from '../../vocabulary/enum-of.js';
import { Personal, Thing } from '../../vocabulary/marks.js';
import {
  DateScalar,
  DateTimeScalar,
  KboNumberScalar,
  NationalNumberScalar,
} from '../../vocabulary/scalars.js';
import { Source } from '../../vocabulary/source.js';
import { type DeliveryChannel, deliveryChannels } from './delivery-channel.js';
import { type ChannelReason, channelReasons } from './letter.channel.js';
import type { LetterRecord } from './letter.records.js';
import { type LetterRecipient, type LetterState, letterStates } from './letters.port.js';

export const stateEnum = enumOf(letterStates);
export const channelEnum = enumOf(deliveryChannels);
export const channelReasonEnum = enumOf(channelReasons);
const recipientKindEnum = enumOf<LetterRecipient['kind']>(['CITIZEN', 'ENTERPRISE']);

registerEnumType(stateEnum, {
  name: 'LetterState',
  description: 'Where a letter stands.',
  valuesConfig: {
    AWAITING_SIGNATURES: {
      description: 'It is sent once everybody signed it: see `signatureRequestId`.',
    },
    PENDING: {
      description: 'Not with a platform yet, or with an e-Box that nobody opens and not on paper yet.',
    },
    PENDING_MANUAL: { description: 'No platform can bring it: somebody must.' },
    SENT: {
      description:
        'A platform took it, and told nothing more. A letter on paper or by e-mail stays so: the platform has no state of it.',
    },
    FAILED: {
      description:
        'No platform took it, and it is not tried again; or it was to be signed and was not. Final, unless an administrator takes it up again.',
    },
    CANCELLED: { description: 'An administrator ended it before it was sent. Final.' },
    DELIVERED: {
      description: 'It is in the e-Box, not opened yet; or somebody brought it, which is final.',
    },
    READ: { description: 'Its main content was opened in the e-Box; nothing tells when. Final.' },
    EXPIRED: { description: 'It left the e-Box unread. Final.' },
    UNKNOWN: {
      description:
        'Whether it was sent is not known, or the platform does not mention it any more, or it told what we do not know: see `platformStatus`.',
    },
  },
});
registerEnumType(channelEnum, {
  name: 'LetterChannel',
  description: 'How a letter reaches its recipient.',
  valuesConfig: {
    EBOX: { description: 'The e-Box of a citizen or an enterprise.' },
    PAPER: { description: 'Printed, and brought by bpost.' },
    EMAIL: { description: 'E-mail.' },
    BY_HAND: { description: 'Somebody brought it: see `markLetterBrought`.' },
  },
});
registerEnumType(channelReasonEnum, {
  name: 'LetterChannelReason',
  description: 'Why a letter goes by its channel.',
  valuesConfig: {
    CONSENT: { description: 'The citizen consents to letters in the e-Box.' },
    NO_CONSENT: {
      description: 'The citizen does not consent to letters in the e-Box, or does not any more.',
    },
    ENTERPRISE: { description: 'It goes into the e-Box of an enterprise, which asks no consent.' },
    NO_EBOX: { description: 'The enterprise has no e-Box.' },
    REGISTERED: { description: 'It is registered, and does not go into an e-Box that way.' },
    NOT_OFFERED: { description: 'The platform brings no letters into an e-Box.' },
    NO_DIGITAL_USER: {
      description: 'It is in an e-Box that nobody ever opened, so it goes another way too.',
    },
  },
});
registerEnumType(recipientKindEnum, {
  name: 'LetterRecipientKind',
  description: 'To what kind of recipient a letter goes.',
  valuesConfig: {
    CITIZEN: { description: 'A citizen, known by the national number.' },
    ENTERPRISE: { description: 'An enterprise or association, known by the KBO number.' },
  },
});

@Thing({
  name: 'LetterRecipient',
  description: 'To whom a letter goes: the number that the platform knows them by.',
})
export class LetterRecipientView {
  @Field(() => recipientKindEnum, { description: 'Which of the two numbers it is.' })
  kind!: LetterRecipient['kind'];

  @Field(() => NationalNumberScalar, {
    nullable: true,
    description: 'National number of the citizen; null for an enterprise.',
  })
  nationalNumber!: NationalNumber | null;

  @Field(() => KboNumberScalar, {
    nullable: true,
    description: 'KBO number of the enterprise; null for a citizen.',
  })
  kboNumber!: string | null;
}

@Personal('dossiers')
@Thing({ description: 'A letter, as its recipient sees it (e-Box, paper).' })
export class OwnLetter {
  @Field(() => ID, { description: 'Ours; opaque.' })
  id!: string;

  @Field(() => String, { description: 'What it is about, in the words of whoever sent it.' })
  subject!: string;

  @Field(() => channelEnum, { description: 'How it was sent.' })
  channel!: DeliveryChannel;

  @Field(() => Boolean, { description: 'Whether it is a registered letter (aangetekend).' })
  registered!: boolean;

  @Field(() => stateEnum, {
    description: 'Where it stands; what was last told when `source.state` is not FRESH.',
  })
  state!: LetterState;

  @Field(() => DateTimeScalar, { description: 'When the platform took it.' })
  sentAt!: Date;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it leaves the e-Box; null when it is not there, or when the platform does not say.',
  })
  expiresAt!: Date | null;

  @Field(() => Source, {
    description:
      'Where the state came from. A state that does not change any more is not asked again, and stays FRESH.',
  })
  source!: Source;
}

@Personal('dossiers')
@Thing({
  name: 'LetterDelivery',
  description: 'Proof that a platform took a letter by one channel, or that somebody brought it.',
})
export class LetterDeliveryView {
  @Field(() => ID, { description: 'Ours; the key under which it was offered to the platform.' })
  id!: string;

  @Field(() => channelEnum, { description: 'The channel.' })
  channel!: DeliveryChannel;

  @Field(() => Boolean, { description: 'Whether it was sent registered (aangetekend).' })
  registered!: boolean;

  @Field(() => channelReasonEnum, { description: 'Why by that channel, as it was then.' })
  channelReason!: ChannelReason;

  @Field(() => ID, {
    nullable: true,
    description:
      'Id of what the citizen said last of letters in the e-Box, as it was then; null when they said nothing, or when it did not matter.',
  })
  consentId!: string | null;

  @Field(() => String, { description: 'Name of the platform’s adapter; `schakel` when somebody brought it.' })
  platform!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The platform’s id of it (messageId); null when the platform did not say.',
  })
  messageId!: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The platform’s remark, such as NO_DIGITAL_USER; ALREADY_SENT when it said that it had the letter; null when it made none.',
  })
  platformCode!: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'Whether the recipient never opened an e-Box; null on paper, or when the platform did not say.',
  })
  noDigitalUser!: boolean | null;

  @Field(() => DateTimeScalar, { description: 'When the hub heard that it was taken, or brought.' })
  takenAt!: Date;

  @Field(() => ID, {
    nullable: true,
    description:
      'The file that was sent: see `/files/{id}`; null for a letter that somebody brought and of which the hub has no file.',
  })
  fileId!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'SHA-256 of that file, in hexadecimal; null without a file.',
  })
  digest!: string | null;

  @Field(() => Int, { description: 'How many electronic signatures that hold the file bears.' })
  signatures!: number;

  @Field(() => Int, {
    description: 'What it cost in euro cents, by the settings then; 0 when somebody brought it.',
  })
  cost!: number;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'The day on which somebody brought it; null when a platform took it.',
  })
  broughtOn!: string | null;

  @Field(() => ID, {
    nullable: true,
    description: 'Who wrote that down, as in the audit trail; null when a platform took it.',
  })
  recordedBy!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'What they wrote with it; null when that is nothing.',
  })
  note!: string | null;
}

@Personal('dossiers')
@Thing({ description: 'A letter of a municipality or OCMW, sent or on its way (e-Box, paper).' })
export class Letter {
  @Field(() => ID, { description: 'Ours; opaque.' })
  id!: string;

  @Field(() => LetterRecipientView, { description: 'To whom it goes.' })
  recipient!: LetterRecipientView;

  @Field(() => String, { description: 'What it is about, in the words of whoever sent it.' })
  subject!: string;

  @Field(() => channelEnum, {
    description: 'How it is sent. As long as `channelReason` is null it is not chosen, and says PAPER.',
  })
  channel!: DeliveryChannel;

  @Field(() => Boolean, { description: 'Whether it is a registered letter (aangetekend).' })
  registered!: boolean;

  @Field(() => String, {
    description: 'The kind of letter, as agreed with e-Box (messageTypeId), such as SCHILDE_BRIEF_BURGER.',
  })
  messageTypeId!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'The platform’s id of it (messageId); null when it is not sent, or when the platform did not say.',
  })
  messageId!: string | null;

  @Field(() => stateEnum, {
    description: 'Where it stands; what was last told when `source.state` is not FRESH.',
  })
  state!: LetterState;

  @Field(() => String, {
    nullable: true,
    description:
      'What the platform said of reading (readStatus), such as `false`; null when it said nothing.',
  })
  platformStatus!: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'Whether the recipient has it among the visible messages of the e-Box; null when the platform does not say.',
  })
  visible!: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'Whether the recipient never opened an e-Box (NO_DIGITAL_USER): nobody sees it there, so it must go another way too; null as long as it is not sent.',
  })
  noDigitalUser!: boolean | null;

  @Field(() => String, { description: 'Id of whoever asked to send it.' })
  requestedBy!: string;

  @Field(() => DateTimeScalar, { description: 'When it was asked to send it.' })
  requestedAt!: Date;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'When the platform took it, or the day on which somebody brought it; null as long as it is not sent.',
  })
  sentAt!: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it leaves the e-Box; null when it is not there, or when the platform does not say.',
  })
  expiresAt!: Date | null;

  @Field(() => ID, {
    nullable: true,
    description:
      'The command that sends it; null for a letter that was not sent by one, and as long as it waits for signatures.',
  })
  commandId!: string | null;

  @Field(() => ID, {
    nullable: true,
    description:
      'The request for the signatures that were asked with it: see `signatureRequest`; null when none were.',
  })
  signatureRequestId!: string | null;

  @Field(() => ID, {
    nullable: true,
    description:
      'The file that is sent: the signed one once everybody signed; null for a letter that was not sent by a command.',
  })
  fileId!: string | null;

  @Field(() => channelReasonEnum, {
    nullable: true,
    description: 'Why it goes by this channel; null as long as that was not looked at.',
  })
  channelReason!: ChannelReason | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Why it waits or was not sent, as a code, such as SIGNING_DECLINED; null when there is nothing to say.',
  })
  reason!: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The same for people, in Dutch; null when there is nothing to say, or when it is a code of a platform.',
  })
  reasonMessage!: string | null;

  @Field(() => Source, {
    description:
      'Where the state came from. A state that does not change any more is not asked again, and stays FRESH.',
  })
  source!: Source;

  /** What bpost is asked about. */
  record!: LetterRecord;
}

@Thing({
  description:
    'A page of letters. The list is ours and whole; `source` is the worst of the states on this page.',
})
export class LetterConnection extends Connection(Letter) {}

@Thing({
  description:
    'A page of the letters that a citizen was sent. The list is ours and whole; `source` is the worst of the states on this page.',
})
export class OwnLetterConnection extends Connection(OwnLetter) {}

@Personal('dossiers')
@Thing({
  name: 'PlatformDetail',
  description: 'Something that a platform’s answer holds, as it stands there.',
})
export class PlatformDetailView {
  @Field(() => String, { description: 'The keys that lead to it, joined by points.' })
  name!: string;

  @Field(() => String, { description: 'The value, as text.' })
  value!: string;
}

@Personal('dossiers')
@Thing({ name: 'BpostStatus', description: 'What bpost tells of a registered letter on paper.' })
export class BpostStatusView {
  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether the receipt was signed electronically (isEar); null when bpost does not say.',
  })
  electronicReceipt!: boolean | null;

  @Field(() => [PlatformDetailView], {
    description: 'All that the answer holds: what may be in it is not public.',
  })
  details!: readonly PlatformDetailView[];
}
