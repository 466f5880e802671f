import type { SoapElement } from '../../src/adapter/soap/element.js';
import type { Address, Country, Place } from '../../src/capabilities/citizens/citizens.port.js';
import { coded, given } from './mapping-values.js';

type Optional = SoapElement | null | undefined;

/** A Belgian address in the OSLO shape of MAGDA (Hoofdverblijfplaats). */
export function address(element: Optional): Address | null {
  if (!element) return null;
  const typedStreet = element.text('NietGestandaardiseerdeStraatnaam', 'String');
  const typedMunicipality = element.text('NietGestandaardiseerdeGemeentenaam', 'String');
  const language = (name: string) =>
    element.text(name, 'Taal') ?? element.text(`NietGestandaardiseerde${name}`, 'Taal');
  return {
    street: element.text('Straatnaam', 'String') ?? typedStreet,
    houseNumber: element.text('Huisnummer'),
    boxNumber: element.text('Busnummer'),
    postalCode: element.text('Postcode'),
    municipality: element.text('Gemeentenaam', 'String') ?? typedMunicipality,
    nisCode: element.text('NISCodeGemeente'),
    country: element.text('Land', 'String'),
    lines: [],
    since: element.attribute('DatumBegin'),
    ...given('until', element.attribute('DatumEinde')),
    ...given('countryNisCode', element.text('NISCodeLand')),
    ...given('countryIsoCode', element.text('ISOCodeLand')),
    ...given('streetCode', element.text('StraatCode')),
    standardised: typedStreet === null && typedMunicipality === null,
    languages: {
      ...given('street', language('Straatnaam')),
      ...given('municipality', language('Gemeentenaam')),
      ...given('country', element.text('Land', 'Taal')),
    },
  };
}

/** An address abroad, in free lines (VerblijfplaatsBuitenland, AangifteAdresBuitenland). */
export function foreignAddress(element: Optional): Address | null {
  if (!element) return null;
  const country = countryOf(element.at('Land'));
  const post = element.at('DiplomatiekePost');
  const diplomaticPost = coded(post);
  return {
    ...emptyAddress,
    country: country?.name ?? null,
    lines: element.at('Teksten')?.texts('Tekst') ?? [],
    since: element.attribute('DatumBegin'),
    ...given('until', element.attribute('DatumEinde')),
    ...given('declaredOn', element.text('Datum')),
    ...given('countryNisCode', country?.nisCode),
    ...given('countryIsoCode', country?.isoCode),
    ...(diplomaticPost && { diplomaticPost: { ...diplomaticPost, country: countryOf(post?.at('Land')) } }),
  };
}

/** A declared change of address: one line as the citizen said it (AangifteAdreswijziging). */
export function addressChange(element: Optional): Address | null {
  if (!element) return null;
  const line = element.text('Tekst');
  return {
    ...emptyAddress,
    lines: line === null ? [] : [line],
    since: element.attribute('DatumBegin'),
    ...given('until', element.attribute('DatumEinde')),
    ...given('declaredOn', element.text('Datum')),
  };
}

export function place(element: Optional): Place | null {
  if (!element) return null;
  return {
    ...municipality(element.at('Gemeente')),
    country: countryOf(element.at('Land')),
    text: element.text('Tekst'),
  };
}

export function municipality(element: Optional): Pick<Place, 'municipality' | 'nisCode'> {
  return { municipality: element?.text('Naam') ?? null, nisCode: element?.text('NISCode') ?? null };
}

export function countryOf(element: Optional): Country | null {
  if (!element) return null;
  return { name: element.text('Naam'), nisCode: element.text('NISCode'), isoCode: element.text('ISOCode') };
}

const emptyAddress = {
  street: null,
  houseNumber: null,
  boxNumber: null,
  postalCode: null,
  municipality: null,
  nisCode: null,
  country: null,
  lines: [],
  since: null,
} as const satisfies Address;
