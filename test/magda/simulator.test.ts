import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { magda } from '../../adapters/magda/index.js';
import { startMagdaSimulator } from '../../adapters/magda/simulator.js';
import type { MagdaSimulator } from '../../adapters/magda/simulator.js';
import type { PolicySettings } from '../../src/adapter/wire/policy.js';
import type { CitizensPort } from '../../src/capabilities/citizens/citizens.port.js';
import { systemClock } from '../../src/context/clock.js';
import type { Clock } from '../../src/context/clock.js';
import { NationalNumber } from '../../src/identifiers/national-number.js';
import { adapterOnWire } from '../support/adapter-on-wire.js';
import type { AdapterOnWire } from '../support/adapter-on-wire.js';
import { callContext } from '../support/call-context.js';
import { manualClock } from '../support/clock.js';
import { testCertificates } from '../support/sandbox-settings.js';

const number = (digits: string) => NationalNumber.parse(digits);
const emma = number('85671421468');
const lucas = number('83630211767');
const ahmed = number('91691715184');
const jan = number('75720511964');
const unknown = number('99620311874');

let folder: string;
let simulator: MagdaSimulator;
const open: AdapterOnWire[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'schakel-magda-'));
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((running) => running.close()));
  await simulator.close();
});
afterAll(() => rm(folder, { recursive: true }));

/** A simulator where nobody is registered, that lets a test call as often as it likes unless told otherwise. */
async function given(
  options: { callsPerSecond?: number; signAnswers?: boolean; clock?: Clock } = {},
): Promise<void> {
  simulator = await startMagdaSimulator({ clock: systemClock, folder, callsPerSecond: 1_000, ...options });
}

function started(changes: object = {}, policy: PolicySettings = {}) {
  const { signature } = simulator.settings;
  const settings = { ...simulator.settings, ...changes };
  const running = adapterOnWire(
    magda,
    'signature' in changes
      ? { ...settings, signature: { ...signature, ...(changes.signature as object) } }
      : settings,
    { policy: { retry: { attempts: 1 }, quota: { calls: 1_000, perMs: 1_000 }, ...policy } },
  );
  open.push(running);
  return { ...running, citizens: running.adapter.ports.citizens as CitizensPort };
}

const operations = () => simulator.calls.map(({ operation }) => operation);

describe('reading a person at MAGDA', () => {
  test('registers on the first read, and never again', async () => {
    await given();
    const { citizens } = started();
    const { value, source } = await citizens.person(emma, callContext());
    expect(value).toMatchObject({
      name: { givenNames: ['Emma', 'Louise'], familyNames: ['Peeters'] },
      birthDate: '1985-07-14',
      birthPlace: 'Antwerpen',
      mainResidence: {
        street: 'Turnhoutsebaan',
        houseNumber: '12',
        postalCode: '2970',
        municipality: 'Schilde',
        nisCode: '11039',
      },
      civilStatus: { code: '20', description: 'Gehuwd' },
    });
    expect(value?.nationalNumber.equals(emma)).toBe(true);
    expect(source).toMatchObject({ platform: 'magda', state: 'FRESH', reason: null });
    expect(operations()).toEqual(['GeefPersoon', 'RegistreerInschrijving', 'GeefPersoon']);

    await citizens.household(emma, callContext());
    expect(operations().slice(3)).toEqual(['GeefGezinssamenstelling']);
  });

  test('two first reads of one person at the same moment register once', async () => {
    await given();
    const { citizens } = started();
    const [person, household] = await Promise.all([
      citizens.person(emma, callContext()),
      citizens.household(emma, callContext()),
    ]);
    expect(person.value?.name.familyNames).toEqual(['Peeters']);
    expect(household.value?.map(({ name, position }) => [name.givenNames[0], position?.code])).toEqual([
      ['Lucas', '01'],
      ['Emma', '02'],
      ['Noor', '03'],
      ['Milan', '03'],
    ]);
    expect(operations().filter((operation) => operation === 'RegistreerInschrijving')).toHaveLength(1);
    expect(simulator.registered()).toBe(1);
  });

  test('after its end the registration is made again', async () => {
    await given();
    const { citizens } = started();
    await citizens.person(ahmed, callContext());
    expect(await citizens.unregister(ahmed, callContext())).toBe(true);
    expect(simulator.registered()).toBe(0);
    expect(await citizens.unregister(ahmed, callContext())).toBe(false);
    await citizens.person(ahmed, callContext());
    expect(simulator.registered()).toBe(1);
  });

  test('a replaced number gives the person under the new one', async () => {
    await given();
    const { value } = await started().citizens.person(jan, callContext());
    expect(value?.nationalNumber.reveal()).toBe('75720512162');
  });

  test('nobody is null, from a healthy source', async () => {
    await given();
    const { citizens } = started();
    for (const asked of [citizens.person(unknown, callContext()), citizens.household(unknown, callContext())])
      expect(await asked).toMatchObject({ value: null, source: { state: 'FRESH', reason: null } });
  });

  test('the correlation id of the question reaches the platform', async () => {
    await given();
    await started().citizens.person(lucas, callContext({ correlationId: 'corr-4711' }));
    expect(simulator.calls.map(({ headers }) => headers['x-correlation-id'])).toEqual([
      'corr-4711',
      'corr-4711',
      'corr-4711',
    ]);
  });
});

describe('the gateway', () => {
  test.each([
    ['ws-security', 'sha1'],
    ['ws-security', 'sha256'],
    ['bare', 'sha1'],
    ['bare', 'sha256'],
  ])('accepts a message signed in style %s with %s', async (style, digest) => {
    await given();
    const { citizens } = started({ signature: { style, digest } });
    expect((await citizens.person(lucas, callContext())).value?.name.familyNames).toEqual(['Janssens']);
  });

  test.each(['ws-security', 'bare'])(
    'refuses a message in style %s signed by somebody else',
    async (style) => {
      await given();
      const { organisation } = await testCertificates();
      const { citizens } = started({
        signature: { style, certificateChain: organisation.certificate, privateKey: organisation.privateKey },
      });
      await expect(citizens.person(emma, callContext())).rejects.toMatchObject({ code: 'CLIENT_FAULT' });
    },
  );

  test('lets nobody in without a certificate', async () => {
    await given();
    const { citizens } = started({ tls: { ca: simulator.settings.tls?.ca } });
    await expect(citizens.person(emma, callContext())).rejects.toMatchObject({ code: 'NETWORK' });
    expect(simulator.calls).toEqual([]);
  });

  test.each([
    ['an unknown afnemer', { sender: 'schilde.be/other' }],
    ['a Hoedanigheid that was not granted', { hoedanigheid: '9999' }],
  ])('answers 40006 to %s', async (_name, changes) => {
    await given();
    await expect(started(changes).citizens.person(emma, callContext())).rejects.toMatchObject({
      code: 'CREDENTIALS',
      platformCode: '40006',
    });
  });

  test('answers the eleventh call in a second with a throttle fault', async () => {
    await given({ callsPerSecond: 10, clock: manualClock(Date.now()) });
    const hasty = started();
    const everybody = [
      '85671421468',
      '83630211767',
      '14652114206',
      '17710813325',
      '48613011631',
      '91691715184',
    ].map(number);
    const outcomes = await Promise.allSettled(
      everybody.map((one) => hasty.citizens.person(one, callContext())),
    );
    expect(
      outcomes
        .filter(({ status }) => status === 'rejected')
        .map((outcome) => (outcome as PromiseRejectedResult).reason),
    ).toContainEqual(expect.objectContaining({ code: 'THROTTLED', platformCode: '99995' }));
  });

  test('signs its answers when asked to, and the adapter believes no other signer', async () => {
    await given({ signAnswers: true });
    expect((await started().citizens.person(emma, callContext())).value?.name.familyNames).toEqual([
      'Peeters',
    ]);

    const { platform } = await testCertificates();
    const deceived = started({ answers: { certificates: [platform.certificate] } });
    await expect(deceived.citizens.person(emma, callContext())).rejects.toMatchObject({
      code: 'MALFORMED',
      platformCode: 'SIGNATURE_CERTIFICATE',
    });
  });

  test('an unsigned answer is refused when answers must be signed', async () => {
    await given();
    const { platform } = await testCertificates();
    const { citizens } = started({ answers: { certificates: [platform.certificate] } });
    await expect(citizens.person(emma, callContext())).rejects.toMatchObject({
      platformCode: 'SIGNATURE_SIGNATURE_COUNT',
    });
  });
});

describe('a platform that misbehaves', () => {
  test.each([
    [{ kind: 'status', status: 503 } as const, 'HTTP_5XX'],
    [{ kind: 'malformed' } as const, 'MALFORMED'],
    [{ kind: 'truncated' } as const, 'NETWORK'],
    [{ kind: 'huge', bytes: 5_000_000 } as const, 'TOO_LARGE'],
    [{ kind: 'refuse' } as const, 'NETWORK'],
    [{ kind: 'expired-credentials' } as const, 'CLIENT_FAULT'],
  ])('%j ends in one clear error, without the number of the person', async (fault, code) => {
    await given();
    const { citizens, log } = started();
    simulator.fail(fault);
    const error = await citizens.person(emma, callContext()).then(
      () => null,
      (reason: Error) => reason,
    );
    expect(error).toMatchObject({ code });
    expect(
      `${error?.message} ${error?.stack} ${JSON.stringify(error)} ${JSON.stringify(log.lines)}`,
    ).not.toContain(emma.reveal());
  });

  test('health says so without naming anybody', async () => {
    await given();
    const { adapter } = started();
    await adapter.health(callContext());
    simulator.fail({ kind: 'status', status: 503 });
    await expect(adapter.health(callContext())).rejects.toMatchObject({ code: 'HTTP_5XX' });
    expect(operations()).toEqual(['health', 'health']);
  });
});

describe('schakel check', () => {
  test('passes three steps on a platform that knows us', async () => {
    await given();
    const results = await started().adapter.check(callContext());
    expect(results.map(({ level, passed, advice }) => [level, passed, advice])).toEqual([
      ['settings', true, null],
      ['connection', true, null],
      ['credentials', true, null],
    ]);
  });

  test('says what to do when the afnemer is not known', async () => {
    await given();
    const results = await started({ sender: 'schilde.be/other' }).adapter.check(callContext());
    expect(results.at(-1)).toMatchObject({
      level: 'credentials',
      passed: false,
      finding: 'magda: CREDENTIALS (40006)',
    });
    expect(results.at(-1)?.advice).toContain('afnemer');
  });

  test('says what to do when nobody answers', async () => {
    await given();
    const { adapter } = started();
    simulator.fail({ kind: 'refuse' });
    const results = await adapter.check(callContext());
    expect(results.map(({ level, passed }) => [level, passed])).toEqual([
      ['settings', true],
      ['connection', false],
    ]);
  });
});
