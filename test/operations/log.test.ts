import { Writable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { PlatformError } from '../../src/adapter/platform-error.js';
import { NationalNumber } from '../../src/identifiers/national-number.js';
import type { LogLevel } from '../../src/operations/log.js';
import { createLog } from '../../src/operations/log.js';

const digits = '85671421468';
const printed = '85.67.14-214.68';

function capture(level: LogLevel = 'info') {
  const texts: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      texts.push(String(chunk));
      done();
    },
  });
  return {
    log: createLog({ level, stream }),
    text: () => texts.join(''),
    lines: () => texts.map((text) => JSON.parse(text)),
  };
}

describe('the log', () => {
  test('writes one JSON line with time, level, event and fields, those of `with` too', () => {
    const { log, lines, text } = capture();
    log.with({ correlationId: 'c-1' }).warn('breaker opened', { adapter: 'magda' });
    expect(lines()).toEqual([
      {
        at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        level: 'warn',
        event: 'breaker opened',
        correlationId: 'c-1',
        adapter: 'magda',
      },
    ]);
    expect(text().endsWith('}\n')).toBe(true);
  });

  test('leaves out lines under its level', () => {
    const { log, lines } = capture('warn');
    log.info('quiet');
    log.debug('quieter');
    log.error('loud');
    expect(lines().map((line) => line.event)).toEqual(['loud']);
  });

  test.each([
    ['a national number object', { who: NationalNumber.parse(digits) }],
    ['digits in a text', { note: `asked for ${digits} twice` }],
    ['the printed form', { note: printed }],
    ['spaces and dashes', { note: '85 67 14 214 68 and 856714-214-68' }],
    ['digits glued to letters', { note: `rrn${digits}x` }],
    ['a number', { note: Number(digits) }],
    ['a number that lost its zero', { note: 5_671_421_466 }],
    ['a big integer', { note: BigInt(digits) }],
    ['a key', { [digits]: true }],
    ['deep inside', { a: [{ b: { c: digits } }] }],
    ['an error message', { error: new Error(`no person ${digits}`) }],
    ['the cause of an error', { error: new Error('failed', { cause: new Error(printed) }) }],
    ['a query in a URL', { url: new URL(`http://127.0.0.1/persons/${digits}?insz=${digits}`) }],
    ['what toJSON gives', { thing: { toJSON: () => ({ number: digits }) } }],
  ])('never shows a national number: %s', (_where, fields) => {
    for (const level of ['info', 'debug'] as const) {
      const { log, text } = capture(level);
      log.info('asked', fields);
      expect(text()).toContain('asked');
      expect(text().replace(/"at":"[^"]*"/, '')).not.toMatch(/85.?67.?14|5671421466|21468/);
    }
  });

  test('masks a national number in the event itself', () => {
    const { log, lines } = capture();
    log.info(`asked ${digits}`);
    expect(lines()[0].event).toBe('asked [national number]');
  });

  test('keeps what only looks a little like one: UUIDs, times, long and short numbers', () => {
    const { log, lines } = capture();
    const fields = {
      correlationId: '0d6f1c1e-4a55-4b5d-9b0e-a12345678901',
      time: 1_780_000_000_000,
      kbo: '0297500186',
      iban: '123456789012',
      bytes: 2_097_152,
    };
    log.info('call', fields);
    expect(lines()[0]).toMatchObject(fields);
  });

  test('hides secrets and names by their key, bytes by their type', () => {
    const { log, lines } = capture();
    log.info('call', {
      headers: { Authorization: 'Bearer abc', 'set-cookie': 'sid=1', 'x-api-key': 'k' },
      clientSecret: 's',
      password: 'p',
      privateKeyPem: 'pem',
      access_token: 't',
      client_assertion: 'a',
      actor: { givenName: 'Emma', kind: 'CITIZEN' },
      body: '<xml/>',
      file: Buffer.from('letter'),
      keys: new Uint8Array(32),
      absent: null,
    });
    expect(lines()[0]).toMatchObject({
      headers: { Authorization: '[redacted]', 'set-cookie': '[redacted]', 'x-api-key': '[redacted]' },
      clientSecret: '[redacted]',
      password: '[redacted]',
      privateKeyPem: '[redacted]',
      access_token: '[redacted]',
      client_assertion: '[redacted]',
      actor: { givenName: '[redacted]', kind: 'CITIZEN' },
      body: '[redacted]',
      file: '[6 bytes]',
      keys: '[32 bytes]',
      absent: null,
    });
  });

  test('reduces an error to name, code and message; its stack only at debug', () => {
    const error = new PlatformError('magda', 'TIMEOUT', {
      cause: Object.assign(new Error('gone'), { code: 'ECONNRESET' }),
    });
    const quiet = capture('info');
    quiet.log.error('call failed', { error });
    expect(quiet.lines()[0].error).toEqual({
      name: 'PlatformError',
      code: 'TIMEOUT',
      message: 'magda: TIMEOUT',
    });
    const loud = capture('debug');
    loud.log.error('call failed', { error });
    expect(loud.lines()[0].error.stack).toContain('log.test');
  });

  test('survives cycles, throwing getters and fields named as its own keys', () => {
    const { log, lines } = capture();
    const cycle: Record<string, unknown> = { message: 'mine', level: 9, at: 1 };
    cycle['self'] = cycle;
    Object.defineProperty(cycle, 'bad', { enumerable: false, value: 1 });
    log.info('odd', {
      ...cycle,
      thrower: {
        get bad(): never {
          throw new Error(digits);
        },
      },
    });
    expect(lines()[0]).toMatchObject({
      level: 'info',
      event: 'odd',
      messageField: 'mine',
      levelField: 9,
      atField: 1,
      thrower: '[unreadable]',
    });
  });
});
