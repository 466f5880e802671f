import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import { fillConnection, pageSize } from '../../vocabulary/connection.js';
import type { GraphContext } from '../../vocabulary/graph-context.js';
import { Operation } from '../../vocabulary/marks.js';
import { After, First } from '../../vocabulary/page-arguments.js';
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
    @First(mostPerPage) first: number,
    @After() after: string | null,
  ): Promise<SignatureRequestConnection> {
    const page = await this.service.requests(
      state ?? null,
      pageSize(first, mostPerPage),
      after ?? null,
      context,
    );
    return fillConnection(new SignatureRequestConnection(), page, after, toRequest);
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
