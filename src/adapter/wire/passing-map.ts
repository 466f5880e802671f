/**
 * A Map for what comes and goes all the time. The tables that a Map outgrows stay linked to their successors, so that
 * one dead table in V8's old generation keeps alive whatever passed through since, until the next full collection. Here
 * only empty shells pass through: what is deleted can go at once (docs/performance.md).
 */
export class PassingMap<K extends string | number, V extends object> {
  readonly #shells = new Map<K, { value: V | null }>();

  get(key: K): V | undefined {
    return this.#shells.get(key)?.value ?? undefined;
  }

  set(key: K, value: V): void {
    this.delete(key);
    this.#shells.set(key, { value });
  }

  delete(key: K): void {
    const shell = this.#shells.get(key);
    if (!shell) return;
    shell.value = null;
    this.#shells.delete(key);
  }

  values(): V[] {
    return [...this.#shells.values()].flatMap(({ value }) => value ?? []);
  }
}
