import { LRUCache } from 'lru-cache';
import type { Adapter, AdapterPayload } from 'oidc-provider';

/** Where oidc-provider keeps codes, tokens and sessions: in memory, forgotten when the simulator stops. */
export function memoryStore(): (model: string) => Adapter {
  const entries = new LRUCache<string, AdapterPayload>({ max: 20_000 });

  return (model) => {
    const key = (id: string) => `${model}:${id}`;
    const first = (matches: (payload: AdapterPayload) => boolean) =>
      [...entries].find(([name, payload]) => name.startsWith(`${model}:`) && matches(payload))?.[1];
    return {
      async upsert(id, payload, expiresIn) {
        entries.set(key(id), payload, expiresIn ? { ttl: expiresIn * 1000 } : {});
      },
      find: async (id) => entries.get(key(id)),
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
