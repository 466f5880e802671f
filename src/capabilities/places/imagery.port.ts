/** ORTHO_10CM is the mosaic of the finest pictures; ORTHO_HISTORIC is older than the yearly ones; HISTORICAL_MAP is drawn. */
export type ImageryKind =
  'ORTHO_WINTER' | 'ORTHO_SUMMER' | 'ORTHO_10CM' | 'ORTHO_HISTORIC' | 'HISTORICAL_MAP';

/** One layer of pictures that together show all of Flanders at one time. */
export interface Mosaic {
  readonly kind: ImageryKind;
  /** Its name at the map service. */
  readonly layer: string;
  readonly title: string;
  /** First and last year, both included; null when the platform does not tell. */
  readonly period: { readonly fromYear: number; readonly toYear: number } | null;
  /** Always the newest pictures: what it shows changes, and its period is not told. */
  readonly mostRecent: boolean;
  /** Centimetres on the ground to a pixel; null when not told. */
  readonly resolutionCm: number | null;
  /** Base URL of the map service (WMS). */
  readonly service: string;
  /** Layer that tells when a picture was taken; null when there is none. */
  readonly flightDateLayer: string | null;
  /** URL of a tile in the Web Mercator grid, with {z}, {y} and {x} to fill in; null when the layer has no such tiles. */
  readonly tileTemplate: string | null;
  readonly attribution: string;
  readonly licence: string;
}
