import { Arg, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import { fillConnection, pageSize } from '../../vocabulary/connection.js';
import type { GraphContext } from '../../vocabulary/graph-context.js';
import { Operation } from '../../vocabulary/marks.js';
import { After, First } from '../../vocabulary/page-arguments.js';
import { IdempotencyKey, keyedRequest } from '../../vocabulary/idempotency-key.js';
import { idempotencyConflict, PlatformUnavailable } from '../../vocabulary/problem.js';
import type { RequestState } from './signature.records.js';
import { signatureFaults } from './signature.validation.js';
import { toRequest } from './signature-request.view.js';
import { SignaturesService } from './signatures.service.js';
import {
  SignatureNotPossible,
  SignatureNotRecalled,
  SignatureRecallResult,
  SignatureRequest,
  SignatureRequestConnection,
  SignatureRequestInput,
  SignatureRequestResult,
  stateEnum,
} from './signatures.types.js';

const mostPerPage = 50;

const whyNotRecalled = {
  NOT_FOUND: 'Deze aanvraag bestaat niet.',
  ENDED: 'Deze aanvraag is al afgelopen.',
} as const;

@Resolver()
export class SignaturesResolver {
  constructor(private readonly service: SignaturesService) {}

  @Query(() => SignatureRequest, {
    nullable: true,
    description:
      'One request for signatures of the asker’s own organisation; null when it has no such request. For a civil servant with a second factor, or a service client with the scope `changes`.',
  })
  @Operation({ access: 'office', audit: 'read', cost: { own: 10 } })
  async signatureRequest(
    @Ctx() context: GraphContext,
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
  ): Promise<SignatureRequest | null> {
    const shown = await this.service.request(id, context);
    return shown && toRequest(shown);
  }

  @Query(() => SignatureRequestConnection, {
    description:
      'Requests for signatures of the asker’s own organisation, the newest first. Those that are not final are asked of the platform, each once. For a civil servant with a second factor, or a service client with the scope `changes`.',
  })
  @Operation({ access: 'office', audit: 'read', cost: { own: 5, size: 'first', max: mostPerPage } })
  async signatureRequests(
    @Ctx() context: GraphContext,
    @Arg('state', () => stateEnum, {
      nullable: true,
      description: 'Only those that last stood so, before they are asked again; left out: all.',
    })
    state: RequestState | null,
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

  @Mutation(() => SignatureRequestResult, {
    description:
      'Asks people to sign PDFs that were uploaded to `/uploads`. It is written down and sent afterwards: see `state`. When everybody signed, the hub fetches the files and checks them. For a civil servant with a second factor, or a service client with the scope `changes`.',
  })
  @Operation({ access: 'office', audit: 'change', cost: { own: 20 } })
  async requestSignature(
    @Ctx() context: GraphContext,
    @Arg('input', () => SignatureRequestInput, { description: 'What is to be signed, and by whom.' })
    input: SignatureRequestInput,
    @IdempotencyKey() idempotencyKey: string,
  ): Promise<typeof SignatureRequestResult> {
    const asked = {
      title: input.title,
      files: input.files.map(({ id, name }) => ({ id, name: name ?? null })),
      recipients: input.recipients.map(({ email, name, role, stage, nationalNumber, notified }) => ({
        email,
        name,
        role,
        stage: stage ?? null,
        nationalNumber: nationalNumber ?? null,
        notified,
      })),
      order: input.order,
      level: input.level ?? null,
      fields: input.fields.map(({ recipient, file, page, x, y, width, height }) => ({
        recipient,
        file,
        page,
        box: { x, y, width, height },
      })),
      fieldsAtText: input.fieldsAtText.map(({ recipient, file, text, placement, width, height }) => ({
        recipient,
        file,
        text,
        placement,
        width,
        height,
      })),
      continueOnDecline: input.continueOnDecline,
      message: input.message ?? null,
      deadline: input.deadline ?? null,
    };
    const keyed = {
      ...asked,
      recipients: asked.recipients.map((one) => ({
        ...one,
        nationalNumber: one.nationalNumber?.reveal() ?? null,
      })),
    };
    const request = keyedRequest(context, 'requestSignature', idempotencyKey, keyed);
    const outcome = await this.service.ask(asked, request, context);
    switch (outcome.kind) {
      case 'REQUESTED':
        return toRequest(outcome.request);
      case 'CONFLICT':
        return idempotencyConflict();
      case 'NOT_CONFIGURED':
        return Object.assign(new PlatformUnavailable(), {
          code: 'NOT_CONFIGURED',
          message: 'Digitaal ondertekenen is hier niet ingesteld.',
          source: outcome.platform,
          retryAfter: null,
        });
      case 'NOT_POSSIBLE': {
        const { code, field } = outcome.fault;
        return Object.assign(new SignatureNotPossible(), { code, field, message: signatureFaults[code] });
      }
    }
  }

  @Mutation(() => SignatureRecallResult, {
    description:
      'Takes a request for signatures of the asker’s own organisation back: nobody can sign it any more. One that was not sent yet is not sent. The hub waits a few seconds for the platform; when it is not RECALLED then, it goes on afterwards. For a civil servant with a second factor, or a service client with the scope `changes`.',
  })
  @Operation({ access: 'office', audit: 'change', cost: { own: 20 } })
  async recallSignatureRequest(
    @Ctx() context: GraphContext,
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
    @IdempotencyKey() idempotencyKey: string,
  ): Promise<typeof SignatureRecallResult> {
    const request = keyedRequest(context, 'recallSignatureRequest', idempotencyKey, { id });
    const outcome = await this.service.recall(id, request, context);
    if (outcome.kind === 'RECALLING') return toRequest(outcome.request);
    if (outcome.kind === 'CONFLICT') return idempotencyConflict();
    const { code } = outcome;
    return Object.assign(new SignatureNotRecalled(), { code, message: whyNotRecalled[code] });
  }
}
