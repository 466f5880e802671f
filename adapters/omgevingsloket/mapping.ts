import type {
  BoundingBox,
  Lambert72Geometry,
  PermitKind,
  PermitObject,
  PermitObjectPage,
} from '../../src/capabilities/permits/permits.port.js';
import { parseOmvNumber } from '../../src/identifiers/omv-number.js';
import { projectTypes } from './code-lists/project-types.js';
import type { Feature, FeatureCollection } from './client.js';

const codePrefix = 'project_type_code_';

/** A page of a layer; `limit` is how many were asked. */
export function toObjectPage(
  { features, totalFeatures }: FeatureCollection,
  kind: PermitKind,
  limit: number,
): PermitObjectPage {
  const objects = features.map((feature) => toObject(feature, kind));
  const readable = objects.filter((object) => object !== null);
  const whole =
    typeof totalFeatures === 'number' ? features.length >= totalFeatures : features.length < limit;
  const last = features.findLast(({ properties }) => text(properties.projectnummer) !== null);
  return {
    objects: readable,
    unreadable: features.length - readable.length,
    unreadableMoments: features.flatMap(momentsOf).filter((raw) => raw !== null && toMoment(raw) === null)
      .length,
    next: whole || !last ? null : text(last.properties.projectnummer),
  };
}

/** Null when it has no usable project number or no voorwerp_uuid. */
export function toObject({ geometry, properties }: Feature, kind: PermitKind): PermitObject | null {
  const projectNumber = omvNumber(text(properties.projectnummer));
  const uuid = text(properties.voorwerp_uuid);
  if (projectNumber === null || uuid === null) return null;
  const [submittedAt = null, stateSince = null] = momentsOf({ properties });
  const shape = toGeometry(geometry);
  return {
    kind,
    projectNumber,
    uuid,
    typeCode: toTypeCode(text(properties.project_type_code)),
    state: text(properties.huidige_toestand),
    submittedAt: toMoment(submittedAt),
    stateSince: toMoment(stateSince),
    geometry: shape?.geometry ?? null,
    boundingBox: shape?.boundingBox ?? null,
  };
}

/** The code of the list, whatever its case and whether or not its prefix is there; an unknown one as it came. */
export function toTypeCode(raw: string | null): string | null {
  if (raw === null) return null;
  const code = raw.toLowerCase();
  const bare = code.startsWith(codePrefix) ? code.slice(codePrefix.length) : code;
  return projectTypes.some((type) => type.code === bare) ? bare : raw;
}

/** An ISO moment in UTC. A day alone, such as 2026-03-01Z, is its first moment in UTC, as the service means it. */
export function toMoment(raw: string | null): string | null {
  const parts = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?))?(Z|[+-]\d{2}:?\d{2})?$/.exec(
    raw ?? '',
  );
  if (!parts) return null;
  const [, day, time = '00:00:00', zone = 'Z'] = parts as unknown as [string, string, string?, string?];
  const midnight = new Date(`${day}T00:00:00Z`);
  // 31 April would become 1 May; and the database takes no year 0.
  if (Number.isNaN(midnight.getTime()) || midnight.toISOString().slice(0, 10) !== day) return null;
  if (day < '1900' || day > '9999-12-30') return null;
  const moment = new Date(`${day}T${time}${zone.replace(/^([+-]\d{2})(\d{2})$/, '$1:$2')}`);
  return Number.isNaN(moment.getTime()) ? null : moment.toISOString();
}

/** Null for what is no geometry with coordinates in metres: a bounding box of it would be a guess. */
export function toGeometry(
  raw: unknown,
): { readonly geometry: Lambert72Geometry; readonly boundingBox: BoundingBox } | null {
  if (typeof raw !== 'object' || raw === null) return null;
  const { type, coordinates } = raw as { type?: unknown; coordinates?: unknown };
  if (typeof type !== 'string' || !Array.isArray(coordinates)) return null;
  const box = { minX: Infinity, minY: Infinity, maxX: -Infinity, maxY: -Infinity };
  if (!stretch(box, coordinates) || box.minX === Infinity) return null;
  return { geometry: { type, coordinates: coordinates as readonly unknown[] }, boundingBox: box };
}

const deepestCoordinates = 5;

function stretch(
  box: { minX: number; minY: number; maxX: number; maxY: number },
  part: readonly unknown[],
  depth = 1,
): boolean {
  const [x, y] = part;
  if (typeof x === 'number' && typeof y === 'number') {
    if (!Number.isFinite(x) || !Number.isFinite(y)) return false;
    box.minX = Math.min(box.minX, x);
    box.minY = Math.min(box.minY, y);
    box.maxX = Math.max(box.maxX, x);
    box.maxY = Math.max(box.maxY, y);
    return true;
  }
  return (
    depth <= deepestCoordinates && part.every((one) => Array.isArray(one) && stretch(box, one, depth + 1))
  );
}

function momentsOf({ properties }: Pick<Feature, 'properties'>): (string | null)[] {
  return [text(properties.datum_indiening), text(properties.datum_huidige_toestand)];
}

function omvNumber(raw: string | null): string | null {
  try {
    return raw === null ? null : parseOmvNumber(raw);
  } catch {
    return null;
  }
}

function text(raw: string | number | null | undefined): string | null {
  const trimmed = raw === null || raw === undefined ? '' : String(raw).trim();
  return trimmed === '' ? null : trimmed;
}
