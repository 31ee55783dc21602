// What a transaction does to the keys of one structure: it has locked each until its end.
import type { Data } from '@hazelrx/protocol';
import type { Cluster } from '../cluster.js';
import { hold, release } from '../locks/key-locks.js';
import { holds } from '../locks/key-waits.js';
import type { LockableKey } from '../locks/lockable-key.js';
import { cannot, type Part, type Transaction } from './transaction.js';

/** A key that the transaction has locked. */
interface Locked {
  readonly key: Data;
}

export type LockedKey = LockableKey & { readonly id: string };

export abstract class KeyPart<K extends LockedKey, L extends Locked = Locked> implements Part {
  protected readonly locked = new Map<string, L>();

  constructor(
    readonly transaction: Transaction,
    readonly name: string,
    readonly newKey: new (cluster: Cluster, name: string, key: Data) => K,
  ) {}

  /** What there is to know of a key that the transaction begins with. */
  protected abstract found(at: K): L;

  protected abstract commitKey(at: K, locked: L): void;

  at(cluster: Cluster, key: Data): K {
    return new this.newKey(cluster, this.name, key);
  }

  /**
   * Until the end of the transaction, and no longer than that may take. Nobody else has locked it. False when this has been
   * done before.
   */
  lock(at: K): boolean {
    if (this.locked.has(at.id)) return false;
    hold(at, this.transaction.owner, { lease: this.transaction.timeout });
    this.locked.set(at.id, this.found(at));
    return true;
  }

  unlock(at: K): void {
    this.locked.delete(at.id);
    release(at, this.transaction.owner);
  }

  prepare(cluster: Cluster): void {
    for (const at of this.keys(cluster))
      if (!holds(this.transaction.owner, at)) throw cannot('Lock is not owned by the transaction!');
  }

  commit(cluster: Cluster): void {
    for (const at of this.keys(cluster)) {
      this.commitKey(at, this.locked.get(at.id)!);
      release(at, this.transaction.owner);
    }
  }

  rollBack(cluster: Cluster): void {
    for (const at of this.keys(cluster)) release(at, this.transaction.owner);
  }

  protected keys(cluster: Cluster): K[] {
    return Array.from(this.locked.values(), ({ key }) => this.at(cluster, key));
  }
}
