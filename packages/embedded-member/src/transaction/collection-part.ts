// What a transaction does to one list or set.
import type { Data } from '@hazelrx/protocol';
import { CollectionAt } from '../collection/collection-at.js';
import { has } from '../collection/collection-rows.js';
import type { Item } from '../collection/collection-store.js';
import { type CollectionKind, sets } from '../collection/collection-kinds.js';
import type { Cluster } from '../cluster.js';
import type { Part } from './transaction.js';

export class CollectionPart implements Part {
  readonly #added: Data[] = [];
  readonly #removed: Item[] = [];

  constructor(
    readonly kind: CollectionKind,
    readonly name: string,
  ) {}

  at(cluster: Cluster): CollectionAt {
    return new CollectionAt(this.kind, cluster, this.name);
  }

  /** Asks for room as if it had added nothing so far; the commit adds all of it. */
  add(at: CollectionAt, value: Data): boolean {
    if (!at.store.hasRoomFor(1)) return false;
    if (this.#isSet && (has(at, value) || this.#indexOf(value) >= 0)) return false;
    this.#added.push(value);
    return true;
  }

  /** A set does not find what its transaction has added. */
  remove(at: CollectionAt, value: Data): boolean {
    const item = at.items.find(other => other.value.equals(value));
    if (item) {
      at.reserve(item);
      this.#removed.push(item);
    }
    if (item || this.#isSet) return item !== undefined;
    const own = this.#indexOf(value);
    if (own >= 0) this.#added.splice(own, 1);
    return own >= 0;
  }

  size({ items }: CollectionAt): number {
    return items.length + this.#added.length;
  }

  commit(cluster: Cluster): void {
    const at = this.at(cluster);
    for (const item of this.#removed) at.commitRemoval(item);
    at.add(this.#added);
  }

  rollBack(cluster: Cluster): void {
    const at = this.at(cluster);
    for (const item of this.#removed) at.rollBackRemoval(item);
  }

  get #isSet(): boolean {
    return this.kind === sets;
  }

  #indexOf(value: Data): number {
    return this.#added.findIndex(own => own.equals(value));
  }
}
