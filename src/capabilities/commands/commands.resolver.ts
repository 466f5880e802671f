import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { actorIdOf } from '../../context/call-context.js';
import type { CommandState } from '../../jobs/command.js';
import type { NotChanged } from '../../jobs/commands.js';
import { fillConnection, pageSize } from '../../vocabulary/connection.js';
import type { GraphContext } from '../../vocabulary/graph-context.js';
import { IdempotencyKey, keyedRequest } from '../../vocabulary/idempotency-key.js';
import { Costs, Operation } from '../../vocabulary/marks.js';
import { After, First } from '../../vocabulary/page-arguments.js';
import { idempotencyConflict } from '../../vocabulary/problem.js';
import { toCommand } from './command.view.js';
import type { ChangedCommand } from './commands.service.js';
import { CommandsService } from './commands.service.js';
import {
  Command,
  CommandChangeResult,
  CommandConnection,
  CommandNotChanged,
  CommandTransition,
  stateEnum,
} from './commands.types.js';

const mostPerPage = 100;

const whyNot: Readonly<Record<NotChanged, string>> = {
  NOT_FOUND: 'Deze opdracht bestaat niet.',
  BUSY: 'Aan deze opdracht wordt net gewerkt: probeer het zo dadelijk opnieuw.',
  ENDED: 'Deze opdracht is al uitgevoerd of geannuleerd.',
  IN_DOUBT: 'Zeg eerst of de stap waaraan getwijfeld wordt al dan niet is uitgevoerd.',
  NOT_IN_DOUBT: 'Aan deze opdracht wordt niet getwijfeld.',
};

const Id = () => Arg('id', () => ID, { description: 'Id of the command.' });

@Resolver()
export class CommandsResolver {
  constructor(private readonly service: CommandsService) {}

  @Operation({ access: 'office', audit: 'none', cost: { own: 2 } })
  @Query(() => Command, {
    nullable: true,
    description:
      'A change asked in the name of the asker’s own organisation; null when there is no such one. For a civil servant with a second factor, or a service client with the scope `changes`.',
  })
  async command(@Ctx() context: GraphContext, @Id() id: string): Promise<Command | null> {
    const command = await this.service.own(id, context);
    return command && toCommand(command, this.service.titleOf(command.kind));
  }

  @Operation({ access: 'administrator', audit: 'none', cost: { own: 5, size: 'first', max: mostPerPage } })
  @Query(() => CommandConnection, {
    description: 'Every change that must reach a platform, the newest first, for administrators.',
  })
  async commands(
    @Arg('state', () => stateEnum, {
      nullable: true,
      description: 'Only those that stand so; left out: all.',
    })
    state: CommandState | null,
    @Arg('kind', () => String, {
      nullable: true,
      description: 'Only those of this kind, such as `text.send`; left out: all.',
    })
    kind: string | null,
    @Arg('needsPerson', () => Boolean, {
      defaultValue: false,
      description:
        'Only those that nothing but a person moves on: failed, or in doubt with nobody left to ask.',
    })
    needsPerson: boolean,
    @First(mostPerPage) first: number,
    @After() after: string | null,
  ): Promise<CommandConnection> {
    const filter = { state: state ?? null, kind: kind ?? null, needsPerson };
    const page = await this.service.page(filter, pageSize(first, mostPerPage), after ?? null);
    return fillConnection(new CommandConnection(), page, after, (command) =>
      toCommand(command, this.service.titleOf(command.kind)),
    );
  }

  @Operation({ access: 'administrator', audit: 'change', cost: { own: 5 } })
  @Mutation(() => CommandChangeResult, {
    description: 'Takes up again, now, a command that failed or waits. For administrators.',
  })
  async retryCommand(
    @Ctx() context: GraphContext,
    @Id() id: string,
    @IdempotencyKey() idempotencyKey: string,
  ): Promise<typeof CommandChangeResult> {
    const request = keyedRequest(context, 'retryCommand', idempotencyKey, { id });
    return this.#toResult(await this.service.retry(id, actorIdOf(context.actor), request));
  }

  @Operation({ access: 'administrator', audit: 'change', cost: { own: 5 } })
  @Mutation(() => CommandChangeResult, {
    description:
      'Ends a command that failed or waits, and whose step was certainly not begun. For administrators.',
  })
  async cancelCommand(
    @Ctx() context: GraphContext,
    @Id() id: string,
    @IdempotencyKey() idempotencyKey: string,
  ): Promise<typeof CommandChangeResult> {
    const request = keyedRequest(context, 'cancelCommand', idempotencyKey, { id });
    return this.#toResult(await this.service.cancel(id, actorIdOf(context.actor), request));
  }

  @Operation({ access: 'administrator', audit: 'change', cost: { own: 5 } })
  @Mutation(() => CommandChangeResult, {
    description:
      'Says of a command in doubt whether the platform did its step: somebody looked there. Done: it goes on behind that step. Not done: the step is done now. For administrators.',
  })
  async decideCommand(
    @Ctx() context: GraphContext,
    @Id() id: string,
    @Arg('done', () => Boolean, { description: 'Whether the platform did it.' }) done: boolean,
    @Arg('reference', () => String, {
      nullable: true,
      description: 'By which the platform knows it, when it did it; left out when that is not known.',
    })
    reference: string | null,
    @IdempotencyKey() idempotencyKey: string,
  ): Promise<typeof CommandChangeResult> {
    const decision = { done, reference: reference ?? null };
    const request = keyedRequest(context, 'decideCommand', idempotencyKey, { id, ...decision });
    return this.#toResult(await this.service.decide(id, actorIdOf(context.actor), decision, request));
  }

  #toResult(changed: ChangedCommand): typeof CommandChangeResult {
    if (changed.kind === 'CONFLICT') return idempotencyConflict();
    if (changed.kind === 'CHANGED')
      return toCommand(changed.command, this.service.titleOf(changed.command.kind));
    const { reason: code } = changed;
    return Object.assign(new CommandNotChanged(), { code, message: whyNot[code] });
  }
}

@Resolver(() => Command)
export class CommandHistoryResolver {
  constructor(private readonly service: CommandsService) {}

  @Costs({ own: 2, max: 10 })
  @FieldResolver(() => [CommandTransition], { description: 'What happened to it, in order.' })
  async history(@Root() { id }: Command): Promise<CommandTransition[]> {
    return (await this.service.historyOf(id)).map((row) => Object.assign(new CommandTransition(), row));
  }
}
