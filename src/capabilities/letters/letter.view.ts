import { toSource } from '../../vocabulary/source.js';
import type { ShownLetter } from './letters.service.js';
import { Letter, OwnLetter } from './letters.types.js';

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
