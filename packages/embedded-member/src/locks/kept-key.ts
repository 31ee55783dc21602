// One key of one structure, where its owner keeps it: its lock, and how a change of it reaches the backups.
import { type Data, partitionHash, partitionId } from '@hazelrx/protocol';
import type { Cluster } from '../cluster.js';
import { Kept, type Keeping } from '../keeping.js';
import type { Container } from '../partition-stores.js';
import type { Partition } from '../partitions.js';
import type { HeldLock, LockableKey } from './lockable-key.js';

/** What one structure has of the keys of one partition, as one member keeps it. */
export interface KeyStore extends Container {
  readonly locks: Map<string, HeldLock>;
  /** Takes over what `other` has of this key. */
  copyKey(id: string, other: this): void;
}

export abstract class KeptKey<S extends KeyStore> extends Kept<S> implements LockableKey {
  readonly id: string;

  constructor(
    keeping: Keeping<S>,
    cluster: Cluster,
    name: string,
    readonly key: Data,
    partition = partitionOf(cluster, key),
  ) {
    super(keeping, cluster, name, partition);
    this.id = idOf(key);
  }

  /** Copies what is there now to the backups. */
  replicate(): void {
    const [store, ...copies] = this.stores;
    for (const copy of copies) copy.copyKey(this.id, store);
  }

  get lock(): HeldLock | undefined {
    return this.found?.locks.get(this.id);
  }

  setLock(lock: HeldLock | undefined): void {
    if (lock) this.store.locks.set(this.id, lock);
    else this.store.locks.delete(this.id);
    this.replicate();
  }

  get place(): string {
    return this.keeping.place(this.name, this.id);
  }

  wake(): void {
    this.partition.owner.parking.wake(this.place);
  }
}

export function partitionOf({ partitions: { all } }: Cluster, { bytes }: Data): Partition {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return all[partitionId(partitionHash(bytes, view, 0, bytes.length), all.length)]!;
}

/** The bytes of a key as text, for look-ups. */
export function idOf({ bytes }: Data): string {
  let id = '';
  for (const byte of bytes) id += String.fromCharCode(byte);
  return id;
}
