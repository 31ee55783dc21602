// The map that locks are made of.
import type { Data } from '@hazelrx/protocol';
import { mapGet, mapPutIfAbsent, mapReplaceIfSame } from '@hazelrx/protocol/operations';
import type Long from 'long';
import type { Observer } from 'rxjs';
import type { UserCall } from '../../invocation/user-call.js';
import type { LockTimes } from '../../structures/key-hold.js';
import type { KeyLock, LockTaker } from '../../structures/key-lock.js';
import { Acquisition } from '../../structures/lock-acquisition.js';
import { HazelcastMap } from '../../structures/map.js';
import type { Core } from '../../structures/structure.js';

/** Its entries are the fences; it is their keys that are locked. */
const LOCKS = 'hazelrx.locks';

const CONFIGURED_TTL = -1;

export type Fences = HazelcastMap<string, Long>;

/** The lock of one of its keys. */
export type FenceLock = KeyLock<string, Fences>;

/** Where the fence of a lock is, and who holds that lock. */
export interface FencePlace {
  readonly key: Data;
  readonly threadId: number;
}

/** What comes of a request: the fence, or null, for one that reads or puts; whether it was written, for one that replaces. */
export interface FenceAnswer {
  readonly response: unknown;
}

/**
 * The same for all locks of a client. What each acquisition asks for is sent at once, and an observer is told, with no Observable
 * between: that was half of what a lock cost.
 */
export class FenceMap extends HazelcastMap<string, Long> {
  constructor(core: Core) {
    super(core, LOCKS);
  }

  /** The blob of a name. */
  keyOf(name: string): Data {
    return this.lockable.data(name);
  }

  /** Of the lock of a key, to be asked; throws where the times cannot be meant. */
  acquisition(name: string, limits: LockTimes, taker: LockTaker<string, Fences>): Acquisition<string, Fences> {
    return new Acquisition(this.lockable, name, limits, taker);
  }

  readFence({ key, threadId }: FencePlace, observer: Observer<FenceAnswer>): UserCall {
    return this.begin(mapGet, { name: LOCKS, key, threadId }, observer);
  }

  putFence({ key, threadId }: FencePlace, value: Long, observer: Observer<FenceAnswer>): UserCall {
    return this.begin(mapPutIfAbsent, { name: LOCKS, key, value, threadId, ttl: CONFIGURED_TTL }, observer);
  }

  replaceFence(
    place: FencePlace,
    [testValue, value]: readonly [Long, Long],
    observer: Observer<FenceAnswer>,
  ): UserCall {
    const { key, threadId } = place;
    return this.begin(mapReplaceIfSame, { name: LOCKS, key, testValue, value, threadId }, observer);
  }
}
