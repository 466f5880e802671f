import { randomUUID } from 'node:crypto';
import { once, setMaxListeners } from 'node:events';
import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { type ExecutionResult, GraphQLError, type GraphQLFormattedError } from 'graphql';
import { CloseCode, handleProtocols, makeServer } from 'graphql-ws';
import { type WebSocket, WebSocketServer } from 'ws';
import type { CallContext } from '../context/call-context.js';
import type { Clock } from '../context/clock.js';
import type { SubscriptionGate } from '../graph/subscription-gate.js';
import { IdentityError } from '../identity/identity-error.js';
import type { Log } from '../operations/log.js';
import { type AskingOptions, contextFor } from './asking.js';
import type { Requester } from './requester.js';

export interface WebSocketRouteOptions extends AskingOptions {
  readonly gate: SubscriptionGate;
  readonly log: Log;
  /** Where people reach the hub: a page of another site gets no socket. */
  readonly publicUrl: () => string;
  /** Largest message in bytes. */
  readonly bodyLimit: number;
}

const path = '/graphql/stream';
/** Whoever follows something longer asks again, and is identified again. */
const longestMs = 15 * 60_000;
const mostAtOnce = 500;
/** Of one socket. */
const mostSubscriptions = 20;
const pingMs = 12_000;
/** How long a socket has to say goodbye when the hub closes. */
const goodbyeMs = 1_000;
/** Clients of the protocol come back after it. */
const goingAway = 1001;

interface Connection {
  readonly socket: WebSocket;
  readonly request: IncomingMessage;
  readonly gone: AbortSignal;
  /** Null until the socket has said hello. */
  requester: Requester | null;
  /** By the ids that the client gave its subscriptions. */
  readonly contexts: Map<string, CallContext>;
}

/**
 * Fastify plugin: subscriptions over WebSocket at `/graphql/stream` (the protocol `graphql-transport-ws`). Who asks is told by the session's
 * cookie, by the header `authorization`, or by `authorization` in the payload of `connection_init`, for browsers set no headers.
 */
export async function webSocketRoute(app: FastifyInstance, options: WebSocketRouteOptions): Promise<void> {
  const { log, clock, publicUrl } = options;
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: options.bodyLimit,
    handleProtocols,
  });
  const protocol = createProtocol(options);

  function open(socket: WebSocket, request: IncomingMessage): void {
    const gone = new AbortController();
    setMaxListeners(0, gone.signal);
    const connection = { socket, request, gone: gone.signal, requester: null, contexts: new Map() };
    const failed = (error: unknown) => {
      // Its text may tell what was asked or answered.
      log.warn('graph.socket.failed', { error: error instanceof Error ? error.name : typeof error });
      socket.close(CloseCode.InternalServerError, 'Internal server error');
    };
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        send: (text) =>
          new Promise((resolve, reject) => {
            if (socket.readyState !== socket.OPEN) return resolve();
            socket.send(text, (error) => (error ? reject(error) : resolve()));
          }),
        close: (code, reason) => socket.close(code, reason),
        onMessage: (read) => socket.on('message', (data) => void read(String(data)).catch(failed)),
      },
      { connection },
    );
    socket.on('error', failed);
    const cancelEnd = clock.after(longestMs, () => socket.close(goingAway, 'Ask again'));
    const cancelPing = keepAlive(socket, clock);
    socket.once('close', (code, reason) => {
      cancelEnd();
      cancelPing();
      gone.abort();
      void Promise.resolve(closed(code, String(reason))).catch(failed);
    });
  }

  app.server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    const { origin } = request.headers;
    if (request.url?.split('?')[0] !== path) return refuseUpgrade(stream, 404);
    // A browser sends the session's cookie along with a socket that any site opens.
    if (origin !== undefined && origin !== new URL(publicUrl()).origin) return refuseUpgrade(stream, 403);
    if (server.clients.size >= mostAtOnce) return refuseUpgrade(stream, 503);
    server.handleUpgrade(request, stream, head, open);
  });
  app.addHook('preClose', async () => {
    for (const socket of server.clients) socket.close(goingAway, 'Going away');
    const cancel = clock.after(goodbyeMs, () => {
      for (const socket of server.clients) socket.terminate();
    });
    await Promise.all([...server.clients].map((socket) => once(socket, 'close')));
    cancel();
  });
}

/** What is said over a socket: each subscription passes the gate, as everywhere. */
function createProtocol({ gate, identity, clock, onRefusedCredentials }: WebSocketRouteOptions) {
  /** What the gate said, already masked, by the errors that stand for it in the protocol. */
  const refusals = new WeakMap<readonly GraphQLError[], readonly GraphQLFormattedError[]>();
  return makeServer<Record<string, unknown> | undefined, { connection: Connection }>({
    async onConnect({ extra: { connection }, connectionParams }) {
      const { cookie, authorization } = connection.request.headers;
      const told = connectionParams?.['authorization'];
      try {
        connection.requester = await identity.identify({
          cookie,
          authorization: authorization ?? (typeof told === 'string' ? told : undefined),
        });
        return true;
      } catch (error) {
        if (!(error instanceof IdentityError)) throw error;
        await onRefusedCredentials?.({ code: error.code, correlationId: randomUUID() });
        return false;
      }
    },
    async onSubscribe({ extra: { connection }, subscriptions }, id, payload) {
      const { socket, requester, contexts, gone: signal } = connection;
      if (!requester) throw new Error('A socket asked before it said who it is.');
      if (Object.keys(subscriptions).length > mostSubscriptions)
        socket.close(CloseCode.TooManyInitialisationRequests, 'Too many subscriptions');
      const context = contextFor(requester, {
        correlationId: randomUUID(),
        deadline: clock.now() + longestMs,
        signal,
      });
      contexts.set(id, context);
      const entry = await gate.enter(payload, context);
      if (entry.kind === 'ENTERS') return entry.args;
      const errors = [new GraphQLError('Refused')];
      refusals.set(errors, entry.result.errors ?? []);
      return errors;
    },
    onNext: (_socket, _id, _payload, { contextValue }, result) =>
      gate.clean(result as ExecutionResult, contextValue as CallContext),
    onError({ extra: { connection } }, id, _payload, errors) {
      const refusal = refusals.get(errors);
      if (refusal) {
        connection.contexts.delete(id);
        return refusal;
      }
      // Something broke while it was being followed.
      return gate.clean({ errors }, connection.contexts.get(id)!).errors;
    },
    onComplete: ({ extra: { connection } }, id) => void connection.contexts.delete(id),
  });
}

/** Ends a socket whose other side is gone without a word. */
function keepAlive(socket: WebSocket, clock: Clock): () => void {
  let cancel = () => {};
  let heard = true;
  const next = () => {
    cancel = clock.after(pingMs, () => {
      if (!heard) return socket.terminate();
      heard = false;
      socket.ping();
      next();
    });
  };
  socket.on('pong', () => (heard = true));
  next();
  return () => cancel();
}

function refuseUpgrade(stream: Duplex, status: number): void {
  stream.on('error', () => stream.destroy());
  stream.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}
