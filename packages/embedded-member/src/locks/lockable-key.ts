import type { Data, UUID } from '@hazelrx/protocol';
import type { Cluster } from '../cluster.js';
import type { Partition } from '../partitions.js';
import type { AnyRequest, Link } from '../request.js';
import type { Undo } from '../timers.js';

/** Who holds a key, and how often. */
export interface HeldLock {
  readonly key: Data;
  readonly owner: UUID;
  readonly threadId: string;
  /** Of the last lock or unlock, by which a repeated one is known. */
  referenceId: string;
  count: number;
  /** Infinity without a lease. */
  expiresAt: number;
  /** Ends the wait for the end of its lease. */
  forget?: Undo;
}

/** A key that can be locked, there or not. */
export interface LockableKey {
  readonly cluster: Cluster;
  /** Of its structure. */
  readonly name: string;
  readonly key: Data;
  readonly partition: Partition;
  /** The lock that is held now. */
  readonly lock: HeldLock | undefined;
  setLock(lock: HeldLock | undefined): void;
  /** Where requests wait for the key. */
  readonly place: string;
  /** It may be free: whoever waits for it goes on. */
  wake(): void;
  /** The links over which the backups confirm to a client. */
  confirming(request: AnyRequest): Link[];
}
