import { createHash } from 'node:crypto';
import type { FeatureRecord, LayerName, LayerStore } from './records.js';

/** The rectangle of the fictional Schilde, in Lambert 72. */
export const schilde = { minX: 160_000, minY: 210_000, maxX: 168_000, maxY: 218_000 };

/** States of the fictional Schilde, with how many days ago a project came into them. There is no public list of them. */
const states = [
  { text: 'Ingediend', days: [1, 25] },
  { text: 'Volledig en ontvankelijk', days: [5, 70] },
  { text: 'In openbaar onderzoek', days: [1, 28] },
  { text: 'Beslissing genomen', days: [2, 12] },
  { text: 'Beslissing aangeplakt', days: [1, 30] },
  { text: 'Afgerond', days: [60, 2_500] },
  { text: 'Ingetrokken', days: [30, 900] },
] as const;

const types: Readonly<Record<LayerName, readonly string[]>> = {
  'lu:lu_omv_gd_v2': ['omv2019_aanvraag', 'omv2019_aanvraag', 'omv2017_aanvraag', 'omv2017_melding'],
  'lu:lu_omv_vk_v2': ['omv2017_vk_nieuw', 'omv2017_vk_bijstelling'],
  'lu:lu_omv_iioa_v2': [
    'omv2019_aanvraag',
    'omv2017_melding',
    'omv2017_overdracht_voll',
    'omv2017_stopzetting_iioa',
  ],
  'lu:lu_omv_kh_v2': ['omv2019_aanvraag'],
};

const counts: Readonly<Record<LayerName, number>> = {
  'lu:lu_omv_gd_v2': 260,
  'lu:lu_omv_vk_v2': 70,
  'lu:lu_omv_iioa_v2': 60,
  'lu:lu_omv_kh_v2': 12,
};

const geometryNames: Readonly<Record<LayerName, string>> = {
  'lu:lu_omv_gd_v2': 'geom',
  'lu:lu_omv_vk_v2': 'geometry',
  'lu:lu_omv_iioa_v2': 'geom',
  'lu:lu_omv_kh_v2': 'geometry',
};

const applicants = ['Emma Peeters', 'Bouwgroep Voorbeeld bv', 'Lucas Janssens', 'Gemeente Schilde'];
const dayMs = 86_400_000;

/**
 * The same projects at every start, with dates counted back from `now`. Every seventh project of the second and third
 * layer is one of the first as well; every tenth has two objects.
 */
export function seedLayers(now: number): LayerStore {
  const names = Object.keys(counts) as LayerName[];
  const layers = names.map((name, layerAt) => {
    const features: FeatureRecord[] = [];
    for (let at = 0; at < counts[name]; at += 1) {
      const shared = layerAt > 0 && at % 7 === 0;
      const projectAt = shared ? at : layerAt * 1_000 + at;
      const objects = at % 10 === 3 ? 2 : 1;
      const record = projectOf(shared ? names[0]! : name, projectAt, now);
      for (let object = 0; object < objects; object += 1)
        features.push({
          ...record,
          voorwerp_uuid: uuidOf(`${name} ${projectAt} ${object}`),
          geometry: plotOf(`${name} ${projectAt} ${object}`),
        });
    }
    return [name, { geometryName: geometryNames[name], without: new Set<string>(), features }] as const;
  });
  return Object.fromEntries(layers) as unknown as LayerStore;
}

function projectOf(
  layer: LayerName,
  at: number,
  now: number,
): Omit<FeatureRecord, 'voorwerp_uuid' | 'geometry'> {
  const key = `${layer} ${at}`;
  const state = states[Math.floor(share(`${key} state`) * states.length)]!;
  const [least, most] = state.days;
  const since = daysBefore(now, least + share(`${key} since`) * (most - least));
  const filed = state.text === 'Ingediend' ? since : daysBefore(since, 3 + share(`${key} filed`) * 90);
  const choices = types[layer];
  return {
    // The first one is in three layers and has a number that examples can name.
    projectnummer:
      at === 0
        ? '2026000001'
        : `${new Date(filed).getUTCFullYear()}${String(100_000 + at * 7).padStart(6, '0')}`,
    project_type_code: choices[Math.floor(share(`${key} type`) * choices.length)]!,
    aanvrager: applicants[at % applicants.length]!,
    huidige_toestand: state.text,
    datum_indiening: moment(filed),
    datum_huidige_toestand: moment(since),
  };
}

/** A plot of 20 to 60 metres, whole within the municipality. */
function plotOf(key: string): FeatureRecord['geometry'] {
  const size = 20 + Math.round(share(`${key} size`) * 40);
  const x = Math.round(schilde.minX + 100 + share(`${key} x`) * (schilde.maxX - schilde.minX - 200));
  const y = Math.round(schilde.minY + 100 + share(`${key} y`) * (schilde.maxY - schilde.minY - 200));
  const ring = [
    [x, y],
    [x + size, y],
    [x + size, y + size],
    [x, y + size],
    [x, y],
  ];
  return { type: 'MultiPolygon', coordinates: [[ring]] };
}

function daysBefore(now: number, days: number): number {
  return now - Math.round(days) * dayMs;
}

function moment(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** 128 bits as base64url, 22 characters, as the platform writes them. */
function uuidOf(key: string): string {
  return createHash('sha256').update(key).digest().subarray(0, 16).toString('base64url');
}

/** A number from 0 up to 1 that is always the same for a key. */
function share(key: string): number {
  return createHash('sha256').update(key).digest().readUInt32BE(0) / 2 ** 32;
}
