import { afterEach, describe, expect, test } from '@jest/globals';
import { callContext } from '../support/call-context.js';
import { citizen, document, enterprise, letter, openPost, type Post, type Way, ways } from './support.js';

let post: Post;
afterEach(() => post.close());

const operations = () => post.simulator.calls.map(({ operation }) => operation);
const publish = (changes: Parameters<typeof letter>[0] = {}) =>
  post.port.publish(letter(changes), callContext());

describe.each(ways)('through %s', (way: Way) => {
  test('given a citizen with an e-Box, then the letter is delivered, and read once it is opened', async () => {
    post = await openPost(way);
    const outcome = await publish();
    expect(outcome).toMatchObject({ kind: 'ACCEPTED', channel: 'EBOX', noDigitalUser: false });
    const { messageId, expiresAt } = outcome as Extract<typeof outcome, { kind: 'ACCEPTED' }>;
    const reference = { messageId, channel: 'EBOX' as const, recipient: citizen };
    const state = async () => await post.port.statuses([reference], callContext());

    expect(await state()).toEqual({
      statuses: [
        {
          messageId,
          channel: 'EBOX',
          state: 'DELIVERED',
          platformStatus: 'false',
          expiresAt,
          visible: true,
        },
      ],
      failures: [],
    });
    post.simulator.mailbox.read(messageId);
    expect((await state()).statuses[0]).toMatchObject({ state: 'READ', platformStatus: 'true' });
  });

  test('given several documents of which the body is the main content, then each arrives whole', async () => {
    post = await openPost(way);
    const files = [
      { ...document, main: false },
      {
        ...document,
        main: false,
        fileName: 'bijlage "één" – €.txt',
        mediaType: 'text/plain',
        content: Buffer.from([0, 13, 10, 45, 45, 255]),
      },
    ];
    const outcome = await publish({
      recipient: enterprise,
      documents: files,
      body: { text: 'Zie bijlagen.', main: true },
      attention: { name: 'Jan Peeters', nationalNumber: null },
    });
    expect(outcome).toMatchObject({ kind: 'ACCEPTED' });
    expect(post.taken()[0]?.files).toEqual(
      files.map(({ fileName, mediaType, content }) => ({ fileName, mediaType, bytes: content.length })),
    );
  });

  test('given a recipient who never opened an e-Box, then it is accepted and says so', async () => {
    post = await openPost(way);
    post.simulator.mailbox.withoutEbox.add('79072300048');
    expect(await publish()).toMatchObject({
      kind: 'ACCEPTED',
      noDigitalUser: true,
      platformCode: 'NO_DIGITAL_USER',
    });
  });

  test('given a letter type that is not ours, then it is refused by the platform', async () => {
    post = await openPost(way);
    const outcome = await publish({ messageTypeId: 'ANDERE_BRIEF' });
    expect(outcome).toEqual(
      way === 'magda-documentendienst'
        ? { kind: 'REFUSED', reason: 'BY_PLATFORM', platformCode: null }
        : { kind: 'REFUSED', reason: 'SENDER', platformCode: 'INVALID_SENDER' },
    );
    expect(post.taken()).toEqual([]);
  });

  test('given a registered letter into an e-Box, then it is refused before the wire', async () => {
    post = await openPost(way);
    expect(await publish({ registered: true })).toMatchObject({ reason: 'REGISTERED_NOT_OFFERED' });
    expect(post.simulator.calls).toEqual([]);
  });

  test('given credentials that are no longer good, then it was not sent', async () => {
    post = await openPost(way);
    post.simulator.fail({ kind: 'expired-credentials' });
    await expect(publish()).rejects.toMatchObject({ code: 'CREDENTIALS' });
    expect(post.taken()).toEqual([]);
  });

  test('given a scope that was not granted, then the check names the scope', async () => {
    post = await openPost(way);
    for (const tokens of Object.values(post.simulator.tokens)) tokens.granted.clear();
    const results = await post.running.adapter.check(callContext());
    expect(results.find(({ passed }) => !passed)).toMatchObject({
      level: 'credentials',
      advice: expect.stringContaining('scope'),
    });
  });

  test('given 501 citizens and one enterprise, then three questions ask after them all', async () => {
    post = await openPost(way);
    const sent = await Promise.all([publish(), publish({ recipient: enterprise })]);
    const [toCitizen, toEnterprise] = sent.map((one) => (one.kind === 'ACCEPTED' ? one.messageId : ''));
    const others = Array.from({ length: 500 }, (_, at) => ({
      messageId: `m${at}`,
      channel: 'EBOX' as const,
      recipient: citizen,
    }));
    post.simulator.forgetCalls();
    const { statuses, failures } = await post.port.statuses(
      [
        ...others,
        { messageId: toCitizen!, channel: 'EBOX', recipient: citizen },
        { messageId: toEnterprise!, channel: 'EBOX', recipient: enterprise },
      ],
      callContext(),
    );
    expect(failures).toEqual([]);
    expect(statuses.map(({ messageId }) => messageId).sort()).toEqual([toCitizen, toEnterprise].sort());
    expect(operations()).toHaveLength(3);
  });

  test('given the platform is down, then each question fails by itself and nothing is thrown', async () => {
    post = await openPost(way);
    post.simulator.fail({ kind: 'status', status: 503 });
    const reference = { messageId: 'm', channel: 'EBOX' as const, recipient: citizen };
    const { statuses, failures } = await post.port.statuses([reference], callContext());
    expect(statuses).toEqual([]);
    expect(failures).toEqual([
      { references: [reference], error: expect.objectContaining({ code: 'HTTP_5XX' }) },
    ]);
  });

  test('nothing personal stands in a log', async () => {
    post = await openPost(way);
    await publish({ subject: 'Zeer persoonlijk' });
    await publish({ messageTypeId: 'ANDERE_BRIEF', subject: 'Zeer persoonlijk' });
    post.simulator.fail({ kind: 'malformed' });
    await publish({ subject: 'Zeer persoonlijk' });
    const told = JSON.stringify(post.running.log.lines);
    expect(told).not.toMatch(/79072300048|Zeer persoonlijk|beslissing\.pdf/);
  });
});

describe('given the answer to a letter is lost', () => {
  test.each<Way>(['magda-documentendienst', 'message-registry 2.1'])(
    'then through %s it is in doubt and not sent again',
    async (way) => {
      post = await openPost(way);
      post.simulator.loseNextAnswer();
      expect(await publish()).toEqual({ kind: 'IN_DOUBT', reason: 'HTTP_5XX' });
      expect(post.taken()).toHaveLength(1);
      expect(post.simulator.publications).toHaveLength(1);
    },
  );

  test('then through message-registry 3 it is tried again under the same key, and was already sent', async () => {
    post = await openPost('message-registry 3');
    post.simulator.loseNextAnswer();
    expect(await publish()).toEqual({ kind: 'ALREADY_SENT' });
    expect(post.taken()).toHaveLength(1);
    const keys = post.simulator.calls
      .filter(({ operation }) => operation === 'publishMessage')
      .map(({ headers }) => headers['idempotency-key']);
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(1);
    expect(keys[0]).toMatch(/^"[0-9a-f-]{36}"$/);
  });
});

test('given another letter under a used key, then version 3 says it was already sent', async () => {
  post = await openPost('message-registry 3');
  const first = letter();
  await post.port.publish(first, callContext());
  const second = await post.port.publish({ ...first, subject: 'Iets anders' }, callContext());
  expect(second).toEqual({ kind: 'ALREADY_SENT' });
});

describe('the document service', () => {
  test('given no digital user, then the same letter goes by registered mail, and bpost proves it', async () => {
    post = await openPost('magda-documentendienst');
    post.simulator.mailbox.withoutEbox.add('79072300048');
    expect(await publish()).toMatchObject({ noDigitalUser: true });
    const outcome = await publish({ channel: 'PAPER', registered: true });
    expect(outcome).toMatchObject({ kind: 'ACCEPTED', channel: 'PAPER', expiresAt: null });
    const { messageId } = outcome as { messageId: string };

    const { value: status } = await post.port.bpostStatus(messageId, callContext());
    expect(status).toEqual({ electronicReceipt: false, details: [{ name: 'isEar', value: 'false' }] });
    const { value: proof } = await post.port.attestation(messageId, callContext());
    expect(proof?.toString()).toContain(messageId);
    const { value: message } = await post.port.message(messageId, callContext());
    expect(message).toContainEqual({ name: 'deliveryChannel', value: 'PAPER' });
    const reference = { messageId, channel: 'PAPER' as const, recipient: citizen };
    expect((await post.port.statuses([reference], callContext())).statuses).toEqual([
      expect.objectContaining({ messageId, state: 'UNKNOWN', platformStatus: null }),
    ]);
  });

  test('given a letter it does not know, then there is nothing of it', async () => {
    post = await openPost('magda-documentendienst');
    for (const ask of ['bpostStatus', 'attestation', 'message'] as const)
      expect((await post.port[ask]('onbekend', callContext())).value).toBeNull();
  });

  test('sends a correlation id with every request, never the same', async () => {
    post = await openPost('magda-documentendienst');
    const context = callContext();
    await post.port.publish(letter(), context);
    await post.port.publish(letter(), context);
    const ids = post.simulator.calls.map(({ headers }) => headers['x-correlation-id']);
    expect(new Set(ids).size).toBe(ids.length);
    expect(post.taken()).toHaveLength(2);
  });

  test('given what is behind it fails, then a letter is in doubt and a question says SOURCE', async () => {
    post = await openPost('magda-documentendienst');
    post.simulator.sourceFails = true;
    expect(await publish()).toEqual({ kind: 'IN_DOUBT', reason: 'HTTP_5XX' });
    await expect(post.port.message('m', callContext())).rejects.toMatchObject({
      code: 'HTTP_5XX',
      status: 502,
      platformCode: 'SOURCE',
    });
  });

  test('asks after letters on paper one at a time', async () => {
    post = await openPost('magda-documentendienst');
    const references = ['a', 'b', 'c'].map((messageId) => ({
      messageId,
      channel: 'PAPER' as const,
      recipient: citizen,
    }));
    await post.port.statuses(references, callContext());
    expect(operations().filter((operation) => operation === 'statusRequest')).toHaveLength(3);
  });

  test('has no preferences and no reference data', async () => {
    post = await openPost('magda-documentendienst');
    await expect(post.port.preferences([], callContext())).rejects.toMatchObject({ code: 'NOT_CONFIGURED' });
    await expect(post.port.messageTypes(callContext())).rejects.toMatchObject({ code: 'NOT_CONFIGURED' });
  });
});

describe('the message registry', () => {
  test('tells which enterprises have an e-Box, in one question', async () => {
    post = await openPost('message-registry 2.1');
    post.simulator.mailbox.withoutEbox.add('0474028805');
    post.simulator.mailbox.exclusivelyEbox.add('0406798006');
    const { value } = await post.port.preferences(['0406798006', '0474028805'], callContext());
    expect(value).toEqual([
      {
        kboNumber: '0406798006',
        exclusivelyEbox: true,
        lastConnectionAt: new Date('2026-10-01T08:00:00Z'),
        totalMessages: null,
        unreadMessages: null,
      },
    ]);
    expect(operations()).toEqual(['token', 'eboxPreferences']);
  });

  test('keeps the types of letters for a day', async () => {
    post = await openPost('message-registry 2.1');
    const { value } = await post.port.messageTypes(callContext());
    expect(value.map(({ id }) => id)).toEqual(['SCHILDE_BRIEF_BURGER', 'SCHILDE_BRIEF_ONDERNEMING']);
    expect(value[0]?.validity).toEqual({ count: 365, unit: 'DAY', platformUnit: 'day' });
    await post.port.messageTypes(callContext());
    expect(operations()).toEqual(['token', 'messageTypes']);
  });

  test('tells who sends, and keeps that too', async () => {
    post = await openPost('message-registry 3');
    for (let round = 0; round < 2; round += 1) {
      const { value: applications } = await post.port.senderApplications(callContext());
      expect(applications).toMatchObject([
        { name: { nl: 'Digitaal loket' }, organisationIds: ['0297500186'] },
      ]);
      const { value: organisations } = await post.port.senderOrganisations(callContext());
      expect(organisations).toMatchObject([
        { id: '0297500186', logos: [{ id: 'wapen', mediaType: 'image/png', language: 'nl' }] },
      ]);
    }
    expect(operations()).toEqual(['token', 'senderApplications', 'senderOrganizations']);
  });

  test('given letters on paper, then it cannot tell of them', async () => {
    post = await openPost('message-registry 2.1');
    const reference = { messageId: 'p', channel: 'PAPER' as const, recipient: citizen };
    const { failures } = await post.port.statuses([reference], callContext());
    expect(failures).toEqual([
      { references: [reference], error: expect.objectContaining({ code: 'NOT_CONFIGURED' }) },
    ]);
    expect(await publish({ channel: 'PAPER' })).toMatchObject({ reason: 'CHANNEL_NOT_OFFERED' });
  });

  test.each<Way>(['message-registry 2.1', 'message-registry 3'])(
    'through %s `schakel check` asks the registry and the federation',
    async (way) => {
      post = await openPost(way);
      const results = await post.running.adapter.check(callContext());
      expect(results.map(({ level, passed }) => [level, passed])).toEqual([
        ['connection', true],
        ['credentials', true],
        ['connection', true],
        ['credentials', true],
      ]);
    },
  );
});
