import { fresh, lastTold, partFrom, sourceOfRecords } from '../../adapter/availability.js';
import { type CallContext, organisationOf, SourceLog } from '../../context/call-context.js';
import type { Clock } from '../../context/clock.js';
import type { SourceStatus } from '../../context/source-status.js';
import type { NationalNumber } from '../../identifiers/national-number.js';
import type { Page } from '../../vocabulary/connection.js';
import { isOurId, readPlace, writePlace } from '../../vocabulary/newest-first.js';
import {
  finalStates,
  type RecordedRecipient,
  type SignatureRecord,
  type SignatureRecords,
} from './signature.records.js';
import type { SignaturesPort, SignatureState } from './signatures.port.js';

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
}

export interface SignaturesServiceOptions {
  readonly port: SignaturesPort | undefined;
  /** The adapter's name, for the source status. */
  readonly platform: string;
  readonly records: SignatureRecords;
  readonly clock: Clock;
}

/** How many packages are asked for at the same time: the platform has no question for several. */
const askedAtOnce = 5;
/** Of one citizen; whoever has more sees the newest. */
const mostOfCitizen = 50;
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
    state: SignatureState | null,
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
      return own ? [{ ...one, own }] : [];
    });
    return { items, source: this.#sourceOf(shown) };
  }

  /** Where the recipient signs now; null when it is not their turn, when somebody else asks, or when the platform gives none. */
  async signingUrl({ record, stage, own }: OwnRequest, context: CallContext): Promise<string | null> {
    const { actor } = context;
    const [document] = record.documentIds;
    const isAsker = actor.kind === 'CITIZEN' && actor.id === own.nationalNumberHash;
    if (!isAsker || document === undefined || stage !== own.stage || !isPending(own)) return null;
    const { port, platform } = this.options;
    const request = { package: record.packageId, document, email: own.email, returnUrl: null };
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
    if (finalStates.includes(record.state)) return shownAs(record, fresh(platform, record.toldAt));
    const aside = { ...context, sources: new SourceLog() };
    let known = true;
    const { value, source } = await partFrom(port, platform, aside, async (asked, own) => {
      const answer = await asked.status(record.packageId, own);
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

function shownAs(record: SignatureRecord, source: SourceStatus): ShownRequest {
  const stages =
    record.state === 'WAITING' ? record.recipients.filter(isPending).map(({ stage }) => stage) : [];
  return { record, stage: stages.length > 0 ? Math.min(...stages) : null, source };
}

/** Whether something is still asked of them; a copy asks nothing. */
function isPending({ role, state }: RecordedRecipient): boolean {
  return role !== 'CARBON_COPY' && (state === 'UNPROCESSED' || state === 'IN_PROGRESS');
}
