import { Ctx, Query, Resolver } from 'type-graphql';
import type { GraphContext } from '../../vocabulary/graph-context.js';
import { Operation } from '../../vocabulary/marks.js';
import { toSource } from '../../vocabulary/source.js';
import type { LetterSendersService } from './letter-senders.service.js';
import { LetterSenders, toSenderApplication, toSenderOrganisation } from './letter-senders.types.js';

@Resolver()
export class LetterSendersResolver {
  constructor(private readonly service: LetterSendersService) {}

  @Operation({ access: 'office', audit: 'none', cost: { own: 10 } })
  @Query(() => LetterSenders, {
    description:
      'Which applications and organisations may send letters by e-Box, and of which kinds; kept for a day. Only a Message Registry tells: with the Documentendienst `source.reason` is NOT_CONFIGURED. For a civil servant with a second factor, or a service client with the scope `changes`.',
  })
  async letterSenders(@Ctx() context: GraphContext): Promise<LetterSenders> {
    const { value, source } = await this.service.senders(context);
    return Object.assign(new LetterSenders(), {
      applications: (value?.applications ?? []).map(toSenderApplication),
      organisations: (value?.organisations ?? []).map(toSenderOrganisation),
      source: toSource(source),
    });
  }
}
