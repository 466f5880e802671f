import 'reflect-metadata';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { verifyChain } from '../../src/privacy/audit.js';
import { NationalNumber } from '../../src/identifiers/national-number.js';
import { type Answer, ask } from '../server/ask.js';
import { settle } from '../support/clock.js';
import type { PartyName } from './actors.js';
import { changes, type HubServer, hubServer, keyedHash, planted } from './hub-server.js';

const modern = 'application/graphql-response+json';

let hub: HubServer;
beforeAll(async () => {
  hub = await hubServer();
});
afterAll(() => hub.close());

interface Asking {
  readonly who?: PartyName;
  readonly variables?: unknown;
  readonly operationName?: string;
  readonly accept?: string;
  readonly on?: HubServer;
}

const post = (
  query: string,
  { who = 'visitor', accept = modern, on = hub, ...body }: Asking = {},
): Promise<Answer> =>
  ask(on.server, {
    method: 'POST',
    url: '/graphql',
    headers: { accept, cookie: `who=${who}` },
    payload: { query, ...body },
  });

const codeOf = (answer: Answer): unknown => answer.json().errors?.[0].extensions.code;
const records = () => hub.database.client.auditRecord.findMany({ orderBy: { sequence: 'asc' } });

describe('statuses', () => {
  const staffQuestion = `{ citizen(nationalNumber: "${planted.number}", purpose: "dossier-handling") { name { familyNames } } }`;
  const cases: [string, string, Asking, number, string][] = [
    ['not logged in', '{ me { name { familyNames } } }', {}, 401, 'UNAUTHENTICATED'],
    ['a citizen about another', staffQuestion, { who: 'citizen' }, 403, 'FORBIDDEN'],
    ['staff without second factor', staffQuestion, { who: 'staff without second factor' }, 403, 'FORBIDDEN'],
    [
      'an unknown purpose',
      staffQuestion.replace('dossier-handling', 'curiosity'),
      { who: 'staff' },
      403,
      'PURPOSE_REQUIRED',
    ],
    [
      'a bad variable',
      'query ($n: NationalNumber) { takes(number: $n) }',
      { variables: { n: '1' } },
      400,
      'BAD_USER_INPUT',
    ],
    [
      'too many aliases',
      `{ ${Array.from({ length: 16 }, (_, i) => `a${i}: takes`).join(' ')} }`,
      {},
      400,
      'OPERATION_TOO_COMPLEX',
    ],
  ];

  test.each(cases)('%s', async (_, query, asking, status, code) => {
    const answer = await post(query, asking);
    expect([answer.statusCode, codeOf(answer)]).toEqual([status, code]);
    expect(answer.json()).not.toHaveProperty('data');
    const older = await post(query, { ...asking, accept: 'application/json' });
    expect([older.statusCode, codeOf(older)]).toEqual([200, code]);
  });

  test('every error has the four extensions and the correlation id of the header, nothing else', async () => {
    for (const [, query, asking] of cases) {
      const answer = await post(query, asking);
      const { extensions } = answer.json().errors[0];
      expect(Object.keys(extensions).sort()).toEqual(['code', 'correlationId', 'retryable', 'source']);
      expect(extensions.correlationId).toBe(answer.headers['x-correlation-id']);
    }
  });

  test('an unknown operation is 400 and its name is not repeated', async () => {
    const answer = await post('query A { takes } query B { takes }', { operationName: planted.number });
    expect([answer.statusCode, codeOf(answer)]).toEqual([400, 'OPERATION_RESOLUTION_FAILURE']);
    expect(answer.body).not.toContain(planted.number);
  });

  test('an answer with one part missing is 200, with its source', async () => {
    const answer = await post(
      '{ me { name { familyNames } household { source { state } members { since } } } }',
      {
        who: 'citizen',
      },
    );
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({
      data: {
        me: {
          name: { familyNames: ['Peeters'] },
          household: { members: [], source: { state: 'UNAVAILABLE' } },
        },
      },
      extensions: { sources: [{ platform: 'magda', state: 'UNAVAILABLE', reason: 'TIMEOUT' }] },
    });
    expect(answer.json()).not.toHaveProperty('errors');
  });
});

describe('the audit trail', () => {
  test('has the record before the answer leaves', async () => {
    const release = hub.holdAudit();
    let answered = false;
    const before = (await records()).length;
    const answering = post('query Waits { me { name { familyNames } } }', { who: 'citizen' }).then(
      (answer) => {
        answered = true;
        return answer;
      },
    );
    await settle(200);
    expect([answered, (await records()).length]).toEqual([false, before]);
    release();
    expect((await answering).json().data).toEqual({ me: { name: { familyNames: ['Peeters'] } } });
    expect((await records()).at(-1)).toMatchObject({
      actorKind: 'CITIZEN',
      actorId: 'hash-of-emma',
      mandate: 'SELF',
      subjectHash: 'hash-of-emma',
      operation: 'Waits',
      fields: ['me'],
      categories: ['identity'],
      outcome: 'ALLOWED',
      reason: null,
    });
  });

  test('tells of whom, why and by which office a civil servant read', async () => {
    await post(
      'query File($n: NationalNumber!) { citizen(nationalNumber: $n, purpose: "dossier-handling") { nationalNumber } }',
      { who: 'staff', variables: { n: planted.printed } },
    );
    const record = (await records()).at(-1);
    expect(record).toMatchObject({
      actorKind: 'STAFF',
      mandate: 'OFFICE:0297500186',
      subjectHash: keyedHash.ofNationalNumber(NationalNumber.parse(planted.number)),
      purpose: 'dossier-handling',
      outcome: 'ALLOWED',
    });
  });

  test('tells of a denial whom it was about', async () => {
    await post(
      `{ citizen(nationalNumber: "${planted.number}", purpose: "dossier-handling") { nationalNumber } }`,
      {
        who: 'citizen',
      },
    );
    expect((await records()).at(-1)).toMatchObject({
      actorKind: 'CITIZEN',
      subjectHash: keyedHash.ofNationalNumber(NationalNumber.parse(planted.number)),
      outcome: 'DENIED',
      reason: 'FORBIDDEN',
    });
  });

  test('is an unbroken chain, without a number in it', async () => {
    const text = JSON.stringify(await records(), (_, value: unknown) =>
      typeof value === 'bigint' ? String(value) : value,
    );
    expect(text).not.toMatch(/48613011631|85671421468/);
    expect(await verifyChain(hub.database, hub.audit.writer)).toMatchObject({ broken: null });
  });
});

describe('nothing of a person leaves by the side', () => {
  const marks = [planted.number, planted.printed, planted.name];
  // From the third time on, graphql-jit answers.
  const thrice = async (query: string, asking: Asking = {}) => {
    const answers = [];
    for (let turn = 0; turn < 4; turn += 1) answers.push(await post(query, asking));
    return answers;
  };
  let answers: Answer[];

  beforeAll(async () => {
    answers = (
      await Promise.all([
        thrice('{ fails }'),
        thrice('{ failsLikeADocument }'),
        thrice('{ platformFails }'),
        thrice('{ unprintable }'),
        thrice('query ($n: NationalNumber) { takes(number: $n) }', {
          variables: { n: `${planted.number}0` },
        }),
        thrice('query ($n: NationalNumber) { takes(number: $n) }', {
          variables: { n: { [planted.name]: planted.number } },
        }),
        thrice('query ($n: NationalNumber) { takes(number: $n) }', {
          variables: { n: [planted.name, planted.number] },
        }),
        thrice(`{ takes(number: "${planted.name}${planted.number}") }`),
        thrice(`{ takes(number: ${planted.number}) }`),
        thrice(`{ takes(number: ${planted.name}) }`),
        thrice(`{ takes(number: ["${planted.name}"]) }`),
        thrice(`{ takes(number: "${planted.name} ${planted.number}`),
        thrice(`{ takes "${planted.name} ${planted.printed}" }`),
        thrice(`{ takes(number: """${planted.name}""" ${planted.number}) ${planted.number} }`),
        thrice(`query N${planted.number} { takes }`),
        thrice('query A { takes }', { operationName: `${planted.name}${planted.number}` }),
        thrice('{ takes }', { variables: planted.number }),
      ])
    ).flat();
  });

  test('not in an answer, nor a stack or a path of ours', () => {
    for (const { body } of answers) {
      for (const mark of marks) expect(body).not.toContain(mark);
      expect(body).not.toMatch(/node_modules|\.ts:|\.js:|    at |"stack|stacktrace/);
    }
    expect(answers.length).toBe(17 * 4);
  });

  test('not in the log at its most talkative', () => {
    const text = hub.logText();
    expect(text).toContain('graph.unexpected');
    for (const mark of marks) expect(text).not.toContain(mark);
  });

  test('not in a metric', async () => {
    const text = await hub.metricsText();
    expect(text).toContain('schakel_operation_duration_seconds_count{fields="takes"');
    for (const mark of marks) expect(text).not.toContain(mark);
  });

  test('and yet the log says where the fault was, by the correlation id of the answer', async () => {
    const answer = await post('{ fails }');
    const { correlationId, code } = answer.json().errors[0].extensions;
    expect(code).toBe('INTERNAL');
    const line = hub
      .logText()
      .split('\n')
      .find((text) => text.includes('graph.unexpected') && text.includes(correlationId));
    expect(line).toContain('hub-server.ts');
  });
});

describe('what another site could make a browser send', () => {
  const get = (query: string, headers: Record<string, string> = {}) =>
    ask(hub.server, {
      url: `/graphql?query=${encodeURIComponent(query)}`,
      headers: { accept: modern, ...headers },
    });

  test('a GET that a browser sends by itself is refused; with a header of our own it is answered', async () => {
    expect((await get('{ takes }')).statusCode).toBe(400);
    const answer = await get('{ takes }', { 'apollo-require-preflight': 'true' });
    expect([answer.statusCode, answer.json().data]).toEqual([200, { takes: 'taken' }]);
  });

  test('a mutation by GET is refused and not performed', async () => {
    const answer = await get('mutation { change }', {
      'apollo-require-preflight': 'true',
      cookie: 'who=citizen',
    });
    expect([answer.statusCode, answer.headers.allow]).toEqual([405, 'POST']);
    expect(changes.count).toBe(0);
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'a POST of %s is refused and not performed',
    async (type) => {
      const answer = await ask(hub.server, {
        method: 'POST',
        url: '/graphql',
        headers: { 'content-type': type, cookie: 'who=citizen' },
        payload: '{"query":"mutation { change }"}',
      });
      expect(answer.statusCode).toBe(415);
      expect(changes.count).toBe(0);
    },
  );

  test('several operations in one request are refused', async () => {
    const answer = await ask(hub.server, {
      method: 'POST',
      url: '/graphql',
      headers: { accept: modern },
      payload: [{ query: '{ takes }' }, { query: '{ takes }' }],
    });
    expect(answer.statusCode).toBe(400);
    expect(answer.body).not.toContain('taken');
  });

  test('a query of 10 MB is refused with 413', async () => {
    const answer = await post(`{ takes } # ${'x'.repeat(10_000_000)}`).catch(
      (error: NodeJS.ErrnoException) => error,
    );
    // The server may hang up before the last byte is sent.
    if ('statusCode' in answer) expect(answer.statusCode).toBe(413);
    else expect(['EPIPE', 'ECONNRESET']).toContain(answer.code);
    expect((await post('{ takes }')).statusCode).toBe(200);
  });
});

describe('when the audit trail is lost', () => {
  let broken: HubServer;
  beforeAll(async () => {
    broken = await hubServer();
    await broken.audit.close();
  });
  afterAll(() => broken.close());

  test.each(['{ me { name { familyNames } } }', 'mutation { change }'])('%s: 503, no data', async (query) => {
    const answer = await post(query, { who: 'citizen', on: broken });
    expect([answer.statusCode, codeOf(answer)]).toEqual([503, 'AUDIT_UNAVAILABLE']);
    expect(answer.json()).not.toHaveProperty('data');
    expect(answer.body).not.toContain('Peeters');
    const older = await post(query, { who: 'citizen', on: broken, accept: 'application/json' });
    expect([older.statusCode, codeOf(older)]).toEqual([200, 'AUDIT_UNAVAILABLE']);
  });

  test('a change that cannot be recorded is not made', async () => {
    const before = changes.count;
    await post('mutation { change }', { who: 'citizen', on: broken });
    expect(changes.count).toBe(before);
  });

  test('a denial is 503 too, and what is public is answered', async () => {
    expect((await post('{ me { nationalNumber } }', { on: broken })).statusCode).toBe(503);
    expect((await post('{ takes }', { on: broken })).json().data).toEqual({ takes: 'taken' });
  });
});
