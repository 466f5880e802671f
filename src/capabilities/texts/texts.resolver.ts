import { Arg, Ctx, Query, Resolver } from 'type-graphql';
import type { GraphContext } from '../../vocabulary/graph-context.js';
import { Operation } from '../../vocabulary/marks.js';
import { TextsService } from './texts.service.js';
import { TextGateway, TextSegments } from './texts.types.js';

@Resolver()
export class TextsResolver {
  constructor(private readonly service: TextsService) {}

  @Operation({ access: 'staff', audit: 'read', cost: { own: 1 }, cache: 'NONE' })
  @Query(() => TextSegments, {
    description:
      'How many parts a text (sms) would be sent in, and which characters make it dear. Nothing is sent or kept.',
  })
  textSegments(
    @Arg('content', () => String, { description: 'The text, of at most 10,000 characters.' }) content: string,
  ): TextSegments {
    return this.service.segments(content);
  }

  @Operation({ access: 'administrator', audit: 'none', cost: { own: 10 } })
  @Query(() => [TextGateway], {
    description: 'Every configured gateway for texts (sms), for administrators. In alphabetical order.',
  })
  textGateways(@Ctx() context: GraphContext): Promise<TextGateway[]> {
    return this.service.gateways(context);
  }
}
