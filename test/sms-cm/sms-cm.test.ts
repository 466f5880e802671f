import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { CmAnswer } from '../../adapters/sms-cm/client.js';
import { deliveryCodes, errorCodes } from '../../adapters/sms-cm/codes.js';
import { toMessage, toOutcome, toReports } from '../../adapters/sms-cm/mapping.js';
import type { CmSimulator } from '../../adapters/sms-cm/simulator.js';
import { deliveryStates } from '../../src/capabilities/texts/texts.port.js';
import { callContext } from '../support/call-context.js';
import { contractTest } from '../support/contracts.js';
import { type Gateway, openCm, textTo } from '../texts/support.js';

const settings = { sender: 'Schilde', mostParts: 8, validityHours: undefined };
const answerOf = (messageErrorCode: number, changes: Partial<CmAnswer> = {}): CmAnswer => ({
  details: null,
  errorCode: messageErrorCode === 0 ? 0 : 201,
  messages: [{ reference: 'T0001', parts: 2, messageErrorCode }],
  ...changes,
});
const webhook = (body: unknown, method = 'POST') =>
  toReports({ method, query: new URLSearchParams(), body: Buffer.from(JSON.stringify(body)) });
const status = (code: unknown, changes: object = {}) => ({
  messages: {
    msg: {
      received: '2026-11-25T09:00:00',
      to: '0032470123456',
      reference: 'T0001',
      status: { code, errorCode: '', errorDescription: 'to 0032470123456' },
      operator: '20601',
      ...changes,
    },
  },
});

describe('CM.com', () => {
  let cm: Gateway<CmSimulator>;
  beforeEach(async () => {
    cm = await openCm();
  });
  afterEach(() => cm.close());
  const post = async (
    document: unknown,
    token: string | null = String(cm.simulator.settings.productToken),
  ) => {
    const response = await fetch(`${cm.simulator.url}/v1.0/message`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token === null ? {} : { 'x-cm-producttoken': token }),
      },
      body: JSON.stringify(document),
    });
    return { status: response.status, body: (await response.json()) as CmAnswer };
  };
  const message = (number: string, changes: object = {}) => ({
    from: 'Schilde',
    to: [{ number }],
    body: { type: 'auto', content: 'Dag' },
    ...changes,
  });

  test('given a text that is accepted, then its parts are those that CM.com counts', async () => {
    // 67 in each part by the standard, 66 by CM.com: 134 are two parts to us and three to them.
    const text = textTo('0470123456', { content: 'ë'.repeat(134) });
    expect(await cm.port.send(text, callContext())).toEqual({ kind: 'ACCEPTED', id: 'T0001', parts: 3 });
  });

  test.each([
    ['0470123497', 'BLOCKED', '401'],
    ['0470123498', 'BLOCKED', '402'],
    ['0470123499', 'BLOCKED', '403'],
  ])('given a text to %s, then it is %s with code %s', async (number, about, platformCode) => {
    expect(await cm.port.send(textTo(number), callContext())).toMatchObject({
      kind: 'REFUSED',
      about,
      platformCode,
    });
  });

  test('given a sender, a text or a reference that it does not take, then the refusal says which', async () => {
    const send = (changes: object) => cm.port.send(textTo('0470123456', changes), callContext());
    expect(await send({ sender: 'Gemeente Schilde' })).toMatchObject({
      about: 'SENDER',
      platformCode: '301',
    });
    expect(await send({ content: '' })).toMatchObject({ about: 'CONTENT', platformCode: '304' });
    expect(await send({ reference: 'with-dashes' })).toMatchObject({ about: 'CONTENT', platformCode: '305' });
    cm.simulator.solvent = false;
    expect(await send({})).toMatchObject({ kind: 'REFUSED', about: 'BALANCE', platformCode: '102' });
    expect(cm.simulator.sent).toEqual([]);
  });

  test('given a token that it does not know, then it is 400 with 101, and CREDENTIALS here', async () => {
    const refused = await post({ messages: { msg: [message('0032470123456')] } }, 'nobody');
    expect(refused).toMatchObject({ status: 400, body: { errorCode: 101 } });
    cm.simulator.fail({ kind: 'expired-credentials' });
    await expect(cm.port.send(textTo('0470123456'), callContext())).rejects.toMatchObject({
      code: 'CREDENTIALS',
      status: 400,
      platformCode: '101',
    });
  });

  test('given one good and one bad message in a request, then it is 200 with 201, and each has its own code', async () => {
    const { status: http, body } = await post({
      messages: {
        msg: [
          message('0032470123456', { reference: 'GOOD' }),
          message('0032470123498', { reference: 'BAD' }),
        ],
      },
    });
    expect([http, body.errorCode]).toEqual([200, 201]);
    expect(toOutcome(body, 'GOOD')).toMatchObject({ kind: 'ACCEPTED', id: 'GOOD', parts: 1 });
    expect(toOutcome(body, 'BAD')).toMatchObject({ kind: 'REFUSED', platformCode: '402' });
    expect(toOutcome(body, 'OTHER')).toMatchObject({ kind: 'REFUSED', platformCode: '201' });
    expect(cm.simulator.sent.map(({ reference }) => reference)).toEqual(['GOOD']);
  });

  test('given only bad messages, then it is 400 with 201', async () => {
    const { status: http, body } = await post({
      messages: { msg: [message('12'), message('003233801600')] },
    });
    expect([http, body.errorCode, body.messages?.map(({ messageErrorCode }) => messageErrorCode)]).toEqual([
      400,
      201,
      [302, 303],
    ]);
  });

  test('given its health check, then it asks without a message, and nothing is sent', async () => {
    await cm.running.adapter.health(callContext());
    expect(cm.simulator.calls.map(({ operation, status: http }) => [operation, http])).toEqual([
      ['probe', 400],
    ]);
    expect(cm.simulator.sent).toEqual([]);
  });

  test('it cannot be asked for a text or for its balance', () => {
    expect([cm.port.sentUnder, cm.port.statusOf, cm.port.balance]).toEqual([undefined, undefined, undefined]);
  });

  contractTest(
    'the examples of CM.com itself are taken by the simulator, and ours has the same fields',
    async (contracts) => {
      const file = join(contracts, 'sms/cm/cm-messaging-postman-collection.json');
      const texts = itemsOf(JSON.parse(readFileSync(file, 'utf8')), 'SMS');
      expect(texts).toHaveLength(4);
      const ours = toMessage(textTo('0470123456'), settings);
      const known = new Set<string>();
      for (const { raw } of texts) {
        const filled = raw
          .replaceAll('{{ProductToken}}', String(cm.simulator.settings.productToken))
          .replaceAll('{{Sender}}', 'Schilde')
          .replaceAll(/\{\{Recipient\d?\}\}/g, '0032470123456')
          .replaceAll('{{Grouping}}', 'afspraken');
        const document = JSON.parse(filled) as { messages: { msg: Record<string, unknown>[] } };
        for (const [key, value] of Object.entries(document.messages.msg[0]!)) {
          known.add(key);
          if (key in ours) expect(typeof ours[key as keyof typeof ours]).toBe(typeof value);
        }
        expect(await post(document, null)).toMatchObject({ status: 200, body: { errorCode: 0 } });
      }
      // reference and validity stand in the documentation, and in none of the examples.
      expect(Object.keys(ours).filter((key) => !known.has(key))).toEqual(['reference']);
    },
  );
});

describe('what CM.com says of a message', () => {
  test('every code has its outcome, and one that is not in the table is in doubt', () => {
    for (const [code, { kind, about, reason }] of Object.entries(errorCodes)) {
      expect(reason).not.toBe('');
      if (kind !== 'REFUSED') continue;
      expect(toOutcome(answerOf(Number(code)), 'T0001')).toEqual({
        kind: 'REFUSED',
        about,
        platformCode: code,
        reason,
      });
    }
    expect(toOutcome(answerOf(0), 'T0001')).toEqual({ kind: 'ACCEPTED', id: 'T0001', parts: 2 });
    expect(toOutcome(answerOf(777), 'T0001')).toEqual({
      kind: 'IN_DOUBT',
      reason: 'UNKNOWN_CODE',
      platformCode: '777',
    });
    expect(toOutcome(answerOf(0, { messages: [] }), 'T0001')).toEqual({
      kind: 'IN_DOUBT',
      reason: 'NOT_MENTIONED',
      platformCode: '0',
    });
  });

  test('a code that is not in the table is noted, with nothing of the text or the number', async () => {
    const cm = await openCm();
    cm.simulator.fail({ kind: 'malformed', body: JSON.stringify(answerOf(777)) });
    await cm.port.send(textTo('0470123456'), callContext());
    const noted = cm.running.log.of('platform.unknown_value');
    expect(noted).toMatchObject([{ fields: { field: 'sendError', value: '777' } }]);
    expect(JSON.stringify(noted)).not.toMatch(/470123456|identiteitskaart/);
    await cm.close();
  });

  test('500 and 999, its own failures, leave open whether it was sent', async () => {
    const cm = await openCm();
    for (const code of [500, 999]) {
      const body = JSON.stringify(answerOf(code));
      cm.simulator.fail({ kind: 'malformed', body });
      const outcome = await cm.port.send(textTo('0470123456'), callContext());
      expect(outcome).toMatchObject({ kind: 'IN_DOUBT', reason: 'SERVER_FAULT' });
    }
    await cm.close();
  });

  test('a number goes with 00 in front, and what is set goes with it', () => {
    expect(toMessage(textTo('0470123456'), { ...settings, validityHours: 24 })).toEqual({
      from: 'Schilde',
      to: [{ number: '0032470123456' }],
      body: { type: 'auto', content: 'Uw identiteitskaart is klaar.' },
      reference: 'T0001',
      minimumNumberOfMessageParts: 1,
      maximumNumberOfMessageParts: 8,
      allowedChannels: ['SMS'],
      validity: '24h',
    });
  });
});

describe('a status report of CM.com', () => {
  test('every code of the table is read, as a number and as a text', () => {
    for (const [code, { state, reason }] of Object.entries(deliveryCodes))
      for (const given of [code, Number(code)])
        expect(webhook(status(given))).toEqual([
          {
            reference: 'T0001',
            state,
            reason,
            platformCode: code,
            errorCode: null,
            operator: '20601',
            platformTime: '2026-11-25T09:00:00',
          },
        ]);
  });

  test('a code that is not in the table is UNKNOWN, with the code', () => {
    expect(webhook(status(77))).toMatchObject([{ state: 'UNKNOWN', platformCode: '77' }]);
    expect(webhook(status('toString'))).toMatchObject([{ state: 'UNKNOWN', platformCode: 'toString' }]);
    expect(webhook(status('0032470123456'))).toMatchObject([
      { state: 'UNKNOWN', platformCode: 'UNREADABLE' },
    ]);
  });

  test('why it failed is kept, and several in a list are read', () => {
    const one = status(3, { status: { code: 3, errorCode: 5 } }).messages.msg;
    const reports = webhook({ messages: { msg: [one, { ...one, reference: 'T0002' }] } });
    expect(reports?.map(({ reference, errorCode }) => [reference, errorCode])).toEqual([
      ['T0001', '5'],
      ['T0002', '5'],
    ]);
  });

  test.each([
    ['nothing', {}],
    ['an empty list', { messages: { msg: [] } }],
    ['no reference', status(2, { reference: '' })],
    ['no status', status(2, { status: undefined })],
    ['an incoming message', { reference: 'x', from: { number: '+32470123456' }, message: { text: 'STOP' } }],
  ])('given %s, then it is no report', (_, body) => {
    expect(webhook(body)).toBeNull();
  });

  test('whatever comes in, it is read or refused, and no number comes out', () => {
    const anything = fc.oneof(
      fc.jsonValue(),
      fc.record({
        messages: fc.record({
          msg: fc.record({
            reference: fc.string({ minLength: 1 }),
            to: fc.constant('0032470123456'),
            status: fc.record({ code: fc.oneof(fc.integer(), fc.string()), errorCode: fc.jsonValue() }),
          }),
        }),
      }),
    );
    fc.assert(
      fc.property(anything, (body) => {
        for (const report of webhook(body) ?? []) {
          expect(deliveryStates).toContain(report.state);
          expect(JSON.stringify(report)).not.toContain('32470123456');
        }
        expect(webhook(body, 'GET')).toBeNull();
      }),
    );
    expect(
      toReports({ method: 'POST', query: new URLSearchParams(), body: Buffer.from('<MESSAGES/>') }),
    ).toBeNull();
  });
});

interface CollectionItem {
  readonly name: string;
  readonly item?: readonly CollectionItem[];
  readonly request?: { readonly body?: { readonly raw?: string } };
}

/** The requests of a folder of the collection, at any depth. */
function itemsOf(collection: { item: CollectionItem[] }, folder: string): { raw: string }[] {
  const all = (items: readonly CollectionItem[]): CollectionItem[] =>
    items.flatMap((one) => [one, ...all(one.item ?? [])]);
  return all(collection.item)
    .filter(({ name }) => name === folder)
    .flatMap(({ item = [] }) => item.map(({ request }) => ({ raw: request?.body?.raw ?? '' })));
}
