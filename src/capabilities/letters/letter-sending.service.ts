import { randomUUID } from 'node:crypto';
import { PlatformError } from '../../adapter/platform-error.js';
import { actorIdOf, type CallContext, organisationOf, SourceLog } from '../../context/call-context.js';
import type { Clock } from '../../context/clock.js';
import type { CommandDefinition } from '../../jobs/command.js';
import type { Commands } from '../../jobs/commands.js';
import type { IdempotentRequest } from '../../jobs/idempotency.js';
import type { FileStore, StoredFile } from '../files/file.store.js';
import { readSignatures } from '../signatures/pdf-signatures.js';
import { chooseChannel, type ChannelOptions, type LetterChoice } from './letter.channel.js';
import { letterOf, type LetterOrder, recipientOf } from './letter.command.js';
import { costOf, type LetterCosts } from './letter.costs.js';
import type { ChannelCosts, LetterRecords } from './letter.records.js';
import type { Letter, LetterRefusal, LettersPort } from './letters.port.js';
import type { LettersService, ShownLetter } from './letters.service.js';

/** A letter as somebody asks to send it; identifiers as text. */
export type AskedLetter = Omit<LetterOrder, 'letterId' | 'paperKey' | 'digest' | 'signatures' | 'mediaType'>;

/** Why a letter is not sent. */
export type LetterFault = LetterRefusal | 'FILE_NOT_FOUND';

type NotSent =
  | { readonly kind: 'NOT_SENDABLE'; readonly fault: LetterFault }
  | { readonly kind: 'NOT_CONFIGURED'; readonly platform: string };

export type SendOutcome =
  NotSent | { readonly kind: 'ACCEPTED'; readonly letter: ShownLetter } | { readonly kind: 'CONFLICT' };

/** How a letter would go now. */
export interface ForeseenLetter extends LetterChoice {
  /** In euro cents; null when somebody must bring it. */
  readonly cost: number | null;
}

export type PreviewOutcome =
  | NotSent
  | { readonly kind: 'UNAVAILABLE'; readonly platform: string; readonly retryAfterMs: number | null }
  | { readonly kind: 'FORESEEN'; readonly foreseen: ForeseenLetter };

export interface LetterSendingServiceOptions extends Omit<ChannelOptions, 'port'> {
  /** Undefined when no adapter is configured that sends letters. */
  readonly port: LettersPort | undefined;
  readonly platform: string;
  readonly records: LetterRecords;
  readonly files: Pick<FileStore, 'find' | 'use' | 'content'>;
  readonly commands: Commands;
  /** Null when nothing can be sent. */
  readonly definition: CommandDefinition<LetterOrder> | null;
  readonly letters: LettersService;
  readonly costs: LetterCosts;
  readonly clock: Clock;
}

/** A file was removed between the look at it and its use. */
class FileGone extends Error {}

type Checked =
  | NotSent
  | {
      readonly kind: 'FINE';
      readonly port: LettersPort;
      readonly order: LetterOrder;
      readonly organisation: string;
    };

/** Sends letters, and says beforehand how they would go. */
export class LetterSendingService {
  constructor(private readonly options: LetterSendingServiceOptions) {}

  /** Writes a letter down, to be sent afterwards; nothing is written when something is wrong with it. */
  async send(asked: AskedLetter, idempotency: IdempotentRequest, context: CallContext): Promise<SendOutcome> {
    const { records, files, commands, definition, letters, platform, clock } = this.options;
    const used = await commands.usedKey(idempotency);
    if (used?.kind === 'CONFLICT') return used;
    if (used) return { kind: 'ACCEPTED', letter: await letters.ofCommand(used.commandId, context) };
    const checked = await this.#check(asked, context);
    if (checked.kind !== 'FINE') return checked;
    if (!definition) return { kind: 'NOT_CONFIGURED', platform };
    const { order, organisation } = checked;
    const requestedBy = actorIdOf(context.actor);
    try {
      const accepted = await commands.accept({
        definition,
        input: order,
        organisation,
        requestedBy,
        correlationId: context.correlationId,
        priority: 'normal',
        idempotency,
        async write(tx, commandId) {
          if (!(await files.use(tx, [order.fileId]))) throw new FileGone();
          await records.add(
            {
              id: order.letterId,
              organisation,
              recipient: recipientOf(order.recipient),
              // Until it is chosen.
              channel: 'PAPER',
              registered: order.registered,
              subject: order.subject,
              messageTypeId: order.messageTypeId,
              platform: null,
              messageId: null,
              requestedBy,
              requestedAt: new Date(clock.now()),
              sentAt: null,
              expiresAt: null,
              state: 'PENDING',
              noDigitalUser: null,
              commandId,
              fileId: order.fileId,
            },
            tx,
          );
        },
      });
      if (accepted.kind === 'CONFLICT') return accepted;
      return { kind: 'ACCEPTED', letter: await letters.ofCommand(accepted.commandId, context) };
    } catch (error) {
      if (!(error instanceof FileGone)) throw error;
      return { kind: 'NOT_SENDABLE', fault: 'FILE_NOT_FOUND' };
    }
  }

  /** How it would go now; nothing is written or sent. */
  async preview(asked: AskedLetter, context: CallContext): Promise<PreviewOutcome> {
    const { platform, costs } = this.options;
    const checked = await this.#check(asked, context);
    if (checked.kind !== 'FINE') return checked;
    const { port, order } = checked;
    const { registered } = order;
    try {
      const choice = await chooseChannel(
        { registered, recipient: recipientOf(order.recipient) },
        { ...this.options, port },
        aside(context),
      );
      const { channel } = choice;
      const cost = channel && costOf({ channel, registered }, costs);
      return { kind: 'FORESEEN', foreseen: { ...choice, cost } };
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error;
      return { kind: 'UNAVAILABLE', platform, retryAfterMs: error.retryAfterMs ?? null };
    }
  }

  /** What the asker's organisation sent from a moment to before another, by channel. */
  async costs(from: Date, before: Date, { actor }: CallContext): Promise<readonly ChannelCosts[]> {
    const organisation = organisationOf(actor);
    return organisation === null ? [] : this.options.records.costs(organisation, from, before);
  }

  async #check(asked: AskedLetter, context: CallContext): Promise<Checked> {
    const { port, platform, files } = this.options;
    const organisation = organisationOf(context.actor);
    if (organisation === null) throw new Error('Only an organisation sends letters.');
    if (!port) return { kind: 'NOT_CONFIGURED', platform };
    const file = await files.find(asked.fileId);
    if (file?.organisation !== organisation) return { kind: 'NOT_SENDABLE', fault: 'FILE_NOT_FOUND' };
    const { order, content } = await this.#order(asked, file);
    const fault = refusalOf(order, content, port) ?? (await this.#typeRefusal(order, port, context));
    return fault ? { kind: 'NOT_SENDABLE', fault } : { kind: 'FINE', port, order, organisation };
  }

  async #order(
    asked: AskedLetter,
    { id, digest, mediaType }: StoredFile,
  ): Promise<{ readonly order: LetterOrder; readonly content: Buffer }> {
    const content = await this.options.files.content(id);
    const { signatures } = await readSignatures(content);
    const order = {
      ...asked,
      letterId: randomUUID(),
      paperKey: randomUUID(),
      fileId: id,
      digest,
      signatures: signatures.filter(({ flaw }) => flaw === null).length,
      mediaType,
    };
    return { order, content };
  }

  /** Where the platform tells which kinds of letters were agreed, another one is not taken; it judges itself when it does not answer now. */
  async #typeRefusal(
    { messageTypeId }: LetterOrder,
    port: LettersPort,
    context: CallContext,
  ): Promise<LetterRefusal | null> {
    try {
      const { value } = await port.messageTypes(aside(context));
      return value.some(({ id }) => id === messageTypeId) ? null : 'MESSAGE_TYPE';
    } catch (error) {
      if (error instanceof PlatformError) return null;
      throw error;
    }
  }
}

/** What the platform would refuse, whichever way it goes in the end. */
function refusalOf(order: LetterOrder, content: Buffer, port: LettersPort): LetterRefusal | null {
  const ways = (['EBOX', 'PAPER'] as const).filter((channel) => port.offers(channel, order.registered));
  const judged = (channel: Letter['channel'], registered: boolean) =>
    port.refusalOf(letterOf({ ...order, registered }, { key: order.letterId, channel }, content));
  // What nobody takes registered, somebody brings: it is judged as another letter.
  if (ways.length === 0) return judged('EBOX', false);
  for (const channel of ways) {
    const refusal = judged(channel, order.registered);
    if (refusal) return refusal;
  }
  return null;
}

/** The answer is written down before any platform is needed: what it says is not about them. */
function aside(context: CallContext): CallContext {
  return { ...context, sources: new SourceLog() };
}
