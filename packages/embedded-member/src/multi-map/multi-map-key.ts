// One key of one multimap, where its owner keeps it: its values, and who hears of a change.
import type { Data } from '@hazelrx/protocol';
import type { Cluster } from '../cluster.js';
import { KeptKey } from '../locks/kept-key.js';
import type { Partition } from '../partitions.js';
import { publishValue } from './multi-map-events.js';
import { multiMaps, type MultiMapStore } from './multi-map-store.js';

export class MultiMapKey extends KeptKey<MultiMapStore> {
  constructor(cluster: Cluster, name: string, key: Data, partition?: Partition) {
    super(multiMaps, cluster, name, key, partition);
  }

  /** Undefined for an absent key; one that was put without values is there, and has none. */
  get values(): readonly Data[] | undefined {
    return this.found?.entries.get(this.id)?.values;
  }

  has(value: Data): boolean {
    return this.values?.some(other => other.equals(value)) === true;
  }

  /** False when it is kept as it was. */
  add(value: Data): boolean {
    if (this.store.distinct && this.has(value)) return false;
    this.#set([...(this.values ?? []), value]);
    publishValue(this, 'added', { value });
    return true;
  }

  /** Adds nothing, but the key is there afterwards. */
  touch(): void {
    this.#set(this.values ?? []);
  }

  /** The first that is equal. False when there is none. */
  remove(value: Data): boolean {
    const values = this.values ?? [];
    const index = values.findIndex(other => other.equals(value));
    if (index < 0) return false;
    const left = values.toSpliced(index, 1);
    if (left.length > 0) this.#set(left);
    else this.forget();
    publishValue(this, 'removed', { oldValue: value });
    return true;
  }

  removeAll(): readonly Data[] {
    const values = this.values ?? [];
    this.forget();
    for (const oldValue of values) publishValue(this, 'removed', { oldValue });
    return values;
  }

  /** Removes all values, and nobody hears of it. */
  forget(): void {
    this.store.entries.delete(this.id);
    this.replicate();
  }

  #set(values: readonly Data[]): void {
    const { store, id, key } = this;
    store.entries.set(id, { key: store.entries.get(id)?.key ?? key, values });
    this.replicate();
  }
}
