import { GraphQLError } from 'graphql';
import type { CallContext } from '../../context/call-context.js';
import { organisationOf } from '../../context/call-context.js';
import type { Clock } from '../../context/clock.js';
import type { SourceStatus } from '../../context/source-status.js';
import type { CommandState, CommandSummary } from '../../jobs/command.js';
import type { TransitionRow } from '../../jobs/command-store.js';
import type { Commands, NotChanged } from '../../jobs/commands.js';
import type { IdempotentRequest } from '../../jobs/idempotency.js';
import type { Page } from '../../vocabulary/connection.js';
import { isOurId, readPlace, writePlace } from '../../vocabulary/newest-first.js';

export interface CommandFilter {
  readonly state: CommandState | null;
  readonly kind: string | null;
  readonly needsPerson: boolean;
}

export type ChangedCommand =
  | { readonly kind: 'CHANGED'; readonly command: CommandSummary }
  | { readonly kind: 'NOT_CHANGED'; readonly reason: NotChanged }
  | { readonly kind: 'CONFLICT' };

const list = 'commands';
const lookEveryMs = 2_000;

function standing({ state, step, reason, attempts, dueAt }: CommandSummary): string {
  return JSON.stringify([state, step, reason, attempts, dueAt]);
}

/** Commands as people see and steer them. */
export class CommandsService {
  constructor(
    private readonly commands: Commands,
    private readonly clock: Clock,
  ) {}

  titleOf(kind: string): string {
    return this.commands.titleOf(kind);
  }

  /** One of the asker's own organisation; null when there is none. */
  async own(id: string, { actor }: CallContext): Promise<CommandSummary | null> {
    const command = isOurId(id) ? await this.commands.find(id) : null;
    return command?.organisation === organisationOf(actor) ? command : null;
  }

  /** One of the asker's own organisation as it stands, and each time it stands otherwise, until it ends or the question does. */
  async changes(id: string, context: CallContext): Promise<AsyncIterable<CommandSummary>> {
    if (await this.own(id, context)) return this.#changes(id, context);
    throw new GraphQLError('Deze opdracht bestaat niet.', { extensions: { code: 'NOT_FOUND' } });
  }

  async *#changes(id: string, context: CallContext): AsyncGenerator<CommandSummary> {
    const { commands, clock } = this;
    let awake = () => {};
    const stop = commands.listen((changed) => {
      if (changed.id === id) awake();
    });
    context.signal?.addEventListener('abort', () => awake(), { once: true });
    try {
      for (let shown = ''; ;) {
        // Made before the question, so that a change in between is not missed.
        const woken = new Promise<void>((resolve) => (awake = resolve));
        const command = await this.own(id, context);
        if (!command) return;
        const now = standing(command);
        if (now !== shown) yield command;
        shown = now;
        if (command.endedAt || context.signal?.aborted || clock.now() >= context.deadline) return;
        // Another hub may be the one at work on it.
        const cancel = clock.after(lookEveryMs, () => awake());
        await woken;
        cancel();
        if (context.signal?.aborted) return;
      }
    } finally {
      stop();
    }
  }

  async page(filter: CommandFilter, first: number, after: string | null): Promise<Page<CommandSummary>> {
    const place = readPlace(list, after);
    const search = { organisation: null, ...filter };
    const [rows, totalCount] = await Promise.all([
      this.commands.list({
        ...search,
        after: place && { acceptedAt: place.at, id: place.id },
        limit: first + 1,
      }),
      this.commands.count(search),
    ]);
    const source: SourceStatus = {
      platform: 'schakel',
      state: 'FRESH',
      fetchedAt: new Date(this.clock.now()),
      since: null,
      reason: null,
    };
    return {
      edges: rows.slice(0, first).map((node) => ({
        cursor: writePlace(list, { at: node.acceptedAt, id: node.id }),
        node,
      })),
      hasNextPage: rows.length > first,
      totalCount,
      source,
    };
  }

  async historyOf(id: string): Promise<readonly TransitionRow[]> {
    return (await this.commands.transitions([id])).get(id) ?? [];
  }

  retry(id: string, actorId: string, request: IdempotentRequest): Promise<ChangedCommand> {
    return this.#change(id, () => this.commands.retry(id, actorId, request));
  }

  cancel(id: string, actorId: string, request: IdempotentRequest): Promise<ChangedCommand> {
    return this.#change(id, () => this.commands.cancel(id, actorId, request));
  }

  decide(
    id: string,
    actorId: string,
    decision: { readonly done: boolean; readonly reference: string | null },
    request: IdempotentRequest,
  ): Promise<ChangedCommand> {
    return this.#change(id, () => this.commands.decide(id, actorId, decision, request));
  }

  async #change(id: string, change: () => Promise<NotChanged | 'CONFLICT' | null>): Promise<ChangedCommand> {
    const refused = isOurId(id) ? await change() : 'NOT_FOUND';
    if (refused === 'CONFLICT') return { kind: 'CONFLICT' };
    const command = refused === null ? await this.commands.find(id) : null;
    return command ? { kind: 'CHANGED', command } : { kind: 'NOT_CHANGED', reason: refused ?? 'NOT_FOUND' };
  }
}
