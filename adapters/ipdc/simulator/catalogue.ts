import { createHash, randomUUID } from 'node:crypto';
import type { Json } from './errors.js';

/** An instance as IPDC keeps it: the JSON of its newest state, without the keys of a snapshot. */
export interface Instance {
  readonly uuid: string;
  readonly body: Json;
}

export interface Snapshot {
  readonly uuid: string;
  readonly instance: string;
  readonly generatedAt: string;
  readonly body: Json;
}

export const idBase = 'https://ipdc.vlaanderen.be/id';

/** Everything that was ever published, in the order of the feed, and the newest state of each instance. */
export class Catalogue {
  #snapshots: Snapshot[] = [];
  readonly #instances = new Map<string, Json>();

  get snapshots(): readonly Snapshot[] {
    return this.#snapshots;
  }

  get instances(): readonly Instance[] {
    return [...this.#instances].map(([uuid, body]) => ({ uuid, body }));
  }

  /** By UUID or product number. */
  find(idOrNumber: string): Instance | null {
    return (
      this.instances.find(({ uuid, body }) => uuid === idOrNumber || body['productnummer'] === idOrNumber) ??
      null
    );
  }

  /** One more whole state of an instance, at the end of the feed. */
  publish(uuid: string, body: Json, generatedAt: string): Snapshot {
    const snapshot = { uuid: snapshotUuid(uuid, generatedAt, body), instance: uuid, generatedAt, body };
    this.#instances.set(uuid, body);
    this.#snapshots.push(snapshot);
    return snapshot;
  }

  /** The feed gives an earlier snapshot once more, as feeds do after a hiccup. */
  deliverAgain(snapshot: Snapshot): void {
    this.#snapshots.push(snapshot);
  }

  /** The feed is built anew: each instance's newest state only, under new snapshot ids. */
  rebuild(): void {
    this.#snapshots = [...this.#instances].map(([uuid, body]) => {
      const newest = this.#snapshots.filter(({ instance }) => instance === uuid).at(-1) as Snapshot;
      return { ...newest, uuid: randomUUID(), body };
    });
  }

  /** An instance disappears without a word, as only a reset can do. */
  forget(uuid: string): void {
    this.#instances.delete(uuid);
  }
}

function snapshotUuid(...parts: unknown[]): string {
  return uuidFrom(JSON.stringify(parts));
}

/** The same UUID for the same text, so that every start of the simulator has the same catalogue. */
export function uuidFrom(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-8$4-$5');
}
