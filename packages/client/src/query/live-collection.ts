/** What tells keys apart, by what `identify` makes of them. */
type Entries<K, V> = Map<unknown, readonly [K, V]>;

/** A look at entries that others change. */
export class LiveCollection<K, V> implements ReadonlyMap<K, V> {
  readonly #entries: Entries<K, V>;
  readonly #identify: (key: K) => unknown;

  constructor(entries: Entries<K, V>, identify: (key: K) => unknown) {
    this.#entries = entries;
    this.#identify = identify;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: K): V | undefined {
    return this.#entries.get(this.#identify(key))?.[1];
  }

  has(key: K): boolean {
    return this.#entries.has(this.#identify(key));
  }

  forEach(callback: (value: V, key: K, map: ReadonlyMap<K, V>) => void, thisArgument?: unknown): void {
    for (const [key, value] of this.#entries.values()) callback.call(thisArgument, value, key, this);
  }

  *entries(): MapIterator<[K, V]> {
    for (const [key, value] of this.#entries.values()) yield [key, value];
  }

  *keys(): MapIterator<K> {
    for (const [key] of this.#entries.values()) yield key;
  }

  *values(): MapIterator<V> {
    for (const [, value] of this.#entries.values()) yield value;
  }

  [Symbol.iterator](): MapIterator<[K, V]> {
    return this.entries();
  }
}
