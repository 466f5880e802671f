import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Clock } from '../../context/clock.js';
import { answerWith } from './faults.js';
import type { Fault, Simulator, SimulatorCall, SimulatorReply, SimulatorRequest } from './simulator.js';

export type { SimulatorReply, SimulatorRequest } from './simulator.js';

export interface SimulatorServerOptions {
  readonly name: string;
  readonly clock: Clock;
  /** Port on 127.0.0.1; 0 or left out takes a free one. */
  readonly port?: number;
  /** PEM texts. With `ca`, only clients with a certificate of that authority are let in. */
  readonly tls?: { readonly cert: string; readonly key: string; readonly ca?: string };
  /**
   * Names the operation without performing it. When left out a question under a fault is routed all the same, to learn
   * its operation: its effect then takes place although the answer is spoilt.
   */
  operationOf?(request: SimulatorRequest): string;
  /** The platform's own answer to who asks too much, under the fault `throttled`; status 429 when left out. */
  throttled?(operation: string): SimulatorReply;
  route(request: SimulatorRequest): Promise<SimulatorReply>;
}

/** Faults that keep the platform from doing what was asked. */
const refuses = new Set<Fault['kind']>(['status', 'throttled']);

/** One that runs for days under load forgets its oldest calls. */
const mostCalls = 100_000;

export type SimulatorServer = Omit<Simulator, 'settings'>;

/** Hosts a simulator on loopback, with its faults and its call log. Rejects when the port is taken. */
export async function startSimulatorServer(options: SimulatorServerOptions): Promise<SimulatorServer> {
  const { clock, tls } = options;
  const calls: SimulatorCall[] = [];
  let faults: readonly Fault[] = [];
  const closing = new AbortController();
  const has = (kind: Fault['kind']) => faults.some((fault) => fault.kind === kind);

  const answer = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const request = await read(message, has('expired-credentials'));
    const operation = options.operationOf?.(request);
    const refused = faults.some((fault) => refuses.has(fault.kind) && applies(fault, operation));
    const routed =
      refused && operation !== undefined ? { operation, status: 200 } : await options.route(request);
    const reply = faults.some((fault) => fault.kind === 'throttled' && applies(fault, routed.operation))
      ? (options.throttled?.(routed.operation) ?? { operation: routed.operation, status: 429 })
      : routed;
    const inForce = faults.filter((fault) => applies(fault, reply.operation));
    const spoilt = inForce.find((fault) => fault.kind === 'status');
    calls.push({
      operation: reply.operation,
      status: spoilt?.kind === 'status' ? spoilt.status : reply.status,
      headers: request.headers,
    });
    if (calls.length > mostCalls) calls.splice(0, mostCalls / 2);
    await answerWith(reply, inForce, { clock, response, closing: closing.signal });
  };
  const listener = (message: IncomingMessage, response: ServerResponse) => {
    // The asker may leave in the middle; a fault in a simulator's own code shows as a status 500 with its name.
    answer(message, response).catch((error: unknown) => {
      if (response.destroyed || closing.signal.aborted) return response.destroy();
      if (response.headersSent) return response.destroy();
      response.writeHead(500, { 'content-type': 'text/plain' });
      return response.end(
        `simulator ${options.name}: ${error instanceof Error ? error.stack : String(error)}`,
      );
    });
  };

  const server: Server = tls
    ? createTlsServer(
        { ...tls, requestCert: tls.ca !== undefined, rejectUnauthorized: tls.ca !== undefined },
        listener,
      )
    : createServer(listener);
  // A hub of the same process may be busy for seconds: its next request must not meet a connection being given up.
  server.keepAliveTimeout = 120_000;
  server.on('connection', (socket) => {
    if (has('refuse')) socket.destroy();
  });
  await listen(server, options.port ?? 0);
  const { port } = server.address() as AddressInfo;

  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    fail(...replacement) {
      faults = replacement;
      if (has('refuse')) server.closeAllConnections();
    },
    get calls() {
      return calls;
    },
    forgetCalls() {
      calls.length = 0;
    },
    close() {
      closing.abort();
      return new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

function applies(fault: Fault, operation: string | undefined): boolean {
  return !('operation' in fault) || fault.operation === undefined || fault.operation === operation;
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function read(message: IncomingMessage, expiredCredentials: boolean): Promise<SimulatorRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  const url = new URL(message.url ?? '/', 'http://127.0.0.1');
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(message.headers))
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  const certificate =
    'getPeerCertificate' in message.socket
      ? (message.socket as TLSSocket).getPeerCertificate().raw
      : undefined;
  return {
    method: message.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers,
    body: Buffer.concat(chunks),
    clientCertificate: certificate ?? null,
    expiredCredentials,
  };
}
