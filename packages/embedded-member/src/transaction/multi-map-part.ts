// What a transaction does to one multimap.
import type { Data } from '@hazelrx/protocol';
import type { Cluster } from '../cluster.js';
import { MultiMapKey } from '../multi-map/multi-map-key.js';
import { KeyPart } from './key-part.js';
import type { Transaction } from './transaction.js';

/** A key that the transaction has locked. */
interface Locked {
  readonly key: Data;
  /** As the transaction sees them. */
  readonly values: readonly Data[];
  /** What the commit does, in this order. */
  readonly changes: readonly ((at: MultiMapKey) => void)[];
}

export class MultiMapPart extends KeyPart<MultiMapKey, Locked> {
  constructor(transaction: Transaction, name: string) {
    super(transaction, name, MultiMapKey);
  }

  protected override found({ key, values = [] }: MultiMapKey): Locked {
    return { key, values, changes: [] };
  }

  values(at: MultiMapKey): readonly Data[] {
    return this.locked.get(at.id)?.values ?? at.values ?? [];
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
    const { key, changes } = this.locked.get(at.id)!;
    this.locked.set(at.id, { key, values, changes: [...changes, change] });
  }

  /** How many values more there are than others see. */
  surplus(cluster: Cluster): number {
    const surpluses = this.keys(cluster).map(at => this.values(at).length - (at.values?.length ?? 0));
    return surpluses.reduce((sum, surplus) => sum + surplus, 0);
  }

  protected override commitKey(at: MultiMapKey, { changes }: Locked): void {
    for (const change of changes) change(at);
  }
}
