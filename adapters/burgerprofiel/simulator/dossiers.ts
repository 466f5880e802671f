import { leaf, tag } from '../../../src/adapter/magda/simulator/xml.js';
import type { SimulatedException } from '../../../src/adapter/magda/simulator/messages.js';
import type { PublishedDossiers } from './publication.js';

/** A state of a dossier at its source, newest first in a dossier. */
interface SandboxState {
  readonly code: string;
  readonly phase: 'Samenstelling' | 'Behandeling' | 'Afgerond';
  readonly details?: readonly string[];
  readonly action?: string;
  readonly targetDate?: string;
  /** Local date and time; the state ends where the one before it in the list begins. */
  readonly since: { readonly date: string; readonly time: string };
}

interface SandboxDossier {
  readonly number: string;
  readonly name: string;
  readonly product: string;
  readonly url: string;
  readonly states: readonly SandboxState[];
}

interface SandboxSource {
  readonly code: string;
  readonly contact: {
    readonly name: string;
    readonly service: string;
    readonly phone: string;
    readonly email?: string;
    readonly website: string;
  };
  readonly address: {
    readonly street: string;
    readonly houseNumber: string;
    readonly postalCode: string;
    readonly nisCode: string;
    readonly municipality: string;
  };
}

const schoolGrants: SandboxSource = {
  code: 'STL',
  contact: {
    name: 'Studietoelagen (zandbak)',
    service: 'Afdeling School- en Studietoelagen',
    phone: '1700',
    website: 'https://www.studietoelagen.be',
  },
  address: {
    street: 'Koning Albert II-laan',
    houseNumber: '15',
    postalCode: '1210',
    nisCode: '21014',
    municipality: 'Brussel',
  },
};

const disability: SandboxSource = {
  code: 'VAPH',
  contact: {
    name: 'VAPH (zandbak)',
    service: 'Vlaams Agentschap voor Personen met een Handicap',
    phone: '02 225 84 11',
    email: 'informatie@vaph.be',
    website: 'https://www.vaph.be',
  },
  address: {
    street: 'Zenithgebouw, Koning Albert II-laan',
    houseNumber: '37',
    postalCode: '1030',
    nisCode: '21015',
    municipality: 'Brussel',
  },
};

const housing: SandboxSource = {
  code: 'WONEN',
  contact: {
    name: 'Wonen in Vlaanderen (zandbak)',
    service: 'Agentschap Wonen in Vlaanderen',
    phone: '1700',
    website: 'https://www.vlaanderen.be/wonen-in-vlaanderen',
  },
  address: {
    street: 'Havenlaan',
    houseNumber: '88',
    postalCode: '1000',
    nisCode: '21004',
    municipality: 'Brussel',
  },
};

interface Holding {
  readonly source: SandboxSource;
  readonly dossier: SandboxDossier;
}

const at = (date: string, time = '09:00:00') => ({ date, time });

const emmas: readonly Holding[] = [
  {
    source: schoolGrants,
    dossier: {
      number: 'STL-2026-004711',
      name: 'Schooltoeslag 2026-2027 Noor Janssens',
      product: '685',
      url: 'https://www.studietoelagen.be/digitaal-loket',
      states: [
        {
          code: 'DossierOnvolledig',
          phase: 'Behandeling',
          details: ['We hebben bijkomende gegevens nodig.'],
          action: 'U moet nog een attest van inschrijving bezorgen.',
          targetDate: '2026-12-15T00:00:00',
          since: at('2026-10-19'),
        },
        {
          code: 'Ingediend',
          phase: 'Samenstelling',
          details: ['Wij hebben uw aanvraag ontvangen.'],
          since: at('2026-09-04', '20:14:31'),
        },
      ],
    },
  },
  {
    source: housing,
    dossier: {
      number: 'MVP-2026-118903',
      name: 'Mijn VerbouwPremie: dakisolatie',
      product: '1447',
      url: 'https://www.mijnverbouwpremie.be',
      states: [
        {
          code: 'InBehandeling',
          phase: 'Behandeling',
          details: ['We behandelen uw dossier.'],
          since: at('2026-08-21'),
        },
        { code: 'DossierVolledig', phase: 'Samenstelling', since: at('2026-08-03', '11:02:00') },
        { code: 'Aangevraagd', phase: 'Samenstelling', since: at('2026-07-30', '21:47:09') },
      ],
    },
  },
  {
    source: housing,
    dossier: {
      number: 'MVP-2025-093211',
      name: 'Mijn VerbouwPremie: ramen en deuren',
      product: '1446',
      url: 'https://www.mijnverbouwpremie.be',
      states: [
        { code: 'Betaald', phase: 'Afgerond', details: ['De premie is betaald.'], since: at('2026-02-12') },
        { code: 'Goedgekeurd', phase: 'Behandeling', since: at('2026-01-20', '15:30:00') },
      ],
    },
  },
];

const marias: readonly Holding[] = [
  {
    source: disability,
    dossier: {
      number: 'VAPH-RTH-55012',
      name: 'Rechtstreeks toegankelijke hulp',
      product: '1452',
      url: 'https://www.vaph.be/mijnvaph',
      states: [
        {
          code: 'Beslist',
          phase: 'Afgerond',
          details: ['Uw aanvraag is goedgekeurd.'],
          since: at('2026-05-06'),
        },
      ],
    },
  },
  {
    source: housing,
    dossier: {
      number: 'HP-2026-030177',
      name: 'Huurpremie',
      product: '1450',
      url: 'https://www.vlaanderen.be/huurpremie',
      states: [
        {
          code: 'InWacht',
          phase: 'Behandeling',
          details: ['We wachten op gegevens van een andere dienst.'],
          since: at('2026-09-28'),
        },
        { code: 'Ingediend', phase: 'Samenstelling', since: at('2026-09-15', '10:05:44') },
      ],
    },
  },
];

/** What the sources hold of a person: XML of `Dossiers`, and the sources that fail. */
export interface SandboxDossiers {
  readonly contents: string | null;
  readonly exceptions: readonly SimulatedException[];
}

const noData: SimulatedException = { code: '30001', diagnosis: 'Geen gegevens gevonden voor de vraag' };
const noAccess: SimulatedException = {
  code: '60013',
  diagnosis: 'Fout in toegang naar de bron',
  annotations: { Bron: 'STL' },
};

/** The dossiers of a number; `sources` limits them to those, all when empty. What was published comes last. */
export function dossiersOf(
  number: string,
  sources: readonly string[],
  published: PublishedDossiers | null,
): SandboxDossiers {
  const wanted = (code: string) => sources.length === 0 || sources.includes(code);
  const all = number === '85671421468' ? emmas : number === '48613011631' ? marias : [];
  const held = all.filter(({ source }) => wanted(source.code));
  const exceptions = number === '48613011631' && wanted('STL') ? [noAccess] : [];
  const dossiers = held.map((holding) =>
    tag(
      'Dossier',
      tag(
        'DossierMutaties',
        holding.dossier.states.map((_, index) => mutation(holding, index, number)),
      ),
    ),
  );
  if (published && wanted(published.source)) dossiers.push(...published.dossiersOf(number));
  const contents = dossiers.length === 0 ? null : tag('Dossiers', dossiers);
  return { contents, exceptions: contents === null && exceptions.length === 0 ? [noData] : exceptions };
}

function mutation({ source, dossier }: Holding, index: number, number: string): string {
  const state = dossier.states[index];
  if (!state) return '';
  const newer = dossier.states[index - 1];
  const { since } = state;
  return tag('DossierMutatie', [
    tag('Identificatie', [leaf('Bron', source.code), leaf('Dossiernummer', dossier.number)]),
    leaf('Naam', dossier.name),
    leaf('DatumModificatie', `${since.date}T${since.time}`),
    tag('Status', [
      leaf('Code', state.code),
      leaf('Fase', state.phase),
      state.details === undefined
        ? ''
        : tag(
            'Details',
            state.details.map((detail) => leaf('Detail', detail)),
          ),
      leaf('DatumModificatie', `${since.date}T${since.time}`),
      tag('Actie', [
        leaf('ActieNodig', state.action === undefined ? '0' : '1'),
        leaf('Omschrijving', state.action),
      ]),
      leaf('StreefDatum', state.targetDate),
    ]),
    leaf('Type', 'DossierStatus'),
    tag('Producten', leaf('Product', dossier.product)),
    handler(source),
    leaf('Doorverwijzing', dossier.url),
    tag(
      'Subjecten',
      tag('Subject', [leaf('Rol', 'Raadpleger'), leaf('Type', 'PERS'), leaf('Sleutel', number)]),
    ),
    tag('Eigenschappen', [
      leaf('Vertrouwelijk', '0'),
      leaf('Publiek', '0'),
      leaf('IsNietRaadpleegbaar', '0'),
    ]),
    tag('Periode', [
      tag('Begin', [leaf('Datum', since.date), leaf('Tijd', since.time)]),
      newer ? tag('Einde', [leaf('Datum', newer.since.date), leaf('Tijd', newer.since.time)]) : '',
    ]),
  ]);
}

function handler({ contact, address }: SandboxSource): string {
  return tag('Beheerder', [
    tag('Contact', [
      leaf('Naam', contact.name),
      tag('Dienst', leaf('Omschrijving', contact.service)),
      leaf('Email', contact.email),
      leaf('Telefoon', contact.phone),
      leaf('Website', contact.website),
    ]),
    tag('Adres', [
      tag('Straat', leaf('Naam', address.street)),
      leaf('Huisnummer', address.houseNumber),
      tag('Gemeente', [
        leaf('NISCode', address.nisCode),
        leaf('Postcode', address.postalCode),
        leaf('Naam', address.municipality),
      ]),
    ]),
  ]);
}
