import { adapters } from '../../adapters/index.js';
import { ebox } from '../../adapters/ebox/index.js';
import { startSimulator as startEbox } from '../../adapters/ebox/simulator.js';
import type { AdapterDefinition } from '../../src/adapter/contract.js';

/** An adapter with settings that are not those its simulator gives: another way to the same platform. */
export interface Variant {
  readonly label: string;
  readonly definition: AdapterDefinition;
}

const registry = (version: '2.1' | '3'): Variant => ({
  label: `ebox, message registry ${version}`,
  definition: {
    ...ebox,
    async simulator(options) {
      const simulator = await startEbox(options);
      return Object.assign(Object.create(simulator) as typeof simulator, {
        settings: simulator.registrySettings(version),
      });
    },
  },
});

/** What the contract suite tries: each adapter of the list, and the other ways of those that have more than one. */
export const variants: readonly Variant[] = [
  ...adapters.map((definition) => ({ label: definition.name, definition })),
  registry('2.1'),
  registry('3'),
];
