import { beforeEach, describe, expect, test } from '@jest/globals';
import { GatewayFailover } from '../../src/capabilities/texts/gateway-failover.js';
import type { TextsPort } from '../../src/capabilities/texts/texts.port.js';
import { createMetrics } from '../../src/operations/metrics.js';
import { type ManualClock, manualClock } from '../support/clock.js';
import { type MemoryLog, memoryLog } from '../support/log.js';

const minute = 60_000;

let clock: ManualClock;
let log: MemoryLog;
let failover: GatewayFailover;
beforeEach(() => open());

function open(enabled = true, names = ['first', 'second']): void {
  clock = manualClock();
  log = memoryLog();
  const providers = names.map((platform) => ({ platform, port: {} as TextsPort }));
  failover = new GatewayFailover({
    providers,
    preferred: providers[0] ?? null,
    settings: { enabled, failures: 3, windowMs: minute, returnAfterMs: 15 * minute },
    clock,
    log,
    metrics: createMetrics(),
  });
}
const current = () => failover.current()?.platform ?? null;
const fail = (name: string, times: number) => {
  for (let time = 0; time < times; time += 1) failover.note(name, 'FAILS');
};

describe('which gateway takes the next text', () => {
  test('given a few failures, or several over a long time, then the preferred one stays', async () => {
    fail('first', 2);
    await clock.advance(minute);
    for (let time = 0; time < 10; time += 1) {
      await clock.advance(minute / 2);
      fail('first', 1);
      await clock.advance(minute / 2);
    }
    expect(current()).toBe('first');
    expect(log.lines).toEqual([]);
  });

  test('given several in a short time, then the other one, for as long as was set', async () => {
    fail('first', 3);
    expect(current()).toBe('second');
    // What comes in late of the one that was left changes nothing.
    fail('first', 5);
    await clock.advance(15 * minute - 1);
    expect(current()).toBe('second');
    await clock.advance(1);
    expect(current()).toBe('first');
    expect(log.lines.map(({ event }) => event)).toEqual(['texts.gateway_left', 'texts.gateway_returned']);
  });

  test('given it came back, then one failure is enough, and after a good while several are needed again', async () => {
    fail('first', 3);
    await clock.advance(15 * minute);
    expect(current()).toBe('first');
    fail('first', 1);
    expect(current()).toBe('second');
    await clock.advance(15 * minute);
    expect(current()).toBe('first');
    await clock.advance(15 * minute);
    fail('first', 2);
    expect(current()).toBe('first');
  });

  test('given the other one fails too, then it is not left for one that was left just now', async () => {
    fail('first', 3);
    fail('second', 30);
    expect(current()).toBe('second');
    await clock.advance(15 * minute);
    expect(current()).toBe('first');
    // The other one was ill a moment ago as well.
    await clock.advance(1);
    fail('first', 1);
    expect(current()).toBe('second');
  });

  test('given one without money, then the other one at once', () => {
    failover.note('first', 'OUT');
    expect(current()).toBe('second');
  });

  test('given works and failures in turn, then only failures count', () => {
    for (const sign of ['FAILS', 'WORKS', 'FAILS', 'WORKS', 'FAILS'] as const) failover.note('first', sign);
    expect(current()).toBe('second');
  });

  test('given it is switched off, or there is one gateway or none, then nothing changes', () => {
    open(false);
    fail('first', 10);
    expect(current()).toBe('first');
    open(true, ['only']);
    fail('only', 10);
    expect(current()).toBe('only');
    open(true, []);
    expect(current()).toBeNull();
  });
});
