import { fastifyApolloHandler } from '@as-integrations/fastify';
import Fastify from 'fastify';
import { PlatformError } from '../../src/adapter/platform-error.js';
import type { HouseholdMember, Person } from '../../src/capabilities/citizens/citizens.port.js';
import { CitizensResolver } from '../../src/capabilities/citizens/citizens.resolver.js';
import { CitizensService } from '../../src/capabilities/citizens/citizens.service.js';
import { CitizenDossiersResolver } from '../../src/capabilities/dossiers/citizen-dossiers.resolver.js';
import type { DossierOverview } from '../../src/capabilities/dossiers/dossiers.port.js';
import { DossiersService } from '../../src/capabilities/dossiers/dossiers.service.js';
import { PlatformsResolver } from '../../src/capabilities/platforms/platforms.resolver.js';
import { PlatformsService } from '../../src/capabilities/platforms/platforms.service.js';
import { type CallContext, SourceLog } from '../../src/context/call-context.js';
import type { Sourced } from '../../src/context/source-status.js';
import { createGraph, type Graph } from '../../src/graph/graph.js';
import type { Limits } from '../../src/graph/guard.js';
import { NationalNumber } from '../../src/identifiers/national-number.js';
import { createMetrics, type Metrics } from '../../src/operations/metrics.js';
import type { AuditEntry, AuditTrail } from '../../src/privacy/audit.js';
import { createKeyedHash } from '../../src/privacy/encryption.js';
import { manualClock } from '../support/clock.js';
import { memoryLog, type MemoryLog } from '../support/log.js';

export const emma = '85671421468';
export const maria = '48613011631';
export const keyedHash = createKeyedHash(Buffer.alloc(32, 7));
export const modern = 'application/graphql-response+json';

export const limits: Limits = { depth: 12, aliases: 15, directives: 50, cost: 5_000, tokens: 2_000 };

const organisation = '0297500186';
const named = { givenName: null, familyName: null };
const citizenNumber = NationalNumber.parse(emma);

/** Who asks, by the value of the header `x-as`. */
const people: Record<string, Pick<CallContext, 'actor' | 'subject' | 'mandate'>> = {
  nobody: { actor: { kind: 'ANONYMOUS' }, subject: null, mandate: null },
  emma: {
    actor: {
      kind: 'CITIZEN',
      id: keyedHash.ofNationalNumber(citizenNumber),
      nationalNumber: citizenNumber,
      ...named,
    },
    subject: { id: keyedHash.ofNationalNumber(citizenNumber), nationalNumber: citizenNumber },
    mandate: { kind: 'SELF' },
  },
  sofie: staff(['staff'], true),
  'sofie without second factor': staff(['staff'], false),
  tom: staff(['administrator', 'staff'], true),
  program: {
    actor: { kind: 'CLIENT', id: 'site', organisation, scopes: ['administration'] },
    subject: null,
    mandate: null,
  },
  'program without scope': {
    actor: { kind: 'CLIENT', id: 'site', organisation, scopes: [] },
    subject: null,
    mandate: null,
  },
};

function staff(roles: string[], secondFactor: boolean): Pick<CallContext, 'actor' | 'subject' | 'mandate'> {
  return {
    actor: { kind: 'STAFF', id: 'sofie', ...named, organisation, roles, secondFactor },
    subject: null,
    mandate: { kind: 'OFFICE', organisation },
  };
}

export interface Asked {
  readonly status: number;
  readonly body: {
    readonly data?: Record<string, unknown> | null;
    readonly errors?: readonly {
      readonly message: string;
      readonly path?: readonly (string | number)[];
      readonly extensions: Record<string, unknown>;
    }[];
    readonly extensions?: Record<string, unknown>;
  };
  readonly text: string;
}

export interface Question {
  readonly as?: keyof typeof people & string;
  readonly variables?: Record<string, unknown>;
  readonly operationName?: string;
  readonly accept?: string;
}

/** The graph behind Fastify, with platforms, audit trail and askers that a test decides. */
export interface GraphWorld {
  readonly graph: Graph;
  /** Any request, as it is. */
  send(init: RequestInit, path?: string): Promise<{ status: number; text: string }>;
  readonly log: MemoryLog;
  readonly metrics: Metrics;
  readonly audited: AuditEntry[];
  /** How often each platform was asked. */
  readonly calls: { person: number; household: number; dossiers: number };
  /** What the platforms do; change it between questions. */
  readonly platforms: { persons: 'up' | 'down' | 'broken'; dossiers: 'up' | 'partial' | 'down' };
  readonly auditStore: { up: boolean };
  ask(query: string, question?: Question): Promise<Asked>;
  close(): Promise<void>;
}

export interface GraphWorldOptions {
  readonly sandbox?: boolean;
  readonly limits?: Partial<Limits>;
  readonly resolvers?: readonly object[];
}

export async function graphWorld(options: GraphWorldOptions = {}): Promise<GraphWorld> {
  const log = memoryLog();
  const clock = manualClock();
  const metrics = createMetrics();
  const audited: AuditEntry[] = [];
  const auditStore = { up: true };
  const audit: AuditTrail = {
    writer: 'test',
    async write(entry) {
      if (!auditStore.up) throw new Error(`disk full at record about ${emma}`);
      audited.push(entry);
    },
    async close() {},
  };
  const calls = { person: 0, household: 0, dossiers: 0 };
  const platforms: GraphWorld['platforms'] = { persons: 'up', dossiers: 'up' };

  const answer = <T>(platform: string, value: T, reason: string | null = null): Sourced<T> => ({
    value,
    source: { platform, state: 'FRESH', fetchedAt: new Date(clock.now()), since: null, reason },
  });
  const personPort = {
    async person(nationalNumber: NationalNumber) {
      calls.person += 1;
      fail();
      return answer<Person | null>('magda', personOf(nationalNumber));
    },
    async household() {
      calls.household += 1;
      fail();
      return answer<readonly HouseholdMember[] | null>('magda', [memberEmma]);
    },
    unregister: async () => true,
    socialStatuses: () => Promise.reject(new PlatformError('magda', 'NOT_CONFIGURED')),
    livingWages: () => Promise.reject(new PlatformError('magda', 'NOT_CONFIGURED')),
    attest: () => Promise.reject(new PlatformError('magda', 'NOT_CONFIGURED')),
    personMutations: () => Promise.reject(new PlatformError('magda', 'NOT_CONFIGURED')),
  };
  function fail() {
    if (platforms.persons === 'down')
      throw new PlatformError('magda', 'HTTP_5XX', { cause: new Error(`upstream said ${emma}`) });
    if (platforms.persons === 'broken') throw new Error(`cannot read Persoon of ${emma}`);
  }
  const dossiersPort = {
    async dossiersOf() {
      calls.dossiers += 1;
      if (platforms.dossiers === 'down') throw new PlatformError('burgerprofiel', 'TIMEOUT');
      const partial = platforms.dossiers === 'partial';
      const failures = partial ? [{ authority: 'VAPH', platformCode: '60013' }] : [];
      const overview: DossierOverview = { dossiers: [dossier], failures };
      return answer('burgerprofiel', overview, partial ? 'PARTIAL' : null);
    },
  };

  const graph = await createGraph({
    resolvers: [
      new CitizensResolver(new CitizensService(personPort, 'magda')),
      new CitizenDossiersResolver(new DossiersService(dossiersPort, 'burgerprofiel')),
      new PlatformsResolver(
        new PlatformsService(
          [{ name: 'magda', title: 'MAGDA', operator: 'Digitaal Vlaanderen', provides: ['citizens'] }],
          () => null,
        ),
      ),
      ...(options.resolvers ?? []),
    ],
    audit,
    keyedHash,
    clock,
    log,
    metrics,
    limits: { ...limits, ...options.limits },
    purposes: [{ code: 'dossier-handling', description: 'Behandelen van een dossier' }],
    sandbox: options.sandbox ?? false,
  });

  const app = Fastify({ bodyLimit: 1_000_000 });
  // As the hub's server does: only JSON is ever read.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'string' },
    app.getDefaultJsonParser('error', 'error'),
  );
  app.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    handler: fastifyApolloHandler(graph.apollo, {
      context: async (request) => ({
        correlationId: 'c0ffee00-0000-4000-8000-000000000001',
        deadline: clock.now() + 10_000,
        ...people[String(request.headers['x-as'] ?? 'nobody')]!,
        purpose: null,
        sources: new SourceLog(),
      }),
    }),
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const send: GraphWorld['send'] = async (init, path = '/graphql') => {
    const reply = await fetch(`${url}${path}`, init);
    return { status: reply.status, text: await reply.text() };
  };

  return {
    graph,
    send,
    log,
    metrics,
    audited,
    calls,
    platforms,
    auditStore,
    async ask(query, { as = 'nobody', variables, operationName, accept = modern } = {}) {
      const reply = await send({
        method: 'POST',
        headers: { 'content-type': 'application/json', accept, 'x-as': as },
        body: JSON.stringify({ query, variables, operationName }),
      });
      return { ...reply, body: JSON.parse(reply.text) as Asked['body'] };
    },
    async close() {
      await app.close();
      await graph.apollo.stop();
      metrics.close();
    },
  };
}

function personOf(nationalNumber: NationalNumber): Person {
  return {
    nationalNumber,
    name: { givenNames: ['Emma'], familyNames: ['Peeters'] },
    sex: { code: '2', description: 'Vrouwelijk' },
    birthDate: '1985-07-14',
    birthPlace: null,
    deathDate: null,
    mainResidence: {
      street: 'Turnhoutsebaan',
      houseNumber: '12',
      boxNumber: null,
      postalCode: '2970',
      municipality: 'Schilde',
      nisCode: '11039',
      country: 'België',
      lines: [],
      since: '2012-03-01',
    },
    residenceAbroad: null,
    nationalities: [],
    civilStatus: null,
    statuses: [],
  };
}

const memberEmma: HouseholdMember = {
  nationalNumber: citizenNumber,
  name: { givenNames: ['Emma'], familyNames: ['Peeters'] },
  sex: { code: '2', description: 'Vrouwelijk' },
  birthDate: '1985-07-14',
  position: { code: '02', description: 'Echtgenoot of echtgenote' },
  since: '2012-03-01',
  until: null,
};

const dossier: DossierOverview['dossiers'][number] = {
  authority: 'VAPH',
  number: 'D-1',
  current: {
    name: 'Aanvraag',
    type: 'DossierStatus',
    changedAt: new Date('2026-05-01T08:00:00Z'),
    targetDate: '2026-07-01',
    status: {
      code: 'InBehandeling',
      phase: 'Behandeling',
      edrl: null,
      details: ['Eerste', 'Tweede'],
      changedAt: new Date('2026-05-01T08:00:00Z'),
      action: { needed: true, description: 'Bezorg een attest.' },
      targetDate: null,
    },
    products: ['1234'],
    handler: null,
    extraInformation: null,
    url: 'https://www.vlaanderen.be/dossier',
    subjects: [{ role: 'aanvrager', type: 'INSZ', nationalNumber: citizenNumber, key: null }],
    confidential: false,
    public: null,
    notConsultable: null,
    from: new Date('2026-04-01T08:00:00Z'),
    to: null,
    otherFacts: [],
  },
  history: [],
};
