import { Arg, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import type { GraphContext } from '../../vocabulary/graph-context.js';
import { IdempotencyKey, keyedRequest } from '../../vocabulary/idempotency-key.js';
import { Operation } from '../../vocabulary/marks.js';
import { idempotencyConflict } from '../../vocabulary/problem.js';
import { DateScalar } from '../../vocabulary/scalars.js';
import { LetterBringingService, type NotBrought } from './letter-bringing.service.js';
import { LetterNotBrought, MarkLetterBroughtResult } from './letter-bringing.types.js';
import { toLetter } from './letter.view.js';

const messages: Readonly<Record<NotBrought, string>> = {
  NOT_FOUND: 'Deze brief bestaat niet.',
  NOT_PENDING_MANUAL: 'Deze brief wacht niet op iemand die hem bezorgt.',
  DATE_NOT_VALID: 'De dag ligt in de toekomst, of voor de aanvraag van de brief.',
  NOTE_NOT_VALID: 'De nota is leeg, is langer dan 500 tekens of heeft een teken dat niet mag.',
};

@Resolver()
export class LetterBringingResolver {
  constructor(private readonly service: LetterBringingService) {}

  @Operation({ access: 'office', audit: 'change', cost: { own: 10 } })
  @Mutation(() => MarkLetterBroughtResult, {
    description:
      'Writes down that somebody brought a letter that no platform could bring (PENDING_MANUAL): it is DELIVERED, with a line in `deliveries`. The same day a second time changes nothing. For a civil servant with a second factor, or a service client with the scope `changes`.',
  })
  async markLetterBrought(
    @Ctx() context: GraphContext,
    @Arg('id', () => ID, { description: 'Id of the letter.' }) id: string,
    @Arg('on', () => DateScalar, { description: 'The day on which it was brought.' }) on: string,
    @Arg('note', () => String, {
      nullable: true,
      description: 'Such as to whom it was given; at most 500 characters; left out or null: nothing to say.',
    })
    note: string | null,
    @IdempotencyKey() idempotencyKey: string,
  ): Promise<typeof MarkLetterBroughtResult> {
    const asked = { id, on, note: note ?? null };
    const request = keyedRequest(context, 'markLetterBrought', idempotencyKey, asked);
    const outcome = await this.service.bring(asked, request, context);
    switch (outcome.kind) {
      case 'BROUGHT':
        return toLetter(outcome.letter);
      case 'CONFLICT':
        return idempotencyConflict();
      case 'NOT_BROUGHT':
        return Object.assign(new LetterNotBrought(), {
          code: outcome.code,
          message: messages[outcome.code],
        });
    }
  }
}
