import { afterEach, describe, expect, test } from '@jest/globals';
import { parties } from '../graph/actors.js';
import { organisation } from '../jobs/command-stand.js';
import {
  content,
  number,
  type SendingStand,
  sendingStand,
  type SendingStandOptions,
} from './sending-stand.js';

// Texts as they are asked for, kept and sent, with the simulators of both gateways; what a gateway has is counted there.

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

let stand: SendingStand;
const open = async (options?: SendingStandOptions) => (stand = await sendingStand(options));
afterEach(() => stand.close());

const reportOf = (code: number | string, reference: string) => ({
  method: 'POST',
  query: new URLSearchParams(),
  body: Buffer.from(JSON.stringify({ messages: { msg: { reference, status: { code } } } })),
});
const report = async (code: number | string, reference: string) =>
  stand.reports.receive('sms-cm', reportOf(code, reference), 'correlation-1');
const effects = () => [stand.cm.sent.length, stand.spryng.sent.length];
const money = async () => {
  const { spentMicros, reservedMicros } = await stand.service.budget(stand.context());
  return [Number(spentMicros) / 10_000, Number(reservedMicros) / 10_000];
};
const rows = async () => {
  const { client } = stand.jobs.database;
  return Promise.all([client.textMessage.count(), client.command.count(), client.idempotencyKey.count()]);
};
const commandOf = async (id: string) => stand.jobs.state((await stand.text(id)).commandId);
const decide = async (id: string, done: boolean) => {
  const { commandId } = await stand.text(id);
  expect(await stand.jobs.commands.decide(commandId, 'tom', { done, reference: null }, null)).toBeNull();
  await stand.jobs.work();
};

describe('sending a text', () => {
  test('given CM.com, then it gets the text once, under a reference of our own, and it is SENT until a report says more', async () => {
    await open();
    const id = await stand.send({ content: 'Dag Zoë, uw kaart is klaar.', sender: 'Bib' });
    const { reference, ...text } = await stand.text(id);
    expect(reference).toMatch(/^[A-Za-z0-9]{32}$/);
    expect(stand.cm.sent).toMatchObject([
      { to: '0032470123456', content: 'Dag Zoë, uw kaart is klaar.', from: 'Bib', reference, parts: 1 },
    ]);
    expect(effects()).toEqual([1, 0]);
    expect(text).toMatchObject({
      state: 'SENT',
      gateway: 'sms-cm',
      encoding: 'UCS_2',
      parts: 1,
      chargedParts: 1,
      sentAt: new Date(stand.clock.now()),
    });
    expect(await money()).toEqual([7, 0]);
    await report(2, reference);
    expect(await stand.text(id)).toMatchObject({
      state: 'DELIVERED',
      reported: 'Aangekomen op de telefoon.',
    });
  });

  test('given Spryng, then the same, known by the id that it gives', async () => {
    await open({ preferred: 'sms-spryng' });
    const id = await stand.send();
    expect(effects()).toEqual([0, 1]);
    const [kept] = stand.spryng.sent;
    expect(await stand.text(id)).toMatchObject({
      state: 'SENT',
      gateway: 'sms-spryng',
      platformId: kept!.id,
      reference: kept!.reference,
      chargedParts: null,
    });
    expect(await money()).toEqual([7, 0]);
  });

  test('given a template, then its fields are filled in, and the version that was used is kept', async () => {
    await open();
    const save = async (text: string, key: string) => {
      const request = { owner: 'sofie', key, operation: 'saveTextTemplate', input: { text } };
      const saving = await stand.service.saveTemplate(
        { key: 'kaart', content: text },
        request,
        stand.context(),
      );
      return saving.kind === 'SAVED' ? saving.template.version : saving.kind;
    };
    const template = { key: 'kaart', fields: [{ name: 'naam', value: 'Emma {dag}' }] };
    expect(await save('Dag {naam}, uw kaart is klaar.', 'key-00001')).toBe(1);
    const first = await stand.send({ content: null, template });
    expect(await save('Beste {naam}, uw kaart is klaar.', 'key-00002')).toBe(2);
    const later = await stand.send({ content: null, template });
    expect(stand.cm.sent.map((one) => one.content)).toEqual([
      'Dag Emma {dag}, uw kaart is klaar.',
      'Beste Emma {dag}, uw kaart is klaar.',
    ]);
    expect(await stand.text(first)).toMatchObject({ templateKey: 'kaart', templateVersion: 1 });
    expect(await stand.text(later)).toMatchObject({ templateKey: 'kaart', templateVersion: 2 });
    // The same again is no new version, and neither is the same key.
    expect(await save('Beste {naam}, uw kaart is klaar.', 'key-00003')).toBe(2);
    expect(await save('Dag {naam}, uw kaart is klaar.', 'key-00001')).toBe(1);
    expect(await save('Iets anders', 'key-00001')).toBe('CONFLICT');
    expect(await stand.service.templates(stand.context())).toMatchObject([{ key: 'kaart', version: 2 }]);
    const { client } = stand.jobs.database;
    await expect(client.textTemplate.updateMany({ data: { content: 'x' } })).rejects.toThrow('append-only');
    await expect(client.textTemplate.deleteMany()).rejects.toThrow('append-only');
  });

  test('given a template of somebody else, then there is none', async () => {
    await open();
    const request = { owner: 'o', key: 'key-00001', operation: 'saveTextTemplate', input: {} };
    const other = {
      ...stand.context(),
      actor: { ...parties['client that changes'].actor, organisation: '0207437468' } as never,
    };
    await stand.service.saveTemplate({ key: 'kaart', content: 'Dag' }, request, other);
    expect(await stand.ask({ content: null, template: { key: 'kaart', fields: [] } })).toMatchObject({
      faults: [{ field: 'template.key', reason: 'UNKNOWN_TEMPLATE' }],
    });
    const id = await stand.send();
    expect(await stand.service.text(id, other)).toBeNull();
    expect((await stand.service.texts(null, 10, null, other)).edges).toEqual([]);
  });

  test('given no gateway, then that is told and nothing is stored', async () => {
    await open({ preferred: null });
    expect(await stand.ask({})).toEqual({ kind: 'NOT_CONFIGURED', platform: 'sms-cm' });
    expect(await rows()).toEqual([0, 0, 0]);
  });

  test('given the gateway refuses the number, then it failed with its code, and costs nothing', async () => {
    await open();
    const id = await stand.send({ to: '0470123498' });
    expect(await stand.text(id)).toMatchObject({
      state: 'FAILED',
      reason: 'REFUSED_BLOCKED',
      platformCode: '402',
    });
    expect([await money(), effects()]).toEqual([
      [0, 0],
      [0, 0],
    ]);
  });

  test('given the same key, then the same text; given other input, then a conflict', async () => {
    await open();
    const asked = await Promise.all([1, 2, 3].map(() => stand.ask({}, 'key-00001')));
    const ids = asked.map((one) => (one.kind === 'ACCEPTED' ? one.text.id : one.kind));
    expect(new Set(ids).size).toBe(1);
    await stand.jobs.work();
    expect(await stand.ask({}, 'key-00001')).toMatchObject({ kind: 'ACCEPTED', text: { id: ids[0] } });
    expect(await stand.ask({ content: 'Iets anders' }, 'key-00001')).toEqual({ kind: 'CONFLICT' });
    expect(effects()).toEqual([1, 0]);
  });

  test('then texts are listed, the newest first, by page and by state', async () => {
    await open();
    const ids: string[] = [];
    for (const to of ['0470123451', '0470123498', '0470123453']) {
      ids.push(await stand.send({ to }));
      await stand.clock.advance(second);
    }
    const page = async (first: number, after: string | null, state: 'SENT' | null = null) =>
      stand.service.texts(state, first, after, stand.context());
    const one = await page(2, null);
    expect([one.edges.map(({ node }) => node.id), one.hasNextPage, one.totalCount]).toEqual([
      [ids[2], ids[1]],
      true,
      3,
    ]);
    const two = await page(2, one.edges[1]!.cursor);
    expect([two.edges.map(({ node }) => node.id), two.hasNextPage]).toEqual([[ids[0]], false]);
    expect((await page(10, null, 'SENT')).edges.map(({ node }) => node.id)).toEqual([ids[2], ids[0]]);
  });
});

describe('an answer that is lost', () => {
  test('given Spryng, then it is asked under our reference, and the text is not sent twice', async () => {
    await open({ preferred: 'sms-spryng' });
    stand.spryng.fail({ kind: 'truncated', operation: 'send' });
    const id = await stand.send();
    expect(await stand.standing(id)).toBe('IN_DOUBT NETWORK');
    expect(await money()).toEqual([0, 7]);
    stand.spryng.fail();
    await stand.pass(10 * second);
    expect(await stand.text(id)).toMatchObject({ state: 'SENT', platformId: stand.spryng.sent[0]!.id });
    expect([effects(), await money()]).toEqual([
      [0, 1],
      [7, 0],
    ]);
  });

  test('given Spryng never had it, then that is believed after a while, and it is sent once', async () => {
    await open({ preferred: 'sms-spryng' });
    stand.loseOnTheWay('sms-spryng', 1);
    const id = await stand.send();
    await stand.pass(30 * second);
    expect([await stand.standing(id), effects()]).toEqual(['IN_DOUBT UNTOLD', [0, 0]]);
    for (let passed = 0; passed < 10; passed += 1) await stand.pass(30 * second);
    expect([await stand.standing(id), effects()]).toEqual(['SENT', [0, 1]]);
  });

  test('given CM.com, which cannot be asked, then it waits for a person, and no other gateway gets it', async () => {
    await open({ failover: { failures: 1 } });
    stand.cm.fail({ kind: 'truncated', operation: 'message' });
    const id = await stand.send();
    stand.cm.fail();
    expect(stand.failover.current()?.platform).toBe('sms-spryng');
    await stand.pass(25 * hour);
    expect([await stand.standing(id), effects()]).toEqual(['IN_DOUBT NETWORK', [1, 0]]);
    const { commandId } = await stand.text(id);
    expect((await stand.jobs.commands.find(commandId))!.dueAt).toBeNull();
    await decide(id, true);
    expect([await stand.standing(id), effects()]).toEqual(['SENT', [1, 0]]);
    expect(await money()).toEqual([7, 0]);
  });

  test('given a report while it is in doubt, then CM.com has it, and nobody can have it sent again', async () => {
    await open();
    stand.cm.fail({ kind: 'truncated', operation: 'message' });
    const id = await stand.send();
    stand.cm.fail();
    await report(2, (await stand.text(id)).reference);
    expect([await stand.standing(id), (await commandOf(id)).state]).toEqual(['DELIVERED', 'IN_DOUBT']);
    await decide(id, false);
    expect([await stand.standing(id), (await commandOf(id)).state]).toEqual(['DELIVERED', 'DONE']);
    expect([effects(), await money()]).toEqual([
      [1, 0],
      [7, 0],
    ]);
  });

  test('given a person saw that CM.com never had it, then it is sent now', async () => {
    await open();
    stand.loseOnTheWay('sms-cm', 1);
    const id = await stand.send();
    expect(await stand.standing(id)).toBe('IN_DOUBT TIMEOUT');
    await decide(id, false);
    expect([await stand.standing(id), effects()]).toEqual(['SENT', [1, 0]]);
  });
});

describe('what stops a text', () => {
  const night = { from: '21:00', until: '08:00' };
  const optOut = (optedOut: boolean, key: string) => {
    const change = { number, optedOut };
    const request = { owner: 'o', key, operation: 'setTextOptOut', input: change };
    return stand.service.setOptOut(change, request, stand.context());
  };

  test('given somebody opts out while their text waits, then it is not sent and costs nothing', async () => {
    await open({ start: Date.UTC(2026, 10, 24, 21), quietHours: night });
    const id = await stand.send();
    expect([await stand.standing(id), await money()]).toEqual(['WAITING QUIET_HOURS', [0, 7]]);
    expect(await optOut(true, 'key-00001')).toMatchObject({ since: new Date(stand.clock.now()) });
    await stand.pass(12 * hour);
    expect([await stand.standing(id), effects(), await money()]).toEqual([
      'FAILED OPTED_OUT',
      [0, 0],
      [0, 0],
    ]);
  });

  test('given an opt-out, then a new text is refused, urgent ones too, until it is taken back', async () => {
    await open();
    await optOut(true, 'key-00001');
    for (const urgent of [false, true])
      expect(await stand.ask({ urgent })).toMatchObject({ faults: [{ field: 'to', reason: 'OPTED_OUT' }] });
    // The same number, written otherwise; and another one.
    expect(await stand.ask({ to: '+32 470 12 34 56' })).toMatchObject({ kind: 'FAULTY' });
    await stand.send({ to: '0470123457' });
    expect(await optOut(false, 'key-00002')).toMatchObject({ since: null });
    // The first key again changes nothing.
    expect(await optOut(true, 'key-00001')).toMatchObject({ since: null });
    await stand.send();
    expect(effects()).toEqual([2, 0]);
    expect(await stand.jobs.database.client.textOptOut.count()).toBe(0);
  });

  test('given quiet hours, then a text waits for their end, and an urgent one does not', async () => {
    await open({ start: Date.UTC(2026, 10, 24, 21), quietHours: night });
    const id = await stand.send();
    await stand.send({ urgent: true });
    expect(effects()).toEqual([1, 0]);
    await stand.pass(10 * hour - 1);
    expect([await stand.standing(id), effects()]).toEqual(['WAITING QUIET_HOURS', [1, 0]]);
    await stand.pass(1);
    expect([await stand.standing(id), effects()]).toEqual(['SENT', [2, 0]]);
  });

  test('given a gateway that fails into the night, then a text waits for the morning', async () => {
    await open({ start: Date.UTC(2026, 10, 24, 19, 59), quietHours: night, failover: { enabled: false } });
    stand.cm.fail({ kind: 'expired-credentials' });
    const id = await stand.send();
    expect(await stand.standing(id)).toBe('WAITING CREDENTIALS');
    for (let passed = 0; passed < 6; passed += 1) await stand.pass(minute);
    expect(await stand.standing(id)).toBe('WAITING QUIET_HOURS');
    stand.cm.fail();
    await stand.pass(12 * hour);
    expect([await stand.standing(id), effects()]).toEqual(['SENT', [1, 0]]);
  });
});

describe('the budget', () => {
  test('given room for one and two who ask at once, then one is refused and nothing of it is stored', async () => {
    await open({ budget: { monthlyCents: 13 } });
    const asked = await Promise.all([stand.ask({}), stand.ask({})]);
    expect(asked.map(({ kind }) => kind).sort()).toEqual(['ACCEPTED', 'BUDGET_SPENT']);
    expect(await rows()).toEqual([1, 1, 1]);
    await stand.jobs.work();
    expect([effects(), await money()]).toEqual([
      [1, 0],
      [7, 0],
    ]);
    const refused = await stand.ask({});
    expect(refused).toMatchObject({
      budget: { month: '2026-11', limitMicros: 130_000n, spentMicros: 70_000n },
    });
  });

  test('given the key of a text that was accepted, then it is answered though the budget is spent since', async () => {
    await open({ budget: { monthlyCents: 7 } });
    const id = await stand.send({}, 'key-00001');
    expect(await stand.ask({}, 'key-00001')).toMatchObject({ kind: 'ACCEPTED', text: { id } });
    expect(await stand.ask({})).toMatchObject({ kind: 'BUDGET_SPENT' });
  });

  test('given an organisation with a budget of its own, then that one counts', async () => {
    await open({ budget: { monthlyCents: 0, organisations: { [organisation]: 14 } } });
    await stand.send();
    await stand.send();
    expect(await stand.ask({})).toMatchObject({ kind: 'BUDGET_SPENT' });
  });

  test('given most of it is gone, then the alarm is given once a month, in the log and as a measure', async () => {
    await open({ start: Date.UTC(2026, 10, 30, 9), budget: { monthlyCents: 35 } });
    for (let sent = 0; sent < 3; sent += 1) await stand.send();
    expect(stand.log.of('texts.budget_alarm')).toEqual([]);
    expect(await stand.metricsText()).toContain(
      `schakel_text_budget_alarm{organisation="${organisation}"} 0`,
    );
    await stand.send();
    await stand.send();
    expect(stand.log.of('texts.budget_alarm')).toMatchObject([
      { level: 'warn', fields: { organisation, month: '2026-11' } },
    ]);
    expect(await stand.metricsText()).toContain(
      `schakel_text_budget_alarm{organisation="${organisation}"} 1`,
    );
    await stand.clock.advance(15 * hour);
    for (let sent = 0; sent < 4; sent += 1) await stand.send();
    expect(stand.log.of('texts.budget_alarm')).toHaveLength(2);
    expect((await stand.service.budget(stand.context())).month).toBe('2026-12');
  });

  test('given it was made smaller while a text waited, then that is looked at again, and it is not sent', async () => {
    const quietHours = { from: '21:00', until: '08:00' };
    await open({ start: Date.UTC(2026, 10, 24, 21), quietHours, budget: { monthlyCents: 100 } });
    const id = await stand.send();
    stand.budget.monthlyCents = 6;
    await stand.pass(12 * hour);
    expect([await stand.standing(id), effects(), await money()]).toEqual([
      'FAILED BUDGET_SPENT',
      [0, 0],
      [0, 0],
    ]);
  });

  test('given a text that waits into another month, then it is paid from that month', async () => {
    const quietHours = { from: '21:00', until: '08:00' };
    await open({ start: Date.UTC(2026, 10, 30, 21), quietHours, budget: { monthlyCents: 7 } });
    const id = await stand.send();
    await stand.pass(12 * hour);
    expect([await stand.standing(id), await money()]).toEqual(['SENT', [7, 0]]);
    const months = await stand.jobs.database.client.textBudget.findMany({ orderBy: { month: 'asc' } });
    expect(months).toMatchObject([
      { month: '2026-11', spentMicros: 0n, reservedMicros: 0n },
      { month: '2026-12', spentMicros: 70_000n, reservedMicros: 0n },
    ]);
  });

  test('given a text that failed and is tried again, then its price is reserved again, if there is room', async () => {
    await open({ budget: { monthlyCents: 7 }, failover: { enabled: false } });
    stand.cm.solvent = false;
    const id = await stand.send();
    expect([await stand.standing(id), await money()]).toEqual(['FAILED REFUSED_BALANCE', [0, 0]]);
    stand.cm.solvent = true;
    await stand.send();
    const { commandId } = await stand.text(id);
    expect(await stand.jobs.commands.retry(commandId, 'tom', null)).toBeNull();
    await stand.jobs.work();
    expect([await stand.standing(id), effects(), await money()]).toEqual([
      'FAILED BUDGET_SPENT',
      [1, 0],
      [7, 0],
    ]);
  });
});

describe('a gateway that fails', () => {
  test('given several failures, then texts go through the other one, each once, and come back after a while', async () => {
    await open();
    stand.cm.fail({ kind: 'expired-credentials' });
    const ids = [await stand.send(), await stand.send({ to: '0470123457' })];
    for (let passed = 0; passed < 4; passed += 1) await stand.pass(5 * second);
    expect(await Promise.all(ids.map(stand.standing))).toEqual(['SENT', 'SENT']);
    expect(effects()).toEqual([0, 2]);
    expect((await stand.text(ids[0]!)).gateway).toBe('sms-spryng');
    expect(stand.log.of('texts.gateway_left')).toMatchObject([
      { fields: { from: 'sms-cm', to: 'sms-spryng', failures: 3 } },
    ]);
    stand.cm.fail();
    await stand.pass(10 * minute);
    await stand.send();
    expect(effects()).toEqual([0, 3]);
    await stand.pass(6 * minute);
    await stand.send();
    expect(effects()).toEqual([1, 3]);
    expect(await stand.metricsText()).toContain('schakel_text_gateway_in_use{adapter="sms-cm"} 1');
  });

  test('given a text that waited for it through the night, then it goes to the other one without asking it again', async () => {
    const quietHours = { from: '21:00', until: '08:00' };
    await open({ start: Date.UTC(2026, 10, 24, 19, 59, 59, 500), quietHours });
    stand.cm.fail({ kind: 'expired-credentials' });
    const id = await stand.send();
    await stand.pass(11 * hour - minute);
    expect(await stand.standing(id)).toBe('WAITING QUIET_HOURS');
    for (let time = 0; time < 3; time += 1) stand.failover.note('sms-cm', 'FAILS');
    stand.cm.forgetCalls();
    await stand.pass(2 * minute);
    expect([await stand.standing(id), effects(), stand.cm.calls]).toEqual(['SENT', [0, 1], []]);
  });

  test('given answers that are lost, then those texts stay where they are, and the next ones go elsewhere', async () => {
    await open();
    stand.cm.fail({ kind: 'truncated', operation: 'message' });
    const ids = [await stand.send(), await stand.send(), await stand.send(), await stand.send()];
    const [first, second, third, fourth] = await Promise.all(ids.map(stand.standing));
    expect([first, second, third]).toEqual(Array(3).fill('IN_DOUBT NETWORK'));
    expect([fourth, effects()]).toEqual(['SENT', [3, 1]]);
  });

  test('given the account at CM.com is empty, then texts go through the other one at once', async () => {
    await open();
    stand.cm.solvent = false;
    const id = await stand.send();
    expect([await stand.standing(id), effects()]).toEqual(['SENT', [0, 1]]);
  });

  test('given both fail, then texts wait and are sent when one is back, once', async () => {
    await open();
    stand.cm.fail({ kind: 'expired-credentials' });
    stand.spryng.fail({ kind: 'expired-credentials' });
    const id = await stand.send();
    for (let passed = 0; passed < 10; passed += 1) await stand.pass(minute);
    expect(await stand.standing(id)).toMatch(/^WAITING (CREDENTIALS|BREAKER_OPEN)$/);
    expect(stand.log.of('texts.gateway_left').length).toBeLessThan(3);
    stand.spryng.fail();
    for (let passed = 0; passed < 20; passed += 1) await stand.pass(minute);
    expect([await stand.standing(id), effects()]).toEqual(['SENT', [0, 1]]);
  });
});

describe('delivery reports', () => {
  test('given one comes ten times, late, and behind a newer one, then the text stands where it stood', async () => {
    await open();
    const id = await stand.send();
    const { reference } = await stand.text(id);
    await Promise.all(Array.from({ length: 10 }, () => report(2, reference)));
    const first = await stand.text(id);
    await stand.clock.advance(hour);
    for (const code of [0, 3, 1, 77]) await report(code, reference);
    expect(await stand.text(id)).toEqual(first);
    expect([first.state, await money(), effects()]).toEqual(['DELIVERED', [7, 0], [1, 0]]);
    await report(4, reference);
    expect(await stand.standing(id)).toBe('READ');
  });

  test('given a code that nobody knows, then it is to be seen, and a later report is taken', async () => {
    await open();
    const id = await stand.send();
    const { reference } = await stand.text(id);
    await report(77, reference);
    expect(await stand.text(id)).toMatchObject({ state: 'UNKNOWN', platformCode: '77' });
    await report(0, reference);
    expect(await stand.standing(id)).toBe('UNKNOWN');
    await report(2, reference);
    expect(await stand.standing(id)).toBe('DELIVERED');
  });

  test('given a reference that is of nobody, or of another gateway, then nothing changes, and the call is taken', async () => {
    await open({ preferred: 'sms-spryng' });
    const id = await stand.send();
    const { reference } = await stand.text(id);
    expect(await report(2, 'T0001')).toBe('TAKEN');
    expect(await report(2, reference)).toBe('TAKEN');
    expect(await stand.standing(id)).toBe('SENT');
  });
});

test('no number and no text is in a log, a measure or in the clear in the database', async () => {
  await open({ budget: { monthlyCents: 20 } });
  await stand.send();
  stand.cm.fail({ kind: 'truncated', operation: 'message' });
  await stand.send();
  await stand.ask({ to: '0470 12 34 56 78 90' });
  const { client } = stand.jobs.database;
  const [messages, commands] = await Promise.all([client.textMessage.findMany(), client.command.findMany()]);
  expect([messages.length, commands.length]).toEqual([2, 2]);
  const plainly = (row: object) =>
    Object.values(row)
      .map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value)))
      .join('\n');
  const told = [
    JSON.stringify([stand.log.lines, stand.jobs.log.lines]),
    await stand.metricsText(),
    ...[...messages, ...commands].map(plainly),
  ];
  for (const text of told) expect(text).not.toMatch(/470123456|470 12|identiteitskaart/);
  // It is there all the same.
  expect(await stand.text(messages[0]!.id)).toMatchObject({ to: '+32470123456', content });
});
