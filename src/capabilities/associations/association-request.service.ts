import { randomUUID } from 'node:crypto';
import { fresh } from '../../adapter/availability.js';
import { PlatformError } from '../../adapter/platform-error.js';
import {
  actorIdOf,
  aside,
  type CallContext,
  organisationIn,
  organisationOf,
} from '../../context/call-context.js';
import type { Clock } from '../../context/clock.js';
import { brussels, wallTimeOf } from '../../context/wall-time.js';
import type { CommandDefinition, Transaction } from '../../jobs/command.js';
import type { Commands } from '../../jobs/commands.js';
import type { IdempotencyKeys, IdempotentRequest } from '../../jobs/idempotency.js';
import type { Page } from '../../vocabulary/connection.js';
import { keyedRequest } from '../../vocabulary/idempotency-key.js';
import { isOurId, readPlace, writePlace } from '../../vocabulary/newest-first.js';
import type { ChangeOrder } from './association-change.command.js';
import type { AssociationRegistration } from './association-management.port.js';
import type { RegistrationOrder } from './association-registration.command.js';
import {
  checkChange,
  type CheckOptions,
  checkRegistration,
  type FoundFault,
} from './association-request.check.js';
import { type AskedChange, type RequestContent, writeContent } from './association-request.content.js';
import {
  type AnyRecord,
  type AssociationRequestRecords,
  type ChangeRecord,
  type RegistrationRecord,
  type RegistrationState,
  RequestMoved,
} from './association-request.records.js';
import type { AssociationsPort } from './associations.port.js';

/** Why nothing was written. */
type NotAccepted =
  | ({ readonly kind: 'FAULT' } & FoundFault)
  | { readonly kind: 'UNAVAILABLE'; readonly platform: string }
  | { readonly kind: 'CONFLICT' };

export type RegistrationResult =
  { readonly kind: 'REGISTRATION'; readonly record: RegistrationRecord } | NotAccepted;
export type ChangeResult = { readonly kind: 'CHANGE'; readonly record: ChangeRecord } | NotAccepted;
export type DecisionResult =
  | Exclude<RegistrationResult, { kind: 'FAULT' }>
  | { readonly kind: 'NOT_POSSIBLE'; readonly code: 'NOT_FOUND' | 'NOT_WAITING' };

export interface AssociationRequestServiceOptions {
  /** Undefined when no association register is configured. */
  readonly port: AssociationsPort | undefined;
  readonly platform: string;
  readonly records: AssociationRequestRecords;
  readonly commands: Commands;
  readonly keys: IdempotencyKeys;
  /** Null when nothing can be changed. */
  readonly kinds: {
    readonly register: CommandDefinition<RegistrationOrder>;
    readonly change: CommandDefinition<ChangeOrder>;
  } | null;
  readonly clock: Clock;
}

const list = 'association-registration';
/** What is left of the time of a question for writing the answer. */
const reserveMs = 500;

/** Registering associations and changing them, and what came of that. */
export class AssociationRequestService {
  /** The adapter's name. */
  readonly platform: string;

  constructor(private readonly options: AssociationRequestServiceOptions) {
    this.platform = options.platform;
  }

  async register(
    registration: AssociationRegistration,
    key: string,
    context: CallContext,
  ): Promise<RegistrationResult> {
    const { commands } = this.options;
    const content = { kind: 'REGISTRATION', registration } as const;
    const request = this.#keyed('registerAssociation', key, content, context);
    const used = await commands.usedKey(request);
    if (used) return used.kind === 'SAME' ? this.#registered(used.commandId) : used;
    const { kinds, port, platform } = this.options;
    if (!kinds || !port) return { kind: 'UNAVAILABLE', platform };
    const fault = checkRegistration(
      registration,
      await this.#checking(registration.activities, port, context),
    );
    if (fault) return { kind: 'FAULT', ...fault };
    const id = randomUUID();
    const accepted = await commands.acceptAndWait(
      {
        ...this.#asked(context),
        definition: kinds.register,
        input: { request: id, confirmation: null, findable: registration.representatives.length > 0 },
        idempotency: request,
        write: (tx, commandId) => this.#add(tx, id, content, commandId, context),
      },
      this.#waitMs(context),
    );
    return accepted.kind === 'ACCEPTED' ? this.#registered(accepted.commandId) : accepted;
  }

  /** It is another one than the candidates: the very same registration is sent again, confirmed. */
  async confirm(id: string, key: string, context: CallContext): Promise<DecisionResult> {
    const { commands, records, kinds, platform } = this.options;
    const request = keyedRequest(context, 'confirmAssociationRegistration', key, {
      id,
      purpose: context.purpose,
    });
    const used = await commands.usedKey(request);
    if (used?.kind === 'CONFLICT') return used;
    const record = await this.registration(id, context);
    if (!record) return { kind: 'NOT_POSSIBLE', code: 'NOT_FOUND' };
    if (used) return { kind: 'REGISTRATION', record };
    const { duplicates } = record.outcome;
    if (record.state !== 'DUPLICATES' || !duplicates) return { kind: 'NOT_POSSIBLE', code: 'NOT_WAITING' };
    if (!kinds) return { kind: 'UNAVAILABLE', platform };
    const findable = record.content.registration.representatives.length > 0;
    const decidedBy = actorIdOf(context.actor);
    return this.#decided(id, context, async () => {
      const accepted = await commands.acceptAndWait(
        {
          ...this.#asked(context),
          definition: kinds.register,
          input: { request: id, confirmation: duplicates.token, findable },
          idempotency: request,
          write: (tx, commandId) =>
            records.change(tx, id, { state: 'REQUESTED', confirmedById: commandId, decidedBy }, [
              'DUPLICATES',
            ]),
        },
        this.#waitMs(context),
      );
      return accepted.kind === 'ACCEPTED';
    });
  }

  /** It is one of the candidates: nothing is registered. */
  async drop(id: string, key: string, context: CallContext): Promise<DecisionResult> {
    const { keys, records } = this.options;
    const request = keyedRequest(context, 'dropAssociationRegistration', key, {
      id,
      purpose: context.purpose,
    });
    const used = await keys.look(request);
    if (used?.kind === 'CONFLICT') return used;
    const record = await this.registration(id, context);
    if (!record) return { kind: 'NOT_POSSIBLE', code: 'NOT_FOUND' };
    if (used) return { kind: 'REGISTRATION', record };
    if (record.state !== 'DUPLICATES') return { kind: 'NOT_POSSIBLE', code: 'NOT_WAITING' };
    const decidedBy = actorIdOf(context.actor);
    return this.#decided(id, context, async () => {
      const done = await keys.run(request, async (tx) => {
        await records.change(tx, id, { state: 'DROPPED', reason: null, decidedBy }, ['DUPLICATES']);
        return record.commandId;
      });
      return done !== null;
    });
  }

  /** `ifVersion` null: whatever its version. */
  async change(
    operation: string,
    vCode: string,
    change: AskedChange,
    ifVersion: string | null,
    key: string,
    context: CallContext,
  ): Promise<ChangeResult> {
    const { commands, kinds, port, platform } = this.options;
    const content = { kind: 'CHANGE', vCode, change, ifVersion } as const;
    const request = this.#keyed(operation, key, content, context);
    const used = await commands.usedKey(request);
    if (used) return used.kind === 'SAME' ? this.#changed(used.commandId) : used;
    if (!kinds || !port) return { kind: 'UNAVAILABLE', platform };
    const activities = change.kind === 'BASICS' ? (change.basics.activities ?? []) : [];
    const fault = checkChange(change, await this.#checking(activities, port, context));
    if (fault) return { kind: 'FAULT', ...fault };
    const id = randomUUID();
    const accepted = await commands.acceptAndWait(
      {
        ...this.#asked(context),
        definition: kinds.change,
        input: { request: id, vCode },
        idempotency: request,
        write: (tx, commandId) => this.#add(tx, id, content, commandId, context),
      },
      this.#waitMs(context),
    );
    return accepted.kind === 'ACCEPTED' ? this.#changed(accepted.commandId) : accepted;
  }

  /** One of the asker's own organisation; null when it has none of that id. */
  async registration(id: string, context: CallContext): Promise<RegistrationRecord | null> {
    const record = await this.#own(id, context);
    return record?.content.kind === 'REGISTRATION' ? (record as RegistrationRecord) : null;
  }

  async changeOf(id: string, context: CallContext): Promise<ChangeRecord | null> {
    const record = await this.#own(id, context);
    return record?.content.kind === 'CHANGE' ? (record as ChangeRecord) : null;
  }

  /** Those of the asker's own organisation, the newest request first. Throws BAD_USER_INPUT for a foreign cursor. */
  async registrations(
    state: RegistrationState | null,
    first: number,
    after: string | null,
    context: CallContext,
  ): Promise<Page<RegistrationRecord>> {
    const { records, platform, clock } = this.options;
    const place = readPlace(list, after);
    const organisation = organisationOf(context.actor) ?? '';
    const [found, totalCount] = await Promise.all([
      records.registrations(organisation, state, { after: place, limit: first + 1 }),
      records.countRegistrations(organisation, state),
    ]);
    const edges = found.slice(0, first).map((node) => ({
      cursor: writePlace(list, { at: node.requestedAt, id: node.id }),
      node,
    }));
    const source = fresh(platform, new Date(clock.now()));
    return { edges, hasNextPage: found.length > first, totalCount, source };
  }

  /** Makes a decision, unless somebody else was quicker; what it is now tells what came of it. False: the key was used otherwise. */
  async #decided(id: string, context: CallContext, decide: () => Promise<boolean>): Promise<DecisionResult> {
    try {
      if (!(await decide())) return { kind: 'CONFLICT' };
    } catch (error) {
      if (error instanceof RequestMoved) return { kind: 'NOT_POSSIBLE', code: 'NOT_WAITING' };
      throw error;
    }
    const record = await this.registration(id, context);
    if (!record) throw new Error('A registration that was decided is not there.');
    return { kind: 'REGISTRATION', record };
  }

  #keyed(operation: string, key: string, content: RequestContent, context: CallContext): IdempotentRequest {
    // A national number hides itself from JSON, and two persons are not the same input.
    const input = JSON.parse(writeContent(content)) as unknown;
    return keyedRequest(context, operation, key, { purpose: context.purpose, input });
  }

  #asked(context: CallContext) {
    return {
      organisation: organisationIn(context),
      requestedBy: actorIdOf(context.actor),
      correlationId: context.correlationId,
      priority: 'now',
    } as const;
  }

  #add(
    tx: Transaction,
    id: string,
    content: RequestContent,
    commandId: string,
    context: CallContext,
  ): Promise<void> {
    const { organisation, requestedBy } = this.#asked(context);
    const requestedAt = new Date(this.options.clock.now());
    return this.options.records.add(tx, { id, organisation, content, commandId, requestedBy, requestedAt });
  }

  /** The list of activities is for saying it early: where it cannot be asked, the register itself judges. */
  async #checking(
    codes: readonly string[],
    port: AssociationsPort,
    context: CallContext,
  ): Promise<CheckOptions> {
    const today = wallTimeOf(new Date(this.options.clock.now()), brussels).slice(0, 10);
    if (codes.length === 0) return { today, activities: null };
    try {
      const { value } = await port.activities(aside(context));
      return { today, activities: new Set(value.map(({ code }) => code)) };
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error;
      return { today, activities: null };
    }
  }

  async #own(id: string, { actor }: CallContext): Promise<AnyRecord | null> {
    const record = isOurId(id) ? await this.options.records.find(id) : null;
    return record?.organisation === organisationOf(actor) ? record : null;
  }

  async #registered(commandId: string): Promise<RegistrationResult> {
    return { kind: 'REGISTRATION', record: (await this.#written(commandId)) as RegistrationRecord };
  }

  async #changed(commandId: string): Promise<ChangeResult> {
    return { kind: 'CHANGE', record: (await this.#written(commandId)) as ChangeRecord };
  }

  async #written(commandId: string): Promise<AnyRecord> {
    const record = await this.options.records.findByCommand(commandId);
    if (!record) throw new Error('What a command was written with is not there.');
    return record;
  }

  #waitMs({ deadline }: CallContext): number {
    return Math.max(0, deadline - this.options.clock.now() - reserveMs);
  }
}
