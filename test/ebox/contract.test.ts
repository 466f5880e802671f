import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect } from '@jest/globals';
import { Ajv, type AnySchema, type ValidateFunction } from 'ajv';
import { parseAllDocuments } from 'yaml';
import { partsOf } from '../../adapters/ebox/simulator/publications.js';
import { preferencesDocument, statusesDocument } from '../../adapters/ebox/documents.js';
import { callContext } from '../support/call-context.js';
import { contractTest } from '../support/contracts.js';
import { citizen, document, enterprise, letter, openPost, type Post } from './support.js';

let post: Post;
afterEach(() => post.close());

type Definitions = Readonly<Record<string, AnySchema>>;

/** Validates against one definition of a Swagger 2.0 document. */
function validator(contracts: string, file: string, definition: string): ValidateFunction {
  const [first] = parseAllDocuments(readFileSync(join(contracts, 'ebox', file), 'utf8'));
  const { definitions } = first!.toJS() as { definitions: Definitions };
  // Not strict: Swagger's formats and examples are no JSON Schema.
  const ajv = new Ajv({ strict: false, validateFormats: false });
  return ajv.compile({ $ref: `#/definitions/${definition}`, definitions });
}

const registry = 'e-Box-Enterprise-swagger-v2.1-AP-Public.yaml';
const federation = 'ebox-federation-1.3.yaml';

/** Asks the simulator what the adapter would ask, to see the answer as it goes over the line. */
async function raw(path: string, scope: string, init: RequestInit): Promise<unknown> {
  const { transport } = post.simulator.registrySettings('2.1');
  const { SignJWT, importPKCS8 } = await import('jose');
  const assertion = await new SignJWT()
    .setProtectedHeader({ alg: 'RS256' })
    .setIssuer(transport.clientId)
    .setSubject(transport.clientId)
    .setAudience(transport.tokenUrl)
    .setJti(crypto.randomUUID())
    .setExpirationTime('5m')
    .sign(await importPKCS8(transport.privateKey, 'RS256'));
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
    scope,
  });
  const { access_token: token } = (await (
    await fetch(transport.tokenUrl, { method: 'POST', body: form })
  ).json()) as { access_token: string };
  const response = await fetch(`${post.simulator.url}${path}`, {
    ...init,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
  });
  return response.json();
}

const rest = 'scope:document:management:consult:ws-eboxrestentreprise';
const below = '/REST/ebox/enterprise/messageRegistry/v2';

describe('the Message Registry 2.1', () => {
  contractTest('every publication keeps to its schema, and the answers to it do', async (contracts) => {
    post = await openPost('message-registry 2.1');
    const attention = { name: 'Jan Peeters', nationalNumber: null };
    for (const one of [
      letter(),
      letter({ documents: [], body: { text: 'Beste', main: true }, language: 'fr' }),
      letter({ recipient: enterprise, attention, body: { text: 'Beste', main: false } }),
      letter({ documents: [document, { ...document, main: false, signed: true }] }),
    ])
      expect(await post.port.publish(one, callContext())).toMatchObject({ kind: 'ACCEPTED' });

    const fits = validator(contracts, registry, 'MessageToPublish');
    expect(post.simulator.publications).toHaveLength(4);
    for (const { contentType, body } of post.simulator.publications) {
      const parts = await partsOf({ headers: { 'content-type': contentType }, body } as never);
      expect([fits(parts?.message), fits.errors]).toEqual([true, null]);
      expect(JSON.stringify(parts?.message)).not.toContain('null');
    }
  });

  contractTest('the simulator answers as the contract says', async (contracts) => {
    post = await openPost('message-registry 2.1');
    const outcome = await post.port.publish(letter(), callContext());
    const { messageId } = outcome as { messageId: string };
    const asked = [{ messageId, eboxId: { eboxType: 'citizen', eboxIdValue: '79072300048' } }];
    expect(validator(contracts, registry, 'MessagesStatusRequest')(asked)).toBe(true);
    const statuses = await raw(`${below}/searchMessageStatus`, `${rest}:publicationsender`, {
      method: 'POST',
      body: JSON.stringify(asked),
    });
    expect(statuses).toHaveLength(1);
    expect(validator(contracts, registry, 'MessagesStatusList')(statuses)).toBe(true);

    for (const [path, definition] of [
      ['messageTypes', 'MessageTypes'],
      ['senderApplications', 'SenderApplications'],
      ['senderOrganizations', 'SenderOrganizations'],
    ] as const) {
      const answer = await raw(`${below}/referenceData/${path}`, `${rest}:referencedata`, {});
      const fits = validator(contracts, registry, definition);
      expect([path, fits(answer), fits.errors]).toEqual([path, true, null]);
      expect((answer as { items: unknown[] }).items.length).toBeGreaterThan(0);
    }

    const refused = await raw(`${below}/searchMessageStatus`, `${rest}:publicationsender`, {
      method: 'POST',
      body: '{}',
    });
    expect(validator(contracts, registry, 'StatusMessage')(refused)).toBe(true);
  });

  contractTest('a publication of the documentation is understood by the simulator', async (contracts) => {
    post = await openPost('message-registry 2.1');
    const collection = JSON.parse(
      readFileSync(
        join(contracts, 'ebox/e-Box-Enterprise-REST-Publication-examples.postman_collection.json'),
        'utf8',
      ),
    ) as { item: { request: { body?: { formdata?: { key: string; value?: string }[] } } }[] };
    const examples = collection.item.flatMap(({ request }) => request.body?.formdata ?? []);
    const messages = examples.filter(({ key }) => key === 'messageToPublish');
    expect(messages.length).toBeGreaterThan(3);
    const fits = validator(contracts, registry, 'MessageToPublish');
    for (const { value } of messages) expect(fits(JSON.parse(value!))).toBe(true);
  });
});

contractTest('the Federation API is asked and answers as its contract says', async (contracts) => {
  post = await openPost('message-registry 2.1');
  const asked = { eboxType: 'ENTERPRISE', eboxIdType: 'EnterpriseNumber', eboxIdValueList: ['0406798006'] };
  expect(validator(contracts, federation, 'EboxIdSameTypeList')(asked)).toBe(true);
  const answer = await raw(
    '/REST/ebox/enterprise/federation/v1/eboxPreferences/search',
    'scope:documentmanagement:ebox:enterprise:federation-rest:preference',
    { method: 'POST', body: JSON.stringify(asked) },
  );
  expect(validator(contracts, federation, 'EboxPreferencesList')(answer)).toBe(true);
  expect(preferencesDocument.parse(answer)).toHaveLength(1);
});

contractTest('nothing that a status must hold is refused by how we read it', (contracts) => {
  const fits = validator(contracts, registry, 'MessagesStatusList');
  const least = [
    { messageId: 'm', eboxId: { eboxType: 'citizen', eboxIdValue: '79072300048' }, readStatus: false },
  ];
  expect(fits(least)).toBe(true);
  expect(statusesDocument.parse(least)).toHaveLength(1);
  expect(citizen.kind).toBe('CITIZEN');
});
