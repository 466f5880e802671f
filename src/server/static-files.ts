import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { FastifyInstance } from 'fastify';

const compress = promisify(gzip);

export interface StaticFile {
  readonly path: string;
  readonly type: 'text/css' | 'text/javascript' | 'image/svg+xml' | 'application/json' | 'text/plain';
  /** Read once, at the first request. */
  read(): Promise<string | Buffer>;
  /** Policy of a file that runs on its own, as a worker does. */
  readonly policy?: string;
}

interface Loaded {
  readonly body: Buffer;
  readonly compressed: Buffer;
  readonly tag: string;
}

/** Serves a file of our own package from memory, compressed once, with an ETag so that a browser fetches it once a version. */
export function serveFile(app: FastifyInstance, file: StaticFile): void {
  let loading: Promise<Loaded> | null = null;

  async function load(): Promise<Loaded> {
    const body = Buffer.from(await file.read());
    return {
      body,
      compressed: await compress(body),
      tag: `W/"${createHash('sha256').update(body).digest('base64url')}"`,
    };
  }

  app.get(file.path, async (request, reply) => {
    // A failed read is tried again at the next request.
    loading ??= load().catch((error: unknown) => {
      loading = null;
      throw error;
    });
    const { body, compressed, tag } = await loading;
    reply.headers({ etag: tag, 'cache-control': 'no-cache', vary: 'accept-encoding' });
    if (file.policy) reply.header('content-security-policy', file.policy);
    if (request.headers['if-none-match'] === tag) return reply.code(304).send();
    reply.type(`${file.type}; charset=utf-8`);
    if (!request.headers['accept-encoding']?.includes('gzip')) return reply.send(body);
    return reply.header('content-encoding', 'gzip').send(compressed);
  });
}
