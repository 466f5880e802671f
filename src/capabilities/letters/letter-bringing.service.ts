import { actorIdOf, type CallContext, organisationOf } from '../../context/call-context.js';
import type { Clock } from '../../context/clock.js';
import { brussels, momentsAt, wallTimeOf } from '../../context/wall-time.js';
import type { Commands } from '../../jobs/commands.js';
import type { IdempotencyKeys, IdempotentRequest } from '../../jobs/idempotency.js';
import { isOurId } from '../../vocabulary/newest-first.js';
import type { FileStore } from '../files/file.store.js';
import { readSignatures } from '../signatures/pdf-signatures.js';
import type { Bringing, LetterBringingRecords } from './letter-bringing.records.js';
import type { LetterRecord, LetterRecords } from './letter.records.js';
import type { LettersService, ShownLetter } from './letters.service.js';

export type NotBrought = 'NOT_FOUND' | 'NOT_PENDING_MANUAL' | 'DATE_NOT_VALID' | 'NOTE_NOT_VALID';

export type BringingOutcome =
  | { readonly kind: 'BROUGHT'; readonly letter: ShownLetter }
  | { readonly kind: 'NOT_BROUGHT'; readonly code: NotBrought }
  | { readonly kind: 'CONFLICT' };

export interface LetterBringingServiceOptions {
  readonly records: Pick<LetterRecords, 'find' | 'deliveries'>;
  readonly bringing: LetterBringingRecords;
  readonly letters: LettersService;
  readonly files: Pick<FileStore, 'find' | 'content'>;
  readonly commands: Pick<Commands, 'find' | 'cancel'>;
  readonly keys: IdempotencyKeys;
  readonly clock: Clock;
}

class NotWaiting extends Error {}

const longestNote = 500;
const dayOf = (moment: Date): string => wallTimeOf(moment, brussels).slice(0, 10);

/** Writes down that somebody brought a letter that no platform could bring. */
export class LetterBringingService {
  constructor(private readonly options: LetterBringingServiceOptions) {}

  async bring(
    { id, on, note }: { readonly id: string; readonly on: string; readonly note: string | null },
    key: IdempotentRequest,
    context: CallContext,
  ): Promise<BringingOutcome> {
    const { records, bringing, keys, clock } = this.options;
    const used = await keys.look(key);
    if (used) return used.kind === 'CONFLICT' ? used : this.#shown(used.commandId, context);
    const organisation = organisationOf(context.actor);
    const refused = (code: NotBrought): BringingOutcome => ({ kind: 'NOT_BROUGHT', code });
    const letter = isOurId(id) && organisation !== null ? await records.find(id, organisation) : null;
    if (!letter) return refused('NOT_FOUND');
    if (await this.#wasBrought(letter, on)) return this.#shown(id, context);
    if (letter.state !== 'PENDING_MANUAL') return refused('NOT_PENDING_MANUAL');
    const now = new Date(clock.now());
    if (on > dayOf(now) || on < dayOf(letter.requestedAt)) return refused('DATE_NOT_VALID');
    if (note !== null && (note.trim() === '' || note.length > longestNote || /[^\P{Cc}\n]/u.test(note)))
      return refused('NOTE_NOT_VALID');

    const brought: Bringing = {
      on,
      at: momentsAt(`${on}T00:00:00`, brussels)[0] as Date,
      note,
      recordedBy: actorIdOf(context.actor),
      recordedAt: now,
      file: await this.#fileOf(letter),
    };
    await this.#endCommand(letter, context);
    try {
      const done = await keys.run(key, async (tx) => {
        if (!(await bringing.bring(tx, id, brought))) throw new NotWaiting();
        return id;
      });
      return done === null ? { kind: 'CONFLICT' } : await this.#shown(done, context);
    } catch (error) {
      if (!(error instanceof NotWaiting)) throw error;
      // Somebody else wrote something down at the same time.
      return (await this.#wasBrought(letter, on)) ? this.#shown(id, context) : refused('NOT_PENDING_MANUAL');
    }
  }

  /** On the same day: the same was said before. */
  async #wasBrought({ id }: LetterRecord, on: string): Promise<boolean> {
    const deliveries = await this.options.records.deliveries(id);
    return deliveries.some(({ broughtOn }) => broughtOn === on);
  }

  /** What failed could be taken up again, and would send what was brought. */
  async #endCommand({ commandId }: LetterRecord, { actor }: CallContext): Promise<void> {
    const { commands } = this.options;
    const command = commandId === null ? null : await commands.find(commandId);
    if (command?.state === 'FAILED') await commands.cancel(command.id, actorIdOf(actor), null);
  }

  async #fileOf({ fileId }: LetterRecord): Promise<Bringing['file']> {
    const { files } = this.options;
    const file = fileId === null ? null : await files.find(fileId);
    if (!file) return null;
    const { signatures } = await readSignatures(await files.content(file.id));
    return {
      id: file.id,
      digest: file.digest,
      signatures: signatures.filter(({ flaw }) => flaw === null).length,
    };
  }

  async #shown(id: string, context: CallContext): Promise<BringingOutcome> {
    const letter = await this.options.letters.letter(id, context);
    return letter ? { kind: 'BROUGHT', letter } : { kind: 'NOT_BROUGHT', code: 'NOT_FOUND' };
  }
}
