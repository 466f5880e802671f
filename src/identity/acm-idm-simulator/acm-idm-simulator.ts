import { UnknownFault } from '../../adapter/simulator/fault-text.js';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Provider as OidcProvider } from 'oidc-provider';
import type { Fault, Simulator, SimulatorCall, SimulatorOptions } from '../../adapter/simulator/simulator.js';
import type { IdentitySettingsInput } from '../identity-settings.js';
import {
  asAcmIdmIntrospection,
  createAcmIdmProvider,
  hubClientId,
  introspectionClient,
  serviceClient,
} from './acm-idm-provider.js';
import { flawedIdToken } from './flawed-token.js';
import type { TokenFlaw } from './flawed-token.js';
import { sandboxOrganisation, sandboxPeople } from './sandbox-people.js';
import { simulatorKeys } from './simulator-keys.js';
import { choicePage, errorPage, pagePolicy } from './simulator-pages.js';

export interface AcmIdmSimulatorOptions extends SimulatorOptions {
  /** Where browsers reach the hub; default `http://localhost:4000`. */
  readonly publicUrl?: string;
}

export interface AcmIdmSimulator extends Simulator<IdentitySettingsInput> {
  /** A program that may ask for tokens with client credentials (client_secret_basic). */
  readonly serviceClient: { clientId: string; clientSecret: string; scope: string; tokenUrl: string };
  /** From now on ID tokens are wrong in this way; null heals it. */
  misissue(flaw: TokenFlaw | null): void;
}

const operations: Record<string, string> = {
  '/op/.well-known/openid-configuration': 'discovery',
  '/op/v1/auth': 'auth',
  '/op/v1/token': 'token',
  '/op/v1/userinfo': 'userinfo',
  '/op/v1/logout': 'logout',
  '/op/v1/keys': 'keys',
  '/op/v1/introspect': 'introspect',
};

/** Starts ACM/IDM's stand-in on 127.0.0.1. Whoever reaches it can be any sandbox person, so it listens nowhere else. */
export async function startAcmIdmSimulator(options: AcmIdmSimulatorOptions): Promise<AcmIdmSimulator> {
  const { publicUrl = 'http://localhost:4000' } = options;
  const keys = await simulatorKeys(options.folder);
  let faults: readonly Fault[] = [];
  let flaw: TokenFlaw | null = null;
  let calls: SimulatorCall[] = [];
  const server = createServer();
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const issuer = `${origin}/op`;

  const provider = await createAcmIdmProvider(issuer, keys, publicUrl);
  provider.use(async (ctx, next) => {
    await next();
    const body = ctx.body as Record<string, unknown> | undefined;
    const expired = faults.some((fault) => fault.kind === 'expired-credentials');
    const currentFlaw = flaw ?? (expired ? 'expired' : null);
    if (ctx.path === '/v1/token' && typeof body?.id_token === 'string' && currentFlaw)
      body.id_token = await flawedIdToken(body.id_token, currentFlaw, keys.provider);
    if (ctx.path === '/v1/introspect' && body && 'active' in body)
      ctx.body = expired ? { active: false } : asAcmIdmIntrospection(body);
  });
  const answer = provider.callback();

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? '/', origin).pathname;
    const operation = operations[path] ?? (path.startsWith('/op/choose/') ? 'choose' : path);
    response.on('close', () => {
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      );
      calls.push({ operation, status: response.statusCode, headers });
    });
    if (await misbehave(operation, request, response)) return;
    if (operation === 'choose') return choose(provider, issuer, request, response);
    if (!path.startsWith('/op/')) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found');
      return;
    }
    // How oidc-provider learns that it is mounted below a path.
    Object.assign(request, { originalUrl: request.url });
    request.url = request.url?.slice('/op'.length);
    if (operation === 'logout' && request.method === 'POST') await readAsGet(request);
    await answer(request, response);
  }
  server.on('request', (request, response) => {
    handle(request, response).catch(() => {
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'application/json' });
      response.end('{"error":"server_error"}');
    });
  });

  /** True when a fault has answered, or hung up, in place of the platform. */
  async function misbehave(
    operation: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<boolean> {
    for (const fault of faults) {
      if ('operation' in fault && fault.operation && fault.operation !== operation) continue;
      if (fault.kind === 'refuse') {
        request.socket.destroy();
        return true;
      }
      if (fault.kind === 'slow') await options.clock.sleep(fault.ms);
      if (fault.kind === 'status') {
        const retryAfter = fault.retryAfterSeconds;
        response.writeHead(
          fault.status,
          retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) },
        );
        response.end();
        return true;
      }
      if (fault.kind === 'malformed') {
        response.writeHead(200, { 'content-type': 'application/json' }).end('{"active": tru');
        return true;
      }
      if (fault.kind === 'content-type') {
        response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Onderhoud</h1>');
        return true;
      }
    }
    return false;
  }

  return {
    url: issuer,
    settings: {
      issuer,
      clientId: hubClientId,
      privateKey: JSON.stringify(keys.hub),
      algorithm: 'ES256',
      keyId: keys.hub.kid,
      staffScopes: ['openid', 'profile', 'vo', 'schakel'],
      organisations: [sandboxOrganisation.code],
      introspection: introspectionClient,
      scopes: { schakel_beheer: ['administration'], schakel_wijzigen: ['changes'] },
    },
    serviceClient: {
      clientId: serviceClient.clientId,
      clientSecret: serviceClient.clientSecret,
      scope: 'schakel_publiek vo_info',
      tokenUrl: `${issuer}/v1/token`,
    },
    fail(...next) {
      const unknown = next.find(({ kind }) =>
        ['trickle', 'truncated', 'huge', 'mislabelled', 'throttled'].includes(kind),
      );
      if (unknown) throw new UnknownFault(`The ACM/IDM simulator does not know the fault "${unknown.kind}".`);
      faults = next;
    },
    misissue(next) {
      flaw = next;
    },
    get calls() {
      return calls;
    },
    forgetCalls() {
      calls = [];
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function choose(
  provider: OidcProvider,
  issuer: string,
  request: IncomingMessage,
  response: ServerResponse,
) {
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': pagePolicy,
    'cache-control': 'no-store',
  };
  let details;
  try {
    details = await provider.interactionDetails(request, response);
  } catch {
    response.writeHead(400, headers).end(errorPage('interaction_not_found'));
    return;
  }
  if (request.method !== 'POST') {
    const group = String(details.params.scope).split(' ').includes('rrn') ? 'citizen' : 'staff';
    response.writeHead(200, headers).end(choicePage(`${issuer}/choose/${details.uid}`, group));
    return;
  }
  const [accountId, means] = ((await formOf(request)).get('choice') ?? '').split(':');
  const person = sandboxPeople.find((one) => one.accountId === accountId);
  if (!person?.means.some(({ name }) => name === means)) {
    const result = { error: 'access_denied', error_description: 'the person did not log in' };
    return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  }
  // Whoever was logged in here before makes room, without oidc-provider's page in between.
  if (details.session && details.session.accountId !== person.accountId) {
    await (await provider.Session.findByUid(details.session.uid))?.destroy();
    details.session = undefined;
    await details.save(details.exp - Math.floor(Date.now() / 1000));
  }
  const login = { accountId: person.accountId, acr: `urn:be:vlaanderen:authmech:${means}`, remember: false };
  await provider.interactionFinished(request, response, { login }, { mergeWithLastSubmission: false });
}

/** OpenID Connect lets a browser log out by GET and by POST; oidc-provider knows POST only with cookies that need TLS. */
async function readAsGet(request: IncomingMessage): Promise<void> {
  const form = await formOf(request);
  request.method = 'GET';
  request.url = `/v1/logout?${form}`;
  Object.assign(request, { originalUrl: `/op${request.url}` });
}

async function formOf(request: IncomingMessage): Promise<URLSearchParams> {
  let text = '';
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > 10_000) break;
  }
  return new URLSearchParams(text);
}
