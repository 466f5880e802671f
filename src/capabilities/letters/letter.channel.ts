import { PlatformError } from '../../adapter/platform-error.js';
import type { CallContext } from '../../context/call-context.js';
import type { Consents } from '../../privacy/consent.js';
import type { LetterRecords } from './letter.records.js';
import { type LetterChannel, type LetterRecipient, type LettersPort } from './letters.port.js';

/**
 * Why a letter goes by its channel. CONSENT: the citizen agreed to e-Box. NO_CONSENT: the citizen did not, or does not any more.
 * ENTERPRISE: enterprises have an e-Box by law. NO_EBOX: this one has none. REGISTERED: into an e-Box the law lets no registered
 * letter go this way. NOT_OFFERED: the platform brings nothing to an e-Box. NO_DIGITAL_USER: nobody opens the e-Box that has it.
 */
export const channelReasons = [
  'CONSENT',
  'NO_CONSENT',
  'ENTERPRISE',
  'NO_EBOX',
  'REGISTERED',
  'NOT_OFFERED',
  'NO_DIGITAL_USER',
] as const;
export type ChannelReason = (typeof channelReasons)[number];

export interface LetterChoice {
  /** Null when no platform can bring it. */
  readonly channel: Extract<LetterChannel, 'EBOX' | 'PAPER'> | null;
  readonly reason: ChannelReason;
  /** What the citizen said of e-Box last; null when they said nothing, or when it does not matter. */
  readonly consentId: string | null;
}

/** The purpose in the settings under which citizens are asked about e-Box. */
export const consentPurpose = 'letters';

export interface ChannelOptions {
  readonly port: LettersPort;
  readonly consents: Pick<Consents, 'basis'>;
  readonly records: Pick<LetterRecords, 'hashOf'>;
}

/** By which channel a letter goes now. Rejects with PlatformError when the platform cannot say whether an enterprise has an e-Box. */
export async function chooseChannel(
  { recipient, registered }: { readonly recipient: LetterRecipient; readonly registered: boolean },
  options: ChannelOptions,
  context: CallContext,
): Promise<LetterChoice> {
  const { port } = options;
  const otherwise = (reason: ChannelReason, consentId: string | null = null): LetterChoice => ({
    channel: port.offers('PAPER', registered) ? 'PAPER' : null,
    reason,
    consentId,
  });
  if (!port.offers('EBOX', registered)) return otherwise(registered ? 'REGISTERED' : 'NOT_OFFERED');
  if (recipient.kind === 'CITIZEN') {
    const { holds, sayingId } = await consentOf(recipient, options);
    return holds
      ? { channel: 'EBOX', reason: 'CONSENT', consentId: sayingId }
      : otherwise('NO_CONSENT', sayingId);
  }
  const hasEbox = await mayHaveEbox(recipient.kboNumber, port, context);
  return hasEbox ? { channel: 'EBOX', reason: 'ENTERPRISE', consentId: null } : otherwise('NO_EBOX');
}

/** What a choice becomes right before it is sent: consent may be gone since. */
export async function chooseAgain(
  chosen: LetterChoice,
  letter: { readonly recipient: LetterRecipient; readonly registered: boolean },
  options: ChannelOptions,
  context: CallContext,
): Promise<LetterChoice> {
  return chosen.reason === 'CONSENT' ? chooseChannel(letter, options, context) : chosen;
}

function consentOf(recipient: LetterRecipient, { consents, records }: ChannelOptions) {
  return consents.basis(records.hashOf(recipient), consentPurpose, 'EBOX');
}

/** An e-Box that does not exist is absent from the preferences; where the transport has none, it is taken to exist. */
async function mayHaveEbox(kboNumber: string, port: LettersPort, context: CallContext): Promise<boolean> {
  try {
    const { value } = await port.preferences([kboNumber], context);
    return value.some((one) => one.kboNumber === kboNumber);
  } catch (error) {
    if (error instanceof PlatformError && error.code === 'NOT_CONFIGURED') return true;
    throw error;
  }
}
