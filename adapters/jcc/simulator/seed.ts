import type { AgendaPlace } from '../../../src/adapter/simulator/agenda.js';

/** What the simulated JCC of a fictional Schilde keeps, in the words of its answers. */

export interface SeedActivity {
  readonly id: string;
  readonly number: number;
  readonly description: string;
  readonly necessities?: string;
  /** Seconds. */
  readonly appointmentDuration: number;
  readonly maxCountForEvent: number;
  readonly activityGroupId: string;
  readonly synonyms?: readonly string[];
  /** Field states: 1 hidden, 2 required. What is not named is visible. */
  readonly fields: Readonly<Record<string, number | boolean>>;
  readonly locations: readonly string[];
}

export const townHall = '5b2f6a0e-8c1d-4a55-9f3e-20c1d7a4e001';
export const villageDesk = '5b2f6a0e-8c1d-4a55-9f3e-20c1d7a4e002';
const closedDesk = '5b2f6a0e-8c1d-4a55-9f3e-20c1d7a4e003';

const identityGroup = '0d9a3c52-71f4-4f0e-8b2a-6a4e11c70001';
const familyGroup = '0d9a3c52-71f4-4f0e-8b2a-6a4e11c70002';
const housingGroup = '0d9a3c52-71f4-4f0e-8b2a-6a4e11c70003';

const activityId = (number: number) => `c4e1b7d8-3a6f-4b90-a2c5-7f00000000${String(number).padStart(2, '0')}`;

/** Never asked by Schilde. */
const notAsked = {
  gender: 1,
  initials: 1,
  nationality: 1,
  language: 1,
  streetName: 1,
  houseNumber: 1,
  houseNumberSuffix: 1,
  postalCode: 1,
  city: 1,
  country: 1,
};
const usual = {
  ...notAsked,
  socialSecurityNumber: 1,
  emailAddress: 2,
  firstName: 2,
  isAnyPhoneNumberRequired: true,
};

export const activities: readonly SeedActivity[] = [
  {
    id: activityId(1),
    number: 1,
    description: 'Paspoort aanvragen',
    necessities:
      '<P>Wat brengt u mee?</P>\r\n<UL>\r\n<LI>uw identiteitskaart</LI>\r\n<LI>uw vorige paspoort</LI>\r\n<LI>een recente pasfoto (niet ouder dan 6&nbsp;maanden)</LI></UL>',
    appointmentDuration: 900,
    maxCountForEvent: 6,
    activityGroupId: identityGroup,
    synonyms: ['Reispas', 'Internationaal paspoort'],
    fields: usual,
    locations: [townHall, villageDesk],
  },
  {
    id: activityId(2),
    number: 2,
    description: 'Identiteitskaart (eID) afhalen',
    necessities: '<P>Breng uw oude kaart en de brief met uw pincode mee.</P>',
    appointmentDuration: 600,
    maxCountForEvent: 6,
    activityGroupId: identityGroup,
    synonyms: ['eID'],
    fields: usual,
    locations: [townHall, villageDesk],
  },
  {
    id: activityId(3),
    number: 3,
    description: 'Kids-ID aanvragen',
    appointmentDuration: 600,
    maxCountForEvent: 4,
    activityGroupId: identityGroup,
    synonyms: ['Kinderpas'],
    fields: usual,
    locations: [townHall, villageDesk],
  },
  {
    id: activityId(4),
    number: 4,
    description: 'Rijbewijs aanvragen',
    necessities: '<P>Breng uw identiteitskaart en het bewijs van uw examencentrum mee.</P>',
    appointmentDuration: 900,
    maxCountForEvent: 1,
    activityGroupId: identityGroup,
    synonyms: ['Voorlopig rijbewijs', 'Internationaal rijbewijs'],
    fields: { ...usual, socialSecurityNumber: 2 },
    locations: [townHall, villageDesk],
  },
  {
    id: activityId(5),
    number: 5,
    description: 'Verhuis aangeven',
    appointmentDuration: 1200,
    maxCountForEvent: 1,
    activityGroupId: housingGroup,
    synonyms: ['Adreswijziging'],
    fields: { ...usual, streetName: 2, houseNumber: 2, houseNumberSuffix: 0, postalCode: 2, city: 2 },
    locations: [townHall],
  },
  {
    id: activityId(6),
    number: 6,
    description: 'Geboorte aangeven',
    appointmentDuration: 1800,
    maxCountForEvent: 0,
    activityGroupId: familyGroup,
    fields: { ...usual, birthDate: 1 },
    locations: [townHall],
  },
  {
    id: activityId(7),
    number: 7,
    description: 'Huwelijk aangeven',
    necessities: '<P>Kom samen, met uw identiteitskaarten.</P>',
    appointmentDuration: 2700,
    maxCountForEvent: 1,
    activityGroupId: familyGroup,
    fields: { ...usual, birthDate: 2 },
    locations: [townHall],
  },
  {
    id: activityId(8),
    number: 8,
    description: 'Omgevingsvergunning bespreken',
    appointmentDuration: 1800,
    maxCountForEvent: 1,
    activityGroupId: housingGroup,
    synonyms: ['Bouwvergunning'],
    fields: usual,
    locations: [townHall],
  },
];

/** As `location` answers; what is empty there is empty here. */
export const locations = [
  {
    isDefault: true,
    locationNumber: 1,
    phoneNumberList: [
      { phoneNumber: { value: '03 380 16 00' }, phoneNumberType: { name: 'WorkPhoneNumber' } },
    ],
    description: 'Gemeentehuis Schilde',
    address: {
      streetName: 'Brasschaatsebaan',
      houseNumber: '30',
      postalCode: '2970',
      city: 'Schilde',
      country: { isoCode: 'BE', name: 'België' },
    },
    isActive: true,
    id: townHall,
  },
  {
    isDefault: false,
    locationNumber: 2,
    phoneNumberList: [],
    description: "Gemeentelijk loket 's-Gravenwezel",
    address: {
      department: '',
      streetName: 'Kerkplein',
      houseNumber: '1',
      houseNumberSuffix: 'A',
      postalCode: '2970',
      city: 'Schilde',
      province: '',
      country: { isoCode: 'BE', name: 'België' },
    },
    isActive: true,
    id: villageDesk,
  },
  {
    isDefault: false,
    locationNumber: 3,
    phoneNumberList: [],
    description: 'Loket Werf (gesloten)',
    address: {},
    isActive: false,
    id: closedDesk,
  },
];

const morning = ['09:00', '12:00'] as const;

export const places: Readonly<Record<string, AgendaPlace>> = {
  [townHall]: {
    desks: 2,
    hours: {
      1: [morning, ['16:00', '19:00']],
      2: [morning],
      3: [morning, ['13:30', '16:00']],
      4: [morning],
      5: [morning],
      6: [['09:00', '11:00']],
    },
  },
  [villageDesk]: { desks: 1, hours: { 2: [['13:30', '16:00']], 4: [['16:00', '19:00']] } },
};
