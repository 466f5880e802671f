import type { WebhookRequest } from '../../src/adapter/webhook.js';
import type {
  DeliveryReport,
  KnownText,
  SendOutcome,
  Text,
} from '../../src/capabilities/texts/texts.port.js';
import type { Posted, SpryngMessage } from './client.js';
import { deliveryStatuses, otherRefusal, refusedFields, unknownDelivery } from './codes.js';
import type { MessageDocument } from './documents.js';
import type { Settings } from './settings.js';

/** A text as Spryng wants it: the number without + or 00. */
export function toMessage(
  { to, content, encoding, reference, sender }: Text,
  settings: Pick<Settings, 'sender' | 'route'>,
): SpryngMessage {
  return {
    encoding: encoding === 'GSM_7' ? 'plain' : 'unicode',
    body: content,
    route: settings.route,
    originator: sender ?? settings.sender,
    recipients: [to.replace(/^\+/, '')],
    reference,
  };
}

/** Spryng tells credits, and not in how many parts it sends. */
export function toOutcome(posted: Posted): SendOutcome {
  if (posted.message) return { kind: 'ACCEPTED', id: posted.message.id, parts: null };
  // Laravel names an item of a list as `recipients.0`.
  const [field = null] = posted.refusedFields.map((name) => name.split('.')[0] ?? name);
  const known = field !== null && Object.hasOwn(refusedFields, field) ? refusedFields[field]! : null;
  return { kind: 'REFUSED', platformCode: known ? field : null, ...(known ?? otherRefusal) };
}

export function toKnownText({ id, reference, created_at, credits }: MessageDocument): KnownText {
  return { id, reference: reference ?? null, createdAt: created_at ?? null, credits: credits ?? null };
}

/** The report in a call of the webhook: GET with REFERENCE and STATUS. Null when it holds none. */
export function toReports({ method, query }: WebhookRequest): DeliveryReport[] | null {
  const reference = query.get('REFERENCE');
  const status = query.get('STATUS');
  if (method !== 'GET' || !reference || !status) return null;
  const known = Object.hasOwn(deliveryStatuses, status);
  return [
    {
      ...(known ? deliveryStatuses[status]! : unknownDelivery),
      reference,
      // What does not look like a status stays out of logs: it may be anything.
      platformCode: known || /^[A-Za-z][A-Za-z _-]{0,31}$/.test(status) ? status : 'UNREADABLE',
      errorCode: null,
      operator: null,
      platformTime: null,
    },
  ];
}
