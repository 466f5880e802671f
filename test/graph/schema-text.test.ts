import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { buildSchema } from 'graphql';
import { createResolvers, type Services } from '../../src/graph/resolvers.js';
import { createSchema } from '../../src/graph/schema.js';
import { schemaProblems, schemaText } from '../../src/graph/schema-text.js';

const now = buildSchema('type Query { b(x: Int): String a: String }');
const printed = schemaText(now);

describe('the printed schema', () => {
  test('of this code is schema/schema.graphql', () => {
    const schema = createSchema(createResolvers({} as Services));
    expect(
      schemaProblems(schema, { printed: readFileSync('schema/schema.graphql', 'utf8'), released: null }),
    ).toEqual([]);
  });

  test('does not depend on the order of the code', () => {
    expect(schemaText(buildSchema('type Query { a: String b(x: Int): String }'))).toBe(printed);
  });

  test('keeps the descriptions', () => {
    expect(schemaText(buildSchema('type Query { "Why." a: String }'))).toContain('"""Why."""');
  });

  test('may have the line ends of Windows', () => {
    expect(schemaProblems(now, { printed: printed.replaceAll('\n', '\r\n'), released: null })).toEqual([]);
  });
});

describe('a check', () => {
  test('tells from which line on the file is another one, and what to do', () => {
    expect(schemaProblems(now, { printed: printed.replace('b(x: Int)', 'b'), released: null })).toEqual([
      'schema/schema.graphql is not what the code says, from line 3 on: run npm run generate and review what changed.',
    ]);
    expect(schemaProblems(now, { printed: `${printed}more`, released: null })).toHaveLength(1);
    expect(schemaProblems(now, { printed: null, released: null })[0]).toMatch(/is not there/);
  });

  test.each([
    ['a field that went', 'type Query { a: String b(x: Int): String c: String }', 'Query.c was removed.'],
    [
      'a type that changed',
      'type Query { a: Int b(x: Int): String }',
      'Query.a changed type from Int to String.',
    ],
    [
      'an argument that went',
      'type Query { a: String b(x: Int, y: Int): String }',
      'Query.b arg y was removed.',
    ],
  ])('tells %s since the release', (_, released, description) => {
    const problems = schemaProblems(now, { printed, released });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(description);
    expect(problems[0]).toMatch(/Clients of schema\/released\.graphql would break/);
  });

  test('lets new fields and optional arguments pass', () => {
    expect(schemaProblems(now, { printed, released: 'type Query { a: String b: String }' })).toEqual([]);
  });
});
