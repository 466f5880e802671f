import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { burgerprofiel } from '../../adapters/burgerprofiel/index.js';
import { startBurgerprofielSimulator } from '../../adapters/burgerprofiel/simulator.js';
import type { SettingsInput } from '../../adapters/burgerprofiel/settings.js';
import type { Simulator } from '../../src/adapter/simulator/simulator.js';
import type { DossiersPort } from '../../src/capabilities/dossiers/dossiers.port.js';
import { systemClock } from '../../src/context/clock.js';
import { NationalNumber } from '../../src/identifiers/national-number.js';
import { adapterOnWire } from '../support/adapter-on-wire.js';
import type { AdapterOnWire } from '../support/adapter-on-wire.js';
import { callContext } from '../support/call-context.js';

const emma = NationalNumber.parse('85671421468');
const maria = NationalNumber.parse('48613011631');
const ahmed = NationalNumber.parse('91691715184');

let folder: string;
let simulator: Simulator<SettingsInput>;
const open: AdapterOnWire[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'schakel-burgerprofiel-'));
});
beforeEach(async () => {
  simulator = await startBurgerprofielSimulator({ clock: systemClock, folder, callsPerSecond: 1_000 });
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((running) => running.close()));
  await simulator.close();
});
afterAll(() => rm(folder, { recursive: true }));

function started(changes: Partial<SettingsInput> = {}) {
  const running = adapterOnWire(
    burgerprofiel,
    { ...simulator.settings, ...changes },
    { policy: { retry: { attempts: 1 } } },
  );
  open.push(running);
  return { ...running, dossiers: running.adapter.ports.dossiers as DossiersPort };
}

describe('the dossiers of a citizen', () => {
  test('come with their present state first and their history after it, without a registration', async () => {
    const { value, source } = await started().dossiers.dossiersOf(emma, callContext());
    expect(
      value.dossiers.map(({ authority, number, current, history }) => [
        authority,
        number,
        current.status?.code,
        history.length,
      ]),
    ).toEqual([
      ['STL', 'STL-2026-004711', 'DossierOnvolledig', 1],
      ['WONEN', 'MVP-2026-118903', 'InBehandeling', 2],
      ['WONEN', 'MVP-2025-093211', 'Betaald', 1],
    ]);
    expect([value.failures, source.state, source.reason]).toEqual([[], 'FRESH', null]);
    expect(simulator.calls.map(({ operation }) => operation)).toEqual(['GeefDossiers']);
  });

  test('say what the citizen must do, who handles them and where to go', async () => {
    const { value } = await started().dossiers.dossiersOf(emma, callContext());
    expect(value.dossiers[0]?.current).toMatchObject({
      name: 'Schooltoeslag 2026-2027 Noor Janssens',
      status: {
        phase: 'Behandeling',
        action: { needed: true, description: 'U moet nog een attest van inschrijving bezorgen.' },
        targetDate: '2026-12-15T00:00:00',
      },
      products: ['685'],
      handler: { service: 'Afdeling School- en Studietoelagen', phone: '1700', municipality: 'Brussel' },
      url: 'https://www.studietoelagen.be/digitaal-loket',
      from: new Date('2026-10-19T07:00:00Z'),
      to: null,
      otherFacts: [],
    });
    expect(value.dossiers[0]?.history[0]).toMatchObject({
      from: new Date('2026-09-04T18:14:31Z'),
      to: new Date('2026-10-19T07:00:00Z'),
      status: { action: { needed: false, description: null } },
    });
    expect(value.dossiers[0]?.current.subjects[0]?.nationalNumber?.equals(emma)).toBe(true);
  });

  test('of somebody with a source that fails are an answer in part', async () => {
    const { value, source } = await started().dossiers.dossiersOf(maria, callContext());
    expect(value.dossiers.map(({ authority }) => authority)).toEqual(['VAPH', 'WONEN']);
    expect(value.failures).toEqual([{ authority: 'STL', platformCode: '60013' }]);
    expect(source).toMatchObject({ platform: 'burgerprofiel', state: 'FRESH', reason: 'PARTIAL' });
  });

  test('of somebody without any are none, from a whole answer', async () => {
    const { value, source } = await started().dossiers.dossiersOf(ahmed, callContext());
    expect([value, source.reason]).toEqual([{ dossiers: [], failures: [] }, null]);
  });

  test('come only from the sources the settings name', async () => {
    const { value } = await started({ sources: ['WONEN'] }).dossiers.dossiersOf(maria, callContext());
    expect([value.dossiers.map(({ authority }) => authority), value.failures]).toEqual([['WONEN'], []]);
  });

  test('a source named twice is refused with its code', async () => {
    await expect(
      started({ sources: ['STL', 'STL'] }).dossiers.dossiersOf(emma, callContext()),
    ).rejects.toMatchObject({ code: 'REFUSED', platformCode: '30032' });
  });

  test('are not asked past a platform that is down', async () => {
    simulator.fail({ kind: 'status', status: 503 });
    await expect(started().dossiers.dossiersOf(emma, callContext())).rejects.toMatchObject({
      code: 'HTTP_5XX',
    });
  });

  test('cannot be asked by an afnemer that MAGDA does not know', async () => {
    await expect(
      started({ sender: 'somebody.else' }).dossiers.dossiersOf(emma, callContext()),
    ).rejects.toMatchObject({
      code: 'CREDENTIALS',
      platformCode: '40006',
    });
  });
});

test('schakel check passes on a platform that knows us', async () => {
  const results = await started().adapter.check(callContext());
  expect(results.map(({ level, passed }) => [level, passed])).toEqual([
    ['settings', true],
    ['connection', true],
    ['credentials', true],
    // The portal that asks us for attests.
    ['connection', true],
    ['settings', true],
  ]);
});
