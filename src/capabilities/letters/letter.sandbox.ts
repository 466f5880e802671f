import { NationalNumber } from '../../identifiers/national-number.js';
import type { LetterRecords, NewLetter } from './letter.records.js';
import type { LetterRecipient } from './letters.port.js';

const citizen = (digits: string): LetterRecipient => ({
  kind: 'CITIZEN',
  nationalNumber: NationalNumber.parse(digits),
});
const emma = citizen('85671421468');
const lucas = citizen('83630211767');
const maria = citizen('48613011631');
const club: LetterRecipient = { kind: 'ENTERPRISE', kboNumber: '0406798006' };

interface SandboxLetter extends Partial<Pick<NewLetter, 'channel' | 'registered' | 'noDigitalUser'>> {
  readonly recipient: LetterRecipient;
  readonly subject: string;
  readonly at: Date;
  readonly isWaitingForSomebody?: true;
}

/** In the order of their numbers, from 1. */
const letters: readonly SandboxLetter[] = [
  { recipient: emma, subject: 'Beslissing over de inname van het openbaar domein', at: day(18) },
  { recipient: emma, subject: 'Uw identiteitskaart vervalt binnenkort', at: day(3) },
  {
    recipient: emma,
    subject: 'Aanmaning retributie parkeren',
    at: day(12),
    channel: 'PAPER',
    registered: true,
  },
  { recipient: lucas, subject: 'Uw rijbewijs ligt klaar', at: new Date(Date.UTC(2025, 4, 1, 9)) },
  { recipient: maria, subject: 'Uitnodiging seniorenfeest', at: day(16), noDigitalUser: true },
  { recipient: club, subject: 'Uw aanvraag van een feestzaal', at: day(17) },
  { recipient: maria, subject: 'Uitnodiging seniorenfeest', at: day(19), isWaitingForSomebody: true },
];

function day(ofNovember: number): Date {
  return new Date(Date.UTC(2026, 10, ofNovember, 9));
}

/**
 * Records of the letters that the simulated e-Box has, and one that somebody must bring. Once: those that are there stay
 * as they are.
 */
export async function addSandboxLetters(records: LetterRecords, organisation: string): Promise<void> {
  for (const [index, letter] of letters.entries()) {
    const { recipient, subject, at, channel = 'EBOX', registered = false } = letter;
    const isSent = !letter.isWaitingForSomebody;
    await records.add({
      id: `1e77e400-0000-4000-8000-00000000000${index + 1}`,
      organisation,
      recipient,
      channel: isSent ? channel : 'PAPER',
      registered,
      subject,
      messageTypeId: recipient.kind === 'CITIZEN' ? 'SCHILDE_BRIEF_BURGER' : 'SCHILDE_BRIEF_ONDERNEMING',
      platform: isSent ? 'ebox' : null,
      messageId: isSent ? `eb0c0000-0000-4000-8000-00000000000${index + 1}` : null,
      requestedBy: 'sandbox',
      requestedAt: at,
      sentAt: isSent ? at : null,
      expiresAt: null,
      state: isSent ? 'SENT' : 'PENDING_MANUAL',
      noDigitalUser: isSent ? (letter.noDigitalUser ?? false) : null,
    });
  }
}
