import type { z } from 'zod';
import { attemptChange, type ChangeAttempt } from '../../src/adapter/attempt-change.js';
import { PlatformError } from '../../src/adapter/platform-error.js';
import type { HttpResponse, Wire } from '../../src/adapter/wire/wire.js';
import type { CallContext } from '../../src/context/call-context.js';
import type { Sourced } from '../../src/context/source-status.js';
import * as documents from './documents.js';

export const platform = 'sms-spryng';

export interface SpryngMessage {
  readonly encoding: 'plain' | 'unicode';
  readonly body: string;
  readonly route: string;
  readonly originator: string;
  readonly recipients: readonly string[];
  readonly reference: string;
}

/** A message that Spryng took, or the fields that it refuses. */
export type Posted =
  | { readonly message: documents.MessageDocument }
  | { readonly message: null; readonly refusedFields: readonly string[] };

/** A reference stands for one text; when so many pages come back, the filter was not heard. */
const mostPages = 10;

export type Client = ReturnType<typeof createClient>;

/** The operations of Spryng's REST API, typed, over the wire. All reject with PlatformError. */
export function createClient(wire: Wire) {
  const headers = { accept: 'application/json' };

  return {
    /** POST /v1/messages: sent once, whatever happens. */
    send(message: SpryngMessage, context: CallContext): Promise<ChangeAttempt<Posted>> {
      return attemptChange<Posted>(
        wire,
        {
          operation: 'send',
          async perform(send) {
            const response = await send({
              method: 'POST',
              url: '/v1/messages',
              headers: { ...headers, 'content-type': 'application/json' },
              body: JSON.stringify(message),
              accept: [200, 201, 422],
            });
            if (response.status !== 422) return { message: read(documents.message, response) };
            const { errors } = documents.refusal.parse(json(response));
            return { message: null, refusedFields: Object.keys(errors ?? {}) };
          },
        },
        context,
      );
    },

    /** GET /v1/messages?reference=: every message with exactly this reference, all pages. */
    messagesUnder(
      reference: string,
      context: CallContext,
    ): Promise<Sourced<readonly documents.MessageDocument[]>> {
      return wire.call(
        {
          operation: 'list',
          effect: 'read',
          scope: 'NONE',
          async perform(send) {
            const found: documents.MessageDocument[] = [];
            for (let number = 1, last = 1; number <= last; number += 1) {
              const query = new URLSearchParams({ reference, page: `${number}` });
              const response = await send({ method: 'GET', url: `/v1/messages?${query}`, headers });
              const { data, last_page, current_page } = documents.page.parse(json(response));
              if (last_page > mostPages || current_page !== number)
                throw new PlatformError(platform, 'MALFORMED');
              found.push(...data.filter((message) => message.reference === reference));
              last = last_page;
            }
            return found;
          },
        },
        context,
      );
    },

    /** GET /v1/messages/{id}; null when Spryng does not know it (404). */
    message(id: string, context: CallContext): Promise<Sourced<documents.MessageDocument | null>> {
      return wire.call(
        {
          operation: 'show',
          effect: 'read',
          scope: 'NONE',
          request: {
            method: 'GET',
            url: `/v1/messages/${encodeURIComponent(id)}`,
            headers,
            accept: [200, 404],
          },
          read: (response) => (response.status === 404 ? null : read(documents.message, response)),
        },
        context,
      );
    },

    /** GET /v1/balance, in credits; also tells whether the key is accepted. */
    balance(context: CallContext): Promise<Sourced<number>> {
      return wire.call(
        {
          operation: 'balance',
          effect: 'read',
          scope: 'NONE',
          request: { method: 'GET', url: '/v1/balance', headers },
          read: (response) => read(documents.balance, response).amount,
        },
        context,
      );
    },
  };
}

/** The thing itself, or under `data`: Spryng's own library reads both, in different versions. */
function read<T>(shape: z.ZodType<T>, response: HttpResponse): T {
  const body = json(response);
  const inner = (body as { data?: unknown } | null)?.data;
  return shape.parse(typeof inner === 'object' && inner !== null ? inner : body);
}

function json(response: HttpResponse): unknown {
  if (!/\bjson\b/.test(response.headers['content-type'] ?? ''))
    throw new PlatformError(platform, 'MALFORMED', { status: response.status });
  return JSON.parse(response.body.toString('utf8'));
}
