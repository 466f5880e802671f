import { PlatformError } from '../../src/adapter/platform-error.js';
import type { RegisteredAddress } from '../../src/capabilities/places/places.port.js';
import type { CallContext } from '../../src/context/call-context.js';
import type { Sourced, SourceStatus } from '../../src/context/source-status.js';
import type { Client } from './client.js';
import { type OnUnknown, toAddress } from './mapping.js';

type Found = Map<string, RegisteredAddress>;

/** Up to so many addresses, asking each is not dearer than the list of their street, which may have several pages. */
const fewEnough = 4;

/**
 * The lines of many addresses. The register lists addresses by street and not by number, so the street of one of them is
 * asked for all the others on it: an apartment building with twenty addresses takes two calls. What was read before a
 * failure is given as PARTIAL; without anything it rejects.
 */
export async function addressLines(
  client: Pick<Client, 'address' | 'addressesOfStreet'>,
  ids: readonly string[],
  onUnknown: OnUnknown,
  context: CallContext,
): Promise<Sourced<ReadonlyMap<string, RegisteredAddress>>> {
  const found: Found = new Map();
  const sources: SourceStatus[] = [];

  async function whole(id: string): Promise<string | null> {
    const { value, source } = await client.address(id, context);
    sources.push(source);
    if (value.state !== 'FOUND') return null;
    found.set(id, toAddress(value.value, onUnknown));
    return value.value.straatnaam?.objectId ?? null;
  }

  async function listed(streetId: string, wanted: ReadonlySet<string>): Promise<void> {
    const { value, source } = await client.addressesOfStreet(streetId, context);
    sources.push(source);
    for (const item of value)
      if (wanted.has(item.identificator.objectId))
        found.set(item.identificator.objectId, toAddress(item, onUnknown));
  }

  try {
    let left = [...new Set(ids)];
    while (left.length > fewEnough) {
      const [first, ...others] = left as [string, ...string[]];
      const streetId = await whole(first);
      if (streetId !== null) await listed(streetId, new Set(others));
      left = others.filter((id) => !found.has(id));
      // Nobody else on that street: the next one is no likelier to have neighbours.
      if (left.length === others.length) break;
    }
    await Promise.all(left.map(whole));
  } catch (error) {
    if (!(error instanceof PlatformError) || found.size === 0) throw error;
    return { value: found, source: { ...oldest(sources), reason: 'PARTIAL' } };
  }
  return { value: found, source: oldest(sources) };
}

/** One status for what several calls gave: the one that can be trusted least. */
export function oldest(sources: readonly SourceStatus[]): SourceStatus {
  const [first, ...others] = sources;
  if (!first) throw new Error('No call, so no source.');
  return others.reduce((worst, source) => (source.state === 'STALE' ? source : worst), first);
}
