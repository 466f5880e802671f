import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { cookieOf, type TestHub, testHub } from '../support/hub.js';

/** The fenced blocks of a language in the README: what a reader pastes. */
const blocks = (language: string) =>
  [
    ...readFileSync('README.md', 'utf8').matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g')),
  ].map(([, text]) => text!);

/** A curl command of the README as what it sends; to this test's hub in place of port 4000. */
function curl(marker: string) {
  const command = blocks('sh')
    .find((block) => block.includes(marker))!
    .replaceAll('\\\n', ' ');
  const headers = [...command.matchAll(/-H '([^:]+): ([^']+)'/g)].map(([, name, value]) => [name!, value!]);
  return {
    path: /http:\/\/localhost:4000(\S*)/.exec(command)![1]!,
    init: {
      method: 'POST',
      headers: Object.fromEntries(headers) as Record<string, string>,
      body: /-d '([^']+)'/.exec(command)![1]!,
    },
  };
}

describe('the first screen of the README', () => {
  let hub: TestHub;
  beforeAll(async () => {
    hub = await testHub();
  });
  afterAll(() => hub.close());

  test('given Emma is logged in, when she pastes the query, then two platforms answer it', async () => {
    const [query] = blocks('graphql');
    const cookie = cookieOf(await hub.browser('citizen', 'Emma Peeters'));

    const { status, body } = await hub.ask(query!, { cookie });

    expect(status).toBe(200);
    expect(body.errors).toBeUndefined();
    const { me } = body.data;
    expect(me.name).toEqual({ givenNames: expect.arrayContaining(['Emma']), familyNames: ['Peeters'] });
    expect(me.address).toMatchObject({ street: 'Turnhoutsebaan', houseNumber: '12', postalCode: '2970' });
    expect(me.household.members).toHaveLength(4);
    expect(me.dossiers.items).toHaveLength(3);
    expect(body.extensions.sources).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ platform: 'magda', state: 'FRESH' }),
        expect.objectContaining({ platform: 'burgerprofiel', state: 'FRESH' }),
      ]),
    );
  });

  test('given Mijn Burgerprofiel is switched off, when the same query is asked, then MAGDA’s part is there and the other says why not', async () => {
    const [query] = blocks('graphql');
    const cookie = cookieOf(await hub.browser('citizen', 'Maria De Smet'));
    const { path, init } = curl('/sandbox/simulators/');
    const off = await fetch(`${hub.url}${path}`, init);
    expect(off.status).toBe(200);

    const { status, body } = await hub.ask(query!, { cookie });

    expect(status).toBe(200);
    expect(body.data.me.name.familyNames).toEqual(['De Smet']);
    expect(body.data.me.dossiers).toEqual({
      items: [],
      source: { platform: 'burgerprofiel', state: 'UNAVAILABLE' },
    });
    expect(body.extensions.sources).toContainEqual(
      expect.objectContaining({ platform: 'burgerprofiel', state: 'UNAVAILABLE', fetchedAt: null }),
    );
    const on = await fetch(`${hub.url}${path}`, { ...init, body: '{"state":"up"}' });
    expect(on.status).toBe(200);
    expect((await hub.ask(query!, { cookie })).body.data.me.dossiers.source.state).toBe('FRESH');
  });

  test('given the page of a product, then one question brings what the catalogue and the appointment system know', async () => {
    const { path, init } = curl('product(number');
    const answer = await fetch(`${hub.url}${path}`, init);
    const { data, errors } = (await answer.json()) as { data: Record<string, object>; errors?: unknown };
    expect(errors).toBeUndefined();
    expect(data['product']).toMatchObject({
      name: 'Reispas',
      description: { html: expect.stringContaining('<p>') },
      appointmentServices: [
        { name: 'Paspoort aanvragen', locations: expect.arrayContaining([{ name: expect.any(String) }]) },
      ],
    });
  });

  test('given nobody is logged in, then public data is answered and personal data is refused', async () => {
    const { path, init } = curl('/graphql');
    const open = await fetch(`${hub.url}${path}`, init);
    const { data } = (await open.json()) as { data: { associations: { totalCount: number } } };
    expect(data.associations.totalCount).toBeGreaterThan(0);

    const closed = await hub.ask('{ me { name { givenNames } } }');
    expect(closed.status).toBe(401);
    expect(closed.body.data).toBeUndefined();
    expect(closed.body.errors[0].extensions.code).toBe('UNAUTHENTICATED');
  });
});
