import { createUnionType, Field, ID, Int, registerEnumType } from 'type-graphql';
import { Connection } from '../../vocabulary/connection.js';
import { enumOf } from '../../vocabulary/enum-of.js';
import { Thing } from '../../vocabulary/marks.js';
import { IdempotencyConflict, Problem } from '../../vocabulary/problem.js';
import { DateTimeScalar } from '../../vocabulary/scalars.js';
import {
  adapterStateEnum,
  type AdapterState,
  breakerStateEnum,
  type BreakerState,
} from '../platforms/platforms.types.js';
import { type DeliveryState, deliveryStates } from './webhook.records.js';

export const deliveryStateEnum = enumOf(deliveryStates);

registerEnumType(deliveryStateEnum, {
  name: 'WebhookDeliveryState',
  description: 'Where an event stands of which an endpoint is told.',
  valuesConfig: {
    PENDING: { description: 'It is sent at `nextTryAt`.' },
    DELIVERED: { description: 'The endpoint took it.' },
    FAILED: { description: 'It did not arrive, and is not sent again by itself; it can be replayed.' },
  },
});

@Thing({ description: 'An application that is told of changes, as the settings name it.' })
export class WebhookEndpoint {
  @Field(() => String, { description: 'Its name in the settings.' })
  name!: string;

  @Field(() => String, { description: 'The host that events are posted to.' })
  host!: string;

  @Field(() => String, { description: 'KBO number of the organisation of whose changes it is told.' })
  organisation!: string;

  @Field(() => [String], { description: 'Types of event that it is told of, such as `command.changed`.' })
  events!: string[];

  @Field(() => adapterStateEnum, { description: 'How it is, as this hub sees it.' })
  state!: AdapterState;

  @Field(() => breakerStateEnum, { description: 'Its circuit breaker in this hub.' })
  breaker!: BreakerState;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'When it answered that it is gone (410): since then it is told nothing, until a replay arrives or its address in the settings changes; null while it is told.',
  })
  disabledAt!: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it last took an event of this hub; null when it never did since the hub started.',
  })
  lastSuccessAt!: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it last failed; null when it did not since the hub started.',
  })
  lastErrorAt!: Date | null;

  @Field(() => String, {
    nullable: true,
    description: 'Code of that failure, such as TIMEOUT; null when there was none.',
  })
  lastErrorCode!: string | null;

  @Field(() => Int, { description: 'Events that are still to be sent.' })
  pending!: number;

  @Field(() => Int, { description: 'Events that did not arrive and are not sent again by themselves.' })
  failed!: number;
}

@Thing({ description: 'One event for one endpoint.' })
export class WebhookDelivery {
  @Field(() => ID, {
    description: 'Its id; also the `webhook-id` under which it is sent, each time the same.',
  })
  id!: string;

  @Field(() => String, { description: 'Name of the endpoint.' })
  endpoint!: string;

  @Field(() => String, { description: 'Type of event, such as `command.changed`.' })
  event!: string;

  @Field(() => ID, { description: 'Id of what changed; the vCode of an association.' })
  subjectId!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Kind of the command that changed, such as `text.send`; null for anything else.',
  })
  subjectKind!: string | null;

  @Field(() => String, { description: 'What it became, as the event tells.' })
  subjectState!: string;

  @Field(() => DateTimeScalar, { description: 'When it changed.' })
  occurredAt!: Date;

  @Field(() => deliveryStateEnum, { description: 'Where the event stands.' })
  state!: DeliveryState;

  @Field(() => String, {
    nullable: true,
    description:
      'Why it waits or failed, as a code, such as HTTP_5XX, REDIRECTED, GONE, GAVE_UP or ADDRESS_NOT_ALLOWED; null when there is nothing to say.',
  })
  reason!: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'HTTP status of the last answer; null when there was none.',
  })
  lastStatus!: number | null;

  @Field(() => Int, { description: 'How often it was sent, since it was last replayed.' })
  attempts!: number;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it was last sent; null when it never was.',
  })
  lastTriedAt!: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it is sent; null when it arrived or failed.',
  })
  nextTryAt!: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it arrived or was given up; null as long as it is sent.',
  })
  endedAt!: Date | null;
}

@Thing({ description: 'A page of events for endpoints, the newest first (Relay).' })
export class WebhookDeliveryConnection extends Connection(WebhookDelivery) {}

@Thing({
  implements: Problem,
  description:
    'The event was left as it was. Its code: NOT_FOUND; BUSY, it is being sent; ENDPOINT_REMOVED, its endpoint is not in the settings any more.',
})
export class WebhookNotReplayed extends Problem {}

export const WebhookReplayResult = createUnionType({
  name: 'WebhookReplayResult',
  description: 'What came of sending an event again by hand.',
  types: () => [WebhookDelivery, WebhookNotReplayed, IdempotencyConflict] as const,
});
