import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { codesOf, FaultyResolver } from './faulty-resolver.js';
import { graphWorld, type GraphWorld, maria, modern } from './graph-world.js';

let world: GraphWorld;

beforeAll(async () => {
  world = await graphWorld({ resolvers: [new FaultyResolver()] });
});
afterAll(() => world.close());
afterEach(() => {
  Object.assign(world.calls, { person: 0, household: 0, dossiers: 0 });
});

describe('bad input', () => {
  test('a query of 10 MB is refused', async () => {
    const { status } = await world.ask(`{ hello # ${'x'.repeat(10_000_000)}\n }`);
    expect(status).toBe(413);
  });

  test('a query nested 1,000 deep is refused at once', async () => {
    const began = performance.now();
    const { status, body } = await world.ask(`${'{ me '.repeat(1_000)}${'}'.repeat(1_000)}`, { as: 'emma' });
    expect(status).toBe(400);
    expect(body.errors?.length).toBeLessThanOrEqual(101);
    expect(performance.now() - began).toBeLessThan(2_000);
  });

  test('too many words are refused while reading', async () => {
    const { status, body } = await world.ask(`{ ${'hello '.repeat(3_000)} }`);
    expect([status, codesOf(body)]).toEqual([400, ['GRAPHQL_PARSE_FAILED']]);
  });

  test('too many aliases are refused, also inside fragments', async () => {
    const aliases = Array.from({ length: 16 }, (_, index) => `a${index}: hello`).join(' ');
    for (const query of [`{ ${aliases} }`, `{ ...Many } fragment Many on Query { ${aliases} }`]) {
      const { status, body } = await world.ask(query);
      expect([status, codesOf(body)]).toEqual([400, ['OPERATION_TOO_COMPLEX']]);
    }
    const spread = `{ ...A ...B } fragment A on Query { a1: hello a2: hello a3: hello a4: hello a5: hello a6: hello a7: hello a8: hello }
      fragment B on Query { b1: hello b2: hello b3: hello b4: hello b5: hello b6: hello b7: hello b8: hello }`;
    expect(codesOf((await world.ask(spread)).body)).toEqual(['OPERATION_TOO_COMPLEX']);
  });

  test('too many directives are refused, also inside fragments', async () => {
    const fields = Array.from({ length: 51 }, () => `hello @include(if: true)`).join(' ');
    for (const query of [`{ ${fields} }`, `{ ...Many } fragment Many on Query { ${fields} }`])
      expect(codesOf((await world.ask(query)).body)).toEqual(['OPERATION_TOO_COMPLEX']);
  });

  test('a bomb of fragments is refused at once', async () => {
    const fragments = Array.from(
      { length: 20 },
      (_, index) => `fragment F${index} on Query { ...F${index + 1} ...F${index + 1} }`,
    ).join('\n');
    const began = performance.now();
    const { status, body } = await world.ask(`{ ...F0 } ${fragments} fragment F20 on Query { hello }`);
    expect([status, codesOf(body)]).toEqual([400, ['OPERATION_TOO_COMPLEX']]);
    expect(performance.now() - began).toBeLessThan(2_000);
  });

  test('of two operations only the chosen one is judged', async () => {
    const document = 'query Open { hello } query Closed { me { nationalNumber } }';
    expect((await world.ask(document, { operationName: 'Open' })).body.data).toEqual({ hello: 'dag' });
    expect((await world.ask(document, { operationName: 'Closed' })).status).toBe(401);
    expect((await world.ask(document)).status).toBe(400);
    expect((await world.ask(document, { operationName: 'Other' })).status).toBe(400);
  });

  test('a document that is not GraphQL, an unknown field, no query: 400 and no stack', async () => {
    for (const query of ['', '{', '{ nothing }', 'subscription { x }', 'mutation { x }']) {
      const { status, text } = await world.ask(query);
      expect(status).toBe(400);
      expect(text).not.toMatch(/stack|node_modules/);
    }
  });
});

describe('requests another site could make a browser send', () => {
  test('GET without a header of our own is refused', async () => {
    const reply = await world.send({ method: 'GET' }, '/graphql?query=%7Bhello%7D');
    expect(reply.status).toBe(400);
    expect(reply.text).toContain('CSRF');
  });

  test('what is about a person is refused in an address, also with such a header', async () => {
    const send = (as: string, query: string) =>
      world.send(
        {
          method: 'GET',
          headers: { 'x-as': as, 'apollo-require-preflight': '1', accept: 'application/json' },
        },
        `/graphql?query=${encodeURIComponent(query)}`,
      );
    for (const query of [
      `{ citizen(nationalNumber: "${maria}", purpose: "dossier-handling") { birthDate } }`,
      `{ citizen(nationalNumber: "${maria}", purpose: "dossier-handling") { __typename } }`,
    ]) {
      const { status, text } = await send('sofie', query);
      expect([status, text]).toEqual([405, expect.stringContaining('BAD_REQUEST')]);
    }
    expect(world.calls.person).toBe(0);
    expect((await send('sofie', '{ hello }')).status).toBe(200);
  });

  test('POST of plain text or a form is refused', async () => {
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
    ]) {
      const reply = await world.send({
        method: 'POST',
        headers: { 'content-type': type, accept: modern },
        body: '{"query":"{ hello }"}',
      });
      expect([400, 415]).toContain(reply.status);
    }
  });

  test('a batch of operations is refused', async () => {
    const reply = await world.send({
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: modern },
      body: JSON.stringify([{ query: '{ hello }' }, { query: '{ hello }' }]),
    });
    expect(reply.status).toBe(400);
  });
});
