import { leaf, tag } from '../../../src/adapter/magda/simulator/xml.js';
import { personByNumber } from './people.js';
import type { Home, SandboxPerson } from './people.js';

const coded = (name: string, code: string, text: string, attributes?: Readonly<Record<string, string>>) =>
  tag(name, [leaf('Code', code), leaf('Omschrijving', text)], attributes);

const sex = (code: '1' | '2') => coded('Geslacht', code, code === '1' ? 'Mannelijk' : 'Vrouwelijk');

const belgium = tag('Land', [leaf('NISCode', '150'), leaf('ISOCode', 'BEL'), leaf('Naam', 'BELGIE')]);

const belgianPlace = (nisCode: string, name: string) =>
  tag('Plaats', [tag('Gemeente', [leaf('NISCode', nisCode), leaf('Naam', name)]), belgium]);

const inDutch = (name: string, text: string) => tag(name, [leaf('String', text), leaf('Taal', 'nl')]);

const fullName = ({ givenNames, familyName }: SandboxPerson, since?: string) =>
  tag(
    'Naam',
    [
      tag('Achternamen', leaf('Achternaam', familyName)),
      tag(
        'Voornamen',
        givenNames.map((name) => leaf('Voornaam', name)),
      ),
    ],
    { DatumBegin: since },
  );

const addresses = ({ street, houseNumber, boxNumber, since }: Home) =>
  tag(
    'Adressen',
    tag(
      'Hoofdverblijfplaats',
      [
        inDutch('Straatnaam', street),
        leaf('Huisnummer', houseNumber),
        leaf('Busnummer', boxNumber),
        inDutch('Gemeentenaam', 'Schilde'),
        inDutch('Land', 'BELGIE'),
        leaf('Postcode', '2970'),
        leaf('NISCodeLand', '150'),
        leaf('ISOCodeLand', 'BEL'),
        leaf('NISCodeGemeente', '11039'),
      ],
      { DatumBegin: since },
    ),
  );

const administrator = (since: string) =>
  tag('Beheerder', belgianPlace('11039', 'Schilde'), { DatumBegin: since });

/** What another person's file says of somebody: number, name, sex, birth date. */
const mention = (person: SandboxPerson) => [
  leaf('INSZ', person.number),
  fullName(person),
  sex(person.sex),
  leaf('Geboortedatum', person.birthDate),
];

const positions: Readonly<Record<string, string>> = {
  '01': 'gezinshoofd',
  '02': 'echtgenoot/echtgenote',
  '03': 'zoon/dochter',
};

/** The place of a person in a household: the head, the head's spouse, or a child. */
function positionOf(person: SandboxPerson, head: SandboxPerson): string {
  if (person.number === head.number) return '01';
  return head.civilStatus.partner === person.number ? '02' : '03';
}

/** The `Persoon` of GeefPersoon 02.02; `number` is the one it is known by now. */
export function persoon(person: SandboxPerson, number: string): string {
  const { birthDate, birthPlace, civilStatus, home } = person;
  const partner = civilStatus.partner === undefined ? null : personByNumber(civilStatus.partner);
  const parents = (person.parents ?? []).flatMap((parent) => personByNumber(parent) ?? []);
  const head = personByNumber(person.household?.[0] ?? person.number) ?? person;
  return tag(
    'Persoon',
    [
      leaf('INSZ', number),
      fullName(person, birthDate),
      sex(person.sex),
      administrator(home.since),
      coded('Register', '1', 'Bevolkingsregister', { DatumBegin: birthDate }),
      tag('Nationaliteiten', coded('Nationaliteit', '150', 'Belg', { DatumBegin: birthDate })),
      tag('Geboorte', [leaf('Datum', birthDate), belgianPlace(birthPlace.nisCode, birthPlace.name)], {
        DatumBegin: birthDate,
      }),
      tag(
        'BurgerlijkeStaten',
        tag(
          'BurgerlijkeStaat',
          [
            leaf('Code', civilStatus.code),
            leaf('Omschrijving', civilStatus.text),
            partner === null ? '' : tag('Partner', mention(partner)),
            partner === null ? '' : belgianPlace('11039', 'Schilde'),
          ],
          { DatumBegin: civilStatus.since },
        ),
      ),
      addresses(home),
      parents.length === 0
        ? ''
        : tag(
            'Afstammingen',
            tag(
              'Afstamming',
              [
                coded('Type', '10', 'Kind'),
                tag(
                  'Ouders',
                  parents.map((parent) => tag('Ouder', mention(parent))),
                ),
              ],
              {
                DatumBegin: birthDate,
              },
            ),
          ),
      head.number === person.number
        ? ''
        : tag(
            'Referentiepersoon',
            [
              ...mention(head),
              coded('Positie', positionOf(person, head), positions[positionOf(person, head)] ?? ''),
            ],
            { DatumBegin: home.since },
          ),
    ],
    { DatumCreatie: birthDate, DatumModificatie: home.since, Bron: 'RR' },
  );
}

/** The `Gezinsleden` of GeefGezinssamenstelling 02.02. */
export function gezinsleden(person: SandboxPerson, number: string): string {
  const members = (person.household ?? [person.number]).flatMap((member) => personByNumber(member) ?? []);
  const head = members[0] ?? person;
  return tag(
    'Gezinsleden',
    members.map((member) => {
      const position = positionOf(member, head);
      return tag(
        'Gezinslid',
        [
          leaf('INSZ', member.number === person.number ? number : member.number),
          fullName(member, member.birthDate),
          sex(member.sex),
          leaf('Geboortedatum', member.birthDate),
          coded('Positie', position, positions[position] ?? ''),
          addresses(member.home),
          coded('Bron', 'RR', 'Rijksregister'),
          administrator(member.home.since),
        ],
        { DatumBegin: member.home.since },
      );
    }),
  );
}
