import { PlatformError } from '../../src/adapter/platform-error.js';
import type { HttpResponse, Send } from '../../src/adapter/wire/wire.js';
import { malformed, platform, requireDetail } from './answers.js';
import { BrokenBulkFile } from './bulk-reader.js';
import type { DetailDocument } from './documents.js';

/** A part of the bulk file. */
export interface Piece {
  readonly body: Buffer;
  /** Bytes of the whole file. */
  readonly total: number;
  readonly etag: string | null;
}

/** Fetches `bytes` of the file from `from` on, only while it is still the file of `etag`. A host that gives no ranges sends it whole. */
export async function fetchPiece(
  send: Send,
  url: string,
  from: number,
  bytes: number,
  etag: string | null,
): Promise<Piece> {
  const response = await send({
    method: 'GET',
    url,
    headers: { range: `bytes=${from}-${from + bytes - 1}`, ...(etag ? { 'if-match': etag } : {}) },
    accept: [200, 206, 416],
  });
  // A login page or a proxy's page is no file, whatever its status.
  if (response.status < 300 && /\bhtml\b/i.test(response.headers['content-type'] ?? '')) throw malformed();
  // An empty file has no first byte to give.
  if (response.status === 416 && from === 0) return { body: Buffer.alloc(0), total: 0, etag: null };
  if (response.status === 200 && from === 0)
    return { body: response.body, total: response.body.length, etag: null };
  const range = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(response.headers['content-range'] ?? '');
  const [first, last, total] = (range ?? []).slice(1).map(Number);
  if (response.status !== 206 || total === undefined || first !== from) throw malformed();
  if (response.body.length === 0 || response.body.length !== last! - first + 1) throw malformed();
  return { body: response.body, total, etag: response.headers['etag'] ?? null };
}

/** The file lies on a host that the settings do not name. */
export function hostNotConfigured(error: unknown): never {
  if (error instanceof PlatformError && error.platformCode === 'ORIGIN_NOT_ALLOWED')
    throw new PlatformError(platform, 'NOT_CONFIGURED', { platformCode: error.platformCode });
  throw error;
}

export function readPiece(read: () => unknown[]): readonly DetailDocument[] {
  try {
    return read().map(requireDetail);
  } catch (error) {
    if (error instanceof BrokenBulkFile) throw new PlatformError(platform, 'MALFORMED', { cause: error });
    throw error;
  }
}

export function redirect(response: HttpResponse): string {
  const location = response.headers['location'];
  if (response.status !== 302 || !location) throw malformed();
  return location;
}
