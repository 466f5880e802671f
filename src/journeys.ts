import { changeAssociationCommand } from './capabilities/associations/association-change.command.js';
import { registerAssociationCommand } from './capabilities/associations/association-registration.command.js';
import { createAssociationRequestRecords } from './capabilities/associations/association-request.records.js';
import { AssociationRequestService } from './capabilities/associations/association-request.service.js';
import { ManagedAssociationService } from './capabilities/associations/managed-association.service.js';
import { publishDossierStatusCommand } from './capabilities/dossiers/dossier-status.command.js';
import { createDossierStatusRecords } from './capabilities/dossiers/dossier-status.records.js';
import { DossierStatusService } from './capabilities/dossiers/dossier-status.service.js';
import { createFileStore } from './capabilities/files/file.store.js';
import type { SignatureFollower } from './capabilities/signatures/signature.follower.js';
import type { CommandDefinition } from './jobs/command.js';
import type { Commands } from './jobs/commands.js';
import { openAppointments } from './appointment-journey.js';
import type { JourneysOptions } from './journeys-options.js';
import { openLetters } from './letter-journey.js';
import { openSignatures } from './signature-journey.js';
import { openTexts } from './text-journey.js';

export type Journeys = Awaited<ReturnType<typeof openJourneys>>;

/**
 * What goes out: texts, appointments, signatures, letters, states of dossiers, associations. Each journey brings its kinds of command
 * first, and once the commands are there the services that ask for them.
 */
export async function openJourneys(options: JourneysOptions) {
  const { database, cipher, clock } = options;
  const fileStore = createFileStore({ database, cipher, clock });
  const texts = await openTexts(options);
  const appointments = await openAppointments(options);
  const followers: SignatureFollower[] = [];
  const signatures = await openSignatures(options, fileStore, followers);
  const letters = await openLetters(options, fileStore, followers);
  const dossierStatus = openDossierStatus(options);
  const associations = openAssociations(options);
  const kinds: readonly CommandDefinition<never>[] = [
    ...texts.kinds,
    ...appointments.kinds,
    ...signatures.kinds,
    ...letters.kinds,
    ...dossierStatus.kinds,
    ...associations.kinds,
  ];
  return {
    definitions: kinds as readonly CommandDefinition[],
    fileStore,
    serve(commands: Commands) {
      const text = texts.serve(commands);
      const signing = signatures.serve(commands);
      return {
        ...text,
        ...appointments.serve(commands, text.textMessages),
        ...signing,
        ...letters.serve(commands, signing.signatures),
        ...dossierStatus.serve(commands),
        ...associations.serve(commands),
      };
    },
  };
}

function openDossierStatus({ adapters, database, cipher, keyedHash, clock }: JourneysOptions) {
  const port = adapters.port('dossierPublication');
  const publishing = {
    platform: adapters.platformOf('dossierPublication'),
    records: createDossierStatusRecords({ database, cipher, keyedHash }),
  };
  const definition = port ? publishDossierStatusCommand({ ...publishing, port }) : null;
  return {
    kinds: (definition ? [definition] : []) as readonly CommandDefinition<never>[],
    serve: (commands: Commands) => ({
      dossierStatus: new DossierStatusService({ ...publishing, port, commands, definition, clock }),
    }),
  };
}

function openAssociations(options: JourneysOptions) {
  const { adapters, database, associationMirror: mirror, cipher, clock } = options;
  const port = adapters.port('associations');
  const platform = adapters.platformOf('associations');
  const records = createAssociationRequestRecords({ database, cipher });
  const managing = port?.offersManagement ? { port, platform, records, mirror, clock } : null;
  const kinds = managing && {
    register: registerAssociationCommand(managing),
    change: changeAssociationCommand(managing),
  };
  return {
    kinds: (kinds ? [kinds.register, kinds.change] : []) as readonly CommandDefinition<never>[],
    serve: (commands: Commands) => ({
      managedAssociations: new ManagedAssociationService(port, platform),
      associationRequests: new AssociationRequestService({
        port,
        platform,
        records,
        commands,
        keys: options.idempotencyKeys,
        kinds,
        clock,
      }),
    }),
  };
}
