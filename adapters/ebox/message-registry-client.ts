import type { z } from 'zod';
import { attemptChange, type ChangeAttempt } from '../../src/adapter/attempt-change.js';
import type { HttpRequest, Wire } from '../../src/adapter/wire/wire.js';
import { PlatformError } from '../../src/adapter/platform-error.js';
import type { LetterReference } from '../../src/capabilities/letters/letters.port.js';
import type { CallContext } from '../../src/context/call-context.js';
import type { Sourced } from '../../src/context/source-status.js';
import { json, platform, type PublishAnswer, readPublication } from './answers.js';
import {
  type MessageTypeDocument,
  type PreferenceDocument,
  preferencesDocument,
  referenceDocuments,
  type SenderApplicationDocument,
  type SenderOrganizationDocument,
  type StatusDocument,
  statusesDocument,
} from './documents.js';
import { type Multipart, toEboxId } from './publication.js';
import type { MessageRegistrySettings } from './settings.js';

const asJson = { 'content-type': 'application/json', accept: 'application/json' };
const pageSize = 100;
/** More types of letters than any sender has. */
const mostPages = 100;

export type MessageRegistryClient = ReturnType<typeof createMessageRegistryClient>;

/** The Message Registry of NSSO or BOSA. All reject with PlatformError. */
export function createMessageRegistryClient(wire: Wire, version: MessageRegistrySettings['version']) {
  const allPages = <T>(
    list: keyof typeof referenceDocuments,
    pageDocument: z.ZodType<{ items?: T[] | null | undefined; totalItems?: number | null | undefined }>,
    context: CallContext,
  ) =>
    wire.call<readonly T[]>(
      {
        operation: list,
        effect: 'read',
        scope: 'PUBLIC',
        cacheKey: list,
        async perform(send) {
          const all: T[] = [];
          for (let page = 1; page <= mostPages; page += 1) {
            const url = `/referenceData/${list}?page=${page}&pageSize=${pageSize}`;
            const response = await send({ method: 'GET', url, headers: { accept: 'application/json' } });
            const { items, totalItems } = json(response, pageDocument);
            all.push(...(items ?? []));
            if ((items ?? []).length < pageSize || all.length === totalItems) return all;
          }
          throw new PlatformError(platform, 'TOO_LARGE');
        },
      },
      context,
    );

  return {
    /**
     * POST /publishMessage (2.1), sent once; POST /ebox/messages (3), which honours a key: it may be tried again, and 409
     * tells that the letter was taken before.
     */
    publish(
      { body, contentType }: Multipart,
      key: string,
      context: CallContext,
    ): Promise<ChangeAttempt<PublishAnswer>> {
      const headers = { accept: 'application/json', 'content-type': contentType };
      const keyed = version === '3';
      const request: HttpRequest = keyed
        ? {
            method: 'POST',
            url: '/ebox/messages',
            // A string of RFC 8941: the quotes belong to it.
            headers: { ...headers, 'idempotency-key': `"${key}"` },
            body,
            accept: [201, 400, 409],
          }
        : { method: 'POST', url: '/publishMessage', headers, body, accept: [201, 400] };
      return attemptChange(
        wire,
        {
          operation: 'publishMessage',
          ...(keyed ? { idempotencyKey: key } : {}),
          perform: async (send) => readPublication(await send(request)),
        },
        context,
      );
    },

    /** POST /searchMessageStatus, which answers 201. 404 means that it knows none of them. */
    statuses(
      references: readonly LetterReference[],
      context: CallContext,
    ): Promise<Sourced<readonly StatusDocument[]>> {
      const body = references.map(({ messageId, recipient }) => ({ messageId, eboxId: toEboxId(recipient) }));
      return wire.call<readonly StatusDocument[]>(
        {
          operation: 'searchMessageStatus',
          effect: 'read',
          scope: 'NONE',
          request: {
            method: 'POST',
            url: '/searchMessageStatus',
            headers: asJson,
            body: JSON.stringify(body),
            accept: [200, 201, 404],
          },
          read: (response) => (response.status === 404 ? [] : json(response, statusesDocument)),
        },
        context,
      );
    },

    /** GET /referenceData/messageTypes, all pages. */
    messageTypes: (context: CallContext): Promise<Sourced<readonly MessageTypeDocument[]>> =>
      allPages('messageTypes', referenceDocuments.messageTypes, context),

    /** GET /referenceData/senderApplications, all pages. */
    senderApplications: (context: CallContext): Promise<Sourced<readonly SenderApplicationDocument[]>> =>
      allPages('senderApplications', referenceDocuments.senderApplications, context),

    /** GET /referenceData/senderOrganizations, all pages. */
    senderOrganizations: (context: CallContext): Promise<Sourced<readonly SenderOrganizationDocument[]>> =>
      allPages('senderOrganizations', referenceDocuments.senderOrganizations, context),

    /** One message type: an answer of any kind shows that the registry hears us. */
    async probe(context: CallContext): Promise<void> {
      await wire.call(
        {
          operation: 'probe',
          effect: 'read',
          scope: 'NONE',
          request: {
            method: 'GET',
            url: '/referenceData/messageTypes?page=1&pageSize=1',
            headers: { accept: 'application/json' },
          },
          read: (response) => void json(response, referenceDocuments.messageTypes),
        },
        context,
      );
    },
  };
}

export type FederationClient = ReturnType<typeof createFederationClient>;

/** The Federation API 1.3. Rejects with PlatformError. */
export function createFederationClient(wire: Wire) {
  return {
    /** POST /eboxPreferences/search; e-Boxes that do not exist are not in the answer. */
    preferences(
      kboNumbers: readonly string[],
      context: CallContext,
    ): Promise<Sourced<readonly PreferenceDocument[]>> {
      return wire.call<readonly PreferenceDocument[]>(
        {
          operation: 'eboxPreferences',
          effect: 'read',
          scope: 'NONE',
          request: {
            method: 'POST',
            url: '/eboxPreferences/search',
            headers: asJson,
            body: JSON.stringify({
              eboxType: 'ENTERPRISE',
              eboxIdType: 'EnterpriseNumber',
              eboxIdValueList: kboNumbers,
            }),
            accept: [200, 404],
          },
          read: (response) => (response.status === 404 ? [] : json(response, preferencesDocument)),
        },
        context,
      );
    },
  };
}
