import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../../context/clock.js';
import { type CommandDefinition, type CommandSummary, priorities } from '../../jobs/command.js';
import type { Commands } from '../../jobs/commands.js';
import type { Log } from '../../operations/log.js';
import type { FileStore } from '../files/file.store.js';
import type { BatchRow } from './letter-batch.csv.js';
import { batchOrderOf } from './letter-batch.order.js';
import type { BatchRecord, LetterBatchRecords } from './letter-batch.records.js';
import type { LetterOrder } from './letter.command.js';
import type { LetterMaking, MadeLetter, ReadTemplate } from './letter.making.js';
import { newFileOf, newLetterOf, refusalOf } from './letter.order.js';
import type { LetterRecords } from './letter.records.js';
import { readTemplate } from './letter-template.text.js';
import type { LetterTemplates } from './letter-templates.js';
import type { LettersPort } from './letters.port.js';

export interface LetterBatchSendingOptions {
  readonly port: LettersPort | undefined;
  /** Null when nothing can be sent. */
  readonly definition: CommandDefinition<LetterOrder> | null;
  readonly batches: LetterBatchRecords;
  readonly records: Pick<LetterRecords, 'add'>;
  readonly files: Pick<FileStore, 'add'>;
  readonly templates: Pick<LetterTemplates, 'byId'>;
  readonly making: Pick<LetterMaking, 'render'>;
  readonly commands: Pick<Commands, 'accept' | 'listen'>;
  readonly clock: Clock;
  readonly log: Log;
  /** How many letters of one batch may be on their way to a platform at the same time. */
  readonly mostOpen: number;
}

export type LetterBatchSending = ReturnType<typeof createLetterBatchSending>;

const readTogether = 20;
/** Letters that end within this time are followed by others together. */
const followedAfterMs = 1_000;

class NotAssigned extends Error {}

/**
 * Hands the letters of batches over to the commands, in the order of the file, a few at a time: each is made then, and its row, its file,
 * its record and its command are written in one transaction. Wherever a hub stops, the next one goes on with the first row without a letter.
 */
export function createLetterBatchSending({
  port,
  definition,
  batches,
  records,
  files,
  templates,
  making,
  commands,
  clock,
  log,
  mostOpen,
}: LetterBatchSendingOptions) {
  async function made(batch: BatchRecord, template: ReadTemplate, row: BatchRow): Promise<MadeLetter | null> {
    const values = new Map(Object.entries(row.values));
    return making
      .render(template, values, { madeAt: new Date(clock.now()), signers: 0 })
      .catch((error: unknown) => {
        log.error('letters.batch.unmade', { batch: batch.id, row: row.row, name: (error as Error).name });
        return null;
      });
  }

  /** False when the batch is not being sent any more. */
  async function handOver(batch: BatchRecord, template: ReadTemplate, row: BatchRow): Promise<boolean> {
    const letter = await made(batch, template, row);
    const order = letter && batchOrderOf(batch, row, letter);
    const refusal = order ? refusalOf(order, letter.content, port!) : 'NOT_MADE';
    if (!order || refusal) {
      await batches.fail(batch.id, row.row, refusal ?? 'NOT_MADE');
      return true;
    }
    const { organisation } = batch;
    const requestedBy = batch.startedBy!;
    try {
      await commands.accept({
        definition: definition!,
        input: order,
        organisation,
        requestedBy,
        correlationId: batch.id,
        priority: 'batch',
        idempotency: null,
        async write(tx, commandId) {
          if (!(await batches.assign(tx, batch.id, row.row, order.letterId))) throw new NotAssigned();
          await files.add(newFileOf(letter, order.fileId, organisation, requestedBy), tx);
          const requestedAt = new Date(clock.now());
          await records.add({ ...newLetterOf(order), organisation, requestedBy, requestedAt, commandId }, tx);
        },
      });
      return true;
    } catch (error) {
      if (error instanceof NotAssigned) return false;
      throw error;
    }
  }

  async function send(batch: BatchRecord, signal: AbortSignal): Promise<void> {
    const record = await templates.byId(batch.templateId);
    if (!record) throw new Error('A batch of letters without its template.');
    const template = { record, text: readTemplate(record) };
    let room = mostOpen - (await batches.openCommands(batch.id)).length;
    while (room > 0) {
      const rows = await batches.waiting(batch.id, Math.min(room, readTogether));
      if (rows.length === 0) return end(batch);
      for (const row of rows) {
        // The hub answers others between two letters.
        await nextTurn();
        if (signal.aborted || !(await handOver(batch, template, row))) return;
        room -= 1;
      }
    }
  }

  /** No row waits any more. */
  async function end({ id }: BatchRecord): Promise<void> {
    if ((await batches.openCommands(id)).length === 0) await batches.finish(id, new Date(clock.now()));
  }

  let woken = () => {};

  return {
    /** There is something to send. */
    wake: () => woken(),

    /** Hands over what may be handed over now. */
    async run(signal: AbortSignal): Promise<void> {
      if (!port || !definition) return;
      let failure: unknown;
      for (const batch of await batches.sending()) {
        if (signal.aborted) return;
        // One that fails does not hold up the others.
        await send(batch, signal).catch((error: unknown) => (failure ??= error));
      }
      if (failure) throw failure as Error;
    },

    /** Calls `wake` when there is something to send: a batch was started, or letters ended so that others may follow. Returns how to stop. */
    follow(wake: () => void): () => void {
      woken = wake;
      let cancel: (() => void) | null = null;
      const stop = commands.listen(({ kind, priority, endedAt }: CommandSummary) => {
        if (!endedAt || kind !== definition?.kind || priority !== priorities.batch) return;
        cancel ??= clock.after(followedAfterMs, () => {
          cancel = null;
          wake();
        });
      });
      return () => {
        woken = () => {};
        stop();
        cancel?.();
      };
    },
  };
}
