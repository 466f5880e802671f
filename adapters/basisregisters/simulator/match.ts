import type { SimulatorReply } from '../../../src/adapter/simulator/simulator.js';
import { jsonAnswer, problem, type Question } from './answers.js';
import { addressBody, matchContext, municipalityPart, streetPart } from './documents.js';
import { type AddressRecord, municipality, type StreetRecord, type Town } from './town.js';

interface Warning {
  readonly code: string;
  readonly message: string;
}

const operation = 'adresmatch';
const mostMatches = 10;
const same = (one: string, other: string | undefined) => one.toLowerCase() === other?.toLowerCase();

/** GET /v2/adresmatch: from exact to alike, with a score. */
export function addressMatch(town: Town, { query }: Question, api: string): SimulatorReply {
  const [name, nisCode, postalCode] = ['gemeentenaam', 'niscode', 'postcode'].map((key) => query.get(key));
  const wanted = query.get('straatnaam');
  const refuse = (code: string, reason: string) =>
    problem(operation, 400, 'validation', 'Validatie mislukt.', api, {
      validationErrors: { request: [{ code, reason }] },
    });
  if (!name && !nisCode && !postalCode)
    return refuse('11', "Minstens één van 'gemeentenaam', 'niscode' of 'postcode' is verplicht.");
  if (!wanted) return refuse('12', "De parameter 'straatnaam' is verplicht.");

  const warnings: Warning[] = [];
  const known = [
    postalCode === undefined || town.addresses.some((address) => address.postalCode === postalCode),
    nisCode === undefined || nisCode === municipality.nisCode,
    name === undefined || same(municipality.name, name),
  ];
  if (!known[0]) warnings.push({ code: '4', message: "Onbekende 'postcode'." });
  if (!known[1]) warnings.push({ code: '5', message: "Onbekende 'niscode'." });
  if (!known[2]) warnings.push({ code: '6', message: "Onbekende 'gemeentenaam'." });
  // A clue that is not known is left aside when another one is.
  const given = [postalCode, nisCode, name];
  const usable = given.some((clue, index) => clue !== undefined && known[index]);

  const streets = usable ? town.streets.flatMap((street) => likeness(street, wanted)) : [];
  const matches = streets.flatMap(({ street, score }): object[] => {
    const houses = town.addresses.filter(
      (address) =>
        address.street === street &&
        !address.removed &&
        (!query.get('status') || address.status === query.get('status')) &&
        same(address.houseNumber, query.get('huisnummer')),
    );
    if (houses.length === 0)
      return [
        {
          '@type': 'Adres',
          gemeente: municipalityPart(api),
          straatnaam: streetPart(street, api),
          score: score * 0.88,
          links: [],
        },
      ];
    return houses
      .map((address) => ({ address, score: score * (boxFits(address, query.get('busnummer')) ? 1 : 0.9) }))
      .map((match) => found(match.address, match.score, api));
  });
  const best = matches.sort((one, other) => scoreOf(other) - scoreOf(one)).slice(0, mostMatches);
  return jsonAnswer(
    operation,
    { '@context': matchContext, adresMatches: best, warnings },
    'application/ld+json; charset=utf-8',
  );
}

const scoreOf = (match: object) => (match as { score: number }).score;

function boxFits({ boxNumber }: AddressRecord, wanted: string | undefined): boolean {
  return (boxNumber ?? '').toLowerCase() === (wanted ?? '').toLowerCase();
}

function likeness(street: StreetRecord, wanted: string): { street: StreetRecord; score: number }[] {
  if (same(street.name, wanted)) return [{ street, score: 100 }];
  const letters = (text: string) => text.toLowerCase().replace(/[^a-z]/g, '');
  const [own, other] = [letters(street.name), letters(wanted)];
  let shared = 0;
  while (shared < own.length && own[shared] === other[shared]) shared += 1;
  const part = shared / Math.max(own.length, other.length, 1);
  return part >= 0.6 ? [{ street, score: 100 * part }] : [];
}

function found(address: AddressRecord, score: number, api: string) {
  const query = `adresobjectid=${address.id}`;
  const link = (rel: string) => ({ href: `${api}/v2/${rel}?${query}`, rel, type: 'GET' });
  return {
    ...addressBody(address, api),
    detail: `${api}/v2/adressen/${address.id}`,
    score,
    links: [link('percelen'), link('gebouweenheden')],
  };
}
