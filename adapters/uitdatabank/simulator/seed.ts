import type { Document, Json, LinkRecord } from './records.js';
import { type Kind, kinds, organizers, places } from './words.js';

const site = 'https://io-test.uitdatabank.be';
const images = 'https://images-test.uitdatabank.be';
const eventCount = 150;
const dayMs = 86_400_000;

const uuid = (kind: number, at: number) => `0000000${kind}-0000-4000-8000-${String(at).padStart(12, '0')}`;

/** The fictional agenda, around now: some over, most to come. The same at every start but for the days. */
export function seedDatabank(now: number): {
  readonly events: readonly Document[];
  readonly organizers: readonly Document[];
  readonly links: ReadonlyMap<string, LinkRecord>;
} {
  const links = new Map<string, LinkRecord>();
  organizers.forEach(({ vCode, status = 'confirmed' }, at) => {
    if (vCode) links.set(uuid(2, at), { vcode: vCode, status });
  });
  return {
    events: Array.from({ length: eventCount }, (_, at) => event(at, now)),
    organizers: organizers.map((_, at) => organizer(at, now)),
    links,
  };
}

function event(at: number, now: number): Document {
  const kind = kinds[at % kinds.length] as Kind;
  const name = kind.names[Math.floor(at / kinds.length) % kind.names.length] as string;
  // The first ones are over; one falls on the day itself.
  const begin = onClock(now + (at - 12) * dayMs, kind.begins);
  const calendar = calendarOf(at, kind, begin);
  const entered = iso(now - (90 + (at % 60)) * dayMs - at * 1000);
  const workflowStatus = workflowOf(at);
  return {
    '@id': `${site}/events/${uuid(1, at)}`,
    '@context': '/contexts/event',
    mainLanguage: 'nl',
    name: {
      nl: `${name} ${at + 1}`,
      ...(at % 7 === 0 ? { fr: `${name} ${at + 1} (version française)` } : {}),
    },
    description: {
      nl: `<p>${name} in Schilde &amp; omgeving.</p><ul><li>Deuren een half uur vooraf</li><li>Info &euro; en meer: <a href="https://www.schilde.example">schilde.example</a></li></ul>`,
      ...(at % 7 === 0 ? { fr: '<p>Bienvenue à tous.</p>' } : {}),
    },
    ...calendar,
    ...attendanceOf(at),
    location: place(at % 23 === 22 ? 5 : at % 5, now),
    organizer: organizer(at % organizers.length, now),
    terms: [
      { id: kind.type[0], label: kind.type[1], domain: 'eventtype' },
      ...(kind.theme ? [{ id: kind.theme[0], label: kind.theme[1], domain: 'theme' }] : []),
    ],
    audience: { audienceType: at % 29 === 28 ? 'members' : at % 31 === 30 ? 'education' : 'everyone' },
    typicalAgeRange: kind.ages,
    ...(kind.ages === '6-12' ? { childrenOnly: true } : {}),
    ...priceOf(kind),
    contactPoint: {
      phone: ['03 380 16 00'],
      email: ['agenda@schilde.example'],
      url: ['https://www.schilde.example/agenda'],
    },
    ...(at % 3 === 0 ? { bookingInfo: bookingOf(entered, begin) } : {}),
    ...imageOf(at),
    labels: at % 4 === 0 ? ['schilde', 'gezinsvriendelijk'] : ['schilde'],
    hiddenLabels: [],
    sameAs: [`http://www.uitinvlaanderen.be/agenda/e/voorbeeld/${uuid(1, at)}`],
    created: entered,
    modified: entered,
    creator: 'auth0|00000000-0000-4000-8000-000000000000',
    workflowStatus,
    languages: at % 7 === 0 ? ['nl', 'fr'] : ['nl'],
    completedLanguages: ['nl'],
    ...(workflowStatus === 'DRAFT' ? {} : { availableFrom: at === 40 ? iso(now + 3 * dayMs) : entered }),
  };
}

function workflowOf(at: number): string {
  if (at % 37 === 36) return 'REJECTED';
  if (at % 41 === 40) return at === 40 ? 'APPROVED' : 'DELETED';
  if (at % 43 === 42) return 'DRAFT';
  return at % 6 === 5 ? 'READY_FOR_VALIDATION' : 'APPROVED';
}

type Part = Readonly<Record<string, Json>>;

function calendarOf(at: number, kind: Kind, begin: number): Part {
  const end = begin + kind.hours * 3_600_000;
  const status: Part =
    at % 17 === 16
      ? { type: 'Unavailable', reason: { nl: 'Afgelast wegens ziekte.' } }
      : at % 19 === 18
        ? { type: 'TemporarilyUnavailable', reason: { nl: 'Uitgesteld, nieuwe datum volgt.' } }
        : { type: 'Available' };
  const bookingAvailability: Part = { type: at % 11 === 10 ? 'Unavailable' : 'Available' };
  const time = (id: number, shiftDays: number, own: Part = status): Part => ({
    id,
    startDate: iso(begin + shiftDays * dayMs),
    endDate: iso(end + shiftDays * dayMs),
    status: own,
    bookingAvailability,
    ...(kind.ages === '6-12' ? { childcare: { start: '08:00', end: '17:30' } } : {}),
  });
  const shared = { status, bookingAvailability };
  if (kind.type[0] === '0.54.0.0.0' && at % 2 === 1)
    return {
      calendarType: 'permanent',
      openingHours: [{ opens: '18:00', closes: '19:00', dayOfWeek: ['monday', 'wednesday'] }],
      availableTo: '2100-01-01T00:00:00+00:00',
      ...shared,
    };
  if (kind.type[0] === '0.54.0.0.0') {
    const last = iso(end + 90 * dayMs);
    return {
      calendarType: 'periodic',
      startDate: iso(begin),
      endDate: last,
      openingHours: [{ opens: '18:00', closes: '19:00', dayOfWeek: ['monday', 'wednesday', 'friday'] }],
      openingHoursClosedDays: [
        {
          startDate: day(begin + 14 * dayMs),
          endDate: day(begin + 14 * dayMs),
          description: { nl: 'Feestdag' },
        },
      ],
      openingHoursAdjustedDays: [
        {
          startDate: day(begin + 28 * dayMs),
          endDate: day(begin + 35 * dayMs),
          description: { nl: 'Vakantie' },
          openingHours: [{ opens: '13:00', closes: '15:00', dayOfWeek: ['friday'] }],
        },
      ],
      availableTo: last,
      ...shared,
    };
  }
  if (kind.type[0] === '0.3.1.0.0') {
    // Of a series one time can be off while the others go on.
    const off: Part = { type: 'Unavailable', reason: { nl: 'Geen les in de vakantie.' } };
    const times = [time(0, 0), time(1, 7, at % 4 === 3 ? off : status), time(2, 14)];
    return {
      calendarType: 'multiple',
      startDate: iso(begin),
      endDate: iso(end + 14 * dayMs),
      subEvent: times,
      availableTo: iso(end + 14 * dayMs),
      ...shared,
    };
  }
  return {
    calendarType: 'single',
    startDate: iso(begin),
    endDate: iso(end),
    subEvent: [time(0, 0)],
    availableTo: iso(end),
    ...shared,
  };
}

function attendanceOf(at: number): Part {
  if (at % 13 !== 12) return { attendanceMode: 'offline' };
  return { attendanceMode: at % 2 === 0 ? 'mixed' : 'online', onlineUrl: 'https://www.schilde.example/live' };
}

function priceOf({ price }: Kind): Part {
  if (price === null) return {};
  const base = {
    category: 'base',
    name: { nl: 'Basistarief', fr: 'Tarif de base' },
    price,
    priceCurrency: 'EUR',
  };
  const reduced = {
    category: 'tariff',
    name: { nl: 'Kansentarief' },
    price: price / 5,
    priceCurrency: 'EUR',
  };
  return { priceInfo: price > 0 ? [base, reduced] : [base] };
}

function bookingOf(from: string, begin: number): Part {
  return {
    phone: '03 380 16 00',
    email: 'tickets@schilde.example',
    url: 'https://tickets.schilde.example',
    urlLabel: { nl: 'Koop tickets', fr: 'Achetez des tickets' },
    availabilityStarts: from,
    availabilityEnds: iso(begin),
  };
}

function imageOf(at: number): Part {
  if (at % 2 === 1) return {};
  const id = uuid(4, at);
  const url = `${images}/${id}.png`;
  return {
    mediaObject: [
      {
        '@id': `${site}/images/${id}`,
        id,
        contentUrl: url,
        thumbnailUrl: url,
        description: 'Sfeerbeeld',
        copyrightHolder: 'Gemeente Schilde',
        inLanguage: 'nl',
      },
    ],
    image: url,
  };
}

function place(at: number, now: number): Part {
  const known = places[at] as (typeof places)[number];
  const seen = iso(now - 400 * dayMs);
  return {
    '@id': `${site}/places/${uuid(3, at)}`,
    mainLanguage: 'nl',
    name: { nl: known.name },
    address: { nl: address(known.street, known.postalCode, known.municipality) },
    geo: { latitude: known.latitude, longitude: known.longitude },
    calendarType: 'permanent',
    status: { type: 'Available' },
    terms: [{ id: 'OyaPaf64AEmEAYXHeLMAtA', label: 'Zaal of expohal', domain: 'eventtype' }],
    created: seen,
    modified: seen,
    creator: 'auth0|00000000-0000-4000-8000-000000000000',
    workflowStatus: 'APPROVED',
    languages: ['nl'],
    completedLanguages: ['nl'],
  };
}

function organizer(at: number, now: number): Part & { readonly '@id': string } {
  const { name } = organizers[at] as (typeof organizers)[number];
  const host = name
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '');
  const seen = iso(now - (500 - at) * dayMs);
  return {
    '@id': `${site}/organizers/${uuid(2, at)}`,
    mainLanguage: 'nl',
    languages: ['nl'],
    completedLanguages: ['nl'],
    url: `https://www.${host}.example`,
    name: { nl: name },
    // Not every organiser has an address: those are found by their events.
    ...(at % 5 === 4 ? {} : { address: { nl: address(`Dorpsplein ${at + 1}`, '2970', 'Schilde') } }),
    created: seen,
    modified: seen,
    creator: 'auth0|00000000-0000-4000-8000-000000000000',
    workflowStatus: 'ACTIVE',
    contactPoint: { phone: [], email: [`info@${host}.example`], url: [`https://www.${host}.example`] },
    labels: [],
    hiddenLabels: [],
  };
}

function address(streetAddress: string, postalCode: string, addressLocality: string): Part {
  return { addressCountry: 'BE', addressLocality, postalCode, streetAddress };
}

const clock = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/Brussels',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

/** The moment near another one, at which clocks in Brussels show this time; whole seconds. */
function onClock(near: number, time: string): number {
  const seconds = (text: string) => text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  const whole = Math.floor(near / 1000) * 1000;
  return whole + (seconds(`${time}:00`) - seconds(clock.format(whole))) * 1000;
}

const iso = (moment: number) => `${new Date(moment).toISOString().slice(0, 19)}+00:00`;
const day = (moment: number) => iso(moment).slice(0, 10);
