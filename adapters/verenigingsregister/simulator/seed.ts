import { activityNames } from './code-lists.js';
import type {
  AssociationRecord,
  ContactRecord,
  LocationRecord,
  MembershipRecord,
  RecognitionRecord,
  RepresentativeRecord,
} from './records.js';
import { kinds, places, second, streets } from './words.js';

/** How many of the seeded associations the public sees. */
const visibleAtStart = 1250;

/** The same numbers at every start, so that a test can name what it expects. */
function seededRandom(seed: number) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    below,
    chance: (share: number) => next() < share,
    pick: <T>(values: readonly T[]): T => values[below(values.length)] as T,
  };
}

type Random = ReturnType<typeof seededRandom>;

const weightedPlaces = places.flatMap((place) => Array.from({ length: place.weight }, () => place));
const codes = Object.keys(activityNames);

/** The fictional associations of a fictional Schilde and its neighbours. `V0001001` is known to every sandbox. */
export function seedAssociations(): AssociationRecord[] {
  const random = seededRandom(2970);
  const taken = new Set<string>();
  const records: AssociationRecord[] = [wandelaars];
  // Some are not public: stopped, opted out of the public stream, or removed.
  while (records.length < visibleAtStart + 12) {
    const at = records.length;
    const record = association(random, at, taken);
    if (at >= visibleAtStart) records.push(hidden(record, at));
    else records.push(record);
  }
  return records;
}

function hidden(record: AssociationRecord, at: number): AssociationRecord {
  if (at % 3 === 0) return { ...record, status: 'Gestopt' };
  return at % 3 === 1 ? { ...record, optedOut: true } : { ...record, removed: true };
}

function association(random: Random, at: number, taken: Set<string>): AssociationRecord {
  const main = codes[at % codes.length] as string;
  const place = random.pick(weightedPlaces);
  const name = nameOf(random, main, place.municipality, taken);
  const vCode = `V${String(1001 + at).padStart(7, '0')}`;
  const legal = random.chance(0.15);
  const subtype = legal ? null : random.pick(['FV', 'FV', 'NB', 'NB', 'SUB']);
  const withParent = subtype === 'SUB' && at > 30;
  const other = `V${String(1001 + random.below(Math.max(1, at - 1))).padStart(7, '0')}`;
  return {
    vCode,
    type: legal ? random.pick(['VZW', 'VZW', 'VZW', 'VZW', 'IVZW', 'PS', 'SVON']) : 'VZER',
    subtype: subtype === 'SUB' && !withParent ? 'NB' : subtype,
    partOf: withParent
      ? { vCode: other, identification: random.chance(0.5) ? `A${at}` : '', description: 'Afdeling' }
      : null,
    name: legal ? `${name} vzw` : name,
    shortName: random.chance(0.4) ? initials(name) : '',
    callName: legal && random.chance(0.5) ? name : null,
    description: random.chance(0.7)
      ? `Vereniging voor ${(activityNames[main] ?? '').toLowerCase()} in ${place.municipality}.`
      : '',
    startDate: random.chance(0.8) ? dateBetween(random, 1950, 2025) : null,
    status: 'Actief',
    optedOut: false,
    removed: false,
    beingDissolved: random.chance(0.01),
    minimumAge: main === 'JGDW' ? 6 : random.pick([0, 0, 0, 12, 16, 18, 55]),
    maximumAge: main === 'JGDW' ? 18 : random.pick([99, 150, 150, 150]),
    activities: random.chance(0.3) ? [...new Set([main, random.pick(codes)])] : [main],
    areas: random.chance(0.8) ? [place.area] : [],
    contacts: contacts(random, name),
    locations: locations(random, place, legal),
    kboNumber: legal ? kboNumber(7_000_000 + at * 37) : null,
    memberships: random.chance(0.06) && at > 1 ? [membership(random, other)] : [],
    relations: random.chance(0.02)
      ? [
          {
            type: 'Is afdeling van',
            vCode: '',
            kboNumber: kboNumber(7_900_000 + at),
            name: `Koepel ${random.pick(second)}`,
          },
        ]
      : [],
    recognitions: random.chance(0.12) ? [recognition(random)] : [],
    changedOn: dateBetween(random, 2022, 2026),
    sequence: 5 + at * 3,
    representatives: at === 1 ? [representative(2, '48613011631', 'Jozef', 'Willems', false)] : [],
  };
}

function nameOf(random: Random, activity: string, municipality: string, taken: Set<string>): string {
  for (;;) {
    const kind = random.pick(kinds[activity] ?? ['Vereniging']);
    const name = `${kind} ${random.pick(second)}${random.chance(0.35) ? ` ${municipality}` : ''}`;
    const unique = taken.has(name)
      ? `${name} ${random.pick(['Noord', 'Zuid', 'Centrum', 'I', 'II', 'III', 'Jong', 'Plus'])}`
      : name;
    if (taken.has(unique)) continue;
    taken.add(unique);
    return unique;
  }
}

function initials(name: string): string {
  return (name.match(/\p{L}+/gu) ?? []).map((word) => word[0]?.toUpperCase()).join('');
}

function dateBetween(random: Random, from: number, to: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${from + random.below(to - from + 1)}-${two(1 + random.below(10))}-${two(1 + random.below(28))}`;
}

function kboNumber(firstEight: number): string {
  const base = String(firstEight).padStart(8, '0');
  return base + String(97 - (Number(base) % 97)).padStart(2, '0');
}

function contacts(random: Random, name: string): ContactRecord[] {
  const host = name
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '');
  const all: ContactRecord[] = [
    { type: 'E-mail', value: `info@${host}.example`, description: '', primary: true },
    { type: 'Website', value: `https://www.${host}.example`, description: '', primary: false },
    {
      type: 'Telefoon',
      value: `+3233${String(100000 + random.below(899999)).padStart(6, '0')}`,
      description: 'Secretariaat',
      primary: false,
    },
    {
      type: 'SocialMedia',
      value: `https://social.example/${host}`,
      description: 'Onze pagina',
      primary: false,
    },
  ];
  return all.slice(0, random.below(5));
}

function locations(random: Random, place: (typeof places)[number], legal: boolean): LocationRecord[] {
  const at = (type: string, primary: boolean, name: string): LocationRecord => ({
    type,
    primary,
    name,
    street: random.pick(streets),
    houseNumber: `${1 + random.below(180)}${random.chance(0.1) ? 'A' : ''}`,
    boxNumber: random.chance(0.12) ? `${1 + random.below(12)}` : '',
    postalCode: place.postalCode,
    municipality: place.municipality,
    addressId: random.chance(0.85) ? 1_000_000 + random.below(900_000) : null,
  });
  return [
    at(legal ? 'Maatschappelijke zetel volgens KBO' : 'Correspondentie', true, ''),
    ...(random.chance(0.6)
      ? [
          at(
            'Activiteiten',
            false,
            random.pick(['Sporthal', 'Parochiezaal', 'Clublokaal', 'Gemeenschapscentrum Werf 44']),
          ),
        ]
      : []),
  ];
}

function membership(random: Random, vCode: string): MembershipRecord {
  return {
    vCode,
    from: dateBetween(random, 2010, 2022),
    to: random.chance(0.3) ? dateBetween(random, 2024, 2027) : '',
    identification: random.chance(0.6) ? `L${1000 + random.below(9000)}` : '',
    description: random.chance(0.5) ? 'Lid' : '',
  };
}

function recognition(random: Random): RecognitionRecord {
  const year = 2023 + random.below(3);
  return {
    id: 1,
    ovoCode: 'OVO002214',
    grantedBy: 'Gemeente Schilde (zandbak)',
    productNumber: `${9000 + random.below(50)}`,
    productName: 'Erkenning als lokale vereniging',
    from: `${year}-01-01`,
    to: `${year + 4}-12-31`,
    renewalDate: `${year + 4}-09-01`,
    renewalUrl: 'https://www.schilde.example/erkenning',
    suspensionReason: '',
    status: 'Actief',
  };
}

function representative(
  id: number,
  insz: string,
  givenName: string,
  familyName: string,
  main: boolean,
): RepresentativeRecord {
  return {
    id,
    insz,
    main,
    givenName,
    familyName,
    role: main ? 'Voorzitter' : 'Secretaris',
    callName: '',
    primary: main,
    email: `${givenName.toLowerCase()}@vertegenwoordigers.example`,
    telephone: '',
    mobile: '+32470000000',
    socialMedia: '',
  };
}

const wandelaars: AssociationRecord = {
  vCode: 'V0001001',
  type: 'VZER',
  subtype: 'FV',
  partOf: null,
  name: 'Wandelclub De Schildewandelaars',
  shortName: 'DSW',
  callName: null,
  description: 'Elke zondag een wandeling in en rond Schilde, voor jong en oud.',
  startDate: '1998-03-21',
  status: 'Actief',
  optedOut: false,
  removed: false,
  beingDissolved: false,
  minimumAge: 0,
  maximumAge: 150,
  activities: ['SPRT', 'NMDW'],
  areas: [{ code: 'BE21111039', name: 'Schilde' }],
  contacts: [
    { type: 'E-mail', value: 'info@schildewandelaars.example', description: 'Algemeen', primary: true },
    { type: 'Website', value: 'https://www.schildewandelaars.example', description: '', primary: false },
    { type: 'Telefoon', value: '+3233801234', description: 'Secretariaat', primary: false },
  ],
  locations: [
    {
      type: 'Correspondentie',
      primary: true,
      name: '',
      street: 'Turnhoutsebaan',
      houseNumber: '12',
      boxNumber: '',
      postalCode: '2970',
      municipality: 'Schilde',
      addressId: 1297001,
    },
    {
      type: 'Activiteiten',
      primary: false,
      name: 'Gemeenschapscentrum Werf 44',
      street: 'Brasschaatsebaan',
      houseNumber: '30',
      boxNumber: '',
      postalCode: '2970',
      municipality: 'Schilde',
      addressId: 1297044,
    },
  ],
  kboNumber: null,
  memberships: [
    {
      vCode: 'V0001002',
      from: '2012-01-01',
      to: '',
      identification: 'L1234',
      description: 'Lid van de koepel',
    },
  ],
  relations: [],
  recognitions: [
    {
      id: 1,
      ovoCode: 'OVO002214',
      grantedBy: 'Gemeente Schilde (zandbak)',
      productNumber: '9001',
      productName: 'Erkenning als lokale vereniging',
      from: '2024-01-01',
      to: '2028-12-31',
      renewalDate: '2028-09-01',
      renewalUrl: 'https://www.schilde.example/erkenning',
      suspensionReason: '',
      status: 'Actief',
    },
  ],
  changedOn: '2026-02-02',
  sequence: 4,
  representatives: [representative(1, '85671421468', 'Emma', 'Peeters', true)],
};
