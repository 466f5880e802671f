import { createUnionType, Field, ID, Int, registerEnumType } from 'type-graphql';
import type { CommandState } from '../../jobs/command.js';
import { commandStates } from '../../jobs/command.js';
import { Connection } from '../../vocabulary/connection.js';
import { enumOf } from '../../vocabulary/enum-of.js';
import { Thing } from '../../vocabulary/marks.js';
import { IdempotencyConflict, Problem } from '../../vocabulary/problem.js';
import { DateTimeScalar } from '../../vocabulary/scalars.js';

export const stateEnum = enumOf(commandStates);

registerEnumType(stateEnum, {
  name: 'CommandState',
  description: 'Where a change stands that must reach a platform.',
  valuesConfig: {
    ACCEPTED: { description: 'Written down; nobody is at work on it yet.' },
    RUNNING: { description: 'A hub is at work on it.' },
    WAITING: { description: 'It goes on by itself at `nextTryAt`; `reason` says what it waits for.' },
    IN_DOUBT: {
      description:
        'A step may or may not have been done. The platform is asked at `nextTryAt`; when that is null, a person must decide.',
    },
    DONE: { description: 'All of it is done.' },
    FAILED: { description: 'It was not done, and will not be by itself.' },
    CANCELLED: { description: 'A person ended it before it was begun.' },
  },
});

@Thing({ description: 'A moment in the history of a command.' })
export class CommandTransition {
  @Field(() => DateTimeScalar, { description: 'When.' })
  at!: Date;

  @Field(() => stateEnum, { description: 'What it became.' })
  state!: CommandState;

  @Field(() => String, { description: 'The step it was at.' })
  step!: string;

  @Field(() => String, { description: 'Why, as a code.' })
  cause!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The platform’s own code for it; null when it gave none.',
  })
  platformCode!: string | null;

  @Field(() => ID, {
    nullable: true,
    description: 'Who made it happen, as in the audit trail; null when the hub did.',
  })
  actorId!: string | null;
}

@Thing({ description: 'A change that must reach a platform: written down first, then done, step by step.' })
export class Command {
  @Field(() => ID, { description: 'Its id.' })
  id!: string;

  @Field(() => String, { description: 'What kind of change, such as `text.send`.' })
  kind!: string;

  @Field(() => String, { description: 'What it does, in Dutch.' })
  title!: string;

  @Field(() => String, { description: 'KBO number of the organisation in whose name it is done.' })
  organisation!: string;

  @Field(() => stateEnum, { description: 'Where it stands.' })
  state!: CommandState;

  @Field(() => String, {
    nullable: true,
    description:
      'Why it waits, is in doubt or failed, as a code: of the error, such as HTTP_5XX, or of the kind of change; null when there is nothing to say.',
  })
  reason!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The platform’s own code for that; null when it gave none.',
  })
  platformCode!: string | null;

  @Field(() => String, { description: 'Adapter of the platform that it is at.' })
  platform!: string;

  @Field(() => String, { description: 'The first step that is not done; the last one when all are.' })
  step!: string;

  @Field(() => Int, { description: 'How often this step was taken up.' })
  attempts!: number;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it goes on; null when it ended, or when a person must decide.',
  })
  nextTryAt!: Date | null;

  @Field(() => ID, { description: 'Who asked for it, as in the audit trail.' })
  requestedBy!: string;

  @Field(() => DateTimeScalar, { description: 'When it was asked.' })
  acceptedAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it ended; null as long as it has not.' })
  endedAt!: Date | null;
}

@Thing({ description: 'A page of commands, the newest first (Relay).' })
export class CommandConnection extends Connection(Command) {}

@Thing({
  implements: Problem,
  description:
    'The command was left as it was. Its code: NOT_FOUND; BUSY, a hub is at work on it; ENDED, it is done or cancelled; IN_DOUBT, somebody must first decide whether its step was done; NOT_IN_DOUBT, there is nothing to decide.',
})
export class CommandNotChanged extends Problem {}

export const CommandChangeResult = createUnionType({
  name: 'CommandChangeResult',
  description: 'What came of the change of a command by an administrator.',
  types: () => [Command, CommandNotChanged, IdempotencyConflict] as const,
});
