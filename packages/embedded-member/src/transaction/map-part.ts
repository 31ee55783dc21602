// What a transaction does to one map.
import type { Data } from '@hazelrx/protocol';
import { MapKey } from '../map/map-key.js';
import { KeyPart } from './key-part.js';
import type { Transaction } from './transaction.js';

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

export class MapPart extends KeyPart<MapKey, Locked> {
  constructor(transaction: Transaction, name: string) {
    super(transaction, name, MapKey);
  }

  protected override found({ key, record }: MapKey): Locked {
    return { key, version: record?.version };
  }

  /** As the transaction sees it. */
  value(at: MapKey): Data | null {
    const change = this.locked.get(at.id)?.change;
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
    this.locked.set(at.id, { ...this.locked.get(at.id)!, change });
  }

  /** What others have in the map, and what the transaction makes of that. */
  entries(others: ReadonlyMap<string, readonly [key: Data, value: Data]>): readonly (readonly [Data, Data])[] {
    const seen: (readonly [Data, Data])[] = [];
    for (const [id, [key, before]] of others) {
      const change = this.locked.get(id)?.change;
      if (change?.kind === 'updated') seen.push([key, change.value]);
      else if (change?.kind !== 'removed') seen.push([key, before]);
    }
    for (const { key, change } of this.locked.values()) if (change?.kind === 'new') seen.push([key, change.value]);
    return seen;
  }

  /** An entry that is not as the lock found it stays: others have had the key meanwhile. */
  protected override commitKey(at: MapKey, { change, version }: Locked): void {
    const { record } = at;
    if (!change || (record && record.version !== version)) return;
    if (change.kind === 'removed') at.remove('removed');
    else at.write(change.value, { ttl: change.ttl });
  }
}
