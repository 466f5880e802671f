import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { NationalNumber } from '../../identifiers/national-number.js';
import type { GraphContext } from '../../vocabulary/graph-context.js';
import { IdempotencyKey, keyedRequest } from '../../vocabulary/idempotency-key.js';
import { Operation } from '../../vocabulary/marks.js';
import { idempotencyConflict, notConfigured } from '../../vocabulary/problem.js';
import { NationalNumberScalar, PurposeCodeScalar } from '../../vocabulary/scalars.js';
import type { DossierPublication, PublicationRefusal } from './dossier-publication.port.js';
import { toInput } from './dossier-status.command.js';
import type { PublicationRecord } from './dossier-status.records.js';
import { DossierStatusService } from './dossier-status.service.js';
import {
  DossierStatusInput,
  DossierStatusPublication,
  DossierStatusRefused,
  PublishDossierStatusResult,
} from './dossier-status.types.js';

const whyNot: Readonly<Record<PublicationRefusal, string>> = {
  NUMBER: 'Het dossiernummer ontbreekt of is te lang.',
  NAME: 'De naam van het dossier ontbreekt of is te lang.',
  TYPE: 'De soort dossier ontbreekt of is te lang.',
  FROM: 'Het tijdstip van de stand is onmogelijk.',
  STATUS: 'De stand heeft geen fase of code, of een te lange toelichting.',
  TARGET_DATE: 'Een streefdatum bestaat niet.',
  PRODUCTS: 'Een productnummer wordt niet aanvaard door Mijn Burgerprofiel (hoogstens 32767).',
  HANDLER: 'De gegevens van de behandelaar passen niet.',
  EXTRA_INFORMATION: 'De extra informatie is te lang.',
  URL: 'Het webadres past niet.',
  SUBJECTS: 'Een dossier heeft minstens één en hoogstens honderd burgers.',
  BY_PLATFORM: 'Mijn Burgerprofiel weigert deze stand.',
};

@Resolver()
export class DossierStatusResolver {
  constructor(private readonly service: DossierStatusService) {}

  @Operation({ access: 'office', audit: 'change', cost: { own: 20 } })
  @Mutation(() => PublishDossierStatusResult, {
    description:
      'Shows a citizen in Mijn Burgerprofiel how a dossier of the municipality stands. For a civil servant with a second factor, or a service client with the scope `changes`, in the name of their organisation. It is written down first, and published afterwards.',
  })
  async publishDossierStatus(
    @Ctx() context: GraphContext,
    @Arg('nationalNumber', () => NationalNumberScalar, { description: 'The citizen it is about.' })
    nationalNumber: NationalNumber,
    @Arg('purpose', () => PurposeCodeScalar, { description: 'Why the citizen’s data are used.' })
    purpose: string,
    @Arg('status', () => DossierStatusInput, { description: 'How the dossier stands.' })
    status: DossierStatusInput,
    @IdempotencyKey() idempotencyKey: string,
  ): Promise<typeof PublishDossierStatusResult> {
    const publication = toPublication(nationalNumber, status);
    const request = keyedRequest(context, 'publishDossierStatus', idempotencyKey, {
      purpose,
      ...toInput(publication),
    });
    const published = await this.service.publish(publication, context, request);
    switch (published.kind) {
      case 'CONFLICT':
        return idempotencyConflict();
      case 'UNAVAILABLE':
        return notConfigured(
          published.platform,
          'Dossiers tonen in Mijn Burgerprofiel is hier niet ingesteld.',
        );
      case 'REFUSED':
        return Object.assign(new DossierStatusRefused(), {
          code: published.reason,
          message: whyNot[published.reason],
        });
      case 'ACCEPTED':
        return toView(published.record);
    }
  }
}

function toPublication(citizen: NationalNumber, status: DossierStatusInput): DossierPublication {
  const { number, name, type, from, products, extraInformation, url, confidential } = status;
  const { phase, statusCode, details, action, targetDate, statusTargetDate, handler, alsoFor } = status;
  return {
    number,
    name,
    type,
    from,
    products,
    confidential,
    public: status.public,
    notConsultable: false,
    targetDate: targetDate ?? null,
    extraInformation: extraInformation ?? null,
    url: url ?? null,
    subjects: [citizen, ...alsoFor.filter((one) => !one.equals(citizen))],
    status: {
      code: statusCode ?? null,
      phase: phase ?? null,
      details,
      action: action ?? null,
      targetDate: statusTargetDate ?? null,
    },
    handler: handler
      ? {
          name: handler.name ?? null,
          service: handler.service ?? null,
          email: handler.email ?? null,
          phone: handler.phone ?? null,
          website: handler.website ?? null,
        }
      : null,
  };
}

function toView(record: PublicationRecord): DossierStatusPublication {
  const { id, state, reason, commandId, requestedAt, publishedAt, content } = record;
  return Object.assign(new DossierStatusPublication(), {
    id,
    dossierNumber: content.number,
    from: new Date(content.from),
    state,
    reason,
    commandId,
    requestedAt,
    publishedAt,
  });
}
