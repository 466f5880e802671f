import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { adapters } from '../../adapters/index.js';
import type { CmSimulator } from '../../adapters/sms-cm/simulator.js';
import { chooseGateway } from '../../src/capabilities/texts/gateway-choice.js';
import { cookieOf, type TestHub, testHub } from '../support/hub.js';
import type { SchakelClient } from '../../sdk/client.js';
import { manualClock, settle } from '../support/clock.js';
import { openCm, openSpryng } from './support.js';

const budget = { monthlyCents: 50, alarmPercent: 80 };

describe('texts in the graph', () => {
  let hub: TestHub;
  let staff: string;
  let administrator: string;
  let sofie: SchakelClient['staff'];
  const clock = manualClock(Date.now());
  beforeAll(async () => {
    hub = await testHub({ mirror: false, clock, settings: { texts: { gateway: 'sms-cm', budget } } });
    sofie = (await hub.staff('Sofie Vermeulen')).staff;
    staff = cookieOf(await hub.browser('staff', 'Sofie Vermeulen'));
    administrator = cookieOf(await hub.browser('staff', 'Tom Wouters'));
  });
  afterAll(() => hub.close());

  const segments = `query ($content: String!) {
    textSegments(content: $content) { encoding parts characters remaining outsideGsm7 { character replacement } }
  }`;
  const gateways = `{
    textGateways { name preferred sends balanceCents balanceCredits source { platform state reason } expectsReports lastReportAt }
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
        preferred: true,
        sends: true,
        balanceCents: null,
        balanceCredits: null,
        source: null,
        expectsReports: true,
        lastReportAt: null,
      },
      {
        name: 'sms-spryng',
        preferred: false,
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

  const template = (value: string) => ({
    to: '0470 12 34 56',
    urgent: false,
    template: { key: 'identiteitskaart-klaar', fields: [{ name: 'voornaam', value }] },
  });
  const spent = async () => (await sofie.textBudget()).data.textBudget;

  /** The text, once it stands so: the gateway and its reports are on their way meanwhile. */
  async function textThatIs(id: string, state: string) {
    for (const end = Date.now() + 120_000; Date.now() < end; await settle(20)) {
      const { textMessage } = (await sofie.textMessageDetail({ id })).data;
      if (textMessage?.state === state) return textMessage;
    }
    throw new Error(`it did not become ${state}`);
  }

  test('given a civil servant sends by a template, then it goes out, and the report tells that it arrived', async () => {
    const { data } = await sofie.sendText({ input: template('Emma'), idempotencyKey: 'afspraak-0001' });
    const content =
      'Dag Emma, uw identiteitskaart ligt klaar in het gemeentehuis van Schilde. Breng uw oude kaart mee.';
    expect(data.sendText).toMatchObject({
      content,
      encoding: 'GSM_7',
      parts: 1,
      priceCents: 7,
      templateVersion: 1,
    });
    const { id } = data.sendText as { id: string };
    expect(await textThatIs(id, 'SENT')).toMatchObject({ to: '+32470123456', gateway: 'sms-cm' });
    await clock.advance(3_000);
    expect(await textThatIs(id, 'DELIVERED')).toMatchObject({
      platformCode: '2',
      reported: 'Aangekomen op de telefoon.',
    });
    const cm = hub.simulator('sms-cm') as CmSimulator;
    expect(cm.sent.map((one) => one.content)).toEqual([content]);
    expect(await spent()).toMatchObject({
      budgetCents: 50,
      spentCents: 7,
      reservedCents: 0,
      alarmedAt: null,
    });

    const again = await sofie.sendText({ input: template('Emma'), idempotencyKey: 'afspraak-0001' });
    expect(again.data.sendText).toMatchObject({ id, state: 'DELIVERED' });
    const other = await sofie.sendText({ input: template('Lucas'), idempotencyKey: 'afspraak-0001' });
    expect(other.data.sendText).toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
    expect(cm.sent).toHaveLength(1);
    const { textMessages } = (await sofie.textMessages()).data;
    expect(textMessages).toMatchObject({ totalCount: 1, nodes: [{ id, state: 'DELIVERED' }] });
  });

  test('given bad input, then each field is told with its reason, and nothing is sent', async () => {
    const { data } = await sofie.sendText({
      input: { ...template(' '), to: '03 380 16 00' },
      idempotencyKey: 'afspraak-0002',
    });
    expect(data.sendText).toMatchObject({
      code: 'TEXT_NOT_SENDABLE',
      faults: [
        { field: 'to', reason: 'NO_MOBILE_NUMBER' },
        { field: 'template.fields.voornaam', reason: 'FIELD_MISSING' },
      ],
    });
  });

  test('given a new version of a template and an opt-out, then both hold for what is sent next', async () => {
    const saved = await sofie.saveTextTemplate({
      key: 'identiteitskaart-klaar',
      content: 'Beste {voornaam}, uw kaart ligt klaar.',
      idempotencyKey: 'sjabloon-0001',
    });
    expect(saved.data.saveTextTemplate).toMatchObject({ version: 2, fields: ['voornaam'] });
    const wrong = await sofie.saveTextTemplate({ key: 'X', content: '{', idempotencyKey: 'sjabloon-0002' });
    expect(wrong.data.saveTextTemplate).toMatchObject({
      code: 'TEXT_NOT_SAVED',
      faults: [{ reason: 'BAD_KEY' }, { reason: 'STRAY_BRACE' }],
    });
    const { textTemplates } = (await sofie.textTemplates()).data;
    expect(textTemplates.map(({ key, version }) => [key, version])).toEqual([
      ['afspraak-herinnering', 1],
      ['identiteitskaart-klaar', 2],
    ]);
    const set = (optedOut: boolean, idempotencyKey: string) =>
      sofie.setTextOptOut({ number: '+32 470 12 34 56', optedOut, idempotencyKey });
    expect((await set(true, 'stop-00001')).data.setTextOptOut).toMatchObject({
      number: '+32470123456',
      optedOut: true,
    });
    const refused = await sofie.sendText({ input: template('Emma'), idempotencyKey: 'afspraak-0003' });
    expect(refused.data.sendText).toMatchObject({ faults: [{ field: 'to', reason: 'OPTED_OUT' }] });
    expect((await set(false, 'stop-00002')).data.setTextOptOut).toMatchObject({
      optedOut: false,
      since: null,
    });
  });

  test('given the budget has no room, then that is told with what is spent, and nothing is sent', async () => {
    const long = { to: '0470123456', urgent: true, content: 'a'.repeat(6 * 153) };
    const accepted = await sofie.sendText({ input: long, idempotencyKey: 'afspraak-0004' });
    await textThatIs((accepted.data.sendText as { id: string }).id, 'SENT');
    const { data } = await sofie.sendText({ input: long, idempotencyKey: 'afspraak-0005' });
    expect(data.sendText).toMatchObject({
      code: 'BUDGET_SPENT',
      budget: { budgetCents: 50, spentCents: 49, reservedCents: 0 },
    });
    expect((await spent()).alarmedAt).toMatch(/^\d{4}-/);
    expect(hub.logLines.filter((line) => line.includes('texts.budget_alarm'))).toHaveLength(1);
  });

  test('given a visitor, or a citizen, then neither sends nor reads', async () => {
    const emma = (await hub.citizen('Emma Peeters')).staff;
    for (const asker of [hub.visitor.staff, emma]) {
      await expect(
        asker.sendText({ input: template('Emma'), idempotencyKey: 'afspraak-0006' }),
      ).rejects.toMatchObject({ code: expect.stringMatching(/UNAUTHENTICATED|FORBIDDEN/) });
      await expect(asker.textMessages()).rejects.toMatchObject({
        code: expect.stringMatching(/UNAUTHENTICATED|FORBIDDEN/),
      });
    }
  });

  test('then each reading and each change is in the audit trail, and no number or text is in it, a log or a measure', async () => {
    const records = await hub.database.client.auditRecord.findMany({
      where: { operation: { in: ['SendText', 'TextMessageDetail', 'SetTextOptOut'] }, outcome: 'ALLOWED' },
    });
    expect(new Set(records.map(({ operation }) => operation)).size).toBe(3);
    const traces = [JSON.stringify(records, (_, one) => (typeof one === 'bigint' ? Number(one) : one))];
    for (const text of [...traces, hub.logLines.join(''), await hub.metrics()])
      expect(text).not.toMatch(/470 ?12|ligt klaar|Dag Emma/);
  });

  test('given Spryng is down, then its balance is empty with the reason, and the rest is there', async () => {
    const spryng = hub.simulator('sms-spryng');
    spryng.fail({ kind: 'refuse' });
    const asked = hub.ask(gateways, { cookie: administrator });
    let waits = true;
    void asked.finally(() => (waits = false));
    // It tries again a moment later, on this clock.
    while (waits) {
      await settle(20);
      await clock.advance(100);
    }
    const { body, status } = await asked;
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
