/** Fictional people with MAGDA test numbers (month + 60). */
export interface SandboxPerson {
  readonly number: string;
  /** The number that took the place of this one. */
  readonly replacedBy?: string;
  readonly givenNames: readonly string[];
  readonly familyName: string;
  readonly sex: '1' | '2';
  readonly birthDate: string;
  readonly birthPlace: { readonly nisCode: string; readonly name: string };
  readonly civilStatus: {
    readonly code: string;
    readonly text: string;
    readonly since: string;
    readonly partner?: string;
  };
  readonly home: Home;
  readonly parents?: readonly string[];
  /** Numbers of the household, head first; only this person when left out. */
  readonly household?: readonly string[];
}

export interface Home {
  readonly street: string;
  readonly houseNumber: string;
  readonly boxNumber?: string;
  readonly since: string;
}

const emma = '85671421468';
const lucas = '83630211767';
const noor = '14652114206';
const milan = '17710813325';

const antwerpen = { nisCode: '11002', name: 'Antwerpen' };
const turnhout = { nisCode: '13040', name: 'Turnhout' };
const family: Home = { street: 'Turnhoutsebaan', houseNumber: '12', since: '2013-09-01' };
const household = [lucas, emma, noor, milan];
const unmarried = (since: string) => ({ code: '10', text: 'Ongehuwd', since });

const jan = {
  givenNames: ['Jan'],
  familyName: 'Claes',
  sex: '1',
  birthDate: '1975-12-05',
  birthPlace: turnhout,
  civilStatus: unmarried('1975-12-05'),
  home: { street: 'Schotensesteenweg', houseNumber: '88', since: '2004-03-15' },
} as const;

export const people: readonly SandboxPerson[] = [
  {
    number: emma,
    givenNames: ['Emma', 'Louise'],
    familyName: 'Peeters',
    sex: '2',
    birthDate: '1985-07-14',
    birthPlace: antwerpen,
    civilStatus: { code: '20', text: 'Gehuwd', since: '2012-06-23', partner: lucas },
    home: family,
    household,
  },
  {
    number: lucas,
    givenNames: ['Lucas'],
    familyName: 'Janssens',
    sex: '1',
    birthDate: '1983-03-02',
    birthPlace: turnhout,
    civilStatus: { code: '20', text: 'Gehuwd', since: '2012-06-23', partner: emma },
    home: family,
    household,
  },
  {
    number: noor,
    givenNames: ['Noor'],
    familyName: 'Janssens',
    sex: '2',
    birthDate: '2014-05-21',
    birthPlace: antwerpen,
    civilStatus: unmarried('2014-05-21'),
    home: { ...family, since: '2014-05-21' },
    parents: [lucas, emma],
    household,
  },
  {
    number: milan,
    givenNames: ['Milan'],
    familyName: 'Janssens',
    sex: '1',
    birthDate: '2017-11-08',
    birthPlace: antwerpen,
    civilStatus: unmarried('2017-11-08'),
    home: { ...family, since: '2017-11-08' },
    parents: [lucas, emma],
    household,
  },
  {
    number: '48613011631',
    givenNames: ['Maria', 'Josephina'],
    familyName: 'De Smet',
    sex: '2',
    birthDate: '1948-01-30',
    birthPlace: antwerpen,
    civilStatus: { code: '30', text: 'Weduwstaat', since: '2016-02-11' },
    home: { street: 'Kasteeldreef', houseNumber: '3', boxNumber: '2', since: '1998-10-05' },
  },
  {
    number: '91691715184',
    givenNames: ['Ahmed'],
    familyName: 'El Amrani',
    sex: '1',
    birthDate: '1991-09-17',
    birthPlace: antwerpen,
    civilStatus: unmarried('1991-09-17'),
    home: { street: 'Wijnegemsteenweg', houseNumber: '45', since: '2019-01-07' },
  },
  { ...jan, number: '75720511964', replacedBy: '75720512162' },
  { ...jan, number: '75720512162' },
];

const byNumber = new Map(people.map((person) => [person.number, person]));

/** The person of that number; null when MAGDA knows nobody by it. */
export function personByNumber(number: string): SandboxPerson | null {
  return byNumber.get(number) ?? null;
}
