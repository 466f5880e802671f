import { child, textOf } from '../../../src/adapter/magda/simulator/gateway.js';
import type {
  Question,
  ServiceAnswer,
  SimulatedService,
} from '../../../src/adapter/magda/simulator/gateway.js';
import { leaf, tag } from '../../../src/adapter/magda/simulator/xml.js';
import { personByNumber } from './people.js';
import type { Repertorium } from './repertorium.js';
import { ofRegistered } from './services.js';
import {
  brokenAttests,
  livingWages,
  sandboxAttest,
  socialStatuses,
  withoutSocialData,
} from './social-records.js';
import type { PaymentRecord } from './social-records.js';

const noData = (origin: string, circumstance?: string): ServiceAnswer => ({
  exceptions: [{ code: '30001', origin, diagnosis: 'Geen gegevens gevonden voor de vraag', circumstance }],
});

/** GeefSociaalStatuut, GeefLeefloonbedragen and GeefAttest. */
export function socialServices(repertorium: Repertorium): readonly SimulatedService[] {
  return [
    {
      operation: 'GeefSociaalStatuut',
      version: '03.00',
      namespace: 'http://magda.vlaanderen.be/soczek/soap/geefsociaalstatuut/v03_00',
      answer: ofRegistered(repertorium, socialStatusesOf),
    },
    {
      operation: 'GeefLeefloonbedragen',
      version: '02.00',
      namespace: 'http://webservice.geefleefloonbedragendienst-02_00.soczek-02_00.vip.vlaanderen.be',
      answer: ofRegistered(repertorium, livingWagesOf),
    },
    {
      operation: 'GeefAttest',
      version: '02.00',
      namespace: 'http://webservice.geefattestdienst-02_00.persoon-02_00.vip.vlaanderen.be',
      answer: ofRegistered(repertorium, attestOf),
    },
  ];
}

function childrenOf(element: Element | null, name: string): Element[] {
  return Array.from(element?.childNodes ?? []).filter(
    (node): node is Element => node.nodeType === 1 && (node as Element).localName === name,
  );
}

/** Whoever KSZ has nothing of has none of the statuses: code 0 and no exception, as MAGDA's mock answers. */
function socialStatusesOf(number: string, { contents }: Question): ServiceAnswer {
  const circumstance = withoutSocialData[number];
  if (circumstance !== undefined) return noData('KSZ', circumstance);
  const asked = childrenOf(child(child(contents, 'Criteria'), 'SocialeStatuten'), 'SociaalStatuut');
  return {
    contents: tag('Persoon', [
      leaf('INSZ', number),
      tag(
        'SocialeStatuten',
        asked.map((status) => sociaalStatuut(number, status)),
      ),
    ]),
  };
}

function sociaalStatuut(number: string, asked: Element): string {
  const name = textOf(asked, 'Naam') ?? '';
  const record = socialStatuses[number]?.[name];
  const from = textOf(asked, 'Datum', 'Datum') ?? textOf(asked, 'Datum', 'Periode', 'Begindatum') ?? '';
  const until =
    textOf(asked, 'Datum', 'Datum') ?? textOf(asked, 'Datum', 'Periode', 'Einddatum') ?? '9999-12-31';
  const [begin, end] = record?.period ?? ['0000-01-01', '9999-12-31'];
  const applies = record !== undefined && begin <= until && from <= end;
  return tag('SociaalStatuut', [
    leaf('Naam', name),
    tag('Resultaat', [
      leaf('Code', applies ? '1' : '0'),
      leaf('Omschrijving', applies ? 'Van toepassing' : 'Niet van toepassing'),
    ]),
    applies && record.period !== undefined
      ? tag('Periodes', tag('Periode', [leaf('Begindatum', begin), leaf('Einddatum', end)]))
      : '',
    applies && record.remark !== undefined
      ? tag('Status', [leaf('Code', record.remark), leaf('Waarde', '')])
      : '',
  ]);
}

function livingWagesOf(number: string, { contents }: Question): ServiceAnswer {
  const records = livingWages[number];
  if (!records) return noData('MAGDA');
  const last = Number(textOf(contents, 'Criteria', 'Jaar'));
  const back = Number(textOf(contents, 'Criteria', 'AantalJaarTerug') ?? '0');
  const years = Array.from({ length: back + 1 }, (_, index) => String(last - back + index));
  return {
    contents: tag(
      'Leefloonbedragen',
      years.map((year) => leefloonbedrag(number, year, records[year])),
    ),
  };
}

function leefloonbedrag(number: string, year: string, record: PaymentRecord | undefined): string {
  if (!record)
    return tag('Leefloonbedrag', [
      leaf('Jaar', year),
      leaf('Uitbetaling', '0', { Beschrijving: 'Geen uitbetaling' }),
    ]);
  const { kind, amount, months } = record;
  const wage = kind !== 'Kinderbijslag';
  return tag('Leefloonbedrag', [
    leaf('Jaar', year),
    tag('Tegemoetkoming', [
      tag(
        'Jaarlijks',
        tag(kind, [
          leaf('Bedrag', (amount * months.length).toFixed(2)),
          leaf('TweedeGerechtigde', '0'),
          wage ? leaf('AantalMaandenZonderToelage', String(12 - months.length)) : '',
          wage ? leaf('MaximumLeefloonGekregen', '0') : '',
        ]),
        { Jaar: year },
      ),
      tag(
        'Maandelijks',
        months.map((month) => maand(number, `${year}-${String(month).padStart(2, '0')}`, record)),
      ),
    ]),
  ]);
}

function maand(number: string, month: string, { kind, amount, partner }: PaymentRecord): string {
  const [year, monthOfYear] = month.split('-').map(Number);
  const lastDay = new Date(Date.UTC(year ?? 0, monthOfYear ?? 0, 0)).getUTCDate();
  const file = `${month.replace('-', '')}01`;
  return tag(
    'Maand',
    tag(
      `${kind}PerPeriode`,
      tag(
        `${kind}Periode`,
        [
          leaf('Bedrag', amount.toFixed(2)),
          tag('Periode', [leaf('Begin', `${month}-01`), leaf('Einde', `${month}-${lastDay}`)]),
          tag('Begunstigde', leaf('INSZ', number)),
          tag('Partner', partner === undefined ? leaf('TweedeGerechtigde', '0') : leaf('INSZ', partner)),
          tag('OCMW', [leaf('Ondernemingsnummer', '0212189676'), leaf('Bestand', file), leaf('Suffix', '0')]),
          kind === 'Kinderbijslag' ? '' : leaf('MaximumLeefloonGekregen', '0'),
        ],
        { ID: file },
      ),
      { LaatsteUitbetaling: '1' },
    ),
    { JaarMaand: month },
  );
}

function attestOf(number: string, { contents }: Question): ServiceAnswer {
  const broken = brokenAttests[number];
  if (textOf(contents, 'Criteria', 'Attest', 'Naam') !== sandboxAttest)
    return {
      exceptions: [{ code: '445810', diagnosis: 'Fout in opgegeven zoekcriteria: Ongekende attestnaam' }],
    };
  if (broken === '60007')
    return { exceptions: [{ code: broken, diagnosis: 'Kan antwoord bron niet interpreteren' }] };
  if (broken === '99996')
    return { exceptions: [{ code: broken, diagnosis: 'Bron is tijdelijk niet beschikbaar' }] };
  if (broken === undefined && !personByNumber(number)) return noData('RR');
  return {
    contents: tag('Attest', [leaf('INSZ', number), leaf('Document', attestDocument(number, broken))]),
  };
}

function attestDocument(number: string, broken: 'EMPTY' | 'CORRUPT' | undefined): string {
  if (broken === 'EMPTY') return '';
  const content = broken === 'CORRUPT' ? 'geen document' : attestPdf(number);
  return Buffer.from(content, 'latin1').toString('base64');
}

/** One page with a line of text. Readers forgive a missing cross-reference table; what matters is that it is a PDF. */
function attestPdf(number: string): string {
  const text = `BT /F1 14 Tf 72 720 Td (Attest uit de zandbak, voor ${number}) Tj ET`;
  return [
    '%PDF-1.4',
    '1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj',
    '2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj',
    '3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >> endobj',
    `4 0 obj << /Length ${text.length} >> stream\n${text}\nendstream endobj`,
    '5 0 obj << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> endobj',
    'trailer << /Root 1 0 R >>',
    '%%EOF',
  ].join('\n');
}
