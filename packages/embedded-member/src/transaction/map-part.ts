// What a transaction does to one map.
import type { Data } from '@hazelrx/protocol';
import type { Cluster } from '../cluster.js';
import { hold, release } from '../locks/key-locks.js';
import { holds } from '../locks/key-waits.js';
import { MapKey } from '../map/map-key.js';
import { cannot, type Part, type Transaction } from './transaction.js';

/** What becomes of a key with the commit. */
type Change =
  { readonly kind: 'new' | 'updated'; readonly value: Data; readonly ttl: number } | { readonly kind: 'removed' };

/** A key that the transaction has locked. */
interface Locked {
  readonly key: Data;
  /** Of the entry as the lock found it. Undefined: there was none. */
  readonly version: number | undefined;
  readonly change?: Change;
}

export class MapPart implements Part {
  readonly #locked = new Map<string, Locked>();

  constructor(
    readonly transaction: Transaction,
    readonly name: string,
  ) {}

  /**
   * Until the end of the transaction, and no longer than that may take. Nobody else has locked it. False when this has been
   * done before.
   */
  lock(at: MapKey): boolean {
    if (this.#locked.has(at.id)) return false;
    hold(at, this.transaction.owner, { lease: this.transaction.timeout });
    this.#locked.set(at.id, { key: at.key, version: at.record?.version });
    return true;
  }

  unlock(at: MapKey): void {
    this.#locked.delete(at.id);
    release(at, this.transaction.owner);
  }

  /** As the transaction sees it. */
  value(at: MapKey): Data | null {
    const change = this.#locked.get(at.id)?.change;
    if (!change) return at.read()?.value ?? null;
    return change.kind === 'removed' ? null : change.value;
  }

  /** `ttl`: milliseconds from the commit, as configured for the map where it is negative. */
  put(at: MapKey, value: Data, ttl = -1): void {
    this.#change(at, { kind: at.record ? 'updated' : 'new', value, ttl });
  }

  /** To a member this is a new one, also where the transaction has removed one before. */
  putAbsent(at: MapKey, value: Data): void {
    this.#change(at, { kind: 'new', value, ttl: -1 });
  }

  remove(at: MapKey): void {
    this.#change(at, { kind: 'removed' });
  }

  #change(at: MapKey, change: Change): void {
    this.#locked.set(at.id, { ...this.#locked.get(at.id)!, change });
  }

  /** What others have in the map, and what the transaction makes of that. */
  entries(others: ReadonlyMap<string, readonly [key: Data, value: Data]>): readonly (readonly [Data, Data])[] {
    const seen: (readonly [Data, Data])[] = [];
    for (const [id, [key, before]] of others) {
      const change = this.#locked.get(id)?.change;
      if (change?.kind === 'updated') seen.push([key, change.value]);
      else if (change?.kind !== 'removed') seen.push([key, before]);
    }
    for (const { key, change } of this.#locked.values()) if (change?.kind === 'new') seen.push([key, change.value]);
    return seen;
  }

  prepare(cluster: Cluster): void {
    for (const at of this.#keys(cluster))
      if (!holds(this.transaction.owner, at)) throw cannot('Lock is not owned by the transaction!');
  }

  /** An entry that is not as the lock found it stays: others have had the key meanwhile. */
  commit(cluster: Cluster): void {
    for (const at of this.#keys(cluster)) {
      const { change, version } = this.#locked.get(at.id)!;
      const { record } = at;
      if (change && (!record || record.version === version)) {
        if (change.kind !== 'removed') at.write(change.value, { ttl: change.ttl });
        else at.remove('removed');
      }
      release(at, this.transaction.owner);
    }
  }

  rollBack(cluster: Cluster): void {
    for (const at of this.#keys(cluster)) release(at, this.transaction.owner);
  }

  #keys(cluster: Cluster): MapKey[] {
    return Array.from(this.#locked.values(), ({ key }) => new MapKey(cluster, this.name, key));
  }
}
