import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { cookieOf, type TestHub, testHub } from '../support/hub.js';
import type { SchakelClient } from '../../sdk/client.js';

const passportService = 'jcc:c4e1b7d8-3a6f-4b90-a2c5-7f0000000001';
const otherService = 'jcc:c4e1b7d8-3a6f-4b90-a2c5-7f0000000002';
const schilde = '0297500186';

let hub: TestHub;
let sofie: SchakelClient['staff'];
let keys = 0;
const key = () => `linking-${(keys += 1)}`;
const service = (reference: string, number = '51002') =>
  ({ number, kind: 'APPOINTMENT_SERVICE', reference }) as const;
const link = async (asked: ReturnType<typeof service>, idempotencyKey = key()) =>
  (await sofie.linkProduct({ ...asked, idempotencyKey })).data.linkProduct;
const unlink = async (asked: ReturnType<typeof service>, idempotencyKey = key()) =>
  (await sofie.unlinkProduct({ ...asked, idempotencyKey })).data.unlinkProduct;
const shown = async (number = '51002') =>
  (await hub.ask(`{ product(number: "${number}") { appointmentServices { name } } }`)).body.data.product
    .appointmentServices.length;
const added = () => hub.database.client.productLink.findMany({ where: { fromSettings: false } });

beforeAll(async () => {
  hub = await testHub();
  sofie = (await hub.staff('Sofie Vermeulen')).staff;
});
beforeEach(() => hub.database.client.productLink.deleteMany({ where: { fromSettings: false } }));
afterEach(() => hub.sandbox.simulators.forEach((simulator) => simulator.fail()));
afterAll(() => hub.close());

describe('links of products that a clerk makes', () => {
  test('given a link, then the page of the product shows it at once, and no more when it is gone', async () => {
    expect(await shown()).toBe(1);
    expect(await link(service(otherService))).toEqual({
      ...service(otherService),
      organisation: schilde,
      fromSettings: false,
    });
    expect(await shown()).toBe(2);
    expect((await sofie.productLinks({ number: '51002' })).data.productLinks).toEqual([
      {
        kind: 'APPOINTMENT_SERVICE',
        reference: passportService,
        organisation: null,
        fromSettings: true,
      },
      {
        kind: 'APPOINTMENT_SERVICE',
        reference: otherService,
        organisation: schilde,
        fromSettings: false,
      },
    ]);
    expect(await unlink(service(otherService))).toEqual({
      ...service(otherService),
    });
    expect(await shown()).toBe(1);
    expect(await added()).toEqual([]);
  });

  test('given the same link twice, also one of the settings, then it is one link', async () => {
    const first = await link(service(otherService));
    expect(await link(service(otherService))).toEqual(first);
    expect(await added()).toHaveLength(1);
    expect(await link(service(passportService))).toMatchObject({ fromSettings: true, organisation: null });
    expect(await added()).toHaveLength(1);
  });

  test('given one key twice, then the second changes nothing, and for something else it is refused', async () => {
    const once = key();
    const first = await link(service(otherService), once);
    await unlink(service(otherService));
    expect(await link(service(otherService), once)).toEqual(first);
    expect(await added()).toEqual([]);
    expect(await link(service('jcc:12'), once)).toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
    await link(service(otherService));
    const removal = key();
    expect(await unlink(service(otherService), removal)).toEqual(
      await unlink(service(otherService), removal),
    );
    expect(await unlink(service('jcc:12'), removal)).toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
  });

  test.each([
    ['a product that is not there', service('jcc:12', '999999'), 'UNKNOWN_PRODUCT'],
    ['a service without its adapter', service('12'), 'REFERENCE_NOT_VALID'],
    ['a service with a space', service('jcc:een twee'), 'REFERENCE_NOT_VALID'],
    ['a service that is too long', service(`jcc:${'1'.repeat(200)}`), 'REFERENCE_NOT_VALID'],
  ])('given %s, then it is refused, and nothing is stored', async (_, asked, code) => {
    expect(await link(asked)).toMatchObject({ code });
    expect(await added()).toEqual([]);
  });

  test('given a kind of dossier, then it must be a product number; given an unknown kind, then it is no question', async () => {
    const ofKind = (kind: string, reference: string) =>
      sofie.linkProduct({
        number: '1447',
        kind: kind as 'DOSSIER_TYPE',
        reference,
        idempotencyKey: key(),
      });
    expect((await ofKind('DOSSIER_TYPE', 'jcc:12')).data.linkProduct).toMatchObject({
      code: 'REFERENCE_NOT_VALID',
    });
    await expect(ofKind('PERMIT', '12')).rejects.toThrow('BAD_USER_INPUT');
    expect(await added()).toEqual([]);
    expect((await ofKind('DOSSIER_TYPE', '1448')).data.linkProduct).toMatchObject({ reference: '1448' });
  });

  test('given a link of the settings, of everybody, or none, then it cannot be removed', async () => {
    expect(await unlink(service(passportService))).toMatchObject({
      code: 'IN_SETTINGS',
      message: expect.stringContaining('instellingen'),
    });
    expect(await unlink(service(otherService))).toMatchObject({ code: 'NOT_FOUND' });
    await hub.database.client.productLink.create({ data: service('jcc:everybody') });
    expect(await unlink(service('jcc:everybody'))).toMatchObject({ code: 'OF_EVERY_ORGANISATION' });
    await hub.database.client.productLink.create({
      data: { ...service('jcc:theirs'), organisation: '0207533063' },
    });
    expect(await unlink(service('jcc:theirs'))).toMatchObject({ code: 'NOT_FOUND' });
    expect(await added()).toHaveLength(2);
  });

  test('given a product that the catalogue does not show any more, then its link can still be removed', async () => {
    await hub.database.client.productLink.create({
      data: { ...service('jcc:12', '999999'), organisation: schilde },
    });
    expect(await unlink(service('jcc:12', '999999'))).toMatchObject({ number: '999999' });
    expect(await added()).toEqual([]);
  });

  test('given no login or a citizen, then nobody may, and what a clerk did is in the audit trail', async () => {
    const mutation = `mutation { linkProduct(number: "51002", kind: APPOINTMENT_SERVICE, reference: "${otherService}",
      idempotencyKey: "somebody-else") { __typename } }`;
    expect((await hub.ask(mutation)).body.errors[0].extensions.code).toBe('UNAUTHENTICATED');
    const emma = cookieOf(await hub.browser('citizen', 'Emma Peeters'));
    expect((await hub.ask(mutation, { cookie: emma })).body.errors[0].extensions.code).toBe('FORBIDDEN');
    const reading = await hub.ask('{ productLinks(number: "51002") { reference } }');
    expect(reading.body.errors[0].extensions.code).toBe('UNAUTHENTICATED');
    expect(await added()).toEqual([]);
    await link(service(otherService));
    const record = await hub.database.client.auditRecord.findFirst({ orderBy: { sequence: 'desc' } });
    expect(record).toMatchObject({ operation: 'LinkProduct', outcome: 'ALLOWED', actorKind: 'STAFF' });
  });
});
