import { fresh, lastTold, partFrom, sourceOfFailure, sourceOfRecords } from '../../adapter/availability.js';
import { PlatformError } from '../../adapter/platform-error.js';
import { aside, type CallContext, organisationOf } from '../../context/call-context.js';
import type { Clock } from '../../context/clock.js';
import type { SourceStatus } from '../../context/source-status.js';
import type { NationalNumber } from '../../identifiers/national-number.js';
import type { Page } from '../../vocabulary/connection.js';
import { isOurId, type NewestFirstPlace, readPlace, writePlace } from '../../vocabulary/newest-first.js';
import { finalStates, type LetterDelivery, type LetterRecord, type LetterRecords } from './letter.records.js';
import type { BpostStatus, LetterReference, LettersPort, LetterState } from './letters.port.js';

/** A letter with where its state came from. */
export interface ShownLetter {
  readonly record: LetterRecord;
  readonly source: SourceStatus;
}

export interface LettersServiceOptions {
  readonly port: LettersPort | undefined;
  /** The adapter's name, for the source status. */
  readonly platform: string;
  readonly records: LetterRecords;
  readonly clock: Clock;
}

const list = 'letter';
const ownList = 'own-letter';

/** Letters: the hub's own records, and where the platform says that they stand. */
export class LettersService {
  constructor(private readonly options: LettersServiceOptions) {}

  /** Null when this organisation has no such letter. */
  async letter(id: string, context: CallContext): Promise<ShownLetter | null> {
    const organisation = organisationOf(context.actor);
    const record =
      isOurId(id) && organisation !== null ? await this.options.records.find(id, organisation) : null;
    const [shown = null] = record ? await this.#shown([record], context) : [];
    return shown;
  }

  /** The letter that a command sends. Throws when it sends none. */
  async ofCommand(commandId: string, context: CallContext): Promise<ShownLetter> {
    const record = await this.options.records.ofCommand(commandId);
    const [shown] = await this.#shown(record ? [record] : [], context);
    if (!shown) throw new Error('A command without the letter it was written with.');
    return shown;
  }

  /** The proofs that a platform took it, the earliest first. */
  deliveries({ id }: LetterRecord): Promise<LetterDelivery[]> {
    return this.options.records.deliveries(id);
  }

  /** Those of the asker's own organisation, the newest first. Throws BAD_USER_INPUT for a foreign cursor. */
  async letters(
    state: LetterState | null,
    first: number,
    after: string | null,
    context: CallContext,
  ): Promise<Page<ShownLetter>> {
    const { records } = this.options;
    const place = readPlace(list, after);
    const organisation = organisationOf(context.actor);
    if (organisation === null)
      return { edges: [], hasNextPage: false, totalCount: 0, source: this.#sourceOf([]) };
    const search = { organisation, state };
    const [found, totalCount] = await Promise.all([
      records.list(search, { after: place, limit: first + 1 }),
      records.count(search),
    ]);
    return this.#page(found, totalCount, first, context, ({ requestedAt, id }) =>
      writePlace(list, { at: requestedAt, id }),
    );
  }

  /** Those that were sent to a citizen, the newest first. Throws BAD_USER_INPUT for a foreign cursor. */
  async ofCitizen(
    nationalNumber: NationalNumber,
    first: number,
    after: string | null,
    context: CallContext,
  ): Promise<Page<ShownLetter>> {
    const { records } = this.options;
    const recipient = { kind: 'CITIZEN', nationalNumber } as const;
    const place = readPlace(ownList, after);
    const [found, totalCount] = await Promise.all([
      records.listSentTo(recipient, { after: place, limit: first + 1 }),
      records.countSentTo(recipient),
    ]);
    return this.#page(found, totalCount, first, context, ({ sentAt, id }) =>
      writePlace(ownList, { at: sentAt!, id }),
    );
  }

  /** Those that were sent to a citizen, behind a place. */
  async sentAfter(
    nationalNumber: NationalNumber,
    after: NewestFirstPlace | null,
    limit: number,
    context: CallContext,
  ): Promise<{ readonly items: readonly ShownLetter[]; readonly source: SourceStatus }> {
    const recipient = { kind: 'CITIZEN', nationalNumber } as const;
    const found = await this.options.records.listSentTo(recipient, { after, limit });
    const items = await this.#shown(found, context);
    return { items, source: this.#sourceOf(items) };
  }

  /** What bpost tells of a registered letter on paper; null for another letter, or when there is no answer. */
  async bpostStatus(record: LetterRecord, context: CallContext): Promise<BpostStatus | null> {
    const { port, platform } = this.options;
    const messageId = this.#registeredOnPaper(record);
    if (messageId === null) return null;
    const { value } = await partFrom(port, platform, context, (known, aside) =>
      known.bpostStatus(messageId, aside),
    );
    return value;
  }

  /** Whether bpost's proof of deposit can be had; null for another letter than a registered one on paper, or when there is no answer. */
  async hasProofOfDeposit(record: LetterRecord, context: CallContext): Promise<boolean | null> {
    const { port, platform } = this.options;
    const messageId = this.#registeredOnPaper(record);
    if (messageId === null) return null;
    const { value } = await partFrom(port, platform, context, async (known, aside) => {
      const { value: proof, source } = await known.attestation(messageId, aside);
      return { value: proof !== null, source };
    });
    return value;
  }

  /** The platform's id of a registered letter on paper; null for another letter. */
  #registeredOnPaper({ channel, registered, platform, messageId }: LetterRecord): string | null {
    return channel === 'PAPER' && registered && platform === this.options.platform ? messageId : null;
  }

  async #page(
    found: readonly LetterRecord[],
    totalCount: number,
    first: number,
    context: CallContext,
    cursorOf: (record: LetterRecord) => string,
  ): Promise<Page<ShownLetter>> {
    const shown = await this.#shown(found.slice(0, first), context);
    return {
      edges: shown.map((node) => ({ cursor: cursorOf(node.record), node })),
      hasNextPage: found.length > first,
      totalCount,
      source: this.#sourceOf(shown),
    };
  }

  /** In the same order, those whose state may still change asked of the platform, all of them at once. */
  async #shown(records: readonly LetterRecord[], context: CallContext): Promise<ShownLetter[]> {
    const open = records.filter((record) => this.#mayChange(record));
    const asked = open.length > 0 ? await this.#ask(open, context) : new Map<string, ShownLetter>();
    return records.map(
      (record) =>
        asked.get(record.id) ?? {
          record,
          source: fresh(this.options.platform, record.toldAt ?? record.sentAt),
        },
    );
  }

  /** The platform has states of letters in an e-Box only; of one on paper it tells that it knows it, and takes a question for each. */
  #mayChange({ state, channel, platform, messageId }: LetterRecord): boolean {
    return (
      channel === 'EBOX' &&
      messageId !== null &&
      platform === this.options.platform &&
      !finalStates.includes(state)
    );
  }

  async #ask(
    records: readonly LetterRecord[],
    context: CallContext,
  ): Promise<ReadonlyMap<string, ShownLetter>> {
    const { port, platform, records: kept, clock } = this.options;
    const besides = aside(context);
    const references = records.map(({ messageId, recipient }): LetterReference => {
      return { messageId: messageId!, channel: 'EBOX', recipient };
    });
    const { statuses, failures } = port
      ? await port.statuses(references, besides)
      : { statuses: [], failures: [{ references, error: new PlatformError(platform, 'NOT_CONFIGURED') }] };

    const failed = new Map<string, SourceStatus>();
    for (const { references: unanswered, error } of failures) {
      const failure = sourceOfFailure(error, besides.sources);
      for (const { messageId } of unanswered) failed.set(messageId, failure);
    }
    const answered = records.filter(({ messageId }) => !failed.has(messageId!));
    const byMessage = new Map(statuses.map((status) => [status.messageId, status]));
    const toldAt = new Date(clock.now());
    const told = await kept.tell(
      answered.map((record) => ({ record, status: byMessage.get(record.messageId!) ?? null })),
      toldAt,
    );
    const shown = [
      ...told.map((record) => ({ record, source: fresh(platform, toldAt) })),
      ...records.flatMap((record) => {
        const failure = failed.get(record.messageId!);
        return failure ? [{ record, source: lastTold(failure, record.toldAt) }] : [];
      }),
    ];
    for (const source of new Set(shown.map((one) => one.source))) context.sources.add(source);
    return new Map(shown.map((one) => [one.record.id, one]));
  }

  #sourceOf(shown: readonly ShownLetter[]): SourceStatus {
    const { port, platform, clock } = this.options;
    return sourceOfRecords(
      { port, platform, now: clock.now() },
      shown.map(({ source }) => source),
    );
  }
}
