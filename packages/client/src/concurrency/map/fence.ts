// Fences of locks that are made of map entries: a number for each key, raised by whoever holds its lock.
import type { Data } from '@hazelrx/protocol';
import Long from 'long';
import type { Observer } from 'rxjs';
import { HazelcastError, IndeterminateError } from '../../errors.js';
import type { UserCall } from '../../invocation/user-call.js';
import type { FenceAnswer, FenceMap, FencePlace } from './fence-map.js';

/** Writes of which nobody knows whether they were done, before it gives up. */
const UNCERTAIN_WRITES = 3;

/**
 * The fence of a key, as this client has raised it last.
 *
 * Why fences only grow, in the order of the acquisitions: the number in the map is only ever replaced by its successor, and only
 * by a compare-and-set that says from what. So it takes each value once, by one write, and only whoever got the answer
 * that this write was his has that value as his fence; who does not know it raises the number again. A holder that has lost
 * the lock may still have a write on its way. That waits while another owner has the key locked, and then finds another
 * number than it expects, or else raises it once more: the number is too high then, never too low, and its writer does not
 * use it, because he looks once he has the answer whether the lock is still his. He whose lock it still was then had written
 * before the next one got the lock, who therefore finds at least that number.
 *
 * Why the write is not sent together with the lock request, to save a round trip: a member that tries the lock again because the
 * partition moves may run the write first, while the key is free. Another owner can then get the lock, raise the number and
 * unlock before the lock is granted, and nothing in the two answers tells.
 */
export class Fence {
  last: Long | undefined;

  constructor(
    readonly map: FenceMap,
    readonly key: Data,
  ) {}
}

/** Who raises a fence: told once, unless it is unsubscribed before. */
export interface Raiser {
  raised(fence: Long): void;
  error(error: HazelcastError): void;
}

/** The next fence, for who holds the lock of its key. One round trip, unless another client had it. Its own observer. */
export class Raising implements Observer<FenceAnswer>, FencePlace {
  #asked: UserCall | undefined;
  #asks: 'get' | 'put' | 'replace' = 'get';
  #answer: unknown;
  #next = Long.ONE;
  #tries = UNCERTAIN_WRITES;
  #left = false;

  constructor(
    readonly fence: Fence,
    readonly threadId: number,
    readonly raiser: Raiser,
  ) {}

  get key(): Data {
    return this.fence.key;
  }

  begin(): void {
    const { last } = this.fence;
    if (last) this.#write(last);
    else this.#look();
  }

  #look(): void {
    this.#asks = 'get';
    this.#asked = this.fence.map.readFence(this, this);
  }

  #write(last: Long | null): void {
    const { map } = this.fence;
    this.#asks = last ? 'replace' : 'put';
    this.#next = last?.add(Long.ONE) ?? Long.ONE;
    this.#asked = last ? map.replaceFence(this, [last, this.#next], this) : map.putFence(this, this.#next, this);
  }

  next({ response }: FenceAnswer): void {
    this.#answer = response;
  }

  error(error: HazelcastError): void {
    if (error instanceof IndeterminateError && --this.#tries > 0) this.#look();
    else this.raiser.error(error);
  }

  complete(): void {
    if (this.#left) return;
    if (this.#asks === 'get') return this.#found(this.#answer);
    const isWritten = this.#asks === 'put' ? this.#answer === null : this.#answer === true;
    if (!isWritten) return this.#look();
    this.fence.last = this.#next;
    this.raiser.raised(this.#next);
  }

  #found(last: unknown): void {
    if (last === null || Long.isLong(last)) return this.#write(last);
    const reason = 'the entry holds something else than the fence of a lock';
    this.raiser.error(new HazelcastError('HAZELCAST_SERIALIZATION', reason));
  }

  unsubscribe(): void {
    this.#left = true;
    this.#asked?.unsubscribe();
  }
}
