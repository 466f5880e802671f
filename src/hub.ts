import { randomUUID } from 'node:crypto';
import { adapters as builtWith } from '../adapters/index.js';
import { createHealthMonitor } from './adapter/health-monitor.js';
import { addSandboxAttests } from './capabilities/attests/attest.sandbox.js';
import { AttestStore } from './capabilities/attests/attest.store.js';
import { AttestsService } from './capabilities/attests/attests.service.js';
import { slotOfferFeed } from './capabilities/appointments/waiting-list.feed.js';
import { appointmentFeed } from './capabilities/appointments/appointment.feed.js';
import { createAssociationMirror } from './capabilities/associations/association.mirror.js';
import { createAssociationService } from './capabilities/associations/association.service.js';
import { CommandsService } from './capabilities/commands/commands.service.js';
import { ConsentsService } from './capabilities/consents/consents.service.js';
import { CitizensService } from './capabilities/citizens/citizens.service.js';
import { dossierFeed } from './capabilities/dossiers/dossier.feed.js';
import { SocialRecordsService } from './capabilities/citizens/social-records.service.js';
import { DossiersService } from './capabilities/dossiers/dossiers.service.js';
import { FilesService } from './capabilities/files/files.service.js';
import { letterFeed } from './capabilities/letters/letter.feed.js';
import { AddressService } from './capabilities/places/address.service.js';
import { ImageryService } from './capabilities/places/imagery.service.js';
import { createPanoramaLinks } from './capabilities/places/panorama-links.js';
import { ParcelService } from './capabilities/places/parcel.service.js';
import { createPermitMirror } from './capabilities/permits/permit.mirror.js';
import { PermitsService } from './capabilities/permits/permits.service.js';
import { createEventOrganizersMirror } from './capabilities/events/event-organizers.mirror.js';
import { createEventService } from './capabilities/events/event.service.js';
import { TimelineService } from './capabilities/timeline/timeline.service.js';
import { createUnknownValues } from './capabilities/events/unknown-values.js';
import { PlatformsService } from './capabilities/platforms/platforms.service.js';
import { ProductLinkingService } from './capabilities/products/product-linking.service.js';
import { ProductLinkService } from './capabilities/products/product-link.service.js';
import { createProductMirror } from './capabilities/products/product.mirror.js';
import { createProductService } from './capabilities/products/product.service.js';
import { ProfileHeaderService } from './capabilities/profile-header/profile-header.service.js';
import { signatureFeed } from './capabilities/signatures/signature.feed.js';
import { SourceLog } from './context/call-context.js';
import { type Clock, systemClock } from './context/clock.js';
import { createGraph } from './graph/graph.js';
import { createEventSources, createResolvers } from './graph/resolvers.js';
import { createIdempotencyKeys } from './jobs/idempotency.js';
import { createIdentity } from './identity/identity.js';
import { databaseLease } from './jobs/lease.js';
import { createScheduler } from './jobs/schedule.js';
import type { Log } from './operations/log.js';
import { createMetrics } from './operations/metrics.js';
import { createConsents } from './privacy/consent.js';
import { createAuditTrail } from './privacy/audit.js';
import { createFieldCipher, createKeyedHash } from './privacy/encryption.js';
import { startAdapters } from './running-adapters.js';
import { openJourneys } from './journeys.js';
import { openCommands } from './running-commands.js';
import { openWebhooks } from './running-webhooks.js';
import type { SandboxControl } from './server/sandbox-routes.js';
import { eventStreamRoute } from './server/event-stream-route.js';
import { loginRoutes } from './server/login-routes.js';
import { slotOfferRoutes } from './server/slot-offer-routes.js';
import { appointmentRoutes } from './server/appointment-routes.js';
import { attestRoute } from './server/attest-route.js';
import { fileRoutes } from './server/file-routes.js';
import { queueBoard } from './server/queue-board.js';
import { panoramaRoute } from './server/panorama-route.js';
import { createServer } from './server/server.js';
import { webSocketRoute } from './server/web-socket-route.js';
import { textReportRoute } from './server/text-report-route.js';
import type { Settings } from './settings-schema.js';
import { type Database, openDatabase } from './storage/database.js';

export interface HubOptions {
  readonly settings: Settings;
  /** The switches of the sandbox's simulators; left out when the platforms are real. */
  readonly sandbox?: SandboxControl;
  readonly clock?: Clock;
  readonly log: Log;
  /** An open database in place of the one the settings name; it is closed with the hub. */
  readonly database?: Database;
}

export interface Hub {
  /** Where it listens. */
  readonly url: string;
  /** Runs a schedule now; for whoever cannot wait, such as a test. */
  runNow(schedule: string): Promise<void>;
  /** Answers the questions under way, then lets go of everything. */
  close(): Promise<void>;
}

/** A step of a command may end; what does not end in time is taken up again after the next start. */
const commandsCloseMs = 2_500;

/** The whole hub: what is made, in which order; it is closed the other way round. */
export async function startHub(options: HubOptions): Promise<Hub> {
  const { settings, sandbox, clock = systemClock, log } = options;
  const closing: (() => unknown)[] = [];
  const close = async () => {
    for (const step of closing.splice(0).reverse())
      await Promise.resolve(step()).catch((error: unknown) => log.error('hub.close.failed', { error }));
  };
  try {
    const { server: serverSettings, operations } = settings;
    const metrics = createMetrics();
    closing.push(() => metrics.close());

    const database =
      options.database ??
      (await openDatabase({
        ...settings.database,
        log,
        sandbox: sandbox !== undefined,
        port: serverSettings.port,
      }));
    closing.push(() => database.close());
    const cipher = createFieldCipher(settings.keys.encryption);
    const keyedHash = createKeyedHash(settings.keys.hash);
    const audit = createAuditTrail({ database, clock, log });
    closing.push(() => audit.close());

    const adapters = startAdapters({
      definitions: builtWith,
      configured: settings.adapters,
      clock,
      log,
      metrics,
    });
    closing.push(() => adapters.close());
    const health = createHealthMonitor({ adapters: adapters.all, checkMs: 5_000, clock, log });

    const scheduler = createScheduler({ clock, log, lease: databaseLease(database) });
    // Each hub watches the platforms itself: another one's view of them is another one's network.
    const watch = createScheduler({ clock, log });
    closing.push(() => Promise.all([scheduler.close(), watch.close()]));

    const register = adapters.port('associations');
    const platform = adapters.platformOf('associations');
    const { mirrorIntervalMs, mostPerPage } = settings.associations;
    const mirror = register
      ? createAssociationMirror({
          database,
          port: register,
          platform,
          clock,
          log,
          freshForMs: 2 * mirrorIntervalMs,
        })
      : null;
    const catalogue = adapters.port('products') ?? null;
    const cataloguePlatform = adapters.platformOf('products');
    const productMirror =
      catalogue &&
      createProductMirror({
        database,
        port: catalogue,
        platform: cataloguePlatform,
        clock,
        log,
        noteUnknownValue: adapters.noteUnknownValue(cataloguePlatform),
        freshForMs: 5 * settings.products.mirrorIntervalMs,
      });
    const productLinks = new ProductLinkService(database, clock);
    await productLinks.replaceSettings(settings.products.links);
    const places = [adapters.port('places'), adapters.platformOf('places')] as const;
    const addresses = new AddressService(...places);
    const panoramaLinks = createPanoramaLinks({ keyedHash, clock, publicUrl: serverSettings.publicUrl });
    const imagery = new ImageryService(...places, panoramaLinks);
    const permits = adapters.port('permits') ?? null;
    const { terms, mostPerPage: mostProjects, ...permitCopy } = settings.permits;
    const permitMirror = permits
      ? createPermitMirror({
          database,
          port: permits,
          platform: adapters.platformOf('permits'),
          clock,
          log,
          metrics,
          noteUnknownValue: adapters.noteUnknownValue(adapters.platformOf('permits')),
          ...permitCopy,
        })
      : null;
    const agenda = adapters.port('events');
    const agendaPlatform = adapters.platformOf('events');
    const { linksIntervalMs } = settings.events;
    const unknownValues = createUnknownValues(adapters.noteUnknownValue(agendaPlatform));
    const eventOrganizers = agenda
      ? createEventOrganizersMirror({
          database,
          port: agenda,
          platform: agendaPlatform,
          clock,
          unknownValues,
          freshForMs: 2 * linksIntervalMs,
        })
      : null;
    const attestStore = new AttestStore(database, cipher, keyedHash, clock);
    if (sandbox) await addSandboxAttests(attestStore, settings.organisation.kbo);
    const attests = new AttestsService({
      port: adapters.port('attests'),
      platform: adapters.platformOf('attests'),
      store: attestStore,
      keyedHash,
      audit,
    });
    const publicUrl = () => serverSettings.publicUrl;
    const profileHeader = adapters.port('profileHeader');
    const dossiers = new DossiersService(adapters.port('dossiers'), adapters.platformOf('dossiers'));
    const consents = createConsents({ database, clock, purposes: settings.consents });
    const idempotencyKeys = createIdempotencyKeys({ database, keyedHash, clock });
    const webhooks = await openWebhooks({
      settings: settings.webhooks,
      organisation: settings.organisation.kbo,
      database,
      idempotencyKeys,
      clock,
      log,
      metrics,
    });
    closing.push(() => webhooks.close());
    const journeys = await openJourneys({
      settings,
      sandbox: sandbox !== undefined,
      adapters,
      database,
      associationMirror: mirror,
      cipher,
      keyedHash,
      audit,
      consents,
      idempotencyKeys,
      clock,
      log,
      metrics,
    });
    const { commands, queues } = openCommands({
      settings: settings.commands,
      definitions: journeys.definitions,
      database,
      cipher,
      keyedHash,
      clock,
      log,
      metrics,
    });
    closing.push(() => commands.close(commandsCloseMs));
    commands.listen(({ endedAt }) => {
      if (endedAt) webhooks.look();
    });
    const commandsService = new CommandsService(commands, clock);
    const {
      reports,
      appointmentDoors,
      appointmentReminders,
      slotOfferDoors,
      waitingListOffering,
      letterBatchSending,
      isSignedBy,
      tidyDrafts,
      ...outgoing
    } = journeys.serve(commands);
    const files = new FilesService({
      store: journeys.fileStore,
      clock,
      audit,
      ...settings.files,
      ofCitizen: [isSignedBy],
    });
    const products = createProductService({
      database,
      port: catalogue,
      mirror: productMirror,
      platform: cataloguePlatform,
      clock,
      mostPerPage: settings.products.mostPerPage,
    });
    const resolvers = createResolvers({
      ...outgoing,
      addresses,
      associations: createAssociationService({
        database,
        port: register ?? null,
        mirror,
        platform,
        mostPerPage,
      }),
      citizens: new CitizensService(adapters.port('citizens'), adapters.platformOf('citizens')),
      socialRecords: new SocialRecordsService(adapters.port('citizens'), adapters.platformOf('citizens')),
      commands: commandsService,
      consents: new ConsentsService(consents, idempotencyKeys),
      dossiers,
      imagery,
      parcels: new ParcelService(...places, addresses),
      permits: new PermitsService({
        database,
        port: permits,
        mirror: permitMirror,
        platform: adapters.platformOf('permits'),
        clock,
        terms,
        mostPerPage: mostProjects,
      }),
      events: createEventService({
        port: agenda,
        mirror: eventOrganizers,
        platform: agendaPlatform,
        clock,
        unknownValues,
      }),
      platforms: new PlatformsService(builtWith, (name) => health.healthOf(name)),
      profileHeader: new ProfileHeaderService(profileHeader, publicUrl),
      products,
      productLinks,
      productLinking: new ProductLinkingService({ links: productLinks, products, keys: idempotencyKeys }),
      timeline: new TimelineService([
        dossierFeed(dossiers),
        signatureFeed(outgoing.signatures),
        letterFeed(outgoing.letters),
        appointmentFeed(outgoing.appointmentReading, outgoing.appointmentAddresses),
        slotOfferFeed(outgoing.slotOffers, outgoing.waitingList, keyedHash),
      ]),
      webhooks: webhooks.service,
    });
    const graph = await createGraph({
      resolvers,
      events: createEventSources({ commands: commandsService }),
      audit,
      keyedHash,
      clock,
      log,
      metrics,
      limits: settings.graph.limits,
      purposes: settings.graph.purposes,
      sandbox: sandbox !== undefined,
    });
    closing.push(() => graph.apollo.stop());

    const identity = createIdentity({
      settings: settings.identity,
      database,
      cipher,
      keyedHash,
      clock,
      log,
      publicUrl,
    });
    closing.push(() => identity.close());

    if (mirror)
      scheduler.add({
        name: 'associations.mirror',
        everyMs: mirrorIntervalMs,
        run: (signal) => mirror.follow(signal),
      });
    if (productMirror)
      scheduler.add({
        name: 'products.mirror',
        everyMs: settings.products.mirrorIntervalMs,
        run: (signal) => productMirror.follow(signal),
      });
    if (permitMirror)
      scheduler.add({
        name: 'permits.mirror',
        // More often than each night: what failed or was cut off goes on within the quarter.
        everyMs: 15 * 60_000,
        run: (signal) => permitMirror.followIfDue(signal),
      });
    if (eventOrganizers?.readable)
      scheduler.add({
        name: 'events.organizers',
        everyMs: linksIntervalMs,
        run: (signal) => eventOrganizers.follow(signal),
      });
    if (appointmentReminders)
      scheduler.add({
        name: 'appointments.reminders',
        everyMs: 5 * 60_000,
        run: (signal) => appointmentReminders.remind(signal),
      });
    if (waitingListOffering)
      scheduler.add({
        name: 'appointments.waiting-list',
        everyMs: 5 * 60_000,
        run: (signal) => waitingListOffering.run(signal),
      });
    scheduler.add({
      name: 'commands.sweep',
      everyMs: 30_000,
      run: (signal) => commands.sweep(signal),
    });
    scheduler.add({
      name: 'letters.batches',
      // It is woken when there is something to send; this is for what another hub heard, or one that stopped.
      everyMs: 10_000,
      run: (signal) => letterBatchSending.run(signal),
    });
    const stopBatches = letterBatchSending.follow(() => void scheduler.runNow('letters.batches'));
    closing.push(stopBatches);
    scheduler.add({
      name: 'letters.batches.sweep',
      everyMs: 60 * 60_000,
      run: () => outgoing.letterBatches.sweep(),
    });
    scheduler.add({
      name: 'webhooks.sweep',
      everyMs: 60 * 60_000,
      run: () => webhooks.sweep(),
    });
    scheduler.add({
      name: 'files.sweep',
      everyMs: 10 * 60_000,
      run: async () => void (await journeys.fileStore.sweep()),
    });
    scheduler.add({
      name: 'signatures.tidy',
      everyMs: 60 * 60_000,
      run: (signal) =>
        tidyDrafts({
          correlationId: randomUUID(),
          deadline: clock.now() + 60_000,
          actor: { kind: 'SYSTEM', id: 'signatures.tidy' },
          subject: null,
          mandate: null,
          purpose: null,
          signal,
          sources: new SourceLog(),
        }),
    });
    scheduler.add({
      name: 'sessions.sweep',
      everyMs: 10 * 60_000,
      run: async () => void (await identity.sweep()),
    });
    watch.add({
      name: 'platforms.health',
      everyMs: operations.healthIntervalMs,
      run: (signal) => health.checkAll(signal),
    });

    /** Who was refused is not known to the hub; that it happened, and why, is recorded. */
    const refused = (operation: string, { code, correlationId }: { code: string; correlationId: string }) =>
      audit.write({
        actorKind: 'ANONYMOUS',
        actorId: null,
        mandate: null,
        subjectHash: null,
        operation,
        fields: [],
        categories: [],
        purpose: null,
        outcome: 'DENIED',
        reason: code,
        correlationId,
      });
    const onRefusedCredentials = (refusal: { code: string; correlationId: string }) =>
      refused('credentials', refusal);
    const server = await createServer({
      graph,
      identity,
      settings: { ...serverSettings, bodyLimit: serverSettings.bodyLimitBytes },
      clock,
      log,
      metrics,
      sandbox: sandbox ?? null,
      sourcesDeadlineMs: settings.graph.deadlineMs,
      queueBoard: queues.length > 0,
      readiness: async () => {
        const reachable = await database.client.$queryRaw`SELECT 1`.then(
          () => true,
          () => false,
        );
        return { ready: reachable, reasons: reachable ? [] : ['DATABASE'] };
      },
      onRefusedCredentials,
      routes: async (app) => {
        panoramaRoute(app, {
          clock,
          deadlineMs: settings.graph.deadlineMs,
          picture: (ticket, context) => imagery.picture(ticket, context),
        });
        attestRoute(app, {
          clock,
          deadlineMs: settings.graph.deadlineMs,
          publicUrl,
          answer: (token, insz, question, context) => attests.answer(token, insz, question, context),
        });
        await app.register(appointmentRoutes, {
          identity,
          clock,
          deadlineMs: settings.graph.deadlineMs,
          ...appointmentDoors,
        });
        await app.register(slotOfferRoutes, {
          clock,
          deadlineMs: settings.graph.deadlineMs,
          ...slotOfferDoors,
        });
        await app.register(loginRoutes, {
          identity,
          log,
          onNotLetIn: (refusal) => refused('login', refusal),
          profileHeader: profileHeader?.header() ?? null,
        });
        await app.register(fileRoutes, { identity, clock, files, onRefusedCredentials });
        if (queues.length > 0) await app.register(queueBoard, { identity, queues });
        await app.register(textReportRoute, { reports });
        await app.register(eventStreamRoute, {
          gate: graph.subscriptions,
          identity,
          clock,
          log,
          onRefusedCredentials,
        });
        await app.register(webSocketRoute, {
          gate: graph.subscriptions,
          identity,
          clock,
          log,
          publicUrl,
          bodyLimit: serverSettings.bodyLimitBytes,
          onRefusedCredentials,
        });
      },
    });
    // Beside each other: both may wait for something under way, and the end has one limit.
    closing.push(() =>
      Promise.all([
        server.close(),
        scheduler.close(),
        watch.close(),
        commands.close(commandsCloseMs),
        webhooks.close(),
      ]),
    );
    const url = await server.listen();
    commands.start();
    webhooks.start();
    log.info('hub.started', {
      sandbox: sandbox !== undefined,
      adapters: adapters.all.map(({ name }) => name),
    });
    return {
      url,
      runNow: (schedule) => (schedule === 'platforms.health' ? watch : scheduler).runNow(schedule),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
