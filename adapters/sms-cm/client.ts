import { z } from 'zod';
import { attemptChange, type ChangeAttempt } from '../../src/adapter/attempt-change.js';
import { PlatformError } from '../../src/adapter/platform-error.js';
import type { HttpRequest, HttpResponse, Wire } from '../../src/adapter/wire/wire.js';
import type { CallContext } from '../../src/context/call-context.js';
import { errorCodes } from './codes.js';

export const platform = 'sms-cm';

/** One message of a request, as CM.com's documentation gives it. */
export interface CmMessage {
  readonly from: string;
  readonly to: readonly { readonly number: string }[];
  readonly body: { readonly type: 'auto'; readonly content: string };
  readonly reference: string;
  readonly minimumNumberOfMessageParts: number;
  readonly maximumNumberOfMessageParts: number;
  readonly allowedChannels: readonly string[];
  readonly validity?: string;
}

const answerDocument = z.object({
  details: z.string().nullish(),
  errorCode: z.int(),
  messages: z
    .array(
      z.object({
        to: z.string().nullish(),
        status: z.string().nullish(),
        reference: z.string().nullish(),
        parts: z.int().min(0).nullish(),
        messageDetails: z.string().nullish(),
        messageErrorCode: z.int(),
      }),
    )
    .nullish(),
});
export type CmAnswer = z.output<typeof answerDocument>;

export type Client = ReturnType<typeof createClient>;

/** CM.com's Business Messaging gateway. It has one operation; all reject with PlatformError. */
export function createClient(wire: Wire) {
  const request = (msg: readonly CmMessage[]): HttpRequest => ({
    method: 'POST',
    url: '/v1.0/message',
    headers: { accept: 'application/json', 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify({ messages: { msg } }),
    // A token that it does not know is 400 as well, with 101 in the answer.
    accept: [200, 400],
  });

  return {
    /** POST /v1.0/message with one message: sent once, whatever happens. */
    send(message: CmMessage, context: CallContext): Promise<ChangeAttempt<CmAnswer>> {
      return attemptChange(
        wire,
        { operation: 'message', perform: async (send) => readAnswer(await send(request([message]))) },
        context,
      );
    },

    /** POST /v1.0/message without any message: CM.com has nothing that only reads. Refused with 202 or 203, or with 101 when it does not know us. */
    async probe(context: CallContext): Promise<void> {
      await wire.call(
        { operation: 'probe', effect: 'read', scope: 'NONE', request: request([]), read: readAnswer },
        context,
      );
    },
  };
}

/** The answer; CREDENTIALS and SERVER_FAULT stand in it as codes. Its texts are not kept: they may repeat the number. */
function readAnswer(response: HttpResponse): CmAnswer {
  if (!/\bjson\b/.test(response.headers['content-type'] ?? ''))
    throw new PlatformError(platform, 'MALFORMED', { status: response.status });
  const answer = answerDocument.parse(JSON.parse(response.body.toString('utf8')));
  const codes = [
    answer.errorCode,
    ...(answer.messages ?? []).map(({ messageErrorCode }) => messageErrorCode),
  ];
  for (const code of codes) {
    const kind = errorCodes[code]?.kind;
    const details = { status: response.status, platformCode: String(code) };
    if (kind === 'CREDENTIALS') throw new PlatformError(platform, 'CREDENTIALS', details);
    if (kind === 'FAULT') throw new PlatformError(platform, 'SERVER_FAULT', details);
  }
  return answer;
}
