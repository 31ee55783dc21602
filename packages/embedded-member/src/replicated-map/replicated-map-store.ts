import type { Data } from '@hazelrx/protocol';
import { Keeping } from '../keeping.js';
import type { Container } from '../partition-stores.js';
import type { Undo } from '../timers.js';

/** One entry, as one member keeps it. */
export interface ReplicatedEntry {
  readonly key: Data;
  readonly value: Data;
  /** Milliseconds of the cluster's clock; Infinity for never. */
  readonly expiresAt: number;
  /** Ends the wait for that. */
  readonly forget?: Undo;
}

/** The entries of one replicated map in one partition: all members have them. */
export class ReplicatedMapStore implements Container {
  readonly config = { 'backup-count': 0, 'async-backup-count': Infinity };
  readonly entries = new Map<string, ReplicatedEntry>();

  copy(): ReplicatedMapStore {
    const copy = new ReplicatedMapStore();
    for (const [id, entry] of this.entries) copy.entries.set(id, entry);
    return copy;
  }
}

export const replicatedMaps = new Keeping('hz:impl:replicatedMapService', () => new ReplicatedMapStore());
