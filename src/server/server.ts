import type { Socket } from 'node:net';
import type { ApolloServer } from '@apollo/server';
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import type { CallContext } from '../context/call-context.js';
import type { Clock } from '../context/clock.js';
import type { Log } from '../operations/log.js';
import { accessLog } from './access-log.js';
import { adminPage } from './admin-page.js';
import { correlationIdOf, echoCorrelation } from './correlation.js';
import { handleErrors, refuse } from './error-handler.js';
import { graphqlRoute, type GraphqlRouteOptions } from './graphql-route.js';
import { securityHeaders } from './headers.js';
import { healthRoutes, type MetricsPage, type Readiness } from './health-routes.js';
import { landingPage } from './landing-page.js';
import { playground } from './playground.js';
import type { Identification } from './requester.js';
import { type SandboxControl, sandboxRoutes } from './sandbox-routes.js';
import { sessionRoute } from './session-route.js';

/** How long running requests may take to finish after `close()` before they are cut. */
const drainMs = 4_000;

export interface ServerSettings {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** Where people reach the hub, e.g. `https://schakel.schilde.be`. */
  readonly publicUrl: string;
  /** True, or the addresses of the proxies whose forwarding headers are believed. */
  readonly trustProxy: boolean | string | string[];
  /** Largest request body in bytes. */
  readonly bodyLimit: number;
  /** Bearer token for `/metrics`; left out or null: this machine only. */
  readonly metricsToken?: string | null;
  /** Whether `/playground` is served; left out: it is. */
  readonly playground?: boolean;
}

export interface ServerOptions {
  readonly graph: { readonly apollo: ApolloServer<CallContext> };
  readonly identity: Identification;
  readonly settings: ServerSettings;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: MetricsPage;
  readonly readiness: () => Promise<Readiness>;
  /** Left out or null outside the sandbox. */
  readonly sandbox?: SandboxControl | null;
  readonly sourcesDeadlineMs: number;
  /** Whether there is a board of queues to point to; left out: there is none. */
  readonly queueBoard?: boolean;
  readonly onRefusedCredentials?: GraphqlRouteOptions['onRefusedCredentials'];
  /** Routes of other rooms, such as login: registered last, under the same headers, log and error handling. */
  readonly routes?: (app: FastifyInstance) => void | Promise<void>;
}

export interface Server {
  /** For tests that ask without a socket. */
  readonly app: FastifyInstance;
  /** Rejects with PortInUse. Resolves with where it listens, e.g. `http://127.0.0.1:4000`. */
  listen(): Promise<string>;
  /** Stops taking requests, gives the running ones 4 seconds, then cuts what is left. */
  close(): Promise<void>;
}

/** Somebody else already listens there. */
export class PortInUse extends Error {
  override readonly name = 'PortInUse';

  constructor(
    readonly host: string,
    readonly port: number,
    /** Which option of the command chooses another. */
    readonly option = '--port',
  ) {
    super(`port ${port} on ${host} is in use`);
  }
}

/** The hub's HTTP side. Apollo must have been started; nothing is opened before `listen()`. */
export async function createServer(options: ServerOptions): Promise<Server> {
  const { graph, identity, settings, clock, log, metrics, sandbox = null, sourcesDeadlineMs } = options;
  let closing = false;

  const app = Fastify({
    logger: false,
    genReqId: correlationIdOf,
    requestIdHeader: false,
    trustProxy: settings.trustProxy,
    bodyLimit: settings.bodyLimit,
    requestTimeout: 30_000,
    forceCloseConnections: 'idle',
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 200 },
    // A path that cannot be decoded never reaches a route.
    frameworkErrors: (_error, request, reply) => void refuse(request as FastifyRequest, reply as never, 400),
  });
  echoCorrelation(app);
  securityHeaders(app, settings);
  accessLog(app, log);
  handleErrors(app, log);
  // An answer that leaves while the hub closes ends its connection; a keep-alive one would hold the hub until it is cut.
  app.addHook('onSend', async (_request, reply) => void (closing && reply.header('connection', 'close')));

  healthRoutes(app, { readiness: options.readiness, metrics, metricsToken: settings.metricsToken ?? null });
  graphqlRoute(app, {
    apollo: graph.apollo,
    identity,
    clock,
    sourcesDeadlineMs,
    onRefusedCredentials: options.onRefusedCredentials,
  });
  sessionRoute(app, identity);
  landingPage(app, { identity, sandbox: sandbox !== null });
  adminPage(app, { identity, sandbox: sandbox !== null, queueBoard: options.queueBoard ?? false });
  if (settings.playground !== false) playground(app, { identity, sandbox });
  if (sandbox) sandboxRoutes(app, sandbox);
  await options.routes?.(app);
  await app.ready();

  async function listen(): Promise<string> {
    try {
      return await app.listen({ host: settings.host, port: settings.port });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE')
        throw new PortInUse(settings.host, settings.port);
      throw error;
    }
  }

  // Browsers and pools open connections ahead of need. Node counts one that has sent nothing yet as busy, not as idle.
  const connections = new Set<Socket>();
  app.server.on('connection', (socket: Socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });

  async function close(): Promise<void> {
    closing = true;
    for (const socket of connections) if (socket.bytesRead === 0) socket.destroy();
    const cancel = clock.after(drainMs, () => app.server.closeAllConnections());
    try {
      await app.close();
    } finally {
      cancel();
    }
  }

  return { app, listen, close };
}
