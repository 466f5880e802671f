import { toSource } from '../../vocabulary/source.js';
import type { Unsigned } from '../signatures/signature.follower.js';
import type { ShownLetter } from './letters.service.js';
import { Letter, OwnLetter } from './letters.types.js';

const unsigned: Readonly<Record<Unsigned, string>> = {
  SIGNING_DECLINED: 'Iemand weigerde te ondertekenen; de brief is niet verstuurd.',
  SIGNING_EXPIRED: 'Niet iedereen ondertekende op tijd; de brief is niet verstuurd.',
  SIGNING_RECALLED: 'De aanvraag om te ondertekenen is ingetrokken; de brief is niet verstuurd.',
  SIGNING_CANCELLED:
    'De aanvraag om te ondertekenen is in Digitaal Ondertekenen stopgezet; de brief is niet verstuurd.',
  SIGNING_FAILED:
    'De aanvraag om te ondertekenen kon niet verstuurd of opgehaald worden; de brief is niet verstuurd.',
  SIGNED_FILE_NOT_SOUND:
    'Het ondertekende bestand ontbreekt of zijn handtekeningen kloppen niet; de brief is niet verstuurd.',
};
const reasonMessages: Readonly<Record<string, string>> = {
  ...unsigned,
  GAVE_UP: 'Het platform antwoordde te lang niet; de brief is niet verstuurd.',
  NOT_CONFIGURED: 'Brieven versturen is hier niet ingesteld.',
};

/** A letter in the graph's words, as the organisation sees it. */
export function toLetter({ record, source }: ShownLetter): Letter {
  const {
    organisation: _organisation,
    platform: _platform,
    toldAt: _toldAt,
    consentId: _consentId,
    recipient,
    ...shown
  } = record;
  return Object.assign(new Letter(), {
    ...shown,
    recipient: {
      kind: recipient.kind,
      nationalNumber: recipient.kind === 'CITIZEN' ? recipient.nationalNumber : null,
      kboNumber: recipient.kind === 'ENTERPRISE' ? recipient.kboNumber : null,
    },
    reasonMessage: record.reason === null ? null : (reasonMessages[record.reason] ?? null),
    source: toSource(source),
    record,
  } satisfies Letter);
}

/** A letter that was sent, in the graph's words, as its recipient sees it. */
export function toOwnLetter({ record, source }: ShownLetter): OwnLetter {
  const { id, subject, channel, registered, state, sentAt, expiresAt } = record;
  return Object.assign(new OwnLetter(), {
    id,
    subject,
    channel,
    registered,
    state,
    sentAt: sentAt!,
    expiresAt,
    source: toSource(source),
  } satisfies OwnLetter);
}
