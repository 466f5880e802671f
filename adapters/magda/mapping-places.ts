import type { SoapElement } from '../../src/adapter/soap/element.js';
import type { Address } from '../../src/capabilities/citizens/citizens.port.js';

type Optional = SoapElement | null | undefined;

/** A Belgian address in the OSLO shape of MAGDA (Hoofdverblijfplaats); names as somebody typed them when that is all. */
export function address(element: Optional): Address | null {
  if (!element) return null;
  const name = (of: string) =>
    element.text(of, 'String') ?? element.text(`NietGestandaardiseerde${of}`, 'String');
  return {
    street: name('Straatnaam'),
    houseNumber: element.text('Huisnummer'),
    boxNumber: element.text('Busnummer'),
    postalCode: element.text('Postcode'),
    municipality: name('Gemeentenaam'),
    nisCode: element.text('NISCodeGemeente'),
    country: element.text('Land', 'String'),
    lines: [],
    since: element.attribute('DatumBegin'),
  };
}

/** An address abroad, in free lines (VerblijfplaatsBuitenland). */
export function foreignAddress(element: Optional): Address | null {
  if (!element) return null;
  return {
    street: null,
    houseNumber: null,
    boxNumber: null,
    postalCode: null,
    municipality: null,
    nisCode: null,
    country: element.text('Land', 'Naam'),
    lines: element.at('Teksten')?.texts('Tekst') ?? [],
    since: element.attribute('DatumBegin'),
  };
}
