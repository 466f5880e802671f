import { GraphQLError } from 'graphql';
import { Arg, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { brussels, dayAfter, momentsAt } from '../../context/wall-time.js';
import { NationalNumber } from '../../identifiers/national-number.js';
import type { GraphContext } from '../../vocabulary/graph-context.js';
import { IdempotencyKey, keyedRequest } from '../../vocabulary/idempotency-key.js';
import { Operation } from '../../vocabulary/marks.js';
import { idempotencyConflict, PlatformUnavailable } from '../../vocabulary/problem.js';
import {
  DateScalar,
  KboNumberScalar,
  NationalNumberScalar,
  PurposeCodeScalar,
} from '../../vocabulary/scalars.js';
import type { LetterFault } from './letter.faults.js';
import { toAskedTemplate } from './letter-templates.resolver.js';
import { toLetter } from './letter.view.js';
import type { LetterOrder } from './letter.command.js';
import {
  type AskedLetter,
  LetterSendingService,
  type PreviewOutcome,
  type SendOutcome,
} from './letter-sending.service.js';
import {
  LetterCostsView,
  LetterInput,
  LetterNotSendable,
  LetterPreview,
  PreviewLetterResult,
  SendLetterResult,
} from './letter-sending.types.js';

const office =
  'For a civil servant with a second factor, or a service client with the scope `changes`, in the name of their organisation.';
const whereItGoes =
  'It is written down first and sent afterwards: see `state`. It goes into the e-Box, else on paper, and is PENDING_MANUAL where no platform can bring it.';

@Resolver()
export class LetterSendingResolver {
  constructor(private readonly service: LetterSendingService) {}

  @Operation({ access: 'office', audit: 'change', cost: { own: 20 } })
  @Mutation(() => SendLetterResult, {
    description: `Sends a PDF to a citizen: into the e-Box of a citizen who consents to it when it is sent, else on paper. ${whereItGoes} ${office}`,
  })
  async sendLetter(
    @Ctx() context: GraphContext,
    @Arg('nationalNumber', () => NationalNumberScalar, { description: 'The citizen it is for.' })
    nationalNumber: NationalNumber,
    @Arg('purpose', () => PurposeCodeScalar, { description: 'Why the citizen’s data are used.' })
    purpose: string,
    @Arg('letter', () => LetterInput, { description: 'The letter.' }) letter: LetterInput,
    @IdempotencyKey() idempotencyKey: string,
  ): Promise<typeof SendLetterResult> {
    const asked = toAsked({ kind: 'CITIZEN', nationalNumber: nationalNumber.reveal() }, letter);
    const request = keyedRequest(context, 'sendLetter', idempotencyKey, { purpose, ...asked });
    return toSent(await this.service.send(asked, request, context));
  }

  @Operation({ access: 'office', audit: 'change', cost: { own: 20 } })
  @Mutation(() => SendLetterResult, {
    description: `Sends a PDF to an enterprise or association: into its e-Box, unless the platform tells that it has none. ${whereItGoes} ${office}`,
  })
  async sendLetterToEnterprise(
    @Ctx() context: GraphContext,
    @Arg('kboNumber', () => KboNumberScalar, { description: 'The enterprise it is for.' }) kboNumber: string,
    @Arg('letter', () => LetterInput, { description: 'The letter.' }) letter: LetterInput,
    @IdempotencyKey() idempotencyKey: string,
  ): Promise<typeof SendLetterResult> {
    const asked = toAsked({ kind: 'ENTERPRISE', kboNumber }, letter);
    const request = keyedRequest(context, 'sendLetterToEnterprise', idempotencyKey, asked);
    return toSent(await this.service.send(asked, request, context));
  }

  @Operation({ access: 'office', audit: 'read', cost: { own: 20 } })
  @Query(() => PreviewLetterResult, {
    description: `By which channel a letter to a citizen would go now, and what it would cost; nothing is stored or sent. ${office}`,
  })
  async previewLetter(
    @Ctx() context: GraphContext,
    @Arg('nationalNumber', () => NationalNumberScalar, { description: 'The citizen it is for.' })
    nationalNumber: NationalNumber,
    // The guard takes it.
    @Arg('purpose', () => PurposeCodeScalar, { description: 'Why the citizen’s data are used.' })
    _purpose: string,
    @Arg('letter', () => LetterInput, { description: 'The letter.' }) letter: LetterInput,
  ): Promise<typeof PreviewLetterResult> {
    const asked = toAsked({ kind: 'CITIZEN', nationalNumber: nationalNumber.reveal() }, letter);
    return toPreview(await this.service.preview(asked, context));
  }

  @Operation({ access: 'office', audit: 'read', cost: { own: 20 } })
  @Query(() => PreviewLetterResult, {
    description: `By which channel a letter to an enterprise would go now, and what it would cost; nothing is stored or sent. ${office}`,
  })
  async previewLetterToEnterprise(
    @Ctx() context: GraphContext,
    @Arg('kboNumber', () => KboNumberScalar, { description: 'The enterprise it is for.' }) kboNumber: string,
    @Arg('letter', () => LetterInput, { description: 'The letter.' }) letter: LetterInput,
  ): Promise<typeof PreviewLetterResult> {
    return toPreview(await this.service.preview(toAsked({ kind: 'ENTERPRISE', kboNumber }, letter), context));
  }

  @Operation({ access: 'staff', audit: 'read', cost: { own: 20 } })
  @Query(() => LetterCostsView, {
    description:
      'What the letters cost that were sent for the civil servant’s own organisation by `sendLetter`, `sendLetterToEnterprise` and in batches, and what e-Box saved; days of Europe/Brussels.',
  })
  async letterCosts(
    @Ctx() context: GraphContext,
    @Arg('from', () => DateScalar, { description: 'The first day.' }) from: string,
    @Arg('to', () => DateScalar, { description: 'The last day.' }) to: string,
  ): Promise<LetterCostsView> {
    if (to < from)
      throw new GraphQLError('`to` must not be before `from`.', { extensions: { code: 'BAD_USER_INPUT' } });
    const found = await this.service.costs(beginOf(from), beginOf(dayAfter(to, 1)), context);
    const sum = (of: 'cost' | 'saved') => found.reduce((all, one) => all + one[of], 0);
    return Object.assign(new LetterCostsView(), {
      channels: found.map(({ saved: _saved, ...channel }) => channel),
      cost: sum('cost'),
      savedByEbox: sum('saved'),
    });
  }
}

/** Midnight is never skipped there. */
function beginOf(day: string): Date {
  return momentsAt(`${day}T00:00:00`, brussels)[0] as Date;
}

function toAsked(recipient: LetterOrder['recipient'], letter: LetterInput): AskedLetter {
  const { subject, fileId, template, fileName, messageType, registered, language, attention, signing } =
    letter;
  return {
    recipient,
    subject: subject ?? null,
    fileId: fileId ?? null,
    template: template ? toAskedTemplate(template) : null,
    fileName,
    messageTypeId: messageType,
    registered,
    language,
    attention: attention
      ? { name: attention.name, nationalNumber: attention.nationalNumber?.reveal() ?? null }
      : null,
    signing: signing
      ? {
          signers: signing.signers.map(({ email, name, notified }) => ({ email, name, notified })),
          level: signing.level ?? null,
          deadlineDays: signing.deadlineDays ?? null,
          message: signing.message ?? null,
        }
      : null,
  };
}

function toSent(outcome: SendOutcome): typeof SendLetterResult {
  switch (outcome.kind) {
    case 'ACCEPTED':
      return toLetter(outcome.letter);
    case 'CONFLICT':
      return idempotencyConflict();
    case 'NOT_CONFIGURED':
      return notConfigured(outcome.platform);
    case 'NOT_SENDABLE':
      return toProblem(outcome.fault);
  }
}

function toPreview(outcome: PreviewOutcome): typeof PreviewLetterResult {
  switch (outcome.kind) {
    case 'FORESEEN': {
      const { channel, reason, cost } = outcome.foreseen;
      return Object.assign(new LetterPreview(), { channel, channelReason: reason, cost });
    }
    case 'UNAVAILABLE':
      return Object.assign(new PlatformUnavailable(), {
        code: 'PLATFORM_UNAVAILABLE',
        message: 'Het platform hierachter zegt nu niet of deze onderneming een e-Box heeft.',
        source: outcome.platform,
        retryAfter: outcome.retryAfterMs === null ? null : Math.ceil(outcome.retryAfterMs / 1000),
      });
    case 'NOT_CONFIGURED':
      return notConfigured(outcome.platform);
    case 'NOT_SENDABLE':
      return toProblem(outcome.fault);
  }
}

function toProblem(fault: LetterFault): LetterNotSendable {
  return Object.assign(new LetterNotSendable(), fault);
}

function notConfigured(source: string): PlatformUnavailable {
  return Object.assign(new PlatformUnavailable(), {
    code: 'NOT_CONFIGURED',
    message: 'Brieven versturen is hier niet ingesteld.',
    source,
    retryAfter: null,
  });
}
