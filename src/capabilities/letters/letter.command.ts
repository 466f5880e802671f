import { createHash } from 'node:crypto';
import type { CallContext } from '../../context/call-context.js';
import type { Clock } from '../../context/clock.js';
import { NationalNumber } from '../../identifiers/national-number.js';
import type { CommandDefinition, Finding, Step, StepCall, StepOutcome } from '../../jobs/command.js';
import type { FileStore } from '../files/file.store.js';
import { chooseAgain, chooseChannel, type ChannelOptions, type LetterChoice } from './letter.channel.js';
import type { LetterCosts } from './letter.costs.js';
import type { LetterRecords } from './letter.records.js';
import type { Letter, LetterRecipient, LettersPort, PublishOutcome } from './letters.port.js';

/** A letter to be sent, as JSON. */
export interface LetterOrder {
  readonly letterId: string;
  /** The key of a second offer, on paper, of a letter in an e-Box that nobody opens. */
  readonly paperKey: string;
  readonly recipient:
    | { readonly kind: 'CITIZEN'; readonly nationalNumber: string }
    | { readonly kind: 'ENTERPRISE'; readonly kboNumber: string };
  readonly registered: boolean;
  readonly subject: string;
  readonly language: Letter['language'];
  readonly messageTypeId: string;
  readonly fileId: string;
  /** SHA-256 of the file, in hexadecimal. */
  readonly digest: string;
  /** How many electronic signatures the file bears that hold. */
  readonly signatures: number;
  readonly fileName: string;
  readonly mediaType: string;
  readonly attention: { readonly name: string; readonly nationalNumber: string | null } | null;
}

export interface LetterCommandOptions extends ChannelOptions {
  readonly port: LettersPort;
  /** The adapter's name. */
  readonly platform: string;
  readonly records: LetterRecords;
  readonly files: Pick<FileStore, 'content'>;
  readonly costs: LetterCosts;
  readonly clock: Clock;
  /** How long a step may take at most, in milliseconds. */
  readonly longestStepMs: number;
}

/** What is known of a letter that the platform took, as JSON. */
interface Taken {
  readonly messageId: string | null;
  readonly expiresAt: string | null;
  readonly noDigitalUser: boolean | null;
  readonly platformCode: string | null;
  readonly takenAt: string;
}

/** Null when there was nothing to send. */
type Sent = Taken | null;

/** Longer than the adapter gives a letter with large documents. */
const publishMs = 60_000;

export const recipientOf = (recipient: LetterOrder['recipient']): LetterRecipient =>
  recipient.kind === 'CITIZEN'
    ? { kind: 'CITIZEN', nationalNumber: NationalNumber.parse(recipient.nationalNumber) }
    : recipient;

/** The letter as it is offered by one channel. */
export function letterOf(order: LetterOrder, way: Pick<Letter, 'key' | 'channel'>, content: Buffer): Letter {
  const { registered, subject, language, messageTypeId, fileName, mediaType, attention } = order;
  const document = { fileName, mediaType, content, main: true, signed: order.signatures > 0 };
  return {
    ...way,
    recipient: recipientOf(order.recipient),
    registered,
    subject,
    language,
    messageTypeId,
    documents: [document],
    body: null,
    attention: attention && {
      name: attention.name,
      nationalNumber:
        attention.nationalNumber === null ? null : NationalNumber.parse(attention.nationalNumber),
    },
  };
}

/**
 * Sends a letter: chooses the channel, offers it, and offers it on paper too when nobody opens the e-Box. Consent is looked at
 * again right before it is offered. Where the platform honours keys it is asked in doubt by the key; elsewhere a person decides.
 */
export function sendLetterCommand(options: LetterCommandOptions): CommandDefinition<LetterOrder> {
  const { port, platform, records, files, costs, clock } = options;
  const lane = () => platform;
  const repetition = port.honoursKeys ? 'ASK' : 'PERSON';
  const timeoutMs = Math.min(publishMs, options.longestStepMs);

  async function offer(
    order: LetterOrder,
    way: Pick<Letter, 'key' | 'channel'>,
    context: CallContext,
  ): Promise<PublishOutcome> {
    const content = await files.content(order.fileId);
    // The proof says what was sent, and it must be what was asked to send.
    if (createHash('sha256').update(content).digest('hex') !== order.digest)
      return { kind: 'REFUSED', reason: 'DIGEST', platformCode: null };
    return port.publish(letterOf(order, way, content), context);
  }

  function takenOf(outcome: Extract<PublishOutcome, { kind: 'ACCEPTED' | 'ALREADY_SENT' }>): Taken {
    const isNew = outcome.kind === 'ACCEPTED';
    return {
      messageId: isNew ? outcome.messageId : null,
      expiresAt: isNew ? (outcome.expiresAt?.toISOString() ?? null) : null,
      noDigitalUser: isNew ? outcome.noDigitalUser : null,
      platformCode: isNew ? outcome.platformCode : 'ALREADY_SENT',
      takenAt: new Date(clock.now()).toISOString(),
    };
  }

  async function publish(
    order: LetterOrder,
    way: Pick<Letter, 'key' | 'channel'>,
    context: CallContext,
  ): Promise<StepOutcome<Sent>> {
    const outcome = await offer(order, way, context);
    if (outcome.kind === 'IN_DOUBT') return outcome;
    if (outcome.kind === 'REFUSED')
      return { kind: 'FAILED', reason: outcome.reason, platformCode: outcome.platformCode };
    return { kind: 'DONE', result: takenOf(outcome) };
  }

  /** Asks by the key: whoever honours it takes the letter once, and says so. */
  async function ask(
    order: LetterOrder,
    way: Pick<Letter, 'key' | 'channel'>,
    context: CallContext,
  ): Promise<Finding<Sent>> {
    const outcome = await offer(order, way, context);
    if (outcome.kind === 'IN_DOUBT') return { kind: 'UNTOLD' };
    return outcome.kind === 'REFUSED' ? { kind: 'ABSENT' } : { kind: 'FOUND', result: takenOf(outcome) };
  }

  const decided = (_call: unknown, reference: string | null): Taken => ({
    messageId: reference,
    expiresAt: null,
    noDigitalUser: null,
    platformCode: null,
    takenAt: new Date(clock.now()).toISOString(),
  });

  async function keep(
    tx: Parameters<NonNullable<Step['record']>>[0],
    { letterId, fileId, digest, signatures }: LetterOrder,
    key: string,
    { takenAt, expiresAt, ...taken }: Taken,
  ): Promise<void> {
    const delivery = {
      ...taken,
      id: key,
      platform,
      fileId,
      digest,
      signatures,
      takenAt: new Date(takenAt),
      expiresAt: expiresAt === null ? null : new Date(expiresAt),
    };
    await records.deliver(tx, letterId, delivery, costs);
  }

  const choose: Step<LetterOrder, LetterChoice> = {
    name: 'choose',
    platform: lane,
    repetition: 'REPEAT',
    async perform({ input, context }) {
      const recipient = recipientOf(input.recipient);
      const choice = await chooseChannel({ ...input, recipient }, options, context);
      return { kind: 'DONE', result: choice };
    },
    record: (tx, { input }, choice) => records.choose(input.letterId, choice, tx),
  };

  const chosenOf = ({ results }: Pick<StepCall<LetterOrder>, 'results'>) => results['choose'] as LetterChoice;

  const first: Step<LetterOrder, Sent> = {
    name: 'publish',
    platform: lane,
    repetition,
    timeoutMs,
    skip: (call) => (chosenOf(call).channel === null ? { result: null } : null),
    async perform(call) {
      const { input, context } = call;
      const chosen = chosenOf(call);
      const recipient = recipientOf(input.recipient);
      const choice = await chooseAgain(chosen, { ...input, recipient }, options, context);
      // Before it is offered: whoever decides in doubt must know by which channel it may have gone.
      await records.choose(input.letterId, choice);
      if (choice.channel === null) return { kind: 'DONE', result: null };
      return publish(input, { key: input.letterId, channel: choice.channel }, context);
    },
    async find(call) {
      const { input, context } = call;
      const chosen = chosenOf(call);
      const recipient = recipientOf(input.recipient);
      const choice = await chooseAgain(chosen, { ...input, recipient }, options, context);
      // To ask is to offer it: not any more when consent is gone.
      if (chosen.channel === null || choice.channel !== chosen.channel) return { kind: 'UNTOLD' };
      return ask(input, { key: input.letterId, channel: chosen.channel }, context);
    },
    decided,
    async record(tx, { input }, sent) {
      if (!sent) return;
      await keep(tx, input, input.letterId, sent);
      if (sent.noDigitalUser)
        await records.goOnPaperToo(tx, input.letterId, port.offers('PAPER', input.registered));
    },
  };

  const onPaperToo: Step<LetterOrder, Sent> = {
    name: 'paper',
    platform: lane,
    repetition,
    timeoutMs,
    skip({ input, results }) {
      const isUnseen = (results['publish'] as Sent)?.noDigitalUser === true;
      return isUnseen && port.offers('PAPER', input.registered) ? null : { result: null };
    },
    perform: ({ input, context }) => publish(input, { key: input.paperKey, channel: 'PAPER' }, context),
    find: ({ input, context }) => ask(input, { key: input.paperKey, channel: 'PAPER' }, context),
    decided,
    async record(tx, { input }, sent) {
      if (sent) await keep(tx, input, input.paperKey, sent);
    },
  };

  return {
    kind: 'letter.send',
    title: 'Een brief versturen, met e-Box of op papier',
    steps: [choose, first, onPaperToo],
    lanes: [platform],
    async follow(tx, { input, state, reason }) {
      if (state !== 'DONE') await records.follow(tx, input.letterId, state, reason);
    },
  };
}
