import { createHash } from 'node:crypto';
import type { SimulatorReply } from '../../../src/adapter/simulator/simulator.js';

export interface Question {
  readonly path: string;
  /** Names in lower case, as the platforms read them. */
  readonly query: ReadonlyMap<string, string>;
  readonly headers: Readonly<Record<string, string>>;
}

/** Part of the platform: null when the path is none of its own. */
export type Surface = (question: Question) => SimulatorReply | null;

export function jsonAnswer(
  operation: string,
  body: unknown,
  contentType = 'application/json; charset=utf-8',
): SimulatorReply {
  return { operation, status: 200, headers: { 'content-type': contentType }, body: JSON.stringify(body) };
}

export function xmlAnswer(
  operation: string,
  body: string,
  contentType = 'text/xml; charset=utf-8',
): SimulatorReply {
  return {
    operation,
    status: 200,
    headers: { 'content-type': contentType },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}`,
  };
}

/** RFC 7807, as the Basisregisters write it. `type` is what follows the last colons, such as `parcel:gone`. */
export function problem(
  operation: string,
  status: number,
  type: string,
  detail: string,
  baseUrl: string,
  more: object = {},
): SimulatorReply {
  const number = createHash('sha256').update(`${operation}${detail}`).digest('hex').slice(0, 32);
  return {
    operation,
    status,
    headers: { 'content-type': 'application/problem+json; charset=utf-8' },
    body: JSON.stringify({
      ...more,
      type: `urn:be.vlaanderen.basisregisters.api:${type}`,
      title: 'Er heeft zich een fout voorgedaan!',
      detail,
      status,
      instance: `${baseUrl}/v2/foutmeldingen/${number}`,
    }),
  };
}

export function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
