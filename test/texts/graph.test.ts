import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { adapters } from '../../adapters/index.js';
import type { CmSimulator } from '../../adapters/sms-cm/simulator.js';
import { chooseGateway } from '../../src/capabilities/texts/gateway-choice.js';
import { cookieOf, type TestHub, testHub } from '../support/hub.js';
import { openCm, openSpryng } from './support.js';

describe('texts in the graph', () => {
  let hub: TestHub;
  let staff: string;
  let administrator: string;
  beforeAll(async () => {
    hub = await testHub({ mirror: false });
    staff = cookieOf(await hub.browser('staff', 'Sofie Vermeulen'));
    administrator = cookieOf(await hub.browser('staff', 'Tom Wouters'));
  });
  afterAll(() => hub.close());

  const segments = `query ($content: String!) {
    textSegments(content: $content) { encoding parts characters remaining outsideGsm7 { character replacement } }
  }`;
  const gateways = `{
    textGateways { name sends balanceCents balanceCredits source { platform state reason } expectsReports lastReportAt }
  }`;

  test('given a text with an ë, then staff see what it costs and what could stand in its place', async () => {
    const content = `${'a'.repeat(69)}ëë`;
    const { body } = await hub.ask(segments, { cookie: staff, variables: { content } });
    expect(body.data.textSegments).toEqual({
      encoding: 'UCS_2',
      parts: 2,
      characters: 71,
      remaining: 63,
      outsideGsm7: [{ character: 'ë', replacement: 'e' }],
    });
  });

  test('given a text that is far too long, then that is told, without the text', async () => {
    const { status, body, text } = await hub.ask(segments, {
      cookie: staff,
      variables: { content: 'geheim'.repeat(2_000) },
    });
    expect([status, body.errors[0].extensions.code]).toEqual([200, 'BAD_USER_INPUT']);
    expect(text).not.toContain('geheim');
    expect(hub.logLines.join('')).not.toContain('geheim');
  });

  test('given a visitor or staff without that role, then neither is answered', async () => {
    const asVisitor = await hub.ask(segments, { variables: { content: 'Dag' } });
    expect(asVisitor.body.errors[0].extensions.code).toBe('UNAUTHENTICATED');
    expect((await hub.ask(gateways, { cookie: staff })).body.errors[0].extensions.code).toBe('FORBIDDEN');
  });

  test('given both gateways, then administrators see which sends, and what is left', async () => {
    const { body } = await hub.ask(gateways, { cookie: administrator });
    expect(body.data.textGateways).toEqual([
      {
        name: 'sms-cm',
        sends: true,
        balanceCents: null,
        balanceCredits: null,
        source: null,
        expectsReports: true,
        lastReportAt: null,
      },
      {
        name: 'sms-spryng',
        sends: false,
        balanceCents: null,
        balanceCredits: 1000,
        source: { platform: 'sms-spryng', state: 'FRESH', reason: null },
        expectsReports: true,
        lastReportAt: null,
      },
    ]);
    expect(hub.simulator('sms-spryng').calls.filter(({ status }) => status !== 200)).toEqual([]);
  });

  test('given a gateway calls with a report, then administrators see when', async () => {
    const { secret } = (hub.simulator('sms-cm') as CmSimulator).settings.webhook!;
    const response = await fetch(`${hub.url}/webhooks/sms/sms-cm/${secret}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        messages: { msg: { to: '0032470123456', reference: 'T0001', status: { code: 9 } } },
      }),
    });
    expect(response.status).toBe(204);
    const { body } = await hub.ask(gateways, { cookie: administrator });
    expect(body.data.textGateways[0].lastReportAt).toMatch(/^\d{4}-\d\d-\d\dT.*\+0[12]:00$/);
    expect(await hub.metrics()).toContain('schakel_text_reports_total{adapter="sms-cm",state="UNKNOWN"} 1');
    const lines = hub.logLines.join('');
    expect(lines).toContain('"platform.unknown_value"');
    expect(lines).toContain('"route":"/webhooks/sms/:adapter/:secret"');
    for (const hidden of [secret, '470123456']) expect(lines).not.toContain(hidden);
  });

  test('given Spryng is down, then its balance is empty with the reason, and the rest is there', async () => {
    const spryng = hub.simulator('sms-spryng');
    spryng.fail({ kind: 'refuse' });
    const { body, status } = await hub.ask(gateways, { cookie: administrator });
    spryng.fail();
    expect([status, body.errors]).toEqual([200, undefined]);
    expect(body.data.textGateways).toMatchObject([
      { name: 'sms-cm', expectsReports: true },
      {
        name: 'sms-spryng',
        balanceCredits: null,
        source: { state: 'UNAVAILABLE', reason: expect.stringMatching(/NETWORK|BREAKER_OPEN/) },
      },
    ]);
  });
});

describe('which gateway sends', () => {
  test('given two, then the settings must say which; a name that is not there is refused', async () => {
    const [cm, spryng] = await Promise.all([openCm(), openSpryng()]);
    const providers = [
      { platform: 'sms-cm', port: cm.port },
      { platform: 'sms-spryng', port: spryng.port },
    ];
    const choose = (gateway?: string, some = providers) => chooseGateway(some, gateway)?.platform ?? null;
    expect(() => choose()).toThrow('Say in the setting texts.gateway');
    expect(() => choose('magda')).toThrow('names "magda", which is not a configured gateway');
    expect(() => choose('sms-cm', [])).toThrow('Configured: none');
    expect(choose('sms-spryng')).toBe('sms-spryng');
    expect(choose(undefined, providers.slice(1))).toBe('sms-spryng');
    expect(choose(undefined, [])).toBeNull();
    await Promise.all([cm.close(), spryng.close()]);
  });

  test('every adapter that serves texts is in the list', () => {
    const serving = adapters.filter(({ provides }) => provides.includes('texts'));
    expect(serving.map(({ name }) => name)).toEqual(['sms-cm', 'sms-spryng']);
  });
});
