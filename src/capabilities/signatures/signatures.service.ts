import { GraphQLError } from 'graphql';
import { partFrom } from '../../adapter/availability.js';
import { type CallContext, SourceLog } from '../../context/call-context.js';
import type { Clock } from '../../context/clock.js';
import type { SourceStatus } from '../../context/source-status.js';
import type { NationalNumber } from '../../identifiers/national-number.js';
import { decodeCursor, encodeCursor } from '../../vocabulary/connection.js';
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

export interface RequestPage {
  readonly edges: readonly { readonly cursor: string; readonly node: ShownRequest }[];
  readonly hasNextPage: boolean;
  readonly totalCount: number;
  readonly source: SourceStatus;
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
const ourId = /^[0-9a-f-]{36}$/;

/** Requests for signatures: the hub's own records, and where the platform says that they stand. */
export class SignaturesService {
  constructor(private readonly options: SignaturesServiceOptions) {}

  /** Null when this organisation has no such request. */
  async request(id: string, context: CallContext): Promise<ShownRequest | null> {
    const organisation = organisationOf(context);
    const record =
      ourId.test(id) && organisation !== null ? await this.options.records.find(id, organisation) : null;
    const [shown = null] = record ? await this.#shown([record], context) : [];
    return shown;
  }

  /** Those of the asker's own organisation, the newest first. Throws BAD_USER_INPUT for a foreign cursor. */
  async requests(
    state: SignatureState | null,
    first: number,
    after: string | null,
    context: CallContext,
  ): Promise<RequestPage> {
    const { records } = this.options;
    const place = after === null ? null : readCursor(after);
    const organisation = organisationOf(context);
    if (organisation === null)
      return { edges: [], hasNextPage: false, totalCount: 0, source: this.#sourceOf([]) };
    const [found, totalCount] = await Promise.all([
      records.list({ organisation, state, after: place, limit: first + 1 }),
      records.count({ organisation, state }),
    ]);
    const shown = await this.#shown(found.slice(0, first), context);
    return {
      edges: shown.map((node) => ({
        cursor: encodeCursor('signature', node.record.requestedAt.toISOString(), node.record.id),
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
    if (finalStates.includes(record.state))
      return shownAs(record, {
        platform,
        state: 'FRESH',
        fetchedAt: record.toldAt,
        since: null,
        reason: null,
      });
    const aside = { ...context, sources: new SourceLog() };
    let known = true;
    const { value, source } = await partFrom(port, platform, aside, async (asked, own) => {
      const answer = await asked.status(record.packageId, own);
      known = answer.value !== null;
      return answer;
    });
    if (source.state === 'UNAVAILABLE') {
      const old: SourceStatus = record.toldAt
        ? { ...source, state: 'STALE', fetchedAt: record.toldAt }
        : source;
      context.sources.add(old);
      return shownAs(record, old);
    }
    context.sources.add(source);
    const told = await records.tell(record, known ? value : null, source.fetchedAt ?? new Date(clock.now()));
    return shownAs(told, source);
  }

  /** The worst of what is shown: the list itself is ours, and always whole. */
  #sourceOf(shown: readonly ShownRequest[]): SourceStatus {
    const { port, platform, clock } = this.options;
    const rank = { FRESH: 0, STALE: 1, UNAVAILABLE: 2 };
    const [worst] = shown.map(({ source }) => source).sort((a, b) => rank[b.state] - rank[a.state]);
    if (!port)
      return { platform, state: 'UNAVAILABLE', fetchedAt: null, since: null, reason: 'NOT_CONFIGURED' };
    return worst && worst.state !== 'FRESH'
      ? worst
      : { platform, state: 'FRESH', fetchedAt: new Date(clock.now()), since: null, reason: null };
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

function organisationOf({ actor }: CallContext): string | null {
  return actor.kind === 'STAFF' || actor.kind === 'CLIENT' ? actor.organisation : null;
}

function readCursor(text: string): { requestedAt: Date; id: string } {
  const [kind, moment, id] = decodeCursor(text, 3);
  const requestedAt = new Date(typeof moment === 'string' ? moment : Number.NaN);
  if (
    kind === 'signature' &&
    typeof id === 'string' &&
    ourId.test(id) &&
    !Number.isNaN(requestedAt.getTime())
  )
    return { requestedAt, id };
  throw new GraphQLError('This is no cursor of this list: give the endCursor of the page before.', {
    extensions: { code: 'BAD_USER_INPUT' },
  });
}
