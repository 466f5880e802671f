import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { burgerprofiel } from '../../adapters/burgerprofiel/index.js';
import { visibilityIn } from '../../adapters/burgerprofiel/mapping.js';
import { refusalOf } from '../../adapters/burgerprofiel/publication-rules.js';
import { toMutation } from '../../adapters/burgerprofiel/publication.js';
import type { SettingsInput } from '../../adapters/burgerprofiel/settings.js';
import {
  type BurgerprofielSimulator,
  type BurgerprofielSimulatorOptions,
  startBurgerprofielSimulator,
} from '../../adapters/burgerprofiel/simulator.js';
import type { SimulatorCertificates } from '../../src/adapter/simulator/certificates.js';
import type { Fault } from '../../src/adapter/simulator/simulator.js';
import type {
  DossierPublication,
  DossierPublicationPort,
  PublicationRefusal,
} from '../../src/capabilities/dossiers/dossier-publication.port.js';
import type { DossiersPort } from '../../src/capabilities/dossiers/dossiers.port.js';
import { systemClock } from '../../src/context/clock.js';
import { NationalNumber } from '../../src/identifiers/national-number.js';
import { adapterOnWire } from '../support/adapter-on-wire.js';
import { callContext } from '../support/call-context.js';
import { contractTest } from '../support/contracts.js';
import { recordedTools } from '../support/recorded-wire.js';
import { magdaTestSettings, testCertificates } from '../support/sandbox-settings.js';
import { schemaProblems, schemaSet } from '../support/schemas.js';
import { publishedState } from './published-state.js';

const ahmed = NationalNumber.parse('91691715184');
const emma = NationalNumber.parse('85671421468');

let folder: string;
let certificates: SimulatorCertificates;
const closing: (() => Promise<unknown>)[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'schakel-publication-'));
  certificates = await testCertificates();
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
afterAll(() => rm(folder, { recursive: true }));

async function platform(options: Partial<BurgerprofielSimulatorOptions> = {}) {
  const simulator = await startBurgerprofielSimulator({
    clock: systemClock,
    folder,
    callsPerSecond: 1_000,
    ...options,
  });
  closing.push(() => simulator.close());
  return simulator;
}

function adapterOf(simulator: BurgerprofielSimulator, changes: Partial<SettingsInput> = {}) {
  const running = adapterOnWire(
    burgerprofiel,
    { ...simulator.settings, ...changes },
    { policy: { retry: { attempts: 2, baseMs: 1, maxMs: 1 }, timeoutMs: 300 } },
  );
  closing.push(() => running.close());
  const { dossierPublication, dossiers } = running.adapter.ports;
  return {
    log: running.log,
    check: () => running.adapter.check(callContext()),
    publication: dossierPublication as DossierPublicationPort,
    dossiers: dossiers as DossiersPort,
  };
}

const published = (simulator: BurgerprofielSimulator) =>
  simulator.calls.filter(({ operation }) => operation === 'DossierMutatie').length;

const statesOf = async (port: DossiersPort, number: string) => {
  const { value } = await port.dossiersOf(ahmed, callContext());
  const dossier = value.dossiers.find((one) => one.number === number);
  return dossier ? [dossier.current, ...dossier.history] : [];
};

describe('a state of a dossier that is published', () => {
  test('is what its citizen then reads, to the last field', async () => {
    const simulator = await platform();
    const { publication, dossiers } = adapterOf(simulator);
    expect(await publication.visibility(publishedState, callContext())).toMatchObject({ value: 'NOT_SHOWN' });

    const outcome = await publication.publish(publishedState, callContext());
    expect(outcome).toEqual({ kind: 'PUBLISHED', processedAt: expect.any(Date) });

    const { value } = await dossiers.dossiersOf(ahmed, callContext());
    expect(value.dossiers).toMatchObject([
      {
        authority: 'SCHILDE',
        number: 'SCH-2026-00042',
        history: [],
        current: {
          name: 'Premie voor een regenwaterput & <infiltratie>',
          type: 'DossierStatus',
          from: publishedState.from,
          to: null,
          changedAt: publishedState.from,
          targetDate: '2027-01-31T00:00:00',
          status: {
            code: 'DossierOnvolledig',
            phase: 'Behandeling',
            edrl: null,
            details: publishedState.status.details,
            changedAt: publishedState.from,
            action: { needed: true, description: 'Bezorg ons de factuur van de aannemer.' },
            targetDate: '2026-12-01T00:00:00',
          },
          products: ['1447', '32767'],
          handler: { ...publishedState.handler, street: null },
          extraInformation: 'De premie wordt betaald binnen de maand.',
          url: 'https://www.example.be/premies/mijn-dossier?taal=nl&stap=2',
          subjects: [{ role: 'Raadpleger', type: 'PERS' }],
          confidential: true,
          public: false,
          notConsultable: false,
          otherFacts: [],
        },
      },
    ]);
    expect(await publication.visibility(publishedState, callContext())).toMatchObject({ value: 'SHOWN' });
    expect((await dossiers.dossiersOf(emma, callContext())).value.dossiers).toHaveLength(3);
  });

  test('comes before the older states of its dossier, whichever came first', async () => {
    const { publication, dossiers } = adapterOf(await platform());
    const older: DossierPublication = {
      ...publishedState,
      from: new Date('2026-10-05T07:00:00Z'),
      status: { code: null, phase: 'Samenstelling', details: [], action: null, targetDate: null },
      targetDate: null,
      products: [],
      handler: null,
      extraInformation: null,
      url: null,
    };
    await publication.publish(publishedState, callContext());
    await publication.publish(older, callContext());

    const [now, before] = await statesOf(dossiers, publishedState.number);
    expect(now).toMatchObject({ from: publishedState.from, to: null });
    expect(before).toMatchObject({
      from: older.from,
      to: publishedState.from,
      status: { code: null, phase: 'Samenstelling', action: { needed: false, description: null } },
      handler: null,
      otherFacts: [],
    });
  });

  test('that may not be consulted is not shown, and nobody claims to know whether it arrived', async () => {
    const { publication, dossiers } = adapterOf(await platform());
    const hidden = { ...publishedState, notConsultable: true };
    expect((await publication.publish(hidden, callContext())).kind).toBe('PUBLISHED');
    expect(await statesOf(dossiers, hidden.number)).toEqual([]);
    expect(await publication.visibility(hidden, callContext())).toMatchObject({ value: 'UNKNOWN' });
  });

  test.each([
    ['the hour that the clocks of Brussels show twice', '2026-10-25T00:30:00Z'],
    ['the second time they show it', '2026-10-25T01:30:00Z'],
    ['a moment before midnight', '2026-12-31T22:59:59.999Z'],
  ])('is found back from %s', async (_when, from) => {
    const { publication } = adapterOf(await platform());
    const state = { ...publishedState, from: new Date(from) };
    await publication.publish(state, callContext());
    expect(await publication.visibility(state, callContext())).toMatchObject({ value: 'SHOWN' });
    const next = { ...state, from: new Date(Date.parse(from) + 7_200_000) };
    expect(await publication.visibility(next, callContext())).toMatchObject({ value: 'NOT_SHOWN' });
  });

  test('cannot be looked for where it is about nobody', async () => {
    const { publication } = adapterOf(await platform());
    await expect(
      publication.visibility({ ...publishedState, subjects: [] }, callContext()),
    ).rejects.toMatchObject({
      code: 'REFUSED',
      platformCode: 'SUBJECTS',
    });
  });

  test('cannot be looked for while the platform is down', async () => {
    const simulator = await platform();
    const { publication } = adapterOf(simulator);
    simulator.fail({ kind: 'status', status: 503, operation: 'GeefDossiers' });
    await expect(publication.visibility(publishedState, callContext())).rejects.toMatchObject({
      code: 'HTTP_5XX',
    });
  });

  test.each([
    ['our own source', 'SCHILDE', 'UNKNOWN'],
    ['a source that nobody names', null, 'UNKNOWN'],
    ['another source', 'STL', 'NOT_SHOWN'],
  ])('that is not among the answers while %s fails', (_which, authority, visibility) => {
    const answer = { dossiers: [], failures: [{ authority, platformCode: '60013' }] };
    expect(visibilityIn(answer, publishedState, 'SCHILDE')).toBe(visibility);
  });

  test('cannot be looked for where our own source is not asked', async () => {
    const { publication } = adapterOf(await platform(), { sources: ['STL'] });
    await publication.publish(publishedState, callContext());
    expect(await publication.visibility(publishedState, callContext())).toMatchObject({ value: 'UNKNOWN' });
  });

  test('leaves nothing of the person in the log', async () => {
    const simulator = await platform();
    const { publication, log } = adapterOf(simulator);
    await publication.publish(publishedState, callContext());
    await publication.publish({ ...publishedState, type: ' ' }, callContext());
    const written = JSON.stringify(log.lines);
    for (const told of [ahmed.reveal(), publishedState.number, 'regenwaterput'])
      expect(written).not.toContain(told);
  });
});

describe('a publication whose answer is lost', () => {
  const lost: [string, Fault, string][] = [
    ['comes too late', { kind: 'slow', ms: 60_000, operation: 'DossierMutatie' }, 'TIMEOUT'],
    ['never begins, the connection being cut', { kind: 'refuse' }, 'NETWORK'],
    ['is cut off', { kind: 'truncated', operation: 'DossierMutatie' }, 'NETWORK'],
    ['is nonsense', { kind: 'malformed', operation: 'DossierMutatie' }, 'MALFORMED'],
    ['is a page', { kind: 'content-type', operation: 'DossierMutatie' }, 'MALFORMED'],
    [
      'is a failure of the platform',
      { kind: 'status', status: 502, operation: 'DossierMutatie' },
      'HTTP_5XX',
    ],
  ];
  test.each(lost)('because it %s is in doubt, and was sent once', async (_how, fault, reason) => {
    const simulator = await platform();
    const { publication } = adapterOf(simulator);
    expect(publication.honoursRepetition).toBe(false);
    simulator.fail(fault);
    const outcome = await publication.publish(publishedState, callContext());
    expect(outcome).toEqual({ kind: 'IN_DOUBT', reason });
    const arrived = !['refuse', 'status'].includes(fault.kind);
    expect(published(simulator)).toBe(fault.kind === 'refuse' ? 0 : 1);

    simulator.fail();
    const { value } = await publication.visibility(publishedState, callContext());
    expect(value).toBe(arrived ? 'SHOWN' : 'NOT_SHOWN');
  });

  test('is tried again by itself where the platform honours repetition, with one effect', async () => {
    const simulator = await platform({ repeated: 'ONE_EFFECT' });
    const { publication, dossiers } = adapterOf(simulator);
    expect(publication.honoursRepetition).toBe(true);
    simulator.fail({ kind: 'truncated', operation: 'DossierMutatie' });
    expect(await publication.publish(publishedState, callContext())).toMatchObject({ kind: 'IN_DOUBT' });
    expect(published(simulator)).toBe(2);

    simulator.fail();
    expect(await publication.publish(publishedState, callContext())).toMatchObject({ kind: 'PUBLISHED' });
    expect(await statesOf(dossiers, publishedState.number)).toHaveLength(1);
  });

  test('and is offered again where it does not, stands there twice', async () => {
    const { publication, dossiers } = adapterOf(await platform());
    await publication.publish(publishedState, callContext());
    await publication.publish(publishedState, callContext());
    expect(await statesOf(dossiers, publishedState.number)).toHaveLength(2);
  });

  test('tells of another dossier, and is in doubt', async () => {
    const answer = (dossier: string) =>
      `<R><Resultaat>1</Resultaat><Identificatie><Bron>S</Bron><Dossiernummer>${dossier}</Dossiernummer></Identificatie></R>`;
    expect(await answered(200, answer('SCH-1'))).toEqual({ kind: 'IN_DOUBT', reason: 'MALFORMED' });
    expect(await answered(201, answer(publishedState.number))).toEqual({
      kind: 'PUBLISHED',
      processedAt: null,
    });
  });
});

/** What comes of a publication to which the platform answers just this. */
async function answered(status: number, body: string) {
  const { tools } = recordedTools(() => ({
    status,
    headers: { 'content-type': 'application/xml' },
    body: Buffer.from(body),
  }));
  const publication = { url: 'https://dosis.test/mutaties', source: 'S' };
  const settings = burgerprofiel.settings.parse({ ...magdaTestSettings(certificates), publication });
  const { ports } = burgerprofiel.start(settings, tools);
  return ports.dossierPublication!.publish(publishedState, callContext());
}

describe('a publication that is certainly not made', () => {
  test('because the platform does not take our source is refused, without the words of the platform', async () => {
    const simulator = await platform();
    const { publication, dossiers } = adapterOf(simulator, {
      publication: { ...simulator.settings.publication!, source: 'ANTWERPEN' },
    });
    expect(await publication.publish(publishedState, callContext())).toEqual({
      kind: 'REFUSED',
      reason: 'BY_PLATFORM',
      platformCode: null,
    });
    expect(await statesOf(dossiers, publishedState.number)).toEqual([]);
  });

  test.each([400, 409, 413, 422])(
    'because the platform answers %i is refused with that code',
    async (status) => {
      expect(await answered(status, 'INSZ 91.69.17-151.84 is onbekend')).toEqual({
        kind: 'REFUSED',
        reason: 'BY_PLATFORM',
        platformCode: `HTTP_${status}`,
      });
    },
  );

  test.each<[string, Fault, string]>([
    ['the platform does not know us (any more)', { kind: 'expired-credentials' }, 'CREDENTIALS'],
    ['it is asked too much', { kind: 'throttled', operation: 'DossierMutatie' }, 'THROTTLED'],
  ])('because %s is an error, and can be offered again', async (_why, fault, code) => {
    const simulator = await platform();
    const { publication } = adapterOf(simulator);
    simulator.fail(fault);
    await expect(publication.publish(publishedState, callContext())).rejects.toMatchObject({
      name: 'PlatformError',
      code,
    });
    simulator.fail();
    expect(await publication.publish(publishedState, callContext())).toMatchObject({ kind: 'PUBLISHED' });
  });

  test('because nobody listens there is an error', async () => {
    const simulator = await platform();
    const { publication } = adapterOf(simulator, {
      publication: { ...simulator.settings.publication!, url: 'https://127.0.0.1:9/dosis' },
    });
    await expect(publication.publish(publishedState, callContext())).rejects.toMatchObject({
      code: 'NETWORK',
    });
  });

  test('because the settings name no place to publish is not configured', async () => {
    const { publication } = adapterOf(await platform(), { publication: undefined });
    await expect(publication.publish(publishedState, callContext())).rejects.toMatchObject({
      code: 'NOT_CONFIGURED',
    });
    await expect(publication.visibility(publishedState, callContext())).rejects.toMatchObject({
      code: 'NOT_CONFIGURED',
    });
  });
});

describe('what the platform would refuse is refused before it is sent', () => {
  const { status, handler } = publishedState;
  const long = 'x'.repeat(256);
  const cases: [string, Partial<DossierPublication>, PublicationRefusal][] = [
    ['no number', { number: ' ' }, 'NUMBER'],
    ['a number that is too long', { number: long }, 'NUMBER'],
    ['a megabyte of name', { name: 'x'.repeat(1_048_576) }, 'NAME'],
    ['a name that XML cannot hold', { name: 'a\u0000b' }, 'NAME'],
    ['half a character', { name: 'a\ud800' }, 'NAME'],
    ['no type', { type: '' }, 'TYPE'],
    ['a moment that is none', { from: new Date(Number.NaN) }, 'FROM'],
    ['the year ten thousand', { from: new Date('+010000-01-01T00:00:00Z') }, 'FROM'],
    ['neither code nor phase', { status: { ...status, code: null, phase: null } }, 'STATUS'],
    ['three details', { status: { ...status, details: ['1', '2', '3'] } }, 'STATUS'],
    ['an action that is too long', { status: { ...status, action: long } }, 'STATUS'],
    ['an empty action', { status: { ...status, action: '' } }, 'STATUS'],
    ['a day that does not exist', { targetDate: '2026-02-30' }, 'TARGET_DATE'],
    [
      'a moment in the place of a day',
      { status: { ...status, targetDate: '2026-02-03T10:00:00' } },
      'TARGET_DATE',
    ],
    ['a product number beyond the schema', { products: ['51002'] }, 'PRODUCTS'],
    ['a product that is no number', { products: ['IPDC-1'] }, 'PRODUCTS'],
    ['ten thousand products', { products: Array<string>(10_000).fill('1') }, 'PRODUCTS'],
    ['an address that is no e-mail', { handler: { ...handler!, email: 'leefmilieu' } }, 'HANDLER'],
    ['a phone of 121 characters', { handler: { ...handler!, phone: '0'.repeat(121) } }, 'HANDLER'],
    ['a website that runs script', { handler: { ...handler!, website: 'javascript:alert(1)' } }, 'HANDLER'],
    ['information that is too long', { extraInformation: long }, 'EXTRA_INFORMATION'],
    ['a link that runs script', { url: 'javascript:alert(1)' }, 'URL'],
    ['a link that is too long', { url: `https://www.example.be/${'x'.repeat(2_000)}` }, 'URL'],
    ['nobody', { subjects: [] }, 'SUBJECTS'],
    ['everybody', { subjects: Array<NationalNumber>(10_000).fill(ahmed) }, 'SUBJECTS'],
  ];
  test.each(cases)('%s', async (_what, changes, reason) => {
    const publication = { ...publishedState, ...changes };
    expect(refusalOf(publication)).toBe(reason);
    const { tools, requests } = recordedTools(() => {
      throw new Error('nothing is sent');
    });
    const settings = burgerprofiel.settings.parse({
      ...magdaTestSettings(certificates),
      publication: { url: 'https://dosis.test/mutaties', source: 'S' },
    });
    const { ports } = burgerprofiel.start(settings, tools);
    expect(await ports.dossierPublication!.publish(publication, callContext())).toEqual({
      kind: 'REFUSED',
      reason,
      platformCode: null,
    });
    expect(requests).toEqual([]);
  });

  test('and 255 characters of any script are not', () => {
    expect(refusalOf({ ...publishedState, name: '𝔖'.repeat(255) })).toBeNull();
  });
});

describe('what is sent', () => {
  const schema = 'magda/magda-mock/xsd/Dossier-02.00/Dossier.xsd';
  const mutations = (root: string) => {
    const wrapper = `<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema" targetNamespace="http://dossier-02_00.vip.vlaanderen.be" xmlns="http://dossier-02_00.vip.vlaanderen.be"><xsd:include schemaLocation="Dossier.xsd"/><xsd:element name="DossierMutatie" type="DossierMutatieType"/><xsd:element name="UitzonderingenRegistraties" type="UitzonderingenRegistratiesType"/></xsd:schema>`;
    return schemaSet(root, `${schema.replace('Dossier.xsd', 'wrapper.xsd')}`, wrapper);
  };

  contractTest(
    'is a DossierMutatie by the public schema, with everything and with little',
    async (contracts) => {
      const little = {
        ...publishedState,
        status: { code: null, phase: 'Afgerond', details: [], action: null, targetDate: null },
        targetDate: null,
        products: [],
        handler: { name: null, service: null, email: null, phone: null, website: null },
        extraInformation: null,
        url: null,
      } as const;
      const documents = [
        toMutation(publishedState, 'SCHILDE'),
        toMutation(little, 'https://data.example.be/bron'),
      ];
      expect(await schemaProblems(mutations(contracts), documents)).toEqual([]);
      expect(
        await schemaProblems(mutations(contracts), [documents[0]!.replace('<Naam>', '<Titel>')]),
      ).not.toEqual([]);
    },
  );

  contractTest('gets an answer by the same schema from the simulator', async (contracts) => {
    const simulator = await platform();
    const { publication, certificate } = {
      publication: simulator.settings.publication!,
      certificate: simulator.settings.tls!,
    };
    const { Agent, fetch } = await import('undici');
    const dispatcher = new Agent({
      connect: { ca: certificate.ca, cert: certificate.certificate, key: certificate.privateKey },
    });
    const answers = [];
    for (const source of ['SCHILDE', 'ANTWERPEN']) {
      const response = await fetch(publication.url, {
        method: 'POST',
        body: toMutation(publishedState, source),
        headers: { 'content-type': 'application/xml' },
        dispatcher,
      });
      answers.push(await response.text());
    }
    await dispatcher.close();
    expect(answers[1]).toContain('Bron niet toegelaten');
    expect(await schemaProblems(mutations(contracts), answers)).toEqual([]);
  });
});

test('schakel check looks whether a publication has keys, and says that it tried no more', async () => {
  const simulator = await platform();
  const about = async (changes: Partial<SettingsInput>) => {
    const results = await adapterOf(simulator, changes).check();
    return results.filter(({ finding }) => finding.startsWith('publication'));
  };
  expect(await about({})).toMatchObject([{ passed: true, advice: null }]);
  expect(await about({ tls: { ca: simulator.settings.tls!.ca } })).toMatchObject([
    { level: 'settings', passed: false, advice: expect.stringContaining('tls.certificate') },
  ]);
  expect(await about({ publication: undefined })).toEqual([]);
  expect(published(simulator)).toBe(0);
});
