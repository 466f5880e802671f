import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { magda } from '../../adapters/magda/index.js';
import { flag, writtenPeriod } from '../../adapters/magda/mapping-written.js';
import { SoapElement } from '../../src/adapter/soap/element.js';
import type { CitizensPort } from '../../src/capabilities/citizens/citizens.port.js';
import { NationalNumber } from '../../src/identifiers/national-number.js';
import { callContext } from '../support/call-context.js';
import { countOf, leavesOf, valuesIn } from '../support/leaves.js';
import { recordedTools, soapAnswer } from '../support/recorded-wire.js';
import { magdaTestSettings, testCertificates } from '../support/sandbox-settings.js';

const emma = NationalNumber.parse('85671421468');
const partner = NationalNumber.parse('83630211767');

let port: CitizensPort;
let answered = '';
let noted: [string, string][] = [];

beforeAll(async () => {
  const { tools } = recordedTools(() => soapAnswer(answered));
  const { ports } = magda.start(magda.settings.parse(magdaTestSettings(await testCertificates())), {
    ...tools,
    noteUnknownValue: (field, value) => void noted.push([field, value]),
  });
  port = ports.citizens as CitizensPort;
});

/** From now on MAGDA answers this Antwoord, and nothing was noted yet. Gives the whole answer. */
function answering(operation: string, namespace: string, antwoord: string): string {
  noted = [];
  answered = `<a:${operation}Response xmlns:a="${namespace}"><Repliek><Context/><Antwoorden><Antwoord><Referte>r</Referte>${antwoord}</Antwoord></Antwoorden></Repliek></a:${operation}Response>`;
  return answered;
}

const statusNamespace = 'http://magda.vlaanderen.be/soczek/soap/geefsociaalstatuut/v03_00';
const wageNamespace = 'http://webservice.geefleefloonbedragendienst-02_00.soczek-02_00.vip.vlaanderen.be';

const statuses = (antwoord: string, names: readonly string[] = ['BIM_BVT']) => {
  const xml = answering('GeefSociaalStatuut', statusNamespace, antwoord);
  const answer = port.socialStatuses(emma, { names, at: '2026-06-01' }, callContext());
  return { answer, xml };
};
const ofEmma = (content: string) =>
  `<Inhoud><Persoon><INSZ>${emma.reveal()}</INSZ>${content}</Persoon></Inhoud>`;
const failedSource =
  '<Uitzonderingen><Uitzondering><Identificatie>60013</Identificatie><Oorsprong>KSZ</Oorsprong><Type>FOUT</Type><Diagnose>-</Diagnose></Uitzondering></Uitzonderingen>';
const status = (code: string) =>
  `<SocialeStatuten><SociaalStatuut><Naam>BIM_BVT</Naam><Resultaat><Code>${code}</Code></Resultaat></SociaalStatuut></SocialeStatuten>`;

function expectNothingLost(xml: string, element: string, mapped: unknown): void {
  const held = countOf(valuesIn(mapped));
  const answered = leavesOf(xml, element);
  const counted = countOf(answered.map(({ value }) => value));
  expect(answered.filter(({ value }) => (held.get(value) ?? 0) < (counted.get(value) ?? 0))).toEqual([]);
}

describe('a social status', () => {
  test.each([
    ['1', 'APPLIES'],
    ['0', 'UNKNOWN'],
  ])('given a source that failed beside the answer, then its %s is %s', async (code, result) => {
    const { value, source } = await statuses(ofEmma(status(code)) + failedSource).answer;
    expect(value).toMatchObject([{ result, resultCode: code }]);
    expect(source.reason).toBe('60013');
  });

  test('given a code that the contract does not know, then it is unknown, shown and noted', async () => {
    const { answer } = statuses(ofEmma(status('2')));
    expect((await answer).value).toMatchObject([{ result: 'UNKNOWN', resultCode: '2' }]);
    expect(noted).toEqual([['citizens.socialStatus.result', '2']]);
  });

  test('given one Status in the place of statuses, then each asked status is unknown because of it', async () => {
    const { answer } = statuses(
      ofEmma('<Status><Code>SSH00001</Code><Omschrijving>x</Omschrijving><Waarde>w</Waarde></Status>'),
      ['BIM_BVT', 'BIM_BVT_IN_FAMILY'],
    );
    const { value } = await answer;
    expect(value.map(({ name, result, status: remark }) => [name, result, remark?.code])).toEqual([
      ['BIM_BVT', 'UNKNOWN', 'SSH00001'],
      ['BIM_BVT_IN_FAMILY', 'UNKNOWN', 'SSH00001'],
    ]);
  });

  const word = fc.stringMatching(/^[A-Z0-9_]{1,20}$/);
  const pair = (around: string) =>
    fc
      .tuple(word, word)
      .map(([name, value]) => `<${around}><Naam>${name}</Naam><Waarde>${value}</Waarde></${around}>`);
  const anyStatus = fc
    .record({
      name: word,
      code: fc.constantFrom('0', '1', '2', 'X'),
      periods: fc.array(fc.tuple(word, fc.option(word)), { maxLength: 3 }),
      details: fc.array(pair('Detail'), { maxLength: 3 }),
      remark: fc.option(fc.tuple(word, word, fc.array(pair('Informatie'), { minLength: 1, maxLength: 2 }))),
      strange: fc.option(word),
    })
    .map(({ name, code, periods, details, remark, strange }) =>
      [
        `<SociaalStatuut><Naam>${name}</Naam><Resultaat><Code>${code}</Code></Resultaat>`,
        periods.length > 0
          ? `<Periodes>${periods.map(([from, until]) => `<Periode><Begindatum>${from}</Begindatum>${until === null ? '' : `<Einddatum>${until}</Einddatum>`}</Periode>`).join('')}</Periodes>`
          : '',
        details.length > 0 ? `<Details>${details.join('')}</Details>` : '',
        remark
          ? `<Status><Code>${remark[0]}</Code><Waarde>${remark[1]}</Waarde><Informaties>${remark[2].join('')}</Informaties></Status>`
          : '',
        strange === null ? '' : `<Nieuw>${strange}</Nieuw>`,
        '</SociaalStatuut>',
      ].join(''),
    );

  test('loses nothing of whatever it is answered, and never makes a yes of anything but a 1', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyStatus, { minLength: 1, maxLength: 4 }), async (list) => {
        const { answer, xml } = statuses(ofEmma(`<SocialeStatuten>${list.join('')}</SocialeStatuten>`));
        const { value } = await answer;
        expectNothingLost(xml, 'SociaalStatuut', value);
        for (const { result, resultCode } of value)
          expect([result === 'APPLIES', result === 'DOES_NOT_APPLY']).toEqual([
            resultCode === '1',
            resultCode === '0',
          ]);
        expect(value.map(({ name }) => name)).toContain('BIM_BVT');
      }),
      { numRuns: 40 },
    );
  });
});

describe('living wages', () => {
  const amount = fc.integer({ min: 0, max: 999_999 }).map((cents) => (cents / 100).toFixed(2));
  const kind = fc.constantFrom('Leefloon', 'EquivalentLeefloon', 'Kinderbijslag');
  const anyYear = fc
    .record({
      year: fc.integer({ min: 2000, max: 2030 }),
      yearly: fc.option(fc.record({ kind, amount, second: fc.constantFrom('0', '1', '7') })),
      payments: fc.array(fc.record({ kind, amount, single: fc.boolean(), id: fc.nat(99_999) }), {
        maxLength: 3,
      }),
    })
    .map(({ year, yearly, payments }) =>
      [
        `<Leefloonbedrag><Jaar>${year}</Jaar><Begunstigden><Begunstigde>${partner.reveal()}</Begunstigde></Begunstigden><Tegemoetkoming>`,
        yearly
          ? `<Jaarlijks Jaar="${year}"><${yearly.kind}><Bedrag>${yearly.amount}</Bedrag><TweedeGerechtigde>${yearly.second}</TweedeGerechtigde></${yearly.kind}></Jaarlijks>`
          : '',
        `<Maandelijks>${payments
          .map(
            (payment) =>
              `<Maand JaarMaand="${year}-02"><${payment.kind}PerPeriode LaatsteUitbetaling="1"><${payment.kind}Periode ID="${payment.id}"><Bedrag>${payment.amount}</Bedrag><Periode><Begin>${year}-02-01</Begin></Periode><Begunstigde><INSZ>${emma.reveal()}</INSZ><Categorie>2</Categorie></Begunstigde><Partner>${payment.single ? '<TweedeGerechtigde>0</TweedeGerechtigde>' : `<INSZ>${partner.reveal()}</INSZ>`}</Partner><OCMW><Ondernemingsnummer>0212189676</Ondernemingsnummer><Bestand>b</Bestand><Suffix>0</Suffix></OCMW></${payment.kind}Periode></${payment.kind}PerPeriode></Maand>`,
          )
          .join('')}</Maandelijks></Tegemoetkoming></Leefloonbedrag>`,
      ].join(''),
    );

  test('lose nothing of whatever they are answered', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyYear, { minLength: 1, maxLength: 3 }), async (years) => {
        const xml = answering(
          'GeefLeefloonbedragen',
          wageNamespace,
          `<Inhoud><Leefloonbedragen>${years.join('')}</Leefloonbedragen></Inhoud>`,
        );
        const { value } = await port.livingWages(emma, { year: 2025, yearsBack: null }, callContext());
        expectNothingLost(xml, 'Leefloonbedragen', value);
      }),
      { numRuns: 40 },
    );
  });
});

describe('what is written', () => {
  const ignore = () => undefined;
  const names = { from: 'Begin', until: 'Einde' };
  const period = (Begin: string, Einde?: string) =>
    writtenPeriod(new SoapElement({ Begin, Einde }), names, ignore, 'field');
  const isoDay = fc
    .date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10));

  test('a period can be exactly when its end is not before its begin', () => {
    fc.assert(
      fc.property(isoDay, isoDay, (from, until) =>
        expect(period(from, until)).toEqual({ from, until, possible: from <= until }),
      ),
    );
  });

  test.each([
    ['2022-11-01', '2022-11-31', false],
    ['2023-02-29', undefined, false],
    ['2024-02-29', undefined, true],
    ['2000-00-00', undefined, true],
    ['2024-01-01+01:00', '2024-01-02Z', true],
    ['gisteren', undefined, false],
  ])('%s to %s: %s', (from, until, possible) => {
    expect(period(from, until)).toEqual({ from, until: until ?? null, possible });
  });

  test('a flag is 0 or 1; anything else is nothing, noted, and kept unread', () => {
    const fields: string[] = [];
    const read = (value: string) => {
      const element = new SoapElement(value);
      return [flag(element, (field) => void fields.push(field), 'field'), element.unread()];
    };
    expect([read('0'), read('1')]).toEqual([
      [false, []],
      [true, []],
    ]);
    expect(read('7')).toEqual([null, [{ path: '', value: '7' }]]);
    expect(fields).toEqual(['field']);
  });
});
