// One key of one structure, where its owner keeps it: its lock, and how a change of it reaches the backups.
import { type Data, partitionHash, partitionId, type UUID } from '@hazelrx/protocol';
import type { Cluster } from '../cluster.js';
import type { EmbeddedMember } from '../member.js';
import type { MemberConfig } from '../options.js';
import type { Container } from '../partition-stores.js';
import type { Partition } from '../partitions.js';
import type { Link } from '../request.js';
import type { HeldLock, LockableKey } from './lockable-key.js';

/** What one structure has of the keys of one partition, as one member keeps it. */
export interface KeyStore extends Container {
  /** Backups that a change waits for. */
  readonly syncBackups: number;
  readonly locks: Map<string, HeldLock>;
  /** Takes over what `other` has of this key. */
  copyKey(id: string, other: this): void;
}

/** A kind of structure that keeps its data by key. */
export class Keeping<S extends KeyStore> {
  constructor(
    readonly service: string,
    readonly newStore: (config: MemberConfig, name: string) => S,
  ) {}

  /** A structure's part in a partition on one member. */
  find(member: EmbeddedMember, partition: number, name: string): S | undefined {
    return member.stores.find(partition, this.service, name) as S | undefined;
  }

  /** Made where there is none. */
  store(cluster: Cluster, member: EmbeddedMember, partition: number, name: string): S {
    const found = this.find(member, partition, name);
    if (found) return found;
    const store = this.newStore(cluster.world.config, name);
    member.stores.put(partition, this.service, name, store);
    return store;
  }

  /** The structures' parts on the owners of their partitions. */
  *all(cluster: Cluster): Iterable<readonly [name: string, store: S, partition: Partition]> {
    for (const partition of cluster.partitions.all)
      for (const [name, store] of partition.owner.stores.all(partition.id, this.service))
        yield [name, store as S, partition];
  }

  /** Where the requests of a structure wait, for one key or for any. */
  place(name: string, id = ''): string {
    return `${this.service}\0${name}\0${id}`;
  }

  /** The links over which the backups of a partition confirm to a client. */
  backups(cluster: Cluster, { id, copies, owner }: Partition, name: string, client: UUID): Link[] {
    const { syncBackups } = this.store(cluster, owner, id, name);
    return copies.slice(1, 1 + syncBackups).flatMap(backup => backup.linkOf(client) ?? []);
  }
}

export abstract class KeptKey<S extends KeyStore> implements LockableKey {
  readonly id: string;
  readonly partition: Partition;

  constructor(
    readonly keeping: Keeping<S>,
    readonly cluster: Cluster,
    readonly name: string,
    readonly key: Data,
    partition?: Partition,
  ) {
    this.partition = partition ?? partitionOf(cluster, key);
    this.id = idOf(key);
  }

  /** Made where there is none. */
  get store(): S {
    return this.keeping.store(this.cluster, this.partition.owner, this.partition.id, this.name);
  }

  protected get found(): S | undefined {
    return this.keeping.find(this.partition.owner, this.partition.id, this.name);
  }

  /** Copies what is there now to the backups. */
  replicate(): void {
    const { store } = this;
    const { id, copies } = this.partition;
    for (const backup of copies.slice(1, 1 + store.backups))
      this.keeping.store(this.cluster, backup, id, this.name).copyKey(this.id, store);
  }

  backups(client: UUID): Link[] {
    return this.keeping.backups(this.cluster, this.partition, this.name, client);
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
