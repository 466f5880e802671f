import { z } from 'zod';
import { parseCaPaKey } from '../../src/identifiers/capakey.js';

// The register leaves out what it does not know, or says null; both are the same to us.
const text = z.string().nullish();

const geographicalName = z
  .object({ geografischeNaam: z.object({ spelling: z.string(), taal: text }) })
  .nullish();

const identifier = z.object({ id: text, objectId: z.string(), versieId: text });

const addressParts = {
  gemeente: z.object({ objectId: z.string(), gemeentenaam: geographicalName }).nullish(),
  postinfo: z.object({ objectId: z.string() }).nullish(),
  straatnaam: z.object({ objectId: z.string(), straatnaam: geographicalName }).nullish(),
  huisnummer: text,
  busnummer: text,
  volledigAdres: geographicalName,
  adresPositie: z
    .object({
      geometrie: z.object({ type: z.string(), gml: z.string() }).nullish(),
      positieGeometrieMethode: text,
      positieSpecificatie: text,
    })
    .nullish(),
  adresStatus: text,
  officieelToegekend: z.boolean().nullish(),
};

export const addressDocument = z.object({ identificator: identifier, ...addressParts });
export type AddressDocument = z.output<typeof addressDocument>;

export const addressListDocument = z.object({
  adressen: z.array(
    z.object({
      identificator: identifier,
      huisnummer: text,
      busnummer: text,
      volledigAdres: geographicalName,
      adresStatus: text,
    }),
  ),
  volgende: text,
});
export type AddressListItem = z.output<typeof addressListDocument>['adressen'][number];

export const addressSearchDocument = z.object({
  resultaten: z.array(z.object({ id: z.string(), objectId: z.string(), resultaat: z.string() })),
});
export type AddressSearchItem = z.output<typeof addressSearchDocument>['resultaten'][number];

export const addressMatchDocument = z.object({
  adresMatches: z.array(
    z.object({ identificator: identifier.nullish(), ...addressParts, score: z.number() }),
  ),
  warnings: z.array(z.object({ code: z.coerce.string(), message: z.string() })).default([]),
});
export type AddressMatchDocument = z.output<typeof addressMatchDocument>;

/** The register writes it with a dash as its own number, and with a slash as `caPaKey`. */
const parcelIdentifier = identifier.extend({ objectId: z.string().transform(parseCaPaKey) });

export const parcelDocument = z.object({
  identificator: parcelIdentifier,
  perceelStatus: text,
  adressen: z.array(z.object({ objectId: z.string() })).default([]),
});
export type ParcelDocument = z.output<typeof parcelDocument>;

export const parcelListDocument = z.object({
  percelen: z.array(z.object({ identificator: parcelIdentifier, perceelStatus: text })),
  volgende: text,
});
export type ParcelListItem = z.output<typeof parcelListDocument>['percelen'][number];

/** A string that holds GeoJSON, as the cadastral plan writes every geometry. */
function geoJson<S extends z.ZodType>(geometry: S) {
  return z
    .string()
    .transform((value, context): unknown => {
      try {
        return JSON.parse(value);
      } catch {
        context.addIssue({ code: 'custom', message: 'no JSON' });
        return z.NEVER;
      }
    })
    .pipe(geometry)
    .nullish();
}

const coordinate = z.tuple([z.number(), z.number()]).rest(z.number());

/** The plan writes its numbers now as numbers, now as text. */
const code = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((value) => (value === null || value === undefined || value === '' ? null : String(value)));

export const planDocument = z.object({
  capakey: z.string(),
  municipalityName: text,
  departmentCode: code,
  departmentName: text,
  sectionCode: code,
  perceelnummer: code,
  grondnummer: code,
  bisnummer: code,
  exponent: code,
  macht: code,
  adres: z.array(text).nullish(),
  geometry: z
    .object({
      boundingBox: geoJson(
        z.object({ type: z.literal('Polygon'), coordinates: z.array(z.array(coordinate)) }),
      ),
      center: geoJson(z.object({ type: z.literal('Point'), coordinates: coordinate })),
      shape: geoJson(
        z.looseObject({ type: z.enum(['Polygon', 'MultiPolygon']), coordinates: z.array(z.unknown()) }),
      ),
    })
    .nullish(),
});
export type PlanDocument = z.output<typeof planDocument>;
