/** Entries by what tells their keys apart: most keys are that themselves, so that entries cost no object of their own. */
export class LiveEntries<K, V> {
  readonly values = new Map<unknown, V>();
  /** The keys that are not what tells them apart. */
  readonly keys = new Map<unknown, K>();
  identify: (key: K) => unknown = key => key;

  set(key: K, value: V): void {
    const id = this.identify(key);
    this.values.set(id, value);
    if (id !== key) this.keys.set(id, key);
  }

  delete(key: K): void {
    const id = this.identify(key);
    this.values.delete(id);
    this.keys.delete(id);
  }

  clear(): void {
    this.values.clear();
    this.keys.clear();
  }

  keyOf(id: unknown): K {
    const { keys } = this;
    return keys.size > 0 && keys.has(id) ? keys.get(id)! : (id as K);
  }
}

/** A look at entries that others change. */
export class LiveCollection<K, V> implements ReadonlyMap<K, V> {
  readonly #entries: LiveEntries<K, V>;

  constructor(entries: LiveEntries<K, V>) {
    this.#entries = entries;
  }

  get size(): number {
    return this.#entries.values.size;
  }

  get(key: K): V | undefined {
    return this.#entries.values.get(this.#entries.identify(key));
  }

  has(key: K): boolean {
    return this.#entries.values.has(this.#entries.identify(key));
  }

  forEach(callback: (value: V, key: K, map: ReadonlyMap<K, V>) => void, thisArgument?: unknown): void {
    for (const [key, value] of this) callback.call(thisArgument, value, key, this);
  }

  *entries(): MapIterator<[K, V]> {
    for (const [id, value] of this.#entries.values) yield [this.#entries.keyOf(id), value];
  }

  *keys(): MapIterator<K> {
    for (const id of this.#entries.values.keys()) yield this.#entries.keyOf(id);
  }

  values(): MapIterator<V> {
    return this.#entries.values.values();
  }

  [Symbol.iterator](): MapIterator<[K, V]> {
    return this.entries();
  }
}
