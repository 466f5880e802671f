import type {
  Administrator,
  CivilEvent,
  CivilStatus,
  Descent,
  FuneralWish,
  HouseholdMember,
  IdentityDocument,
  LegalStay,
  Person,
  ReferencePerson,
} from '../../src/capabilities/citizens/citizens.port.js';
import type { SoapElement } from '../../src/adapter/soap/element.js';
import type { NationalNumber } from '../../src/identifiers/national-number.js';
import { address, addressChange, countryOf, foreignAddress, municipality, place } from './mapping-places.js';
import { coded, nationalNumberOf, period, personName, relatedPerson } from './mapping-values.js';

/**
 * A `Persoon` of GeefPersoon 02.02; `asked` is the number in the question, which an answer may replace (30004).
 * Null when the register gives no national number, which its schema forbids.
 */
export function toPerson(person: SoapElement, asked: NationalNumber): Person | null {
  const nationalNumber = nationalNumberOf(person.at('INSZ'));
  if (!nationalNumber) return null;
  const addresses = person.at('Adressen');
  const birth = civilEvent(person.at('Geboorte'));
  const death = civilEvent(person.at('Overlijden'));
  const civilStatuses = (person.at('BurgerlijkeStaten')?.all('BurgerlijkeStaat') ?? []).map(civilStatus);
  const known = {
    nationalNumber,
    replacedNumber: nationalNumber.equals(asked) ? null : asked,
    name: personName(person.at('Naam')) ?? { givenNames: [], familyNames: [] },
    sex: coded(person.at('Geslacht')),
    birthDate: birth?.date ?? null,
    birthPlace: birth?.place?.municipality ?? birth?.place?.country?.name ?? null,
    deathDate: death?.date ?? null,
    mainResidence: address(addresses?.at('Hoofdverblijfplaats')),
    residenceAbroad: foreignAddress(addresses?.at('VerblijfplaatsBuitenland')),
    nationalities: codedList(person.at('Nationaliteiten'), 'Nationaliteit'),
    civilStatus: civilStatuses[0] ?? null,
  };
  const details = {
    register: person.attribute('Bron'),
    createdOn: person.attribute('DatumCreatie'),
    changedOn: person.attribute('DatumModificatie'),
    birth,
    death,
    statuses: codedList(person.at('Statussen'), 'Status'),
    populationRegister: coded(person.at('Register')),
    administrator: administrator(person.at('Beheerder')),
    civilStatuses,
    descents: (person.at('Afstammingen')?.all('Afstamming') ?? []).map(descent),
    referencePerson: referencePerson(person.at('Referentiepersoon')),
    identityDocuments: (person.at('Identiteitsbewijzen')?.all('Identiteitsbewijs') ?? []).map(
      identityDocument,
    ),
    burial: funeralWish(person.at('Begraving')),
    funeral: funeralWish(person.at('LijkbezorgingEnRitueel')),
    legalStays: (person.at('WettigeVerblijven')?.all('WettigVerblijf') ?? []).map(legalStay),
    refugeeType: coded(person.at('TypeVluchteling')),
    declaredResidence: addressChange(addresses?.at('AangifteAdreswijziging')),
    declaredResidenceAbroad: foreignAddress(addresses?.at('AangifteAdresBuitenland')),
  };
  return { ...known, details: { ...details, otherFacts: person.unread() } };
}

/** A `Gezinslid` of GeefGezinssamenstelling 02.02. */
export function toHouseholdMember(member: SoapElement): HouseholdMember {
  const { since, until } = period(member);
  const known = {
    nationalNumber: nationalNumberOf(member.at('INSZ')),
    name: personName(member.at('Naam')) ?? { givenNames: [], familyNames: [] },
    sex: coded(member.at('Geslacht')),
    birthDate: member.text('Geboortedatum'),
    position: coded(member.at('Positie')),
    since,
  };
  const details = {
    until,
    residence: address(member.at('Adressen', 'Hoofdverblijfplaats')),
    housing: coded(member.at('Woonvorm')),
    register: coded(member.at('Bron')),
    administrator: administrator(member.at('Beheerder')),
    status: coded(member.at('Status')),
  };
  return { ...known, details: { ...details, otherFacts: member.unread() } };
}

function codedList(list: SoapElement | null, name: string) {
  return (list?.all(name) ?? []).flatMap((element) => coded(element) ?? []);
}

function civilEvent(event: SoapElement | null): CivilEvent | null {
  if (!event) return null;
  return {
    date: event.text('Datum'),
    place: place(event.at('Plaats')),
    certificateNumber: event.text('Aktenummer'),
    proof: coded(event.at('Bewijsstuk')),
    ...period(event),
  };
}

function civilStatus(status: SoapElement): CivilStatus {
  return {
    ...(coded(status) ?? { code: '', description: null }),
    partner: relatedPerson(status.at('Partner')),
    place: place(status.at('Plaats')),
    certificateNumber: status.text('Aktenummer'),
  };
}

function administrator(element: SoapElement | null): Administrator | null {
  if (!element) return null;
  return {
    place: place(element.at('Plaats')),
    merger: coded(element.at('Fusie')),
    languageRegime: coded(element.at('Taalregime')),
    ...period(element),
  };
}

function descent(element: SoapElement): Descent {
  return {
    type: coded(element.at('Type')),
    parents: (element.at('Ouders')?.all('Ouder') ?? []).flatMap((parent) => relatedPerson(parent) ?? []),
    ...period(element),
  };
}

function referencePerson(element: SoapElement | null): ReferencePerson | null {
  const person = relatedPerson(element);
  if (!element || !person) return null;
  return {
    ...person,
    position: coded(element.at('Positie')),
    housing: coded(element.at('Woonvorm')),
    ...period(element),
  };
}

function identityDocument(element: SoapElement): IdentityDocument {
  return {
    type: coded(element.at('Type')),
    number: element.text('Nummer'),
    expiresOn: element.text('Vervalgegevens', 'Vervaldatum'),
    expiryText: element.text('Vervalgegevens', 'Tekst'),
    place: place(element.at('Plaats')),
    duration: coded(element.at('Duurtijd')),
    ...period(element),
  };
}

function funeralWish(element: SoapElement | null): FuneralWish | null {
  if (!element) return null;
  const contract = element.at('Contract');
  const registration = element.at('PlaatsRegistratie');
  return {
    method: coded(element.at('WijzeVanLijkbezorging')),
    rite: coded(element.at('Ritueel')),
    registeredIn: registration && { ...municipality(registration), country: countryOf(null), text: null },
    documentDate: element.text('DatumDocument'),
    representative: relatedPerson(element.at('WettelijkeVertegenwoordiger')),
    contract: contract && {
      situation: coded(contract.at('Situatie')),
      number: contract.text('Nummer'),
      kboNumber: contract.text('CBENummer'),
    },
    cemetery: place(element.at('Begraafplaats')),
    ...period(element),
  };
}

function legalStay(element: SoapElement): LegalStay {
  return {
    reasons: codedList(element.at('Redenen'), 'Reden'),
    texts: element.at('Teksten')?.texts('Tekst') ?? [],
    ...period(element),
  };
}
