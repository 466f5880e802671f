import { afterEach, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import type { AdapterDefinition, CapabilityName } from '../../src/adapter/contract.js';
import { systemClock } from '../../src/context/clock.js';
import { createMetrics } from '../../src/operations/metrics.js';
import { type RunningAdapters, startAdapters } from '../../src/running-adapters.js';
import { memoryLog } from '../support/log.js';

const metrics = createMetrics();
let running: RunningAdapters | null = null;
afterEach(async () => {
  await running?.close();
  metrics.close();
});

function card(name: string, capability: CapabilityName): AdapterDefinition {
  return {
    name,
    title: name,
    operator: 'nobody',
    provides: [capability],
    settings: z.strictObject({}),
    start: () => ({
      ports: { [capability]: { name } },
      health: async () => undefined,
      check: async () => [],
    }),
    simulator: () => Promise.reject(new Error('not needed')),
  };
}

function start(definitions: AdapterDefinition[], names: readonly string[]): RunningAdapters {
  const configured = Object.fromEntries(names.map((name) => [name, { settings: {}, policy: undefined }]));
  running = startAdapters({ definitions, configured, clock: systemClock, log: memoryLog(), metrics });
  return running;
}

describe('the adapters of a settings file', () => {
  test('given two for a capability that several may serve, then both are its providers, in the order of the list', () => {
    const adapters = start([card('jcc', 'appointments'), card('qmatic', 'appointments')], ['qmatic', 'jcc']);
    expect(adapters.providers('appointments')).toEqual([
      { platform: 'jcc', port: { name: 'jcc' } },
      { platform: 'qmatic', port: { name: 'qmatic' } },
    ]);
    expect(() => adapters.port('appointments')).toThrow('ask for its providers');
  });

  test('given one of them is left out, then the other serves alone', () => {
    const adapters = start([card('jcc', 'appointments'), card('qmatic', 'appointments')], ['qmatic']);
    expect(adapters.providers('appointments').map(({ platform }) => platform)).toEqual(['qmatic']);
    expect(adapters.platformOf('appointments')).toBe('qmatic');
  });

  test('given none, then there is no provider, and the first that could be is named', () => {
    const adapters = start([card('jcc', 'appointments'), card('qmatic', 'appointments')], []);
    expect(adapters.providers('appointments')).toEqual([]);
    expect(adapters.platformOf('appointments')).toBe('jcc');
  });

  test('given two for a capability that one serves, then the hub does not start and says what to do', () => {
    expect(() => start([card('magda', 'citizens'), card('other', 'citizens')], ['magda', 'other'])).toThrow(
      'Two configured adapters provide "citizens". Take one of them out of "adapters" in the settings file.',
    );
    expect(start([card('magda', 'citizens'), card('other', 'citizens')], ['other']).port('citizens')).toEqual(
      {
        name: 'other',
      },
    );
  });
});
