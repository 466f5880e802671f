import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import type { AuditEntry } from '../../src/privacy/audit.js';
import { createAuditTrail, verifyChain } from '../../src/privacy/audit.js';
import { systemClock } from '../../src/context/clock.js';
import type { Database } from '../../src/storage/database.js';
import { openDatabase } from '../../src/storage/database.js';
import { memoryLog } from '../support/log.js';
import type { PostgresServer } from '../support/postgres.js';
import { postgresMissing, startPostgres } from '../support/postgres.js';

const missing = postgresMissing();
const withServer = missing ? describe.skip : describe;

withServer(`on a PostgreSQL server${missing ? ` (skipped: ${missing})` : ''}`, () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.stop());

  test('several hubs that start at once migrate it once', async () => {
    const url = await server.newDatabase();
    const log = memoryLog();
    const hubs = await Promise.all(
      Array.from({ length: 4 }, () => openDatabase({ url, log, sandbox: false })),
    );
    const [first] = hubs as [Database, ...Database[]];
    const applied = log.of('storage.migration.applied').map(({ fields }) => fields.migration);

    expect(new Set(applied).size).toBe(applied.length);
    expect(await first.client.$queryRaw`SELECT 1 AS one FROM _prisma_migrations`).toHaveLength(
      applied.length,
    );
    expect(first.kind).toBe('server');
    await Promise.all(hubs.map((hub) => hub.close()));
  });

  test('a sandbox may not use the database of a hub with real settings', async () => {
    const url = await server.newDatabase();
    await (await openDatabase({ url, log: memoryLog(), sandbox: false })).close();
    await expect(openDatabase({ url, log: memoryLog(), sandbox: true })).rejects.toMatchObject({
      code: 'SANDBOX_MIXED',
    });
  });

  test('the audit trail is chained, grouped and append-only there too', async () => {
    const database = await openDatabase({ url: await server.newDatabase(), log: memoryLog() });
    const audit = createAuditTrail({ database, clock: systemClock, log: memoryLog() });
    const entry: AuditEntry = {
      actorKind: 'CITIZEN',
      actorId: 'a1',
      mandate: 'SELF',
      subjectHash: 'a1',
      operation: 'Me',
      fields: ['me'],
      categories: ['identity'],
      purpose: null,
      outcome: 'ALLOWED',
      reason: null,
      correlationId: 'c-1',
    };
    await Promise.all(Array.from({ length: 500 }, () => audit.write(entry)));
    expect(await verifyChain(database, audit.writer)).toMatchObject({ verified: 500n, broken: null });
    await expect(database.execute('TRUNCATE audit_record')).rejects.toThrow('append-only');
    await database.close();
  });

  test('a unique violation is known as one', async () => {
    const database = await openDatabase({ url: await server.newDatabase(), log: memoryLog() });
    const row = { data: { name: 'twice', sequence: 1n } };
    await database.client.mirrorState.create(row);
    await expect(database.client.mirrorState.create(row)).rejects.toMatchObject({ code: 'P2002' });
    await database.close();
  });

  test('a database that does not exist is told, without the URL', async () => {
    const url = new URL(await server.newDatabase());
    url.pathname = '/absent';
    url.password = 'hunter2';
    const error: unknown = await openDatabase({ url: url.href, log: memoryLog() }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ code: 'UNREACHABLE', advice: expect.stringContaining('create it') });
    expect(String(error)).not.toContain('hunter2');
  });
});

describe('a server that cannot be used', () => {
  test('nothing listens', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    other.close();
    await once(other, 'close');
    const error: unknown = await openDatabase({
      url: `postgresql://hub:hunter2@127.0.0.1:${port}/hub`,
      log: memoryLog(),
    }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: 'UNREACHABLE',
      message: expect.stringContaining(`127.0.0.1:${port}/hub`),
    });
    expect(`${String(error)} ${(error as { advice: string }).advice}`).not.toContain('hunter2');
  });

  test('something listens and never answers', async () => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    await expect(
      openDatabase({
        url: `postgresql://hub@127.0.0.1:${port}/hub`,
        pool: { connectTimeoutMs: 200 },
        log: memoryLog(),
      }),
    ).rejects.toMatchObject({ code: 'UNREACHABLE' });
    silent.close();
  });

  test.each(['not a url hunter2', 'mysql://hub:hunter2@host/db', 'postgresql://hub:hunter2@[bad/db'])(
    'the URL is none: %#',
    async (url) => {
      const error: unknown = await openDatabase({ url, log: memoryLog() }).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ name: 'StorageError', code: 'URL_INVALID' });
      expect(String(error)).not.toContain('hunter2');
    },
  );
});
