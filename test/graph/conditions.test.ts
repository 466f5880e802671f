import 'reflect-metadata';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { graphWorld, type GraphWorld } from './graph-world.js';

/** What decides whether a field is asked must decide alike for the guard and for both engines: else it is a way around the guard. */
describe('a condition that the guard and an engine could read differently', () => {
  let world: GraphWorld;
  beforeAll(async () => {
    world = await graphWorld();
  });
  afterAll(() => world.close());

  const names = ['constructor', 'toString', 'valueOf', 'hasOwnProperty', '__proto__', '__defineGetter__'];
  const given = (name: string): readonly (string | undefined)[] => [
    undefined,
    `{"${name}":true}`,
    `{"${name}":false}`,
    `{"${name}":null}`,
    `{"${name}":{}}`,
    `{"__proto__":{"${name}":true}}`,
  ];
  const cases = [...names, 'plain'].flatMap((name) =>
    ['skip', 'include'].flatMap((directive) =>
      ['= true', '= false', '= null', ''].map((standard) => ({ name, directive, standard })),
    ),
  );

  test.each(cases)('@$directive(if: $$$name $standard)', async ({ name, directive, standard }) => {
    const query = `query ($${name}: Boolean${standard ? ` ${standard}` : '!'}) {
      __typename adapters @${directive}(if: $${name}) { name title operator }
    }`;
    for (const variables of given(name))
      // From the third time on, graphql-jit may answer.
      for (let turn = 0; turn < 4; turn += 1) {
        const { text } = await world.send({
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: `{"query":${JSON.stringify(query)}${variables ? `,"variables":${variables}` : ''}}`,
        });
        expect(text).not.toMatch(/MAGDA|Digitaal Vlaanderen/);
      }
  });
});
