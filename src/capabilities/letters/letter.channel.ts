import { setImmediate as nextTurn } from 'node:timers/promises';
import { PlatformError } from '../../adapter/platform-error.js';
import type { CallContext } from '../../context/call-context.js';
import type { ConsentBasis, Consents } from '../../privacy/consent.js';
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

/** So many at once: the platform sets no limit, an answer that is read whole does. */
const askedTogether = 500;

export interface ChannelOptions {
  readonly port: LettersPort;
  readonly consents: Pick<Consents, 'basis'>;
  readonly records: Pick<LetterRecords, 'hashOf'>;
}

interface Asked {
  readonly recipient: LetterRecipient;
  readonly registered: boolean;
}

/** Answers to what a choice asks, each only where it matters. */
interface Answers {
  consentOf(recipient: LetterRecipient): ConsentBasis | Promise<ConsentBasis>;
  hasEbox(kboNumber: string): boolean | Promise<boolean>;
}

async function choose(
  { recipient, registered }: Asked,
  port: LettersPort,
  answers: Answers,
): Promise<LetterChoice> {
  const otherwise = (reason: ChannelReason, consentId: string | null = null): LetterChoice => ({
    channel: port.offers('PAPER', registered) ? 'PAPER' : null,
    reason,
    consentId,
  });
  if (!port.offers('EBOX', registered)) return otherwise(registered ? 'REGISTERED' : 'NOT_OFFERED');
  if (recipient.kind === 'CITIZEN') {
    const { holds, sayingId } = await answers.consentOf(recipient);
    return holds
      ? { channel: 'EBOX', reason: 'CONSENT', consentId: sayingId }
      : otherwise('NO_CONSENT', sayingId);
  }
  return (await answers.hasEbox(recipient.kboNumber))
    ? { channel: 'EBOX', reason: 'ENTERPRISE', consentId: null }
    : otherwise('NO_EBOX');
}

/** By which channel a letter goes now. Rejects with PlatformError when the platform cannot say whether an enterprise has an e-Box. */
export function chooseChannel(
  letter: Asked,
  options: ChannelOptions,
  context: CallContext,
): Promise<LetterChoice> {
  const { port, consents, records } = options;
  return choose(letter, port, {
    consentOf: (recipient) => consents.basis(records.hashOf(recipient), consentPurpose, 'EBOX'),
    hasEbox: async (kboNumber) => (await eboxesOf([kboNumber], port, context)).has(kboNumber),
  });
}

/** The same for many, in their order, with few questions: one for the consent of five hundred citizens, one for the e-Boxes of as many enterprises. */
export async function chooseChannels(
  recipients: readonly LetterRecipient[],
  registered: boolean,
  {
    port,
    consents,
    records,
  }: Pick<ChannelOptions, 'port' | 'records'> & { readonly consents: Pick<Consents, 'bases'> },
  context: CallContext,
): Promise<LetterChoice[]> {
  const choices: LetterChoice[] = [];
  const toEbox = port.offers('EBOX', registered);
  for (let from = 0; from < recipients.length; from += askedTogether) {
    // The hub answers others meanwhile.
    await nextTurn();
    const chunk = recipients.slice(from, from + askedTogether);
    const citizens = toEbox ? chunk.filter(({ kind }) => kind === 'CITIZEN').map(records.hashOf) : [];
    const enterprises = toEbox
      ? chunk.flatMap((one) => (one.kind === 'ENTERPRISE' ? one.kboNumber : []))
      : [];
    const said = citizens.length > 0 ? await consents.bases(citizens, consentPurpose, 'EBOX') : null;
    const eboxes = enterprises.length > 0 ? await eboxesOf(enterprises, port, context) : null;
    const answers: Answers = {
      consentOf: (recipient) => said!.get(records.hashOf(recipient))!,
      hasEbox: (kboNumber) => eboxes!.has(kboNumber),
    };
    choices.push(
      ...(await Promise.all(chunk.map((recipient) => choose({ recipient, registered }, port, answers)))),
    );
  }
  return choices;
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

/** Which of them have an e-Box: one that does not exist is absent from the preferences; where the transport has none, all are taken to exist. */
async function eboxesOf(
  kboNumbers: readonly string[],
  port: LettersPort,
  context: CallContext,
): Promise<ReadonlySet<string>> {
  try {
    const { value } = await port.preferences(kboNumbers, context);
    return new Set(value.map(({ kboNumber }) => kboNumber));
  } catch (error) {
    if (error instanceof PlatformError && error.code === 'NOT_CONFIGURED') return new Set(kboNumbers);
    throw error;
  }
}
