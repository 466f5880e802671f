/** The layers of the simulated WFS, and what they hold. */
export type LayerName = 'lu:lu_omv_gd_v2' | 'lu:lu_omv_vk_v2' | 'lu:lu_omv_iioa_v2' | 'lu:lu_omv_kh_v2';

export interface FeatureRecord {
  readonly projectnummer: string | null;
  readonly voorwerp_uuid: string | null;
  readonly project_type_code: string | null;
  readonly aanvrager: string | null;
  readonly huidige_toestand: string | null;
  readonly datum_indiening: string | null;
  readonly datum_huidige_toestand: string | null;
  readonly geometry: { readonly type: string; readonly coordinates: unknown } | null;
}

export type FeaturePatch = Partial<FeatureRecord>;

export interface LayerRecords {
  /** The name of its geometry column. */
  geometryName: string;
  /** Columns that it does not have. */
  readonly without: Set<string>;
  readonly features: FeatureRecord[];
}

export type LayerStore = Readonly<Record<LayerName, LayerRecords>>;

/** The corners around a geometry; null without one. */
export function extentOf(geometry: FeatureRecord['geometry']): [number, number, number, number] | null {
  const numbers = ((geometry?.coordinates ?? []) as unknown[])
    .flat(4)
    .filter((one) => typeof one === 'number');
  if (numbers.length < 2) return null;
  const xs = numbers.filter((_, at) => at % 2 === 0);
  const ys = numbers.filter((_, at) => at % 2 === 1);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}
