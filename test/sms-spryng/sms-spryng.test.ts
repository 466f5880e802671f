import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { deliveryStatuses, refusedFields } from '../../adapters/sms-spryng/codes.js';
import { toMessage, toOutcome, toReports } from '../../adapters/sms-spryng/mapping.js';
import { smsSpryng } from '../../adapters/sms-spryng/index.js';
import type { SpryngSimulator } from '../../adapters/sms-spryng/simulator.js';
import { deliveryStates } from '../../src/capabilities/texts/texts.port.js';
import { callContext } from '../support/call-context.js';
import { recordedTools } from '../support/recorded-wire.js';
import { type Gateway, openSpryng, textTo } from '../texts/support.js';

const webhook = (query: string, method = 'GET') =>
  toReports({ method, query: new URLSearchParams(query), body: Buffer.alloc(0) });

describe('Spryng', () => {
  let spryng: Gateway<SpryngSimulator>;
  beforeEach(async () => {
    spryng = await openSpryng();
  });
  afterEach(() => spryng.close());
  const ask = async (method: string, path: string, key = 'sandbox-spryng', body?: object) => {
    const response = await fetch(`${spryng.simulator.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };

  test('given a text that is accepted, then it can be found by its id and by its reference', async () => {
    const outcome = await spryng.port.send(textTo('0470123456'), callContext());
    if (outcome.kind !== 'ACCEPTED') throw new Error(outcome.kind);
    const { value } = await spryng.port.statusOf!(outcome.id, callContext());
    expect(value).toMatchObject({ id: outcome.id, reference: 'T0001', credits: 1 });
    expect((await spryng.port.sentUnder!('T0001', callContext())).value).toEqual([value]);
    expect((await spryng.port.statusOf!('nobody', callContext())).value).toBeNull();
  });

  test('given the answer to a text was lost, then its reference tells that it was sent', async () => {
    // The answer is spoilt after the message was taken.
    spryng.simulator.fail({ kind: 'truncated', operation: 'send' });
    expect(await spryng.port.send(textTo('0470123456'), callContext())).toMatchObject({ kind: 'IN_DOUBT' });
    spryng.simulator.fail();
    expect((await spryng.port.sentUnder!('T0001', callContext())).value).toHaveLength(1);
    expect((await spryng.port.sentUnder!('T0002', callContext())).value).toEqual([]);
  });

  test('given more under a reference than a page holds, then every page is read', async () => {
    for (let n = 0; n < 20; n += 1) await spryng.port.send(textTo('0470123456'), callContext());
    spryng.simulator.forgetCalls();
    expect((await spryng.port.sentUnder!('T0001', callContext())).value).toHaveLength(20);
    expect(spryng.simulator.calls.map(({ operation }) => operation)).toEqual(['list', 'list']);
  });

  test('given its balance, then it is in credits, and a text takes from it', async () => {
    const { value: before } = await spryng.port.balance!(callContext());
    await spryng.port.send(textTo('0470123456', { content: 'ë'.repeat(71) }), callContext());
    const { value: after } = await spryng.port.balance!(callContext());
    expect([before, after]).toEqual([{ credits: 1_000 }, { credits: 998 }]);
  });

  test('given a number, sender or text that it refuses, then the refusal says which', async () => {
    const send = (number: string, changes: object = {}) =>
      spryng.port.send(textTo(number, changes), callContext());
    expect(await send('0470123498')).toMatchObject({ about: 'RECIPIENT', platformCode: 'recipients' });
    expect(await send('0470123456', { sender: 'Gemeente Schilde' })).toMatchObject({ about: 'SENDER' });
    expect(await send('0470123456', { content: '' })).toMatchObject({ about: 'CONTENT' });
    expect(spryng.simulator.sent).toEqual([]);
  });

  test('its simulator answers 401, 404, 405 and 422 as Spryng does', async () => {
    expect(await ask('GET', '/v1/balance', 'nobody')).toMatchObject({ status: 401 });
    expect(await ask('GET', '/v1/nothing')).toMatchObject({ status: 404 });
    expect(await ask('GET', '/v1/messages/nobody')).toMatchObject({ status: 404 });
    expect(await ask('POST', '/v1/balance')).toMatchObject({ status: 405 });
    expect(await ask('POST', '/v1/messages', 'sandbox-spryng', { body: '' })).toMatchObject({
      status: 422,
      body: { errors: { body: [expect.any(String)], originator: [expect.any(String)] } },
    });
    const page = await ask('GET', '/v1/messages');
    expect(page.body).toEqual({ total: 0, per_page: 15, current_page: 1, last_page: 1, data: [] });
  });
});

describe('what Spryng answers', () => {
  const contents = { id: '90797ce7', reference: 'T0001', credits: 1 };
  const answering = (status: number, body: unknown) => {
    const { tools, requests } = recordedTools(() => ({
      status,
      headers: { 'content-type': 'application/json' },
      body: Buffer.from(JSON.stringify(body)),
    }));
    const settings = smsSpryng.settings.parse({ apiKey: 'key', sender: 'Schilde' });
    return { port: smsSpryng.start(settings as never, tools).ports.texts!, requests };
  };

  test.each([
    ['itself', contents],
    ['under data', { data: contents }],
  ])('a message given %s is read', async (_, body) => {
    const { port } = answering(200, body);
    expect(await port.send(textTo('0470123456'), callContext())).toEqual({
      kind: 'ACCEPTED',
      id: '90797ce7',
      parts: null,
    });
  });

  test('a balance given as text is a number', async () => {
    const { port } = answering(200, { amount: '12.5' });
    expect((await port.balance!(callContext())).value).toEqual({ credits: 12.5 });
  });

  test('a message of another reference is not taken for ours, and a list without end is not believed', async () => {
    const page = {
      total: 1,
      per_page: 15,
      current_page: 1,
      last_page: 1,
      data: [{ ...contents, reference: 'T00011' }],
    };
    expect((await answering(200, page).port.sentUnder!('T0001', callContext())).value).toEqual([]);
    const { port, requests } = answering(200, { ...page, last_page: 400 });
    await expect(port.sentUnder!('T0001', callContext())).rejects.toMatchObject({ code: 'MALFORMED' });
    expect(requests).toHaveLength(1);
  });

  test('a refusal of any field is a refusal', () => {
    for (const [field, refusal] of Object.entries(refusedFields))
      expect(toOutcome({ message: null, refusedFields: [`${field}.0`] })).toEqual({
        kind: 'REFUSED',
        platformCode: field,
        ...refusal,
      });
    for (const refused of [[], ['something_new'], ['constructor']])
      expect(toOutcome({ message: null, refusedFields: refused })).toMatchObject({
        kind: 'REFUSED',
        about: 'OTHER',
        platformCode: null,
      });
  });

  test('a text goes without + and with the encoding that its content needs', () => {
    const settings = { sender: 'Schilde', route: 'business' };
    expect(toMessage(textTo('0470123456'), settings)).toEqual({
      encoding: 'plain',
      body: 'Uw identiteitskaart is klaar.',
      route: 'business',
      originator: 'Schilde',
      recipients: ['32470123456'],
      reference: 'T0001',
    });
    expect(toMessage(textTo('0470123456', { content: 'Zoë' }), settings).encoding).toBe('unicode');
  });
});

describe('a delivery report of Spryng', () => {
  test('every status of the table is read', () => {
    for (const [status, { state, reason }] of Object.entries(deliveryStatuses))
      expect(webhook(`${new URLSearchParams({ REFERENCE: 'T0001', STATUS: status })}`)).toEqual([
        {
          reference: 'T0001',
          state,
          reason,
          platformCode: status,
          errorCode: null,
          operator: null,
          platformTime: null,
        },
      ]);
    expect(webhook('REFERENCE=T0001&STATUS=Not+Delivered')).toMatchObject([{ state: 'FAILED_PERMANENT' }]);
  });

  test('whatever comes in, it is read or refused, and an unknown status is UNKNOWN', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (reference, status) => {
        const reports = webhook(`${new URLSearchParams({ REFERENCE: reference, STATUS: status })}`);
        expect(reports === null).toBe(reference === '' || status === '');
        for (const { state, platformCode } of reports ?? []) {
          expect(deliveryStates).toContain(state);
          expect(platformCode).toMatch(/^[A-Za-z][A-Za-z _-]{0,31}$/);
        }
      }),
    );
    expect(webhook('REFERENCE=T0001&STATUS=Teleported')).toMatchObject([
      { state: 'UNKNOWN', platformCode: 'Teleported' },
    ]);
    expect(webhook('REFERENCE=T0001&STATUS=toString')).toMatchObject([{ state: 'UNKNOWN' }]);
    expect(webhook('REFERENCE=T0001&STATUS=Delivered', 'POST')).toBeNull();
    expect(webhook('STATUS=Delivered')).toBeNull();
  });
});
