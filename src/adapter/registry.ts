import type { AdapterDefinition, AdapterTools, CapabilityName, RunningAdapter } from './contract.js';

/** An adapter, or the list of them, is not what the hub can work with: a fault of who built or set it up. Lists every fault. */
export class UnfitAdapter extends Error {
  override readonly name = 'UnfitAdapter';
}

export interface RegistryOptions {
  /** Every capability the graph offers. */
  readonly known: readonly CapabilityName[];
  readonly definitions: readonly AdapterDefinition[];
}

export interface Registry {
  /** In the order they were given. */
  readonly definitions: readonly AdapterDefinition[];
  /** Throws when no adapter has this name. */
  definition(name: string): AdapterDefinition;
  /**
   * Starts an adapter with settings that its schema has already checked. Throws when what starts is not what its card says:
   * another set of capabilities, no health check, no `check`.
   */
  start(name: string, settings: unknown, tools: AdapterTools): RunningAdapter;
}

/** Knows every adapter of this hub. Throws one error that lists all faults of all cards. */
export function createRegistry({ known, definitions }: RegistryOptions): Registry {
  const byName = new Map<string, AdapterDefinition>();
  const faults: string[] = [];
  for (const definition of definitions) {
    faults.push(...faultsOf(definition, known).map((fault) => `${String(definition.name)}: ${fault}`));
    if (byName.has(definition.name)) faults.push(`${definition.name}: two adapters have this name`);
    byName.set(definition.name, definition);
  }
  if (faults.length > 0)
    throw new UnfitAdapter(
      `The list of adapters does not hold:\n${faults.map((fault) => `- ${fault}`).join('\n')}`,
    );

  const definition = (name: string) => {
    const found = byName.get(name);
    if (!found)
      throw new Error(`There is no adapter "${name}"; known are: ${[...byName.keys()].join(', ')}.`);
    return found;
  };

  return {
    definitions,
    definition,
    start(name, settings, tools) {
      const card = definition(name);
      const running = card.start(settings as Parameters<typeof card.start>[0], tools);
      const found = startFaults(card, running);
      if (found.length > 0)
        throw new UnfitAdapter(`Adapter "${name}" does not keep to its card: ${found.join('; ')}.`);
      return running;
    },
  };
}

/** Definitions come from plain modules too, so what the types promise is looked at again. */
function faultsOf(definition: AdapterDefinition, known: readonly CapabilityName[]): string[] {
  const faults: string[] = [];
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(definition.name)) faults.push('a name is in kebab case');
  if (!definition.title) faults.push('no title');
  if (!definition.operator) faults.push('no operator');
  if (!definition.provides?.length) faults.push('provides no capability');
  for (const capability of definition.provides ?? [])
    if (!known.includes(capability)) faults.push(`unknown capability "${capability}"`);
  if (new Set(definition.provides).size !== (definition.provides?.length ?? 0))
    faults.push('names a capability twice');
  if (typeof definition.settings?.safeParse !== 'function') faults.push('no settings schema');
  if (typeof definition.start !== 'function') faults.push('no start');
  if (typeof definition.simulator !== 'function') faults.push('no simulator');
  return faults;
}

function startFaults(card: AdapterDefinition, running: RunningAdapter): string[] {
  const faults: string[] = [];
  if (typeof running?.health !== 'function') faults.push('no health check');
  if (typeof running?.check !== 'function') faults.push('no check of settings, connection and credentials');
  const provided = Object.entries(running?.ports ?? {})
    .filter(([, port]) => port !== undefined)
    .map(([capability]) => capability);
  const promised: readonly string[] = card.provides;
  for (const capability of promised)
    if (!provided.includes(capability)) faults.push(`no port for "${capability}"`);
  for (const capability of provided)
    if (!promised.includes(capability)) faults.push(`a port for "${capability}", which is not on its card`);
  return faults;
}
