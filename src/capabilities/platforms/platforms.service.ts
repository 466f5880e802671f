import type { CapabilityName } from '../../adapter/contract.js';
import type { ConnectionHealth } from '../../adapter/wire/wire.js';
import { capabilities } from '../capabilities.js';
import type { Adapter } from './platforms.types.js';

/** An adapter the hub was built with, as far as the overview needs it. */
export interface KnownAdapter {
  readonly name: string;
  readonly title: string;
  readonly operator: string;
  readonly provides: readonly CapabilityName[];
}

/** Which platforms the hub knows and how they are. */
export class PlatformsService {
  constructor(
    private readonly adapters: readonly KnownAdapter[],
    /** Null for an adapter that is not configured. */
    private readonly healthOf: (name: string) => ConnectionHealth | null,
  ) {}

  all(): Adapter[] {
    return this.adapters.map(({ name, title, operator, provides }) => {
      const health = this.healthOf(name);
      return {
        name,
        title,
        operator,
        state: health?.state ?? 'NOT_CONFIGURED',
        since: health?.since ?? null,
        breaker: health?.breaker ?? 'CLOSED',
        lastSuccessAt: health?.lastSuccessAt ?? null,
        lastErrorAt: health?.lastErrorAt ?? null,
        lastErrorCode: health?.lastErrorCode ?? null,
        errorRate: health?.errorRate ?? null,
        p95Ms: health?.p95Ms ?? null,
        citizenImpact: provides.map((capability) => capabilities[capability].citizenImpact).join(' '),
      };
    });
  }
}
