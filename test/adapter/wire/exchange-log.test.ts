import { expect, test } from '@jest/globals';
import { systemClock } from '../../../src/context/clock.js';
import { startSimulatorServer } from '../../../src/adapter/simulator/simulator-server.js';
import { callContext, testWire, wireCall } from '../../support/wire.js';

const digits = '85671421468';

test('one line and one measurement for every exchange; no URL, header, body or national number in them', async () => {
  const route = async () => ({ operation: 'zoeken', status: 200, body: `{"insz":"${digits}"}` });
  const simulator = await startSimulatorServer({ name: 'register', clock: systemClock, route });
  const credentials = { kind: 'basic', user: 'schakel', password: 'geheim' } as const;
  const { wire, log, metricsText, close } = testWire({
    name: 'publiek',
    baseUrl: simulator.url,
    credentials,
  });
  const perform = wireCall(
    async (send) =>
      (await send({ method: 'POST', url: `/personen/${digits}?insz=${digits}`, body: digits })).status,
  );

  await wire.call(perform, callContext({ correlationId: 'c-42' }));
  simulator.fail({ kind: 'status', status: 404 });
  await expect(wire.call(perform, callContext())).rejects.toMatchObject({ code: 'HTTP_4XX' });

  expect(log.lines).toEqual([
    {
      level: 'info',
      event: 'platform.exchange',
      fields: {
        adapter: 'register',
        connection: 'publiek',
        operation: 'zoeken',
        status: 200,
        ms: expect.any(Number),
        bytes: 22,
        correlationId: 'c-42',
      },
    },
    {
      level: 'warn',
      event: 'platform.exchange_failed',
      fields: {
        adapter: 'register',
        connection: 'publiek',
        operation: 'zoeken',
        outcome: 'HTTP_4XX',
        status: 404,
        reason: null,
        ms: expect.any(Number),
        correlationId: 'c-1',
      },
    },
  ]);
  const text = await metricsText();
  const labels = 'adapter="register",connection="publiek",operation="zoeken"';
  expect(text).toContain(`schakel_exchanges_total{${labels},outcome="OK"} 1`);
  expect(text).toContain(`schakel_exchanges_total{${labels},outcome="HTTP_4XX"} 1`);
  expect(text).toContain(`schakel_calls_total{${labels},outcome="OK"} 1`);
  expect(JSON.stringify(log.lines) + text).not.toMatch(/85671421468|geheim|personen/);
  await close();
  await simulator.close();
});

test('an answer the adapter does not understand is logged by its kind and place, never by its text', async () => {
  const route = async () => ({ operation: 'zoeken', status: 200, body: `{"insz":"${digits}", oops` });
  const simulator = await startSimulatorServer({ name: 'register', clock: systemClock, route });
  const { wire, log, close } = testWire({ baseUrl: simulator.url, policy: { retry: { attempts: 1 } } });
  const perform = wireCall(
    async (send) => JSON.parse((await send({ method: 'GET', url: '/' })).body.toString()) as unknown,
  );
  const error = await wire.call(perform, callContext()).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ code: 'MALFORMED', message: 'register: MALFORMED' });
  const [line] = log.of('platform.answer_not_understood');
  expect(line?.fields).toMatchObject({
    operation: 'zoeken',
    kind: 'SyntaxError',
    place: expect.stringContaining('at '),
  });
  expect(JSON.stringify(log.lines)).not.toContain(digits);
  await close();
  await simulator.close();
});
