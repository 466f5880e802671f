/** A message that the gateway accepted. */
export interface Sent {
  readonly from: string;
  /** As it was given: 0032470123456. */
  readonly to: string;
  readonly content: string;
  readonly reference: string | null;
  readonly parts: number;
}

/** What the gateway says of one recipient of one message. */
export interface Judged {
  readonly to: string | null;
  readonly reference: string | null;
  readonly parts: number;
  /** `messageErrorCode`; 0 when it is accepted. */
  readonly code: number;
  readonly details: string | null;
  readonly message: Sent | null;
}

interface MessageDocument {
  readonly from?: unknown;
  readonly to?: unknown;
  readonly body?: { readonly content?: unknown };
  readonly reference?: unknown;
  readonly customGrouping?: unknown;
  readonly maximumNumberOfMessageParts?: unknown;
}

/** By the last two digits of the number. */
const refusedNumbers: Readonly<Record<string, readonly [number, string]>> = {
  '97': [401, 'Message has been spam filtered'],
  '98': [402, 'Message has been blacklisted'],
  '99': [403, 'Message has been rejected'],
};

/** One verdict for each recipient. */
export function judge(given: unknown): Judged[] {
  const message = (given ?? {}) as MessageDocument;
  const recipients = Array.isArray(message.to) ? message.to : [];
  if (recipients.length === 0) return [refusal(null, message, 302, 'Invalid or missing "to"')];
  return recipients.map((recipient: unknown) =>
    judgeRecipient(String((recipient as { number?: unknown } | null)?.number ?? ''), message),
  );
}

function judgeRecipient(number: string, message: MessageDocument): Judged {
  const { from, body, reference, customGrouping, maximumNumberOfMessageParts: most } = message;
  const content = body?.content;
  const refuse = (code: number, details: string) => refusal(number, message, code, details);
  if (typeof from !== 'string' || !/^([A-Za-z0-9 ]{1,11}|\+?\d{1,16})$/.test(from))
    return refuse(301, 'Invalid or missing "from"');
  if (!/^(00|\+)\d{8,15}$/.test(number)) return refuse(302, 'Invalid or missing "to"');
  // A Belgian number that is no mobile one.
  if (/^(00|\+)32(?!4\d{8}$)/.test(number)) return refuse(303, 'Invalid MSISDN');
  if (typeof content !== 'string' || content === '') return refuse(304, 'Invalid or missing body');
  if (reference !== undefined && !/^[A-Za-z0-9]{1,32}$/.test(String(reference)))
    return refuse(305, 'Invalid field: reference');
  if (customGrouping !== undefined && String(customGrouping).length > 100)
    return refuse(305, 'Invalid field: customGrouping');
  const parts = partsOf(content);
  if (typeof most === 'number' && parts > most) return refuse(304, 'Body does not fit');
  const told = refusedNumbers[number.slice(-2)];
  if (told) return refuse(...told);
  const ours = typeof reference === 'string' ? reference : null;
  return {
    to: number,
    reference: ours,
    parts,
    code: 0,
    details: null,
    message: { from, to: number, content, reference: ours, parts },
  };
}

function refusal(to: string | null, { reference }: MessageDocument, code: number, details: string): Judged {
  return {
    to,
    reference: typeof reference === 'string' ? reference : null,
    parts: 0,
    code,
    details,
    message: null,
  };
}

/** As CM.com's own page counts: 66 in each part of several in Unicode, where the standard has 67. */
function partsOf(content: string): number {
  const isGsm =
    /^[@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà^{}\\[~\]|€]*$/.test(
      content,
    );
  const size = isGsm ? content.length + (content.match(/[\^{}\\[~\]|€]/g)?.length ?? 0) : content.length;
  const [alone, joined] = isGsm ? [160, 153] : [70, 66];
  return size <= alone ? 1 : Math.ceil(size / joined);
}
