import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { noteUnknownStates, toDossier, visibilityIn } from '../../adapters/burgerprofiel/mapping.js';
import { brusselsTime } from '../../src/adapter/magda/time.js';
import { SoapElement } from '../../src/adapter/soap/element.js';
import type { DossierPublication } from '../../src/capabilities/dossiers/dossier-publication.port.js';
import type { Dossier, DossierState } from '../../src/capabilities/dossiers/dossiers.port.js';
import { NationalNumber } from '../../src/identifiers/national-number.js';
import { countOf, valuesIn } from '../support/leaves.js';

/** Text that stands in no other place, so that it is known where a value came from. */
const said = fc.uuid();
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const day = fc
  .date({ min: new Date('1990-01-01'), max: new Date('2035-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const clock = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }), fc.integer({ min: 0, max: 59 }))
  .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));
/** What stands in a place for a moment: mostly one, and now and then anything. */
const moment = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(day, clock).map(([date, time]) => `${date}T${time}`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('2026-02-31', '2026-13-01', '2026-06-01T10:00:00+99:99', '0000-00-00'),
  },
  said,
);
const phase = fc.constantFrom('Samenstelling', 'Behandeling', 'Afgerond', 'Archivering', 'van Emma Peeters');

const identity = { Bron: 'STL', Dossiernummer: 'D-1' };
const boundary = fc.record({ Datum: day, Tijd: maybe(clock) });
const mutation = fc.record({
  Identificatie: fc.constant(identity),
  Naam: maybe(said),
  Type: maybe(said),
  DatumModificatie: maybe(moment),
  StreefDatum: maybe(said),
  Status: maybe(
    fc.record({
      Code: maybe(said),
      Fase: maybe(phase),
      EDRL: maybe(said),
      Details: maybe(fc.record({ Detail: fc.array(said, { maxLength: 2 }) })),
      DatumModificatie: maybe(moment),
      Actie: maybe(
        fc.record({ ActieNodig: maybe(fc.constantFrom('0', '1', 'ja')), Omschrijving: maybe(said) }),
      ),
    }),
  ),
  Producten: maybe(fc.record({ Product: fc.array(said, { maxLength: 3 }) })),
  Beheerder: maybe(fc.record({ Contact: maybe(fc.record({ Naam: maybe(said), Onbekend: maybe(said) })) })),
  Subjecten: maybe(
    fc.record({
      Subject: fc.array(
        fc.record({
          Rol: maybe(said),
          Type: fc.constantFrom('PERS', 'OND', 'X'),
          Sleutel: fc.oneof(said, fc.constantFrom('85671421468', '85671421469', '0297500186')),
        }),
        { maxLength: 3 },
      ),
    }),
  ),
  Eigenschappen: maybe(fc.record({ Vertrouwelijk: maybe(fc.constantFrom('0', '1', 'nee')) })),
  Toekomst: maybe(said),
  Periode: fc.record({ Begin: boundary, Einde: maybe(boundary) }),
});
type Mutation = object;
const mutations = fc.array(mutation, { minLength: 1, maxLength: 4 });

/** Undefined and an empty list are what `soap` leaves out. */
const asParsed = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const mapped = (all: readonly Mutation[]) =>
  toDossier(new SoapElement(asParsed({ DossierMutaties: { DossierMutatie: all } })));
const statesOf = ({ current, history }: Dossier) => [current, ...history];
const textsIn = (value: unknown): string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(textsIn)
      : [];

describe('any dossier of the shape of the contract', () => {
  test('keeps its number and authority, and shows its newest state first', () => {
    fc.assert(
      fc.property(mutations, (all) => {
        const dossier = mapped(all)!;
        expect(dossier).toMatchObject({ authority: 'STL', number: 'D-1' });
        const begins = statesOf(dossier).map(({ from }) => from.getTime());
        expect(begins).toHaveLength(all.length);
        expect(begins).toEqual([...begins].sort((a, b) => b - a));
        expect(begins.some(Number.isNaN)).toBe(false);
      }),
    );
  });

  test('loses no text, and says none twice', () => {
    fc.assert(
      fc.property(mutations, (all) => {
        const states = statesOf(mapped(all)!);
        // Which dossier it is, is said once; a moment has another form than its text.
        const isMoment = /^\d{4}-\d\d-\d\d(T[\d:]+)?$|^\d\d:\d\d:\d\d$/;
        const source = all.map(({ Identificatie: _, ...rest }) => rest);
        const given = textsIn(asParsed(source)).filter((text) => !isMoment.test(text));
        const held = countOf(valuesIn(states));
        for (const [text, times] of countOf(given))
          // A flag that was left out is told as 0 for an action: at least as often, then.
          if (text === '0' || text === '1') expect(held.get(text) ?? 0).toBeGreaterThanOrEqual(times);
          else expect([text, held.get(text) ?? 0]).toEqual([text, times]);
      }),
    );
  });

  test('has only moments that were written, and none that is not on the calendar', () => {
    fc.assert(
      fc.property(moment, (text) => {
        const [state] = statesOf(mapped([{ ...bare, DatumModificatie: text }])!);
        const { changedAt, otherFacts } = state!;
        if (changedAt === null) expect(otherFacts).toEqual([{ path: 'DatumModificatie', value: text }]);
        else {
          const { Datum, Tijd } = brusselsTime(changedAt.getTime());
          // The hour that is skipped in spring is on no clock.
          if (!/-03-\d\dT02:/.test(text))
            expect(`${Datum}T${Tijd}`).toBe(`${text.length === 10 ? `${text}T00:00:00` : text}.000`);
        }
      }),
      { examples: [['2026-02-31'], ['2026-06-01T10:00:00+99:99'], ['0000-00-00'], ['0001-01-01']] },
    );
  });

  test('of whom the number is no national number keeps the key', () => {
    fc.assert(
      fc.property(mutations, (all) => {
        for (const { nationalNumber, key, type } of statesOf(mapped(all)!).flatMap(
          ({ subjects }) => subjects,
        )) {
          expect([nationalNumber, key].filter((one) => one !== null)).toHaveLength(1);
          if (nationalNumber) expect([type, nationalNumber.reveal()]).toEqual(['PERS', '85671421468']);
        }
      }),
    );
  });

  test('keeps a phase and a period that cannot be, and notes them without what may be personal', () => {
    fc.assert(
      fc.property(mutations, (all) => {
        const dossier = mapped(all)!;
        const noted: string[] = [];
        noteUnknownStates(dossier, (field, value) => noted.push(`${field} ${value}`));
        const expected = statesOf(dossier).flatMap(({ status, from, to }) => [
          ...(status?.phase === 'Archivering' ? ['dossier.phase Archivering'] : []),
          ...(status?.phase === 'van Emma Peeters' ? ['dossier.phase UNREADABLE'] : []),
          ...(to && to < from ? ['dossier.period END_BEFORE_BEGIN'] : []),
        ]);
        expect(noted.sort()).toEqual(expected.sort());
      }),
    );
  });
});

const bare = { Identificatie: identity, Periode: { Begin: { Datum: '2026-06-01' } } };

describe('whether a state that was published is shown', () => {
  const source = 'STL';
  const state = (from: Date) => ({ from }) as DossierState;
  const publication = (over: Partial<DossierPublication>) =>
    ({
      number: 'D-1',
      notConsultable: false,
      subjects: [NationalNumber.parse('85671421468')],
      ...over,
    }) as DossierPublication;
  const instant = fc.date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true });

  test('a state of its own dossier, authority and second is shown, whatever stands beside it', () => {
    fc.assert(
      fc.property(instant, fc.array(instant, { maxLength: 3 }), fc.boolean(), (from, others, failed) => {
        const { Datum, Tijd } = brusselsTime(from.getTime());
        // As the platform gives it back: on the clocks of Brussels, in whole seconds.
        const [told] = statesOf(
          mapped([{ ...bare, Periode: { Begin: { Datum, Tijd: Tijd.slice(0, 8) } } }])!,
        );
        const dossier: Dossier = {
          authority: source,
          number: 'D-1',
          current: told!,
          history: others.map(state),
        };
        const failures = failed ? [{ authority: source, platformCode: '60013' }] : [];
        expect(visibilityIn({ dossiers: [dossier], failures }, publication({ from }), source)).toBe('SHOWN');
      }),
    );
  });

  test('one that is not there is not shown, and unknown when its source failed or it may not be consulted', () => {
    fc.assert(
      fc.property(
        instant,
        fc.constantFrom(null, source, 'VAPH'),
        fc.boolean(),
        fc.constantFrom({ number: 'D-2' }, { authority: 'VAPH' }, { later: 5_000 }),
        (from, failing, notConsultable, difference) => {
          const { later = 0, ...other } = difference as { later?: number; number?: string };
          const at = new Date(from.getTime() + later);
          const dossier: Dossier = {
            authority: source,
            number: 'D-1',
            current: state(at),
            history: [],
            ...other,
          };
          const failures = [{ authority: failing, platformCode: '60013' }];
          expect(
            visibilityIn({ dossiers: [dossier], failures }, publication({ from, notConsultable }), source),
          ).toBe(failing !== 'VAPH' || notConsultable ? 'UNKNOWN' : 'NOT_SHOWN');
        },
      ),
    );
  });
});
