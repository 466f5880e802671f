import { Arg, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import { fillConnection, pageSize } from '../../vocabulary/connection.js';
import type { GraphContext } from '../../vocabulary/graph-context.js';
import { IdempotencyKey, keyedRequest } from '../../vocabulary/idempotency-key.js';
import { Operation } from '../../vocabulary/marks.js';
import { After, First } from '../../vocabulary/page-arguments.js';
import { idempotencyConflict, notConfigured } from '../../vocabulary/problem.js';
import { TextMessagesService } from './text-messages.service.js';
import {
  BudgetSpent,
  SaveTextTemplateResult,
  SendTextInput,
  SendTextResult,
  SetTextOptOutResult,
  stateEnum,
  TextBudgetMonth,
  TextMessage,
  TextMessageConnection,
  TextOptOut,
  TextTemplate,
} from './text-messages.types.js';
import {
  toBudgetMonth,
  toNotSaved,
  toNotSendable,
  toTextMessage,
  toTextTemplate,
} from './text-messages.view.js';
import type { TextState } from './text.records.js';

const mostPerPage = 100;
const office = 'For a civil servant with a second factor, or a service client with the scope `changes`.';

@Resolver()
export class TextMessagesResolver {
  constructor(private readonly service: TextMessagesService) {}

  @Operation({ access: 'office', audit: 'change', cost: { own: 10 } })
  @Mutation(() => SendTextResult, {
    description: `Sends a text (sms) to one person, free or by a template. It is written down and sent by itself: \`textMessage\` tells where it stands. Opt-outs, quiet hours and the budget are looked at again when it is sent. ${office}`,
  })
  async sendText(
    @Ctx() context: GraphContext,
    @Arg('input', () => SendTextInput, { description: 'The text.' }) input: SendTextInput,
    @IdempotencyKey() idempotencyKey: string,
  ): Promise<typeof SendTextResult> {
    const { to, content, template, urgent, sender } = input;
    const request = {
      to,
      content: content ?? null,
      template: template
        ? { key: template.key, fields: template.fields.map(({ name, value }) => ({ name, value })) }
        : null,
      urgent,
      sender: sender ?? null,
      consent: null,
    };
    const key = keyedRequest(context, 'sendText', idempotencyKey, request);
    const sending = await this.service.send(request, key, context);
    switch (sending.kind) {
      case 'ACCEPTED':
        return toTextMessage(sending.text);
      case 'FAULTY':
        return toNotSendable(sending.faults);
      case 'CONFLICT':
        return idempotencyConflict();
      case 'BUDGET_SPENT':
        return Object.assign(new BudgetSpent(), {
          code: 'BUDGET_SPENT',
          message: 'Het sms-budget van deze maand is op.',
          budget: toBudgetMonth(sending.budget),
        });
      case 'NOT_CONFIGURED':
        return notConfigured(sending.platform, 'Er is geen sms-dienst ingesteld.');
    }
  }

  @Operation({ access: 'office', audit: 'read', cost: { own: 2 }, cache: 'NONE' })
  @Query(() => TextMessage, {
    nullable: true,
    description: `One text (sms) of the asker’s own organisation; null when it has no such text. ${office}`,
  })
  async textMessage(
    @Ctx() context: GraphContext,
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
  ): Promise<TextMessage | null> {
    const text = await this.service.text(id, context);
    return text && toTextMessage(text);
  }

  @Operation({
    access: 'office',
    audit: 'read',
    cost: { own: 5, size: 'first', max: mostPerPage },
    cache: 'NONE',
  })
  @Query(() => TextMessageConnection, {
    description: `Texts (sms) of the asker’s own organisation, the newest first. ${office}`,
  })
  async textMessages(
    @Ctx() context: GraphContext,
    @Arg('state', () => stateEnum, {
      nullable: true,
      description: 'Only those that stand so; left out: all.',
    })
    state: TextState | null,
    @First(mostPerPage) first: number,
    @After() after: string | null,
  ): Promise<TextMessageConnection> {
    const page = await this.service.texts(
      state ?? null,
      pageSize(first, mostPerPage),
      after ?? null,
      context,
    );
    return fillConnection(new TextMessageConnection(), page, after, toTextMessage);
  }

  @Operation({ access: 'office', audit: 'none', cost: { own: 5 } })
  @Query(() => [TextTemplate], {
    description: `The templates of texts (sms) of the asker’s own organisation, each in the version that is in use, by key. ${office}`,
  })
  async textTemplates(@Ctx() context: GraphContext): Promise<TextTemplate[]> {
    return (await this.service.templates(context)).map(toTextTemplate);
  }

  @Operation({ access: 'office', audit: 'none', cost: { own: 2 } })
  @Query(() => TextBudgetMonth, {
    description: `What the texts (sms) of the asker’s own organisation cost this month. ${office}`,
  })
  async textBudget(@Ctx() context: GraphContext): Promise<TextBudgetMonth> {
    return toBudgetMonth(await this.service.budget(context));
  }

  @Operation({ access: 'office', audit: 'change', cost: { own: 5 } })
  @Mutation(() => SaveTextTemplateResult, {
    description: `Saves a new version of a template of texts (sms), or a new template. The same content as the version in use makes no new one. ${office}`,
  })
  async saveTextTemplate(
    @Ctx() context: GraphContext,
    @Arg('key', () => String, {
      description: 'Its name: 1 to 64 small letters, digits and dashes, such as `identiteitskaart-klaar`.',
    })
    key: string,
    @Arg('content', () => String, {
      description:
        'What it says, in Dutch. A field is a small letter with letters or digits behind it, in braces: `{naam}`.',
    })
    content: string,
    @IdempotencyKey() idempotencyKey: string,
  ): Promise<typeof SaveTextTemplateResult> {
    const template = { key, content };
    const request = keyedRequest(context, 'saveTextTemplate', idempotencyKey, template);
    const saving = await this.service.saveTemplate(template, request, context);
    if (saving.kind === 'CONFLICT') return idempotencyConflict();
    return saving.kind === 'SAVED' ? toTextTemplate(saving.template) : toNotSaved(saving.faults);
  }

  @Operation({ access: 'office', audit: 'change', cost: { own: 5 } })
  @Mutation(() => SetTextOptOutResult, {
    description: `Writes down that somebody wants no more texts (sms) of the asker’s own organisation, or wants them again. Texts that are not sent yet are stopped. No gateway tells the hub of an answer such as STOP: somebody writes it down here. ${office}`,
  })
  async setTextOptOut(
    @Ctx() context: GraphContext,
    @Arg('number', () => String, {
      description: 'A mobile number: +32 470 12 34 56, or 0470 12 34 56 for Belgium.',
    })
    number: string,
    @Arg('optedOut', () => Boolean, { description: 'Whether nothing may be sent to it.' })
    optedOut: boolean,
    @IdempotencyKey() idempotencyKey: string,
  ): Promise<typeof SetTextOptOutResult> {
    const change = { number, optedOut };
    const request = keyedRequest(context, 'setTextOptOut', idempotencyKey, change);
    const setting = await this.service.setOptOut(change, request, context);
    if (setting.kind === 'CONFLICT') return idempotencyConflict();
    if (setting.kind === 'FAULTY') return toNotSaved(setting.faults);
    return Object.assign(new TextOptOut(), {
      number: setting.number,
      optedOut: setting.since !== null,
      since: setting.since,
    });
  }
}
