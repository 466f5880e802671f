import { randomUUID } from 'node:crypto';
import { type CallContext, SourceLog } from '../context/call-context.js';
import type { Clock } from '../context/clock.js';
import type { Log } from '../operations/log.js';
import type { RunningAdapter } from './contract.js';
import { PlatformError } from './platform-error.js';
import type { ConnectionHealth, Wire } from './wire/wire.js';

/** An adapter at work, with the connections it opened. */
export interface MonitoredAdapter {
  readonly name: string;
  readonly running: RunningAdapter;
  readonly wires: readonly Wire[];
}

export interface HealthMonitorOptions {
  readonly adapters: readonly MonitoredAdapter[];
  /** How long one check may take, in milliseconds. */
  readonly checkMs: number;
  readonly clock: Clock;
  readonly log: Log;
}

/** Knows how each adapter is: from its own calls, and from a harmless call now and then. */
export interface HealthMonitor {
  /** Checks every adapter once, side by side; never rejects. */
  checkAll(signal?: AbortSignal): Promise<void>;
  /** The worst of an adapter's connections and its last check; null for an adapter that is not running. */
  healthOf(name: string): ConnectionHealth | null;
}

interface Check {
  readonly ok: boolean;
  readonly at: Date;
  readonly code: string | null;
  /** When it became ok, or stopped being so. */
  readonly since: Date;
}

const severity = { UNKNOWN: 0, UP: 1, DEGRADED: 2, DOWN: 3 } as const;

export function createHealthMonitor({ adapters, checkMs, clock, log }: HealthMonitorOptions): HealthMonitor {
  const checks = new Map<string, Check>();
  const byName = new Map(adapters.map((adapter) => [adapter.name, adapter]));

  function contextOf(signal?: AbortSignal): CallContext {
    return {
      correlationId: randomUUID(),
      deadline: clock.now() + checkMs,
      actor: { kind: 'SYSTEM', id: 'health' },
      subject: null,
      mandate: null,
      purpose: null,
      sources: new SourceLog(),
      // One of its own: ten listeners on one signal are all that Node.js takes before it warns, and there are more adapters.
      ...(signal && { signal: AbortSignal.any([signal]) }),
    };
  }

  async function check({ name, running }: MonitoredAdapter, signal?: AbortSignal): Promise<void> {
    const context = contextOf(signal);
    const code = await running.health(context).then(
      () => null,
      (error: unknown) => (error instanceof PlatformError ? error.code : 'INTERNAL'),
    );
    if (signal?.aborted) return;
    const at = new Date(clock.now());
    const before = checks.get(name);
    const ok = code === null;
    const changed = before?.ok !== ok;
    checks.set(name, { ok, at, code, since: changed ? at : before.since });
    if (!changed || (ok && !before)) return;
    const fields = { adapter: name, code, correlationId: context.correlationId };
    if (ok) log.info('adapter.recovered', fields);
    else log.warn('adapter.down', fields);
  }

  return {
    async checkAll(signal) {
      await Promise.all(adapters.map((adapter) => check(adapter, signal)));
    },
    healthOf(name) {
      const adapter = byName.get(name);
      if (!adapter) return null;
      const connections = adapter.wires.map((wire) => wire.health());
      const worst = connections.reduce<ConnectionHealth | null>(
        (found, health) => (found && severity[found.state] >= severity[health.state] ? found : health),
        null,
      );
      const last = checks.get(name);
      const base = worst ?? unknown;
      const merged: ConnectionHealth = {
        ...base,
        // A connection for something nobody asked yet is no reason to doubt the platform.
        state: base.state === 'UNKNOWN' && last?.ok ? 'UP' : base.state,
        errorRate: highest(connections.map((health) => health.errorRate)),
        p95Ms: highest(connections.map((health) => health.p95Ms)),
        lastSuccessAt: latest([
          ...connections.map((health) => health.lastSuccessAt),
          last?.ok ? last.at : null,
        ]),
      };
      if (!last || last.ok) return merged;
      return {
        ...merged,
        state: 'DOWN',
        since: base.state === 'DOWN' ? (base.since ?? last.since) : last.since,
        lastErrorAt: latest([...connections.map((health) => health.lastErrorAt), last.at]),
        lastErrorCode: last.code,
      };
    },
  };
}

const unknown: ConnectionHealth = {
  state: 'UNKNOWN',
  breaker: 'CLOSED',
  since: null,
  lastSuccessAt: null,
  lastErrorAt: null,
  lastErrorCode: null,
  errorRate: null,
  p95Ms: null,
};

function latest(dates: readonly (Date | null)[]): Date | null {
  return dates.reduce((most, date) => (date && (!most || date > most) ? date : most), null);
}

function highest(numbers: readonly (number | null)[]): number | null {
  return numbers.reduce<number | null>(
    (most, number) => (number !== null && (most === null || number > most) ? number : most),
    null,
  );
}
