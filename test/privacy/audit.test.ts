import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../src/context/clock.js';
import type { CallContext } from '../../src/context/call-context.js';
import { SourceLog } from '../../src/context/call-context.js';
import { NationalNumber } from '../../src/identifiers/national-number.js';
import type { Log } from '../../src/operations/log.js';
import type { AuditEntry, AuditOptions, AuditTrail } from '../../src/privacy/audit.js';
import { auditPartyOf, createAuditTrail, verifyChain } from '../../src/privacy/audit.js';
import type { Database } from '../../src/storage/database.js';
import { testDatabase } from '../support/database.js';

const entry = (changes: Partial<AuditEntry> = {}): AuditEntry => ({
  actorKind: 'CITIZEN',
  actorId: 'a1',
  mandate: 'SELF',
  subjectHash: 'a1',
  operation: 'MyDossiers',
  fields: ['me'],
  categories: ['identity', 'dossiers'],
  purpose: null,
  outcome: 'ALLOWED',
  reason: null,
  correlationId: 'c-1',
  ...changes,
});

let database: Database;
let lines: { event: string; fields?: Readonly<Record<string, unknown>> }[];
let log: Log;

beforeEach(async () => {
  database = await testDatabase();
  lines = [];
  const write = (event: string, fields?: Readonly<Record<string, unknown>>) =>
    void lines.push({ event, fields });
  log = { error: write, warn: write, info: write, debug: write, with: () => log };
});
afterEach(() => database.close());

const trail = (options: Partial<AuditOptions> = {}): AuditTrail =>
  createAuditTrail({ database, clock: systemClock, log, ...options });

/** Counts the statements that write the trail, and may make them fail before or after they are committed. */
function watchInserts(failure: { at?: number; when?: 'BEFORE' | 'AFTER' } = {}): {
  database: Database;
  count(): number;
} {
  let count = 0;
  const client = new Proxy(database.client, {
    get(target, name) {
      if (name !== '$executeRaw') return Reflect.get(target, name, target) as unknown;
      return async (...parameters: Parameters<typeof target.$executeRaw>) => {
        count += 1;
        const fails = count === failure.at;
        if (fails && failure.when === 'BEFORE') throw new Error('connection lost');
        const result = await target.$executeRaw(...parameters);
        if (fails) throw new Error('connection lost');
        return result;
      };
    },
  });
  return { database: { ...database, client }, count: () => count };
}

describe('writing', () => {
  test('when write resolves, the record is in the database with everything it was given', async () => {
    const audit = trail({ clock: { ...systemClock, now: () => Date.parse('2026-11-23T20:00:00.123Z') } });
    await audit.write(entry({ outcome: 'DENIED', reason: 'FORBIDDEN', purpose: 'sociaal-onderzoek' }));

    const [record] = await database.client.auditRecord.findMany();
    expect(record).toMatchObject({
      writer: audit.writer,
      sequence: 1n,
      at: new Date('2026-11-23T20:00:00.123Z'),
      actorKind: 'CITIZEN',
      fields: ['me'],
      categories: ['identity', 'dossiers'],
      purpose: 'sociaal-onderzoek',
      outcome: 'DENIED',
      reason: 'FORBIDDEN',
      correlationId: 'c-1',
    });
  });

  test('500 writes at once are a few INSERTs, in the order they came, in one chain that holds', async () => {
    const watched = watchInserts();
    const audit = trail({ database: watched.database, groupLimit: 200 });
    await Promise.all(Array.from({ length: 500 }, (_, n) => audit.write(entry({ correlationId: `c-${n}` }))));

    expect(watched.count()).toBe(3);
    const records = await database.client.auditRecord.findMany({ orderBy: { sequence: 'asc' } });
    expect(records.map(({ correlationId }) => correlationId)).toEqual(
      Array.from({ length: 500 }, (_, n) => `c-${n}`),
    );
    expect(await verifyChain(database, audit.writer)).toMatchObject({ verified: 500n, broken: null });
  });

  test('records that arrive while one INSERT is on its way go together in the next', async () => {
    const watched = watchInserts();
    const audit = trail({ database: watched.database });
    const first = audit.write(entry());
    await new Promise((resolve) => setImmediate(resolve));
    expect(watched.count()).toBe(1);
    await Promise.all([first, audit.write(entry()), audit.write(entry()), audit.write(entry())]);
    expect(watched.count()).toBe(2);
  });

  test('two processes write two chains, side by side', async () => {
    const [first, second] = [trail(), trail()];
    await Promise.all([first.write(entry()), second.write(entry()), first.write(entry())]);
    expect(await verifyChain(database, first.writer)).toMatchObject({ verified: 2n, broken: null });
    expect(await verifyChain(database, second.writer)).toMatchObject({ verified: 1n, broken: null });
  });

  test('characters PostgreSQL cannot store are replaced, so that one record never takes its group down', async () => {
    const audit = trail();
    await audit.write(entry({ operation: 'a\0b', correlationId: 'x\uD800', actorId: '😀' }));
    const record = await database.client.auditRecord.findFirstOrThrow();
    expect(record).toMatchObject({ operation: 'a\uFFFDb', correlationId: 'x\uFFFD', actorId: '😀' });
    expect(await verifyChain(database, audit.writer)).toMatchObject({ verified: 1n, broken: null });
  });

  test('close writes what is waiting, then refuses, and logs where the chain ends', async () => {
    const audit = trail();
    const waiting = [audit.write(entry()), audit.write(entry())];
    await audit.close();
    await Promise.all(waiting);
    await expect(audit.write(entry())).rejects.toMatchObject({ code: 'CLOSED' });
    expect(lines.at(-1)).toMatchObject({ event: 'audit.chain.closed', fields: { sequence: '2' } });
  });

  test('the party of an entry comes from the context, without a national number', () => {
    const nationalNumber = NationalNumber.parse('85671421468');
    const staff = {
      kind: 'STAFF',
      id: 's1',
      givenName: 'Sofie',
      familyName: 'V',
      organisation: '0297500186',
      roles: [],
      secondFactor: true,
    } as const;
    const context: CallContext = {
      correlationId: 'c-9',
      deadline: 0,
      actor: staff,
      subject: { id: 'hash-of-emma', nationalNumber },
      mandate: { kind: 'OFFICE', organisation: '0297500186' },
      purpose: 'dossierbehandeling',
      sources: new SourceLog(),
    };
    expect(auditPartyOf(context)).toEqual({
      actorKind: 'STAFF',
      actorId: 's1',
      mandate: 'OFFICE:0297500186',
      subjectHash: 'hash-of-emma',
      purpose: 'dossierbehandeling',
      correlationId: 'c-9',
    });
    expect(
      auditPartyOf({ ...context, actor: { kind: 'ANONYMOUS' }, subject: null, mandate: null }),
    ).toMatchObject({
      actorId: null,
      mandate: null,
      subjectHash: null,
    });
  });
});

describe('when the database fails', () => {
  test('every record of that group is refused, and the chain goes on from the last committed one', async () => {
    const { database: failing } = watchInserts({ at: 2, when: 'BEFORE' });
    const audit = trail({ database: failing });
    await audit.write(entry({ correlationId: 'kept-1' }));
    const refused = await Promise.allSettled([audit.write(entry()), audit.write(entry())]);
    await audit.write(entry({ correlationId: 'kept-2' }));

    expect(
      refused.map((result) => result.status === 'rejected' && (result.reason as { code: string }).code),
    ).toEqual(['STORE_FAILED', 'STORE_FAILED']);
    expect(await verifyChain(database, audit.writer)).toMatchObject({ verified: 2n, broken: null });
  });

  test('a group that was committed though its answer got lost stays in the chain', async () => {
    const { database: failing } = watchInserts({ at: 1, when: 'AFTER' });
    const audit = trail({ database: failing });
    await expect(audit.write(entry({ correlationId: 'lost-answer' }))).rejects.toMatchObject({
      code: 'STORE_FAILED',
    });
    await audit.write(entry({ correlationId: 'next' }));

    const records = await database.client.auditRecord.findMany({ orderBy: { sequence: 'asc' } });
    expect(records.map(({ correlationId }) => correlationId)).toEqual(['lost-answer', 'next']);
    expect(await verifyChain(database, audit.writer)).toMatchObject({ verified: 2n, broken: null });
  });

  test('a full queue refuses at once instead of growing', async () => {
    const audit = trail({ queueLimit: 2 });
    const waiting = [audit.write(entry()), audit.write(entry())];
    await expect(audit.write(entry())).rejects.toMatchObject({ code: 'QUEUE_FULL' });
    await Promise.all(waiting);
  });

  test('neither the error nor the log holds what the record was about', async () => {
    const { database: failing } = watchInserts({ at: 1, when: 'BEFORE' });
    const failed = trail({ database: failing }).write(entry({ subjectHash: 'secret-subject' }));
    await expect(failed).rejects.toThrow(/^The audit record was not written \(STORE_FAILED\)\.$/);
    expect(JSON.stringify(lines)).not.toContain('secret-subject');
    expect(lines).toContainEqual(expect.objectContaining({ event: 'audit.write.failed' }));
  });
});

describe('the trail only grows', () => {
  test.each([
    ['UPDATE', `UPDATE audit_record SET operation = 'x'`],
    ['DELETE', 'DELETE FROM audit_record'],
    ['TRUNCATE', 'TRUNCATE audit_record'],
  ])('%s is refused by the database', async (_name, sql) => {
    await trail().write(entry());
    await expect(database.execute(sql)).rejects.toThrow('append-only');
    expect(await database.client.auditRecord.count()).toBe(1);
  });
});

describe('verifying a chain that somebody broke', () => {
  let audit: AuditTrail;

  async function tamper(sql: string): Promise<void> {
    await database.execute(
      `ALTER TABLE audit_record DISABLE TRIGGER ALL; ${sql}; ALTER TABLE audit_record ENABLE TRIGGER ALL`,
    );
  }

  beforeEach(async () => {
    audit = trail();
    for (let n = 1; n <= 5; n += 1) await audit.write(entry({ correlationId: `c-${n}` }));
  });

  test.each([
    `operation = 'Other'`,
    `actor_id = 'somebody-else'`,
    `subject_hash = NULL`,
    `categories = '{identity}'`,
    `fields = '{}'`,
    `at = at + interval '1 millisecond'`,
    `outcome = 'DENIED'`,
    `purpose = ''`,
    `hash = repeat('0', 64)`,
  ])('a changed field is found: %s', async (change) => {
    await tamper(`UPDATE audit_record SET ${change} WHERE sequence = 3`);
    expect(await verifyChain(database, audit.writer)).toMatchObject({
      verified: 2n,
      broken: { kind: 'CHANGED', sequence: 3n },
    });
  });

  test('a removed record is found, the first one too', async () => {
    await tamper('DELETE FROM audit_record WHERE sequence = 4');
    expect(await verifyChain(database, audit.writer)).toMatchObject({
      broken: { kind: 'MISSING', sequence: 4n },
    });
    await tamper('DELETE FROM audit_record WHERE sequence = 1');
    expect(await verifyChain(database, audit.writer)).toMatchObject({
      verified: 0n,
      broken: { kind: 'MISSING', sequence: 1n },
    });
  });

  test('a removed record is found when the later ones were renumbered', async () => {
    await tamper(
      'DELETE FROM audit_record WHERE sequence = 3; UPDATE audit_record SET sequence = sequence - 1 WHERE sequence > 3',
    );
    expect(await verifyChain(database, audit.writer)).toMatchObject({
      broken: { kind: 'UNLINKED', sequence: 3n },
    });
  });

  test('two records put in another order are found', async () => {
    await tamper(`UPDATE audit_record SET sequence = 99 WHERE sequence = 2; UPDATE audit_record SET sequence = 2 WHERE sequence = 3;
      UPDATE audit_record SET sequence = 3 WHERE sequence = 99`);
    expect(await verifyChain(database, audit.writer)).toMatchObject({
      broken: { kind: 'UNLINKED', sequence: 2n },
    });
  });

  test('a record taken over from another chain is found', async () => {
    const other = trail();
    for (let n = 1; n <= 3; n += 1) await other.write(entry());
    await tamper(`DELETE FROM audit_record WHERE writer = '${audit.writer}' AND sequence = 2;
      UPDATE audit_record SET writer = '${audit.writer}' WHERE writer = '${other.writer}' AND sequence = 2`);
    expect(await verifyChain(database, audit.writer)).toMatchObject({
      broken: { kind: 'UNLINKED', sequence: 2n },
    });
  });

  test('records cut off at the end are found only with the place the log says the chain reached', async () => {
    await audit.close();
    const end = lines.find(({ event }) => event === 'audit.chain.closed')?.fields;
    const anchor = { sequence: BigInt(end?.sequence as string), hash: end?.hash as string };
    expect(await verifyChain(database, audit.writer, anchor)).toMatchObject({ broken: null });
    await tamper('DELETE FROM audit_record WHERE sequence > 3');

    expect(await verifyChain(database, audit.writer)).toMatchObject({ verified: 3n, broken: null });
    expect(await verifyChain(database, audit.writer, anchor)).toMatchObject({
      broken: { kind: 'MISSING', sequence: 4n },
    });
  });

  test('a chain of more than one page is followed to its end', async () => {
    await Promise.all(Array.from({ length: 2100 }, () => audit.write(entry())));
    await tamper(`UPDATE audit_record SET reason = 'x' WHERE sequence = 2101`);
    expect(await verifyChain(database, audit.writer)).toMatchObject({
      verified: 2100n,
      broken: { kind: 'CHANGED' },
    });
  });
});
