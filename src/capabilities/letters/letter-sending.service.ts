import { randomUUID } from 'node:crypto';
import { PlatformError } from '../../adapter/platform-error.js';
import {
  actorIdOf,
  aside,
  type CallContext,
  organisationIn,
  organisationOf,
} from '../../context/call-context.js';
import type { Clock } from '../../context/clock.js';
import type { CommandDefinition, Transaction } from '../../jobs/command.js';
import type { Commands } from '../../jobs/commands.js';
import type { IdempotentRequest } from '../../jobs/idempotency.js';
import { FileGone, type FileStore, type StoredFile } from '../files/file.store.js';
import type { PreparedRequest, SignaturesService } from '../signatures/signatures.service.js';
import { readSignatures } from '../signatures/pdf-signatures.js';
import { chooseChannel, type ChannelOptions, type LetterChoice } from './letter.channel.js';
import { type LetterOrder, recipientOf } from './letter.command.js';
import { newFileOf, newLetterOf, refusalOf, typeRefusalOf } from './letter.order.js';
import { fileNotFound, type LetterFault, notOneSource, refusalFault } from './letter.faults.js';
import type { AskedTemplate, LetterMaking, MadeLetter } from './letter.making.js';
import { costOf, type LetterCosts } from './letter.costs.js';
import type { ChannelCosts, LetterRecords } from './letter.records.js';
import type { LettersPort } from './letters.port.js';
import type { WaitingOrder } from './letter-signing.records.js';
import { type AskedSigning, signaturesFor, signingFault } from './letter.signing.js';
import type { LettersService, ShownLetter } from './letters.service.js';

/** A letter as somebody asks to send it; identifiers as text. */
export type AskedLetter = Omit<
  LetterOrder,
  'letterId' | 'paperKey' | 'digest' | 'signatures' | 'mediaType' | 'fileId' | 'subject'
> & {
  /** Null with a template: as that says. */
  readonly subject: string | null;
  /** One of these two. */
  readonly fileId: string | null;
  readonly template: AskedTemplate | null;
  /** Null: nobody signs it first. */
  readonly signing: AskedSigning | null;
};

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
  readonly files: Pick<FileStore, 'add' | 'find' | 'use' | 'content'>;
  readonly making: LetterMaking;
  readonly signatures: Pick<SignaturesService, 'prepare'>;
  readonly commands: Commands;
  /** Null when nothing can be sent. */
  readonly definition: CommandDefinition<LetterOrder> | null;
  readonly letters: LettersService;
  readonly costs: LetterCosts;
  readonly clock: Clock;
}

type Checked =
  | NotSent
  | {
      readonly kind: 'FINE';
      readonly port: LettersPort;
      readonly order: LetterOrder;
      readonly organisation: string;
      /** What must be kept with the letter; null when it was kept before. */
      readonly made: MadeLetter | null;
      /** The request for the signatures that it waits for; null when nobody signs it first. */
      readonly request: PreparedRequest | null;
    };

/** The file of a letter, with what it is called and in which language it is. */
interface LetterSource extends Pick<LetterOrder, 'subject' | 'language'> {
  readonly file: StoredFile;
  readonly content: Buffer;
  readonly made: MadeLetter | null;
}

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
    const { order, organisation, made, request } = checked;
    const requestedBy = actorIdOf(context.actor);
    const { correlationId } = context;
    const write = async (tx: Transaction, commandId: string) => {
      if (made) await files.add(newFileOf(made, order.fileId, organisation, requestedBy), tx);
      if (!(await files.use(tx, [order.fileId]))) throw new FileGone();
      await request?.write(tx, commandId);
      const letter = { ...newLetterOf(order), organisation, requestedBy, requestedAt: new Date(clock.now()) };
      const signing = request && {
        state: 'AWAITING_SIGNATURES' as const,
        signatureRequestId: request.input.requestId,
        waiting: { order, correlationId } satisfies WaitingOrder,
      };
      await records.add({ ...letter, ...(signing ?? { commandId }) }, tx);
    };
    try {
      // What is to be signed is sent by a command of its own, once it is.
      const accepted = await (request
        ? commands.accept({ ...request, idempotency, write })
        : commands.accept({
            definition,
            input: order,
            organisation,
            requestedBy,
            correlationId,
            priority: 'normal',
            idempotency,
            write,
          }));
      if (accepted.kind === 'CONFLICT') return accepted;
      return { kind: 'ACCEPTED', letter: await letters.ofCommand(accepted.commandId, context) };
    } catch (error) {
      if (!(error instanceof FileGone)) throw error;
      return { kind: 'NOT_SENDABLE', fault: fileNotFound };
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
    const { port, platform, signatures, clock } = this.options;
    const organisation = organisationIn(context);
    if (!port) return { kind: 'NOT_CONFIGURED', platform };
    const source = await this.#source(asked, organisation);
    if ('code' in source) return { kind: 'NOT_SENDABLE', fault: source };
    const order = await orderOf(asked, source);
    const refusal =
      refusalOf(order, source.content, port) ?? (await typeRefusalOf(order, port, aside(context)));
    if (refusal) return { kind: 'NOT_SENDABLE', fault: refusalFault(refusal) };
    const fine = { kind: 'FINE', port, order, organisation, made: source.made } as const;
    if (!asked.signing) return { ...fine, request: null };
    const wanted = signaturesFor(asked.signing, order, source.file, clock.now());
    const prepared = signatures.prepare(wanted, [source.file], context);
    if (prepared.kind === 'NOT_POSSIBLE')
      return { kind: 'NOT_SENDABLE', fault: signingFault(prepared.fault) };
    return prepared.kind === 'PREPARED' ? { ...fine, request: prepared.request } : prepared;
  }

  async #source(
    { fileId, template, subject, language, signing }: AskedLetter,
    organisation: string,
  ): Promise<LetterSource | LetterFault> {
    const { files, making, clock } = this.options;
    if ((fileId === null) === (template === null)) return notOneSource;
    if (template) {
      const madeAt = new Date(clock.now());
      const at = { madeAt, signers: signing?.signers.length ?? 0 };
      const made = await making.make(organisation, template, at, 'letter.template');
      if ('code' in made) return made;
      return {
        file: storedFileOf(made, organisation, madeAt),
        content: made.content,
        subject: subject ?? made.subject,
        language: made.language,
        made,
      };
    }
    const file = await files.find(fileId as string);
    if (file?.organisation !== organisation) return fileNotFound;
    if (file.mediaType !== 'application/pdf') return refusalFault('MEDIA_TYPE');
    return { file, content: await files.content(file.id), subject: subject ?? '', language, made: null };
  }
}

async function orderOf(asked: AskedLetter, { file, content, ...source }: LetterSource): Promise<LetterOrder> {
  const { recipient, registered, messageTypeId, fileName, attention } = asked;
  const { subject, language } = source;
  const { signatures } = await readSignatures(content);
  return {
    recipient,
    registered,
    messageTypeId,
    fileName,
    attention,
    subject,
    language,
    letterId: randomUUID(),
    paperKey: randomUUID(),
    fileId: file.id,
    digest: file.digest,
    signatures: signatures.filter(({ flaw }) => flaw === null).length,
    mediaType: file.mediaType,
  };
}

/** Not kept yet. */
function storedFileOf(
  { content, subject: _subject, language: _language, ...facts }: MadeLetter,
  organisation: string,
  createdAt: Date,
): StoredFile {
  const mediaType = 'application/pdf';
  return {
    ...facts,
    id: randomUUID(),
    organisation,
    mediaType,
    size: content.length,
    createdAt,
    expiresAt: null,
  };
}
