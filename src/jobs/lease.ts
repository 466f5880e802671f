import { randomUUID } from 'node:crypto';
import type { Database } from '../storage/database.js';

/** Who may run a schedule now. With several hubs on one database only one of them does. */
export interface ScheduleLease {
  /** Takes or keeps the lease for `ms`; false while another holds it. */
  take(name: string, ms: number): Promise<boolean>;
  /** Gives the lease back; `ran` notes that a whole run succeeded. Does nothing when it is not ours any more. */
  release(name: string, ran: boolean): Promise<void>;
}

/** For a hub that is alone. */
export const noLease: ScheduleLease = {
  take: () => Promise.resolve(true),
  release: () => Promise.resolve(),
};

/** A lease in a row per schedule. Time is the database's, so that the hubs' clocks need not agree. */
export function databaseLease(database: Database, holder: string = randomUUID()): ScheduleLease {
  return {
    async take(name, ms) {
      const rows = await database.client.$executeRaw`
        INSERT INTO schedule_lease (name, holder, expires_at)
        VALUES (${name}, ${holder}, now() + ${ms}::int * interval '1 millisecond')
        ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at
        WHERE schedule_lease.holder IS NULL OR schedule_lease.holder = ${holder} OR schedule_lease.expires_at < now()`;
      return rows === 1;
    },
    async release(name, ran) {
      await database.client.$executeRaw`
        UPDATE schedule_lease
        SET holder = NULL, expires_at = NULL, last_run_at = CASE WHEN ${ran} THEN now() ELSE last_run_at END
        WHERE name = ${name} AND holder = ${holder}`;
    },
  };
}
