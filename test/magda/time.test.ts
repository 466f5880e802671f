import { describe, expect, test } from '@jest/globals';
import { settings } from '../../adapters/magda/settings.js';
import { inBrussels } from '../../src/adapter/magda/simulator/messages.js';
import { brusselsTime, momentOf } from '../../src/adapter/magda/time.js';
import { isSecret } from '../../src/settings/secret.js';

describe('the time of MAGDA', () => {
  test.each([
    ['in winter', '2026-01-15T09:00:00', '2026-01-15T08:00:00.000Z'],
    ['in summer', '2026-07-15T09:00:00.250', '2026-07-15T07:00:00.250Z'],
    ['with an offset', '2019-02-07T14:53:46.000+02:00', '2019-02-07T12:53:46.000Z'],
    ['in UTC', '2019-02-07T14:53:46Z', '2019-02-07T14:53:46.000Z'],
    ['without seconds', '2018-03-15T10:32', '2018-03-15T09:32:00.000Z'],
    ['a day alone, from midnight', '2026-07-15', '2026-07-14T22:00:00.000Z'],
    ['just before summer time', '2026-03-29T01:59:59', '2026-03-29T00:59:59.000Z'],
    ['just after summer time', '2026-03-29T03:00:00', '2026-03-29T01:00:00.000Z'],
    ['just after its end', '2026-10-25T03:00:00', '2026-10-25T02:00:00.000Z'],
  ])('%s', (_name, text, moment) => {
    expect(momentOf(text)?.toISOString()).toBe(moment);
  });

  test.each(['', 'gisteren', '2000-00-00', '2026-13-01T00:00:00', '15/07/2026'])(
    '%j is no moment',
    (text) => {
      expect(momentOf(text)).toBeNull();
    },
  );

  test('a moment is read back as it is written', () => {
    for (let at = Date.UTC(2026, 0, 1, 0, 30); at < Date.UTC(2027, 0, 1); at += 86_400_000 * 3.7) {
      const { Datum, Tijd } = brusselsTime(at);
      expect(momentOf(`${Datum}T${Tijd}`)?.getTime()).toBe(Math.floor(at));
    }
  });

  test('is the same in the simulator, which has words of its own for it', () => {
    expect(inBrussels(new Date(Date.UTC(2026, 5, 30, 22, 30, 15, 42)))).toEqual({
      date: '2026-07-01',
      time: '00:30:15.042',
    });
  });
});

describe('the settings of the adapter', () => {
  test('mark every key and passphrase as a secret', () => {
    const { signature, tls } = settings.shape;
    const inner = (schema: unknown) =>
      (schema as { unwrap(): { shape: Record<string, never> } }).unwrap().shape;
    const keys = [
      signature.shape.privateKey,
      signature.shape.passphrase,
      inner(tls).privateKey,
      inner(tls).passphrase,
    ];
    expect(keys.map((schema) => isSecret(schema as never))).toEqual([true, true, true, true]);
    expect(isSecret(signature.shape.certificateChain)).toBe(false);
  });

  test('refuse unknown keys, and an operation that does not exist', () => {
    const { error } = settings.safeParse({
      url: 'https://x.test',
      color: 'blue',
      hoedanigheidByOperation: { GeefAlles: '1' },
    });
    const problems = error?.issues.map(({ path, code }) => `${path.join('.')} ${code}`) ?? [];
    expect(problems).toContain(' unrecognized_keys');
    expect(problems).toContain('sender invalid_type');
    expect(problems.some((problem) => problem.startsWith('hoedanigheidByOperation'))).toBe(true);
  });
});
