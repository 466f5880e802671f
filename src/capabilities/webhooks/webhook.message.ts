import { createHmac } from 'node:crypto';
import type { Delivery } from './webhook.records.js';

/** What an endpoint is sent. */
export interface WebhookMessage {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An event as it goes out: that something changed, and nothing of whom. Each time the same text. */
export function bodyOf(delivery: Delivery): string {
  const { event, occurredAt, subjectId: id, subjectKind: kind, subjectState: state } = delivery;
  return JSON.stringify({
    type: event,
    timestamp: occurredAt.toISOString(),
    data: { id, ...(kind !== null && { kind }), state },
  });
}

/** One signature by Standard Webhooks 1.0. */
export function signatureOf(id: string, timestamp: string, body: string, secret: Uint8Array): string {
  return `v1,${createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
}

/** Signed with each of the secrets; the timestamp is that of this try, not of the event. */
export function signedMessage(
  delivery: Delivery,
  secrets: readonly Uint8Array[],
  sentAt: number,
): WebhookMessage {
  const { id } = delivery;
  const body = bodyOf(delivery);
  const timestamp = String(Math.floor(sentAt / 1000));
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': secrets.map((secret) => signatureOf(id, timestamp, body, secret)).join(' '),
    },
  };
}
