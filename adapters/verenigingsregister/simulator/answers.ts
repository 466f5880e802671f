import { createHash } from 'node:crypto';

export interface Question {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Answer {
  /** The register's name for what was asked. */
  readonly operation: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

export function jsonAnswer(
  operation: string,
  body: unknown,
  contentType = 'application/json; charset=utf-8',
): Answer {
  return { operation, status: 200, headers: { 'content-type': contentType }, body: JSON.stringify(body) };
}

export function emptyAnswer(
  operation: string,
  status: number,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return { operation, status, headers, body: '' };
}

/** RFC 7807, as the register writes it. */
export function problem(
  operation: string,
  {
    status,
    type,
    detail,
    surface,
    baseUrl,
    validationErrors,
  }: {
    status: number;
    type: string;
    detail: string;
    surface: 'public' | 'acm' | 'admin';
    baseUrl: string;
    validationErrors?: unknown;
  },
): Answer {
  return {
    operation,
    status,
    headers: { 'content-type': 'application/problem+json; charset=utf-8' },
    body: JSON.stringify({
      ...(validationErrors ? { validationErrors } : {}),
      type: `urn:associationregistry.${surface}.api:${type}`,
      title: 'Er heeft zich een fout voorgedaan!',
      detail,
      status,
      instance: `${baseUrl}/v1/foutmeldingen/${createHash('md5').update(`${operation}${detail}`).digest('hex')}`,
    }),
  };
}
