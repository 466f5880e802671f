import { attemptChange, type ChangeAttempt } from '../../src/adapter/attempt-change.js';
import { PlatformError } from '../../src/adapter/platform-error.js';
import type { HttpRequest, HttpResponse, Wire } from '../../src/adapter/wire/wire.js';
import type { LetterChannel, LetterReference } from '../../src/capabilities/letters/letters.port.js';
import type { CallContext } from '../../src/context/call-context.js';
import type { Sourced } from '../../src/context/source-status.js';
import { json, platform, type PublishAnswer, readPublication } from './answers.js';
import { type OpenDocument, openDocument, type StatusDocument, statusesDocument } from './documents.js';
import { type Multipart, toEboxId } from './publication.js';

/** How many letters one question may name; of e-mail nothing is documented, so the smaller. */
export const mostIds: Readonly<Record<LetterChannel, number>> = { EBOX: 500, PAPER: 1, EMAIL: 1 };

const asJson = { 'content-type': 'application/json', accept: 'application/json' };
/** Letters of nobody: an answer of any kind shows that the service hears us. */
const nobody = '00000000-0000-4000-8000-000000000000';

export type DocumentServiceClient = ReturnType<typeof createDocumentServiceClient>;

/** The MAGDA Documentendienst. All reject with PlatformError. */
export function createDocumentServiceClient(wire: Wire, senderKbo: string) {
  const read = <T>(operation: string, request: HttpRequest, reader: (response: HttpResponse) => T) => ({
    operation,
    effect: 'read' as const,
    scope: 'NONE' as const,
    request: { ...request, accept: [...(request.accept ?? [200]), 502] },
    read: (response: HttpResponse) => reader(withSource(response)),
  });
  const ofMessage = (messageId: string, part = '') => `/messages/${encodeURIComponent(messageId)}${part}`;
  const statusRequest = (deliveryChannel: LetterChannel, messages: readonly object[]): HttpRequest => ({
    method: 'POST',
    url: '/statusRequest',
    headers: asJson,
    body: JSON.stringify({ deliveryChannel, messages }),
    accept: [200, 201],
  });

  return {
    /** POST /messages, sent once: the service recognises no letter that comes twice. */
    publish({ body, contentType }: Multipart, context: CallContext): Promise<ChangeAttempt<PublishAnswer>> {
      const request: HttpRequest = {
        method: 'POST',
        url: '/messages',
        headers: { accept: 'application/json', 'content-type': contentType },
        body,
        accept: [200, 201, 400, 502],
      };
      const perform = async (send: (request: HttpRequest) => Promise<HttpResponse>) =>
        readPublication(withSource(await send(request)));
      return attemptChange(wire, { operation: 'messages', perform }, context);
    },

    /** POST /statusRequest: of one channel and, for e-Boxes, one kind; at most {@link mostIds}. */
    statuses(
      channel: LetterChannel,
      references: readonly LetterReference[],
      context: CallContext,
    ): Promise<Sourced<readonly StatusDocument[]>> {
      const messages = references.map(({ messageId, recipient }) =>
        channel === 'EBOX' ? { messageId, eboxId: toEboxId(recipient) } : { messageId },
      );
      return wire.call<readonly StatusDocument[]>(
        read('statusRequest', statusRequest(channel, messages), (response) =>
          json(response, statusesDocument),
        ),
        context,
      );
    },

    /** GET /messages/{id}. Null when the service does not know it. */
    message(messageId: string, context: CallContext): Promise<Sourced<OpenDocument | null>> {
      return wire.call<OpenDocument | null>(
        read('message', { method: 'GET', url: ofMessage(messageId), accept: [200, 404] }, orNull),
        context,
      );
    },

    /** GET /messages/{id}/bpost-status. Null when there is none. */
    bpostStatus(messageId: string, context: CallContext): Promise<Sourced<OpenDocument | null>> {
      const url = ofMessage(messageId, '/bpost-status');
      return wire.call<OpenDocument | null>(
        read('bpost-status', { method: 'GET', url, accept: [200, 404] }, orNull),
        context,
      );
    },

    /** GET /messages/{id}/bpost-attestation, a PDF. Null when there is none. */
    attestation(messageId: string, context: CallContext): Promise<Sourced<Buffer | null>> {
      const url = ofMessage(messageId, '/bpost-attestation');
      return wire.call<Buffer | null>(
        read(
          'bpost-attestation',
          { method: 'GET', url, headers: { accept: 'application/pdf' }, accept: [200, 404] },
          ({ status, body }) => {
            if (status === 404) return null;
            if (!body.subarray(0, 5).equals(Buffer.from('%PDF-')))
              throw new PlatformError(platform, 'MALFORMED', { status });
            return body;
          },
        ),
        context,
      );
    },

    /** Asks after a letter that does not exist, of our own e-Box. */
    async probe(context: CallContext): Promise<void> {
      const messages = [{ messageId: nobody, eboxId: { eboxType: 'enterprise', eboxIdValue: senderKbo } }];
      const request = { ...statusRequest('EBOX', messages), accept: [200, 201, 400, 404] };
      await wire.call(
        read('probe', request, (response) => void json(response, openDocument.or(statusesDocument))),
        context,
      );
    },
  };
}

/** 502 is a platform behind the service that failed: bpost, the printer, a registry. */
function withSource(response: HttpResponse): HttpResponse {
  if (response.status === 502)
    throw new PlatformError(platform, 'HTTP_5XX', { status: 502, platformCode: 'SOURCE' });
  return response;
}

function orNull(response: HttpResponse): OpenDocument | null {
  return response.status === 404 ? null : json(response, openDocument);
}
