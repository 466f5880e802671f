import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { z } from 'zod';
import { eventDocument } from '../../adapters/uitdatabank/documents.js';
import { uitdatabank } from '../../adapters/uitdatabank/index.js';
import { toEvent } from '../../adapters/uitdatabank/mapping.js';
import { settingsSchema } from '../../adapters/uitdatabank/settings.js';
import type { EventsPort } from '../../src/capabilities/events/events.port.js';
import { callContext } from '../support/call-context.js';
import { contractTest } from '../support/contracts.js';
import { valuesIn } from '../support/leaves.js';
import { recordedTools } from '../support/recorded-wire.js';
import { keyPaths, openApi } from './openapi.js';
import { type Databank, everything, openDatabank } from './support.js';

let databank: Databank;
beforeAll(async () => {
  databank = await openDatabank();
});
afterAll(() => databank.close());

const examplesOf = (contracts: string, model: string): Record<string, unknown>[] =>
  (
    JSON.parse(readFileSync(join(contracts, 'associations/uitdatabank', model), 'utf8')) as {
      examples: Record<string, unknown>[];
    }
  ).examples;

const ask = async (
  path: string,
  headers: Record<string, string> = { 'x-client-id': 'sandbox-uitdatabank' },
) => {
  const response = await fetch(`${databank.simulator.url}${path}`, { headers });
  return { status: response.status, type: response.headers.get('content-type'), body: await response.json() };
};

async function bearer(): Promise<string> {
  const { tokenUrl, clientId, clientSecret } = databank.simulator.settings.entry!;
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
  });
  const { access_token: token } = (await (await fetch(tokenUrl!, { method: 'POST', body: form })).json()) as {
    access_token: string;
  };
  return token;
}

describe('the simulator keeps to the contract', () => {
  contractTest('in pages of events and of organisers, embedded or not', async (contracts) => {
    const contract = openApi(contracts, 'search');
    for (const kind of ['events', 'organizers'])
      for (const embed of ['true', 'false']) {
        const { status, body } = await ask(`/${kind}?embed=${embed}&limit=2000`);
        expect(status).toBe(200);
        expect(contract.answer(`/${kind}`, 'get', '200').safeParse(body).error).toBeUndefined();
        expect((body as { member: unknown[] }).member.length).toBeGreaterThan(10);
      }
    // The schema is able to refuse.
    expect(contract.answer('/events', 'get', '200').safeParse({ itemsPerPage: 1 }).success).toBe(false);
  });

  contractTest('in each key of an event, an organiser and a place', async (contracts) => {
    const known = new Set(
      [
        ...examplesOf(contracts, 'model-event-with-read-example.json'),
        ...examplesOf(contracts, 'model-event-post.json'),
      ]
        .flatMap((example) => keyPaths(example))
        // The contract's places have an address in more languages, and its lists more to say of other things.
        .concat('.@context', '.@type'),
    );
    const shown = new Set(databank.simulator.events.flatMap((event) => keyPaths(event)));
    // A list without items has no keys of items.
    const unknown = [...shown].filter(
      (path) => !known.has(path) && ![...known].some((other) => other.startsWith(`${path}[]`)),
    );
    expect(unknown).toEqual([]);
  });

  contractTest('in links of organisers and their absence', async (contracts) => {
    const contract = openApi(contracts, 'entry');
    const path = '/organizers/{organizerId}/verenigingsloket';
    const authorization = `Bearer ${await bearer()}`;
    const linked = await ask('/io/organizers/00000002-0000-4000-8000-000000000000/verenigingsloket', {
      authorization,
    });
    expect(linked).toMatchObject({ status: 200, body: { vcode: 'V0001001', status: 'confirmed' } });
    expect(contract.answer(path, 'get', '200').safeParse(linked.body).error).toBeUndefined();
    const none = await ask('/io/organizers/00000002-0000-4000-8000-000000000011/verenigingsloket', {
      authorization,
    });
    expect(none).toMatchObject({ status: 404, type: 'application/problem+json' });
    expect(contract.answer(path, 'get', '404').safeParse(none.body).error).toBeUndefined();
    expect(contract.answer(path, 'get', '200').safeParse(none.body).success).toBe(false);
  });

  contractTest('in the problems of its examples', async (contracts) => {
    const text = readFileSync(
      join(contracts, 'associations/uitdatabank/uitdatabank-search.openapi.json'),
      'utf8',
    );
    const cases = [
      [await ask('/events', {}), 401],
      [await ask('/events', { 'x-client-id': 'wrong' }), 401],
      [await ask('/events', { 'x-client-id': 'sandbox-uitpas' }), 403],
      [await ask('/events?start=10001'), 404],
    ] as const;
    for (const [{ status, type, body }, expected] of cases) {
      expect({ status, type }).toEqual({ status: expected, type: 'application/problem+json' });
      const problem = z.object({ type: z.url(), title: z.string(), status: z.literal(expected) }).parse(body);
      expect(text).toContain(problem.type);
    }
  });
});

describe('the adapter keeps to the contract', () => {
  contractTest('in every parameter that it sends', async (contracts) => {
    const contract = openApi(contracts, 'search');
    // A body has the parameters that the address may have, says the contract.
    const declaredFor = (path: string) =>
      new Map(contract.parameters(path, 'get').map(({ name, schema }) => [name, schema]));
    const declared: Record<string, Map<string, unknown>> = {
      '/events': declaredFor('/events'),
      '/organizers': declaredFor('/organizers'),
    };
    const page = JSON.stringify({ itemsPerPage: 0, totalItems: 0, member: [] });
    const { tools, requests } = recordedTools(() => ({ status: 200, headers: {}, body: Buffer.from(page) }));
    const settings = settingsSchema.parse({ clientId: 'x', postalCodes: ['2970'], regions: ['gem-schilde'] });
    const port = uitdatabank.start(settings, tools).ports.events as EventsPort;
    const asked = { ...everything, text: 'jazz', from: new Date(), to: new Date(), past: true, age: 7 };
    await port.search({ ...asked, free: true, types: ['0.50.4.0.0'], themes: ['1.8.2.0.0'] }, callContext());
    await port.search({ ...asked, free: false }, callContext());
    await port.event('a-1', callContext());
    await port.organizers({ start: 0, limit: 50 }, callContext());
    const organizerIds = Array.from({ length: 60 }, (_, index) => `0000-${'0'.repeat(28)}-${index}`);
    await port.search({ ...asked, organizerIds }, callContext());
    const posted = requests.filter(({ method }) => method === 'POST');
    expect(posted).toHaveLength(1);
    for (const { url, headers } of posted)
      expect(contract.bodyTypes(url, 'post')).toEqual([headers?.['content-type']]);
    const sent = requests.flatMap(({ url, body }) => {
      const { pathname, searchParams } = new URL(url, 'https://x.test');
      const parameters = [...searchParams, ...new URLSearchParams(body === undefined ? '' : String(body))];
      return parameters.map(([name, value]) => ({ path: pathname, name, value }));
    });
    expect(sent.length).toBeGreaterThan(30);
    expect(new Set(sent.map(({ path }) => path))).toEqual(new Set(['/events', '/organizers']));
    for (const { path, name, value } of sent) {
      // Only the guides name these two.
      if (name === 'start' || name === 'limit') continue;
      const schema = declared[path]?.get(name);
      expect({ path, name, declared: schema !== undefined }).toEqual({ path, name, declared: true });
      // `*` switches a default off, whatever the schema says.
      if (value === '*') continue;
      const { format, ...rest } = schema as { type: string; format?: string };
      const typed = ['number', 'integer', 'boolean'].includes(rest.type)
        ? (JSON.parse(value) as unknown)
        : value;
      expect(z.fromJSONSchema(rest as never).safeParse(typed).error).toBeUndefined();
      if (format === 'date-time')
        expect(z.iso.datetime({ offset: true }).safeParse(value).error).toBeUndefined();
    }
  });

  contractTest('in every example of an event, of which nothing is lost', (contracts) => {
    const examples = examplesOf(contracts, 'model-event-with-read-example.json');
    expect(examples.length).toBeGreaterThan(2);
    for (const example of examples) {
      const mapped = new Set(valuesIn(toEvent(eventDocument.parse(example))));
      expect(said(example).filter(({ value }) => !mapped.has(value))).toEqual([]);
    }
  });
});

/** Not for the graph: who entered it, what is hidden, how complete translations are, ids of parts. */
const leftOut = new Set([
  'creator',
  'contributors',
  'hiddenLabels',
  'languages',
  'completedLanguages',
  '@id',
  'id',
  '@type',
  'otherEvents',
]);
/** What an event shows of its place and organiser; the rest belongs to those. */
const shownOfPart: Readonly<Record<string, readonly string[]>> = {
  location: ['name', 'address', 'geo'],
  organizer: ['name', 'address', 'url', 'contactPoint'],
};

/** Every value that an example says and the graph should, as the mapping writes it. */
function said(example: Record<string, unknown>): { path: string; value: string }[] {
  const leaves = (value: unknown, path: string): { path: string; value: string }[] => {
    if (Array.isArray(value)) return value.flatMap((item) => leaves(item, `${path}[]`));
    if (value && typeof value === 'object')
      return (
        Object.entries(value)
          .filter(([key]) => !leftOut.has(key))
          .filter(([key]) => shownOfPart[path.slice(1)]?.includes(key) ?? true)
          // One address is shown, the Dutch one.
          .filter(([key]) => !path.endsWith('.address') || key === 'nl')
          .flatMap(([key, inner]) => leaves(inner, `${path}.${key}`))
      );
    return [{ path, value: written(path, value) }];
  };
  return leaves(example, '');
}

function written(path: string, value: unknown): string {
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (path.endsWith('.price')) return `${Math.round(Number(value) * 100)}`;
  // A place from where one leaves is named by its id.
  const text = path.startsWith('.departurePlaces') ? String(value).replace(/.*\//, '') : String(value);
  return /^\d{4}-\d\d-\d\dT/.test(text) ? new Date(text).toISOString() : text;
}
