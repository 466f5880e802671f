import type { AgendaPlace } from '../../../src/adapter/simulator/agenda.js';

/** What the simulated Orchestra of a fictional Schilde keeps: its social house. */

export interface SeedService {
  readonly publicId: string;
  readonly name: string;
  /** Minutes. */
  readonly duration: number;
  readonly additionalCustomerDuration: number;
  readonly active: boolean;
  readonly publicEnabled: boolean;
  readonly infoText: string;
  /** Services of one group may stand in one appointment. */
  readonly group: 'social' | 'family';
  readonly branches: readonly string[];
}

export const socialHouse = 'e4a7c2d95b1f4083a6c1d2e3f4051627';
export const familyHouse = 'b91d3f60c2a84e7f95d0a1b2c3d4e5f6';

const inUse = { active: true, publicEnabled: true };

export const services: readonly SeedService[] = [
  {
    publicId: 'Gesprek_maatschappelijk_werker',
    name: 'Gesprek met een maatschappelijk werker',
    duration: 45,
    additionalCustomerDuration: 15,
    ...inUse,
    infoText: 'Breng uw identiteitskaart en uw laatste loonbrieven of bewijs van inkomen mee.',
    group: 'social',
    branches: [socialHouse],
  },
  {
    publicId: 'Energiepremie',
    name: 'Hulp bij premies voor energie',
    duration: 30,
    additionalCustomerDuration: 5,
    ...inUse,
    infoText: 'Breng uw laatste energiefactuur mee.',
    group: 'social',
    branches: [socialHouse],
  },
  {
    publicId: 'Parkeerkaart_handicap',
    name: 'Parkeerkaart voor personen met een handicap',
    duration: 20,
    additionalCustomerDuration: 10,
    ...inUse,
    infoText: '',
    group: 'social',
    branches: [socialHouse, familyHouse],
  },
  {
    publicId: 'Pensioenaanvraag',
    name: 'Pensioen aanvragen',
    duration: 30,
    additionalCustomerDuration: 15,
    ...inUse,
    infoText: '',
    group: 'social',
    branches: [socialHouse],
  },
  {
    publicId: 'Opvoedingsvraag',
    name: 'Gesprek over opvoeding',
    duration: 40,
    additionalCustomerDuration: 0,
    ...inUse,
    infoText: '',
    group: 'family',
    branches: [familyHouse],
  },
  {
    publicId: 'Kinderopvang_zoeken',
    name: 'Kinderopvang zoeken',
    duration: 20,
    additionalCustomerDuration: 0,
    ...inUse,
    infoText: '',
    group: 'family',
    branches: [familyHouse],
  },
  {
    publicId: 'Huisbezoek',
    name: 'Huisbezoek (enkel via het loket)',
    duration: 60,
    additionalCustomerDuration: 0,
    active: true,
    publicEnabled: false,
    infoText: '',
    group: 'social',
    branches: [socialHouse],
  },
];

const unknown = {
  addressState: null,
  email: null,
  branchPrefix: null,
  custom: null,
  addressCountry: 'België',
};
const zone = { timeZone: 'Europe/Brussels', fullTimeZone: 'Europe/Brussels' };
const times = { created: 1_735_689_600_000, updated: 1_767_225_600_000 };

/** As `branches` answers. */
export const branches = [
  {
    ...unknown,
    ...zone,
    ...times,
    publicId: socialHouse,
    name: 'Sociaal Huis Schilde',
    addressLine1: 'Turnhoutsebaan 67',
    addressLine2: null,
    addressZip: '2970',
    addressCity: 'Schilde',
    phone: '03 383 62 18',
    email: 'socialedienst@schilde.example',
    latitude: 51.2406,
    longitude: 4.5836,
  },
  {
    ...unknown,
    ...zone,
    ...times,
    publicId: familyHouse,
    name: 'Huis van het Kind',
    addressLine1: 'De Zwaan',
    addressLine2: 'Dorp 12',
    addressZip: '2970',
    addressCity: 'Schilde',
    phone: null,
    latitude: null,
    longitude: null,
  },
];

const morning = ['09:00', '12:00'] as const;

export const places: Readonly<Record<string, AgendaPlace>> = {
  [socialHouse]: {
    desks: 2,
    hours: {
      1: [morning],
      2: [morning, ['13:30', '16:00']],
      3: [morning],
      4: [morning, ['16:00', '19:00']],
      5: [morning],
    },
  },
  [familyHouse]: { desks: 1, hours: { 3: [['13:00', '17:00']], 6: [['09:30', '12:00']] } },
};
