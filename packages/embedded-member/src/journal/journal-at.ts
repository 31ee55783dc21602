// The journal of one map in one partition, where the owner keeps it.
import { JournalMapEvent, type Data, Serialization } from '@hazelrx/protocol';
import { ENTRY_KINDS } from 'hazelrx/internal';
import type { Cluster } from '../cluster.js';
import { Kept, Keeping } from '../keeping.js';
import { mapConfig } from '../map/map-config.js';
import type { Partition } from '../partitions.js';
import type { AnyRequest } from '../request.js';
import { RingStore } from '../ringbuffer/ring-store.js';
import { hasJournal, partOfJournal } from './journal-config.js';

/** Beside the maps, whose data it is not. */
export const journals = new Keeping(
  'journal of hz:impl:mapService',
  (config, name, partitionCount) => new RingStore(partOfJournal(mapConfig(config, name), partitionCount)),
);

/** What a journal tells of. Entries whose time is over are evicted ones to it. */
export type Journaled = 'added' | 'updated' | 'removed' | 'evicted';

const serialization = new Serialization();

export class JournalAt extends Kept<RingStore> {
  constructor(cluster: Cluster, name: string, partition: Partition) {
    super(journals, cluster, name, partition);
  }

  get isKept(): boolean {
    return hasJournal(mapConfig(this.cluster.world.config, this.name));
  }

  override get store(): RingStore {
    const kept = super.store;
    kept.expire(this.cluster.now);
    return kept;
  }

  add(event: JournalMapEvent): void {
    const data = serialization.toData(event);
    for (const store of this.stores) store.add(data, this.cluster.now);
    const { owner } = this.partition;
    owner.parking.wakeEach(this.#place);
  }

  /** Runs it as soon as it need not wait. */
  whenReady(request: AnyRequest, attempt: () => boolean): void {
    if (attempt()) return;
    const { id: partition, owner } = this.partition;
    owner.parking.park(this.#place, { request, partition, attempt, timeout: Infinity, expire: () => {} });
  }

  get #place(): string {
    return journals.place(this.name, String(this.partition.id));
  }
}

interface Changed {
  readonly cluster: Cluster;
  readonly name: string;
  readonly key: Data;
  readonly partition: Partition;
}

/** Adds it to the map's journal, if it has one. */
export function journal(
  { cluster, name, key, partition }: Changed,
  type: Journaled,
  { value = null, oldValue = null }: { readonly value?: Data | null; readonly oldValue?: Data | null },
): void {
  const at = new JournalAt(cluster, name, partition);
  if (at.isKept) at.add(new JournalMapEvent(ENTRY_KINDS[type], key, value, oldValue, false));
}
