import { LRUCache } from 'lru-cache';
import type { Adapter, AdapterPayload } from 'oidc-provider';

/**
 * Where oidc-provider keeps clients, codes, tokens and sessions: in memory, forgotten when the simulator stops.
 * `fixed` holds what is there from the start and stays, by model and id.
 */
export function memoryStore(
  fixed: Readonly<Record<string, Readonly<Record<string, AdapterPayload>>>>,
): (model: string) => Adapter {
  const entries = new LRUCache<string, AdapterPayload>({ max: 20_000 });

  return (model) => {
    const key = (id: string) => `${model}:${id}`;
    const first = (matches: (payload: AdapterPayload) => boolean) =>
      [...entries].find(([name, payload]) => name.startsWith(`${model}:`) && matches(payload))?.[1];
    return {
      async upsert(id, payload, expiresIn) {
        entries.set(key(id), payload, expiresIn ? { ttl: expiresIn * 1000 } : {});
      },
      find: async (id) => entries.get(key(id)) ?? fixed[model]?.[id],
      findByUserCode: async () => undefined,
      findByUid: async (uid) => first((payload) => payload.uid === uid),
      async consume(id) {
        const payload = entries.get(key(id));
        if (payload) payload.consumed = Math.floor(Date.now() / 1000);
      },
      async destroy(id) {
        entries.delete(key(id));
      },
      async revokeByGrantId(grantId) {
        for (const [name, payload] of [...entries]) if (payload.grantId === grantId) entries.delete(name);
      },
    };
  };
}
