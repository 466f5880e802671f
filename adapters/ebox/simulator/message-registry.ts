import { randomUUID } from 'node:crypto';
import type { SimulatorReply, SimulatorRequest } from '../../../src/adapter/simulator/simulator.js';
import { type Mailbox, moment } from './mailbox.js';
import { messageTypes, publish, senderApplicationId, senderKbo } from './publications.js';
import type { TokenEndpoint } from './token-endpoint.js';

const rest = 'scope:document:management:consult:ws-eboxrestentreprise';
export const registryScopes = {
  sender: `${rest}:publicationsender`,
  reference: `${rest}:referencedata`,
  preference: 'scope:documentmanagement:ebox:enterprise:federation-rest:preference',
};

const helpdesk = { contactBusiness: 'info@gemeente.example', contactTechnical: 'ict@gemeente.example' };
const messageTypeIds = messageTypes.map(({ messageTypeId }) => messageTypeId);
const referenceData: Readonly<Record<string, readonly object[]>> = {
  messageTypes: messageTypes.map((type) => ({
    messageTypeId: type.messageTypeId,
    messageTypeName: { nl: type.name },
    messageTypeDescription: { nl: `${type.name} van de gemeente` },
    validityPeriod: { validityPeriodNumber: type.days, validityPeriodUnit: 'day' },
    senderOrganizationIds: [senderKbo],
    senderApplicationIds: [senderApplicationId],
  })),
  senderApplications: [
    {
      applicationId: senderApplicationId,
      applicationName: { nl: 'Digitaal loket' },
      applicationUrl: { nl: 'https://loket.gemeente.example' },
      senderOrganizationIds: [senderKbo],
      messageTypeIds,
      ...helpdesk,
    },
  ],
  senderOrganizations: [
    {
      organizationId: senderKbo,
      organizationShortName: { nl: 'Schilde' },
      organizationLongName: { nl: 'Gemeente Schilde' },
      organizationLogos: [
        {
          imageId: 'wapen',
          size: 4,
          mediaType: 'image/png',
          language: 'nl',
          contentHref: 'https://gemeente.example/wapen.png',
        },
      ],
      senderApplicationIds: [senderApplicationId],
      messageTypeIds,
      ...helpdesk,
    },
  ],
};

export interface RegistryOptions {
  readonly mailbox: Mailbox;
  readonly tokens: TokenEndpoint;
  /** Keys of version 3 that were used. */
  readonly usedKeys: Set<string>;
}

/** The Message Registry, both versions; null for what it does not have. `path` is below the version. */
export async function answerRegistry(
  request: SimulatorRequest,
  path: string,
  version: '2' | '3',
  { mailbox, tokens, usedKeys }: RegistryOptions,
): Promise<SimulatorReply | null> {
  const { method, headers, query } = request;
  const publishes = path === (version === '2' ? '/publishMessage' : '/ebox/messages');
  if (method === 'POST' && publishes) {
    const operation = 'publishMessage';
    const refused = refusal(operation, tokens.refusal(request, registryScopes.sender));
    if (refused) return refused;
    if (version === '3') {
      const key = /^"([^"]+)"$/.exec(headers['idempotency-key'] ?? '')?.[1];
      if (key === undefined)
        return statusMessage(operation, 400, 'INVALID_INPUT', 'Idempotency-Key is no RFC 8941 string');
      if (usedKeys.has(key)) return statusMessage(operation, 409, 'CONFLICT', 'The key was used before');
      const published = await publish(request, mailbox, '3');
      if ('messageId' in published) usedKeys.add(key);
      return 'messageId' in published
        ? json(operation, 201, published)
        : statusMessage(operation, 400, published.code, published.message);
    }
    const published = await publish(request, mailbox, '2');
    return 'messageId' in published
      ? json(operation, 201, published)
      : statusMessage(operation, 400, published.code, published.message);
  }
  if (method === 'POST' && path === '/searchMessageStatus') {
    const operation = 'searchMessageStatus';
    const refused = refusal(operation, tokens.refusal(request, registryScopes.sender));
    if (refused) return refused;
    const found = statusesOf(request.body, mailbox);
    if (!found) return statusMessage(operation, 400, 'INVALID_INPUT', 'The request is no list of messages');
    return found.length > 0
      ? json(operation, 201, found)
      : statusMessage(operation, 404, 'NOT_FOUND', 'Messages not found');
  }
  const list = /^\/referenceData\/(\w+)$/.exec(path)?.[1] ?? '';
  if (method === 'GET' && Object.hasOwn(referenceData, list)) {
    const page = Number(query.get('page') ?? 1);
    const size = Number(query.get('pageSize') ?? 25);
    const operation = size === 1 ? 'probe' : list;
    const refused = refusal(operation, tokens.refusal(request, registryScopes.reference));
    if (refused) return refused;
    if (!(page >= 1 && size >= 1 && size <= 100))
      return statusMessage(operation, 400, 'INVALID_INPUT', 'page or pageSize is not valid');
    const all = referenceData[list]!;
    const items = all.slice((page - 1) * size, page * size);
    return json(operation, 200, { items, totalItems: all.length });
  }
  return null;
}

/** The operation a request asks of a registry, by method and path; null when there is none. */
export function registryOperationOf({ method, query }: SimulatorRequest, path: string): string | null {
  if (method === 'POST' && (path === '/publishMessage' || path === '/ebox/messages')) return 'publishMessage';
  if (method === 'POST' && path === '/searchMessageStatus') return 'searchMessageStatus';
  const list = /^\/referenceData\/(\w+)$/.exec(path)?.[1] ?? '';
  if (method !== 'GET' || !Object.hasOwn(referenceData, list)) return null;
  return query.get('pageSize') === '1' ? 'probe' : list;
}

/** POST /eboxPreferences/search of the Federation API. */
export function answerFederation(
  request: SimulatorRequest,
  path: string,
  { mailbox, tokens }: RegistryOptions,
): SimulatorReply | null {
  if (request.method !== 'POST' || path !== '/eboxPreferences/search') return null;
  const operation = 'eboxPreferences';
  const refused = refusal(operation, tokens.refusal(request, registryScopes.preference));
  if (refused) return refused;
  const asked = parsed(request.body) as {
    eboxType?: string;
    eboxIdType?: string;
    eboxIdValueList?: string[];
  };
  if (asked?.eboxType !== 'ENTERPRISE' || asked.eboxIdType !== 'EnterpriseNumber')
    return statusMessage(operation, 400, 'INVALID_INPUT', 'The type of e-Box is not known');
  const found = (asked.eboxIdValueList ?? []).filter((number) => !mailbox.withoutEbox.has(number));
  return json(
    operation,
    200,
    found.map((number) => ({
      eboxId: { eboxType: 'ENTERPRISE', eboxIdValue: number },
      exclusivelyEbox: mailbox.exclusivelyEbox.has(number),
      lastConnectionDate: '2026-10-01T08:00:00Z',
    })),
  );
}

/** What is known of the letters asked for, each in the e-Box that was named; null for a body of another shape. */
export function statusesOf(body: Buffer, mailbox: Mailbox): object[] | null {
  const asked = parsed(body);
  return Array.isArray(asked) ? statusesAmong(asked, mailbox) : null;
}

export function statusesAmong(asked: readonly unknown[], mailbox: Mailbox): object[] {
  return asked.flatMap((item) => {
    const { messageId, eboxId } = item as { messageId?: string; eboxId?: Record<string, string> };
    const letter = mailbox.find(messageId ?? '');
    if (letter?.channel !== 'EBOX' || letter.owner.eboxIdValue !== eboxId?.['eboxIdValue']) return [];
    const { owner, expiresAt, readStatus } = letter;
    return [{ messageId, eboxId: owner, expirationDate: moment(expiresAt), readStatus, visible: true }];
  });
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
}

function refusal(operation: string, status: 401 | 403 | null): SimulatorReply | null {
  if (status === null) return null;
  return status === 401
    ? statusMessage(operation, 401, 'UNAUTHORIZED', 'The access token is missing, invalid or expired')
    : statusMessage(operation, 403, 'FORBIDDEN', 'The access token lacks the scope');
}

function statusMessage(operation: string, status: number, code: string, message: string): SimulatorReply {
  return json(operation, status, { id: randomUUID(), code, message, environment: 'simulation' });
}

function json(operation: string, status: number, body: object): SimulatorReply {
  return {
    operation,
    status,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
}
