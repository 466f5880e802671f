import { NationalNumber } from '../../identifiers/national-number.js';
import type { CommandDefinition } from '../../jobs/command.js';
import type { DossierPublication, DossierPublicationPort } from './dossier-publication.port.js';
import type { DossierStatusRecords } from './dossier-status.records.js';

/** A publication as JSON. */
export interface PublicationInput {
  readonly publication: Omit<DossierPublication, 'from' | 'subjects'> & {
    readonly from: string;
    readonly subjects: readonly string[];
  };
}

export function toInput({ from, subjects, ...publication }: DossierPublication): PublicationInput {
  return {
    publication: {
      ...publication,
      from: from.toISOString(),
      subjects: subjects.map((subject) => subject.reveal()),
    },
  };
}

function fromInput({
  publication: { from, subjects, ...publication },
}: PublicationInput): DossierPublication {
  return {
    ...publication,
    from: new Date(from),
    subjects: subjects.map((subject) => NationalNumber.parse(subject)),
  };
}

/** Publishes a state of a dossier. Where the platform does not honour repetition, it is asked what it shows; only that it shows the state proves something. */
export function publishDossierStatusCommand({
  port,
  platform,
  records,
}: {
  readonly port: DossierPublicationPort;
  readonly platform: string;
  readonly records: DossierStatusRecords;
}): CommandDefinition<PublicationInput> {
  return {
    kind: 'dossier-status.publish',
    title: 'De stand van een dossier tonen in Mijn Burgerprofiel',
    lanes: [platform],
    steps: [
      {
        name: 'publish',
        platform: () => platform,
        repetition: port.honoursRepetition ? 'REPEAT' : 'ASK',
        async perform({ input, context }) {
          const outcome = await port.publish(fromInput(input), context);
          if (outcome.kind === 'PUBLISHED')
            return { kind: 'DONE', result: { processedAt: outcome.processedAt?.toISOString() ?? null } };
          if (outcome.kind === 'IN_DOUBT') return outcome;
          return { kind: 'FAILED', reason: outcome.reason, platformCode: outcome.platformCode };
        },
        async find({ input, context }) {
          const { value } = await port.visibility(fromInput(input), context);
          return value === 'SHOWN' ? { kind: 'FOUND', result: { processedAt: null } } : { kind: 'UNTOLD' };
        },
        decided: () => ({ processedAt: null }),
        record: (tx, { commandId }, { processedAt }: { processedAt: string | null }) =>
          records.published(tx, commandId, processedAt === null ? null : new Date(processedAt)),
      },
    ],
    follow: (tx, { commandId, state, reason }) => records.follow(tx, commandId, state, reason),
  };
}
