import { beforeAll, describe, expect, test } from '@jest/globals';
import { magda } from '../../adapters/magda/index.js';
import type { CallContext } from '../../src/context/call-context.js';
import { exceptionMeanings } from '../../src/adapter/magda/exceptions.js';
import type { CitizensPort } from '../../src/capabilities/citizens/citizens.port.js';
import type { SimulatorCertificates } from '../../src/adapter/simulator/certificates.js';
import { NationalNumber } from '../../src/identifiers/national-number.js';
import { createLog } from '../../src/operations/log.js';
import { callContext } from '../support/call-context.js';
import { manualClock } from '../support/clock.js';
import { recordedTools, soapAnswer } from '../support/recorded-wire.js';
import { magdaTestSettings, testCertificates } from '../support/sandbox-settings.js';
import { Writable } from 'node:stream';

const emma = NationalNumber.parse('85671421468');
let certificates: SimulatorCertificates;
beforeAll(async () => {
  certificates = await testCertificates();
});

interface Written {
  readonly code: string;
  readonly type?: string;
}

const exceptions = (list: readonly Written[]) =>
  `<Uitzonderingen>${list
    .map(
      ({ code, type = 'FOUT' }) =>
        `<Uitzondering><Identificatie>${code}</Identificatie><Oorsprong>MAGDA</Oorsprong><Type>${type}</Type><Diagnose>INSZ ${emma.reveal()}</Diagnose></Uitzondering>`,
    )
    .join('')}</Uitzonderingen>`;

const repliek = (inside: string) =>
  soapAnswer(
    `<g:GeefPersoonResponse xmlns:g="http://magda.vlaanderen.be/persoon/soap/geefpersoon/v02_02"><Repliek><Context/>${inside}</Repliek></g:GeefPersoonResponse>`,
  );
const answer = (inside: string) =>
  repliek(`<Antwoorden><Antwoord><Referte>r</Referte>${inside}</Antwoord></Antwoorden>`);

function citizens(
  reply: ReturnType<typeof answer>,
  changes: object = {},
  now = Date.UTC(2026, 5, 30, 22, 30, 15, 42),
) {
  const { tools, requests } = recordedTools(() => reply, manualClock(now));
  const { ports } = magda.start(
    magda.settings.parse({ ...magdaTestSettings(certificates), ...changes }),
    tools,
  );
  return { port: ports.citizens as CitizensPort, requests, sent: () => String(requests[0]?.body) };
}

const read = (reply: ReturnType<typeof answer>) => citizens(reply).port.person(emma, callContext());

describe('the context of a question', () => {
  const noData = () => answer(exceptions([{ code: '30001' }]));
  const element = (xml: string, name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
  const asked = async (changes: object, context: Partial<CallContext> = {}) => {
    const one = citizens(noData(), changes);
    await one.port.person(emma, callContext(context));
    return one.sent();
  };

  test('says the time in Brussels, also after midnight there', async () => {
    const xml = await asked({});
    expect([element(xml, 'Datum'), element(xml, 'Tijd')]).toEqual(['2026-07-01', '00:30:15.042']);
  });

  test('has a fresh reference, and the correlation id with the question', async () => {
    const references = async () => {
      const xml = await asked({}, { correlationId: 'corr-1' });
      return [...xml.matchAll(/<Referte>([^<]+)</g)].map(([, text]) => text);
    };
    const [first, second] = [await references(), await references()];
    expect(first[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(first[0]).not.toBe(second[0]);
    expect([first[1], second[1]]).toEqual(['corr-1', 'corr-1']);
  });

  test('takes the Hoedanigheid of the purpose, then of the operation, then the general one', async () => {
    const settings = {
      hoedanigheidByOperation: { GeefPersoon: '1301' },
      hoedanigheidByPurpose: { bewonersparkeren: 'ipdc88' },
    };
    const codes = [
      await asked({}),
      await asked(settings),
      await asked(settings, { purpose: 'bewonersparkeren' }),
    ].map((xml) => element(xml, 'Hoedanigheid'));
    expect(codes).toEqual(['1300', '1301', 'ipdc88']);
  });

  test('names the citizen as user only when the settings say so', async () => {
    const actor = {
      kind: 'CITIZEN',
      id: 'x',
      nationalNumber: emma,
      givenName: null,
      familyName: null,
    } as const;
    expect(await asked({}, { actor })).not.toContain('<Gebruiker>');
    expect(await asked({ sendUser: true }, { actor })).toContain(`<Gebruiker>${emma.reveal()}</Gebruiker>`);
  });

  test('goes to the address of the service, or to its own', async () => {
    const one = citizens(noData());
    await one.port.person(emma, callContext());
    const own = citizens(noData(), {
      serviceUrls: { GeefPersoon: 'https://magdapersoondienst.test/GeefPersoonDienst-02.02/soap/WebService' },
    });
    await own.port.person(emma, callContext());
    expect([one.requests[0]?.url, own.requests[0]?.url]).toEqual([
      'https://magda.test/GeefPersoonDienst-02.02/soap/WebService',
      'https://magdapersoondienst.test/GeefPersoonDienst-02.02/soap/WebService',
    ]);
  });
});

describe('the exceptions of an answer', () => {
  test.each(['2', '3'])('mean the same at level %s', async (level) => {
    for (const [code, meaning] of Object.entries(exceptionMeanings)) {
      if (!('failure' in meaning)) continue;
      const reply = level === '2' ? repliek(exceptions([{ code }])) : answer(exceptions([{ code }]));
      await expect(read(reply)).rejects.toMatchObject({ code: meaning.failure, platformCode: code });
    }
  });

  test.each(['30002', '30003'])('%s: a number that is none gives null, and the reason', async (code) => {
    expect(await read(answer(exceptions([{ code }])))).toMatchObject({
      value: null,
      source: { state: 'FRESH', reason: code },
    });
  });

  test('an unknown code is a failure of the platform or a refusal, by its first digit', async () => {
    await expect(read(answer(exceptions([{ code: '60999' }])))).rejects.toMatchObject({
      code: 'SERVER_FAULT',
    });
    await expect(read(answer(exceptions([{ code: '21000' }])))).rejects.toMatchObject({ code: 'REFUSED' });
  });

  test('a failure beside content leaves the content and says which', async () => {
    const person = '<Inhoud><Persoon><INSZ>85671421468</INSZ></Persoon></Inhoud>';
    const { value, source } = await read(
      answer(person + exceptions([{ code: '60006' }, { code: '30042', type: 'INFORMATIE' }])),
    );
    expect([value?.nationalNumber.equals(emma), source.reason]).toEqual([true, '60006']);
  });

  test('a number in the place of a code is not passed on', async () => {
    await expect(read(answer(exceptions([{ code: emma.reveal() }])))).rejects.toMatchObject({
      platformCode: 'UNKNOWN',
    });
  });

  test('neither content nor an exception is no answer', async () => {
    for (const reply of [answer(''), repliek(''), answer('<Inhoud><Iets>1</Iets></Inhoud>')])
      await expect(read(reply)).rejects.toMatchObject({ code: 'MALFORMED' });
  });

  test('a person without a valid number is no answer', async () => {
    await expect(
      read(answer('<Inhoud><Persoon><INSZ>12345678901</INSZ></Persoon></Inhoud>')),
    ).rejects.toMatchObject({ code: 'MALFORMED' });
  });

  test('a national number in a Diagnose reaches no error and no log line', async () => {
    const lines: string[] = [];
    const stream = new Writable({
      write(chunk, _encoding, done) {
        lines.push(String(chunk));
        done();
      },
    });
    const log = createLog({ level: 'debug', stream });
    for (const { code } of [{ code: '60009' }, { code: '40006' }, { code: '20002' }]) {
      const error = await read(answer(exceptions([{ code }]))).catch((reason: unknown) => reason);
      log.error('platform.failed', { error, nested: { error } });
      expect(`${String(error)} ${JSON.stringify(error)} ${(error as Error).stack}`).not.toContain(
        emma.reveal(),
      );
    }
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.join('')).not.toContain(emma.reveal());
  });
});
