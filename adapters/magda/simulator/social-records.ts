/** What KSZ, the OCMWs and the makers of attests know of fictional people, by their MAGDA test numbers. */

export interface StatusRecord {
  /** Since when until when it holds; it always did when left out. */
  readonly period?: readonly [from: string, until: string];
  /** The code of a Status beside it. */
  readonly remark?: string;
}

const decade: StatusRecord = { period: ['2024-01-01', '2030-01-01'] };
const decadeRemarked: StatusRecord = { ...decade, remark: 'SSH00047' };
const always: StatusRecord = {};

/** Who has which social status. */
export const socialStatuses: Readonly<Record<string, Readonly<Record<string, StatusRecord>>>> = {
  // Of the sandbox: Maria De Smet, Ahmed El Amrani, and the children of Emma and Lucas.
  '48613011631': { BIM_BVT: decade, BIM_BVT_IN_FAMILY: decade, PCSA_AND_BIM_HELP: always },
  '91691715184': { LIVING_WAGES_PCSA_HELP: decadeRemarked },
  '14652114206': { BIM_BVT_IN_FAMILY: decade },
  '17710813325': { BIM_BVT_IN_FAMILY: decade },
  // Test persons of MAGDA's own mock.
  '00683042157': { GENT_PARKING_ADULT: always },
  '05690703284': { GENT_PARKING_CHILD: always },
  '10712995476': { BIM_BVT_IN_FAMILY: decadeRemarked },
  '66691666644': { BIM_BVT: decade, BIM_BVT_IN_FAMILY: decade },
  '71640618918': { PCSA_AND_BIM_HELP: always },
  '75652299881': { PCSA_AND_BIM_HELP: always, LIVING_WAGES_PCSA_HELP: always },
  '76642812413': { BIM_BVT: decadeRemarked },
  '91671721308': { LIVING_WAGES_PCSA_HELP: decadeRemarked },
};

/** Of whom KSZ has no data at all: it answers 30001 with this circumstance. */
export const withoutSocialData: Readonly<Record<string, string>> = { '06691087347': 'SSH00048' };

export interface PaymentRecord {
  readonly kind: 'Leefloon' | 'EquivalentLeefloon' | 'Kinderbijslag';
  /** Euros a month. */
  readonly amount: number;
  /** Of the year: 1 to 12. */
  readonly months: readonly number[];
  readonly partner?: string;
}

/** What an OCMW paid to whom, by year; the years that are left out had no payment. */
export const livingWages: Readonly<Record<string, Readonly<Record<string, PaymentRecord>>>> = {
  '91691715184': {
    '2024': { kind: 'Leefloon', amount: 1263.17, months: [9, 10, 11, 12] },
    '2025': { kind: 'Leefloon', amount: 1288.46, months: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] },
  },
  '00631499723': {},
  '67722499797': {
    '2022': { kind: 'Leefloon', amount: 842.12, months: [7, 8, 9, 10, 11, 12], partner: '71690499880' },
    '2023': { kind: 'EquivalentLeefloon', amount: 842.12, months: [1, 2, 3], partner: '71690499880' },
  },
  '89651174486': { '2021': { kind: 'Kinderbijslag', amount: 70.5, months: [1, 2, 3, 4, 5, 6] } },
};

/** The only attest that the simulator makes; the names that real sources know are not public. */
export const sandboxAttest = 'zandbak-attest';

/** Whose attest goes wrong at its source, and how. */
export const brokenAttests: Readonly<Record<string, 'EMPTY' | 'CORRUPT' | '60007' | '99996'>> = {
  '14621699855': 'CORRUPT',
  '86700400636': 'EMPTY',
  '86702309952': '60007',
  '86700410336': '99996',
};
