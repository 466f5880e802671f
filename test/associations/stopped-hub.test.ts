import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { changeAssociationCommand } from '../../src/capabilities/associations/association-change.command.js';
import type {
  AssociationRegistration,
  ManagedAssociation,
} from '../../src/capabilities/associations/association-management.port.js';
import { registerAssociationCommand } from '../../src/capabilities/associations/association-registration.command.js';
import {
  type AssociationRequestRecords,
  createAssociationRequestRecords,
} from '../../src/capabilities/associations/association-request.records.js';
import { AssociationRequestService } from '../../src/capabilities/associations/association-request.service.js';
import type { AssociationsPort } from '../../src/capabilities/associations/associations.port.js';
import { NationalNumber } from '../../src/identifiers/national-number.js';
import { createIdempotencyKeys } from '../../src/jobs/idempotency.js';
import type { Database } from '../../src/storage/database.js';
import { cipher, type CommandStand, commandStand, keyedHash, organisation } from '../jobs/command-stand.js';
import { callContext } from '../support/call-context.js';
import { manualClock } from '../support/clock.js';
import { testDatabase } from '../support/database.js';

const vCode = 'V0001001';

/** A register that does what is asked, and answers when the test lets it. */
class Register {
  readonly registered: string[] = [];
  readonly calls: string[] = [];
  shortName: string | null = null;
  /** Null: it gives no versions. */
  version: number | null = 1;
  /** What is done in place of answering, once each. */
  readonly instead: ((answer: unknown) => Promise<unknown>)[] = [];

  readonly port = {
    offersManagement: true,
    register: () => {
      const made = `V000200${this.registered.length + 1}`;
      this.registered.push(made);
      return this.#answer('register', { kind: 'REGISTERED', vCode: made, sequence: 5, version: null });
    },
    findRegistered: () => Promise.resolve([...this.registered]),
    managed: () => sourced({ ...association, shortName: this.shortName, version: this.#tag }),
    changeBasics: (_vCode: string, basics: { shortName: string }, ifVersion: string | null) => {
      if (ifVersion !== this.#tag) return this.#answer('change', { kind: 'CHANGED_MEANWHILE' });
      this.shortName = basics.shortName;
      if (this.version !== null) this.version += 1;
      return this.#answer('change', { kind: 'CHANGED', sequence: 6, version: this.#tag });
    },
    readBack: () => sourced(null),
  } as unknown as AssociationsPort;

  get #tag(): string | null {
    return this.version === null ? null : String(this.version);
  }

  async #answer(call: string, outcome: unknown): Promise<unknown> {
    this.calls.push(call);
    return (this.instead.shift() ?? ((answer) => Promise.resolve(answer)))(outcome);
  }
}

const association = {
  vCode,
  contacts: [],
  locations: [],
  representatives: [],
} as unknown as ManagedAssociation;
const sourced = <T>(value: T) => Promise.resolve({ value, source: {} });
const never = () => new Promise(() => {});

const club: AssociationRegistration = {
  name: 'Petanqueclub',
  shortName: null,
  description: null,
  startDate: null,
  audience: null,
  optedOut: false,
  contacts: [],
  locations: [],
  representatives: [
    {
      nationalNumber: NationalNumber.parse('85671421468'),
      givenName: 'Emma',
      familyName: 'Peeters',
      primary: true,
      role: null,
      callName: null,
      email: null,
      telephone: null,
      mobile: null,
      socialMedia: null,
    },
  ],
  activities: [],
  workingAreas: [],
};

let database: Database;
let register: Register;
let records: AssociationRequestRecords;
let clock: ReturnType<typeof manualClock>;
const stands: CommandStand[] = [];

/** One hub on the database. */
async function hub() {
  const { port } = register;
  const options = { port, platform: 'register', records, mirror: null, clock };
  const kinds = { register: registerAssociationCommand(options), change: changeAssociationCommand(options) };
  const stand = await commandStand([kinds.register, kinds.change] as never, { database, clock });
  stands.push(stand);
  const keys = createIdempotencyKeys({ database, keyedHash, clock });
  const service = new AssociationRequestService({
    ...options,
    commands: stand.commands,
    keys,
    kinds,
  });
  const context = () =>
    callContext({
      deadline: clock.now() + 10_000,
      actor: { kind: 'CLIENT', id: 'desk', organisation, scopes: ['changes'] },
    });
  return {
    stand,
    register: (key: string) => service.register(club, key, context()),
    change: (key: string) =>
      service.change(
        'changeAssociation',
        vCode,
        { kind: 'BASICS', basics: { shortName: 'NEW' } },
        null,
        key,
        context(),
      ),
  };
}

async function called(call: string): Promise<void> {
  while (!register.calls.includes(call)) await new Promise(setImmediate);
}

/** The hub is gone: nobody renews what it was at work on. */
async function leave(): Promise<void> {
  await database.client.$executeRaw`UPDATE command SET lease_until = now() - interval '1 second'`;
}

beforeEach(async () => {
  database = await testDatabase();
  records = createAssociationRequestRecords({ database, cipher });
  register = new Register();
  clock = manualClock();
});
afterEach(async () => {
  await Promise.all(stands.splice(0).map((stand) => stand.close()));
  await database.close();
});

test('a hub that stops while the register registers: the next one looks for it, and registers no second one', async () => {
  register.instead.push(never);
  const key = randomUUID();
  void (await hub()).register(key);
  await called('register');
  await leave();

  const second = await hub();
  await second.stand.work();
  expect(await second.register(key)).toMatchObject({
    kind: 'REGISTRATION',
    record: { state: 'REGISTERED', vCode: 'V0002001' },
  });
  expect(register.calls).toEqual(['register']);
});

test('a hub that stops while the register changes: the next one asks again on the same condition, and it is changed once', async () => {
  register.instead.push(never);
  const key = randomUUID();
  void (await hub()).change(key);
  await called('change');
  await leave();

  const second = await hub();
  await second.stand.work();
  expect(await second.change(key)).toMatchObject({ record: { state: 'CHANGED', version: '2' } });
  expect(register.version).toBe(2);
});

test('a register that gives no versions is not asked again after a lost answer, only looked at', async () => {
  register.version = null;
  register.instead.push(() => Promise.resolve({ kind: 'IN_DOUBT', reason: 'TIMEOUT' }));
  const { change, stand } = await hub();
  const key = randomUUID();
  const before = await change(key);
  expect(before).toMatchObject({ record: { state: 'IN_DOUBT', reason: 'TIMEOUT' } });

  // It does not show it yet: that proves nothing.
  register.shortName = null;
  await stand.advance(10_000);
  expect(await change(key)).toMatchObject({ record: { state: 'IN_DOUBT', reason: 'UNTOLD' } });
  register.shortName = 'NEW';
  await stand.advance(600_000);
  expect(await change(key)).toMatchObject({ record: { state: 'CHANGED' } });
  expect(register.calls).toEqual(['change']);
});
