import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ManagedDetailDocument } from '../../adapters/verenigingsregister/documents.js';
import {
  toEvent,
  toManagedAssociation,
  toManagedSummary,
  toRefusal,
} from '../../adapters/verenigingsregister/management-mapping.js';
import {
  toBasics,
  toPartRequest,
  toRegistration,
} from '../../adapters/verenigingsregister/management-requests.js';
import { beheerDetail, beheerSearchItem } from '../../adapters/verenigingsregister/simulator/documents.js';
import { RegisterState } from '../../adapters/verenigingsregister/simulator/records.js';
import { seedAssociations } from '../../adapters/verenigingsregister/simulator/seed.js';
import type { AssociationRegistration } from '../../src/capabilities/associations/association-management.port.js';
import { NationalNumber } from '../../src/identifiers/national-number.js';
import { contractTest } from '../support/contracts.js';
import { valuesIn } from '../support/leaves.js';
import { lost } from './no-loss.js';

const text = fc.string({ minLength: 1, unit: 'grapheme' });
const maybe = fc.option(text);
const numbers = ['85671421468', '91691715184', '48613011631'].map((digits) => NationalNumber.parse(digits));

const address = fc.oneof(
  fc.record({
    kind: fc.constant('WRITTEN' as const),
    street: text,
    houseNumber: text,
    boxNumber: maybe,
    postalCode: text,
    municipality: text,
    country: text,
  }),
  fc.record({ kind: fc.constant('REGISTERED' as const), addressUri: text }),
);
const contact = fc.record({ type: text, value: text, description: maybe, primary: fc.boolean() });
const location = fc.record({ type: text, primary: fc.boolean(), name: maybe, address });
const person = fc.record({
  nationalNumber: fc.constantFrom(...numbers),
  givenName: text,
  familyName: text,
  role: maybe,
  callName: maybe,
  primary: fc.boolean(),
  email: maybe,
  telephone: maybe,
  mobile: maybe,
  socialMedia: maybe,
});
const age = fc.integer({ min: 0, max: 150 });
const registration: fc.Arbitrary<AssociationRegistration> = fc.record({
  name: text,
  shortName: maybe,
  description: maybe,
  startDate: fc.option(fc.constant('2024-05-12')),
  audience: fc.option(fc.record({ minimumAge: age, maximumAge: age })),
  optedOut: fc.boolean(),
  contacts: fc.array(contact, { maxLength: 3 }),
  locations: fc.array(location, { maxLength: 3 }),
  representatives: fc.array(person, { maxLength: 3 }),
  activities: fc.array(text, { maxLength: 3 }),
  workingAreas: fc.array(text, { maxLength: 3 }),
});

/** The values of a request that came from the asker: what the port names itself is left out. */
const asked = (value: unknown) => valuesIn(value).filter((leaf) => !['WRITTEN', 'REGISTERED'].includes(leaf));

const state = new RegisterState(seedAssociations(), () => '2026-06-01');
const details = state
  .all()
  .map((record) => beheerDetail(record, 'v2', 'http://register', state) as unknown as ManagedDetailDocument);

function keysIn(value: unknown, found = new Set<string>()): Set<string> {
  if (Array.isArray(value)) value.forEach((item) => keysIn(item, found));
  else if (value && typeof value === 'object')
    for (const [key, inner] of Object.entries(value)) {
      found.add(key);
      keysIn(inner, found);
    }
  return found;
}

/** The keys that a template of the register names; it is no JSON as it stands. */
function keysOf(contracts: string, name: string): string[] {
  const file = join(contracts, 'associations', 'templates', `admin.${name}.template.json`);
  return [...readFileSync(file, 'utf8').matchAll(/"(@?[a-zA-Z-]+)"\s*:/g)].map(([, key]) => key as string);
}

describe('a request', () => {
  test('to register says everything that was asked, and nothing else', () => {
    fc.assert(
      fc.property(registration, (wanted) => {
        const sent = valuesIn(toRegistration(wanted)).filter((leaf) => leaf !== 'AR' && leaf !== '');
        expect(sent.toSorted()).toEqual(asked(wanted).toSorted());
      }),
    );
  });

  test('to register is the same text every time, as its confirmation needs', () => {
    fc.assert(
      fc.property(registration, (wanted) => {
        const again = Object.fromEntries(
          Object.entries(wanted).reverse(),
        ) as unknown as AssociationRegistration;
        expect(JSON.stringify(toRegistration(again))).toBe(JSON.stringify(toRegistration(wanted)));
      }),
    );
  });

  test('gives a location either an address or its number, never both', () => {
    fc.assert(
      fc.property(location, (value) => {
        const { body, path } = toPartRequest({ part: 'LOCATION', action: 'ADD', value });
        const sent = (body as { locatie: object }).locatie;
        expect('adres' in sent).not.toBe('adresId' in sent);
        expect(path).toBe('locaties');
      }),
    );
  });

  test('to change names only what changes, and clears with an empty text', () => {
    expect(toBasics({ name: 'Nieuw', startDate: null })).toEqual({ naam: 'Nieuw', startdatum: '' });
    expect(toBasics({})).toEqual({});
    expect(
      toPartRequest({
        part: 'REPRESENTATIVE',
        action: 'CHANGE',
        id: 3,
        value: { role: null, mobile: '+32' },
      }),
    ).toEqual({
      operation: 'vertegenwoordigers-patch',
      method: 'PATCH',
      path: 'vertegenwoordigers/3',
      body: { vertegenwoordiger: { rol: '', mobiel: '+32' } },
    });
  });

  test('of a representative has the national number in its body and in no path', () => {
    fc.assert(
      fc.property(person, (value) => {
        const { path, operation, body } = toPartRequest({ part: 'REPRESENTATIVE', action: 'ADD', value });
        expect(path + operation).toBe('vertegenwoordigersvertegenwoordigers-post');
        expect(valuesIn(body)).toContain(value.nationalNumber.reveal());
      }),
    );
  });

  contractTest('to register has the members of the register’s own templates', (contracts) => {
    const [wanted] = fc.sample(
      registration.filter(
        ({ shortName, description, startDate, audience }) =>
          shortName !== null && description !== null && startDate !== null && audience !== null,
      ),
      { numRuns: 1, seed: 1 },
    );
    const all = keysIn(toRegistration(wanted!));
    for (const key of keysOf(contracts, 'vzer.request.with_all_fields')) expect(all).toContain(key);
    expect(keysOf(contracts, 'vzer.request.with_minimal_fields')).toEqual(['naam']);
  });
});

describe('the mapping', () => {
  test('keeps every value of every association of the simulator, in detail and in search', () => {
    for (const document of details) {
      const mapped = toManagedAssociation(document, 'W/"1"');
      const person = document.vereniging.vertegenwoordigers?.[0];
      // How a person is reached stands twice in the document and once in ours.
      const vertegenwoordigers = document.vereniging.vertegenwoordigers?.map(
        ({ vertegenwoordigerContactgegevens: _twice, ...rest }) => rest,
      );
      const once = { ...document, vereniging: { ...document.vereniging, vertegenwoordigers } };
      const shown = {
        ...mapped,
        representatives: mapped.representatives.map((each) => ({
          ...each,
          nationalNumber: each.nationalNumber?.reveal(),
        })),
      };
      expect(lost(once, shown)).toEqual([]);
      if (person) expect(shown.representatives[0]).toMatchObject({ nationalNumber: person.insz });
    }
    for (const record of state.all()) {
      const item = beheerSearchItem(record, 'v2', 'http://register') as never;
      expect(lost(item, toManagedSummary(item))).toEqual([]);
    }
  });

  test('finds how a person is reached in either of its two places', () => {
    const document = {
      vereniging: {
        vCode: 'V0001001',
        vertegenwoordigers: [
          {
            vertegenwoordigerId: 4,
            insz: '00000000000',
            vertegenwoordigerContactgegevens: { isPrimair: true, 'e-mail': 'a@b.example' },
          },
        ],
      },
    };
    expect(toManagedAssociation(document, null)).toMatchObject({
      version: null,
      representatives: [{ id: 4, nationalNumber: null, email: 'a@b.example', primary: true, mobile: null }],
    });
  });

  test.each([
    ['2026-02-03T10:00:00Z', '2026-02-03T10:00:00.000Z'],
    ['2026-02-03T10:00:00.123+01:00', '2026-02-03T09:00:00.123Z'],
    ['2026-02-03T10:00:00', null],
    ['2026-02-31T99:00:00Z', null],
    ['gisteren', null],
    ['', null],
  ])('reads the moment %s', (tijdstip, at) => {
    const event = toEvent({ gebeurtenis: 'NaamWerdGewijzigd', tijdstip, data: { naam: 'x' } });
    expect(event.at?.toISOString() ?? null).toBe(at);
    expect(event).toMatchObject({ rawAt: tijdstip, data: { naam: 'x' }, initiator: null });
  });

  test('keeps every reason of a refusal', () => {
    fc.assert(
      fc.property(
        fc.dictionary(text, fc.array(fc.record({ code: text, reason: text }), { maxLength: 3 })),
        text,
        (validationErrors, detail) => {
          const refusal = toRefusal({ detail, validationErrors });
          expect(refusal.violations).toHaveLength(Object.values(validationErrors).flat().length);
          expect(lost(Object.values(validationErrors), refusal)).toEqual([]);
          expect(refusal.reason).toBe(detail);
        },
      ),
    );
    expect(toRefusal({})).toEqual({ kind: 'REFUSED', reason: null, violations: [] });
  });

  contractTest('meets every key of the register’s own templates in what is simulated', (contracts) => {
    const simulated = keysIn(details);
    for (const key of keysOf(contracts, 'DetailVerenigingResponse')) expect(simulated).toContain(key);
    const items = keysIn(state.all().map((record) => beheerSearchItem(record, 'v2', '')));
    const around = ['@context', 'verenigingen', 'metadata', 'pagination', 'totalCount', 'offset', 'limit'];
    for (const key of keysOf(contracts, 'ZoekVerenigingenResponse'))
      if (!around.includes(key)) expect(items).toContain(key);
  });

  contractTest('reads the register’s own refusal', (contracts) => {
    const file = join(contracts, 'associations', 'templates', 'admin.vzer.response.unparsable.template.json');
    const document = JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, '')) as { detail: string };
    expect(toRefusal(document)).toEqual({ kind: 'REFUSED', reason: document.detail, violations: [] });
    expect(keysOf(contracts, 'ProblemDetailsResponse')).toEqual(['type', 'title', 'detail', 'status']);
  });
});
