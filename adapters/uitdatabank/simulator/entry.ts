import { randomBytes } from 'node:crypto';
import type { SimulatorReply, SimulatorRequest } from '../../../src/adapter/simulator/simulator.js';
import { jsonReply, notFound, problemReply, unauthorized } from './answers.js';
import type { DatabankState } from './records.js';

export interface EntryOptions {
  readonly state: DatabankState;
  readonly clientId: string;
  readonly clientSecret: string;
  now(): number;
}

/** As publiq's tokens last. */
const lifetimeSeconds = 86_400;

/** The Entry API, as far as reading links goes, and the token endpoint before it. Null when the path is none of theirs. */
export function createEntry(options: EntryOptions): (request: SimulatorRequest) => SimulatorReply | null {
  const tokens = new Map<string, number>();

  function token({ headers, body, expiredCredentials }: SimulatorRequest): SimulatorReply {
    const form = new URLSearchParams(body.toString('utf8'));
    const basic = /^Basic (.+)$/i.exec(headers['authorization'] ?? '')?.[1];
    const [id, secret] = basic
      ? Buffer.from(basic, 'base64').toString('utf8').split(':').map(decodeURIComponent)
      : [form.get('client_id'), form.get('client_secret')];
    const refused = (status: number, error: string): SimulatorReply => ({
      operation: 'token',
      status,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ error }),
    });
    if (form.get('grant_type') !== 'client_credentials') return refused(400, 'unsupported_grant_type');
    if (expiredCredentials || id !== options.clientId || secret !== options.clientSecret)
      return refused(401, 'invalid_client');
    const value = randomBytes(24).toString('base64url');
    tokens.set(value, options.now() + lifetimeSeconds * 1000);
    return jsonReply('token', { access_token: value, token_type: 'Bearer', expires_in: lifetimeSeconds });
  }

  function link({ headers, expiredCredentials }: SimulatorRequest, organizerId: string): SimulatorReply {
    const bearer = /^Bearer (.+)$/i.exec(headers['authorization'] ?? '')?.[1] ?? '';
    if (expiredCredentials || (tokens.get(bearer) ?? 0) <= options.now())
      return unauthorized('verenigingsloket', 'Token is missing, expired or not valid.');
    if (!options.state.organizer(organizerId))
      return notFound('verenigingsloket', `The Organizer with id "${organizerId}" was not found.`);
    const found = options.state.linkOf(organizerId);
    if (!found)
      return problemReply('verenigingsloket', {
        type: 'probs/url/not-found',
        title: `Organizer ${organizerId} not found in verenigingsloket.`,
        status: 404,
      });
    return jsonReply('verenigingsloket', {
      vcode: found.vcode,
      url: `https://www.verenigingsloket.be/nl/verenigingen/${found.vcode}`,
      status: found.status,
    });
  }

  return (request) => {
    if (request.method === 'POST' && request.path === '/realms/uitid/protocol/openid-connect/token')
      return token(request);
    const organizerId = /^\/io\/organizers\/([^/]+)\/verenigingsloket$/.exec(request.path)?.[1];
    if (request.method === 'GET' && organizerId) return link(request, decodeURIComponent(organizerId));
    return null;
  };
}
