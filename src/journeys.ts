import { createAppointmentCommands } from './capabilities/appointments/appointment.command.js';
import { createAppointmentDoors } from './capabilities/appointments/appointment.doors.js';
import { createAppointmentRecords } from './capabilities/appointments/appointment.records.js';
import { createAppointmentReminders } from './capabilities/appointments/appointment.reminders.js';
import { addSandboxAppointments } from './capabilities/appointments/appointment.sandbox.js';
import { AppointmentReadingService } from './capabilities/appointments/appointment-reading.service.js';
import { AppointmentsService } from './capabilities/appointments/appointments.service.js';
import { BookingService } from './capabilities/appointments/booking.service.js';
import { createCancelLinks } from './capabilities/appointments/cancel-links.js';
import { createOfferTexts } from './capabilities/appointments/offer.texts.js';
import { createSignedLinks } from './capabilities/appointments/signed-links.js';
import { createSlotOfferDoors } from './capabilities/appointments/slot-offer.doors.js';
import { createSlotOfferRecords } from './capabilities/appointments/slot-offer.records.js';
import { SlotOfferService } from './capabilities/appointments/slot-offer.service.js';
import { createWaitingListOffering } from './capabilities/appointments/waiting-list.offering.js';
import { createWaitingListRecords } from './capabilities/appointments/waiting-list.records.js';
import { WaitingListService } from './capabilities/appointments/waiting-list.service.js';
import { createReminderTexts } from './capabilities/appointments/reminder.texts.js';
import { createVideoRooms } from './capabilities/appointments/video-rooms.js';
import { changeAssociationCommand } from './capabilities/associations/association-change.command.js';
import type { AssociationMirror } from './capabilities/associations/association.mirror.js';
import { registerAssociationCommand } from './capabilities/associations/association-registration.command.js';
import { createAssociationRequestRecords } from './capabilities/associations/association-request.records.js';
import { AssociationRequestService } from './capabilities/associations/association-request.service.js';
import { ManagedAssociationService } from './capabilities/associations/managed-association.service.js';
import { publishDossierStatusCommand } from './capabilities/dossiers/dossier-status.command.js';
import { createDossierStatusRecords } from './capabilities/dossiers/dossier-status.records.js';
import { DossierStatusService } from './capabilities/dossiers/dossier-status.service.js';
import { createFileStore, type FileStore } from './capabilities/files/file.store.js';
import { createLetterSigning } from './capabilities/letters/letter.signing.js';
import { createLetterSigningRecords } from './capabilities/letters/letter-signing.records.js';
import { sendLetterCommand } from './capabilities/letters/letter.command.js';
import { createLetterRecords } from './capabilities/letters/letter.records.js';
import { addSandboxLetters } from './capabilities/letters/letter.sandbox.js';
import { createLetterMaking } from './capabilities/letters/letter.making.js';
import { createLetterTemplates } from './capabilities/letters/letter-templates.js';
import { addSandboxLetterTemplates } from './capabilities/letters/letter-template.sandbox.js';
import { LetterSendersService } from './capabilities/letters/letter-senders.service.js';
import { LetterTemplatesService } from './capabilities/letters/letter-templates.service.js';
import { createLetterBringingRecords } from './capabilities/letters/letter-bringing.records.js';
import { createLetterBatchRecords } from './capabilities/letters/letter-batch.records.js';
import { createLetterBatchSending } from './capabilities/letters/letter-batch.sending.js';
import { LetterBatchesService } from './capabilities/letters/letter-batches.service.js';
import { LetterBringingService } from './capabilities/letters/letter-bringing.service.js';
import { LetterSendingService } from './capabilities/letters/letter-sending.service.js';
import { LettersService } from './capabilities/letters/letters.service.js';
import { signatureCommands, tidyDrafts } from './capabilities/signatures/signature.command.js';
import type { SignatureFollower } from './capabilities/signatures/signature.follower.js';
import { createSignatureRecords } from './capabilities/signatures/signature.records.js';
import { addSandboxRequests } from './capabilities/signatures/signature.sandbox.js';
import { SignaturesService } from './capabilities/signatures/signatures.service.js';
import { DeliveryReports } from './capabilities/texts/delivery-reports.js';
import { chooseGateway } from './capabilities/texts/gateway-choice.js';
import { GatewayFailover } from './capabilities/texts/gateway-failover.js';
import { createTextBudget } from './capabilities/texts/text-budget.js';
import { textCommand } from './capabilities/texts/text.command.js';
import { TextMessagesService } from './capabilities/texts/text-messages.service.js';
import { createTextRecords } from './capabilities/texts/text.records.js';
import { addSandboxTemplates } from './capabilities/texts/text.sandbox.js';
import { createTextTemplates } from './capabilities/texts/text-templates.js';
import { TextsService } from './capabilities/texts/texts.service.js';
import type { CallContext } from './context/call-context.js';
import type { Clock } from './context/clock.js';
import type { CommandDefinition } from './jobs/command.js';
import type { Commands } from './jobs/commands.js';
import type { IdempotencyKeys } from './jobs/idempotency.js';
import type { Log } from './operations/log.js';
import type { Metrics } from './operations/metrics.js';
import type { AuditTrail } from './privacy/audit.js';
import type { Consents } from './privacy/consent.js';
import type { FieldCipher, KeyedHash } from './privacy/encryption.js';
import type { RunningAdapters } from './running-adapters.js';
import type { Settings } from './settings-schema.js';
import type { Database } from './storage/database.js';

export interface JourneysOptions {
  readonly settings: Settings;
  readonly sandbox: boolean;
  readonly adapters: RunningAdapters;
  readonly database: Database;
  /** Our copy of the association register; null when there is none. */
  readonly associationMirror: AssociationMirror | null;
  readonly cipher: FieldCipher;
  readonly keyedHash: KeyedHash;
  readonly audit: AuditTrail;
  readonly consents: Consents;
  readonly idempotencyKeys: IdempotencyKeys;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

export type Journeys = Awaited<ReturnType<typeof openJourneys>>;

/**
 * What goes out, on one page: texts, appointments, signatures, letters, states of dossiers, associations. Each brings its kinds of command
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

async function openTexts(options: JourneysOptions) {
  const { settings, sandbox, adapters, database, cipher, keyedHash, consents, clock, log, metrics } = options;
  const providers = adapters.providers('texts');
  const reports = new DeliveryReports({
    providers,
    clock,
    log,
    metrics,
    noteUnknownValue: adapters.noteUnknownValue,
  });
  const preferred = chooseGateway(providers, settings.texts.gateway);
  const failover = new GatewayFailover({
    providers,
    preferred,
    settings: settings.texts.failover,
    clock,
    log,
    metrics,
  });
  const { monthlyCents = null, ...budgetSettings } = settings.texts.budget;
  const budget = createTextBudget({
    database,
    settings: { ...budgetSettings, monthlyCents },
    clock,
    log,
    metrics,
  });
  const records = createTextRecords({ database, cipher, keyedHash, budget });
  const templates = createTextTemplates(database);
  if (sandbox) await addSandboxTemplates(database, templates, settings.organisation.kbo);
  reports.listen(({ platform, report, receivedAt }) => records.report(platform, report, receivedAt));
  const definition = textCommand({
    providers,
    failover,
    records,
    consents,
    quietHours: settings.texts.quietHours ?? null,
    clock,
  });
  return {
    kinds: [definition] as readonly CommandDefinition<never>[],
    serve: (commands: Commands) => ({
      reports,
      texts: new TextsService({ providers, preferred, failover, reports }),
      textMessages: new TextMessagesService({
        database,
        records,
        templates,
        budget,
        failover,
        platform: adapters.platformOf('texts'),
        commands,
        definition,
        keys: options.idempotencyKeys,
        clock,
        centsPerPart: settings.texts.centsPerPart,
        mostParts: settings.texts.mostParts,
      }),
    }),
  };
}

async function openAppointments(options: JourneysOptions) {
  const { settings, sandbox, adapters, database, cipher, keyedHash, audit, consents, clock, log } = options;
  const { kbo: organisation } = settings.organisation;
  const { longestRangeDays, mostOpen, video, reminders, waitingList } = settings.appointments;
  const { publicUrl } = settings.server;
  const providers = adapters.providers('appointments');
  const platform = adapters.platformOf('appointments');
  const records = createAppointmentRecords({ database, cipher });
  if (sandbox) await addSandboxAppointments({ database, cipher, keyedHash, clock, organisation });
  const videoUrlOf = createVideoRooms({
    keyedHash,
    roomUrl: video?.roomUrl ?? null,
    services: video?.services ?? [],
  });
  const kinds = createAppointmentCommands({ providers, records, clock, videoUrlOf });
  return {
    kinds: kinds.all as readonly CommandDefinition<never>[],
    serve(commands: Commands, textMessages: TextMessagesService) {
      const appointments = new AppointmentsService({ providers, platform, clock, longestRangeDays });
      const appointmentReading = new AppointmentReadingService({
        providers,
        platform,
        records,
        keyedHash,
        clock,
      });
      const bookings = new BookingService({
        appointments,
        reading: appointmentReading,
        providers,
        records,
        commands,
        kinds,
        keyedHash,
        clock,
        organisation,
        mostOpen,
      });
      const places = createWaitingListRecords({ database, cipher });
      const offers = createSlotOfferRecords({
        database,
        mostUnanswered: waitingList?.mostUnanswered ?? Infinity,
      });
      const slotOffers = new SlotOfferService({
        offers,
        places,
        appointments: records,
        bookings,
        keys: options.idempotencyKeys,
        clock,
      });
      const offerLinks = createSignedLinks({
        keyedHash,
        clock,
        publicUrl,
        path: '/appointments/offer',
        purpose: 'offer appointment',
      });
      const appointmentAddresses = {
        links: createCancelLinks({ keyedHash, clock, publicUrl }),
        publicUrl,
        videoUrlOf,
        isChangeable: appointmentReading.isChangeable.bind(appointmentReading),
      };
      return {
        appointments,
        appointmentReading,
        bookings,
        slotOffers,
        waitingList: new WaitingListService({
          database,
          appointments,
          providers,
          platform,
          places,
          offers,
          keys: options.idempotencyKeys,
          keyedHash,
          clock,
          organisation,
          mostDays: longestRangeDays,
          longestDays: waitingList?.longestDays ?? null,
        }),
        slotOfferDoors: createSlotOfferDoors({ service: slotOffers, links: offerLinks, audit }),
        /** Null: there is no waiting list. */
        waitingListOffering: waitingList
          ? createWaitingListOffering({
              database,
              providers,
              places,
              offers,
              answers: slotOffers,
              teller: createOfferTexts({
                texts: textMessages,
                consents,
                links: offerLinks,
                ...waitingList,
                clock,
                log,
              }),
              times: waitingList,
              quietHours: settings.texts.quietHours ?? null,
              mostDays: longestRangeDays,
              clock,
              log,
            })
          : null,
        appointmentAddresses,
        appointmentDoors: createAppointmentDoors({
          reading: appointmentReading,
          bookings,
          addresses: appointmentAddresses,
          audit,
        }),
        /** Null: nobody is reminded. */
        appointmentReminders: reminders
          ? createAppointmentReminders({
              records,
              sender: createReminderTexts({ texts: textMessages, consents, ...reminders, clock, log }),
              minutesBefore: reminders.minutesBefore,
              cancelUrlOf: appointmentAddresses.links.urlOf,
              videoUrlOf,
              clock,
              log,
            })
          : null,
      };
    },
  };
}

async function openSignatures(
  options: JourneysOptions,
  files: FileStore,
  followers: readonly SignatureFollower[],
) {
  const { settings, sandbox, adapters, database, cipher, keyedHash, clock, log } = options;
  const records = createSignatureRecords({ database, cipher, keyedHash });
  if (sandbox) await addSandboxRequests(records, settings.organisation.kbo);
  const signing = {
    port: adapters.port('signatures'),
    platform: adapters.platformOf('signatures'),
    records,
    files,
    clock,
    log,
    longestStepMs: settings.commands.leaseMs / 2,
    followers,
  };
  const definitions = signatureCommands(signing);
  return {
    kinds: [definitions.request, definitions.recall] as readonly CommandDefinition<never>[],
    serve: (commands: Commands) => ({
      signatures: new SignaturesService({ ...signing, commands, definitions, ...settings.signatures }),
      isSignedBy: (fileId: string, citizen: string) => records.isSignedBy(fileId, citizen),
      tidyDrafts: (context: CallContext) => tidyDrafts(signing, context),
    }),
  };
}

async function openLetters(options: JourneysOptions, files: FileStore, followers: SignatureFollower[]) {
  const { settings, sandbox, adapters, database, cipher, keyedHash, consents, clock, log } = options;
  const { mostRows, mostOpen } = settings.letters.batches;
  const records = createLetterRecords({ database, cipher, keyedHash });
  if (sandbox) await addSandboxLetters(records, settings.organisation.kbo);
  const port = adapters.port('letters');
  const platform = adapters.platformOf('letters');
  const sending = { platform, records, consents, files, costs: settings.letters.costs, clock };
  const templates = createLetterTemplates(database);
  if (sandbox) await addSandboxLetterTemplates(database, templates, settings.organisation.kbo);
  const making = createLetterMaking({
    templates,
    organisation: settings.organisation,
    senders: settings.letters.senders,
  });
  const definition = port
    ? sendLetterCommand({ ...sending, port, longestStepMs: settings.commands.leaseMs / 2 })
    : null;
  return {
    kinds: (definition ? [definition] : []) as readonly CommandDefinition<never>[],
    serve(commands: Commands, signatures: SignaturesService) {
      const signing = createLetterSigningRecords(cipher);
      followers.push(createLetterSigning({ records: signing, definition, commands }));
      const letters = new LettersService({ port, platform, records, clock });
      const batches = createLetterBatchRecords({ database, cipher, keyedHash, hashOf: records.hashOf });
      const made = { ...sending, port, definition, batches, templates, making, commands };
      const letterBatchSending = createLetterBatchSending({ ...made, log, mostOpen });
      return {
        letters,
        letterBatchSending,
        letterBatches: new LetterBatchesService({
          ...made,
          keys: options.idempotencyKeys,
          mostRows,
          wake: letterBatchSending.wake,
        }),
        letterSending: new LetterSendingService({
          ...sending,
          port,
          making,
          signatures,
          commands,
          definition,
          letters,
        }),
        letterBringing: new LetterBringingService({
          records,
          bringing: createLetterBringingRecords(cipher),
          letters,
          files,
          commands,
          keys: options.idempotencyKeys,
          clock,
        }),
        letterSenders: new LetterSendersService(port, platform),
        letterTemplates: new LetterTemplatesService({
          templates,
          making,
          files,
          keys: options.idempotencyKeys,
          clock,
          keepPreviewMs: settings.files.keepUnusedMs,
        }),
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
        database,
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
