import { GraphQLError } from 'graphql';
import { type ClassType, Field, Int } from 'type-graphql';
import type { SourceStatus } from '../context/source-status.js';
import { Thing } from './marks.js';
import { Source, toSource } from './source.js';

@Thing({ description: 'Where a page of a list ends (Relay).' })
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether there is more behind `endCursor`.' })
  hasNextPage!: boolean;

  @Field(() => Boolean, { description: 'Whether there is something before this page.' })
  hasPreviousPage!: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'Cursor of the first item; null when the page is empty.',
  })
  startCursor!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Give it as `after` for the next page; null when the page is empty.',
  })
  endCursor!: string | null;
}

export interface EdgeOf<T> {
  cursor: string;
  node: T;
}

export interface ConnectionOf<T> {
  edges: EdgeOf<T>[];
  nodes: T[];
  pageInfo: PageInfo;
  totalCount: number | null;
  source: Source;
}

/** The Relay edge of a type; extend it and decorate the subclass with `Thing`. */
export function Edge<T extends object>(node: ClassType<T>): ClassType<EdgeOf<T>> {
  @Thing({ name: `${node.name}Edge`, description: `A ${node.name} at its place in a list (Relay).` })
  class EdgeClass implements EdgeOf<T> {
    @Field(() => String, { description: 'Its place in the list; opaque.' })
    cursor!: string;

    @Field(() => node, { description: 'The item itself.' })
    node!: T;
  }
  return EdgeClass;
}

/** The Relay connection of a type, with its source. */
export function Connection<T extends object>(node: ClassType<T>): ClassType<ConnectionOf<T>> {
  const EdgeClass = Edge(node);

  @Thing({ name: `${node.name}Connection`, description: `A page of a list of ${node.name} (Relay).` })
  class ConnectionClass implements ConnectionOf<T> {
    @Field(() => [EdgeClass], { description: 'The items with their cursors.' })
    edges!: EdgeOf<T>[];

    @Field(() => [node], { description: 'The items.' })
    nodes!: T[];

    @Field(() => PageInfo, { description: 'Where this page ends.' })
    pageInfo!: PageInfo;

    @Field(() => Int, {
      nullable: true,
      description: 'How many there are in all; null when that is not known.',
    })
    totalCount!: number | null;

    @Field(() => Source, { description: 'Where the list came from.' })
    source!: Source;
  }
  return ConnectionClass;
}

/** Where a page ends, of a list that is read forward from `after`. */
export function pageInfoOf(
  {
    edges,
    hasNextPage,
  }: { readonly edges: readonly { readonly cursor: string }[]; readonly hasNextPage: boolean },
  after: string | null | undefined,
): PageInfo {
  return {
    hasNextPage,
    hasPreviousPage: Boolean(after),
    startCursor: edges[0]?.cursor ?? null,
    endCursor: edges.at(-1)?.cursor ?? null,
  };
}

/** A page as a service gives it. */
export interface Page<T> {
  readonly edges: readonly { readonly cursor: string; readonly node: T }[];
  readonly hasNextPage: boolean;
  readonly totalCount: number | null;
  readonly source: SourceStatus;
}

/** Fills a connection with a page, each item in the graph's words. */
export function fillConnection<T, N, C extends ConnectionOf<N>>(
  connection: C,
  page: Page<T>,
  after: string | null | undefined,
  toNode: (item: T) => N,
): C {
  const edges = page.edges.map(({ cursor, node }) => ({ cursor, node: toNode(node) }));
  return Object.assign(connection, {
    edges,
    nodes: edges.map(({ node }) => node),
    pageInfo: pageInfoOf(page, after),
    totalCount: page.totalCount,
    source: toSource(page.source),
  });
}

const version = 1;

/** An opaque cursor that holds the keys of a place in a list. */
export function encodeCursor(...keys: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify([version, ...keys])).toString('base64url');
}

/** The keys of a cursor. Throws BAD_USER_INPUT when it is not one of `length` keys that this hub gave. */
export function decodeCursor(cursor: string, length: number): (string | number)[] {
  try {
    const [found, ...keys] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as unknown[];
    const fits = keys.every((key) => typeof key === 'string' || typeof key === 'number');
    if (found === version && keys.length === length && fits) return keys as (string | number)[];
  } catch {
    // Falls through: whatever it was, it is no cursor.
  }
  return refuseCursor();
}

/** Throws BAD_USER_INPUT: the cursor is not of the list that was asked. */
export function refuseCursor(): never {
  throw new GraphQLError('This is no cursor of this list: give the endCursor of the page before.', {
    extensions: { code: 'BAD_USER_INPUT' },
  });
}

/** Refuses a page size out of bounds with BAD_USER_INPUT. */
export function pageSize(first: number, max: number): number {
  if (first >= 1 && first <= max) return first;
  throw new GraphQLError(`first must be between 1 and ${max}.`, { extensions: { code: 'BAD_USER_INPUT' } });
}
