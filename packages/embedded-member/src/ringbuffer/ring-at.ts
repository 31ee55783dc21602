// One ringbuffer where its owner keeps it, and how what is added reaches its backups and those who wait for it.
import type { Data } from '@hazelrx/protocol';
import type { Cluster } from '../cluster.js';
import type { EmbeddedMember } from '../member.js';
import type { Partition } from '../partitions.js';
import type { AnyRequest, Link } from '../request.js';
import { ringConfig } from './ring-config.js';
import { RingStore } from './ring-store.js';

export const RINGBUFFER_SERVICE = 'hz:impl:ringbufferService';

export class RingAt {
  readonly partition: Partition;

  constructor(
    readonly cluster: Cluster,
    readonly name: string,
    { partition }: AnyRequest,
  ) {
    this.partition = cluster.partitions.all[partition]!;
  }

  /** Made where there is none. */
  get store(): RingStore {
    return this.#current(this.#storeOf(this.partition.owner));
  }

  /** Undefined before anything but a read has asked for it. */
  get found(): RingStore | undefined {
    const found = this.#find(this.partition.owner);
    return found && this.#current(found);
  }

  /** On the owner and its backups. */
  add(items: readonly Data[]): void {
    const { copies } = this.partition;
    const { backups } = this.store;
    for (const member of copies.slice(0, 1 + backups))
      for (const item of items) this.#storeOf(member).add(item, this.cluster.now);
  }

  /** Who waits for items goes on, each as far as it can. */
  wake(): void {
    this.partition.owner.parking.wakeEach(placeOf(this.name));
  }

  /** Runs it as soon as it need not wait. */
  whenReady(request: AnyRequest, attempt: () => boolean): void {
    if (attempt()) return;
    const { id: partition, owner } = this.partition;
    owner.parking.park(placeOf(this.name), { request, partition, attempt, timeout: Infinity, expire: () => {} });
  }

  /** The links over which the backups confirm to a client. */
  confirming({ link }: AnyRequest): Link[] {
    return this.partition.copies
      .slice(1, 1 + this.store.config['backup-count'])
      .flatMap(backup => backup.linkOf(link.client!.uuid) ?? []);
  }

  #current(store: RingStore): RingStore {
    store.expire(this.cluster.now);
    return store;
  }

  #find(member: EmbeddedMember): RingStore | undefined {
    return member.stores.find(this.partition.id, RINGBUFFER_SERVICE, this.name) as RingStore | undefined;
  }

  #storeOf(member: EmbeddedMember): RingStore {
    const found = this.#find(member);
    if (found) return found;
    const store = new RingStore(ringConfig(this.cluster.world.config, this.name));
    member.stores.put(this.partition.id, RINGBUFFER_SERVICE, this.name, store);
    return store;
  }
}

/** Where the reads of a ringbuffer wait. */
export function placeOf(name: string): string {
  return `ringbuffer\0${name}`;
}
