import type { PrismaClient } from '../generated/prisma/client.js';
import type { MigrationConnection } from './migrations.js';

/**
 * The hub's database, up to date with its migrations. Inside `client.$transaction` use only the transaction's own
 * client: embedded there is one session, and a query on `client` would wait for the transaction for ever.
 */
export interface Database {
  readonly client: PrismaClient;
  readonly kind: 'embedded' | 'server';
  /** Runs SQL without parameters, several statements if need be. */
  execute(sql: string): Promise<void>;
  close(): Promise<void>;
}

/** The client of a transaction. */
export type Transaction = Omit<
  PrismaClient,
  '$connect' | '$disconnect' | '$on' | '$use' | '$extends' | '$transaction'
>;

/** A database before its migrations. */
export interface Engine extends Database {
  /** One and the same connection for everything `use` does. */
  withConnection<T>(use: (connection: MigrationConnection) => Promise<T>): Promise<T>;
  /** All files as a tar archive; embedded only. */
  dump(): Promise<Blob>;
}
