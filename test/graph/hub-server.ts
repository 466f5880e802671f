import { PassThrough } from 'node:stream';
import { Arg, Mutation, Query, Resolver } from 'type-graphql';
import { PlatformError } from '../../src/adapter/platform-error.js';
import type { AppointmentAddresses } from '../../src/capabilities/appointments/appointment.view.js';
import type { AppointmentReadingService } from '../../src/capabilities/appointments/appointment-reading.service.js';
import type { BookingService } from '../../src/capabilities/appointments/booking.service.js';
import type { SlotOfferService } from '../../src/capabilities/appointments/slot-offer.service.js';
import type { WaitingListService } from '../../src/capabilities/appointments/waiting-list.service.js';
import type { AppointmentsService } from '../../src/capabilities/appointments/appointments.service.js';
import type { AssociationRequestService } from '../../src/capabilities/associations/association-request.service.js';
import type { AssociationService } from '../../src/capabilities/associations/association.service.js';
import type { ManagedAssociationService } from '../../src/capabilities/associations/managed-association.service.js';
import type { CitizensPort } from '../../src/capabilities/citizens/citizens.port.js';
import type { CommandsService } from '../../src/capabilities/commands/commands.service.js';
import type { ConsentsService } from '../../src/capabilities/consents/consents.service.js';
import { CitizensService } from '../../src/capabilities/citizens/citizens.service.js';
import { SocialRecordsService } from '../../src/capabilities/citizens/social-records.service.js';
import type { DossierStatusService } from '../../src/capabilities/dossiers/dossier-status.service.js';
import { DossiersService } from '../../src/capabilities/dossiers/dossiers.service.js';
import type { AddressService } from '../../src/capabilities/places/address.service.js';
import type { ImageryService } from '../../src/capabilities/places/imagery.service.js';
import type { ParcelService } from '../../src/capabilities/places/parcel.service.js';
import type { PermitsService } from '../../src/capabilities/permits/permits.service.js';
import type { ProfileHeaderService } from '../../src/capabilities/profile-header/profile-header.service.js';
import type { EventService } from '../../src/capabilities/events/event.service.js';
import { PlatformsService } from '../../src/capabilities/platforms/platforms.service.js';
import type { ProductLinkingService } from '../../src/capabilities/products/product-linking.service.js';
import { ProductLinkService } from '../../src/capabilities/products/product-link.service.js';
import type { ProductService } from '../../src/capabilities/products/product.service.js';
import type { LetterSendingService } from '../../src/capabilities/letters/letter-sending.service.js';
import type { LetterBatchesService } from '../../src/capabilities/letters/letter-batches.service.js';
import type { LetterBringingService } from '../../src/capabilities/letters/letter-bringing.service.js';
import type { LetterSendersService } from '../../src/capabilities/letters/letter-senders.service.js';
import type { LetterTemplatesService } from '../../src/capabilities/letters/letter-templates.service.js';
import type { LettersService } from '../../src/capabilities/letters/letters.service.js';
import { TimelineService } from '../../src/capabilities/timeline/timeline.service.js';
import type { WebhooksService } from '../../src/capabilities/webhooks/webhooks.service.js';
import type { SignaturesService } from '../../src/capabilities/signatures/signatures.service.js';
import type { TextMessagesService } from '../../src/capabilities/texts/text-messages.service.js';
import { TextsService } from '../../src/capabilities/texts/texts.service.js';
import { systemClock } from '../../src/context/clock.js';
import { createGraph } from '../../src/graph/graph.js';
import { createResolvers } from '../../src/graph/resolvers.js';
import { createLog } from '../../src/operations/log.js';
import { createMetrics } from '../../src/operations/metrics.js';
import { type AuditTrail, createAuditTrail } from '../../src/privacy/audit.js';
import { createKeyedHash } from '../../src/privacy/encryption.js';
import { createServer, type Server } from '../../src/server/server.js';
import type { Database } from '../../src/storage/database.js';
import { Operation } from '../../src/vocabulary/marks.js';
import { NationalNumberScalar } from '../../src/vocabulary/scalars.js';
import { NationalNumber } from '../../src/identifiers/national-number.js';
import { testDatabase } from '../support/database.js';
import { parties, type PartyName } from './actors.js';

export const keyedHash = createKeyedHash(Buffer.alloc(32, 3));

/** Somebody whose data must not leave by any way but a field. */
export const planted = { number: '48613011631', printed: '48.61.30-116.31', name: 'Geheimnaam' };
const words = `${planted.name} ${planted.number} ${planted.printed}`;
const open = { access: 'public', audit: 'none', cost: { own: 1 } } as const;

@Resolver()
class PlantedResolver {
  @Operation(open)
  @Query(() => String, { nullable: true, description: 'Fails with a person in its message; null then.' })
  fails(): string {
    throw new Error(`${words}\n    more of ${words}`, { cause: new Error(words) });
  }

  @Operation(open)
  @Query(() => String, { nullable: true, description: 'Fails as another GraphQL server would; null then.' })
  failsLikeADocument(): string {
    throw Object.assign(new Error(words), { extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } });
  }

  @Operation(open)
  @Query(() => String, { nullable: true, description: 'Fails as a platform; null then.' })
  platformFails(): string {
    throw new PlatformError('magda', 'SERVER_FAULT', { platformCode: '99001', cause: new Error(words) });
  }

  @Operation(open)
  @Query(() => NationalNumberScalar, { nullable: true, description: 'Gives what is no national number.' })
  unprintable(): NationalNumber {
    return words as unknown as NationalNumber;
  }

  @Operation(open)
  @Query(() => String, { description: 'Takes a number.' })
  takes(
    @Arg('number', () => NationalNumberScalar, { nullable: true, description: 'One.' })
    _number: NationalNumber,
  ): string {
    return 'taken';
  }

  @Operation({ access: 'citizen', audit: 'change', cost: { own: 1 } })
  @Mutation(() => String, { description: 'Changes something.' })
  change(): string {
    changes.count += 1;
    return 'changed';
  }
}

/** How often the mutation was performed. */
export const changes = { count: 0 };

export interface HubServer {
  readonly server: Server;
  readonly database: Database;
  readonly audit: AuditTrail;
  /** Every line the log wrote, as it wrote it. */
  logText(): string;
  metricsText(): Promise<string>;
  /** Holds every audit record back until the function it returns is called. */
  holdAudit(): () => void;
  close(): Promise<void>;
}

const citizensPort: CitizensPort = {
  async person(nationalNumber) {
    const person = { nationalNumber, name: { givenNames: ['Emma'], familyNames: ['Peeters'] } };
    const source = {
      platform: 'magda',
      state: 'FRESH',
      fetchedAt: new Date(0),
      since: null,
      reason: null,
    } as const;
    return { value: person as never, source };
  },
  household: () => Promise.reject(new PlatformError('magda', 'TIMEOUT')),
  unregister: async () => true,
  socialStatuses: () => Promise.reject(new PlatformError('magda', 'TIMEOUT')),
  livingWages: () => Promise.reject(new PlatformError('magda', 'TIMEOUT')),
  attest: () => Promise.reject(new PlatformError('magda', 'TIMEOUT')),
  personMutations: () => Promise.reject(new PlatformError('magda', 'TIMEOUT')),
};

/** The hub's own server, graph, log and audit trail; who asks stands in the cookie: `who=staff`. */
export async function hubServer({ sandbox = false } = {}): Promise<HubServer> {
  const database = await testDatabase();
  const chunks: string[] = [];
  const stream = new PassThrough().on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
  const log = createLog({ level: 'debug', stream });
  const metrics = createMetrics();
  const trail = createAuditTrail({ database, clock: systemClock, log });
  let held = Promise.resolve();
  const audit: AuditTrail = {
    ...trail,
    write: async (entry) => {
      await held;
      return trail.write(entry);
    },
  };
  const graph = await createGraph({
    resolvers: [
      ...createResolvers({
        appointments: {} as AppointmentsService,
        appointmentReading: {} as AppointmentReadingService,
        bookings: {} as BookingService,
        waitingList: {} as WaitingListService,
        slotOffers: {} as SlotOfferService,
        appointmentAddresses: {} as AppointmentAddresses,
        addresses: {} as AddressService,
        associations: {} as AssociationService,
        associationRequests: {} as AssociationRequestService,
        managedAssociations: {} as ManagedAssociationService,
        citizens: new CitizensService(citizensPort, 'magda'),
        socialRecords: new SocialRecordsService(citizensPort, 'magda'),
        commands: {} as CommandsService,
        consents: {} as ConsentsService,
        dossierStatus: {} as DossierStatusService,
        dossiers: new DossiersService(undefined, 'burgerprofiel'),
        imagery: {} as ImageryService,
        parcels: {} as ParcelService,
        permits: {} as PermitsService,
        profileHeader: {} as ProfileHeaderService,
        events: {} as EventService,
        letters: {} as LettersService,
        letterSending: {} as LetterSendingService,
        letterBatches: {} as LetterBatchesService,
        letterBringing: {} as LetterBringingService,
        letterSenders: {} as LetterSendersService,
        letterTemplates: {} as LetterTemplatesService,
        signatures: {} as SignaturesService,
        texts: new TextsService({
          providers: [],
          preferred: null,
          failover: { current: () => null },
          reports: { lastAt: () => null },
        }),
        textMessages: {} as TextMessagesService,
        platforms: new PlatformsService([], () => null),
        products: {} as ProductService,
        productLinking: {} as ProductLinkingService,
        productLinks: new ProductLinkService(database, systemClock),
        timeline: new TimelineService([]),
        webhooks: {} as WebhooksService,
      }),
      new PlantedResolver(),
    ],
    audit,
    keyedHash,
    clock: systemClock,
    log,
    metrics,
    limits: { depth: 12, aliases: 15, directives: 50, cost: 5_000, tokens: 2_000 },
    purposes: [{ code: 'dossier-handling', description: 'Behandelen van een dossier' }],
    sandbox,
  });
  const server = await createServer({
    graph,
    identity: {
      async identify({ cookie }) {
        return parties[(/who=([^;]+)/.exec(cookie ?? '')?.[1] ?? 'visitor') as PartyName];
      },
    },
    clock: systemClock,
    log,
    metrics,
    readiness: async () => ({ ready: true, reasons: [] }),
    sourcesDeadlineMs: 10_000,
    settings: {
      host: '127.0.0.1',
      port: 0,
      publicUrl: 'http://localhost:4000',
      trustProxy: false,
      bodyLimit: 262_144,
    },
  });
  return {
    server,
    database,
    audit,
    logText: () => chunks.join(''),
    metricsText: () => metrics.text(),
    holdAudit() {
      let release!: () => void;
      held = new Promise((resolve) => (release = resolve));
      return release;
    },
    async close() {
      await server.close();
      await graph.apollo.stop();
      await trail.close();
      await database.close();
      metrics.close();
    },
  };
}
