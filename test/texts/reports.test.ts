import { createUnknownValues } from '../../src/operations/unknown-values.js';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { smsCm } from '../../adapters/sms-cm/index.js';
import { type CmSimulator, startSimulator as startCm } from '../../adapters/sms-cm/simulator.js';
import { smsSpryng } from '../../adapters/sms-spryng/index.js';
import { type SpryngSimulator, startSimulator as startSpryng } from '../../adapters/sms-spryng/simulator.js';
import { createWebhookCaller } from '../../src/adapter/simulator/webhook-caller.js';
import type { WebhookAccess } from '../../src/adapter/webhook.js';
import { DeliveryReports, type ReceivedReport } from '../../src/capabilities/texts/delivery-reports.js';
import { createMetrics, type Metrics } from '../../src/operations/metrics.js';
import { freePort } from '../../src/server/free-port.js';
import { textReportRoute } from '../../src/server/text-report-route.js';
import { type FakeHub, fakeHub } from '../server/fake-hub.js';
import { adapterOnWire } from '../support/adapter-on-wire.js';
import { callContext } from '../support/call-context.js';
import { type ManualClock, manualClock, settle } from '../support/clock.js';
import { type MemoryLog, memoryLog } from '../support/log.js';
import { textTo } from './support.js';

// Delivery reports, from the simulators over HTTP to the hub's own route, on a clock that stands still.

const minute = 60_000;
const hour = 60 * minute;
const number = '470123456';

let clock: ManualClock;
let hub: FakeHub;
let url: string;
let cm: CmSimulator;
let spryng: SpryngSimulator;
let reports: DeliveryReports;
let metrics: Metrics;
let log: MemoryLog;
let received: ReceivedReport[];
let closing: (() => unknown)[];

beforeEach(async () => {
  clock = manualClock(Date.now());
  closing = [];
  received = [];
  log = memoryLog();
  metrics = createMetrics();
  hub = await fakeHub({
    routes: (app) =>
      void app.register(textReportRoute, {
        reports: {
          accessOf: (platform) => reports.accessOf(platform),
          receive: (...call) => reports.receive(...call),
        },
      }),
  });
  url = await hub.server.listen();
  cm = await startCm({ clock, folder: '', hubUrl: url });
  spryng = await startSpryng({ clock, folder: '', hubUrl: url });
  open();
  closing.push(
    () => cm.close(),
    () => spryng.close(),
    () => hub.server.close(),
    () => metrics.close(),
  );
});
afterEach(async () => {
  for (const close of closing) await close();
});

/** The gateways as the hub has them, with these changes to the webhook of CM.com. */
function open(webhook: Partial<WebhookAccess> = {}): void {
  const settings = { ...cm.settings, webhook: { ...cm.settings.webhook!, ...webhook } };
  const running = [adapterOnWire(smsCm, settings), adapterOnWire(smsSpryng, spryng.settings)];
  closing.push(...running.map((one) => () => one.close()));
  metrics.registry.clear();
  const noteUnknownValue = createUnknownValues('sms-cm', log, metrics);
  reports = new DeliveryReports({
    providers: running.map(({ adapter }, index) => ({
      platform: index === 0 ? 'sms-cm' : 'sms-spryng',
      port: adapter.ports.texts!,
    })),
    clock,
    log,
    metrics,
    noteUnknownValue: () => noteUnknownValue,
  });
  reports.listen((report) => void received.push(report));
  send = async (platform, to, reference = 'T0001') => {
    const { ports } = running[platform === 'sms-cm' ? 0 : 1]!.adapter;
    expect(await ports.texts!.send(textTo(to, { reference }), callContext())).toMatchObject({
      kind: 'ACCEPTED',
    });
  };
}
let send: (platform: string, to: string, reference?: string) => Promise<void>;

/** Lets time pass until so many calls of the webhook were answered in all. */
async function pass(ms: number, calls: number): Promise<void> {
  await clock.advance(ms);
  const answered = () => cm.reportStatuses.length + spryng.reportStatuses.length;
  for (const end = Date.now() + 120_000; answered() < calls && Date.now() < end;) await settle(1);
  await settle(50);
  expect(answered()).toBe(calls);
}
const states = () => received.map(({ report }) => report.state);
const call = (path: string, init?: RequestInit) => fetch(`${url}/webhooks/sms/${path}`, init);
const secretOf = ({ settings }: CmSimulator | SpryngSimulator) => settings.webhook!.secret;

describe('the reports of a text', () => {
  test('given a gateway took it, then it is not delivered until a report says so', async () => {
    await send('sms-cm', '0470123456');
    await pass(999, 0);
    expect(received).toEqual([]);
    await pass(1, 1);
    expect(states()).toEqual(['ACCEPTED']);
    await pass(2_000, 2);
    expect(states()).toEqual(['ACCEPTED', 'DELIVERED']);
    expect(received[1]).toMatchObject({
      platform: 'sms-cm',
      report: { reference: 'T0001', platformCode: '2' },
      receivedAt: new Date(clock.now()),
    });
    expect(reports.lastAt('sms-cm')).toEqual(new Date(clock.now()));
    expect(reports.lastAt('sms-spryng')).toBeNull();
    expect(cm.reportStatuses).toEqual([204, 204]);
  });

  test('given a phone that was off, then Spryng says so, and delivers hours later', async () => {
    await send('sms-spryng', '0470123402');
    await pass(minute, 1);
    await pass(6 * hour, 2);
    expect(states()).toEqual(['FAILED_TEMPORARY', 'DELIVERED']);
  });

  test('given reports that come twice, then each is handed on, and each is answered well', async () => {
    await send('sms-cm', '0470123403');
    await pass(minute, 4);
    expect(states().sort()).toEqual(['ACCEPTED', 'ACCEPTED', 'DELIVERED', 'DELIVERED']);
    expect(cm.reportStatuses).toEqual([204, 204, 204, 204]);
  });

  test('given reports in the wrong order, then they are handed on as they come', async () => {
    await send('sms-cm', '0470123404');
    await pass(1_000, 1);
    await pass(2_000, 2);
    expect(states()).toEqual(['DELIVERED', 'ACCEPTED']);
  });

  test('given a network that never tells, then nothing comes', async () => {
    await send('sms-cm', '0470123405');
    await send('sms-spryng', '0470123405');
    await pass(24 * hour, 0);
    expect(received).toEqual([]);
  });

  test('given it did not arrive, or was read, then that is told', async () => {
    await send('sms-cm', '0470123401');
    await pass(minute, 2);
    await send('sms-spryng', '0470123401', 'T0002');
    await pass(minute, 3);
    await send('sms-cm', '0470123407', 'T0003');
    await pass(2_000, 4);
    await pass(2 * minute, 6);
    expect(states()).toEqual([
      'ACCEPTED',
      'FAILED_PERMANENT',
      'FAILED_PERMANENT',
      'ACCEPTED',
      'DELIVERED',
      'READ',
    ]);
  });

  test('given a code that nobody knows, then it is UNKNOWN with that code, counted each time and logged once', async () => {
    await send('sms-cm', '0470123406');
    await send('sms-cm', '0470123406', 'T0002');
    await pass(minute, 2);
    expect(received.map(({ report }) => [report.state, report.platformCode])).toEqual([
      ['UNKNOWN', '77'],
      ['UNKNOWN', '77'],
    ]);
    expect(log.of('platform.unknown_value').map(({ fields }) => fields['value'])).toEqual(['77']);
    expect(await metrics.text()).toContain('schakel_text_reports_total{adapter="sms-cm",state="UNKNOWN"} 2');
  });

  test('given the hub cannot take a report, then CM.com comes back with it, and it is not lost', async () => {
    let broken = true;
    const ready: string[] = [];
    reports.listen(({ report }) => {
      if (broken) throw new Error(`no room for 0${number}`);
      ready.push(report.state);
    });
    await send('sms-cm', '0470123456');
    await pass(minute, 2);
    expect([ready, cm.reportStatuses]).toEqual([[], [503, 503]]);
    expect(log.of('texts.report_not_taken')).toHaveLength(2);
    broken = false;
    await pass(5 * minute, 4);
    expect(ready).toEqual(['ACCEPTED', 'DELIVERED']);
    expect(cm.reportStatuses.slice(2)).toEqual([204, 204]);
  });

  test('given nobody answers for as long as it tries, then a simulator gives up', async () => {
    const port = await freePort();
    const caller = createWebhookCaller({ clock, retry: { everyMs: hour, forMs: 3 * hour } });
    caller.callAfter(0, { method: 'GET', url: `http://127.0.0.1:${port}/` });
    for (let calls = 1; calls <= 4; calls += 1) {
      await clock.advance(calls === 1 ? 0 : hour);
      for (const end = Date.now() + 120_000; caller.statuses.length < calls && Date.now() < end;)
        await settle(1);
    }
    expect([caller.statuses, clock.pending]).toEqual([[null, null, null, null], 0]);
  });

  test('then no number and no text is in a log, a measure or a report', async () => {
    await send('sms-cm', '0470123456');
    await send('sms-spryng', '0470123456');
    await pass(minute, 3);
    const told = [JSON.stringify(log.lines), JSON.stringify(hub.log.lines), JSON.stringify(received)];
    told.push(await metrics.text());
    for (const text of told) expect(text).not.toMatch(/470123456|identiteitskaart/);
    for (const text of told)
      for (const gateway of [cm, spryng]) expect(text).not.toContain(secretOf(gateway));
  });
});

describe('the webhook', () => {
  const report = JSON.stringify({ messages: { msg: { reference: 'T0001', status: { code: 2 } } } });
  const post = (
    path: string,
    body: string | Buffer = report,
    headers = { 'content-type': 'application/json' },
  ) => call(path, { method: 'POST', body: body as string, headers });

  test('given a report, then it is answered 204 without a body', async () => {
    const response = await post(`sms-cm/${secretOf(cm)}`);
    expect([response.status, await response.text()]).toEqual([204, '']);
    expect(states()).toEqual(['DELIVERED']);
  });

  test('given another type than JSON, or none, then it is read all the same', async () => {
    for (const headers of [
      { 'content-type': 'text/plain' },
      { 'content-type': 'application/x-www-form-urlencoded' },
    ])
      expect((await post(`sms-cm/${secretOf(cm)}`, report, headers)).status).toBe(204);
    expect(received).toHaveLength(2);
  });

  test('given somebody who does not know the secret, then there is nothing, and nothing is taken', async () => {
    const wrong = [
      `sms-cm/${'0'.repeat(32)}`,
      `sms-cm/${secretOf(cm).toUpperCase()}0`,
      `sms-cm/${secretOf(spryng)}`,
      `sms-nobody/${secretOf(cm)}`,
      `constructor/${secretOf(cm)}`,
      'sms-cm/',
    ];
    for (const path of wrong) expect([path, (await post(path)).status]).toEqual([path, 404]);
    expect((await call(`sms-cm/${secretOf(cm)}`, { method: 'PUT' })).status).toBe(404);
    expect((await call(`sms-cm/${secretOf(cm)}`, { method: 'HEAD' })).status).toBe(404);
    expect(received).toEqual([]);
  });

  test('given a list of addresses, then only those may call', async () => {
    const from = async (...allowFrom: string[]) => {
      open({ allowFrom });
      return (await post(`sms-cm/${secretOf(cm)}`)).status;
    };
    expect(await from('192.0.2.1')).toBe(404);
    expect(await from('2001:db8::/32', '192.0.2.0/24')).toBe(404);
    expect(await from('192.0.2.1', '127.0.0.0/8')).toBe(204);
    expect(await from('127.0.0.1')).toBe(204);
  });

  test('given what is no report, then it is 400, counted, and said without its contents', async () => {
    for (const body of ['', 'nonsense 0470123456', '{}', '<MESSAGES/>', '[1]'])
      expect((await post(`sms-cm/${secretOf(cm)}`, body)).status).toBe(400);
    expect((await call(`sms-cm/${secretOf(cm)}`)).status).toBe(400);
    expect((await call(`sms-spryng/${secretOf(spryng)}?REFERENCE=T0001`)).status).toBe(400);
    expect(await metrics.text()).toContain('{adapter="sms-cm",reason="UNREADABLE"} 6');
    expect(JSON.stringify(log.lines)).not.toContain(number);
    expect(reports.lastAt('sms-cm')).toBeNull();
  });

  test('given a body that is far too large, then it is not read', async () => {
    expect((await post(`sms-cm/${secretOf(cm)}`, Buffer.alloc(65 * 1024, 32))).status).toBe(413);
  });

  test('given the graph beside it, then that still reads its own bodies', async () => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ __typename }' }),
    });
    expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
  });
});

test('a simulator calls this machine only', () => {
  const caller = createWebhookCaller({ clock });
  for (const address of [
    'http://192.0.2.1/',
    'https://schakel.example.org/',
    'http://127.0.0.1.example.org/',
  ])
    expect(() => caller.callAfter(0, { method: 'GET', url: address })).toThrow('on this machine only');
  cm.reportTo('https://schakel.example.org/');
  expect(clock.pending).toBe(0);
});
