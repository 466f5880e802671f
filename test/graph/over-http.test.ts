import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { codesOf, FaultyResolver } from './faulty-resolver.js';
import { emma, graphWorld, type GraphWorld, keyedHash, maria } from './graph-world.js';
import { NationalNumber } from '../../src/identifiers/national-number.js';

let world: GraphWorld;
let sandbox: GraphWorld;

beforeAll(async () => {
  world = await graphWorld({ resolvers: [new FaultyResolver()] });
  sandbox = await graphWorld({ sandbox: true, resolvers: [new FaultyResolver()] });
});
afterAll(async () => {
  await world.close();
  await sandbox.close();
});
afterEach(() => {
  world.auditStore.up = true;
  world.platforms.persons = 'up';
  world.platforms.dossiers = 'up';
  world.audited.length = 0;
  Object.assign(world.calls, { person: 0, household: 0, dossiers: 0 });
});

describe('a citizen who is logged in', () => {
  const overview = `query Mine { me {
    nationalNumber birthDate name { givenNames familyNames } address { street since } source { platform state reason }
    household { members { nationalNumber position { code } } source { state } }
    dossiers { items { authority number name status { phase action { needed } } } failures { platformCode } source { state reason } }
  } }`;

  test('gets everything in one answer, with one call per platform operation and one audit record', async () => {
    const { status, body } = await world.ask(overview, { as: 'emma' });
    expect(status).toBe(200);
    expect(body.errors).toBeUndefined();
    expect(body.data).toMatchObject({
      me: {
        nationalNumber: emma,
        birthDate: '1985-07-14',
        name: { givenNames: ['Emma'], familyNames: ['Peeters'] },
        address: { street: 'Turnhoutsebaan', since: '2012-03-01' },
        source: { platform: 'magda', state: 'FRESH', reason: null },
        household: {
          members: [{ nationalNumber: emma, position: { code: '02' } }],
          source: { state: 'FRESH' },
        },
        dossiers: {
          items: [{ authority: 'VAPH', number: 'D-1', status: { action: { needed: true } } }],
          failures: [],
        },
      },
    });
    expect(world.calls).toEqual({ person: 1, household: 1, dossiers: 1 });
    expect(world.audited).toHaveLength(1);
    const [record] = world.audited;
    expect(record).toMatchObject({
      actorKind: 'CITIZEN',
      mandate: 'SELF',
      subjectHash: keyedHash.ofNationalNumber(NationalNumber.parse(emma)),
      operation: 'Mine',
      fields: ['me'],
      outcome: 'ALLOWED',
      reason: null,
    });
    expect([...record!.categories].sort()).toEqual(['contact', 'dossiers', 'household', 'identity']);
  });

  test('gets the same answer when the operation is compiled', async () => {
    const answers = [];
    for (let turn = 0; turn < 5; turn += 1) answers.push((await world.ask(overview, { as: 'emma' })).text);
    expect(new Set(answers).size).toBe(1);
  });

  test('gets the rest when one platform is down, and is told which part is missing', async () => {
    world.platforms.persons = 'down';
    const { status, body } = await world.ask(overview, { as: 'emma' });
    expect(status).toBe(200);
    expect(body.errors).toBeUndefined();
    expect(body.data).toMatchObject({
      me: {
        name: null,
        address: null,
        source: { platform: 'magda', state: 'UNAVAILABLE', reason: 'HTTP_5XX' },
        household: { members: [], source: { state: 'UNAVAILABLE' } },
        dossiers: { items: [{ number: 'D-1' }], source: { state: 'FRESH' } },
      },
    });
    expect(body.extensions?.['sources']).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ platform: 'magda', state: 'UNAVAILABLE', reason: 'HTTP_5XX' }),
        expect.objectContaining({ platform: 'burgerprofiel', state: 'FRESH' }),
      ]),
    );
    expect(world.calls.person).toBe(1);
  });

  test('is told that some authorities could not be asked about dossiers', async () => {
    world.platforms.dossiers = 'partial';
    const { body } = await world.ask(overview, { as: 'emma' });
    expect(body.data).toMatchObject({
      me: {
        dossiers: { failures: [{ platformCode: '60013' }], source: { state: 'FRESH', reason: 'PARTIAL' } },
      },
    });
    expect(body.extensions?.['sources']).toEqual(
      expect.arrayContaining([expect.objectContaining({ platform: 'burgerprofiel', reason: 'PARTIAL' })]),
    );
  });

  test('may not ask for others or for the adapters', async () => {
    const other = await world.ask(
      `{ citizen(nationalNumber: "${maria}", purpose: "dossier-handling") { nationalNumber } }`,
      { as: 'emma' },
    );
    expect([other.status, codesOf(other.body)]).toEqual([403, ['FORBIDDEN']]);
    const adapters = await world.ask('{ adapters { name } }', { as: 'emma' });
    expect([adapters.status, codesOf(adapters.body)]).toEqual([403, ['FORBIDDEN']]);
    expect(world.audited.map(({ outcome }) => outcome)).toEqual(['DENIED', 'DENIED']);
    expect(world.calls.person).toBe(0);
  });
});

describe('somebody who is not logged in', () => {
  test('gets 401 for personal data, and the denial is audited', async () => {
    const { status, body } = await world.ask('query Try { me { nationalNumber } }');
    expect([status, codesOf(body)]).toEqual([401, ['UNAUTHENTICATED']]);
    expect(body).not.toHaveProperty('data');
    expect(world.audited).toMatchObject([
      {
        actorKind: 'ANONYMOUS',
        operation: 'Try',
        fields: ['me'],
        outcome: 'DENIED',
        reason: 'UNAUTHENTICATED',
      },
    ]);
  });

  test('gets a denial as a normal answer when the client knows only application/json', async () => {
    const { status, body } = await world.ask('{ me { nationalNumber } }', { accept: 'application/json' });
    expect([status, codesOf(body)]).toEqual([200, ['UNAUTHENTICATED']]);
  });

  test('may not look at the schema outside the sandbox', async () => {
    for (const query of [
      '{ __schema { types { name } } }',
      '{ hello __type(name: "Citizen") { fields { name } } }',
      'query Q { ...On } fragment On on Query { x: __schema { queryType { name } } }',
    ]) {
      const { status, body, text } = await world.ask(query);
      expect([status, codesOf(body)]).toEqual([400, ['INTROSPECTION_DISABLED']]);
      expect(text).not.toContain('Citizen');
    }
    expect(world.audited.map(({ outcome, reason }) => [outcome, reason])).toEqual(
      Array(3).fill(['DENIED', 'INTROSPECTION_DISABLED']),
    );
    expect((await world.ask('{ __typename hello }')).status).toBe(200);
    expect((await world.ask('{ __schema { queryType { name } } }', { as: 'emma' })).status).toBe(200);
    expect((await sandbox.ask('{ __schema { queryType { name } } }')).status).toBe(200);
  });

  test('gets no suggestions outside the sandbox', async () => {
    for (const query of [
      '{ helo }',
      '{ hello { x } }',
      '{ me { nam } }',
      '{ citizen(nationalNumbr: "1") { name } }',
    ]) {
      const { status, text } = await world.ask(query);
      expect(status).toBe(400);
      expect(text).not.toContain('Did you mean');
    }
    const { body, text } = await sandbox.ask('{ helo }');
    expect(codesOf(body)).toEqual(['GRAPHQL_VALIDATION_FAILED']);
    expect(text).toContain('Did you mean');
  });
});

describe('a civil servant', () => {
  const look =
    'query Look($n: NationalNumber!, $p: PurposeCode!) { citizen(nationalNumber: $n, purpose: $p) { nationalNumber name { familyNames } } }';

  test('reads about a person with a second factor and a purpose, and the record says about whom and why', async () => {
    const { status, body } = await world.ask(look, {
      as: 'sofie',
      variables: { n: maria, p: 'dossier-handling' },
    });
    expect([status, body.errors]).toEqual([200, undefined]);
    expect(body.data).toMatchObject({ citizen: { nationalNumber: maria } });
    expect(world.audited).toMatchObject([
      {
        actorKind: 'STAFF',
        mandate: 'OFFICE:0297500186',
        subjectHash: keyedHash.ofNationalNumber(NationalNumber.parse(maria)),
        purpose: 'dossier-handling',
        outcome: 'ALLOWED',
      },
    ]);
  });

  test('is refused without a second factor', async () => {
    const { status, body } = await world.ask(look, {
      as: 'sofie without second factor',
      variables: { n: maria, p: 'dossier-handling' },
    });
    expect([status, codesOf(body)]).toEqual([403, ['FORBIDDEN']]);
    // The denial tells about whom it was, too.
    expect(world.audited).toMatchObject([
      { outcome: 'DENIED', subjectHash: keyedHash.ofNationalNumber(NationalNumber.parse(maria)) },
    ]);
  });

  test('is refused with a purpose that is not in the register', async () => {
    const { status, body } = await world.ask(look, { as: 'sofie', variables: { n: maria, p: 'curiosity' } });
    expect([status, codesOf(body)]).toEqual([403, ['PURPOSE_REQUIRED']]);
    expect(world.audited).toMatchObject([
      {
        outcome: 'DENIED',
        reason: 'PURPOSE_REQUIRED',
        subjectHash: keyedHash.ofNationalNumber(NationalNumber.parse(maria)),
      },
    ]);
    expect(world.calls.person).toBe(0);
  });

  test('may not ask about two persons in one operation', async () => {
    const { status } = await world.ask(
      `{ a: citizen(nationalNumber: "${emma}", purpose: "dossier-handling") { nationalNumber }
         b: citizen(nationalNumber: "${maria}", purpose: "dossier-handling") { nationalNumber } }`,
      { as: 'sofie' },
    );
    expect(status).toBe(400);
  });

  test('without the role sees no adapters; an administrator and a program with the scope do', async () => {
    expect((await world.ask('{ adapters { name } }', { as: 'sofie' })).status).toBe(403);
    expect((await world.ask('{ adapters { name } }', { as: 'program without scope' })).status).toBe(403);
    for (const as of ['tom', 'program']) {
      const { body } = await world.ask('{ adapters { name state breaker lastSuccessAt } }', { as });
      expect(body.data).toEqual({
        adapters: [{ name: 'magda', state: 'NOT_CONFIGURED', breaker: 'CLOSED', lastSuccessAt: null }],
      });
    }
  });

  test('gets 400 for a number that is none, and the answer does not repeat it', async () => {
    for (const n of ['85671421469', 'abc-secret', 85671421468, { a: '85671421468' }, null]) {
      const { status, body, text } = await world.ask(look, {
        as: 'sofie',
        variables: { n, p: 'dossier-handling' },
      });
      expect([status, codesOf(body)]).toEqual([400, ['BAD_USER_INPUT']]);
      expect(text).not.toMatch(/8567142146|secret/);
      expect(text).toContain('"$n\\"');
    }
    for (const literal of ['"85671421469"', '85671421468', 'SECRET85671421468', '{a: "85671421468"}']) {
      const { status, text } = await world.ask(
        `{ citizen(nationalNumber: ${literal}, purpose: "dossier-handling") { nationalNumber } }`,
        { as: 'sofie' },
      );
      expect(status).toBe(400);
      expect(text).not.toMatch(/8567142146|SECRET/);
    }
    expect(world.audited.filter(({ outcome }) => outcome === 'ALLOWED')).toEqual([]);
  });
});

describe('when the audit trail cannot be written', () => {
  test('a read answers 503 and no data', async () => {
    world.auditStore.up = false;
    const { status, body, text } = await world.ask('{ me { nationalNumber name { familyNames } } }', {
      as: 'emma',
    });
    expect([status, codesOf(body)]).toEqual([503, ['AUDIT_UNAVAILABLE']]);
    expect(body).not.toHaveProperty('data');
    expect(text).not.toMatch(/Peeters|disk|85671421468/);
  });

  test('a denial answers 503 as well', async () => {
    world.auditStore.up = false;
    const { status, body, text } = await world.ask('{ me { nationalNumber } }');
    expect([status, codesOf(body)]).toEqual([503, ['AUDIT_UNAVAILABLE']]);
    expect(text).not.toContain('disk');
  });

  test('public data is still answered', async () => {
    world.auditStore.up = false;
    expect((await world.ask('{ hello }')).body.data).toEqual({ hello: 'dag' });
  });
});

describe('errors', () => {
  test('a national number planted in an error leaves nowhere: not in the answer, not in the metrics', async () => {
    world.platforms.persons = 'broken';
    for (let turn = 0; turn < 4; turn += 1) {
      const answers = [
        await world.ask('{ planted hello }'),
        await world.ask('{ thrownText hello }'),
        await world.ask('{ me { name { familyNames } household { members { since } } } }', { as: 'emma' }),
      ];
      for (const { status, text, body } of answers) {
        expect(status).toBe(200);
        expect(text).not.toContain(emma);
        expect(text).not.toMatch(/upstream|Persoon|stack/);
        for (const { extensions, message } of body.errors ?? []) {
          expect(Object.keys(extensions).sort()).toEqual(['code', 'correlationId', 'retryable', 'source']);
          expect(extensions['code']).toBe('INTERNAL');
          expect(message).toMatch(/^Er ging iets mis/);
        }
      }
      expect(answers[0]!.body.data).toEqual({ planted: null, hello: 'dag' });
    }
    expect(await world.metrics.text()).not.toContain(emma);
  });

  test('what was not foreseen is logged under its correlation id', async () => {
    const { body } = await world.ask('{ planted }');
    const lines = world.log.of('graph.unexpected');
    expect(lines.at(-1)?.fields).toMatchObject({
      correlationId: body.errors?.[0]?.extensions['correlationId'],
      path: 'planted',
    });
  });

  test('a platform error tells code, platform and whether to try again', async () => {
    for (let turn = 0; turn < 4; turn += 1) {
      const { body, text } = await world.ask('{ platformDown }');
      expect(body.errors).toMatchObject([
        { path: ['platformDown'], extensions: { code: 'HTTP_5XX', source: 'magda', retryable: true } },
      ]);
      expect(text).not.toContain(emma);
    }
  });

  test('a value in a broken document is not repeated', async () => {
    const { status, text } = await world.ask(`{ citizen(nationalNumber: "85671421469" "${emma}") }`);
    expect(status).toBe(400);
    expect(text).not.toContain(emma);
    const number = await world.ask(`{ me { ${emma} } }`);
    expect(number.text).not.toContain(emma);
  });
});

test('the metrics name root fields only, whatever order or number of them is asked', async () => {
  await world.ask('{ hello platformDown }');
  await world.ask('{ platformDown hello }');
  await world.ask('{ hello planted platformDown }');
  const labels = [
    ...(await world.metrics.text()).matchAll(/schakel_operation_duration_seconds_count\{\w+="([^"]*)"/g),
  ].map(([, label]) => label);
  expect(labels).toContain('several');
  expect(labels.filter((label) => label!.includes(','))).toEqual([]);
});
