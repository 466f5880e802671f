/** What the simulator keeps: documents as the platform publishes them, and which organiser is linked to what. */

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

export interface Document {
  readonly '@id': string;
  readonly [key: string]: Json | undefined;
}

export interface LinkRecord {
  readonly vcode: string;
  readonly status: string;
}

export class DatabankState {
  readonly #events = new Map<string, Document>();
  readonly #organizers = new Map<string, Document>();
  readonly #links = new Map<string, LinkRecord>();

  constructor(seed: {
    readonly events: readonly Document[];
    readonly organizers: readonly Document[];
    readonly links: ReadonlyMap<string, LinkRecord>;
  }) {
    for (const event of seed.events) this.#events.set(idOf(event), event);
    for (const organizer of seed.organizers) this.#organizers.set(idOf(organizer), organizer);
    for (const [id, link] of seed.links) this.#links.set(id, link);
  }

  events(): readonly Document[] {
    return [...this.#events.values()];
  }

  organizers(): readonly Document[] {
    return [...this.#organizers.values()];
  }

  organizer(id: string): Document | undefined {
    return this.#organizers.get(id);
  }

  linkOf(organizerId: string): LinkRecord | undefined {
    return this.#links.get(organizerId);
  }

  /** Changes an event; throws when there is none of that id. */
  changeEvent(id: string, patch: Readonly<Record<string, Json>>): void {
    const event = this.#events.get(id);
    if (!event) throw new Error(`no event ${id}`);
    this.#events.set(id, { ...event, ...patch });
  }

  addEvent(event: Document): void {
    this.#events.set(idOf(event), event);
  }

  link(organizerId: string, link: LinkRecord | null): void {
    if (link) this.#links.set(organizerId, link);
    else this.#links.delete(organizerId);
  }
}

export function idOf(document: Document): string {
  return document['@id'].slice(document['@id'].lastIndexOf('/') + 1);
}

/** The value at a path of keys, or undefined. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      inner && typeof inner === 'object' ? (inner as Record<string, unknown>)[key] : undefined,
    value,
  );
}

export function textAt(value: unknown, ...path: readonly string[]): string {
  const found = at(value, ...path);
  return typeof found === 'string' ? found : '';
}

export function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}
