import 'reflect-metadata';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import {
  type ExecutionResult,
  type GraphQLSchema,
  type OperationDefinitionNode,
  parse,
  validate,
} from 'graphql';
import { createAssociationMirror } from '../../src/capabilities/associations/association.mirror.js';
import { createAssociationService } from '../../src/capabilities/associations/association.service.js';
import { AssociationsResolver } from '../../src/capabilities/associations/associations.resolver.js';
import {
  CitizenAssociationsResolver,
  RepresentedAssociationResolver,
} from '../../src/capabilities/associations/citizen-associations.resolver.js';
import { CitizensResolver } from '../../src/capabilities/citizens/citizens.resolver.js';
import { CitizensService } from '../../src/capabilities/citizens/citizens.service.js';
import type { CallContext } from '../../src/context/call-context.js';
import { systemClock } from '../../src/context/clock.js';
import { createExecutor, type Execute } from '../../src/graph/executor.js';
import { createSchema } from '../../src/graph/schema.js';
import { NationalNumber } from '../../src/identifiers/national-number.js';
import type { Database } from '../../src/storage/database.js';
import { testDatabase } from '../support/database.js';
import { memoryLog } from '../support/log.js';
import { anonymous, openRegister, type Register } from '../verenigingsregister/support.js';

interface Engine {
  readonly schema: GraphQLSchema;
  readonly execute: Execute;
}

let register: Register;
let database: Database;
let empty: Database;
let filled: Engine;
let live: Engine;

const platform = 'verenigingsregister';

beforeAll(async () => {
  [register, database, empty] = await Promise.all([openRegister(), testDatabase(), testDatabase()]);
  const { port } = register;
  const engine = async (on: Database, follow: boolean): Promise<Engine> => {
    const mirror = createAssociationMirror({
      database: on,
      port,
      platform,
      clock: systemClock,
      log: memoryLog(),
    });
    if (follow) await mirror.follow();
    const service = createAssociationService({ database: on, port, mirror, platform });
    const schema = createSchema([
      new AssociationsResolver(service),
      new CitizenAssociationsResolver(service),
      new RepresentedAssociationResolver(service),
      new CitizensResolver(new CitizensService(undefined, 'magda')),
    ]);
    // Compiles at the first use: the answers come from graphql-jit wherever it is trusted.
    return { schema, execute: createExecutor({ schema, compileFrom: 1 }) };
  };
  filled = await engine(database, true);
  live = await engine(empty, false);
});

afterEach(() => register.simulator.fail());

afterAll(async () => {
  await Promise.all([register.close(), database.close(), empty.close()]);
});

async function ask(
  { schema, execute }: Engine,
  query: string,
  variables: Record<string, unknown> = {},
  context: CallContext = anonymous(),
): Promise<ExecutionResult> {
  const document = parse(query);
  expect(validate(schema, document)).toEqual([]);
  const operation = document.definitions[0] as OperationDefinitionNode;
  const result = await execute({ document, operation, hash: query, variables, context });
  return JSON.parse(JSON.stringify(result)) as ExecutionResult;
}

const everyField = `
  vCode name shortName callName description type { code name } subtype { code name }
  partOf { vCode name identification description } status startDate minimumAge maximumAge
  activities { code name } workingAreas { code name }
  locations { type primary name display street houseNumber boxNumber postalCode municipality country addressUri addressSource }
  contacts { type value description primary } identifiers { source value codingSystem number }
  memberships { vCode name from to identification description } relations { type name vCode kboNumber }
  recognised recognitions { id grantedBy { ovoCode name } product { number name } from to renewalDate renewalUrl suspensionReason status }
  beingDissolved lastChangedOn source { platform state fetchedAt since reason }`;

describe('associations in the graph', () => {
  const page = `query ($search: String, $first: Int = 20, $after: String) {
    associations(search: $search, first: $first, after: $after, activity: [SPRT_], postalCode: "2970") {
      edges { cursor node { vCode name } } nodes { vCode } totalCount
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor } source { platform state reason }
    }
  }`.replace('[SPRT_]', '["sprt"]');

  test('are paged, narrowed and counted', async () => {
    const first = (await ask(filled, page, { first: 5 })).data as never as {
      associations: Record<string, never>;
    };
    expect(first.associations).toMatchObject({
      pageInfo: { hasNextPage: true, hasPreviousPage: false },
      source: { platform, state: 'FRESH', reason: null },
      totalCount: expect.any(Number),
    });
    const { pageInfo, nodes } = first.associations as unknown as {
      pageInfo: { endCursor: string };
      nodes: unknown[];
    };
    expect(nodes).toHaveLength(5);
    const second = await ask(filled, page, { first: 5, after: pageInfo.endCursor });
    expect(second.data).toMatchObject({ associations: { pageInfo: { hasPreviousPage: true } } });
    expect(JSON.stringify(second.data)).not.toContain(JSON.stringify(nodes[0]));
  });

  test('have every field of the register, and each of the whole mirror can be shown', async () => {
    const query = `query ($after: String) { associations(first: 100, after: $after) { nodes { ${everyField} } pageInfo { endCursor hasNextPage } } }`;
    let after: string | null = null;
    let seen = 0;
    for (let more = true; more;) {
      const result: ExecutionResult = await ask(filled, query, { after });
      expect(result.errors).toBeUndefined();
      const { nodes, pageInfo } = (result.data as never as { associations: never }).associations as {
        nodes: { contacts: unknown }[];
        pageInfo: { endCursor: string; hasNextPage: boolean };
      };
      seen += nodes.length;
      expect(nodes.every(({ contacts }) => Array.isArray(contacts))).toBe(true);
      after = pageInfo.endCursor;
      more = pageInfo.hasNextPage;
    }
    expect(seen).toBe(1250);
  });

  test('that come live from the search leave null what it does not tell', async () => {
    const { data, errors } = await ask(
      live,
      `{ associations(search: "schildewandelaars") { nodes { ${everyField} } } }`,
    );
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({
      associations: {
        nodes: [{ vCode: 'V0001001', status: null, contacts: null, recognitions: null, recognised: true }],
      },
    });
  });

  test.each([
    ['a page of none', { first: 0 }],
    ['a page that is too long', { first: 101 }],
    ['a foreign cursor', { after: 'x' }],
    ['a very long search', { search: 'x'.repeat(201) }],
  ])('refuse %s', async (_, variables) => {
    const { errors } = await ask(filled, page, variables);
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  });

  test('while the register is down and the mirror empty, are an empty page that says so', async () => {
    register.simulator.fail({ kind: 'refuse' });
    const { data, errors } = await ask(
      live,
      '{ associations(search: "ongevraagd") { nodes { vCode } totalCount source { state reason } } }',
    );
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      associations: { nodes: [], totalCount: null, source: { state: 'UNAVAILABLE', reason: 'NETWORK' } },
    });
  });
});

describe('one association in the graph', () => {
  test('is found by its vCode, in any case', async () => {
    const { data, errors } = await ask(filled, `{ association(vCode: "v0001001") { ${everyField} } }`);
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({
      association: { name: 'Wandelclub De Schildewandelaars', status: 'Actief', source: { state: 'FRESH' } },
    });
  });

  test('is null when it is unknown, and an error beside null when nobody could be asked', async () => {
    expect(await ask(filled, '{ association(vCode: "V9999999") { name } }')).toEqual({
      data: { association: null },
    });
    register.simulator.fail({ kind: 'refuse' });
    const { data, errors } = await ask(live, '{ association(vCode: "V0001444") { name } }');
    expect(data).toEqual({ association: null });
    expect(errors).toHaveLength(1);
  });

  test('can have one of 21 main activities', async () => {
    const { data } = await ask(filled, '{ associationActivities { code name } }');
    const activities = (data as { associationActivities: unknown[] }).associationActivities;
    expect(activities).toHaveLength(21);
    expect(activities).toContainEqual({ code: 'SPRT', name: 'Sport' });
  });
});

describe('what a question costs the register', () => {
  test('given a filled mirror, then a hundred associations with all that is in them ask nothing', async () => {
    register.simulator.forgetCalls();
    const { data, errors } = await ask(
      filled,
      `{ associations(first: 100) { nodes { ${everyField} } totalCount } }`,
    );
    expect(errors).toBeUndefined();
    expect((data as { associations: { nodes: unknown[] } }).associations.nodes).toHaveLength(100);
    expect(register.simulator.calls).toEqual([]);
  });

  test('given an empty mirror, then a hundred are one search', async () => {
    register.simulator.forgetCalls();
    const { data } = await ask(live, `{ associations(first: 100) { nodes { ${everyField} } totalCount } }`);
    expect((data as { associations: { nodes: unknown[] } }).associations.nodes).toHaveLength(100);
    expect(register.simulator.calls).toHaveLength(1);
  });

  test('given an empty mirror and somebody who represents many, then each is asked once, and not one after another', async () => {
    const vCodes = ['V0001002', 'V0001003', 'V0001004', 'V0001005', 'V0001006', 'V0001007'];
    const [emma] = register.simulator.change('V0001001', {}).representatives;
    const jozef = { id: 'jozef', nationalNumber: NationalNumber.parse('48613011631') };
    for (const vCode of vCodes)
      register.simulator.change(vCode, {
        representatives: [
          { ...emma!, insz: '48613011631', givenName: 'Jozef', familyName: 'Willems', main: false },
        ],
      });
    register.simulator.forgetCalls();
    const names = '{ items { vCode association { name contacts { value } } } source { state } }';
    const slow = 300;
    register.simulator.fail({ kind: 'slow', ms: slow, operation: 'detail' });
    const begun = performance.now();
    const { data, errors } = await ask(
      live,
      `{ me { associations ${names} again: associations ${names} } }`,
      {},
      {
        ...anonymous(),
        actor: { kind: 'CITIZEN', ...jozef, givenName: null, familyName: null },
        subject: jozef,
      },
    );
    expect(errors).toBeUndefined();
    const { items } = (data as { me: { associations: { items: { vCode: string; association: object }[] } } })
      .me.associations;
    expect(items.map(({ vCode, association }) => [vCode, association === null]).sort()).toEqual(
      vCodes.map((vCode) => [vCode, false]),
    );
    expect(performance.now() - begun).toBeLessThan(slow * vCodes.length);
    const asked = register.simulator.calls
      .map(({ operation }) => operation)
      .filter((name) => name !== 'token');
    expect(asked.sort()).toEqual([...vCodes.map(() => 'detail'), 'verenigingen-per-insz']);
  });
});

describe('the associations of a citizen', () => {
  const query =
    '{ me { associations { items { vCode name mainRepresentative status kboNumber correspondingVCodes association { name contacts { value } } } source { state reason } } } }';

  function asEmma(): CallContext {
    const nationalNumber = NationalNumber.parse('85671421468');
    const emma = { id: 'emma', nationalNumber };
    return {
      ...anonymous(),
      actor: { kind: 'CITIZEN', ...emma, givenName: null, familyName: null },
      subject: emma,
    };
  }

  test('are those that she represents, with what the public register shows of them', async () => {
    const { data, errors } = await ask(filled, query, {}, asEmma());
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({
      me: {
        associations: {
          items: [
            {
              vCode: 'V0001001',
              mainRepresentative: true,
              kboNumber: null,
              association: { name: 'Wandelclub De Schildewandelaars' },
            },
          ],
          source: { state: 'FRESH' },
        },
      },
    });
  });

  test('are null, with the reason, when the register does not answer', async () => {
    register.simulator.fail({ kind: 'status', status: 500, operation: 'verenigingen-per-insz' });
    // Another asking of the same person within the minute comes from the cache.
    const context = { ...asEmma(), subject: { ...asEmma().subject!, id: 'someone else' } };
    const { data } = await ask(live, query, {}, context);
    expect(data).toEqual({
      me: { associations: { items: null, source: { state: 'UNAVAILABLE', reason: 'HTTP_5XX' } } },
    });
  });
});
