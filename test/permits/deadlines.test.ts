import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type DeadlineFacts,
  deadlinesOf,
  nextDeadline,
  plusDays,
} from '../../src/capabilities/permits/permit.deadlines.js';
import { dayOf } from '../../src/capabilities/permits/permits.service.js';
import { permitSettings } from '../../src/settings/permit-settings.js';

const { terms } = permitSettings.parse({});
const facts = (changes: Partial<DeadlineFacts>): DeadlineFacts => ({
  procedure: 'UNKNOWN',
  phase: 'UNKNOWN',
  application: false,
  state: null,
  submittedOn: '2026-01-10',
  stateSince: null,
  ...changes,
});
const daysOf = (changes: Partial<DeadlineFacts>) =>
  deadlinesOf(facts(changes), terms).map(({ kind, day, extendedDay }) => [kind, day, extendedDay]);

describe('the deadlines of a project', () => {
  test('that is filed run from the filing: completeness, then the decision from 30 days on', () => {
    expect(daysOf({ phase: 'SUBMITTED', procedure: 'NORMAL' })).toEqual([
      ['COMPLETENESS_CHECK', '2026-02-09', null],
      ['DECISION', '2026-05-25', '2026-07-24'],
    ]);
    expect(daysOf({ phase: 'SUBMITTED', procedure: 'NORMAL_WITH_POVC' })[1]).toEqual([
      'DECISION',
      '2026-06-09',
      '2026-08-08',
    ]);
    expect(daysOf({ phase: 'SUBMITTED', procedure: 'SIMPLIFIED' })[1]).toEqual([
      'DECISION',
      '2026-04-10',
      null,
    ]);
  });

  test('that is complete run from that day on', () => {
    expect(daysOf({ phase: 'COMPLETE', procedure: 'NORMAL', stateSince: '2026-01-20' })).toEqual([
      ['DECISION', '2026-05-05', '2026-07-04'],
    ]);
  });

  test('in public inquiry end with it; its state may say it better', () => {
    expect(daysOf({ phase: 'PUBLIC_INQUIRY', procedure: 'NONE', stateSince: '2026-02-01' })).toEqual([
      ['PUBLIC_INQUIRY_END', '2026-03-03', null],
    ]);
    const state = 'Het openbaar onderzoek loopt tot en met 05.03.2026';
    expect(daysOf({ phase: 'PUBLIC_INQUIRY', procedure: 'NONE', stateSince: '2026-02-01', state })).toEqual([
      ['PUBLIC_INQUIRY_END', '2026-03-05', null],
    ]);
    expect(daysOf({ procedure: 'NONE', state })).toEqual([['PUBLIC_INQUIRY_END', '2026-03-05', null]]);
    expect(daysOf({ procedure: 'NONE', state: state.replace('05.03', '31.02') })).toEqual([]);
  });

  test('whose decision is posted run from the posting: appeal 30 days, works from the 36th', () => {
    expect(daysOf({ phase: 'POSTED', stateSince: '2026-12-01' })).toEqual([
      ['POSTING_END', '2026-12-31', null],
      ['APPEAL_END', '2026-12-31', null],
      ['WORKS_MAY_BEGIN', '2027-01-06', null],
    ]);
    expect(daysOf({ phase: 'CLOSED' })).toEqual([]);
  });

  test('are UNKNOWN, not guessed, where procedure, phase or day is not known', () => {
    const unknown = deadlinesOf(facts({ application: true }), terms);
    expect(unknown).toMatchObject([
      { kind: 'COMPLETENESS_CHECK', status: 'COMPUTED', day: '2026-02-09' },
      { kind: 'DECISION', status: 'UNKNOWN', day: null },
    ]);
    expect(unknown[1]!.explanation).toContain('procedure van dit project is niet bekend');
    for (const kind of deadlinesOf(facts({ phase: 'DECIDED' }), terms)) expect(kind.status).toBe('UNKNOWN');
    expect(daysOf({ phase: 'SUBMITTED', procedure: 'NORMAL', submittedOn: null })).toEqual([
      ['COMPLETENESS_CHECK', null, null],
      ['DECISION', null, null],
    ]);
    expect(daysOf({ procedure: 'UNKNOWN' })).toEqual([['DECISION', null, null]]);
  });

  test('do not rest on a state that began before the filing', () => {
    expect(daysOf({ phase: 'POSTED', stateSince: '2026-01-09' })[0]).toEqual(['POSTING_END', null, null]);
  });

  test('follow the settings', () => {
    const other = permitSettings.parse({ terms: { simplifiedDays: 45, completenessDays: 20 } }).terms;
    expect(
      deadlinesOf(facts({ phase: 'SUBMITTED', procedure: 'SIMPLIFIED' }), other).map(({ day }) => day),
    ).toEqual(['2026-01-30', '2026-03-16']);
  });
});

describe('the next one', () => {
  const running = deadlinesOf(facts({ phase: 'SUBMITTED', procedure: 'NORMAL' }), terms);
  test('is the first from today on, today included', () => {
    expect(nextDeadline(running, '2026-02-09')?.kind).toBe('COMPLETENESS_CHECK');
    expect(nextDeadline(running, '2026-02-10')?.kind).toBe('DECISION');
    expect(nextDeadline(running, '2027-01-01')).toBeNull();
  });
  test('is an unknown one when no other is left', () => {
    const unknown = deadlinesOf(facts({ application: true }), terms);
    expect(nextDeadline(unknown, '2026-01-11')?.kind).toBe('COMPLETENESS_CHECK');
    expect(nextDeadline(unknown, '2026-03-01')).toMatchObject({ kind: 'DECISION', status: 'UNKNOWN' });
  });
});

describe('days', () => {
  test.each([
    ['over the change to summer time', '2026-03-01', 30, '2026-03-31'],
    ['over the change to winter time', '2026-10-01', 30, '2026-10-31'],
    ['over the end of a year', '2026-12-15', 30, '2027-01-14'],
    ['over a leap day', '2028-02-15', 30, '2028-03-16'],
  ])('are counted on the calendar %s', (_name, from, days, to) => expect(plusDays(from, days)).toBe(to));

  test('are never skipped nor counted twice', () => {
    const day = fc
      .date({
        min: new Date('2000-01-01T00:00:00Z'),
        max: new Date('2100-01-01T00:00:00Z'),
        noInvalidDate: true,
      })
      .map((date) => date.toISOString().slice(0, 10));
    fc.assert(
      fc.property(
        day,
        fc.integer({ min: 1, max: 400 }),
        fc.integer({ min: 1, max: 400 }),
        (from, one, other) => {
          expect(plusDays(plusDays(from, one), other)).toBe(plusDays(from, one + other));
          expect(Date.parse(plusDays(from, one)) - Date.parse(from)).toBe(one * 86_400_000);
        },
      ),
    );
  });

  test('are those of Brussels: what is filed at 23:30 UTC is of the next day', () => {
    expect(dayOf(new Date('2026-12-31T23:30:00Z'))).toBe('2027-01-01');
    expect(dayOf(new Date('2026-06-30T22:30:00Z'))).toBe('2026-07-01');
    expect(dayOf(new Date('2026-12-31T22:30:00Z'))).toBe('2026-12-31');
  });
});
