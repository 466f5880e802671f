import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { magda } from '../../adapters/magda/index.js';
import { startMagdaSimulator } from '../../adapters/magda/simulator.js';
import type { MagdaSimulator } from '../../adapters/magda/simulator.js';
import { sandboxAttest } from '../../adapters/magda/simulator/social-records.js';
import type { PolicySettings } from '../../src/adapter/wire/policy.js';
import type { CitizensPort } from '../../src/capabilities/citizens/citizens.port.js';
import { systemClock } from '../../src/context/clock.js';
import { NationalNumber } from '../../src/identifiers/national-number.js';
import { adapterOnWire } from '../support/adapter-on-wire.js';
import type { AdapterOnWire } from '../support/adapter-on-wire.js';
import { callContext } from '../support/call-context.js';

const number = (digits: string) => NationalNumber.parse(digits);
const emma = number('85671421468');
const maria = number('48613011631');
const ahmed = number('91691715184');
const unknown = number('99620311874');

let folder: string;
let simulator: MagdaSimulator;
const open: AdapterOnWire[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'schakel-magda-social-'));
});
beforeEach(async () => {
  simulator = await startMagdaSimulator({
    clock: systemClock,
    folder,
    callsPerSecond: 1_000,
  });
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((running) => running.close()));
  await simulator.close();
});
afterAll(() => rm(folder, { recursive: true }));

function started(changes: object = {}, policy: PolicySettings = {}) {
  const running = adapterOnWire(
    magda,
    { ...simulator.settings, ...changes },
    { policy: { retry: { attempts: 1 }, quota: { calls: 1_000, perMs: 1_000 }, ...policy } },
  );
  open.push(running);
  return { ...running, citizens: running.adapter.ports.citizens as CitizensPort };
}

const operations = () => simulator.calls.map(({ operation }) => operation);
const today = '2026-06-01';

describe('the social statuses of a person', () => {
  test('are asked together, after one registration', async () => {
    const { value, source } = await started().citizens.socialStatuses(
      maria,
      { names: ['BIM_BVT', 'PCSA_AND_BIM_HELP', 'LIVING_WAGES_PCSA_HELP'], at: today },
      callContext(),
    );
    expect(value.map(({ name, result, resultCode }) => [name, result, resultCode])).toEqual([
      ['BIM_BVT', 'APPLIES', '1'],
      ['PCSA_AND_BIM_HELP', 'APPLIES', '1'],
      ['LIVING_WAGES_PCSA_HELP', 'DOES_NOT_APPLY', '0'],
    ]);
    expect(value[0]?.periods).toEqual([{ from: '2024-01-01', until: '2030-01-01', possible: true }]);
    expect(source).toMatchObject({ platform: 'magda', state: 'FRESH', reason: null });
    expect(operations()).toEqual(['GeefSociaalStatuut', 'RegistreerInschrijving', 'GeefSociaalStatuut']);
  });

  test('fit eight in a question: nine names are two questions, and a name said twice is asked once', async () => {
    const { citizens } = started();
    await citizens.socialStatuses(maria, { names: ['BIM_BVT'], at: today }, callContext());
    simulator.forgetCalls();
    const names = Array.from({ length: 9 }, (_, index) => `STATUS_${index}`);
    const { value } = await citizens.socialStatuses(
      maria,
      { names: [...names, 'STATUS_0'], at: today },
      callContext(),
    );
    expect(value.map(({ name }) => name)).toEqual(names);
    expect(operations()).toEqual(['GeefSociaalStatuut', 'GeefSociaalStatuut']);
  });

  test.each([
    ['a day before it began', '2023-12-31', 'DOES_NOT_APPLY'],
    ['its last day', '2030-01-01', 'APPLIES'],
    ['a period that it touches', { from: '2023-06-01', until: '2024-01-01' }, 'APPLIES'],
    ['a period after it', { from: '2030-01-02', until: null }, 'DOES_NOT_APPLY'],
  ])('hold on the day or in the period that was asked: %s', async (_name, at, result) => {
    const { value } = await started().citizens.socialStatuses(
      maria,
      { names: ['BIM_BVT'], at },
      callContext(),
    );
    expect(value[0]?.result).toBe(result);
  });

  test('are unknown, not absent, when KSZ has no data', async () => {
    const { value, source } = await started().citizens.socialStatuses(
      number('06691087347'),
      { names: ['BIM_BVT'], at: today },
      callContext(),
    );
    expect(value).toMatchObject([{ name: 'BIM_BVT', result: 'UNKNOWN', resultCode: null }]);
    expect(source).toMatchObject({ state: 'FRESH', reason: null });
  });

  test('are asked under the Hoedanigheid of their own, and that registration ends with the others', async () => {
    await simulator.close();
    simulator = await startMagdaSimulator({
      clock: systemClock,
      folder,
      callsPerSecond: 1_000,
      hoedanigheden: ['1300', 'ipdc88'],
    });
    const { citizens } = started({ hoedanigheidByOperation: { GeefSociaalStatuut: 'ipdc88' } });
    await citizens.person(maria, callContext());
    await citizens.socialStatuses(maria, { names: ['BIM_BVT'], at: today }, callContext());
    expect(simulator.registered()).toBe(2);
    expect(await citizens.unregister(maria, callContext())).toBe(true);
    expect(simulator.registered()).toBe(0);
  });
});

describe('living wages', () => {
  test('are given for the years that were asked, each payment with its month', async () => {
    const { value } = await started().citizens.livingWages(
      ahmed,
      { year: 2025, yearsBack: 2 },
      callContext(),
    );
    expect(value?.map(({ year, paid, totals }) => [year, paid, totals[0]?.amount])).toEqual([
      ['2023', false, undefined],
      ['2024', true, '5052.68'],
      ['2025', true, '15461.52'],
    ]);
    expect(value?.[1]?.payments[0]).toMatchObject({
      kind: 'LIVING_WAGE',
      month: '2024-09',
      amount: '1263.17',
      period: { from: '2024-09-01', until: '2024-09-30', possible: true },
      lastPayment: true,
      centre: { kboNumber: '0212189676' },
    });
    expect(value?.[1]?.payments[0]?.beneficiary?.equals(ahmed)).toBe(true);
  });

  test('of somebody whom no OCMW knows are null, from a healthy source', async () => {
    const answer = await started().citizens.livingWages(emma, { year: 2025, yearsBack: null }, callContext());
    expect(answer).toMatchObject({ value: null, source: { state: 'FRESH', reason: null } });
  });
});

describe('an attest', () => {
  const question = { name: sandboxAttest, language: 'nl' } as const;

  test('is the document as its source wrote it', async () => {
    const { value } = await started().citizens.attest(emma, question, callContext());
    expect(value?.nationalNumber.equals(emma)).toBe(true);
    expect(value?.document?.format).toBe('PDF');
    expect(Buffer.from(value?.document?.base64 ?? '', 'base64').toString('latin1')).toContain(emma.reveal());
  });

  test('that is no PDF says so, and is counted without a word of it', async () => {
    const { citizens, log } = started();
    const { value } = await citizens.attest(number('14621699855'), question, callContext());
    expect(value?.document?.format).toBe('UNKNOWN');
    expect(log.lines.filter(({ event }) => event === 'platform.unknown_value')).toMatchObject([
      { fields: { field: 'citizens.attest.format', value: 'NO_PDF' } },
    ]);
  });

  test('may be an empty document', async () => {
    const { value } = await started().citizens.attest(number('86700400636'), question, callContext());
    expect(value).toMatchObject({ document: null });
  });

  test.each([
    ['of a name that nobody knows', emma, 'andere', 'REFUSED', '445810'],
    ['whose source cannot be read', number('86702309952'), sandboxAttest, 'SERVER_FAULT', '60007'],
  ])('%s is an error with its code', async (_name, person, name, code, platformCode) => {
    await expect(
      started().citizens.attest(person, { name, language: 'nl' }, callContext()),
    ).rejects.toMatchObject({ code, platformCode });
  });

  test('of nobody is null', async () => {
    expect((await started().citizens.attest(unknown, question, callContext())).value).toBeNull();
  });
});

describe('MAGDA that refuses or is down', () => {
  const ask = (citizens: CitizensPort) =>
    citizens.socialStatuses(maria, { names: ['BIM_BVT'], at: today }, callContext());

  test('under its throttle each question is THROTTLED, the person is not registered, and the breaker stays closed', async () => {
    const { citizens } = started();
    simulator.fail({ kind: 'throttled', operation: 'GeefSociaalStatuut' });
    for (let turn = 0; turn < 30; turn += 1)
      await expect(ask(citizens)).rejects.toMatchObject({ code: 'THROTTLED', platformCode: '99995' });
    expect(simulator.registered()).toBe(0);
    simulator.fail();
    expect((await ask(citizens)).value).toMatchObject([{ result: 'APPLIES' }]);
  });

  test.each([
    [{ kind: 'refuse' } as const, 'NETWORK'],
    [{ kind: 'status', status: 503 } as const, 'HTTP_5XX'],
    [{ kind: 'malformed' } as const, 'MALFORMED'],
    [{ kind: 'expired-credentials' } as const, 'CLIENT_FAULT'],
  ])('%j is one clear error of each question, without the number of the person', async (fault, code) => {
    const { citizens, log } = started();
    simulator.fail(fault);
    const errors = await Promise.all(
      [
        ask(citizens),
        citizens.livingWages(maria, { year: 2025, yearsBack: null }, callContext()),
        citizens.attest(maria, { name: sandboxAttest, language: 'nl' }, callContext()),
      ].map((question: Promise<unknown>) =>
        question.then(
          () => null,
          (reason: Error) => reason,
        ),
      ),
    );
    for (const error of errors) {
      expect(error).toMatchObject({ code });
      expect(`${error?.message} ${error?.stack} ${JSON.stringify(error)}`).not.toContain(maria.reveal());
    }
    expect(JSON.stringify(log.lines)).not.toContain(maria.reveal());
  });
});
