import { z } from 'zod';
import type { WebhookRequest } from '../../src/adapter/webhook.js';
import type { DeliveryReport, SendOutcome, Text } from '../../src/capabilities/texts/texts.port.js';
import type { CmAnswer, CmMessage } from './client.js';
import { deliveryCodes, errorCodes, unknownDelivery } from './codes.js';
import type { Settings } from './settings.js';

/** A text as CM.com wants it: the number with 00 in front, and `auto`, by which CM.com chooses the alphabet by the same rule as we do. */
export function toMessage(
  { to, content, reference, sender }: Text,
  settings: Pick<Settings, 'sender' | 'mostParts' | 'validityHours'>,
): CmMessage {
  return {
    from: sender ?? settings.sender,
    to: [{ number: to.replace(/^\+/, '00') }],
    body: { type: 'auto', content },
    reference,
    minimumNumberOfMessageParts: 1,
    maximumNumberOfMessageParts: settings.mostParts,
    allowedChannels: ['SMS'],
    ...(settings.validityHours === undefined ? {} : { validity: `${settings.validityHours}h` }),
  };
}

/** The outcome of the message with our reference; CM.com gives no id of its own. */
export function toOutcome(answer: CmAnswer, reference: string): SendOutcome {
  const message = answer.messages?.find((one) => one.reference === reference) ?? null;
  const code = message?.messageErrorCode ?? answer.errorCode;
  if (message && code === 0) return { kind: 'ACCEPTED', id: reference, parts: message.parts ?? null };
  const meaning = errorCodes[code];
  // Neither accepted nor refused in words that we know: it may have been sent.
  if (!meaning)
    return {
      kind: 'IN_DOUBT',
      reason: code === 0 ? 'NOT_MENTIONED' : 'UNKNOWN_CODE',
      platformCode: String(code),
    };
  return { kind: 'REFUSED', about: meaning.about, platformCode: String(code), reason: meaning.reason };
}

const text = z.union([z.string(), z.number()]).transform(String);
const reportItem = z.object({
  received: z.string().nullish(),
  reference: z.string().min(1),
  status: z.object({ code: text, errorCode: text.nullish() }),
  operator: text.nullish(),
});
const reportDocument = z.object({
  messages: z.object({ msg: z.union([z.array(reportItem).min(1), reportItem]) }),
});

/** The reports in a call of the webhook: CM.com documents one message, several in a list are read too. Null when it holds none. */
export function toReports({ method, body }: WebhookRequest): DeliveryReport[] | null {
  if (method !== 'POST') return null;
  let parsed: unknown;
  try {
    parsed = JSON.parse(body.toString('utf8').replace(/^\uFEFF/, ''));
  } catch {
    return null;
  }
  const document = reportDocument.safeParse(parsed);
  if (!document.success) return null;
  const { msg } = document.data.messages;
  return (Array.isArray(msg) ? msg : [msg]).map(({ received, reference, status, operator }) => {
    const meaning = Object.hasOwn(deliveryCodes, status.code) ? deliveryCodes[status.code]! : unknownDelivery;
    return {
      ...meaning,
      reference,
      platformCode: code(status.code),
      errorCode: status.errorCode ? code(status.errorCode) : null,
      operator: operator || null,
      platformTime: received || null,
    };
  });
}

/** A code goes into logs; what does not look like one stays out of them, for it may be anything. */
function code(given: string): string {
  return /^(-?\d{1,6}|[A-Za-z][A-Za-z _-]{0,31})$/.test(given) ? given : 'UNREADABLE';
}
