// One ringbuffer where its owner keeps it, and how what is added reaches its backups and those who wait for it.
import type { Data } from '@hazelrx/protocol';
import type { Cluster } from '../cluster.js';
import { Kept } from '../keeping.js';
import type { AnyRequest } from '../request.js';
import { rings, type RingStore } from './ring-store.js';

export class RingAt extends Kept<RingStore> {
  constructor(cluster: Cluster, name: string) {
    super(rings, cluster, name);
  }

  override get store(): RingStore {
    return this.#current(super.store);
  }

  /** Undefined before anything but a read has asked for it. */
  override get found(): RingStore | undefined {
    const found = super.found;
    return found && this.#current(found);
  }

  /** On the owner and its backups. */
  add(items: readonly Data[]): void {
    for (const store of this.stores) for (const item of items) store.add(item, this.cluster.now);
  }

  /** Who waits for items goes on, each as far as it can. */
  wake(): void {
    this.partition.owner.parking.wakeEach(rings.place(this.name));
  }

  /** Runs it as soon as it need not wait. */
  whenReady(request: AnyRequest, attempt: () => boolean): void {
    if (attempt()) return;
    const { id: partition, owner } = this.partition;
    owner.parking.park(rings.place(this.name), { request, partition, attempt, timeout: Infinity, expire: () => {} });
  }

  #current(store: RingStore): RingStore {
    store.expire(this.cluster.now);
    return store;
  }
}
