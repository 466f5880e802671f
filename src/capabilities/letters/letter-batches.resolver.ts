import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import {
  decodeCursor,
  encodeCursor,
  fillConnection,
  pageSize,
  refuseCursor,
} from '../../vocabulary/connection.js';
import type { GraphContext } from '../../vocabulary/graph-context.js';
import { IdempotencyKey, keyedRequest } from '../../vocabulary/idempotency-key.js';
import { Costs, Operation } from '../../vocabulary/marks.js';
import { After, First } from '../../vocabulary/page-arguments.js';
import { idempotencyConflict } from '../../vocabulary/problem.js';
import { PurposeCodeScalar } from '../../vocabulary/scalars.js';
import type { BatchRowState } from './letter-batch.records.js';
import { toBatch, toBatchRow, toNotChanged, toPreparing } from './letter-batch.view.js';
import { type BatchAction, LetterBatchesService } from './letter-batches.service.js';
import {
  batchRowStateEnum,
  ChangeLetterBatchResult,
  LetterBatch,
  LetterBatchInput,
  LetterBatchRowConnection,
  PrepareLetterBatchResult,
} from './letter-batches.types.js';

const office = 'For a civil servant with a second factor, or a service client with the scope `changes`.';
const mostPerPage = 100;
const list = 'letter-batch-row';
const itsId = () => Arg('id', () => ID, { description: 'Its id.' });

@Resolver()
export class LetterBatchesResolver {
  constructor(private readonly service: LetterBatchesService) {}

  @Operation({ access: 'office', audit: 'change', cost: { own: 50 } })
  @Mutation(() => PrepareLetterBatchResult, {
    description: `Reads a CSV of recipients, looks at every row, and tells how each letter would go and what that would cost (dry run). Nothing is sent before \`startLetterBatch\`; when anything is wrong nothing is stored either. The key of a draft that was removed gives \`LetterNotSendable\` with the code BATCH_EXPIRED. ${office}`,
  })
  async prepareLetterBatch(
    @Ctx() context: GraphContext,
    @Arg('purpose', () => PurposeCodeScalar, { description: 'Why the recipients’ data are used.' })
    purpose: string,
    @Arg('batch', () => LetterBatchInput, { description: 'The batch.' }) batch: LetterBatchInput,
    @IdempotencyKey() idempotencyKey: string,
  ): Promise<typeof PrepareLetterBatchResult> {
    const { fileId, template, messageType, registered, evenIfRepeated } = batch;
    const asked = {
      fileId,
      template: { name: template.name, version: template.version ?? null },
      messageTypeId: messageType,
      registered,
      purpose,
      evenIfRepeated,
    };
    const request = keyedRequest(context, 'prepareLetterBatch', idempotencyKey, asked);
    return toPreparing(await this.service.prepare(asked, request, context));
  }

  @Operation({ access: 'office', audit: 'change', cost: { own: 20 } })
  @Mutation(() => ChangeLetterBatchResult, {
    description: `Sends the letters of a DRAFT, in the order of the file. Each recipient gets one letter, however often the hub stops meanwhile. ${office}`,
  })
  startLetterBatch(
    @Ctx() context: GraphContext,
    @itsId() id: string,
    @IdempotencyKey() idempotencyKey: string,
  ): Promise<typeof ChangeLetterBatchResult> {
    return this.#move('start', id, idempotencyKey, context);
  }

  @Operation({ access: 'office', audit: 'change', cost: { own: 20 } })
  @Mutation(() => ChangeLetterBatchResult, {
    description: `Hands over no further letter of a batch that is SENDING; those that were handed over go on. ${office}`,
  })
  pauseLetterBatch(
    @Ctx() context: GraphContext,
    @itsId() id: string,
    @IdempotencyKey() idempotencyKey: string,
  ): Promise<typeof ChangeLetterBatchResult> {
    return this.#move('pause', id, idempotencyKey, context);
  }

  @Operation({ access: 'office', audit: 'change', cost: { own: 20 } })
  @Mutation(() => ChangeLetterBatchResult, {
    description: `Goes on with a batch that is PAUSED, where it was. ${office}`,
  })
  resumeLetterBatch(
    @Ctx() context: GraphContext,
    @itsId() id: string,
    @IdempotencyKey() idempotencyKey: string,
  ): Promise<typeof ChangeLetterBatchResult> {
    return this.#move('resume', id, idempotencyKey, context);
  }

  @Operation({ access: 'office', audit: 'change', cost: { own: 20 } })
  @Mutation(() => ChangeLetterBatchResult, {
    description: `Ends a batch: what was sent stays sent, letters that nobody began are not sent. ${office}`,
  })
  cancelLetterBatch(
    @Ctx() context: GraphContext,
    @itsId() id: string,
    @IdempotencyKey() idempotencyKey: string,
  ): Promise<typeof ChangeLetterBatchResult> {
    return this.#move('cancel', id, idempotencyKey, context);
  }

  @Operation({ access: 'office', audit: 'read', cost: { own: 10 } })
  @Query(() => LetterBatch, {
    nullable: true,
    description: `A batch of letters of the asker’s own organisation, with its dry run and how far it is; null when it has no such batch. ${office}`,
  })
  async letterBatch(@Ctx() context: GraphContext, @itsId() id: string): Promise<LetterBatch | null> {
    const found = await this.service.batch(id, context);
    return found && toBatch(found);
  }

  async #move(
    action: BatchAction,
    id: string,
    idempotencyKey: string,
    context: GraphContext,
  ): Promise<typeof ChangeLetterBatchResult> {
    const request = keyedRequest(context, `${action}LetterBatch`, idempotencyKey, { id });
    const moved = await this.service.move(action, id, request, context);
    switch (moved.kind) {
      case 'BATCH':
        return toBatch(moved.batch);
      case 'CONFLICT':
        return idempotencyConflict();
      case 'NOT_MOVED':
        return toNotChanged(moved.code);
    }
  }
}

@Resolver(() => LetterBatch)
export class LetterBatchRowsResolver {
  constructor(private readonly service: LetterBatchesService) {}

  @Costs({ own: 5, size: 'first', max: mostPerPage })
  @FieldResolver(() => LetterBatchRowConnection, {
    description: 'Its recipients, in the order of the file.',
  })
  async rows(
    @Root() { record }: LetterBatch,
    @Arg('state', () => batchRowStateEnum, {
      nullable: true,
      description: 'Only those that stand so; left out: all.',
    })
    state: BatchRowState | null,
    @First(mostPerPage) first: number,
    @After() after: string | null,
  ): Promise<LetterBatchRowConnection> {
    const limit = pageSize(first, mostPerPage);
    const behind = after ? placeIn(record.id, after) : 0;
    const { rows, count, source } = await this.service.rows(record, state ?? null, behind, limit + 1);
    const page = {
      edges: rows.slice(0, limit).map((node) => ({ cursor: encodeCursor(list, record.id, node.row), node })),
      hasNextPage: rows.length > limit,
      totalCount: count,
      source,
    };
    return fillConnection(new LetterBatchRowConnection(), page, after, toBatchRow);
  }
}

/** The row at a cursor. Throws BAD_USER_INPUT when it is not of this batch. */
function placeIn(batchId: string, cursor: string): number {
  const [kind, id, row] = decodeCursor(cursor, 3);
  return kind === list && id === batchId && typeof row === 'number' ? row : refuseCursor();
}
