import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { cookieOf, type TestHub, testHub } from '../support/hub.js';

/** The fenced blocks of a language in the README: what a reader pastes. */
const blocks = (language: string) =>
  [
    ...readFileSync('README.md', 'utf8').matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g')),
  ].map(([, text]) => text!);

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
    const off = await fetch(`${hub.url}/sandbox/simulators/burgerprofiel`, {
      method: 'POST',
      headers: { 'x-schakel-sandbox': '1', 'content-type': 'application/json' },
      body: '{"state":"down"}',
    });
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
    hub.simulator('burgerprofiel').fail();
  });

  test('given nobody is logged in, then public data is answered and personal data is refused', async () => {
    const open = await hub.ask(
      '{ associations(search: "wandel", first: 3) { totalCount nodes { vCode name } } }',
    );
    expect(open.body.data.associations.totalCount).toBeGreaterThan(0);

    const closed = await hub.ask('{ me { name { givenNames } } }');
    expect(closed.status).toBe(401);
    expect(closed.body.data).toBeUndefined();
    expect(closed.body.errors[0].extensions.code).toBe('UNAUTHENTICATED');
  });
});
