import { randomUUID } from 'node:crypto';
import { sourceOfRecords } from '../../adapter/availability.js';
import { PlatformError } from '../../adapter/platform-error.js';
import { actorIdOf, aside, type CallContext, organisationIn } from '../../context/call-context.js';
import type { Clock } from '../../context/clock.js';
import type { SourceStatus } from '../../context/source-status.js';
import type { Commands } from '../../jobs/commands.js';
import type { IdempotencyKeys, IdempotentRequest } from '../../jobs/idempotency.js';
import type { Consents } from '../../privacy/consent.js';
import { isOurId } from '../../vocabulary/newest-first.js';
import type { FileStore } from '../files/file.store.js';
import { type BatchRow, readBatch } from './letter-batch.csv.js';
import type { BatchFaults } from './letter-batch.faults.js';
import type {
  BatchRecord,
  BatchRowRecord,
  BatchRowState,
  BatchState,
  ForeseenGroup,
  LetterBatchRecords,
  NewBatch,
} from './letter-batch.records.js';
import { batchOrderOf } from './letter-batch.order.js';
import { chooseChannels } from './letter.channel.js';
import { costOf, type LetterCosts } from './letter.costs.js';
import { fileNotFound, type LetterFault, refusalFault } from './letter.faults.js';
import type { LetterMaking, ReadTemplate } from './letter.making.js';
import { refusalOf, typeRefusalOf } from './letter.order.js';
import type { LetterRecords } from './letter.records.js';
import { templateFault } from './letter-template.faults.js';
import type { LetterTemplateRecord, LetterTemplates } from './letter-templates.js';
import type { LettersPort } from './letters.port.js';

/** A batch as somebody asks for it. */
export interface AskedBatch {
  readonly fileId: string;
  /** Without a version: the one in use. */
  readonly template: { readonly name: string; readonly version: number | null };
  readonly messageTypeId: string;
  readonly registered: boolean;
  /** Code of the register of processing. */
  readonly purpose: string;
  /** Whether it is meant, when the same was prepared before. */
  readonly evenIfRepeated: boolean;
}

export interface ShownBatch {
  readonly record: BatchRecord;
  readonly template: LetterTemplateRecord;
  readonly foreseen: readonly ForeseenGroup[];
  readonly progress: Readonly<Record<BatchRowState, number>>;
}

export type PrepareOutcome =
  | { readonly kind: 'BATCH'; readonly batch: ShownBatch }
  | { readonly kind: 'CONFLICT' }
  | { readonly kind: 'NOT_CONFIGURED'; readonly platform: string }
  | { readonly kind: 'UNAVAILABLE'; readonly platform: string; readonly retryAfterMs: number | null }
  /** The template, the file or the kind of letter. */
  | { readonly kind: 'NOT_SENDABLE'; readonly fault: LetterFault }
  | { readonly kind: 'FAULTY'; readonly faults: BatchFaults }
  | { readonly kind: 'REPEATED'; readonly batchId: string };

export type BatchAction = 'start' | 'pause' | 'resume' | 'cancel';
export type NotMoved = 'NOT_FOUND' | 'NOT_DRAFT' | 'NOT_SENDING' | 'NOT_PAUSED' | 'ENDED';

export type MoveOutcome =
  | { readonly kind: 'BATCH'; readonly batch: ShownBatch }
  | { readonly kind: 'CONFLICT' }
  | { readonly kind: 'NOT_MOVED'; readonly code: NotMoved };

export interface LetterBatchesServiceOptions {
  /** Undefined when no adapter is configured that sends letters. */
  readonly port: LettersPort | undefined;
  readonly platform: string;
  readonly batches: LetterBatchRecords;
  readonly records: Pick<LetterRecords, 'hashOf'>;
  readonly consents: Pick<Consents, 'bases'>;
  readonly templates: Pick<LetterTemplates, 'byId'>;
  readonly making: Pick<LetterMaking, 'find' | 'render'>;
  readonly files: Pick<FileStore, 'find' | 'content'>;
  readonly commands: Pick<Commands, 'cancel'>;
  readonly keys: IdempotencyKeys;
  readonly costs: LetterCosts;
  readonly clock: Clock;
  readonly mostRows: number;
  /** Tells whoever sends that there is something to send. */
  readonly wake: () => void;
}

/** How long a batch is remembered, so that the same one is not sent twice; a draft is kept as long. */
export const batchRememberedMs = 30 * 24 * 60 * 60_000;

const moves: Readonly<
  Record<BatchAction, { from: readonly BatchState[]; to: BatchState; otherwise: NotMoved }>
> = {
  start: { from: ['DRAFT'], to: 'SENDING', otherwise: 'NOT_DRAFT' },
  pause: { from: ['SENDING'], to: 'PAUSED', otherwise: 'NOT_SENDING' },
  resume: { from: ['PAUSED'], to: 'SENDING', otherwise: 'NOT_PAUSED' },
  cancel: { from: ['DRAFT', 'SENDING', 'PAUSED'], to: 'CANCELLED', otherwise: 'ENDED' },
};

class Repeated extends Error {
  constructor(readonly batchId: string) {
    super('The same batch was prepared before.');
  }
}
class NotThere extends Error {}

/** Letters to many, from a template and a file with a row for each: prepared as a dry run, then started. */
export class LetterBatchesService {
  constructor(private readonly options: LetterBatchesServiceOptions) {}

  /** Looks at every row, and at how each letter would go. Nothing is stored when anything is wrong, and nothing is sent. */
  async prepare(asked: AskedBatch, key: IdempotentRequest, context: CallContext): Promise<PrepareOutcome> {
    const { keys, port, platform, files, making, batches, clock, costs, mostRows } = this.options;
    const used = await keys.look(key);
    if (used) return used.kind === 'CONFLICT' ? used : this.#prepared(used.commandId, context);
    const organisation = organisationIn(context);
    if (!port) return { kind: 'NOT_CONFIGURED', platform };

    const template = await making.find(organisation, asked.template.name, asked.template.version);
    if (!template) return notSendable(templateFault('batch.template.name', 'UNKNOWN_TEMPLATE'));
    const file = await files.find(asked.fileId);
    if (file?.organisation !== organisation || file.mediaType !== 'text/csv')
      return notSendable({ ...fileNotFound, field: 'batch.fileId' });
    const reading = await readBatch(await files.content(file.id), template.text, mostRows);
    if (reading.kind === 'FAULTY') return reading;
    const { rows } = reading;
    const fault = await this.#faultOf(asked, template, rows[0]!, port, context);
    if (fault) return notSendable(fault);

    const { name } = template.record;
    const { messageTypeId, registered, purpose } = asked;
    const batch: NewBatch = {
      id: randomUUID(),
      organisation,
      templateId: template.record.id,
      messageTypeId,
      registered,
      purpose,
      contentHash: await batches.contentHashOf([name, messageTypeId, String(registered)], rows),
      registeredCost: costs.registeredPaper,
      preparedBy: actorIdOf(context.actor),
      preparedAt: new Date(clock.now()),
    };
    const since = asked.evenIfRepeated ? null : new Date(clock.now() - batchRememberedMs);
    try {
      const earlier = since && (await batches.earlier(batch, since));
      if (earlier) throw new Repeated(earlier);
      return await this.#write(batch, rows, since, port, key, context);
    } catch (error) {
      if (error instanceof Repeated) {
        // Asked twice under one key at the same time: the other one was quicker.
        const same = await keys.look(key);
        return same?.kind === 'SAME'
          ? this.#prepared(same.commandId, context)
          : { kind: 'REPEATED', batchId: error.batchId };
      }
      if (!(error instanceof PlatformError)) throw error;
      return { kind: 'UNAVAILABLE', platform, retryAfterMs: error.retryAfterMs ?? null };
    }
  }

  /** Null when the asker's organisation has no such batch. */
  async batch(id: string, context: CallContext): Promise<ShownBatch | null> {
    const { batches, templates } = this.options;
    const organisation = organisationIn(context);
    const record = isOurId(id) ? await batches.find(id, organisation) : null;
    if (!record) return null;
    const [template, foreseen, progress] = await Promise.all([
      templates.byId(record.templateId),
      batches.foreseen(id),
      batches.progress(id),
    ]);
    if (!template) throw new Error('A batch of letters without its template.');
    return { record, template, foreseen, progress };
  }

  /** In the order of the file, those behind a row. */
  async rows(
    { id }: BatchRecord,
    state: BatchRowState | null,
    after: number,
    limit: number,
  ): Promise<{
    readonly rows: readonly BatchRowRecord[];
    readonly count: number;
    readonly source: SourceStatus;
  }> {
    const { batches, port, platform, clock } = this.options;
    const [rows, count] = await Promise.all([
      batches.rows(id, state, after, limit),
      batches.countRows(id, state),
    ]);
    return { rows, count, source: sourceOfRecords({ port, platform, now: clock.now() }, []) };
  }

  async move(
    action: BatchAction,
    id: string,
    key: IdempotentRequest,
    context: CallContext,
  ): Promise<MoveOutcome> {
    const { batches, keys, clock, wake } = this.options;
    const used = await keys.look(key);
    if (used?.kind === 'CONFLICT') return used;
    if (!(await this.#own(id, context))) return { kind: 'NOT_MOVED', code: 'NOT_FOUND' };
    if (!used) {
      const { from, to, otherwise } = moves[action];
      const at = new Date(clock.now());
      const started = action === 'start' && { startedBy: actorIdOf(context.actor), startedAt: at };
      try {
        const moved = await keys.run(key, async (tx) => {
          const ended = to === 'CANCELLED' && { endedAt: at };
          if (!(await batches.move(tx, id, from, to, { ...started, ...ended }))) throw new NotThere();
          return id;
        });
        if (moved === null) return { kind: 'CONFLICT' };
      } catch (error) {
        if (error instanceof NotThere) return { kind: 'NOT_MOVED', code: otherwise };
        throw error;
      }
    }
    if (action === 'cancel') await this.#takeBack(id, context);
    else wake();
    const batch = await this.batch(id, context);
    return batch ? { kind: 'BATCH', batch } : { kind: 'NOT_MOVED', code: 'NOT_FOUND' };
  }

  /** Removes what nobody started. */
  sweep(): Promise<void> {
    const now = this.options.clock.now();
    return this.options.batches.sweep(new Date(now - batchRememberedMs), new Date(now - 60 * 60_000));
  }

  async #own(id: string, context: CallContext): Promise<boolean> {
    return isOurId(id) && (await this.options.batches.find(id, organisationIn(context))) !== null;
  }

  /** Letters that were handed over and not begun are ended; one that is at work goes on. */
  async #takeBack(id: string, { actor }: CallContext): Promise<void> {
    const { batches, commands } = this.options;
    for (const command of await batches.openCommands(id))
      await commands.cancel(command, actorIdOf(actor), null);
  }

  async #write(
    batch: NewBatch,
    rows: readonly BatchRow[],
    since: Date | null,
    port: LettersPort,
    key: IdempotentRequest,
    context: CallContext,
  ): Promise<PrepareOutcome> {
    const { batches, keys, costs } = this.options;
    const { registered } = batch;
    const recipients = rows.map(({ recipient }) => recipient);
    const choices = await chooseChannels(recipients, registered, { ...this.options, port }, aside(context));
    const foreseen = rows.map((row, index) => {
      const choice = choices[index]!;
      const { channel } = choice;
      return { ...row, choice, cost: channel && costOf({ channel, registered }, costs) };
    });
    let shown: string | null = null;
    try {
      await batches.write(batch, foreseen);
      shown = await keys.run(key, async (tx) => {
        const earlier = await batches.show(tx, batch, since);
        if (earlier) throw new Repeated(earlier);
        return batch.id;
      });
    } finally {
      if (shown !== batch.id) await batches.remove(batch.id);
    }
    return shown === null ? { kind: 'CONFLICT' } : this.#prepared(shown, context);
  }

  async #prepared(id: string, context: CallContext): Promise<PrepareOutcome> {
    const batch = await this.batch(id, context);
    if (!batch)
      return notSendable({ code: 'BATCH_EXPIRED', field: 'batch', message: 'Deze verzending is verlopen.' });
    return { kind: 'BATCH', batch };
  }

  /** The first letter is made to try: its kind, its size and what else the platform would refuse in all of them. */
  async #faultOf(
    asked: AskedBatch,
    template: ReadTemplate,
    first: BatchRow,
    port: LettersPort,
    context: CallContext,
  ): Promise<LetterFault | null> {
    const madeAt = new Date(this.options.clock.now());
    const made = await this.options.making.render(template, new Map(Object.entries(first.values)), {
      madeAt,
      signers: 0,
    });
    const order = batchOrderOf(asked, first, made);
    const refusal =
      refusalOf(order, made.content, port) ?? (await typeRefusalOf(order, port, aside(context)));
    if (!refusal) return null;
    const fault = refusalFault(refusal);
    return { ...fault, field: fault.field.replace(/^letter/, 'batch') };
  }
}

const notSendable = (fault: LetterFault): PrepareOutcome => ({ kind: 'NOT_SENDABLE', fault });
