import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type SendingStand, sendingStand } from './sending-stand.js';

// What is refused before anything is stored, with the field and the reason.

let stand: SendingStand;
beforeAll(async () => {
  stand = await sendingStand();
  const template = { key: 'kaart', content: '{naam}, {dag}' };
  const key = { owner: 'o', key: 'key-00001', operation: 'saveTextTemplate', input: template };
  await stand.service.saveTemplate(template, key, stand.context());
});
afterAll(() => stand.close());

const rows = async () => {
  const { client } = stand.jobs.database;
  return Promise.all([client.textMessage.count(), client.command.count(), client.idempotencyKey.count()]);
};

describe('bad input', () => {
  test.each([
    ['a word for a number', { to: 'wandel' }, ['to NO_PHONE_NUMBER']],
    ['a fixed line', { to: '03 380 16 00' }, ['to NO_MOBILE_NUMBER']],
    ['nothing to say', { content: '' }, ['content EMPTY']],
    ['blanks', { content: ' \n ' }, ['content EMPTY']],
    ['neither text nor template', { content: null }, ['content EMPTY']],
    ['both', { template: { key: 'kaart', fields: [] } }, ['template CONTENT_AND_TEMPLATE']],
    ['seven parts', { content: 'ë'.repeat(6 * 67 + 1) }, ['content TOO_LONG']],
    ['half a character', { content: 'Dag \ud83d' }, ['content UNREADABLE']],
    ['a sender of twelve letters', { sender: 'GemeenteSchi' }, ['sender BAD_SENDER']],
    [
      'a template without its field',
      { content: null, template: { key: 'kaart', fields: [{ name: 'naam', value: ' ' }] } },
      ['template.fields.naam FIELD_MISSING', 'template.fields.dag FIELD_MISSING'],
    ],
    [
      'a field that is not in the template',
      {
        content: null,
        template: {
          key: 'kaart',
          fields: ['naam', 'dag', 'uur'].map((name) => ({ name, value: 'iets' })),
        },
      },
      ['template.fields FIELD_UNKNOWN'],
    ],
    [
      'everything at once',
      { to: '12', content: '', sender: '' },
      ['to NO_PHONE_NUMBER', 'content EMPTY', 'sender BAD_SENDER'],
    ],
  ])(
    'given %s, then it is refused with the field and the reason, and nothing is stored',
    async (_, changes, wanted) => {
      const before = await rows();
      const sending = await stand.ask(changes);
      expect(sending.kind === 'FAULTY' && sending.faults.map((one) => `${one.field} ${one.reason}`)).toEqual(
        wanted,
      );
      expect(await rows()).toEqual(before);
      expect([stand.cm.sent, stand.spryng.sent]).toEqual([[], []]);
    },
  );

  test.each([
    ['Kaart!', 'Dag', ['key BAD_KEY']],
    ['kaart', 'Dag {Naam} {', ['content STRAY_BRACE']],
    ['kaart', '', ['content EMPTY']],
  ])('given a template %s "%s", then it is not saved', async (name, text, wanted) => {
    const request = { owner: 'o', key: 'key-00002', operation: 'saveTextTemplate', input: {} };
    const saving = await stand.service.saveTemplate({ key: name, content: text }, request, stand.context());
    expect(saving.kind === 'FAULTY' && saving.faults.map((one) => `${one.field} ${one.reason}`)).toEqual(
      wanted,
    );
    expect(await stand.service.templates(stand.context())).toMatchObject([{ key: 'kaart', version: 1 }]);
  });
});
