import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A call as a receiver sees it. */
export interface ReceivedCall {
  readonly id: string;
  readonly timestamp: number;
  readonly body: string;
  readonly headers: IncomingMessage['headers'];
}

type Answer = number | ((response: ServerResponse) => void);

/** An application that is told of changes. It answers 204, or whatever it was told to answer next. */
export class Receiver {
  readonly calls: ReceivedCall[] = [];
  readonly answers: Answer[] = [];
  #port = 0;
  readonly #server = createServer((request, response) => void this.#take(request, response));

  static async start(): Promise<Receiver> {
    const receiver = new Receiver();
    await receiver.listen();
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}/hooks`;
  }

  get ids(): string[] {
    return this.calls.map(({ id }) => id);
  }

  /** Again at the same port after it was closed. */
  async listen(): Promise<void> {
    await new Promise<void>((done) => this.#server.listen(this.#port, '127.0.0.1', done));
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }

  forget(): void {
    this.calls.length = 0;
    this.answers.length = 0;
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    this.calls.push({
      id: String(request.headers['webhook-id']),
      timestamp: Number(request.headers['webhook-timestamp']),
      body: Buffer.concat(chunks).toString(),
      headers: request.headers,
    });
    const answer = this.answers.shift() ?? 204;
    if (typeof answer === 'function') answer(response);
    else response.writeHead(answer).end();
  }
}

/** The signatures that hold, by the text of Standard Webhooks and not by our code: which of these secrets signed. */
export async function signedBy(call: ReceivedCall, secrets: readonly string[]): Promise<string[]> {
  const given = String(call.headers['webhook-signature']).split(' ');
  const content = new TextEncoder().encode(`${call.id}.${call.timestamp}.${call.body}`);
  const found: string[] = [];
  for (const secret of secrets) {
    const raw = Uint8Array.from(atob(secret.slice('whsec_'.length)), (one) => one.charCodeAt(0));
    const key = await crypto.subtle.importKey('raw', raw, { name: 'HMAC', hash: 'SHA-256' }, false, [
      'verify',
    ]);
    for (const signature of given) {
      const [version, text = ''] = signature.split(',');
      const bytes = Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
      if (version === 'v1' && (await crypto.subtle.verify('HMAC', key, bytes, content))) found.push(secret);
    }
  }
  return found;
}
