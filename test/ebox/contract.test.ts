import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { partsOf } from '../../adapters/ebox/simulator/publications.js';
import { ebox } from '../../adapters/ebox/index.js';
import { settingsSchema } from '../../adapters/ebox/settings.js';
import { preferencesDocument, statusesDocument } from '../../adapters/ebox/documents.js';
import type { LettersPort } from '../../src/capabilities/letters/letters.port.js';
import { callContext } from '../support/call-context.js';
import { contractTest } from '../support/contracts.js';
import { recordedTools } from '../support/recorded-wire.js';
import { citizen, document, enterprise, letter, openPost, type Post } from './support.js';

let post: Post | null = null;
afterEach(async () => {
  await post?.close();
  post = null;
});

type Schema = { readonly [key: string]: unknown };

/** What a definition of a Swagger document has against a value; null when it fits. */
function validator(contracts: string, file: string, definition: string): (value: unknown) => unknown {
  const { definitions } = parse(readFileSync(join(contracts, 'ebox', file), 'utf8')) as {
    definitions: Schema;
  };
  const resolve = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(resolve);
    if (!value || typeof value !== 'object') return value;
    const reference = (value as Schema)['$ref'];
    if (typeof reference === 'string') return resolve(definitions[reference.replace('#/definitions/', '')]);
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolve(inner)]));
  };
  const schema = z.fromJSONSchema(resolve(definitions[definition]) as Parameters<typeof z.fromJSONSchema>[0]);
  return (value) => schema.safeParse(value).error?.issues ?? null;
}

const registry = 'e-Box-Enterprise-swagger-v2.1-AP-Public.yaml';
const federation = 'ebox-federation-1.3.yaml';

/** Asks the simulator what the adapter would ask, to see the answer as it goes over the line. */
async function raw({ simulator }: Post, path: string, scope: string, init: RequestInit): Promise<unknown> {
  const { transport } = simulator.registrySettings('2.1');
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
  const response = await fetch(`${simulator.url}${path}`, {
    ...init,
    headers: {
      'content-type': 'application/json',
      ...(init.headers as Record<string, string>),
      authorization: `Bearer ${token}`,
    },
  });
  return response.json();
}

/** The bodies of the questions that the adapter asks, as they go over the line. */
async function asked({ simulator }: Post, ask: (port: LettersPort) => Promise<unknown>): Promise<unknown[]> {
  const headers = { 'content-type': 'application/json' };
  const { tools, requests } = recordedTools(() => ({ status: 200, headers, body: Buffer.from('[]') }));
  const settings = settingsSchema.parse(simulator.registrySettings('2.1'));
  await ask(ebox.start(settings, tools).ports.letters as LettersPort);
  return requests.map(({ body }) => JSON.parse(String(body)) as unknown);
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
    const answers = validator(contracts, registry, 'PublicationStatusMessage');
    const publications = [...post.simulator.publications];
    expect(publications).toHaveLength(4);
    for (const { contentType, body } of publications) {
      const headers = { 'content-type': contentType };
      const init = { method: 'POST', headers, body: new Uint8Array(body) };
      const answer = await raw(post, `${below}/publishMessage`, `${rest}:publicationsender`, init);
      expect(answer).toMatchObject({ messageId: expect.any(String) });
      expect(answers(answer)).toBeNull();
      const parts = await partsOf({ headers: { 'content-type': contentType }, body } as never);
      expect(fits(parts?.message)).toBeNull();
      expect(JSON.stringify(parts?.message)).not.toContain('null');
    }
  });

  contractTest('the simulator answers as the contract says', async (contracts) => {
    post = await openPost('message-registry 2.1');
    const outcome = await post.port.publish(letter(), callContext());
    const { messageId } = outcome as { messageId: string };
    const references = [
      { messageId, channel: 'EBOX', recipient: citizen },
      { messageId: 'another', channel: 'EBOX', recipient: enterprise },
    ] as const;
    const questions = await asked(post, (port) => port.statuses(references, callContext()));
    expect(questions.flat()).toHaveLength(2);
    const fitting = validator(contracts, registry, 'MessagesStatusRequest');
    for (const question of questions) expect(fitting(question)).toBeNull();
    expect(fitting([{ messageId: 1 }])).not.toBeNull();
    const statuses = await raw(post, `${below}/searchMessageStatus`, `${rest}:publicationsender`, {
      method: 'POST',
      body: JSON.stringify(questions.flat().slice(0, 1)),
    });
    expect(statuses).toHaveLength(1);
    expect(validator(contracts, registry, 'MessagesStatusList')(statuses)).toBeNull();

    for (const [path, definition] of [
      ['messageTypes', 'MessageTypes'],
      ['senderApplications', 'SenderApplications'],
      ['senderOrganizations', 'SenderOrganizations'],
    ] as const) {
      const answer = await raw(post, `${below}/referenceData/${path}`, `${rest}:referencedata`, {});
      const fits = validator(contracts, registry, definition);
      expect([path, fits(answer)]).toEqual([path, null]);
      expect((answer as { items: unknown[] }).items.length).toBeGreaterThan(0);
    }

    const refused = await raw(post, `${below}/searchMessageStatus`, `${rest}:publicationsender`, {
      method: 'POST',
      body: '{}',
    });
    expect(validator(contracts, registry, 'StatusMessage')(refused)).toBeNull();
  });

  contractTest(
    'judges ours by the schema that the publications of its documentation keep to',
    async (contracts) => {
      const collection = JSON.parse(
        readFileSync(
          join(contracts, 'ebox/e-Box-Enterprise-REST-Publication-examples.postman_collection.json'),
          'utf8',
        ),
      ) as { item: { request: { body?: { formdata?: { key: string; value?: string }[] } } }[] };
      const fits = validator(contracts, registry, 'MessageToPublish');
      const examples = collection.item.flatMap(({ request }) => request.body?.formdata ?? []);
      const messages = examples.filter(({ key }) => key === 'messageToPublish');
      expect(messages.length).toBeGreaterThan(3);
      expect(fits({ subject: {} })).not.toBeNull();
      for (const { value } of messages) expect(fits(JSON.parse(value!))).toBeNull();
    },
  );
});

contractTest('the Federation API is asked and answers as its contract says', async (contracts) => {
  post = await openPost('message-registry 2.1');
  const [question] = await asked(post, (port) => port.preferences(['0406798006'], callContext()));
  const fits = validator(contracts, federation, 'EboxIdSameTypeList');
  expect(fits(question)).toBeNull();
  expect(fits({ eboxType: 'ENTERPRISE' })).not.toBeNull();
  const answer = await raw(
    post,
    '/REST/ebox/enterprise/federation/v1/eboxPreferences/search',
    'scope:documentmanagement:ebox:enterprise:federation-rest:preference',
    { method: 'POST', body: JSON.stringify(question) },
  );
  expect(validator(contracts, federation, 'EboxPreferencesList')(answer)).toBeNull();
  expect(preferencesDocument.parse(answer)).toHaveLength(1);
});

contractTest('nothing that a status must hold is refused by how we read it', (contracts) => {
  const fits = validator(contracts, registry, 'MessagesStatusList');
  const least = [
    { messageId: 'm', eboxId: { eboxType: 'citizen', eboxIdValue: '79072300048' }, readStatus: false },
  ];
  expect(fits(least)).toBeNull();
  expect(statusesDocument.parse(least)).toHaveLength(1);
});
