import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { StoredFile } from '../capabilities/files/file.store.js';
import type { UploadMediaType, UploadProblem } from '../capabilities/files/files.service.js';
import { beginsAsPdf } from '../capabilities/files/pdf.inspection.js';
import type { CallContext } from '../context/call-context.js';
import { holds } from '../graph/guard.js';
import { type AskingOptions, createAsking } from './asking.js';
import { refuse } from './error-handler.js';

type Operation = 'upload' | 'download';

export interface FileRoutesOptions extends AskingOptions {
  readonly files: {
    readonly largestBytes: number;
    take(
      content: Buffer,
      mediaType: UploadMediaType,
      context: CallContext,
    ): Promise<StoredFile | UploadProblem>;
    open(
      id: string,
      isOffice: boolean,
      context: CallContext,
    ): Promise<{ readonly file: StoredFile; readonly content: Buffer } | null>;
    refused(operation: Operation, code: string, context: CallContext): Promise<void>;
  };
}

/** Files that come in at the same time: each is in memory until it is stored. */
const mostAtOnce = 4;
const deadlineMs = 30_000;

const problems: Readonly<Record<UploadProblem, string>> = {
  NOT_A_PDF: 'Dit bestand is geen PDF.',
  PDF_CORRUPT: 'Deze PDF is beschadigd en kan niet gelezen worden.',
  PDF_ENCRYPTED: 'Deze PDF is beveiligd met een wachtwoord. Bewaar ze zonder beveiliging.',
  PDF_WITHOUT_PAGES: 'Deze PDF heeft geen bladzijden.',
  CSV_EMPTY: 'Dit bestand is leeg.',
  CSV_ENCODING: 'Dit bestand is niet in UTF-8. Bewaar het als ‘CSV UTF-8’.',
  CSV_NOT_TEXT: 'Dit bestand is geen tekst.',
};

/**
 * Fastify plugin, to be registered, not called: it reads bodies as they come. `POST /uploads` takes the bytes of a PDF or a CSV for a
 * change, `GET /files/{id}` gives a file back. Only `application/pdf` and `text/csv` are taken, which no page of another site can send
 * without asking first.
 */
export async function fileRoutes(app: FastifyInstance, options: FileRoutesOptions): Promise<void> {
  const { files } = options;
  let coming = 0;

  const contextOf = createAsking(options);

  async function denied(
    request: FastifyRequest,
    reply: FastifyReply,
    operation: Operation,
    context: CallContext,
  ): Promise<FastifyReply> {
    const unknown = context.actor.kind === 'ANONYMOUS';
    const code = unknown ? 'UNAUTHENTICATED' : 'FORBIDDEN';
    await files.refused(operation, code, context);
    const message = unknown ? 'Meld u aan.' : 'U hebt geen toegang tot bestanden.';
    return refuse(request, reply, unknown ? 401 : 403, { code, message });
  }

  app.removeAllContentTypeParsers();
  // Left unread: what is refused by its headers never comes into memory.
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));

  app.post('/uploads', async (request, reply) => {
    const context = await contextOf(request, reply, deadlineMs);
    if (!context) return reply;
    if (!holds('office', context)) return denied(request, reply, 'upload', context);
    const mediaType = mediaTypeOf(request);
    if (!mediaType)
      return refuse(request, reply, 415, {
        message: 'Stuur de bytes van het bestand als application/pdf of text/csv.',
        field: 'content-type',
      });
    const { largestBytes } = files;
    const tooLarge = () =>
      refuse(request, reply, 413, {
        code: 'FILE_TOO_LARGE',
        message: `Een bestand mag ten hoogste ${Math.floor(largestBytes / 1024 / 1024)} MB groot zijn.`,
        field: 'body',
      });
    if (Number(request.headers['content-length'] ?? 0) > largestBytes) return tooLarge();
    if (coming >= mostAtOnce) return refuse(request, reply.header('retry-after', '5'), 503);
    coming += 1;
    try {
      const content = await bodyOf(request, largestBytes, mediaType);
      if (content === 'TOO_LARGE') return tooLarge();
      const taken = content === 'NOT_A_PDF' ? content : await files.take(content, mediaType, context);
      if (typeof taken === 'string')
        return refuse(request, reply, 422, { code: taken, message: problems[taken], field: 'body' });
      const { id, digest, size, pages, expiresAt } = taken;
      const paged = mediaType === 'application/pdf' && { pages };
      return reply
        .code(201)
        .header('location', `/files/${id}`)
        .send({ id, digest, size, ...paged, expiresAt });
    } finally {
      coming -= 1;
    }
  });

  app.get<{ Params: { id: string } }>('/files/:id', async (request, reply) => {
    const context = await contextOf(request, reply, deadlineMs);
    if (!context) return reply;
    const isOffice = holds('office', context);
    if (!isOffice && !holds('citizen', context)) return denied(request, reply, 'download', context);
    const found = await files.open(request.params.id, isOffice, context);
    if (!found) return refuse(request, reply, 404, { message: 'Dit bestand bestaat niet.' });
    return (
      reply
        .header('cache-control', 'no-store')
        // What it is called may tell whom it is about.
        .header(
          'content-disposition',
          `attachment; filename="${found.file.id}.${found.file.mediaType === 'text/csv' ? 'csv' : 'pdf'}"`,
        )
        .type(found.file.mediaType)
        .send(found.content)
    );
  });
}

/** Null for another one, or for text that says itself that it is not UTF-8. */
function mediaTypeOf({ headers }: FastifyRequest): UploadMediaType | null {
  const [type, ...parameters] = (headers['content-type'] ?? '').toLowerCase().split(/\s*;\s*/);
  if (type === 'application/pdf') return type;
  const charset = parameters.find((one) => one.startsWith('charset='));
  return type === 'text/csv' && (!charset || /^charset="?utf-8"?$/.test(charset)) ? type : null;
}

/** The body, kept as far as it may be large; what is not kept any more is let through unread, so that the answer reaches whoever sends. */
function bodyOf(
  { raw }: FastifyRequest,
  largestBytes: number,
  mediaType: UploadMediaType,
): Promise<Buffer | 'TOO_LARGE' | 'NOT_A_PDF'> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let looked = mediaType !== 'application/pdf';
    const end = (outcome: Buffer | 'TOO_LARGE' | 'NOT_A_PDF') => {
      raw.off('data', take);
      chunks.length = 0;
      raw.resume();
      resolve(outcome);
    };
    const take = (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size > largestBytes) return end('TOO_LARGE');
      if (looked || size < 1024) return;
      looked = true;
      if (!beginsAsPdf(Buffer.concat(chunks))) end('NOT_A_PDF');
    };
    raw.on('data', take);
    raw.once('end', () => end(Buffer.concat(chunks)));
    raw.once('error', reject);
    raw.once('close', () => reject(Object.assign(new Error('The upload was cut off.'), { statusCode: 400 })));
  });
}
