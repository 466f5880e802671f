import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { VerenigingsregisterSimulator } from '../../adapters/verenigingsregister/simulator.js';
import { movableClock } from '../support/clock.js';
import { cookieOf, type TestHub, testHub } from '../support/hub.js';

const clock = movableClock();
const emma = '85671421468';
const ahmed = '91691715184';

let hub: TestHub;
let sofie: string;
let tom: string;
let citizen: string;

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
  citizen = cookieOf(await hub.browser('citizen', 'Emma Peeters'));
  await hub.hub.runNow('associations.mirror');
}, 120_000);
afterEach(() => {
  register().fail();
  register().forgetCalls();
});
afterAll(() => hub.close());

const register = () => hub.simulator('verenigingsregister') as VerenigingsregisterSimulator;
const sent = () => register().calls.filter(({ operation }) => operation === 'registreer-vzer').length;
const loseAnswer = () => register().fail({ kind: 'truncated', operation: 'registreer-vzer' });

const registrationFields = `id state reason name vCode commandId candidates { vCode name locations { postalCode } }
  problem { ... on Problem { code message } ... on AssociationRefused { violations { field code reason } } }`;
const fields = `__typename ... on AssociationRegistration { ${registrationFields} } ... on Problem { code message }`;
const registerAssociation = `mutation ($registration: AssociationRegistrationInput!, $purpose: PurposeCode!, $key: String!) {
  registerAssociation(registration: $registration, purpose: $purpose, idempotencyKey: $key) { ${fields} ... on AssociationInputNotValid { field } } }`;

const address = { street: 'Kerkstraat', houseNumber: '1', postalCode: '2970', municipality: 'Schilde' };
const seat = { type: 'CORRESPONDENCE', primary: true, address };
const person = { nationalNumber: emma, givenName: 'Emma', familyName: 'Peeters', role: 'Voorzitter' };
let made = 0;
const newName = () => `Petanqueclub ${(made += 1)} ${randomUUID()}`;
const club = (over: object = {}) => ({
  name: newName(),
  locations: [seat],
  representatives: [person],
  activities: ['SPRT'],
  ...over,
});
/** It has the name of V0001001, in the same place. */
const lookalike = (over: object = {}) => club({ name: 'Wandelclub De Schildewandelaars', ...over });

const ask = (registration: object, over: { key?: string; cookie?: string; purpose?: string } = {}) => {
  const { key = randomUUID(), cookie = sofie, purpose = 'dossier-handling' } = over;
  return hub.ask(registerAssociation, { cookie, variables: { registration, purpose, key } });
};
async function asked(registration: object, key?: string) {
  const { body } = await ask(registration, key === undefined ? {} : { key });
  expect(body.errors).toBeUndefined();
  return body.data.registerAssociation;
}

async function decide(what: 'confirm' | 'drop', id: string, over: { key?: string; cookie?: string } = {}) {
  const { key = randomUUID(), cookie = sofie } = over;
  const { body } = await hub.ask(
    `mutation ($id: ID!, $key: String!) {
      ${what}AssociationRegistration(id: $id, purpose: "dossier-handling", idempotencyKey: $key) { ${fields} } }`,
    { cookie, variables: { id, key } },
  );
  expect(body.errors).toBeUndefined();
  return body.data[`${what}AssociationRegistration`];
}

async function read(id: string, cookie = sofie) {
  const { body } = await hub.ask(
    `query ($id: ID!) { associationRegistration(id: $id, purpose: "dossier-handling") { __typename ${registrationFields} } }`,
    { cookie, variables: { id } },
  );
  return body.data.associationRegistration;
}

/** Asks until the registration stands so; time goes on, so that what waits is tried again. */
async function until(id: string, state: string) {
  for (let tries = 0; tries < 200; tries += 1) {
    const registration = await read(id);
    if (registration.state === state) return registration;
    clock.move(1_000);
    await hub.hub.runNow('commands.sweep');
  }
  throw new Error(`${state} did not come: ${JSON.stringify(await read(id))}`);
}

async function atRegister(name: string): Promise<string[]> {
  const { body } = await hub.ask(
    `query ($name: String!) { managedAssociations(search: $name, purpose: "dossier-handling") { items { vCode name } } }`,
    { cookie: sofie, variables: { name } },
  );
  return body.data.managedAssociations.items
    .filter((one: { name: string }) => one.name === name)
    .map(({ vCode }: { vCode: string }) => vCode);
}

describe('an association that is registered', () => {
  test('is at the register, told at once, and everybody reads it', async () => {
    const input = club();
    const answer = await asked(input);
    expect(answer).toMatchObject({
      __typename: 'AssociationRegistration',
      state: 'REGISTERED',
      reason: null,
      name: input.name,
      candidates: null,
      problem: null,
    });
    const { body } = await hub.ask(
      `query ($vCode: VCode!) { association(vCode: $vCode) { name source { state } } }`,
      {
        variables: { vCode: answer.vCode },
      },
    );
    expect(body.data.association).toEqual({ name: input.name, source: { state: 'FRESH' } });
    expect(sent()).toBe(1);
  });

  test('under the same key is registered once, also when both ask at the same time', async () => {
    const input = club();
    const key = randomUUID();
    const [one, two] = await Promise.all([asked(input, key), asked(input, key)]);
    expect(two.id).toBe(one.id);
    expect(await asked(input, key)).toMatchObject({ id: one.id, state: 'REGISTERED' });
    expect(await asked({ ...input, shortName: 'Anders' }, key)).toMatchObject({
      __typename: 'IdempotencyConflict',
    });
    const other = { ...input, representatives: [{ ...person, nationalNumber: ahmed }] };
    expect(await asked(other, key)).toMatchObject({ __typename: 'IdempotencyConflict' });
    expect(await atRegister(input.name)).toHaveLength(1);
    expect(sent()).toBe(1);
  });

  test('waits while the register is down, and is registered by itself when it is up', async () => {
    register().fail({ kind: 'refuse' });
    const input = club({ activities: [] });
    const answer = await asked(input);
    expect(answer).toMatchObject({ state: 'REQUESTED', vCode: null, reason: expect.any(String) });
    register().fail();
    const { vCode } = await until(answer.id, 'REGISTERED');
    expect(await atRegister(input.name)).toEqual([vCode]);
    expect(sent()).toBe(1);
  });

  test('waits when the register takes no more for now', async () => {
    register().fail({ kind: 'status', status: 429, operation: 'registreer-vzer' });
    const answer = await asked(club());
    expect(answer).toMatchObject({ state: 'REQUESTED', reason: 'THROTTLED' });
    register().fail();
    await until(answer.id, 'REGISTERED');
  });

  test('that the register refuses says which field, and why', async () => {
    const answer = await asked(club({ representatives: [{ ...person, givenName: 'Emm4' }] }));
    expect(answer).toMatchObject({
      state: 'REFUSED',
      vCode: null,
      problem: {
        code: 'REFUSED',
        violations: [{ field: 'voornaam', reason: "'voornaam' mag geen cijfers bevatten." }],
      },
    });
    expect(await read(answer.id)).toMatchObject({ state: 'REFUSED', problem: answer.problem });
  });
});

describe('a registration that looks like another association', () => {
  test('is held up with the candidates, and registered once after somebody says that it is another one', async () => {
    const key = randomUUID();
    const input = lookalike();
    const held = await asked(input, key);
    expect(held).toMatchObject({ state: 'DUPLICATES', vCode: null });
    expect(held.candidates).toContainEqual({
      vCode: 'V0001001',
      name: input.name,
      locations: expect.arrayContaining([{ postalCode: '2970' }]),
    });
    const before = await atRegister(input.name);

    // Whoever lost the answer finds it by the key, or in the list.
    expect(await asked(input, key)).toEqual(held);
    const { body } = await hub.ask(
      '{ associationRegistrations(state: DUPLICATES, purpose: "dossier-handling") { nodes { id } totalCount } }',
      { cookie: tom },
    );
    expect(body.data.associationRegistrations.nodes).toContainEqual({ id: held.id });

    const confirmation = randomUUID();
    const registered = await decide('confirm', held.id, { key: confirmation, cookie: tom });
    expect(registered).toMatchObject({ id: held.id, state: 'REGISTERED', candidates: held.candidates });
    expect(registered.commandId).not.toBe(held.commandId);
    expect(await decide('confirm', held.id, { key: confirmation, cookie: tom })).toEqual(registered);
    expect(await asked(input, key)).toEqual(registered);
    expect(await decide('confirm', held.id)).toMatchObject({ code: 'NOT_WAITING' });
    expect(await decide('drop', held.id)).toMatchObject({ code: 'NOT_WAITING' });
    expect((await atRegister(input.name)).filter((one) => !before.includes(one))).toEqual([registered.vCode]);
    expect(sent()).toBe(2);
  });

  test('that two people decide at the same time is decided once', async () => {
    const { id, name } = await asked(lookalike());
    const before = await atRegister(name);
    const answers = await Promise.all([
      decide('confirm', id),
      decide('confirm', id, { cookie: tom }),
      decide('drop', id),
    ]);
    const { state } = await read(id);
    expect(['REGISTERED', 'DROPPED']).toContain(state);
    expect(answers.filter((one) => one.code === 'NOT_WAITING')).toHaveLength(2);
    expect(await atRegister(name)).toHaveLength(before.length + (state === 'REGISTERED' ? 1 : 0));
  });

  test('that somebody says is one of them is dropped, and nothing was registered', async () => {
    const { id, name } = await asked(lookalike());
    const before = await atRegister(name);
    const key = randomUUID();
    const dropped = await decide('drop', id, { key });
    expect(dropped).toMatchObject({ state: 'DROPPED', vCode: null });
    expect(await decide('drop', id, { key })).toEqual(dropped);
    expect(await decide('confirm', id, { key })).toMatchObject({ __typename: 'IdempotencyConflict' });
    expect(await atRegister(name)).toEqual(before);
  });

  test('whose confirmation is lost is found, and not one of the candidates', async () => {
    const { id, candidates } = await asked(lookalike());
    loseAnswer();
    expect(await decide('confirm', id)).toMatchObject({ state: 'IN_DOUBT' });
    register().fail();
    const { vCode } = await until(id, 'REGISTERED');
    expect(candidates.map((one: { vCode: string }) => one.vCode)).not.toContain(vCode);
    expect(sent()).toBe(2);
  });
});

describe('a registration whose answer is lost', () => {
  test('is looked for and found, and not sent again', async () => {
    loseAnswer();
    const input = club();
    const answer = await asked(input);
    expect(answer).toMatchObject({ state: 'IN_DOUBT', vCode: null });
    register().fail();
    const { vCode } = await until(answer.id, 'REGISTERED');
    expect(await atRegister(input.name)).toEqual([vCode]);
    expect(sent()).toBe(1);
  });

  test('is not taken for one of the same name and person that was there before', async () => {
    const input = club();
    const old = await asked(input);
    register().forgetCalls();
    // Not taken at all, which nobody here can know.
    register().fail({ kind: 'status', status: 503, operation: 'registreer-vzer' });
    const again = await asked({
      ...input,
      locations: [{ ...seat, address: { ...address, postalCode: '2900' } }],
    });
    expect(again.state).toBe('IN_DOUBT');
    register().fail();
    for (let tries = 0; tries < 3; tries += 1) {
      clock.move(60_000);
      await hub.hub.runNow('commands.sweep');
    }
    expect(await read(again.id)).toMatchObject({ state: 'IN_DOUBT', vCode: null });
    expect(sent()).toBe(1);

    // An administrator looked at the register: it is not there, so it is sent.
    await decideCommand(again.commandId, false);
    const { vCode } = await until(again.id, 'REGISTERED');
    expect(vCode).not.toBe(old.vCode);
    expect(await atRegister(input.name)).toHaveLength(2);
  });

  test('and that nobody represents is a person’s to find', async () => {
    loseAnswer();
    const input = club({ representatives: [] });
    const answer = await asked(input);
    expect(answer.state).toBe('IN_DOUBT');
    register().fail();
    const [vCode] = await atRegister(input.name);
    await decideCommand(answer.commandId, true, vCode);
    expect(await until(answer.id, 'REGISTERED')).toMatchObject({ vCode });
    expect(sent()).toBe(1);
  });

  /** Asks until nobody is at work on it. */
  async function decideCommand(id: string, done: boolean, reference?: string) {
    for (let tries = 0; tries < 50; tries += 1) {
      const { body } = await hub.ask(
        `mutation ($id: ID!, $done: Boolean!, $reference: String, $key: String!) {
          decideCommand(id: $id, done: $done, reference: $reference, idempotencyKey: $key) { __typename ... on Problem { code } } }`,
        { cookie: tom, variables: { id, done, reference, key: randomUUID() } },
      );
      if (body.data.decideCommand.code === 'BUSY') continue;
      expect(body.data.decideCommand).toEqual({ __typename: 'Command' });
      return;
    }
    throw new Error('it stays busy');
  }
});

test.each([
  ['no name', { name: ' ' }, 'REQUIRED', 'name'],
  ['HTML', { description: '<b>wandelen</b>' }, 'MARKUP', 'description'],
  ['a day to come', { startDate: '2099-01-01' }, 'FUTURE', 'startDate'],
  ['ages the wrong way round', { audience: { minimumAge: 20, maximumAge: 10 } }, 'AGES', 'audience'],
  ['an age of 151', { audience: { minimumAge: 0, maximumAge: 151 } }, 'AGES', 'audience'],
  [
    'no postal code',
    { locations: [{ ...seat, address: { ...address, postalCode: '297' } }] },
    'POSTAL_CODE',
    'locations.0.address.postalCode',
  ],
  [
    'two places for its post',
    { locations: [seat, { ...seat, primary: false }] },
    'MORE_THAN_ONE',
    'locations.1',
  ],
  ['no address', { locations: [{ type: 'ACTIVITIES' }] }, 'EXACTLY_ONE', 'locations.0.address'],
  [
    'two first e-mail addresses',
    { contacts: ['a@x.example', 'b@x.example'].map((value) => ({ type: 'EMAIL', value, primary: true })) },
    'MORE_THAN_ONE',
    'contacts.1',
  ],
  ['a person twice', { representatives: [person, person] }, 'TWICE', 'representatives.1.nationalNumber'],
  [
    'a person without a name',
    { representatives: [{ ...person, familyName: '' }] },
    'REQUIRED',
    'representatives.0.familyName',
  ],
  ['an unknown activity', { activities: ['SPRT', 'XXXX'] }, 'UNKNOWN_ACTIVITY', 'activities.1'],
])('with %s nothing is written or sent', async (_what, over, code, field) => {
  const written = () =>
    Promise.all([hub.database.client.command.count(), hub.database.client.associationRequest.count()]);
  const before = await written();
  expect(await asked(club(over))).toMatchObject({ __typename: 'AssociationInputNotValid', code, field });
  expect(await written()).toEqual(before);
  expect(sent()).toBe(0);
});

test('a national number that is none is refused, and not repeated', async () => {
  const { body, text } = await ask(club({ representatives: [{ ...person, nationalNumber: '85671421469' }] }));
  expect(body.errors[0].extensions.code).toBe('BAD_USER_INPUT');
  expect(text).not.toContain('85671421469');
});

test('is an office’s to ask, with a purpose; each is in the audit trail, and nothing of a person anywhere else', async () => {
  for (const cookie of [citizen, 'schakel_session=nobody'])
    expect([401, 403]).toContain((await ask(club(), { cookie })).status);
  const { body } = await ask(club(), { purpose: 'curiosity' });
  expect(body.errors[0].extensions.code).toBe('PURPOSE_REQUIRED');
  expect(sent()).toBe(0);

  const { id } = await asked(club());
  expect(await read(id, sofie)).toMatchObject({ id });
  const recorded = await hub.database.client.auditRecord.findMany({
    where: { fields: { hasSome: ['registerAssociation', 'Mutation.registerAssociation'] } },
  });
  expect(recorded.filter(({ outcome }) => outcome === 'ALLOWED').length).toBeGreaterThan(0);
  expect(recorded.at(-1)).toMatchObject({ purpose: 'dossier-handling', actorKind: 'STAFF' });

  const traces = [...hub.logLines, await hub.metrics()].join('\n');
  for (const secret of [emma, 'Peeters', 'Petanqueclub']) expect(traces).not.toContain(secret);
  const rows = await hub.database.client.$queryRaw<{ row: string }[]>`
    SELECT command::text AS row FROM command UNION ALL SELECT association_request::text FROM association_request
    UNION ALL SELECT audit_record::text FROM audit_record`;
  const stored = JSON.stringify(rows);
  for (const secret of [emma, 'Petanqueclub']) {
    expect(stored).not.toContain(secret);
    expect(stored).not.toContain(Buffer.from(secret).toString('hex'));
  }
});
