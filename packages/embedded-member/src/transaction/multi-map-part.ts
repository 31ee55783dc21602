// What a transaction does to one multimap.
import type { Data } from '@hazelrx/protocol';
import type { Cluster } from '../cluster.js';
import { hold, release } from '../locks/key-locks.js';
import { holds } from '../locks/key-waits.js';
import { MultiMapKey } from '../multi-map/multi-map-key.js';
import { cannot, type Part, type Transaction } from './transaction.js';

/** A key that the transaction has locked. */
interface Locked {
  readonly key: Data;
  /** As the transaction sees them. */
  readonly values: readonly Data[];
  /** What the commit does, in this order. */
  readonly changes: readonly ((at: MultiMapKey) => void)[];
}

export class MultiMapPart implements Part {
  readonly #locked = new Map<string, Locked>();

  constructor(
    readonly transaction: Transaction,
    readonly name: string,
  ) {}

  /** Until the end of the transaction. Nobody else has locked it. */
  lock(at: MultiMapKey): void {
    if (this.#locked.has(at.id)) return;
    hold(at, this.transaction.owner, { lease: this.transaction.timeout });
    this.#locked.set(at.id, { key: at.key, values: at.values ?? [], changes: [] });
  }

  values(at: MultiMapKey): readonly Data[] {
    return this.#locked.get(at.id)?.values ?? at.values ?? [];
  }

  put(at: MultiMapKey, value: Data): boolean {
    const values = this.values(at);
    if (at.store.distinct && values.some(other => other.equals(value))) return false;
    this.#change(at, [...values, value], key => key.add(value));
    return true;
  }

  remove(at: MultiMapKey, value: Data): boolean {
    const values = this.values(at);
    const index = values.findIndex(other => other.equals(value));
    if (index < 0) return false;
    this.#change(at, values.toSpliced(index, 1), key => key.remove(value));
    return true;
  }

  removeAll(at: MultiMapKey): readonly Data[] {
    const values = this.values(at);
    if (values.length > 0) this.#change(at, [], key => key.removeAll());
    return values;
  }

  #change(at: MultiMapKey, values: readonly Data[], change: (at: MultiMapKey) => void): void {
    const { key, changes } = this.#locked.get(at.id)!;
    this.#locked.set(at.id, { key, values, changes: [...changes, change] });
  }

  /** How many values more there are than others see. */
  surplus(cluster: Cluster): number {
    const surpluses = this.#keys(cluster).map(at => this.values(at).length - (at.values?.length ?? 0));
    return surpluses.reduce((sum, surplus) => sum + surplus, 0);
  }

  prepare(cluster: Cluster): void {
    for (const at of this.#keys(cluster))
      if (!holds(this.transaction.owner, at)) throw cannot('Lock is not owned by the transaction!');
  }

  commit(cluster: Cluster): void {
    for (const at of this.#keys(cluster)) {
      for (const change of this.#locked.get(at.id)!.changes) change(at);
      release(at, this.transaction.owner);
    }
  }

  rollBack(cluster: Cluster): void {
    for (const at of this.#keys(cluster)) release(at, this.transaction.owner);
  }

  #keys(cluster: Cluster): MultiMapKey[] {
    return Array.from(this.#locked.values(), ({ key }) => new MultiMapKey(cluster, this.name, key));
  }
}
