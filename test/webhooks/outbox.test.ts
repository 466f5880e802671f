import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { writeCopies, deleteCopies } from '../../src/capabilities/associations/association.copy.js';
import type { CommandDefinition, StepOutcome } from '../../src/jobs/command.js';
import { type CommandStand, commandStand } from '../jobs/command-stand.js';
import type { Database } from '../../src/storage/database.js';
import { testDatabase } from '../support/database.js';
import { changed, deliveries, organisation, until, webhookStand } from './webhook-stand.js';

// Which changes are noted for whom: the triggers of the database, seen through whoever makes the changes.

const nobody = 'http://127.0.0.1:1/';
const office = '0297500186';
const bytes = new Uint8Array([1]);
const at = new Date('2026-06-01T10:00:00Z');

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const noted = async () =>
  (await deliveries(database)).map(({ event, subjectId, subjectKind, subjectState }) => [
    event,
    subjectId,
    subjectKind,
    subjectState,
  ]);

async function listen(endpoints: Parameters<typeof webhookStand>[1]) {
  await database.client.webhookDelivery.deleteMany();
  const { webhooks } = await webhookStand(database, endpoints);
  await webhooks.close();
}

describe('a command', () => {
  let outcome: () => StepOutcome<string>;
  let follow: () => void;
  const definition: CommandDefinition<object> = {
    kind: 'test.order',
    title: 'Iets bestellen',
    lanes: ['test'],
    steps: [
      {
        name: 'order',
        platform: () => 'test',
        repetition: 'PERSON',
        perform: async () => outcome(),
      },
    ],
    follow: async () => follow(),
  };
  let stand: CommandStand;
  beforeAll(async () => {
    stand = await commandStand([definition], { database });
  });
  beforeEach(async () => {
    await listen({ kern: { url: nobody, organisation: office } });
    outcome = () => ({ kind: 'DONE', result: 'x' });
    follow = () => {};
  });
  afterAll(() => stand.commands.close(1_000));

  test.each([
    ['that is done', { kind: 'DONE', result: 'x' }, 'DONE'],
    ['that fails', { kind: 'FAILED', reason: 'REFUSED' }, 'FAILED'],
    ['that a person must decide about', { kind: 'IN_DOUBT', reason: 'TIMEOUT' }, 'IN_DOUBT'],
  ] as const)('%s is told once', async (_which, come, state) => {
    outcome = () => come;
    const id = await stand.order(definition);
    await stand.work();
    expect(await noted()).toEqual([['command.changed', id, 'test.order', state]]);
  });

  test('that waits is not told until it ends', async () => {
    outcome = () => ({ kind: 'LATER', at: new Date(stand.clock.now() + 60_000), reason: 'QUIET' });
    const id = await stand.order(definition);
    await stand.work();
    expect(await noted()).toEqual([]);
    outcome = () => ({ kind: 'DONE', result: 'x' });
    await stand.advance(61_000);
    expect(await noted()).toEqual([['command.changed', id, 'test.order', 'DONE']]);
  });

  test('that failed and is taken up again is told each time that it ends', async () => {
    outcome = () => ({ kind: 'FAILED', reason: 'REFUSED' });
    const id = await stand.order(definition);
    await stand.work();
    outcome = () => ({ kind: 'DONE', result: 'x' });
    expect(await stand.commands.retry(id, 'administrator', null)).toBeNull();
    await stand.work();
    expect((await noted()).map(([, , , state]) => state).sort()).toEqual(['DONE', 'FAILED']);
  });

  test('of another organisation is none of theirs', async () => {
    await listen({ kern: { url: nobody, organisation } });
    await stand.order(definition);
    await stand.work();
    expect(await noted()).toEqual([]);
  });

  test('is noted for each that wants to know, and for nobody else', async () => {
    await listen({
      all: { url: nobody, organisation: office },
      commands: { url: nobody, organisation: office, events: ['command.changed'] },
      letters: { url: nobody, organisation: office, events: ['letter.changed'] },
    });
    await stand.order(definition);
    await stand.work();
    expect((await deliveries(database)).map(({ endpoint }) => endpoint).sort()).toEqual(['all', 'commands']);
    expect(new Set((await deliveries(database)).map(({ id }) => id)).size).toBe(2);
  });

  test('is never made by telling of one', async () => {
    const before = await database.client.command.count();
    const { webhooks } = await webhookStand(database, { kern: { url: nobody, organisation: office } });
    await changed(database, 'a1', 'command.changed', office);
    await webhooks.sender.look();
    await webhooks.close();
    expect(await database.client.command.count()).toBe(before);
    expect(await noted()).toEqual([['command.changed', 'a1', 'text.send', 'DONE']]);
  });

  test('whose end could not be stored is not told', async () => {
    follow = () => {
      throw new Error('the record of it could not be written');
    };
    const id = await stand.order(definition);
    await until(() => stand.log.of('command.unwritten').length > 0);
    expect((await stand.state(id)).state).toBe('RUNNING');
    expect(await noted()).toEqual([]);
  });
});

describe('whatever else has a state', () => {
  beforeEach(() => listen({ kern: { url: nobody } }));
  const person = { recipientHash: 'h', recipientEncrypted: bytes, keyId: 'k' };
  const asked = { organisation, requestedBy: 'staff', requestedAt: at };

  const things = {
    'text.changed': {
      add: (id: string) =>
        database.client.textMessage.create({
          data: {
            id,
            ...asked,
            ...person,
            commandId: id,
            reference: id,
            contentEncrypted: bytes,
            urgent: false,
            encoding: 'GSM7',
            parts: 1,
            priceMicros: 1n,
            booking: 'RESERVED',
            budgetMonth: '2026-06',
            state: 'QUEUED',
          },
        }),
      become: (id: string, state: string) =>
        database.client.textMessage.updateMany({ where: { id }, data: { state, reason: null } }),
    },
    'letter.changed': {
      add: (id: string) =>
        database.client.letter.create({
          data: {
            id,
            ...asked,
            ...person,
            recipientKind: 'CITIZEN',
            subjectEncrypted: bytes,
            channel: 'EBOX',
            registered: false,
            messageTypeId: 'm',
            state: 'QUEUED',
          },
        }),
      become: (id: string, state: string) =>
        database.client.letter.updateMany({ where: { id }, data: { state, reason: null } }),
    },
    'signature_request.changed': {
      add: (id: string) =>
        database.client.signatureRequest.create({
          data: { id, ...asked, titleEncrypted: bytes, titleKeyId: 'k', state: 'DRAFT' },
        }),
      become: (id: string, state: string) =>
        database.client.signatureRequest.updateMany({ where: { id }, data: { state, toldAt: at } }),
    },
    'appointment.changed': {
      add: (id: string) =>
        database.client.appointment.create({
          data: {
            id,
            ...asked,
            platform: 'jcc',
            parts: [],
            locationId: 'l',
            locationName: 'Gemeentehuis',
            startsAt: at,
            endsAt: at,
            customerEncrypted: bytes,
            keyId: 'k',
            commandId: id,
            state: 'REQUESTED',
          },
        }),
      become: (id: string, state: string) =>
        database.client.appointment.updateMany({ where: { id }, data: { state, toldAt: at } }),
    },
  } as const;

  test.each(Object.entries(things))(
    '%s: each time that it becomes another, if that is kept',
    async (event, thing) => {
      const id = randomUUID();
      await thing.add(id);
      expect(await noted()).toEqual([]);
      await thing.become(id, 'BOOKED');
      await thing.become(id, 'BOOKED');
      expect(await noted()).toEqual([[event, id, null, 'BOOKED']]);
      await database.client
        .$transaction(async (tx) => {
          await tx.$executeRaw`SELECT note_webhook_event(${event}, ${organisation}, ${id}, NULL, 'X')`;
          throw new Error('nothing of this is kept');
        })
        .catch(() => undefined);
      await thing.become(id, 'CANCELLED');
      expect((await noted()).map(([, , , state]) => state).sort()).toEqual(['BOOKED', 'CANCELLED']);
    },
  );

  test('an appointment that is at another time too', async () => {
    const id = randomUUID();
    await things['appointment.changed'].add(id);
    await database.client.appointment.update({
      where: { id },
      data: { startsAt: new Date(at.getTime() + 1) },
    });
    expect(await noted()).toEqual([['appointment.changed', id, null, 'REQUESTED']]);
  });

  test('a dozen changes of one transaction are a dozen events', async () => {
    const ids = Array.from({ length: 12 }, () => randomUUID());
    for (const id of ids) await things['letter.changed'].add(id);
    await database.client.letter.updateMany({ where: { id: { in: ids } }, data: { state: 'SENT' } });
    expect((await noted()).map(([, id]) => id).sort()).toEqual([...ids].sort());
  });
});

describe('an association of the copy', () => {
  const association = (vCode: string, name: string) => ({
    vCode,
    name,
    shortName: null,
    description: null,
    callName: null,
    locations: [],
    activities: [],
    mainActivities: [],
  });
  const write = (...names: string[]) =>
    writeCopies(
      database.client,
      names.map((name, index) => association(`V000000${index + 1}`, name) as never),
      new Date(),
    );
  const filled = (filledAt: Date | null) =>
    database.client.mirrorState.upsert({
      where: { name: 'associations' },
      create: { name: 'associations', sequence: 0n, filledAt },
      update: { filledAt },
    });
  beforeEach(() => listen({ kern: { url: nobody }, other: { url: nobody, organisation: office } }));

  test('is no news while the copy is filled for the first time', async () => {
    await filled(null);
    await write('Chiro', 'Scouts');
    expect(await noted()).toEqual([]);
  });

  test('is news for everybody when it is new, says something else, or is gone', async () => {
    await filled(at);
    await write('Chiro', 'Scouts');
    expect(await noted()).toEqual([]);
    await write('Chiro', 'Scouts Schilde', 'Turnkring');
    await deleteCopies(database.client, ['V0000001']);
    const all = await noted();
    expect(all.filter((one, index) => all.findIndex(([, id]) => id === one[1]) === index).sort()).toEqual([
      ['association.changed', 'V0000001', null, 'REMOVED'],
      ['association.changed', 'V0000002', null, 'CHANGED'],
      ['association.changed', 'V0000003', null, 'CHANGED'],
    ]);
    expect(all).toHaveLength(6);
  });
});
