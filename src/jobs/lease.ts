import { randomUUID } from 'node:crypto';
import type { Database } from '../storage/database.js';

/** Who runs a schedule now. With several hubs on one database only one of them does, and once in each interval. */
export interface ScheduleLease {
  /**
   * Takes the lease for `leaseMs`, when nobody holds it and the last run of any hub ended `sinceMs` ago: 0 when taken, else how
   * long to wait before asking again, in milliseconds.
   */
  take(name: string, leaseMs: number, sinceMs: number): Promise<number>;
  /** Holds it for `leaseMs` longer; false when another has it by now. */
  keep(name: string, leaseMs: number): Promise<boolean>;
  /** Gives the lease back; `ended` notes a run that was not broken off. Does nothing when it is not ours any more. */
  release(name: string, ended: boolean): Promise<void>;
}

/** For a hub that is alone. */
export const noLease: ScheduleLease = {
  take: () => Promise.resolve(0),
  keep: () => Promise.resolve(true),
  release: () => Promise.resolve(),
};

/** A lease in a row per schedule. Time is the database's, so that the hubs' clocks need not agree. */
export function databaseLease(database: Database, holder: string = randomUUID()): ScheduleLease {
  return {
    async take(name, leaseMs, sinceMs) {
      const taken = await database.client.$executeRaw`
        INSERT INTO schedule_lease (name, holder, expires_at)
        VALUES (${name}, ${holder}, now() + ${leaseMs}::int * interval '1 millisecond')
        ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at
        WHERE (schedule_lease.holder IS NULL OR schedule_lease.holder = ${holder} OR schedule_lease.expires_at < now())
          AND (${sinceMs}::bigint = 0 OR schedule_lease.last_run_at IS NULL
            OR schedule_lease.last_run_at <= now() - ${sinceMs}::bigint * interval '1 millisecond')`;
      if (taken === 1) return 0;
      const [row] = await database.client.$queryRaw<{ ms: number | null }[]>`
        SELECT ceil(extract(epoch FROM last_run_at - now()) * 1000)::float8 + ${sinceMs}::float8 AS ms
        FROM schedule_lease WHERE name = ${name} AND holder IS NULL`;
      // Another hub is at work on it: its run counts as one of ours.
      return row?.ms == null ? Math.max(sinceMs, 1) : Math.max(row.ms, 1);
    },
    async keep(name, leaseMs) {
      const kept = await database.client.$executeRaw`
        UPDATE schedule_lease SET holder = ${holder}, expires_at = now() + ${leaseMs}::int * interval '1 millisecond'
        WHERE name = ${name} AND (holder = ${holder} OR holder IS NULL OR expires_at < now())`;
      return kept === 1;
    },
    async release(name, ended) {
      await database.client.$executeRaw`
        UPDATE schedule_lease
        SET holder = NULL, expires_at = NULL, last_run_at = CASE WHEN ${ended} THEN now() ELSE last_run_at END
        WHERE name = ${name} AND holder = ${holder}`;
    },
  };
}
