import { randomUUID } from 'node:crypto';
import { fresh } from '../../adapter/availability.js';
import { actorIdOf, type CallContext, organisationIn } from '../../context/call-context.js';
import type { Clock } from '../../context/clock.js';
import type { MobileNumber } from '../../identifiers/mobile-number.js';
import type { CommandDefinition } from '../../jobs/command.js';
import type { Commands } from '../../jobs/commands.js';
import type { IdempotencyKeys, IdempotentRequest } from '../../jobs/idempotency.js';
import type { Database } from '../../storage/database.js';
import type { Page } from '../../vocabulary/connection.js';
import { isOurId, readPlace, writePlace } from '../../vocabulary/newest-first.js';
import type { GatewayFailover } from './gateway-failover.js';
import { segmentsOf } from './segments.js';
import type { BudgetMonth, TextBudget } from './text-budget.js';
import { toMicros } from './text-budget.js';
import type { TextCommand, TextConsent } from './text.command.js';
import {
  contentFault,
  type Fault,
  fault,
  fieldFaults,
  mobileNumberOf,
  senderFault,
  templateFaults,
} from './text-faults.js';
import { filled, type TemplateField, type TextTemplateRecord, type TextTemplates } from './text-templates.js';
import type { TextRecord, TextRecords, TextState } from './text.records.js';

/** A text as somebody asks for it. */
export interface TextRequest {
  readonly to: string;
  /** Null with a template. */
  readonly content: string | null;
  readonly template: { readonly key: string; readonly fields: readonly TemplateField[] } | null;
  readonly urgent: boolean;
  readonly sender: string | null;
  /** Whose consent is looked at when it is sent; null for nobody's. */
  readonly consent: TextConsent | null;
}

export type Sending =
  | { readonly kind: 'ACCEPTED'; readonly text: TextRecord }
  | { readonly kind: 'FAULTY'; readonly faults: readonly Fault[] }
  | { readonly kind: 'BUDGET_SPENT'; readonly budget: BudgetMonth }
  | { readonly kind: 'CONFLICT' }
  | { readonly kind: 'NOT_CONFIGURED'; readonly platform: string };

export type TemplateSaving =
  | { readonly kind: 'SAVED'; readonly template: TextTemplateRecord }
  | { readonly kind: 'FAULTY'; readonly faults: readonly Fault[] }
  | { readonly kind: 'CONFLICT' };

export type OptOutSetting =
  | { readonly kind: 'SET'; readonly number: MobileNumber; readonly since: Date | null }
  | { readonly kind: 'FAULTY'; readonly faults: readonly Fault[] }
  | { readonly kind: 'CONFLICT' };

export interface TextMessagesServiceOptions {
  readonly database: Database;
  readonly records: TextRecords;
  readonly templates: TextTemplates;
  readonly budget: TextBudget;
  readonly failover: Pick<GatewayFailover, 'current'>;
  /** Which adapter could be configured when none is. */
  readonly platform: string;
  readonly commands: Commands;
  readonly definition: CommandDefinition<TextCommand>;
  readonly keys: IdempotencyKeys;
  readonly clock: Clock;
  readonly centsPerPart: number;
  readonly mostParts: number;
}

class NoRoom extends Error {}

/** What a text says, and of which template. */
type Written = Pick<TextRecord, 'content' | 'templateKey' | 'templateVersion'>;

const list = 'text';

/** Texts (sms) to people: asked for, written down, and sent by a command. */
export class TextMessagesService {
  constructor(private readonly options: TextMessagesServiceOptions) {}

  async send(request: TextRequest, key: IdempotentRequest, context: CallContext): Promise<Sending> {
    const { commands, failover, platform } = this.options;
    // Before anything else: a template, an opt-out or the budget may have changed since it was asked the first time.
    const used = await commands.usedKey(key);
    if (used) return this.#answered(used.kind === 'SAME' ? used.commandId : null);
    const organisation = organisationIn(context);
    const to = mobileNumberOf('to', request.to);
    const written = await this.#written(request, organisation);
    const faults = [
      ...(typeof to === 'string' ? [] : [to]),
      ...(Array.isArray(written) ? written : []),
      ...(request.sender === null ? [] : [senderFault('sender', request.sender)]),
    ].filter((one) => one !== null);
    if (typeof to === 'string' && (await this.options.records.optOut(organisation, to)).since)
      faults.push(fault('to', 'OPTED_OUT'));
    if (faults.length > 0 || typeof to !== 'string' || Array.isArray(written))
      return { kind: 'FAULTY', faults };
    if (!failover.current()) return { kind: 'NOT_CONFIGURED', platform };
    return this.#accept(request, to, written, key, context);
  }

  /** One of the asker's own organisation; null when it has no such text. */
  async text(id: string, context: CallContext): Promise<TextRecord | null> {
    return isOurId(id) ? this.options.records.find(id, organisationIn(context)) : null;
  }

  /** Those of the asker's own organisation, the newest first. Throws BAD_USER_INPUT for a foreign cursor. */
  async texts(
    state: TextState | null,
    first: number,
    after: string | null,
    context: CallContext,
  ): Promise<Page<TextRecord>> {
    const { records, clock } = this.options;
    const search = { organisation: organisationIn(context), state };
    const [found, totalCount] = await Promise.all([
      records.list(search, readPlace(list, after), first + 1),
      records.count(search),
    ]);
    return {
      edges: found.slice(0, first).map((node) => ({
        cursor: writePlace(list, { at: node.requestedAt, id: node.id }),
        node,
      })),
      hasNextPage: found.length > first,
      totalCount,
      source: fresh('schakel', new Date(clock.now())),
    };
  }

  templates(context: CallContext): Promise<TextTemplateRecord[]> {
    return this.options.templates.list(organisationIn(context));
  }

  budget(context: CallContext): Promise<BudgetMonth> {
    return this.options.budget.look(organisationIn(context));
  }

  async saveTemplate(
    { key: name, content }: { readonly key: string; readonly content: string },
    key: IdempotentRequest,
    context: CallContext,
  ): Promise<TemplateSaving> {
    const { templates, clock, mostParts } = this.options;
    const faults = templateFaults(name, content, mostParts);
    if (faults.length > 0) return { kind: 'FAULTY', faults };
    const saved = await this.options.keys.run(key, async (tx) => {
      const template = await templates.save(tx, {
        organisation: organisationIn(context),
        key: name,
        content,
        savedBy: actorIdOf(context.actor),
        savedAt: new Date(clock.now()),
      });
      return template.id;
    });
    const template = saved === null ? null : await templates.byId(saved);
    return template ? { kind: 'SAVED', template } : { kind: 'CONFLICT' };
  }

  async setOptOut(
    { number: input, optedOut }: { readonly number: string; readonly optedOut: boolean },
    key: IdempotentRequest,
    context: CallContext,
  ): Promise<OptOutSetting> {
    const { records, clock } = this.options;
    const number = mobileNumberOf('number', input);
    if (typeof number !== 'string') return { kind: 'FAULTY', faults: [number] };
    const organisation = organisationIn(context);
    const optOut = { since: new Date(clock.now()), through: 'OFFICE', setBy: actorIdOf(context.actor) };
    const set = await this.options.keys.run(key, async (tx) => {
      await records.setOptOut(tx, organisation, number, optedOut ? optOut : null);
      return randomUUID();
    });
    if (set === null) return { kind: 'CONFLICT' };
    return { kind: 'SET', number, since: (await records.optOut(organisation, number)).since };
  }

  /** What it will say, or what is wrong with it. */
  async #written({ content, template }: TextRequest, organisation: string): Promise<Written | Fault[]> {
    const { templates, mostParts } = this.options;
    if (content !== null && template) return [fault('template', 'CONTENT_AND_TEMPLATE')];
    if (!template) {
      const wrong = contentFault('content', content ?? '', mostParts);
      return wrong ? [wrong] : { content: content!, templateKey: null, templateVersion: null };
    }
    const found = await templates.find(organisation, template.key);
    if (!found) return [fault('template.key', 'UNKNOWN_TEMPLATE')];
    const wrong = fieldFaults('template.fields', found.content, template.fields);
    if (wrong.length > 0) return wrong;
    const text = filled(found.content, template.fields);
    const unfit = contentFault('template.fields', text, mostParts);
    return unfit ? [unfit] : { content: text, templateKey: found.key, templateVersion: found.version };
  }

  async #accept(
    { urgent, sender, consent }: TextRequest,
    to: MobileNumber,
    written: Written,
    key: IdempotentRequest,
    context: CallContext,
  ): Promise<Sending> {
    const { commands, definition, records, budget, clock, centsPerPart } = this.options;
    const organisation = organisationIn(context);
    const requestedBy = actorIdOf(context.actor);
    const { encoding, parts } = segmentsOf(written.content);
    const id = randomUUID();
    try {
      const accepted = await commands.accept({
        definition,
        input: { textId: id, consent },
        organisation,
        requestedBy,
        correlationId: context.correlationId,
        priority: urgent ? 'now' : 'normal',
        idempotency: key,
        write: async (tx, commandId) => {
          const booked = await budget.reserve(tx, organisation, toMicros(centsPerPart) * BigInt(parts));
          if (!booked) throw new NoRoom();
          await records.add(tx, {
            ...booked,
            ...written,
            id,
            commandId,
            to,
            sender,
            urgent,
            encoding,
            parts,
            requestedBy,
            requestedAt: new Date(clock.now()),
          });
        },
      });
      await budget.watch(organisation);
      return await this.#answered(accepted.kind === 'ACCEPTED' ? accepted.commandId : null);
    } catch (error) {
      if (!(error instanceof NoRoom)) throw error;
      return { kind: 'BUDGET_SPENT', budget: await budget.look(organisation) };
    }
  }

  /** A key of something that sends no text is one that was used for something else. */
  async #answered(commandId: string | null): Promise<Sending> {
    const text = commandId === null ? null : await this.options.records.byCommand(commandId);
    return text ? { kind: 'ACCEPTED', text } : { kind: 'CONFLICT' };
  }
}
