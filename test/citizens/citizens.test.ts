import { describe, expect, test } from '@jest/globals';
import { graphql } from 'graphql';
import { PlatformError } from '../../src/adapter/platform-error.js';
import type { CitizensPort, HouseholdMember, Person } from '../../src/capabilities/citizens/citizens.port.js';
import { CitizensResolver } from '../../src/capabilities/citizens/citizens.resolver.js';
import { CitizensService } from '../../src/capabilities/citizens/citizens.service.js';
import type { Sourced } from '../../src/context/source-status.js';
import { createSchema } from '../../src/graph/schema.js';
import { NationalNumber } from '../../src/identifiers/national-number.js';
import { callContext } from '../support/call-context.js';

const emma = NationalNumber.parse('85671421468');
const name = { givenNames: ['Emma', 'Maria'], familyNames: ['Peeters'] };
const home: NonNullable<Person['mainResidence']> = {
  street: 'Turnhoutsebaan',
  houseNumber: '12',
  boxNumber: null,
  postalCode: '2970',
  municipality: 'Schilde',
  nisCode: '11039',
  country: 'België',
  lines: [],
  since: '2012-03-01',
};
const person: Person = {
  nationalNumber: emma,
  name,
  sex: null,
  birthDate: '1985-07',
  birthPlace: null,
  deathDate: null,
  mainResidence: home,
  residenceAbroad: null,
  nationalities: [],
  civilStatus: null,
  statuses: [],
};
const member: HouseholdMember = {
  nationalNumber: null,
  name,
  sex: { code: '2', description: 'Vrouwelijk' },
  birthDate: null,
  position: { code: '01', description: 'Referentiepersoon' },
  since: null,
  until: null,
};

interface Platform {
  person?: () => Person | null;
  household?: () => readonly HouseholdMember[] | null;
  reason?: string;
}

const unasked = (): never => {
  throw new TypeError('not asked in these tests');
};

function world(platform: Platform | null) {
  const calls = { person: 0, household: 0 };
  const answer = <T>(value: T): Sourced<T> => ({
    value,
    source: {
      platform: 'magda',
      state: 'FRESH',
      fetchedAt: new Date('2026-06-01T10:00:00Z'),
      since: null,
      reason: platform?.reason ?? null,
    },
  });
  const port: CitizensPort = {
    async person() {
      calls.person += 1;
      return answer((platform?.person ?? (() => person))());
    },
    async household() {
      calls.household += 1;
      return answer((platform?.household ?? (() => [member]))());
    },
    unregister: async () => true,
    socialStatuses: unasked,
    livingWages: unasked,
    attest: unasked,
    personMutations: unasked,
  };
  const schema = createSchema([
    new CitizensResolver(new CitizensService(platform ? port : undefined, 'magda')),
  ]);
  const context = callContext({ subject: { id: 'h', nationalNumber: emma } });
  return {
    calls,
    context,
    async ask(selection: string) {
      const { data, errors } = await graphql({
        schema,
        source: `{ me ${selection} }`,
        contextValue: context,
      });
      return {
        me: JSON.parse(JSON.stringify((data as { me?: unknown } | null)?.me ?? null)) as unknown,
        errors,
      };
    },
  };
}

const file =
  '{ nationalNumber name { givenNames familyNames } birthDate address { street municipality since } source { state fetchedAt reason } }';
const down = () => {
  throw new PlatformError('magda', 'TIMEOUT');
};

describe('a citizen', () => {
  test('is asked of no platform for what the hub knows already', async () => {
    const { ask, calls } = world({});
    expect((await ask('{ nationalNumber }')).me).toEqual({ nationalNumber: '85671421468' });
    expect(calls).toEqual({ person: 0, household: 0 });
  });

  test('has name, day of birth, address and source from one call', async () => {
    const { ask, calls, context } = world({});
    expect((await ask(file)).me).toEqual({
      nationalNumber: '85671421468',
      name,
      birthDate: '1985-07',
      address: { street: 'Turnhoutsebaan', municipality: 'Schilde', since: '2012-03-01' },
      source: { state: 'FRESH', fetchedAt: '2026-06-01T12:00:00+02:00', reason: null },
    });
    expect(calls).toEqual({ person: 1, household: 0 });
    expect(context.sources.summary()).toHaveLength(1);
  });

  test('has what else a counter needs from the same call, and the number that took the place of the old one', async () => {
    const married = { code: '20', description: 'Gehuwd', since: '2010-05-08', until: null };
    const { ask, calls } = world({
      person: () => ({
        ...person,
        nationalNumber: NationalNumber.parse('83630211767'),
        sex: { code: '2', description: 'Vrouwelijk' },
        birthPlace: 'Antwerpen',
        civilStatus: married,
        nationalities: [{ code: '150', description: 'Belg', since: '1985-07-14', until: null }],
        statuses: [{ code: '1', description: 'Afgevoerd', since: '2000-00-00', until: '2001-02-00' }],
      }),
    });
    const { me, errors } = await ask(
      '{ nationalNumber registeredNumber sex { code description } birthPlace deathDate civilStatus { code description since until } nationalities { code since } registerStatuses { description since until } }',
    );
    expect(errors).toBeUndefined();
    expect(me).toEqual({
      nationalNumber: '85671421468',
      registeredNumber: '83630211767',
      sex: { code: '2', description: 'Vrouwelijk' },
      birthPlace: 'Antwerpen',
      deathDate: null,
      civilStatus: married,
      nationalities: [{ code: '150', since: '1985-07-14' }],
      registerStatuses: [{ description: 'Afgevoerd', since: '2000-00-00', until: '2001-02-00' }],
    });
    expect(calls.person).toBe(1);
  });

  test('lives abroad when there is no main residence', async () => {
    const abroad = { ...home, street: null, lines: ['1 Rue de la Paix', 'Paris'], country: 'Frankrijk' };
    const { ask } = world({ person: () => ({ ...person, mainResidence: null, residenceAbroad: abroad }) });
    expect((await ask('{ address { street lines country } }')).me).toEqual({
      address: { street: null, lines: ['1 Rue de la Paix', 'Paris'], country: 'Frankrijk' },
    });
  });

  test('keeps the rest when the platform is down: empty parts tell so, and the platform was asked once', async () => {
    const { ask, calls, context } = world({ person: down });
    const { me, errors } = await ask(
      file.replace(/\}$/, 'household { members { since } source { state } } }'),
    );
    expect(errors).toBeUndefined();
    expect(me).toEqual({
      nationalNumber: '85671421468',
      name: null,
      birthDate: null,
      address: null,
      source: { state: 'UNAVAILABLE', fetchedAt: null, reason: 'TIMEOUT' },
      household: { members: [{ since: null }], source: { state: 'FRESH' } },
    });
    expect(calls.person).toBe(1);
    expect(context.sources.summary()).toMatchObject([{ platform: 'magda', state: 'UNAVAILABLE' }]);
  });

  test('whom the register does not know has empty parts beside a fresh source', async () => {
    const { ask } = world({ person: () => null, household: () => null, reason: '30002' });
    expect(
      (
        await ask(
          '{ name { familyNames } source { state reason } household { members { since } source { state reason } } }',
        )
      ).me,
    ).toEqual({
      name: null,
      source: { state: 'FRESH', reason: '30002' },
      household: { members: [], source: { state: 'FRESH', reason: '30002' } },
    });
  });

  test('says NOT_CONFIGURED where no platform is configured', async () => {
    const { ask } = world(null);
    expect(
      (await ask('{ name { familyNames } source { state reason } household { source { state reason } } }'))
        .me,
    ).toEqual({
      name: null,
      source: { state: 'UNAVAILABLE', reason: 'NOT_CONFIGURED' },
      household: { source: { state: 'UNAVAILABLE', reason: 'NOT_CONFIGURED' } },
    });
  });

  test('a mistake of the hub is an error, not an empty part', async () => {
    const { ask } = world({
      person: () => {
        throw new TypeError('cannot read');
      },
    });
    const { errors } = await ask('{ nationalNumber name { familyNames } }');
    expect(errors?.map(({ path }) => path)).toEqual([['me', 'name']]);
  });
});

test('the household shows each member as the register gives them', async () => {
  const { ask, calls } = world({});
  expect(
    (
      await ask(
        '{ household { members { nationalNumber name { familyNames } sex { code description } birthDate position { code description } since } } }',
      )
    ).me,
  ).toEqual({
    household: {
      members: [
        {
          nationalNumber: null,
          name: { familyNames: ['Peeters'] },
          sex: { code: '2', description: 'Vrouwelijk' },
          birthDate: null,
          position: { code: '01', description: 'Referentiepersoon' },
          since: null,
        },
      ],
    },
  });
  expect(calls).toEqual({ person: 0, household: 1 });
});
