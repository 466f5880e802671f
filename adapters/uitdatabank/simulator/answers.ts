import type { SimulatorReply } from '../../../src/adapter/simulator/simulator.js';

export function jsonReply(
  operation: string,
  body: unknown,
  contentType = 'application/json',
): SimulatorReply {
  return { operation, status: 200, headers: { 'content-type': contentType }, body: JSON.stringify(body) };
}

export interface Problem {
  readonly status: number;
  /** What follows https://api.publiq.be/ in its type. */
  readonly type: string;
  readonly title: string;
  readonly detail?: string;
}

/** RFC 7807, as publiq writes it. */
export function problemReply(
  operation: string,
  { type, title, status, detail }: Problem,
  contentType = 'application/problem+json',
): SimulatorReply {
  return {
    operation,
    status,
    headers: { 'content-type': contentType },
    body: JSON.stringify({
      type: `https://api.publiq.be/${type}`,
      title,
      status,
      ...(detail === undefined ? {} : { detail }),
    }),
  };
}

export const notFound = (operation: string, detail: string) =>
  problemReply(operation, { type: 'probs/url/not-found', title: 'Not Found', status: 404, detail });

export const unauthorized = (operation: string, detail: string) =>
  problemReply(operation, { type: 'probs/auth/unauthorized', title: 'Unauthorized', status: 401, detail });

export const forbidden = (operation: string, detail: string) =>
  problemReply(operation, { type: 'probs/auth/forbidden', title: 'Forbidden', status: 403, detail });
