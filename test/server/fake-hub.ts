import { systemClock } from '../../src/context/clock.js';
import { NationalNumber } from '../../src/identifiers/national-number.js';
import { IdentityError } from '../../src/identity/identity-error.js';
import type { Credentials, Requester } from '../../src/server/requester.js';
import { visitor } from '../../src/server/requester.js';
import type { SandboxControl, SimulatorState } from '../../src/server/sandbox-routes.js';
import type { Server, ServerOptions, ServerSettings } from '../../src/server/server.js';
import { createServer } from '../../src/server/server.js';
import { memoryLog } from '../support/log.js';
import type { FakeGraph } from './fake-graph.js';
import { fakeGraph } from './fake-graph.js';

const staff = (roles: string[], secondFactor = true): Requester => ({
  actor: {
    kind: 'STAFF',
    id: 'staff-1',
    givenName: 'Tom',
    familyName: 'Wouters',
    organisation: '0297500186',
    roles,
    secondFactor,
  },
  subject: null,
  mandate: { kind: 'OFFICE', organisation: '0297500186' },
});

function citizen(): Requester {
  const nationalNumber = NationalNumber.parse('85671421468');
  return {
    actor: { kind: 'CITIZEN', id: 'hash', nationalNumber, givenName: 'Emma', familyName: 'Peeters' },
    subject: { id: 'hash', nationalNumber },
    mandate: { kind: 'SELF' },
  };
}

const people: Record<string, () => Requester> = {
  administrator: () => staff(['administrator', 'staff']),
  'administrator-without-second-factor': () => staff(['administrator'], false),
  staff: () => staff(['staff']),
  citizen,
};

export async function identityOf({ cookie, authorization }: Credentials): Promise<Requester> {
  if (authorization === 'Bearer expired') throw new IdentityError('INVALID_TOKEN', 'token expired');
  return people[/who=([a-z-]+)/.exec(cookie ?? '')?.[1] ?? '']?.() ?? visitor;
}

export interface FakeHub {
  readonly server: Server;
  readonly graph: FakeGraph;
  readonly log: ReturnType<typeof memoryLog>;
  readonly simulators: Map<string, SimulatorState>;
}

/** The server on a small graph. Who asks is written in the cookie: `who=citizen`. The token `expired` is refused. */
export async function fakeHub(
  options: Partial<Omit<ServerOptions, 'settings'>> & { settings?: Partial<ServerSettings> } = {},
): Promise<FakeHub> {
  const graph = await fakeGraph();
  const log = memoryLog();
  const simulators = new Map<string, SimulatorState>(graph.adapters.map(({ name }) => [name, 'up']));
  const sandbox: SandboxControl = {
    simulators: () => [...simulators].map(([name, state]) => ({ name, state, faults: [] })),
    setState(name, state) {
      simulators.set(name, state);
      const adapter = graph.adapters.find((each) => each.name === name)!;
      const down = state === 'down';
      adapter.state = down ? 'DOWN' : 'UP';
      adapter.breaker = down ? 'OPEN' : 'CLOSED';
      adapter.errorRate = down ? 0.62 : 0;
      adapter.lastErrorAt = down ? new Date().toISOString() : null;
      adapter.lastErrorCode = down ? 'NETWORK' : null;
    },
    setFaults: () => undefined,
    calls: () => [],
    forgetCalls: () => undefined,
    clientToken: async () => 'sandbox-token',
  };
  const server = await createServer({
    graph,
    identity: { identify: identityOf },
    clock: systemClock,
    log,
    metrics: { contentType: 'text/plain; version=0.0.4', text: async () => '# HELP schakel_up 1\n' },
    readiness: async () => ({ ready: true, reasons: [] }),
    sandbox,
    sourcesDeadlineMs: 10_000,
    ...options,
    settings: {
      host: '127.0.0.1',
      port: 0,
      publicUrl: 'http://localhost:4000',
      trustProxy: false,
      bodyLimit: 1024 * 1024,
      ...options.settings,
    },
  });
  return { server, graph, log, simulators };
}
