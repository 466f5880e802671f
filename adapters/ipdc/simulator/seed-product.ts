import type { Json } from './errors.js';

/**
 * A product of the sandbox, in short. In a text `{u|je}` stands for what is said to somebody formally and informally.
 * Texts in HTML are as editors leave them.
 */
export interface SeedProduct {
  readonly number: string;
  readonly type: string;
  readonly themes: readonly string[];
  readonly audiences?: readonly string[];
  /** Which wording its editor wrote; IPDC made the other. */
  readonly authored: 'formal' | 'informal';
  readonly name: string;
  readonly description: string;
  readonly more?: string;
  readonly exceptions?: string;
  readonly conditions?: readonly (readonly [name: string, text: string, evidence?: string])[];
  readonly procedure?: string;
  readonly procedureUrl?: string;
  readonly cost?: string;
  readonly benefit?: string;
  readonly law?: readonly [name: string, url: string];
  readonly url?: string;
  readonly keywords: readonly string[];
  readonly english?: readonly [name: string, description: string];
  /** The desk of the municipality that helps; none for a product of another government. */
  readonly desk?: keyof typeof desks;
  readonly yourEurope?: string;
  readonly related?: readonly string[];
  /** Laid over the JSON, for what makes this one special. */
  readonly over?: Json;
}

export const schilde = 'OVO002214';

const desks = {
  burgerzaken: {
    email: 'burgerzaken@schilde.example',
    telefoonnummer: '03 380 16 00',
    openingsuren: 'Maandag tot vrijdag van 9 tot 12 uur, dinsdag ook van 16 tot 19.30 uur',
  },
  wonen: {
    email: 'omgeving@schilde.example',
    telefoonnummer: '03 380 16 20',
    openingsuren: 'Alleen na afspraak',
  },
  mobiliteit: {
    email: 'mobiliteit@schilde.example',
    telefoonnummer: '03 380 16 40',
    openingsuren: 'https://www.schilde.example/openingsuren',
  },
  welzijn: {
    email: 'sociaalhuis@schilde.example',
    telefoonnummer: '03 380 16 60',
    openingsuren: 'Elke werkdag van 9 tot 12 uur',
  },
  vrijetijd: {
    email: 'vrijetijd@schilde.example',
    telefoonnummer: '03 380 16 80',
    openingsuren: 'Woensdag van 13 tot 17 uur',
  },
} as const;

const created = '2024-02-14T09:12:31.104Z';

/** The JSON of a product as IPDC gives it. */
export function toJson(seed: SeedProduct): Json {
  const text = (words: string) => wordings(words, seed.authored);
  const local = seed.desk !== undefined;
  const body = {
    productnummer: seed.number,
    type: seed.type,
    naam: { ...text(seed.name), ...(seed.english && { en: seed.english[0] }) },
    beschrijving: { ...text(seed.description), ...(seed.english && { en: seed.english[1] }) },
    verdereBeschrijving: seed.more && text(seed.more),
    uitzonderingen: seed.exceptions && text(seed.exceptions),
    themas: seed.themes,
    doelgroepen: seed.audiences ?? ['Burger'],
    talen: seed.english ? ['NLD', 'ENG'] : ['NLD'],
    bevoegdBestuursniveaus: [local ? 'Lokaal' : 'Vlaams'],
    uitvoerendBestuursniveaus: [local ? 'Lokaal' : 'Vlaams'],
    bevoegdeOverheden: [organisation(local ? schilde : 'OVO000001')],
    uitvoerendeOverheden: [organisation(local ? schilde : 'OVO000001')],
    aangemaaktDoor: organisation(local ? schilde : 'OVO000001'),
    geografischToepassingsgebieden: [local ? 'BE21111039' : 'BE2'],
    voorwaarden: seed.conditions?.map(([naam, words, evidence], order) => ({
      '@type': 'Voorwaarde',
      naam: text(naam),
      beschrijving: text(words),
      order,
      ...(evidence && {
        bewijs: { '@type': 'Bewijs', naam: text('Bewijsstukken'), beschrijving: text(evidence) },
      }),
    })),
    procedures: seed.procedure && [
      {
        '@type': 'Procedure',
        naam: text('Aanvragen'),
        beschrijving: text(seed.procedure),
        order: 0,
        ...(seed.procedureUrl && {
          websites: [
            { '@type': 'Website', naam: text('Online aanvragen'), url: seed.procedureUrl, order: 0 },
          ],
        }),
      },
    ],
    kosten: seed.cost && [{ '@type': 'Kost', naam: text('Prijs'), beschrijving: text(seed.cost), order: 0 }],
    financieleVoordelen: seed.benefit && [
      { '@type': 'FinancieelVoordeel', naam: text('Bedrag'), beschrijving: text(seed.benefit), order: 0 },
    ],
    regelgeving: seed.law && [
      { '@type': 'Regelgeving', naam: text(seed.law[0]), id: seed.law[1], url: seed.law[1], order: 0 },
    ],
    websites: seed.url && [{ '@type': 'Website', naam: text('Meer informatie'), url: seed.url, order: 0 }],
    contactgegevens: seed.desk && [contact(seed.desk)],
    zoektermen: { nl: seed.keywords },
    ...(seed.yourEurope && {
      yourEuropeCategorieen: [seed.yourEurope],
      publicatiekanalen: ['YourEurope'],
    }),
    verwanteProducten: seed.related?.map((productnummer, order) => ({
      productnummer,
      type: 'INSTANTIE',
      order,
    })),
    creatie: created,
    laatstGewijzigd: '2026-03-02T08:15:00Z',
    laatstOntvangen: '2026-03-02T08:16:04.523624317Z',
    gearchiveerd: false,
    uitgesloten: false,
    metadata: {
      uJeVersie: '46.1.0',
      generatedFormeleFields: seed.authored === 'informal',
      generatedInformeleFields: seed.authored === 'formal',
    },
    ...seed.over,
  };
  // What is not known is an absent key.
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
}

/** The four tags under which IPDC gives a Dutch text: `nl` repeats the authored wording. */
function wordings(words: string, authored: SeedProduct['authored']): Json {
  const formal = words.replace(/\{([^|}]*)\|[^}]*\}/g, '$1');
  const informal = words.replace(/\{[^|}]*\|([^}]*)\}/g, '$1');
  return authored === 'formal'
    ? { nl: formal, 'nl-BE-x-formal': formal, 'nl-BE-x-generated-informal': informal }
    : { nl: informal, 'nl-BE-x-informal': informal, 'nl-BE-x-generated-formal': formal };
}

function organisation(code: string): Json {
  return { id: code, '@id': code };
}

function contact(desk: keyof typeof desks): Json {
  return {
    '@type': 'Contactgegevens',
    ...desks[desk],
    url: 'https://www.schilde.example/contact',
    order: 0,
    adres: {
      '@type': 'Adres',
      straatnaam: { nl: 'Brasschaatsebaan' },
      huisnummer: '30',
      postcode: '2970',
      gemeentenaam: { nl: 'Schilde' },
      land: { nl: 'België' },
    },
  };
}
