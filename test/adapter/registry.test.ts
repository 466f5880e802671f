import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import type { AdapterDefinition, AdapterTools, RunningAdapter } from '../../src/adapter/contract.js';
import { createRegistry } from '../../src/adapter/registry.js';

const known = ['associations', 'citizens'] as never[];
const running = {
  ports: { associations: {} },
  health: async () => undefined,
  check: async () => [],
} as unknown as RunningAdapter;
const tools = {} as AdapterTools;

function card(parts: Partial<Record<keyof AdapterDefinition, unknown>> = {}): AdapterDefinition {
  return {
    name: 'verenigingsregister',
    title: 'Verenigingsregister',
    operator: 'Digitaal Vlaanderen',
    provides: ['associations'],
    settings: z.strictObject({}),
    start: () => running,
    simulator: () => Promise.reject(new Error('not needed')),
    ...parts,
  } as AdapterDefinition;
}

describe('the registry', () => {
  test('knows its adapters by name and starts them', () => {
    const registry = createRegistry({
      known,
      definitions: [card(), card({ name: 'magda', provides: ['citizens'] })],
    });
    expect(registry.definitions.map(({ name }) => name)).toEqual(['verenigingsregister', 'magda']);
    expect(registry.start('verenigingsregister', {}, tools)).toBe(running);
    expect(() => registry.definition('ebox')).toThrow(
      'There is no adapter "ebox"; known are: verenigingsregister, magda.',
    );
  });

  test.each([
    ['two of one name', [card(), card()], 'two adapters have this name'],
    ['an unknown capability', [card({ provides: ['weather'] })], 'unknown capability "weather"'],
    [
      'a capability twice',
      [card({ provides: ['associations', 'associations'] })],
      'names a capability twice',
    ],
    ['no capability', [card({ provides: [] })], 'provides no capability'],
    ['no simulator', [card({ simulator: undefined })], 'no simulator'],
    ['no settings', [card({ settings: undefined })], 'no settings schema'],
    ['no start', [card({ start: undefined })], 'no start'],
    ['a name that is no folder name', [card({ name: 'My Register' })], 'a name is in kebab case'],
  ])('refuses %s', (_what, definitions, message) => {
    expect(() => createRegistry({ known, definitions })).toThrow(message);
  });

  test('tells all faults at once', () => {
    const definitions = [card({ simulator: undefined }), card({ name: 'X', title: '' })];
    expect(() => createRegistry({ known, definitions })).toThrow(
      /- verenigingsregister: no simulator\n- X: a name is in kebab case\n- X: no title/,
    );
  });

  test.each([
    ['no health check', { ...running, health: undefined }, 'no health check'],
    ['no check', { ...running, check: undefined }, 'no check of settings'],
    ['a capability less', { ...running, ports: {} }, 'no port for "associations"'],
    [
      'a capability more',
      { ...running, ports: { associations: {}, citizens: {} } },
      'a port for "citizens", which is not on its card',
    ],
  ])('does not start what has %s', (_what, started, message) => {
    const registry = createRegistry({ known, definitions: [card({ start: () => started })] });
    expect(() => registry.start('verenigingsregister', {}, tools)).toThrow(message);
  });
});
