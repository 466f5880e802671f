import { Field, Float, registerEnumType } from 'type-graphql';
import { Thing } from '../../vocabulary/marks.js';
import { DateTimeScalar } from '../../vocabulary/scalars.js';

export const adapterStateEnum = {
  UP: 'UP',
  DEGRADED: 'DEGRADED',
  DOWN: 'DOWN',
  UNKNOWN: 'UNKNOWN',
  NOT_CONFIGURED: 'NOT_CONFIGURED',
} as const;
export type AdapterState = keyof typeof adapterStateEnum;

export const breakerStateEnum = { CLOSED: 'CLOSED', HALF_OPEN: 'HALF_OPEN', OPEN: 'OPEN' } as const;
export type BreakerState = keyof typeof breakerStateEnum;

registerEnumType(adapterStateEnum, {
  name: 'AdapterState',
  description: 'How an adapter’s platform is.',
  valuesConfig: {
    UP: { description: 'Its last call succeeded.' },
    DEGRADED: { description: 'Its last call failed, or the breaker is half open.' },
    DOWN: { description: 'The breaker is open, or the last health check failed.' },
    UNKNOWN: { description: 'Not called yet.' },
    NOT_CONFIGURED: { description: 'Not in the settings file: it answers nothing.' },
  },
});

registerEnumType(breakerStateEnum, {
  name: 'BreakerState',
  description: 'State of a circuit breaker.',
  valuesConfig: {
    CLOSED: { description: 'Calls pass.' },
    HALF_OPEN: { description: 'One call tries whether the platform is well again.' },
    OPEN: { description: 'Calls are refused at once, to leave an ill platform alone.' },
  },
});

@Thing({ description: 'The health of one adapter and the platform behind it.' })
export class Adapter {
  @Field(() => String, { description: 'Name, as in the settings file and in `source.platform`.' })
  name!: string;

  @Field(() => String, { description: 'The platform’s own name.' })
  title!: string;

  @Field(() => String, { description: 'Who runs the platform.' })
  operator!: string;

  @Field(() => adapterStateEnum, { description: 'How it is.' })
  state!: AdapterState;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Since when it is so; null when not known.' })
  since!: Date | null;

  @Field(() => breakerStateEnum, { description: 'The worst breaker of its connections.' })
  breaker!: BreakerState;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Its last successful call or health check; null when there was none.',
  })
  lastSuccessAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Its last failure; null when there was none.' })
  lastErrorAt!: Date | null;

  @Field(() => String, {
    nullable: true,
    description: 'Code of that failure, such as TIMEOUT; null when there was none.',
  })
  lastErrorCode!: string | null;

  @Field(() => Float, {
    nullable: true,
    description: 'Share of failed calls in the last five minutes, 0 to 1; null without calls.',
  })
  errorRate!: number | null;

  @Field(() => Float, {
    nullable: true,
    description:
      '95th percentile of the duration of calls in the last five minutes, in milliseconds; null without calls.',
  })
  p95Ms!: number | null;

  @Field(() => String, { description: 'What citizens notice when it does not answer, in Dutch.' })
  citizenImpact!: string;
}
