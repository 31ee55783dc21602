// One queue where its owner keeps it, and those who wait for its items or for room.
import type { Data } from '@hazelrx/protocol';
import type { Cluster } from '../cluster.js';
import { CollectionAt } from '../collection/collection-at.js';
import { queues } from '../collection/collection-kinds.js';
import type { Item } from '../collection/collection-store.js';

/** What requests wait for. */
export type Awaited = 'items' | 'room';

export class QueueAt extends CollectionAt {
  constructor(cluster: Cluster, name: string) {
    super(queues, cluster, name);
  }

  /** Removes the first ones, up to so many. */
  take(count: number): readonly Data[] {
    const taken = this.items.slice(0, count).map(({ value }) => value);
    if (taken.length > 0) this.become(this.items.slice(count));
    for (const value of taken) this.publishRemoved(value);
    return taken;
  }

  /** Those who wait go on, each kind first come first served, as long as one makes way for another. */
  override wake(): void {
    const { parking } = this.partition.owner;
    let before: readonly Item[];
    do {
      before = this.items;
      parking.wake(this.place('items'));
      parking.wake(this.place('room'));
    } while (this.items !== before);
  }

  place(awaited: Awaited): string {
    return queues.place(this.name, awaited);
  }
}
