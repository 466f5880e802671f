import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createFileStore } from '../../src/capabilities/files/file.store.js';
import { inspectPdf } from '../../src/capabilities/files/pdf.inspection.js';
import { chooseChannel } from '../../src/capabilities/letters/letter.channel.js';
import { type LetterOrder, sendLetterCommand } from '../../src/capabilities/letters/letter.command.js';
import { createLetterRecords, type LetterRecords } from '../../src/capabilities/letters/letter.records.js';
import type { LettersPort } from '../../src/capabilities/letters/letters.port.js';
import type { CommandDefinition } from '../../src/jobs/command.js';
import { plainPdf } from '../../adapters/digitaal-ondertekenen/simulator/signed-pdf.js';
import { openPost, type Post, type Way } from '../ebox/support.js';
import { cipher, type CommandStand, commandStand, keyedHash, organisation } from '../jobs/command-stand.js';
import { callContext } from '../support/call-context.js';
import { manualClock } from '../support/clock.js';
import { testDatabase } from '../support/database.js';
import { NationalNumber } from '../../src/identifiers/national-number.js';

const citizen = '79072300048';
const club = '0406798006';

/** The command on one transport, without a hub. `consent` is what holds when it is looked at. */
async function openSending(way: Way, refusesPaper = false) {
  // The adapter is on the clock of this machine.
  const clock = manualClock(Date.now());
  const database = await testDatabase();
  const post = await openPost(way);
  const records: LetterRecords = createLetterRecords({ database, cipher, keyedHash });
  const files = createFileStore({ database, cipher, clock });
  const consent = { holds: true };
  const consents = { basis: async () => ({ holds: consent.holds, sayingId: null }) };
  const port: LettersPort = {
    ...post.port,
    publish: async (letter, context) =>
      refusesPaper && letter.channel === 'PAPER'
        ? { kind: 'REFUSED', reason: 'BY_PLATFORM', platformCode: 'NO_ADDRESS' }
        : post.port.publish(letter, context),
  };
  const options = {
    port,
    platform: 'ebox',
    records,
    files,
    consents,
    costs: { ebox: 0, paper: 150, registeredPaper: 1000 },
    clock,
    longestStepMs: 30_000,
  };
  const definition = sendLetterCommand(options);
  const stand = await commandStand([definition as CommandDefinition<never>], { database, clock });
  const content = await plainPdf('Brief', ['Inhoud']);
  const facts = await inspectPdf(content);
  if (typeof facts === 'string') throw new Error(facts);
  const file = await files.add({
    ...facts,
    organisation,
    content,
    mediaType: 'application/pdf',
    uploadedBy: 'clerk-1',
    expiresAt: null,
  });

  async function send(over: Partial<LetterOrder> = {}) {
    const input: LetterOrder = {
      letterId: randomUUID(),
      paperKey: randomUUID(),
      recipient: { kind: 'CITIZEN', nationalNumber: citizen },
      registered: false,
      subject: 'Uw aanvraag',
      language: 'nl',
      messageTypeId:
        over.recipient?.kind === 'ENTERPRISE' ? 'SCHILDE_BRIEF_ONDERNEMING' : 'SCHILDE_BRIEF_BURGER',
      fileId: file.id,
      digest: file.digest,
      signatures: 0,
      fileName: 'brief.pdf',
      mediaType: 'application/pdf',
      attention: null,
      ...over,
    };
    const accepted = await stand.commands.accept({
      definition,
      input,
      organisation,
      requestedBy: 'clerk-1',
      correlationId: 'correlation-1',
      priority: 'normal',
      idempotency: null,
      write: (tx, commandId) =>
        records.add(
          {
            id: input.letterId,
            organisation,
            recipient:
              input.recipient.kind === 'CITIZEN'
                ? { kind: 'CITIZEN', nationalNumber: NationalNumber.parse(input.recipient.nationalNumber) }
                : input.recipient,
            channel: 'PAPER',
            registered: input.registered,
            subject: input.subject,
            messageTypeId: input.messageTypeId,
            platform: null,
            messageId: null,
            requestedBy: 'clerk-1',
            requestedAt: new Date(clock.now()),
            sentAt: null,
            expiresAt: null,
            state: 'PENDING',
            noDigitalUser: null,
            commandId,
            fileId: input.fileId,
          },
          tx,
        ),
    });
    if (accepted.kind !== 'ACCEPTED') throw new Error(accepted.kind);
    await work();
    return { commandId: accepted.commandId, letterId: input.letterId };
  }

  /** Until nothing of it is under way: an answer of the platform takes turns of the event loop that nobody counts. */
  async function work() {
    for (let turn = 0; turn < 100; turn += 1) {
      await stand.advance(1);
      const underWay = await database.client.command.count({
        where: { state: { in: ['RUNNING', 'ACCEPTED'] } },
      });
      if (underWay === 0) return;
    }
    throw new Error('It does not come to rest.');
  }

  const stands = async (letterId: string) => {
    const { state, channel, channelReason, reason, messageId } = (await records.find(
      letterId,
      organisation,
    ))!;
    return { state, channel, channelReason, reason, messageId };
  };
  return { clock, stand, post, records, consent, options, send, work, stands };
}

type Sending = Awaited<ReturnType<typeof openSending>>;

async function close({ stand, post }: { stand: CommandStand; post: Post }) {
  await stand.close();
  await stand.database.close();
  await post.close();
}

describe('given a registry that honours keys', () => {
  let sending: Sending;
  beforeAll(async () => {
    sending = await openSending('message-registry 3');
  });
  afterAll(() => close(sending));
  afterEach(() => {
    sending.post.simulator.fail();
    sending.consent.holds = true;
  });
  const there = () => sending.post.taken().length;

  test('when an answer is lost, then it is asked by the key, and the letter was taken once', async () => {
    const before = there();
    // Each try of the wire too.
    sending.post.simulator.fail({ kind: 'truncated', operation: 'publishMessage' });
    const { commandId, letterId } = await sending.send();
    expect(await sending.stand.state(commandId)).toMatchObject({ state: 'IN_DOUBT', step: 'publish' });
    expect(await sending.stands(letterId)).toMatchObject({ state: 'UNKNOWN' });
    sending.post.simulator.fail();
    await sending.clock.advance(5_000);
    await sending.work();
    expect(await sending.stand.state(commandId)).toMatchObject({ state: 'DONE' });
    expect(there()).toBe(before + 1);
    expect(await sending.stands(letterId)).toMatchObject({ state: 'SENT', channel: 'EBOX', messageId: null });
    expect(await sending.records.deliveries(letterId)).toMatchObject([
      { id: letterId, platformCode: 'ALREADY_SENT', noDigitalUser: null },
    ]);
  });

  test('when consent is withdrawn in doubt, then it is not offered again to find out', async () => {
    sending.post.simulator.fail({ kind: 'status', status: 503, operation: 'publishMessage' });
    const before = there();
    const { commandId, letterId } = await sending.send();
    expect(await sending.stand.state(commandId)).toMatchObject({ state: 'IN_DOUBT' });
    sending.consent.holds = false;
    sending.post.simulator.fail();
    await sending.clock.advance(5_000);
    await sending.work();
    expect(await sending.stand.state(commandId)).toMatchObject({ state: 'IN_DOUBT', reason: 'UNTOLD' });
    expect(there()).toBe(before);
    expect(await sending.stands(letterId)).toMatchObject({ state: 'UNKNOWN' });
  });

  test('without consent, then somebody must bring it, for it has no paper', async () => {
    sending.consent.holds = false;
    const before = there();
    const { commandId, letterId } = await sending.send();
    expect(await sending.stand.state(commandId)).toMatchObject({ state: 'DONE' });
    expect(await sending.stands(letterId)).toMatchObject({
      state: 'PENDING_MANUAL',
      channelReason: 'NO_CONSENT',
      messageId: null,
    });
    expect(there()).toBe(before);
  });

  test('registered, then somebody must bring it', async () => {
    const { letterId } = await sending.send({ registered: true });
    expect(await sending.stands(letterId)).toMatchObject({
      state: 'PENDING_MANUAL',
      channelReason: 'REGISTERED',
    });
  });

  test('when nobody opens the e-Box, then somebody must bring it, and a later question leaves it so', async () => {
    sending.post.simulator.mailbox.withoutEbox.add(citizen);
    const { letterId } = await sending.send();
    sending.post.simulator.mailbox.withoutEbox.delete(citizen);
    expect(await sending.stands(letterId)).toMatchObject({
      state: 'PENDING_MANUAL',
      channelReason: 'NO_DIGITAL_USER',
    });
    expect(await sending.records.deliveries(letterId)).toMatchObject([
      { channel: 'EBOX', noDigitalUser: true, messageId: expect.any(String) },
    ]);
  });

  test('an enterprise has an e-Box or not, as the preferences say', async () => {
    const choose = (kboNumber: string) =>
      chooseChannel(
        { recipient: { kind: 'ENTERPRISE', kboNumber }, registered: false },
        sending.options,
        callContext(),
      );
    expect(await choose(club)).toEqual({ channel: 'EBOX', reason: 'ENTERPRISE', consentId: null });
    sending.post.simulator.mailbox.withoutEbox.add(club);
    expect(await choose(club)).toEqual({ channel: null, reason: 'NO_EBOX', consentId: null });
    sending.post.simulator.mailbox.withoutEbox.delete(club);
    sending.post.simulator.fail({ kind: 'status', status: 503, operation: 'eboxPreferences' });
    await expect(choose(club)).rejects.toMatchObject({ code: 'HTTP_5XX' });
  });
});

describe('given the document service, and a citizen who never opened the e-Box', () => {
  const paperOf = ({ post }: Sending) => post.taken().filter(({ channel }) => channel === 'PAPER').length;

  test('when the letter is refused on paper, then somebody must bring it', async () => {
    const sending = await openSending('magda-documentendienst', true);
    sending.post.simulator.mailbox.withoutEbox.add(citizen);
    const { commandId, letterId } = await sending.send();
    expect(await sending.stand.state(commandId)).toMatchObject({ state: 'FAILED', step: 'paper' });
    expect(await sending.stands(letterId)).toMatchObject({
      state: 'PENDING_MANUAL',
      channel: 'PAPER',
      channelReason: 'NO_DIGITAL_USER',
      reason: 'BY_PLATFORM',
    });
    expect(await sending.records.deliveries(letterId)).toMatchObject([{ channel: 'EBOX' }]);
    await close(sending);
  });

  test('when the answer of paper is lost, then neither is sent again, and somebody says what became of it', async () => {
    const sending = await openSending('magda-documentendienst');
    const { simulator } = sending.post;
    simulator.mailbox.withoutEbox.add(citizen);
    // The answer after that of the e-Box.
    const { add } = simulator.mailbox;
    Object.assign(simulator.mailbox, {
      add(...letter: Parameters<typeof add>) {
        if (letter[0].channel === 'PAPER') simulator.loseNextAnswer();
        return add(...letter);
      },
    });
    const { commandId, letterId } = await sending.send();
    expect(await sending.stand.state(commandId)).toMatchObject({ state: 'IN_DOUBT', step: 'paper' });
    expect(await sending.stands(letterId)).toMatchObject({ state: 'UNKNOWN', channel: 'PAPER' });
    await sending.clock.advance(60_000);
    await sending.work();
    expect([sending.post.taken().length, paperOf(sending)]).toEqual([2, 1]);
    const { messageId } = sending.post.taken().at(-1)!;
    await sending.stand.commands.decide(commandId, 'clerk-1', { done: true, reference: messageId }, null);
    await sending.work();
    expect(await sending.stands(letterId)).toMatchObject({ state: 'SENT', channel: 'PAPER', messageId });
    expect(await sending.records.deliveries(letterId)).toMatchObject([
      { channel: 'EBOX', noDigitalUser: true },
      { channel: 'PAPER', messageId, cost: 150 },
    ]);
    expect([sending.post.taken().length, paperOf(sending)]).toEqual([2, 1]);
    await close(sending);
  });
});
