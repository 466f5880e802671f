import { Prisma, type PrismaClient } from '../../generated/prisma/client.js';
import { storableJson } from '../../storage/storable-json.js';
import type { BoundingBox, Lambert72Geometry, PermitKind, PermitObject } from './permits.port.js';

/** A Prisma client or the client of a transaction. */
export type Store = Pick<PrismaClient, '$queryRaw' | '$executeRaw'>;

/** A project as its objects say it is: state and type are those of the object that changed last. */
export interface ProjectCopy {
  readonly number: string;
  readonly kinds: readonly PermitKind[];
  readonly typeCode: string | null;
  readonly state: string | null;
  readonly submittedAt: Date | null;
  readonly stateSince: Date | null;
}

export interface ObjectCopy {
  readonly kind: PermitKind;
  readonly projectNumber: string;
  readonly uuid: string;
  readonly typeCode: string | null;
  readonly state: string | null;
  readonly stateSince: Date | null;
  readonly geometry: Lambert72Geometry | null;
  readonly boundingBox: BoundingBox | null;
}

/** Every condition that is not empty or null must hold. */
export interface ProjectSearch {
  readonly kinds: readonly PermitKind[];
  readonly typeCodes: readonly string[];
  readonly states: readonly string[];
  readonly submittedSince: Date | null;
  readonly changedSince: Date | null;
  /** At least one object's bounding box touches this one. */
  readonly within: BoundingBox | null;
}

/** Writes objects over what the copy has of them, and sums up their projects again. */
export async function writeObjects(
  store: Store,
  objects: readonly PermitObject[],
  seenAt: Date,
): Promise<void> {
  // One statement may not meet the same row twice: the last one wins.
  const rows = [...new Map(objects.map((object) => [keyOf(object), rowOf(object)])).values()];
  if (rows.length === 0) return;
  await store.$executeRaw`
    INSERT INTO permit_object_copy (kind, project_number, object_uuid, type_code, state, submitted_at, state_since,
      geometry, min_x, min_y, max_x, max_y, seen_at)
    SELECT row.kind, row.project_number, row.object_uuid, row.type_code, row.state, row.submitted_at, row.state_since,
      row.geometry, row.min_x, row.min_y, row.max_x, row.max_y, ${seenAt}
    FROM jsonb_to_recordset(${storableJson(rows)}::jsonb) AS row(
      kind text, project_number text, object_uuid text, type_code text, state text, submitted_at timestamptz,
      state_since timestamptz, geometry jsonb, min_x float8, min_y float8, max_x float8, max_y float8)
    ON CONFLICT (kind, project_number, object_uuid) DO UPDATE SET
      type_code = excluded.type_code, state = excluded.state, submitted_at = excluded.submitted_at,
      state_since = excluded.state_since, geometry = excluded.geometry, min_x = excluded.min_x, min_y = excluded.min_y,
      max_x = excluded.max_x, max_y = excluded.max_y, seen_at = excluded.seen_at`;
  await sumUp(store, [...new Set(rows.map((row) => row.project_number))]);
}

/** Removes what a whole pull of the layer did not see; projects without objects go with them. Returns how many objects. */
export async function deleteUnseen(store: Store, kind: PermitKind, pullStartedAt: Date): Promise<number> {
  const gone = await store.$queryRaw<{ project_number: string }[]>`
    DELETE FROM permit_object_copy WHERE kind = ${kind} AND seen_at < ${pullStartedAt} RETURNING project_number`;
  const numbers = [...new Set(gone.map((row) => row.project_number))];
  await sumUp(store, numbers);
  return gone.length;
}

async function sumUp(store: Store, numbers: readonly string[]): Promise<void> {
  if (numbers.length === 0) return;
  const list = [...numbers];
  await store.$executeRaw`
    INSERT INTO permit_project_copy (number, kinds, type_code, state, submitted_at, state_since)
    SELECT project_number, array_agg(DISTINCT kind ORDER BY kind),
      (array_agg(type_code ORDER BY state_since DESC NULLS LAST, kind, object_uuid) FILTER (WHERE type_code IS NOT NULL))[1],
      (array_agg(state ORDER BY state_since DESC NULLS LAST, kind, object_uuid))[1],
      min(submitted_at), max(state_since)
    FROM permit_object_copy WHERE project_number = ANY(${list}::text[]) GROUP BY project_number
    ON CONFLICT (number) DO UPDATE SET kinds = excluded.kinds, type_code = excluded.type_code, state = excluded.state,
      submitted_at = excluded.submitted_at, state_since = excluded.state_since`;
  await store.$executeRaw`
    DELETE FROM permit_project_copy p WHERE number = ANY(${list}::text[])
      AND NOT EXISTS (SELECT 1 FROM permit_object_copy o WHERE o.project_number = p.number)`;
}

export async function countObjects(store: Store, kind: PermitKind): Promise<number> {
  const [row] = await store.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM permit_object_copy WHERE kind = ${kind}`;
  return row?.count ?? 0;
}

interface ProjectRow {
  readonly number: string;
  readonly kinds: PermitKind[];
  readonly type_code: string | null;
  readonly state: string | null;
  readonly submitted_at: Date | null;
  readonly state_since: Date | null;
}

/** Up to `limit` projects, the highest number first, below `after` when that is given. */
export async function findProjects(
  store: Store,
  search: ProjectSearch,
  after: string | null,
  limit: number,
): Promise<ProjectCopy[]> {
  const place = after === null ? Prisma.empty : Prisma.sql`AND number < ${after}`;
  const rows = await store.$queryRaw<ProjectRow[]>`
    SELECT number, kinds, type_code, state, submitted_at, state_since FROM permit_project_copy p
    WHERE ${conditions(search)} ${place} ORDER BY number DESC LIMIT ${limit}`;
  return rows.map(projectOf);
}

export async function countProjects(store: Store, search: ProjectSearch): Promise<number> {
  const [row] = await store.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM permit_project_copy p WHERE ${conditions(search)}`;
  return row?.count ?? 0;
}

export async function findProject(store: Store, number: string): Promise<ProjectCopy | null> {
  const [row] = await store.$queryRaw<ProjectRow[]>`
    SELECT number, kinds, type_code, state, submitted_at, state_since FROM permit_project_copy WHERE number = ${number}`;
  return row ? projectOf(row) : null;
}

/** The objects of these projects, in one question, by project number. */
export async function findObjects(
  store: Store,
  numbers: readonly string[],
): Promise<ReadonlyMap<string, readonly ObjectCopy[]>> {
  const rows = await store.$queryRaw<
    {
      kind: PermitKind;
      project_number: string;
      object_uuid: string;
      type_code: string | null;
      state: string | null;
      state_since: Date | null;
      geometry: Lambert72Geometry | null;
      min_x: number | null;
      min_y: number | null;
      max_x: number | null;
      max_y: number | null;
    }[]
  >`SELECT kind, project_number, object_uuid, type_code, state, state_since, geometry, min_x, min_y, max_x, max_y
    FROM permit_object_copy WHERE project_number = ANY(${[...numbers]}::text[])
    ORDER BY project_number, kind, object_uuid`;
  const found = new Map<string, ObjectCopy[]>();
  for (const row of rows) {
    const list = found.get(row.project_number) ?? [];
    found.set(row.project_number, list);
    const { min_x: minX, min_y: minY, max_x: maxX, max_y: maxY } = row;
    list.push({
      kind: row.kind,
      projectNumber: row.project_number,
      uuid: row.object_uuid,
      typeCode: row.type_code,
      state: row.state,
      stateSince: row.state_since,
      geometry: row.geometry,
      boundingBox:
        minX === null || minY === null || maxX === null || maxY === null ? null : { minX, minY, maxX, maxY },
    });
  }
  return found;
}

function conditions(search: ProjectSearch): Prisma.Sql {
  const { kinds, typeCodes, states, submittedSince, changedSince, within } = search;
  const all = [
    ...(kinds.length > 0 ? [Prisma.sql`kinds && ${[...kinds]}::text[]`] : []),
    ...(typeCodes.length > 0 ? [Prisma.sql`type_code = ANY(${[...typeCodes]}::text[])`] : []),
    ...(states.length > 0 ? [Prisma.sql`state = ANY(${[...states]}::text[])`] : []),
    ...(submittedSince ? [Prisma.sql`submitted_at >= ${submittedSince}`] : []),
    ...(changedSince ? [Prisma.sql`state_since >= ${changedSince}`] : []),
    ...(within
      ? [
          Prisma.sql`EXISTS (SELECT 1 FROM permit_object_copy o WHERE o.project_number = p.number
            AND o.min_x <= ${within.maxX} AND o.max_x >= ${within.minX}
            AND o.min_y <= ${within.maxY} AND o.max_y >= ${within.minY})`,
        ]
      : []),
  ];
  return all.length > 0 ? Prisma.join(all, ' AND ') : Prisma.sql`TRUE`;
}

function projectOf(row: ProjectRow): ProjectCopy {
  return {
    number: row.number,
    kinds: row.kinds,
    typeCode: row.type_code,
    state: row.state,
    submittedAt: row.submitted_at,
    stateSince: row.state_since,
  };
}

function keyOf({ kind, projectNumber, uuid }: PermitObject): string {
  return `${kind} ${projectNumber} ${uuid}`;
}

function rowOf(object: PermitObject) {
  return {
    kind: object.kind,
    project_number: object.projectNumber,
    object_uuid: object.uuid,
    type_code: object.typeCode,
    state: object.state,
    submitted_at: object.submittedAt,
    state_since: object.stateSince,
    geometry: object.geometry,
    min_x: object.boundingBox?.minX ?? null,
    min_y: object.boundingBox?.minY ?? null,
    max_x: object.boundingBox?.maxX ?? null,
    max_y: object.boundingBox?.maxY ?? null,
  };
}
