import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { VerenigingsregisterSimulator } from '../../adapters/verenigingsregister/simulator.js';
import { movableClock } from '../support/clock.js';
import { cookieOf, type TestHub, testHub } from '../support/hub.js';

const clock = movableClock();
const ahmed = '91691715184';

let hub: TestHub;
let sofie: string;
let tom: string;

beforeAll(async () => {
  const policy = { retry: { attempts: 1 }, breaker: { failures: 1_000 } };
  hub = await testHub({
    mirror: false,
    clock,
    settings: {
      operations: { healthIntervalMs: 3_600_000 },
      adapters: { verenigingsregister: { policy } },
    },
  });
  register().lagMs = 10;
  sofie = cookieOf(await hub.browser('staff', 'Sofie Vermeulen'));
  tom = cookieOf(await hub.browser('staff', 'Tom Wouters'));
  await hub.hub.runNow('associations.mirror');
}, 120_000);
afterEach(() => {
  register().fail();
  register().forgetCalls();
});
afterAll(() => hub.close());

/** Of a service client that may make changes. */
async function clientToken(): Promise<string> {
  const { tokenUrl, clientId, clientSecret } = hub.sandbox.acmIdm.serviceClient;
  const answer = await fetch(tokenUrl, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'schakel_wijzigen vo_info' }),
  });
  return ((await answer.json()) as { access_token: string }).access_token;
}

const register = () => hub.simulator('verenigingsregister') as VerenigingsregisterSimulator;
const sent = (operation: string) => register().calls.filter((call) => call.operation === operation).length;
/** A club of its own for each test. */
const newClub = () => register().add({ name: `Club ${randomUUID()}` }).vCode;

const changeFields = `id vCode state reason version commandId
  problem { ... on Problem { code message } ... on AssociationRefused { violations { field reason } } }`;
const fields = `__typename ... on AssociationChange { ${changeFields} } ... on AssociationInputNotValid { field }
  ... on Problem { code message }`;
const mutations = {
  basics: ['changeAssociation', 'basics', 'AssociationBasicsInput'],
  contact: ['changeAssociationContact', 'change', 'ContactChangeInput'],
  location: ['changeAssociationLocation', 'change', 'LocationChangeInput'],
  representative: ['changeAssociationRepresentative', 'change', 'RepresentativeChangeInput'],
} as const;

interface Over {
  readonly ifVersion?: string;
  readonly key?: string;
  readonly cookie?: string;
}

async function change(what: keyof typeof mutations, vCode: string, value: object, over: Over = {}) {
  const { ifVersion, key = randomUUID(), cookie = sofie } = over;
  const [mutation, argument, type] = mutations[what];
  const { body } = await hub.ask(
    `mutation ($vCode: VCode!, $value: ${type}!, $ifVersion: String, $key: String!) {
      ${mutation}(vCode: $vCode, ${argument}: $value, ifVersion: $ifVersion, purpose: "dossier-handling", idempotencyKey: $key) { ${fields} } }`,
    { cookie, variables: { vCode, value, ifVersion, key } },
  );
  expect(body.errors).toBeUndefined();
  return body.data[mutation];
}

const managedFields = `item { version optedOut association { name shortName description startDate minimumAge maximumAge activities { code } }
  contacts { id type value description primary } locations { id type name street postalCode addressUri }
  representatives { id nationalNumber givenName familyName role email } } source { state reason }`;

async function managed(vCode: string, as: { cookie?: string; token?: string } = { cookie: sofie }) {
  const { body } = await hub.ask(
    `query ($vCode: VCode!) { managedAssociation(vCode: $vCode, purpose: "dossier-handling") { ${managedFields} } }`,
    { ...as, variables: { vCode } },
  );
  return body.data.managedAssociation;
}
const itemOf = async (vCode: string) => (await managed(vCode)).item;

async function until(id: string, state: string) {
  const look = async () =>
    (
      await hub.ask(
        `query ($id: ID!) { associationChange(id: $id, purpose: "dossier-handling") { ${changeFields} } }`,
        {
          cookie: sofie,
          variables: { id },
        },
      )
    ).body.data.associationChange;
  for (let tries = 0; tries < 200; tries += 1) {
    const now = await look();
    if (now.state === state) return now;
    clock.move(1_000);
    await hub.hub.runNow('commands.sweep');
  }
  throw new Error(`${state} did not come: ${JSON.stringify(await look())}`);
}

// First, for ACM/IDM's own clock does not go on with the hub's.
test('what a manager sees is for a service client that may make changes too, and for no visitor', async () => {
  const { item } = await managed('V0001001', { token: await clientToken() });
  expect(item.representatives[0].nationalNumber).toBe('85671421468');
  const denied = await hub.ask(
    '{ managedAssociation(vCode: "V0001001", purpose: "dossier-handling") { source { state } } }',
  );
  expect(denied.status).toBe(401);
});

describe('the basic data of an association', () => {
  test('are changed and cleared, what is left out stays, and everybody reads it at once', async () => {
    const vCode = newClub();
    const { version, association } = await itemOf(vCode);
    const first = await change(
      'basics',
      vCode,
      { description: 'Elke zondag', shortName: 'CLUB', startDate: '2001-02-03', activities: ['KECU'] },
      { ifVersion: version },
    );
    expect(first).toMatchObject({ vCode, state: 'CHANGED', reason: null, problem: null });
    const public_ = await hub.ask(`{ association(vCode: "${vCode}") { description shortName } }`);
    expect(public_.body.data.association).toEqual({ description: 'Elke zondag', shortName: 'CLUB' });

    const second = await change(
      'basics',
      vCode,
      { description: null, startDate: null, audience: { minimumAge: 6, maximumAge: 12 } },
      { ifVersion: first.version },
    );
    expect(second.state).toBe('CHANGED');
    const after = await itemOf(vCode);
    expect(after.version).toBe(second.version);
    expect(after.association).toEqual({
      name: association.name,
      shortName: 'CLUB',
      description: null,
      startDate: null,
      minimumAge: 6,
      maximumAge: 12,
      activities: [{ code: 'KECU' }],
    });
    expect(await change('basics', vCode, { shortName: 'CLUB' })).toMatchObject({ state: 'UNCHANGED' });
  });

  test('under the same key are changed once', async () => {
    const vCode = newClub();
    const key = randomUUID();
    const [one, two] = await Promise.all([
      change('basics', vCode, { shortName: 'A' }, { key }),
      change('basics', vCode, { shortName: 'A' }, { key }),
    ]);
    expect(two.id).toBe(one.id);
    expect(await change('basics', vCode, { shortName: 'B' }, { key })).toMatchObject({
      __typename: 'IdempotencyConflict',
    });
    expect(await change('basics', vCode, { shortName: 'A' }, { key })).toMatchObject({ state: 'CHANGED' });
    expect(sent('wijzig-basisgegevens')).toBe(1);
  });

  test('that two clerks change at once from the same version are changed by one, and the other is told', async () => {
    const vCode = newClub();
    const { version } = await itemOf(vCode);
    const answers = await Promise.all([
      change('basics', vCode, { shortName: 'SOFIE' }, { ifVersion: version }),
      change('basics', vCode, { shortName: 'TOM' }, { ifVersion: version, cookie: tom }),
    ]);
    expect(answers.map(({ state }) => state).sort()).toEqual(['CHANGED', 'CHANGED_MEANWHILE']);
    const loser = answers.find(({ state }) => state === 'CHANGED_MEANWHILE');
    expect(loser).toMatchObject({ problem: { code: 'CHANGED_MEANWHILE' }, version: null });
    const shown = (await itemOf(vCode)).association.shortName;
    expect(shown).toBe(answers[0].state === 'CHANGED' ? 'SOFIE' : 'TOM');

    // A version from before all that.
    expect(await change('basics', vCode, { shortName: 'LATER' }, { ifVersion: version })).toMatchObject({
      state: 'CHANGED_MEANWHILE',
    });
    expect((await itemOf(vCode)).association.shortName).toBe(shown);
  });

  test('wait while the register is down, and are changed by themselves when it is up', async () => {
    const vCode = newClub();
    register().fail({ kind: 'refuse' });
    const asked = await change('basics', vCode, { shortName: 'UP' });
    expect(asked.state).toBe('REQUESTED');
    expect(await managed(vCode)).toMatchObject({ item: null, source: { state: 'UNAVAILABLE' } });
    register().fail();
    await until(asked.id, 'CHANGED');
    expect((await itemOf(vCode)).association.shortName).toBe('UP');
  });

  test('of an association that nobody has are not there', async () => {
    expect(await change('basics', 'V0999999', { shortName: 'X' })).toMatchObject({
      state: 'FAILED',
      problem: { code: 'NOT_FOUND' },
    });
    expect(await managed('V0999999')).toMatchObject({ item: null, source: { state: 'FRESH' } });
  });
});

describe('an answer that is lost', () => {
  test('of a change that was made: it is sent again on the same condition, has one effect, and is told as made', async () => {
    const vCode = newClub();
    const before = (await itemOf(vCode)).contacts;
    register().fail({ kind: 'truncated', operation: 'contactgegevens-post' });
    const asked = await change('contact', vCode, { add: { type: 'EMAIL', value: 'info@club.example' } });
    expect(asked).toMatchObject({ state: 'REQUESTED', reason: 'NETWORK' });
    register().fail();
    const { version } = await until(asked.id, 'CHANGED');
    const after = await itemOf(vCode);
    expect(after.contacts).toHaveLength(before.length + 1);
    expect(after.version).toBe(version);
  });

  test('of a change that was not made: it is made, once', async () => {
    const vCode = newClub();
    register().fail({ kind: 'status', status: 503, operation: 'contactgegevens-post' });
    const asked = await change('contact', vCode, { add: { type: 'PHONE', value: '+32 3 383 11 11' } });
    expect(asked.state).toBe('REQUESTED');
    register().fail();
    await until(asked.id, 'CHANGED');
    const { contacts } = await itemOf(vCode);
    const added = contacts.filter(({ value }: { value: string }) => value === '+32 3 383 11 11');
    expect(added).toHaveLength(1);
  });

  test('while somebody else changes the association: nothing of them is written over', async () => {
    const vCode = newClub();
    register().fail({ kind: 'status', status: 503, operation: 'wijzig-basisgegevens' });
    const asked = await change('basics', vCode, { shortName: 'MINE' });
    register().change(vCode, { shortName: 'THEIRS' });
    register().fail();
    await until(asked.id, 'CHANGED_MEANWHILE');
    expect((await itemOf(vCode)).association.shortName).toBe('THEIRS');
  });

  test('of a register that shows changes late: nothing is told before it shows them', async () => {
    const vCode = newClub();
    register().lagMs = 60_000;
    register().fail({ kind: 'truncated', operation: 'wijzig-basisgegevens' });
    const asked = await change('basics', vCode, { shortName: 'LATE' });
    register().fail();
    register().lagMs = 10;
    await until(asked.id, 'CHANGED');
    expect((await itemOf(vCode)).association.shortName).toBe('LATE');
  });
});

describe('the parts of an association', () => {
  test('contacts, locations and representatives are added, changed and removed by their number', async () => {
    const vCode = newClub();
    const add = {
      nationalNumber: ahmed,
      givenName: 'Ahmed',
      familyName: 'El Amrani',
      email: 'ahmed@x.example',
    };
    const steps = [
      ['contact', { add: { type: 'WEBSITE', value: 'https://club.example' } }],
      [
        'location',
        {
          add: {
            type: 'ACTIVITIES',
            name: 'Zaal',
            address: { street: 'Dorp', houseNumber: '2', postalCode: '2970', municipality: 'Schilde' },
          },
        },
      ],
      ['representative', { add }],
    ] as const;
    let version: string | undefined;
    for (const [part, value] of steps) {
      const made = await change(part, vCode, value, version === undefined ? {} : { ifVersion: version });
      expect(made.state).toBe('CHANGED');
      version = made.version;
    }
    const { contacts, locations, representatives } = await itemOf(vCode);
    const [website] = contacts.filter(({ type }: { type: string }) => type === 'Website').slice(-1);
    const hall = locations.find(({ name }: { name: string }) => name === 'Zaal');
    expect(representatives).toEqual([
      expect.objectContaining({ nationalNumber: ahmed, givenName: 'Ahmed', email: 'ahmed@x.example' }),
    ]);

    const changes = [
      ['contact', { change: { id: website.id, value: 'https://nieuw.example', description: 'Onze site' } }],
      ['location', { change: { id: hall.id, name: null, addressId: '3213019' } }],
      ['representative', { change: { id: representatives[0].id, role: 'Penningmeester', email: null } }],
    ] as const;
    for (const [part, value] of changes) expect((await change(part, vCode, value)).state).toBe('CHANGED');
    const changed = await itemOf(vCode);
    expect(changed.contacts).toContainEqual({
      ...website,
      value: 'https://nieuw.example',
      description: 'Onze site',
    });
    expect(changed.locations.find(({ id }: { id: number }) => id === hall.id)).toMatchObject({
      name: null,
      addressUri: 'https://data.vlaanderen.be/id/adres/3213019',
    });
    expect(changed.representatives[0]).toMatchObject({ role: 'Penningmeester', email: null });

    const removed = await change('contact', vCode, { remove: website.id });
    expect(removed.state).toBe('CHANGED');
    expect((await itemOf(vCode)).contacts).not.toContainEqual(expect.objectContaining({ id: website.id }));
  });

  test('that the register refuses say why', async () => {
    const refused = await change('contact', newClub(), { remove: 4711 });
    expect(refused).toMatchObject({
      state: 'REFUSED',
      problem: {
        code: 'REFUSED',
        violations: [{ field: 'contactgegeven', reason: 'Onbekende contactgegeven: 4711.' }],
      },
    });
  });

  test.each([
    ['contact', {}, 'EXACTLY_ONE', 'change'],
    ['contact', { add: { type: 'EMAIL', value: 'a@x.example' }, remove: 1 }, 'EXACTLY_ONE', 'change'],
    ['contact', { add: { type: 'EMAIL', value: ' ' } }, 'REQUIRED', 'value'],
    ['contact', { change: { id: 1 } }, 'REQUIRED', 'change'],
    ['location', { add: { type: 'ACTIVITIES' } }, 'EXACTLY_ONE', 'change.add.address'],
    ['basics', {}, 'REQUIRED', 'basics'],
    ['basics', { name: '' }, 'REQUIRED', 'name'],
    ['basics', { startDate: '2099-01-01' }, 'FUTURE', 'startDate'],
  ] as const)('%s %j is no good, and nothing is written or sent', async (what, value, code, field) => {
    const vCode = newClub();
    const before = await hub.database.client.command.count();
    expect(await change(what, vCode, value)).toMatchObject({
      __typename: 'AssociationInputNotValid',
      code,
      field,
    });
    expect(await hub.database.client.command.count()).toBe(before);
    expect(register().calls).toEqual([]);
  });
});

test('what a manager sees is searched by name too, and all of it is recorded', async () => {
  const vCode = newClub();
  register().change(vCode, { optedOut: true });
  const { name } = (await itemOf(vCode)).association;
  const { body } = await hub.ask(
    'query ($name: String!) { managedAssociations(search: $name, purpose: "dossier-handling") { items { vCode name status } totalCount source { state } } }',
    { cookie: sofie, variables: { name } },
  );
  expect(body.data.managedAssociations.items).toContainEqual({ vCode, name, status: 'Actief' });
  const recorded = await hub.database.client.auditRecord.findMany({ where: { purpose: 'dossier-handling' } });
  const operations = recorded.map(({ fields: read }) => read.join(' ')).join('\n');
  for (const field of ['managedAssociation', 'changeAssociation', 'changeAssociationRepresentative'])
    expect(operations).toContain(field);
  for (const secret of [ahmed, 'El Amrani'])
    expect([...hub.logLines, await hub.metrics()].join('\n')).not.toContain(secret);
});
