import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { type TestHub, testHub } from '../support/hub.js';

let hub: TestHub;
beforeAll(async () => {
  // The hub's own question whether the platforms are well is asked once, here, so that calls can be counted.
  hub = await testHub({
    settings: { graph: { limits: { cost: 100_000 } }, operations: { healthIntervalMs: 3_600_000 } },
  });
  await hub.hub.runNow('platforms.health');
  for (const name of ['jcc', 'qmatic']) hub.simulator(name).forgetCalls();
});
afterEach(() => hub.sandbox.simulators.forEach((simulator) => simulator.fail()));
afterAll(() => hub.close());

const calls = (name: string, operation: string) =>
  hub.simulator(name).calls.filter((call) => call.operation === operation).length;

describe('the appointments of a product', () => {
  test('given a list of products, then each has its own services, for one question to each platform', async () => {
    const { body } = await hub.ask(
      '{ products(first: 100) { nodes { number appointmentServices { name source { platform state } } } } }',
    );
    expect(body.errors).toBeUndefined();
    const linked = body.data.products.nodes
      .filter((node: { appointmentServices: unknown[] }) => node.appointmentServices.length > 0)
      .map((node: { number: string; appointmentServices: { name: string }[] }) => [
        node.number,
        node.appointmentServices.map(({ name }) => name),
      ]);
    expect(Object.fromEntries(linked)).toEqual({
      51001: ['Identiteitskaart (eID) afhalen', 'Kids-ID aanvragen'],
      51002: ['Paspoort aanvragen'],
      51003: ['Rijbewijs aanvragen'],
      51006: ['Verhuis aangeven'],
      51021: ['Parkeerkaart voor personen met een handicap'],
      51023: ['Omgevingsvergunning bespreken'],
    });
    expect(calls('jcc', 'activity-list')).toBe(1);
    expect(calls('qmatic', 'services')).toBe(1);
  });

  test('lead to the free times: the id is that of the service', async () => {
    const { body } = await hub.ask(
      '{ product(number: "51002") { appointmentServices { id locations { id } } } appointmentServices { id name } }',
    );
    const [service] = body.data.product.appointmentServices;
    expect(service.locations.length).toBeGreaterThan(0);
    expect(body.data.appointmentServices).toContainEqual({ id: service.id, name: 'Paspoort aanvragen' });
  });
});

test('given an appointment platform that is down, then the product is there without it, and the answer says why', async () => {
  const other = await testHub({
    before: ({ simulators }) => simulators.get('jcc')!.fail({ kind: 'refuse' }),
  });
  const { body } = await other.ask(
    '{ product(number: "51002") { name appointmentServices { name } } other: product(number: "51021") { appointmentServices { name } } }',
  );
  await other.close();
  expect(body.errors).toBeUndefined();
  expect(body.data).toEqual({
    product: { name: 'Reispas', appointmentServices: [] },
    other: { appointmentServices: [{ name: 'Parkeerkaart voor personen met een handicap' }] },
  });
  expect(body.extensions.sources).toContainEqual(
    expect.objectContaining({ platform: 'jcc', state: 'UNAVAILABLE', reason: 'NETWORK' }),
  );
});
