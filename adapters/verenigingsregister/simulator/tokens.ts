import { randomBytes } from 'node:crypto';
import { type Answer, jsonAnswer, type Question } from './answers.js';

export interface TokenOptions {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Each client may ask for any of these. */
  readonly scopes: readonly string[];
  now(): number;
}

const lifetimeSeconds = 300;

/** A token endpoint as ACM/IDM has it, and what its tokens are good for. */
export function createTokens(options: TokenOptions) {
  const tokens = new Map<string, { readonly scope: string; readonly until: number }>();
  return {
    issue(question: Question): Answer {
      const form = new URLSearchParams(question.body);
      const [id, secret] = credentials(question, form);
      if (form.get('grant_type') !== 'client_credentials') return tokenError(400, 'unsupported_grant_type');
      if (id !== options.clientId || secret !== options.clientSecret)
        return tokenError(401, 'invalid_client');
      const scope = form.get('scope') ?? '';
      if (!options.scopes.includes(scope)) return tokenError(400, 'invalid_scope');
      const value = randomBytes(24).toString('base64url');
      tokens.set(value, { scope, until: options.now() + lifetimeSeconds * 1000 });
      return jsonAnswer('token', {
        access_token: value,
        token_type: 'Bearer',
        expires_in: lifetimeSeconds,
        scope,
      });
    },

    /** The scope of the token that a question carries; null when it has none, or one that is no longer good. */
    scopeOf({ headers }: Question): string | null {
      const bearer = /^Bearer (.+)$/i.exec(headers['authorization'] ?? '')?.[1];
      const token = bearer ? tokens.get(bearer) : undefined;
      return token && token.until > options.now() ? token.scope : null;
    },
  };
}

export type Tokens = ReturnType<typeof createTokens>;

function credentials(question: Question, form: URLSearchParams): [string | null, string | null] {
  const basic = /^Basic (.+)$/i.exec(question.headers['authorization'] ?? '')?.[1];
  if (!basic) return [form.get('client_id'), form.get('client_secret')];
  const [id = '', secret = ''] = Buffer.from(basic, 'base64').toString('utf8').split(':');
  return [decodeURIComponent(id), decodeURIComponent(secret)];
}

function tokenError(status: number, error: string): Answer {
  return {
    operation: 'token',
    status,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ error }),
  };
}
