import { Arg, Ctx, ID, Int, Query, Resolver } from 'type-graphql';
import { pageInfoOf, pageSize } from '../../vocabulary/connection.js';
import type { GraphContext } from '../../vocabulary/graph-context.js';
import { Operation } from '../../vocabulary/marks.js';
import { toSource } from '../../vocabulary/source.js';
import type { SignatureState } from './signatures.port.js';
import { type ShownRequest, SignaturesService } from './signatures.service.js';
import { SignatureRequest, SignatureRequestConnection, stateEnum } from './signatures.types.js';

const mostPerPage = 50;

@Resolver()
export class SignaturesResolver {
  constructor(private readonly service: SignaturesService) {}

  @Query(() => SignatureRequest, {
    nullable: true,
    description:
      'One request for signatures, for a civil servant with a second factor; null when their organisation has no such request.',
  })
  @Operation({ access: 'staff', audit: 'read', cost: { own: 10 } })
  async signatureRequest(
    @Ctx() context: GraphContext,
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
  ): Promise<SignatureRequest | null> {
    const shown = await this.service.request(id, context);
    return shown && toRequest(shown);
  }

  @Query(() => SignatureRequestConnection, {
    description:
      'Requests for signatures of the civil servant’s own organisation, the newest first. Those that are not final are asked of the platform, each once.',
  })
  @Operation({ access: 'staff', audit: 'read', cost: { own: 5, size: 'first', max: mostPerPage } })
  async signatureRequests(
    @Ctx() context: GraphContext,
    @Arg('state', () => stateEnum, {
      nullable: true,
      description: 'Only those that last stood so, before they are asked again; left out: all.',
    })
    state: SignatureState | null,
    @Arg('first', () => Int, {
      defaultValue: 20,
      description: `How many: at least 1, at most ${mostPerPage}.`,
    })
    first: number,
    @Arg('after', () => String, {
      nullable: true,
      description: '`endCursor` of the page before; left out: from the beginning.',
    })
    after: string | null,
  ): Promise<SignatureRequestConnection> {
    const page = await this.service.requests(
      state ?? null,
      pageSize(first, mostPerPage),
      after ?? null,
      context,
    );
    const edges = page.edges.map(({ cursor, node }) => ({ cursor, node: toRequest(node) }));
    return Object.assign(new SignatureRequestConnection(), {
      edges,
      nodes: edges.map(({ node }) => node),
      pageInfo: pageInfoOf(page, after),
      totalCount: page.totalCount,
      source: toSource(page.source),
    });
  }
}

function toRequest({ record, stage, source }: ShownRequest): SignatureRequest {
  const { id, title, state, platformStatus, requestedBy, requestedAt, deadline, recipients } = record;
  return {
    id,
    title,
    state,
    platformStatus,
    stage,
    requestedBy,
    requestedAt,
    deadline,
    recipients,
    source: toSource(source),
  };
}
