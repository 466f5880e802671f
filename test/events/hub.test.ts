import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { UitdatabankSimulator } from '../../adapters/uitdatabank/simulator.js';
import { type TestHub, testHub } from '../support/hub.js';

// Given the whole hub, whose agenda could not be reached when it started.
let hub: TestHub;
let databank: UitdatabankSimulator;
beforeAll(async () => {
  hub = await testHub({
    mirror: false,
    before: (sandbox) => sandbox.simulators.get('uitdatabank')!.fail({ kind: 'refuse' }),
  });
  databank = hub.simulator('uitdatabank') as UitdatabankSimulator;
});
afterAll(() => hub.close());

test('when the platform is back, a visitor sees the agenda with a link to each next page', async () => {
  const down = await hub.visitor.visitor.searchEvents({ search: 'jazz' });
  expect(down.data?.events).toMatchObject({ nodes: [], source: { state: 'UNAVAILABLE' } });

  databank.fail();
  const { events } = (await hub.visitor.visitor.searchEvents({ free: true, first: 5 })).data!;
  expect(events.source).toMatchObject({ platform: 'uitdatabank', state: 'FRESH' });
  expect(events.nodes).toHaveLength(5);
  const after = events.pageInfo.endCursor;
  const next = await hub.visitor.visitor.searchEvents({ free: true, first: 5, after });
  expect(next.data?.events.nodes).toHaveLength(5);
  expect(next.data?.events.nodes.map(({ id }) => id)).not.toContain(events.nodes[0]?.id);
});

test('the agenda of an association comes once its links were read', async () => {
  const agenda = async () =>
    (await hub.visitor.visitor.associationAgenda({ vCode: 'V0001001' })).data?.association?.events;
  expect(await agenda()).toMatchObject({ nodes: [], source: { state: 'UNAVAILABLE' } });
  await hub.hub.runNow('events.organizers');
  const found = await agenda();
  expect(found?.source).toMatchObject({ platform: 'uitdatabank', state: 'FRESH' });
  expect(found?.totalCount).toBeGreaterThan(3);
});

test('a code that nobody knows is counted, and our keys are in no line of the log', async () => {
  const event = databank.events.find(({ calendarType }) => calendarType === 'single')!;
  databank.add({
    ...event,
    '@id': 'https://io-test.uitdatabank.be/events/vreemd',
    name: { nl: 'vreemdsoortig' },
    attendanceMode: 'telepathic',
    workflowStatus: 'APPROVED',
    availableTo: '2100-01-01T00:00:00+00:00',
  });
  const { body } = await hub.ask('{ events(search: "vreemdsoortig") { nodes { attendanceMode } } }');
  expect(body.data.events.nodes).toEqual([{ attendanceMode: 'telepathic' }]);
  expect(await hub.metrics()).toContain(
    'schakel_unknown_values_total{adapter="uitdatabank",field="attendanceMode"} 1',
  );
  const lines = hub.logLines.join('');
  expect(lines).toContain('platform.unknown_value');
  expect(lines).not.toMatch(/sandbox-uitdatabank|sandbox-geheim/);
});
