import type { SimulatorReply } from '../../../src/adapter/simulator/simulator.js';

export type Json = { readonly [key: string]: unknown };

const errors = {
  400: ['error.invalid-request-parameter', 'Ongeldige request parameter', 'Invalid request parameter'],
  404: ['error.notfound', 'Niet gevonden', 'Not found'],
  406: ['error.not-acceptable', 'Niet aanvaardbaar', 'Not acceptable'],
  429: ['error.too-many-requests', 'Te veel aanvragen', 'Too many requests'],
} as const;

/** An ErrorDto: its title and detail are language maps. The detail repeats what was asked, as the platform's does. */
export function errorReply(
  operation: string,
  status: keyof typeof errors,
  detail: { readonly nl: string; readonly en: string },
): SimulatorReply {
  const [type, nl, en] = errors[status];
  return {
    operation,
    status,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ status, type, title: { nl, en }, detail, instance: operation }),
  };
}

/** 401 and 403 have no body in the documentation. */
export function bare(
  operation: string,
  status: number,
  headers: Record<string, string> = {},
): SimulatorReply {
  return { operation, status, headers };
}

export function jsonReply(
  operation: string,
  body: object,
  headers: Record<string, string> = {},
): SimulatorReply {
  return {
    operation,
    status: 200,
    headers: { 'content-type': 'application/ld+json', ...headers },
    body: JSON.stringify(body),
  };
}
