import { fresh, lastTold, partFrom, sourceOfRecords } from '../../adapter/availability.js';
import {
  actorIdOf,
  aside,
  type CallContext,
  organisationIn,
  organisationOf,
} from '../../context/call-context.js';
import type { Clock } from '../../context/clock.js';
import type { SourceStatus } from '../../context/source-status.js';
import type { NationalNumber } from '../../identifiers/national-number.js';
import type { Page } from '../../vocabulary/connection.js';
import { isOurId, readPlace, writePlace } from '../../vocabulary/newest-first.js';
import { randomUUID } from 'node:crypto';
import type { CommandDefinition } from '../../jobs/command.js';
import type { CommandRequest, Commands } from '../../jobs/commands.js';
import type { IdempotentRequest } from '../../jobs/idempotency.js';
import { FileGone, type FileStore, type StoredFile } from '../files/file.store.js';
import { type RecallOrder, sendWithinMs } from './signature.command.js';
import type { SignatureOrder } from './signature.draft.js';
import {
  finalStates,
  type RecordedRecipient,
  type RequestState,
  type SignatureRecord,
  type SignatureRecords,
} from './signature.records.js';
import { type AskedSignatures, checkAsked, type Fault } from './signature.validation.js';
import type { SignaturesPort } from './signatures.port.js';

/** A request with where its state came from. */
export interface ShownRequest {
  readonly record: SignatureRecord;
  /** The stage that is asked now; null unless it waits for somebody. */
  readonly stage: number | null;
  readonly source: SourceStatus;
}

/** A request as one of its recipients sees it. */
export interface OwnRequest extends ShownRequest {
  readonly own: RecordedRecipient;
  /** Whether they ask themselves, and signed. */
  readonly isSigner: boolean;
}

export interface SignaturesServiceOptions {
  readonly port: SignaturesPort | undefined;
  /** The adapter's name, for the source status. */
  readonly platform: string;
  readonly records: SignatureRecords;
  readonly files: Pick<FileStore, 'find' | 'use'>;
  readonly commands: Commands;
  readonly definitions: {
    readonly request: CommandDefinition<SignatureOrder>;
    readonly recall: CommandDefinition<RecallOrder>;
  };
  /** After how many days a request without a deadline expires. */
  readonly expiresAfterDays: number;
  readonly clock: Clock;
}

type NotRequested =
  | { readonly kind: 'NOT_POSSIBLE'; readonly fault: Fault }
  | { readonly kind: 'NOT_CONFIGURED'; readonly platform: string };

export type PreparedRequest = Omit<CommandRequest<SignatureOrder>, 'idempotency' | 'write'> &
  Required<Pick<CommandRequest<SignatureOrder>, 'write'>>;

export type Preparation = NotRequested | { readonly kind: 'PREPARED'; readonly request: PreparedRequest };

export type RequestOutcome =
  | NotRequested
  | { readonly kind: 'REQUESTED'; readonly request: ShownRequest }
  | { readonly kind: 'CONFLICT' };

export type RecallOutcome =
  | { readonly kind: 'RECALLING'; readonly request: ShownRequest }
  | { readonly kind: 'NOT_RECALLED'; readonly code: 'NOT_FOUND' | 'ENDED' }
  | { readonly kind: 'CONFLICT' };

/** How many packages are asked for at the same time: the platform has no question for several. */
const askedAtOnce = 5;
/** Of one citizen; whoever has more sees the newest. */
const mostOfCitizen = 50;
/** How long a civil servant waits for a recall; it goes on afterwards. */
const recallWaitMs = 8_000;
const dayMs = 24 * 60 * 60_000;
const list = 'signature';

/** Requests for signatures: the hub's own records, and where the platform says that they stand. */
export class SignaturesService {
  constructor(private readonly options: SignaturesServiceOptions) {}

  /** Null when this organisation has no such request. */
  async request(id: string, context: CallContext): Promise<ShownRequest | null> {
    const organisation = organisationOf(context.actor);
    const record =
      isOurId(id) && organisation !== null ? await this.options.records.find(id, organisation) : null;
    const [shown = null] = record ? await this.#shown([record], context) : [];
    return shown;
  }

  /** Those of the asker's own organisation, the newest first. Throws BAD_USER_INPUT for a foreign cursor. */
  async requests(
    state: RequestState | null,
    first: number,
    after: string | null,
    context: CallContext,
  ): Promise<Page<ShownRequest>> {
    const { records } = this.options;
    const place = readPlace(list, after);
    const organisation = organisationOf(context.actor);
    if (organisation === null)
      return { edges: [], hasNextPage: false, totalCount: 0, source: this.#sourceOf([]) };
    const [found, totalCount] = await Promise.all([
      records.list({ organisation, state, after: place, limit: first + 1 }),
      records.count({ organisation, state }),
    ]);
    const shown = await this.#shown(found.slice(0, first), context);
    return {
      edges: shown.map((node) => ({
        cursor: writePlace(list, { at: node.record.requestedAt, id: node.record.id }),
        node,
      })),
      hasNextPage: found.length > first,
      totalCount,
      source: this.#sourceOf(shown),
    };
  }

  /** Writes a request down, to be sent afterwards; nothing is written when something is wrong with it. */
  async ask(
    asked: AskedSignatures,
    idempotency: IdempotentRequest,
    context: CallContext,
  ): Promise<RequestOutcome> {
    const { files, commands } = this.options;
    const used = await commands.usedKey(idempotency);
    if (used) return used.kind === 'CONFLICT' ? used : this.#requested(used.commandId, context);
    const organisation = organisationIn(context);
    const found = await Promise.all(asked.files.slice(0, 10).map(({ id }) => files.find(id)));
    const own = found.map((file) =>
      file?.organisation === organisation && file.mediaType === 'application/pdf' ? file : null,
    );
    const prepared = this.prepare(asked, own, context);
    if (prepared.kind !== 'PREPARED') return prepared;
    try {
      const accepted = await commands.accept({ ...prepared.request, idempotency });
      return accepted.kind === 'CONFLICT' ? accepted : await this.#requested(accepted.commandId, context);
    } catch (error) {
      if (!(error instanceof FileGone)) throw error;
      return { kind: 'NOT_POSSIBLE', fault: { code: 'FILE_NOT_FOUND', field: 'files' } };
    }
  }

  /**
   * A request that can be accepted as it is, by whoever writes something of their own with it. `found` has the stored file of each file that
   * was asked; null where there is none. Its `write` throws FileGone when a file was removed since.
   */
  prepare(asked: AskedSignatures, found: readonly (StoredFile | null)[], context: CallContext): Preparation {
    const { port, platform, records, files, definitions, clock } = this.options;
    const organisation = organisationIn(context);
    const requestedBy = actorIdOf(context.actor);
    const checked = checkAsked(asked, found, clock.now());
    if ('code' in checked) return { kind: 'NOT_POSSIBLE', fault: checked };
    if (!port) return { kind: 'NOT_CONFIGURED', platform };

    const id = randomUUID();
    const now = clock.now();
    const deadline = asked.deadline ?? new Date(now + this.options.expiresAfterDays * dayMs);
    const input: SignatureOrder = {
      ...checked.order,
      requestId: id,
      deadline: deadline.toISOString(),
      sendBefore: new Date(Math.min(deadline.getTime(), now + sendWithinMs)).toISOString(),
    };
    const request: PreparedRequest = {
      definition: definitions.request,
      input,
      organisation,
      requestedBy,
      correlationId: context.correlationId,
      priority: 'normal',
      async write(tx, commandId) {
        const ids = input.files.map((file) => file.id);
        if (!(await files.use(tx, ids))) throw new FileGone();
        await records.insert(tx, {
          id,
          organisation,
          packageId: null,
          documentIds: [],
          commandId,
          title: input.title,
          requestedBy,
          requestedAt: new Date(now),
          deadline,
          state: 'DRAFT',
          recipients: checked.recipients,
          files: input.files.map((file, index) => ({
            kind: 'ORIGINAL',
            position: index + 1,
            name: file.name,
            fileId: file.id,
            signatures: [],
            checkedAt: null,
            problem: null,
          })),
        });
      },
    };
    return { kind: 'PREPARED', request };
  }

  /** Takes a request of the asker's own organisation back; one that is not sent yet is not sent any more. */
  async recall(id: string, idempotency: IdempotentRequest, context: CallContext): Promise<RecallOutcome> {
    const { records, commands, definitions, clock } = this.options;
    const used = await commands.usedKey(idempotency);
    if (used?.kind === 'CONFLICT') return used;
    const organisation = organisationOf(context.actor);
    const record = isOurId(id) && organisation !== null ? await records.find(id, organisation) : null;
    if (!record || organisation === null) return { kind: 'NOT_RECALLED', code: 'NOT_FOUND' };
    const answer = async (): Promise<RecallOutcome> => {
      const now = await records.find(id, organisation);
      const [request] = await this.#shown(now ? [now] : [], context);
      return request ? { kind: 'RECALLING', request } : { kind: 'NOT_RECALLED', code: 'NOT_FOUND' };
    };
    if (used || (record.recallRequestedAt && record.state !== 'RECALLED' && !isFinal(record)))
      return answer();
    if (isFinal(record)) return { kind: 'NOT_RECALLED', code: 'ENDED' };
    const accepted = await commands.acceptAndWait(
      {
        definition: definitions.recall,
        input: { requestId: id },
        organisation,
        requestedBy: actorIdOf(context.actor),
        correlationId: context.correlationId,
        priority: 'now',
        idempotency,
        write: (tx) => records.requestRecall(tx, id, new Date(clock.now())),
      },
      recallWaitMs,
    );
    if (accepted.kind === 'CONFLICT') return accepted;
    // What sends it, or asks where it stands, need not wait for its next turn.
    if (record.commandId) await commands.wake(record.commandId);
    return answer();
  }

  async #requested(commandId: string, context: CallContext): Promise<RequestOutcome> {
    const record = await this.options.records.byCommand(commandId);
    const [request] = await this.#shown(record ? [record] : [], context);
    if (!request) throw new Error('A request for signatures is gone.');
    return { kind: 'REQUESTED', request };
  }

  /** Those that ask something of a person. */
  async ofCitizen(
    nationalNumber: NationalNumber,
    context: CallContext,
  ): Promise<{ readonly items: readonly OwnRequest[]; readonly source: SourceStatus }> {
    const { records } = this.options;
    const hash = records.hashOf(nationalNumber);
    const shown = await this.#shown(await records.ofCitizen(hash, mostOfCitizen), context);
    const items = shown.flatMap((one) => {
      const mine = one.record.recipients.filter(({ nationalNumberHash }) => nationalNumberHash === hash);
      const own = mine.find(isPending) ?? mine.at(-1);
      const signed = own?.state === 'SIGNED' || own?.state === 'REVIEWED';
      return own ? [{ ...one, own, isSigner: signed && isOwn(own, context) }] : [];
    });
    return { items, source: this.#sourceOf(shown) };
  }

  /** Where the recipient signs now; null when it is not their turn, when somebody else asks, or when the platform gives none. */
  async signingUrl({ record, stage, own }: OwnRequest, context: CallContext): Promise<string | null> {
    const [document] = record.documentIds;
    const { packageId } = record;
    if (
      !isOwn(own, context) ||
      packageId === null ||
      document === undefined ||
      stage !== own.stage ||
      !isPending(own)
    )
      return null;
    const { port, platform } = this.options;
    const request = { package: packageId, document, email: own.email, returnUrl: null };
    const { value } = await partFrom(port, platform, context, (known, aside) =>
      known.signingLink(request, aside),
    );
    return value;
  }

  /** Each once, those whose state may still change asked of the platform. */
  async #shown(records: readonly SignatureRecord[], context: CallContext): Promise<ShownRequest[]> {
    const shown: ShownRequest[] = [];
    const places = records.entries();
    const worker = async () => {
      for (const [place, record] of places) shown[place] = await this.#ask(record, context);
    };
    await Promise.all(Array.from({ length: askedAtOnce }, worker));
    return shown;
  }

  async #ask(record: SignatureRecord, context: CallContext): Promise<ShownRequest> {
    const { port, platform, records, clock } = this.options;
    const { packageId, commandId, sharedAt } = record;
    // A draft on its way may be thrown away and made anew: what the platform says of it tells nothing yet.
    if (isFinal(record) || packageId === null || (commandId !== null && sharedAt === null))
      return shownAs(record, fresh(platform, record.toldAt));
    const besides = aside(context);
    let known = true;
    const { value, source } = await partFrom(port, platform, besides, async (asked, own) => {
      const answer = await asked.status(packageId, own);
      known = answer.value !== null;
      return answer;
    });
    if (source.state === 'UNAVAILABLE') {
      const old = lastTold(source, record.toldAt);
      context.sources.add(old);
      return shownAs(record, old);
    }
    context.sources.add(source);
    const told = await records.tell(record, known ? value : null, source.fetchedAt ?? new Date(clock.now()));
    // Its files are fetched at once, not at the next poll.
    if (commandId !== null && isFinal(told)) await this.options.commands.wake(commandId);
    return shownAs(told, source);
  }

  #sourceOf(shown: readonly ShownRequest[]): SourceStatus {
    const { port, platform, clock } = this.options;
    return sourceOfRecords(
      { port, platform, now: clock.now() },
      shown.map(({ source }) => source),
    );
  }
}

/** Whether the recipient is the citizen who asks. */
function isOwn({ nationalNumberHash }: RecordedRecipient, { actor }: CallContext): boolean {
  return actor.kind === 'CITIZEN' && actor.id === nationalNumberHash;
}

const isFinal = ({ state }: SignatureRecord): boolean => finalStates.includes(state);

function shownAs(record: SignatureRecord, source: SourceStatus): ShownRequest {
  const stages =
    record.state === 'WAITING' ? record.recipients.filter(isPending).map(({ stage }) => stage) : [];
  return { record, stage: stages.length > 0 ? Math.min(...stages) : null, source };
}

/** Whether something is still asked of them; a copy asks nothing. */
function isPending({ role, state }: RecordedRecipient): boolean {
  return role !== 'CARBON_COPY' && (state === 'UNPROCESSED' || state === 'IN_PROGRESS');
}
