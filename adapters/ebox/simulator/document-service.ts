import type { SimulatorReply, SimulatorRequest } from '../../../src/adapter/simulator/simulator.js';
import type { Mailbox } from './mailbox.js';
import { statusesAmong } from './message-registry.js';
import { partsOf, publish } from './publications.js';
import type { TokenEndpoint } from './token-endpoint.js';

export const documentServiceScope = 'msg_msg_v1_G';

export interface DocumentServiceOptions {
  readonly mailbox: Mailbox;
  readonly tokens: TokenEndpoint;
  readonly usedCorrelationIds: Set<string>;
  /** Whether what is behind the service (a registry, the printer, bpost) fails. */
  sourceFails(): boolean;
}

const mostFiles = 6;
const mostBytes = 30 * 1024 * 1024;

/** The MAGDA Documentendienst; null for what it does not have. `path` is below `/api/v1/messages`. */
export async function answerDocumentService(
  request: SimulatorRequest,
  path: string,
  options: DocumentServiceOptions,
): Promise<SimulatorReply | null> {
  const operation = operationOf(request, path);
  if (!operation) return null;
  const correlationId = request.headers['x-correlation-id'] ?? '';
  const reply = (status: number, body: object) => json(operation, status, body, correlationId);
  const problem = (status: number, title: string, detail: string) =>
    reply(status, { title, status, detail, instance: '/api/v1/messages' });

  if (options.tokens.refusal(request, documentServiceScope) !== null)
    return problem(401, 'Unauthorized', 'The access token is missing, invalid or expired');
  if (correlationId === '') return problem(400, 'Bad Request', 'x-correlation-id is mandatory');
  if (correlationId.length > 36 || options.usedCorrelationIds.has(correlationId))
    return problem(400, 'Bad Request', 'x-correlation-id is not unique or too long');
  options.usedCorrelationIds.add(correlationId);
  if (options.sourceFails()) return problem(502, 'Bad Gateway', 'Source: Unexpected error from the source');

  const { mailbox } = options;
  if (operation === 'messages') {
    const parts = await partsOf(request);
    const channel = parts?.message['deliveryChannel'];
    if (channel !== 'EBOX' && channel !== 'PAPER')
      return problem(400, 'Bad Request', 'deliveryChannel is not valid');
    const bytes = parts!.files.reduce((sum, { content }) => sum + content.length, 0);
    if (parts!.files.length > mostFiles || bytes > mostBytes)
      return problem(400, 'Bad Request', 'Too many or too large documents');
    const published = await publish(request, mailbox, '2', channel);
    return 'messageId' in published ? reply(201, published) : problem(400, 'Bad Request', published.message);
  }
  if (operation === 'statusRequest' || operation === 'probe') {
    const { deliveryChannel, messages } = JSON.parse(request.body.toString('utf8')) as {
      deliveryChannel?: string;
      messages?: { messageId?: string; eboxId?: { eboxType?: string } }[];
    };
    if (!Array.isArray(messages) || messages.length === 0)
      return problem(400, 'Bad Request', 'messages is mandatory');
    if (deliveryChannel === 'EBOX') {
      if (messages.length > 500) return problem(400, 'Bad Request', 'At most 500 messages');
      if (new Set(messages.map(({ eboxId }) => eboxId?.eboxType)).size > 1)
        return problem(400, 'Bad Request', 'One eboxType per request');
      return reply(200, statusesAmong(messages, mailbox));
    }
    if (deliveryChannel !== 'PAPER' && deliveryChannel !== 'EMAIL')
      return problem(400, 'Bad Request', 'deliveryChannel is not valid');
    if (messages.length > 1) return problem(400, 'Bad Request', 'One message per request');
    const found = mailbox.find(messages[0]?.messageId ?? '');
    return reply(200, found?.channel === deliveryChannel ? [{ messageId: found.messageId }] : []);
  }

  const letter = mailbox.find(decodeURIComponent(path.split('/')[2] ?? ''));
  if (!letter) return problem(404, 'Not Found', 'The message is not known');
  if (operation === 'message')
    return reply(200, { messageId: letter.messageId, deliveryChannel: letter.channel });
  if (letter.channel !== 'PAPER' || !letter.registered)
    return problem(404, 'Not Found', 'The message is no registered letter on paper');
  if (operation === 'bpost-status') return reply(200, { isEar: letter.readStatus });
  return {
    operation,
    status: 200,
    headers: { 'content-type': 'application/pdf', 'x-correlation-id': correlationId },
    body: Buffer.from(`%PDF-1.4\n% Bewijs van afgifte ${letter.messageId}\n%%EOF\n`),
  };
}

/** The operation a request asks for, by method and path; null when there is none. */
export function operationOf({ method, body }: SimulatorRequest, path: string): string | null {
  if (method === 'POST' && path === '/messages') return 'messages';
  if (method === 'POST' && path === '/statusRequest')
    return body.includes('"00000000-0000-4000-8000-000000000000"') ? 'probe' : 'statusRequest';
  if (method !== 'GET') return null;
  const tail = /^\/messages\/[^/]+(?:\/(bpost-status|bpost-attestation))?$/.exec(path);
  return tail ? (tail[1] ?? 'message') : null;
}

function json(operation: string, status: number, body: object, correlationId: string): SimulatorReply {
  return {
    operation,
    status,
    headers: { 'content-type': 'application/json', 'x-correlation-id': correlationId },
    body: JSON.stringify(body),
  };
}
