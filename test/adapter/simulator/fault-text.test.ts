import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  faultForms,
  faultText,
  parseFault,
  UnknownFault,
} from '../../../src/adapter/simulator/fault-text.js';
import type { Fault } from '../../../src/adapter/simulator/simulator.js';

const operation = fc.option(fc.stringMatching(/^[A-Za-z][\w-]{0,20}$/), { nil: undefined });
const withOperation = (fault: Fault) =>
  operation.map((name) => (name === undefined ? fault : ({ ...fault, operation: name } as Fault)));
const number = fc.integer({ min: 1, max: 1_000_000 });

const faults: fc.Arbitrary<Fault> = fc.oneof(
  fc.constantFrom<Fault>({ kind: 'refuse' }, { kind: 'expired-credentials' }),
  fc
    .constantFrom<Fault>(
      { kind: 'malformed' },
      { kind: 'truncated' },
      { kind: 'content-type' },
      { kind: 'mislabelled' },
      { kind: 'throttled' },
    )
    .chain(withOperation),
  number.chain((ms) => withOperation({ kind: 'slow', ms })),
  number.chain((bytes) => withOperation({ kind: 'huge', bytes })),
  number.chain((bytesPerSecond) => withOperation({ kind: 'trickle', bytesPerSecond })),
  fc
    .record({ status: fc.integer({ min: 200, max: 599 }), wait: fc.option(number, { nil: undefined }) })
    .chain(({ status, wait }) =>
      withOperation({ kind: 'status', status, ...(wait === undefined ? {} : { retryAfterSeconds: wait }) }),
    ),
);

describe('a fault as text', () => {
  test('is read back as it was', () => {
    fc.assert(fc.property(faults, (fault) => expect(parseFault(faultText(fault))).toEqual(fault)));
  });

  test('every example is one', () => {
    for (const [kind, { example }] of Object.entries(faultForms)) expect(parseFault(example).kind).toBe(kind);
  });

  test('whatever else is typed is refused in words', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          expect(Object.keys(faultForms)).toContain(parseFault(text).kind);
        } catch (error) {
          expect(error).toBeInstanceOf(UnknownFault);
        }
      }),
    );
    for (const text of [
      '',
      'constructor',
      'slow=x',
      'slow=',
      'status=600',
      'trickle=0',
      'malformed=1',
      'refuse@x',
    ])
      expect(() => parseFault(text)).toThrow(UnknownFault);
  });
});
