import { randomBytes } from 'node:crypto';
import { type Answer, emptyAnswer, jsonAnswer, problem, type Question } from './answers.js';
import { subtypeNames, typeNames } from './code-lists.js';
import type { RegisterState } from './records.js';

export interface AcmOptions {
  readonly state: RegisterState;
  readonly baseUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scope: string;
  now(): number;
}

const lifetimeSeconds = 300;

/** The register's ACM API with a token endpoint as ACM/IDM has it. Null when the path is none of their own. */
export function createAcm(options: AcmOptions): (question: Question) => Answer | null {
  const tokens = new Map<string, number>();

  function token(question: Question): Answer {
    const form = new URLSearchParams(question.body);
    const [id, secret] = credentials(question, form);
    if (form.get('grant_type') !== 'client_credentials') return tokenError(400, 'unsupported_grant_type');
    if (id !== options.clientId || secret !== options.clientSecret) return tokenError(401, 'invalid_client');
    if (form.get('scope') && form.get('scope') !== options.scope) return tokenError(400, 'invalid_scope');
    const value = randomBytes(24).toString('base64url');
    tokens.set(value, options.now() + lifetimeSeconds * 1000);
    return jsonAnswer('token', {
      access_token: value,
      token_type: 'Bearer',
      expires_in: lifetimeSeconds,
      scope: options.scope,
    });
  }

  function associationsOf(question: Question): Answer {
    const bearer = /^Bearer (.+)$/i.exec(question.headers['authorization'] ?? '')?.[1];
    if (!bearer || (tokens.get(bearer) ?? 0) <= options.now())
      return emptyAnswer('verenigingen-per-insz', 401, { 'www-authenticate': 'Bearer' });
    const insz = inszOf(question.body);
    if (insz === null)
      return problem('verenigingen-per-insz', {
        status: 400,
        type: 'validation',
        detail: "'Insz' mag niet leeg zijn.",
        surface: 'acm',
        baseUrl: options.baseUrl,
        validationErrors: { insz: [{ code: 'NotEmptyValidator', reason: "'Insz' mag niet leeg zijn." }] },
      });
    const verenigingen = options.state
      .all()
      .filter((record) => !record.removed)
      .flatMap((record) =>
        record.representatives
          .filter((representative) => representative.insz === insz)
          .map((representative) => ({
            vCode: record.vCode,
            corresponderendeVCodes: [],
            vertegenwoordigerId: representative.id,
            naam: record.name,
            status: record.status,
            kboNummer: record.kboNumber ?? '',
            verenigingstype: { code: record.type, naam: typeNames[record.type] ?? record.type },
            ...(record.subtype
              ? {
                  verenigingssubtype: {
                    code: record.subtype,
                    naam: subtypeNames[record.subtype] ?? record.subtype,
                  },
                }
              : {}),
            isHoofdvertegenwoordigerVan: representative.main,
          })),
      );
    return jsonAnswer('verenigingen-per-insz', { insz, verenigingen, kboNummers: [] });
  }

  return (question) => {
    if (question.method !== 'POST') return null;
    if (question.path === '/acm/op/v1/token') return token(question);
    if (question.path === '/acm/v1/verenigingen') return associationsOf(question);
    return null;
  };
}

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

function inszOf(body: string): string | null {
  try {
    const { insz } = JSON.parse(body) as { insz?: unknown };
    return typeof insz === 'string' && insz !== '' ? insz : null;
  } catch {
    return null;
  }
}
