// How members keep the data of a structure: by partition, with the owner and its backups.
import { partitionHashOfName, partitionId } from '@hazelrx/protocol';
import type { Cluster } from './cluster.js';
import type { EmbeddedMember } from './member.js';
import type { MemberConfig } from './options.js';
import { backupsOf, type Container } from './partition-stores.js';
import type { Partition } from './partitions.js';
import type { AnyRequest, Link } from './request.js';

/** A kind of structure that has its data in partitions. */
export class Keeping<S extends Container> {
  constructor(
    readonly service: string,
    readonly newStore: (config: MemberConfig, name: string, partitionCount: number) => S,
  ) {}

  /** A structure's part in a partition on one member. */
  find(member: EmbeddedMember, partition: number, name: string): S | undefined {
    return member.stores.find(partition, this.service, name) as S | undefined;
  }

  /** Made where there is none. */
  store(cluster: Cluster, member: EmbeddedMember, partition: number, name: string): S {
    const found = this.find(member, partition, name);
    if (found) return found;
    const store = this.newStore(cluster.world.config, name, cluster.partitions.all.length);
    member.stores.put(partition, this.service, name, store);
    return store;
  }

  /** The structures' parts on the owners of their partitions. */
  *all(cluster: Cluster): Iterable<readonly [name: string, store: S, partition: Partition]> {
    for (const partition of cluster.partitions.all)
      for (const [name, store] of partition.owner.stores.all(partition.id, this.service))
        yield [name, store as S, partition];
  }

  /** What the listeners of a structure listen to. */
  topic(name: string): string {
    return `${this.service} ${name}`;
  }

  /** Where the requests of a structure wait, for something of it or for anything. */
  place(name: string, what = ''): string {
    return `${this.service}\0${name}\0${what}`;
  }

  /** Nobody listens to it any more, or waits for it. */
  destroyed({ registrations, running }: Cluster, name: string): void {
    registrations.drop(this.topic(name));
    for (const { parking } of running) parking.destroyed(place => place.startsWith(this.place(name)));
  }
}

/** A structure's part in one partition, where the owner keeps it, and its copies on the backups. */
export class Kept<S extends Container> {
  /** `partition`: by default that to which the name belongs. */
  constructor(
    readonly keeping: Keeping<S>,
    readonly cluster: Cluster,
    readonly name: string,
    readonly partition: Partition = partitionOfName(cluster, name),
  ) {}

  /** Made where there is none. */
  get store(): S {
    return this.keeping.store(this.cluster, this.partition.owner, this.partition.id, this.name);
  }

  get found(): S | undefined {
    return this.keeping.find(this.partition.owner, this.partition.id, this.name);
  }

  /** The owner's, then the copies of its backups, nearest first. Made where there are none. */
  get stores(): readonly [S, ...S[]] {
    const { store, keeping, cluster, name, partition } = this;
    const backups = this.#backups(backupsOf(store.config));
    return [store, ...backups.map(backup => keeping.store(cluster, backup, partition.id, name))];
  }

  /** The links over which the backups confirm to a client. */
  confirming({ link }: AnyRequest): Link[] {
    const backups = this.#backups(this.store.config['backup-count']);
    return backups.flatMap(backup => backup.linkOf(link.client!.uuid) ?? []);
  }

  #backups(count: number): readonly EmbeddedMember[] {
    return this.partition.copies.slice(1, 1 + count);
  }
}

function partitionOfName({ partitions: { all } }: Cluster, name: string): Partition {
  return all[partitionId(partitionHashOfName(name), all.length)]!;
}
