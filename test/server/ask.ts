import { request as send, type IncomingHttpHeaders } from 'node:http';
import type { Server } from '../../src/server/server.js';

export interface Question {
  readonly method?: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly payload?: object | string;
}

export interface Answer {
  readonly statusCode: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the shape is what the test asserts
  json(): any;
}

const addresses = new WeakMap<Server, Promise<string>>();

/**
 * Asks over a real socket, because fastify's `inject` cannot be loaded by jest on Node 20 and `fetch` sets headers of its own.
 * The server is opened at the first question.
 */
export async function ask(server: Server, question: Question | string): Promise<Answer> {
  if (!addresses.has(server)) addresses.set(server, server.listen());
  const { hostname, port } = new URL(await addresses.get(server)!);
  const {
    method = 'GET',
    url,
    headers = {},
    payload,
  }: Question = typeof question === 'string' ? { url: question } : question;
  const body = typeof payload === 'object' ? JSON.stringify(payload) : payload;
  return new Promise((resolve, reject) => {
    const outgoing = send({
      hostname,
      port,
      method,
      path: url,
      agent: false,
      headers: {
        ...(typeof payload === 'object' && { 'content-type': 'application/json' }),
        ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }),
        ...headers,
      },
    });
    outgoing.on('error', reject);
    outgoing.on('response', (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        resolve({
          statusCode: incoming.statusCode!,
          headers: incoming.headers,
          body: text,
          json: () => JSON.parse(text),
        });
      });
    });
    outgoing.end(body);
  });
}
