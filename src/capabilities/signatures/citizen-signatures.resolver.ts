import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { GraphContext } from '../../vocabulary/graph-context.js';
import { Costs, Personal } from '../../vocabulary/marks.js';
import { toSource } from '../../vocabulary/source.js';
import { Citizen } from '../citizens/citizen.types.js';
import { toOwn } from './own-request.view.js';
import { SignaturesService } from './signatures.service.js';
import { OwnSignatureRequest, OwnSignatureRequests } from './signatures.types.js';

@Resolver(() => Citizen)
export class CitizenSignaturesResolver {
  constructor(private readonly service: SignaturesService) {}

  @Costs({ own: 20 })
  @Personal('dossiers')
  @FieldResolver(() => OwnSignatureRequests, {
    description: 'What the citizen is asked to sign, and was (Digitaal Ondertekenen).',
  })
  async signatureRequests(
    @Root() citizen: Citizen,
    @Ctx() context: GraphContext,
  ): Promise<OwnSignatureRequests> {
    const { items, source } = await this.service.ofCitizen(citizen.nationalNumber, context);
    return { items: items.map(toOwn), source: toSource(source) };
  }
}

@Resolver(() => OwnSignatureRequest)
export class OwnSignatureRequestResolver {
  constructor(private readonly service: SignaturesService) {}

  @Costs({ own: 10 })
  @FieldResolver(() => String, {
    nullable: true,
    description:
      'Where the citizen signs, made for this question: only for the citizen who is logged in; null when it is not their turn, or when the platform gives none, which `extensions.sources` tells.',
  })
  signingUrl(@Root() { request }: OwnSignatureRequest, @Ctx() context: GraphContext): Promise<string | null> {
    return this.service.signingUrl(request, context);
  }
}
