import { Arg, Ctx, FieldResolver, Mutation, Resolver } from 'type-graphql';
import type { Subject } from '../../context/call-context.js';
import type { ConsentChannel, ConsentStanding } from '../../privacy/consent.js';
import type { GraphContext } from '../../vocabulary/graph-context.js';
import { IdempotencyKey, keyedRequest } from '../../vocabulary/idempotency-key.js';
import { Costs, Operation } from '../../vocabulary/marks.js';
import { idempotencyConflict } from '../../vocabulary/problem.js';
import { Citizen } from '../citizens/citizen.types.js';
import { ConsentsService } from './consents.service.js';
import { channelEnum, Consent, ConsentNotSet, ConsentRecord, SetConsentResult } from './consents.types.js';

const whyNot = {
  UNKNOWN_PURPOSE: 'Voor dit doel en dit kanaal wordt geen toestemming gevraagd.',
  TEXT_CHANGED: 'De tekst is veranderd: lees de nieuwe tekst voor u toestemt.',
} as const;

@Resolver()
export class ConsentsResolver {
  constructor(private readonly service: ConsentsService) {}

  @Operation({ access: 'citizen', audit: 'change', cost: { own: 5 } })
  @Mutation(() => SetConsentResult, {
    description:
      'Gives or withdraws consent, for the citizen who is logged in. It holds for what is sent from now on, also for what was asked before. Giving takes the version of the text that the citizen saw; withdrawing always works.',
  })
  async setConsent(
    @Ctx() context: GraphContext,
    @Arg('consentPurpose', () => String, { description: 'Code of the purpose, as in `me { consents }`.' })
    purpose: string,
    @Arg('channel', () => channelEnum, { description: 'The channel.' }) channel: ConsentChannel,
    @Arg('given', () => Boolean, { description: 'Given, or withdrawn.' }) given: boolean,
    @Arg('textVersion', () => String, { description: 'Version of the text that the citizen saw.' })
    textVersion: string,
    @IdempotencyKey() idempotencyKey: string,
  ): Promise<typeof SetConsentResult> {
    const change = { purpose, channel, given, textVersion: textVersion.slice(0, 32) };
    const request = keyedRequest(context, 'setConsent', idempotencyKey, change);
    // The guard let only a citizen through.
    const set = await this.service.set(context.subject as Subject, change, request);
    if (set.kind === 'CONFLICT') return idempotencyConflict();
    if (set.kind === 'SET') return toConsent(set.standing);
    return Object.assign(new ConsentNotSet(), { code: set.code, message: whyNot[set.code] });
  }
}

@Resolver(() => Citizen)
export class CitizenConsentsResolver {
  constructor(private readonly service: ConsentsService) {}

  @Costs({ own: 2, max: 10 })
  @FieldResolver(() => [Consent], {
    description:
      'What the citizen agreed to: every purpose and channel for which the municipality asks consent.',
  })
  async consents(@Ctx() { subject }: GraphContext): Promise<Consent[]> {
    // The citizen's own, or of whom a civil servant asks about.
    return (await this.service.of(subject as Subject)).map(toConsent);
  }
}

function toConsent({ purpose, channel, holds, sayings }: ConsentStanding): Consent {
  const last = sayings.at(-1);
  return Object.assign(new Consent(), {
    purpose: purpose.code,
    title: purpose.title,
    text: purpose.text,
    textVersion: purpose.version,
    channel,
    holds,
    textChanged: last !== undefined && last.textVersion !== purpose.version,
    history: sayings.map((saying) => Object.assign(new ConsentRecord(), saying)),
  });
}
