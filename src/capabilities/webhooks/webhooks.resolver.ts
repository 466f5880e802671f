import { Arg, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import { fillConnection, pageSize } from '../../vocabulary/connection.js';
import type { GraphContext } from '../../vocabulary/graph-context.js';
import { IdempotencyKey, keyedRequest } from '../../vocabulary/idempotency-key.js';
import { Operation } from '../../vocabulary/marks.js';
import { After, First } from '../../vocabulary/page-arguments.js';
import { idempotencyConflict } from '../../vocabulary/problem.js';
import type { Delivery, DeliveryState } from './webhook.records.js';
import { type NotReplayed, WebhooksService } from './webhooks.service.js';
import {
  deliveryStateEnum,
  WebhookDelivery,
  WebhookDeliveryConnection,
  WebhookEndpoint,
  WebhookNotReplayed,
  WebhookReplayResult,
} from './webhooks.types.js';

const mostPerPage = 100;

const whyNot: Readonly<Record<NotReplayed, string>> = {
  NOT_FOUND: 'Deze melding bestaat niet, of niet meer.',
  BUSY: 'Deze melding wordt net verstuurd: probeer het zo dadelijk opnieuw.',
  ENDPOINT_REMOVED: 'De ontvanger van deze melding staat niet meer in de instellingen.',
};

@Resolver()
export class WebhooksResolver {
  constructor(private readonly service: WebhooksService) {}

  @Operation({ access: 'administrator', audit: 'none', cost: { own: 5 } })
  @Query(() => [WebhookEndpoint], {
    description: 'The applications that are told of changes, and how they are, for administrators.',
  })
  webhookEndpoints(): Promise<WebhookEndpoint[]> {
    return this.service.endpoints();
  }

  @Operation({ access: 'administrator', audit: 'none', cost: { own: 5, size: 'first', max: mostPerPage } })
  @Query(() => WebhookDeliveryConnection, {
    description:
      'Events that applications are told of, the newest first, for administrators. Those that ended are kept for `webhooks.keepDays` of the settings.',
  })
  async webhookDeliveries(
    @Arg('endpoint', () => String, {
      nullable: true,
      description: 'Only those for this endpoint, by its name; left out: all.',
    })
    endpoint: string | null,
    @Arg('state', () => deliveryStateEnum, {
      nullable: true,
      description: 'Only those that stand so; left out: all.',
    })
    state: DeliveryState | null,
    @First(mostPerPage) first: number,
    @After() after: string | null,
  ): Promise<WebhookDeliveryConnection> {
    const search = { endpoint: endpoint ?? null, state: state ?? null };
    const page = await this.service.page(search, pageSize(first, mostPerPage), after ?? null);
    return fillConnection(new WebhookDeliveryConnection(), page, after, toDelivery);
  }

  @Operation({ access: 'administrator', audit: 'change', cost: { own: 5 } })
  @Mutation(() => WebhookReplayResult, {
    description:
      'Sends an event again, now, under its own `webhook-id`: one that failed, that waits, or that arrived and was lost behind the door. For administrators.',
  })
  async replayWebhookDelivery(
    @Ctx() context: GraphContext,
    @Arg('id', () => ID, { description: 'Id of the event.' }) id: string,
    @IdempotencyKey() idempotencyKey: string,
  ): Promise<typeof WebhookReplayResult> {
    const request = keyedRequest(context, 'replayWebhookDelivery', idempotencyKey, { id });
    const replayed = await this.service.replay(id, request);
    if (replayed.kind === 'CONFLICT') return idempotencyConflict();
    if (replayed.kind === 'REPLAYED') return toDelivery(replayed.delivery);
    const { reason: code } = replayed;
    return Object.assign(new WebhookNotReplayed(), { code, message: whyNot[code] });
  }
}

function toDelivery({ dueAt, queuedAt: _, ...delivery }: Delivery): WebhookDelivery {
  return Object.assign(new WebhookDelivery(), { ...delivery, nextTryAt: dueAt });
}
