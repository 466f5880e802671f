import type { AdapterTools } from '../../src/adapter/contract.js';
import type { SoapElement } from '../../src/adapter/soap/element.js';
import type { DatedCode, HouseholdMember, Person } from '../../src/capabilities/citizens/citizens.port.js';
import { address, foreignAddress } from './mapping-places.js';
import { coded, datedCode, nationalNumberOf, period, personName } from './mapping-values.js';

type Note = AdapterTools['noteUnknownValue'];

/** A `Persoon` of GeefPersoon 02.02. Null when the register gives no national number, which its schema forbids. */
export function toPerson(person: SoapElement, note: Note): Person | null {
  const nationalNumber = nationalNumberOf(person.at('INSZ'));
  if (!nationalNumber) return null;
  const addresses = person.at('Adressen');
  const birthPlace = person.at('Geboorte', 'Plaats');
  return {
    nationalNumber,
    name: personName(person.at('Naam')) ?? { givenNames: [], familyNames: [] },
    sex: coded(person.at('Geslacht')),
    birthDate: person.text('Geboorte', 'Datum'),
    birthPlace: birthPlace?.text('Gemeente', 'Naam') ?? birthPlace?.text('Land', 'Naam') ?? null,
    deathDate: person.text('Overlijden', 'Datum'),
    mainResidence: address(addresses?.at('Hoofdverblijfplaats')),
    residenceAbroad: foreignAddress(addresses?.at('VerblijfplaatsBuitenland')),
    nationalities: datedCodes(person, 'Nationaliteiten', 'Nationaliteit', note),
    civilStatus: datedCodes(person, 'BurgerlijkeStaten', 'BurgerlijkeStaat', note)[0] ?? null,
    statuses: datedCodes(person, 'Statussen', 'Status', note),
  };
}

/** A `Gezinslid` of GeefGezinssamenstelling 02.02. */
export function toHouseholdMember(member: SoapElement, note: Note): HouseholdMember {
  return {
    nationalNumber: nationalNumberOf(member.at('INSZ')),
    name: personName(member.at('Naam')) ?? { givenNames: [], familyNames: [] },
    sex: coded(member.at('Geslacht')),
    birthDate: member.text('Geboortedatum'),
    position: coded(member.at('Positie')),
    ...period(member, note, 'citizens.household.period'),
  };
}

function datedCodes(person: SoapElement, list: string, name: string, note: Note): DatedCode[] {
  return (person.at(list)?.all(name) ?? []).flatMap(
    (element) => datedCode(element, note, `citizens.${name}.period`) ?? [],
  );
}
