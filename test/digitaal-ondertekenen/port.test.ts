import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { PackageStatus } from '../../src/capabilities/signatures/signatures.port.js';
import { callContext } from '../support/call-context.js';
import { manualClock } from '../support/clock.js';
import { signaturesIn } from '../support/signed-pdf.js';
import { contract, draft, given, openSigning, recipient, type Signing } from './support.js';

const emma = recipient('emma@burger.example');
const tom = recipient('tom@schilde.example');
const noor = recipient('noor@schilde.example');
const box = { x: 50, y: 600, width: 200, height: 60 };

describe('Digitaal Ondertekenen', () => {
  let signing: Signing;
  beforeEach(async () => {
    signing = await openSigning();
  });
  afterEach(() => signing.close());
  const statusOf = async (id: string): Promise<PackageStatus> =>
    (await signing.port.status(id, callContext())).value!;
  const statesOf = async (id: string) => (await statusOf(id)).recipients.map(({ state }) => state);

  test('given a request made in its steps, when everybody signs, then the document comes back with a signature of each over the whole of it', async () => {
    const { port, simulator } = signing;
    const { id, document } = await draft(port, [emma, tom]);
    given(await port.addField(id, document, { recipient: 1, page: 1, box }, callContext()));
    given(
      await port.addFieldsAtText(
        id,
        document,
        { recipient: 2, text: 'Handtekening', placement: 'BOTTOM', width: 200, height: 50 },
        callContext(),
      ),
    );
    expect((await statusOf(id)).state).toBe('DRAFT');
    given(await port.share(id, callContext()));
    expect(await statusOf(id)).toMatchObject({
      id,
      title: 'Overeenkomst',
      state: 'WAITING',
      platformStatus: 'SHARED',
      documents: [{ id: document, name: 'overeenkomst.pdf' }],
    });
    simulator.act(id, emma.email, 'sign');
    const once = (await port.document(id, document, callContext())).value!;
    simulator.act(id, tom.email, 'sign');
    const status = await statusOf(id);
    expect(status.state).toBe('COMPLETED');
    expect(status.recipients.every(({ processedAt }) => processedAt instanceof Date)).toBe(true);

    const twice = (await port.document(id, document, callContext())).value!;
    const good = { digestMatches: true, signatureHolds: true };
    expect(signaturesIn(once)).toEqual([{ by: 'emma (zandbak)', coversWholeFile: true, ...good }]);
    expect(signaturesIn(twice)).toEqual([
      { by: 'emma (zandbak)', coversWholeFile: false, ...good },
      { by: 'tom (zandbak)', coversWholeFile: true, ...good },
    ]);
    // What was uploaded, and what Emma signed, stand in it unchanged.
    expect(twice.subarray(0, once.length).equals(once)).toBe(true);
    const changed = Buffer.from(twice);
    changed[200]! ^= 1;
    expect(signaturesIn(changed).map(({ digestMatches }) => digestMatches)).toEqual([false, false]);
    const evidence = (await port.evidence(id, callContext())).value!;
    expect(evidence.subarray(0, 5).toString()).toBe('%PDF-');
  });

  test('given stages, then those of one stage sign beside each other, and a later stage waits', async () => {
    const { port, simulator } = signing;
    const reviewer = recipient('jan@schilde.example', { role: 'REVIEWER', stage: 1 });
    const { id } = await draft(
      port,
      [reviewer, { ...emma, stage: 2 }, { ...tom, stage: 2 }, { ...noor, stage: 3 }],
      'CUSTOM',
    );
    given(await port.share(id, callContext()));
    expect(await statesOf(id)).toEqual(['IN_PROGRESS', 'UNPROCESSED', 'UNPROCESSED', 'UNPROCESSED']);
    expect(() => simulator.act(id, emma.email, 'sign')).toThrow();
    simulator.act(id, reviewer.email, 'sign');
    expect(await statesOf(id)).toEqual(['REVIEWED', 'IN_PROGRESS', 'IN_PROGRESS', 'UNPROCESSED']);
    simulator.act(id, tom.email, 'sign');
    simulator.act(id, emma.email, 'sign');
    expect(await statesOf(id)).toEqual(['REVIEWED', 'SIGNED', 'SIGNED', 'IN_PROGRESS']);
    simulator.act(id, noor.email, 'decline');
    expect(await statusOf(id)).toMatchObject({ state: 'DECLINED' });
  });

  test.each([
    ['SERIAL', ['IN_PROGRESS', 'UNPROCESSED']],
    ['PARALLEL', ['IN_PROGRESS', 'IN_PROGRESS']],
  ] as const)('given a %s workflow, then it begins with %j', async (order, states) => {
    const { id } = await draft(signing.port, [emma, tom], order);
    given(await signing.port.share(id, callContext()));
    expect(await statesOf(id)).toEqual(states);
  });

  test('given a field of the third recipient, then the platform is told the place in the list and not the stage', async () => {
    const { port, simulator } = signing;
    const reviewers = [1, 2].map((n) => recipient(`r${n}@schilde.example`, { role: 'REVIEWER', stage: 1 }));
    const { id, document } = await draft(port, [...reviewers, { ...emma, stage: 2 }], 'CUSTOM');
    given(
      await port.addField(id, document, { recipient: 3, page: 1, box, level: 'ADVANCED' }, callContext()),
    );
    const { body } = simulator.bodies.find(({ operation }) => operation === 'field-add')!;
    expect(body).toEqual({
      order: 3,
      page_no: 1,
      level_of_assurance: ['ADVANCED_ELECTRONIC_SIGNATURE'],
      dimensions: box,
      display: 'VISIBLE',
    });
    expect(await port.addField(id, document, { recipient: 4, page: 1, box }, callContext())).toEqual({
      kind: 'REFUSED',
      about: 'NOT_FOUND',
      platformCode: 'HTTP_404',
    });
  });

  test('given it is shared, then nothing of it changes any more, and that is no matter of credentials', async () => {
    const { port } = signing;
    const { id, document } = await draft(port, [emma]);
    given(await port.share(id, callContext()));
    const refused = { kind: 'REFUSED', about: 'NOT_ALLOWED', platformCode: 'HTTP_403' };
    const file = { fileName: 'bijlage.pdf', content: await contract(), asPdf: true };
    expect(await port.addDocument(id, file, callContext())).toEqual(refused);
    expect(await port.addRecipients(id, [tom], callContext())).toEqual(refused);
    expect(await port.addField(id, document, { recipient: 1, page: 1, box }, callContext())).toEqual(refused);
    expect(await port.share(id, callContext())).toEqual(refused);
    expect(
      await port.setWorkflow(
        id,
        { order: 'PARALLEL', continueOnDecline: true, message: null },
        callContext(),
      ),
    ).toEqual(refused);
  });

  test('given nobody to sign, then sharing says so; given no such package, then it says that', async () => {
    const { port } = signing;
    const { id } = await draft(port, [{ ...emma, role: 'REVIEWER' }]);
    expect(await port.share(id, callContext())).toMatchObject({ kind: 'REFUSED', about: 'NO_SIGNER' });
    expect(await port.share('999', callContext())).toMatchObject({ kind: 'REFUSED', about: 'NOT_FOUND' });
  });

  test('given somebody removes it in the web application, then it has no status, link, document or evidence', async () => {
    const { port, simulator } = signing;
    const { id, document } = await draft(port, [emma]);
    simulator.deleteInWebApplication(id);
    const context = callContext();
    const link = { package: id, document, email: emma.email, returnUrl: null };
    expect((await port.status(id, context)).value).toBeNull();
    expect((await port.signingLink(link, context)).value).toBeNull();
    expect((await port.document(id, document, context)).value).toBeNull();
    expect((await port.evidence(id, context)).value).toBeNull();
  });

  test('given it is recalled, then it is a draft again, and can be removed', async () => {
    const { port } = signing;
    const { id } = await draft(port, [emma]);
    expect(await port.recall(id, callContext())).toMatchObject({ kind: 'REFUSED', about: 'NOT_ALLOWED' });
    given(await port.share(id, callContext()));
    given(await port.recall(id, callContext()));
    expect((await statusOf(id)).state).toBe('DRAFT');
    given(await port.remove(id, callContext()));
    expect((await port.status(id, callContext())).value).toBeNull();
    expect(await port.remove(id, callContext())).toMatchObject({ about: 'NOT_FOUND' });
  });

  test('given a link for a signer, then its flags are texts, and it leads to the page on which they sign', async () => {
    const { port, simulator } = signing;
    const { id, document } = await draft(port, [emma]);
    given(await port.share(id, callContext()));
    const returnUrl = 'http://127.0.0.1:1/terug';
    const { value } = await port.signingLink(
      { package: id, document, email: emma.email, returnUrl },
      callContext(),
    );
    expect(simulator.bodies.at(-1)!.body).toEqual({
      package_id: Number(id),
      document_id: Number(document),
      language: 'nl-NL',
      section: 'VIEWER',
      user_email: emma.email,
      callback_url: returnUrl,
      response_type: 'ENCODED',
      redirect_callback_url: 'true',
      collapse_panels: 'true',
    });
    expect(await (await fetch(value!)).text()).toContain('Ondertekenen');
    const done = await fetch(value!, {
      method: 'POST',
      body: new URLSearchParams({ action: 'sign' }),
      redirect: 'manual',
    });
    expect([done.status, done.headers.get('location')]).toEqual([303, returnUrl]);
    expect((await statusOf(id)).state).toBe('COMPLETED');
  });

  test('given a form of another site, then the operator page does not take it', async () => {
    const { url } = signing.simulator;
    const post = (origin: string) =>
      fetch(`${url}/operator`, {
        method: 'POST',
        headers: { origin },
        body: new URLSearchParams({ package: '101', email: 'emma.peeters@burger.example', action: 'sign' }),
        redirect: 'manual',
      });
    expect((await post('https://evil.example')).status).toBe(403);
    expect(await statesOf('101')).toEqual(['IN_PROGRESS', 'UNPROCESSED']);
    expect((await post(url)).status).toBe(303);
    expect(await statesOf('101')).toEqual(['SIGNED', 'IN_PROGRESS']);
    expect(await (await fetch(`${url}/operator`)).text()).toContain('Overeenkomst inname openbaar domein');
  });

  test('packages are listed by status, a page at a time', async () => {
    const { port } = signing;
    const page = async (...[filter, number, size]: [Parameters<typeof port.packages>[0], number, number]) =>
      (await port.packages(filter, number, size, callContext())).value.map(({ id }) => id);
    expect(await page('ALL', 1, 2)).toEqual(['101', '102']);
    expect(await page('ALL', 2, 2)).toEqual(['103']);
    expect(await page('ALL', 3, 2)).toEqual([]);
    expect(await page('INPROGRESS', 1, 10)).toEqual(['101']);
    expect((await port.packages('DECLINED', 1, 10, callContext())).value).toMatchObject([
      { id: '103', title: 'Gebruik volkstuin 14', platformStatus: 'DECLINED', createdAt: expect.any(Date) },
    ]);
  });

  test('given a status that nobody knows, then it is UNKNOWN with the code, counted and logged once', async () => {
    const { simulator, running } = signing;
    simulator.overrideStatus('101', (answer) => {
      (answer['workflow'] as Record<string, unknown>)['workflow_status'] = 'FROZEN';
      (answer['users'] as Record<string, unknown>[])[0]!['process_status'] = 'ASLEEP';
      (answer['users'] as Record<string, unknown>[])[1]!['processed_on'] = 'gisteren';
    });
    const status = await statusOf('101');
    await statusOf('101');
    expect(status).toMatchObject({ state: 'UNKNOWN', platformStatus: 'FROZEN' });
    expect(status.recipients).toMatchObject([
      { state: 'UNKNOWN', platformStatus: 'ASLEEP' },
      { state: 'UNPROCESSED', processedAt: null },
    ]);
    expect(status.otherFacts).toContainEqual({ path: 'users.processed_on', value: 'gisteren' });
    const noted = running.log.lines.filter(({ event }) => event === 'platform.unknown_value');
    expect(noted).toHaveLength(3);
  });

  test('given the status of another package, then nothing of it is told', async () => {
    signing.simulator.overrideStatus('101', (answer) => Object.assign(answer, { package_id: 102 }));
    await expect(signing.port.status('101', callContext())).rejects.toMatchObject({ code: 'MALFORMED' });
  });

  describe('a change whose answer is lost', () => {
    test.each([
      ['status', { kind: 'status', status: 500 }, 'HTTP_5XX'],
      ['malformed', { kind: 'malformed' }, 'MALFORMED'],
      ['truncated', { kind: 'truncated' }, 'NETWORK'],
      ['content-type', { kind: 'content-type' }, 'MALFORMED'],
    ] as const)(
      'given %s, then it is IN_DOUBT, was sent once, and the platform may have it',
      async (_name, fault, reason) => {
        const { port, simulator, count } = signing;
        simulator.fail({ ...fault, operation: 'package-create' });
        expect(await port.createPackage('Overeenkomst', callContext())).toEqual({ kind: 'IN_DOUBT', reason });
        expect(count('package-create')).toBe(1);
        simulator.fail();
        expect((await port.packages('DRAFT', 1, 10, callContext())).value).toHaveLength(1);
      },
    );

    test('given the platform is not there, then it rejects: nothing was sent', async () => {
      signing.simulator.fail({ kind: 'refuse' });
      await expect(signing.port.createPackage('x', callContext())).rejects.toMatchObject({ code: 'NETWORK' });
    });

    test('given a 404 or 403 that is not the platform’s own, then it is no refusal', async () => {
      const { port, simulator } = signing;
      simulator.fail({ kind: 'status', status: 404, operation: 'workflow' });
      await expect(port.status('101', callContext())).rejects.toMatchObject({ code: 'MALFORMED' });
      simulator.fail({ kind: 'status', status: 403, operation: 'workflow-recall' });
      expect(await port.recall('101', callContext())).toEqual({ kind: 'IN_DOUBT', reason: 'MALFORMED' });
    });
  });

  test('nothing personal is in the log or in an address', async () => {
    const { port, simulator, running } = signing;
    const { id, document } = await draft(port, [emma]);
    given(await port.share(id, callContext()));
    await port.signingLink({ package: id, document, email: emma.email, returnUrl: null }, callContext());
    simulator.fail({ kind: 'status', status: 500 });
    await port.recall(id, callContext());
    const log = JSON.stringify(running.log.lines);
    for (const secret of [emma.email, 'Overeenkomst', 'zandbak-acm-geheim'])
      expect(log).not.toContain(secret);
  });
});

describe('its token in two steps', () => {
  test('is fetched once, used until a minute before its end, and both steps are taken again then', async () => {
    const clock = manualClock();
    const signing = await openSigning({ clock });
    const ask = () => signing.port.status('101', callContext({ deadline: clock.now() + 60_000 }));
    await Promise.all([ask(), ask(), ask()]);
    expect([signing.count('acm-token'), signing.count('single-sign-on')]).toEqual([1, 1]);
    await clock.advance(839_000);
    await ask();
    expect(signing.count('single-sign-on')).toBe(1);
    await clock.advance(2_000);
    await ask();
    expect([signing.count('acm-token'), signing.count('single-sign-on')]).toEqual([2, 2]);
    await signing.close();
  });

  test('given a 401, then a read is asked again with a new token, and a change is not', async () => {
    const signing = await openSigning();
    const { port, simulator, count } = signing;
    await port.status('101', callContext());
    simulator.fail({ kind: 'expired-credentials' });
    await expect(port.recall('101', callContext())).rejects.toMatchObject({
      code: 'CREDENTIALS',
      status: 401,
    });
    expect([count('workflow-recall'), count('single-sign-on')]).toEqual([1, 1]);
    simulator.fail();
    // The token that was refused is not used again.
    given(await port.recall('101', callContext()));
    expect([count('workflow-recall'), count('single-sign-on')]).toEqual([2, 2]);
    simulator.fail({ kind: 'expired-credentials' });
    await expect(port.status('101', callContext())).rejects.toMatchObject({ code: 'CREDENTIALS' });
    expect([count('workflow'), count('single-sign-on')]).toEqual([3, 3]);
    await signing.close();
  });

  test.each([['acmClientSecret'], ['clientSecret'], ['profileName']])(
    'given a wrong %s, then schakel check says that the credentials are wrong',
    async (name) => {
      const signing = await openSigning({ settings: { [name]: 'iets-anders' } });
      const results = await signing.running.adapter.check(callContext());
      expect(results.map(({ level, passed }) => [level, passed])).toEqual([
        ['connection', true],
        ['credentials', false],
      ]);
      expect(JSON.stringify([results, signing.running.log.lines])).not.toContain('iets-anders');
      await signing.close();
    },
  );
});
