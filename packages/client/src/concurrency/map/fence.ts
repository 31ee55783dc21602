// Fences of locks that are made of map entries: a number for each key, raised by whoever holds its lock.
import Long from 'long';
import { Observable, type Observer, type Subscriber, type Subscription } from 'rxjs';
import { IndeterminateError } from '../../errors.js';
import type { HazelcastMap } from '../../structures/map.js';

export type FenceMap = HazelcastMap<string, Long>;

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
 */
export class Fence {
  last: Long | undefined;

  constructor(readonly key: string) {}

  /** The next one. `owned`: the map as seen by who holds the lock of the key. One round trip, unless another client had it. */
  raise(owned: FenceMap): Observable<Long> {
    return new Observable(subscriber => {
      const raising = new Raising(this, owned, subscriber);
      raising.begin();
      return raising;
    });
  }
}

/** One subscription; the observer of its requests, one after the other. */
class Raising implements Observer<unknown> {
  #asked: Subscription | undefined;
  #asks: 'get' | 'put' | 'replace' = 'get';
  #answer: unknown;
  #next = Long.ONE;
  #tries = UNCERTAIN_WRITES;

  constructor(
    readonly fence: Fence,
    readonly owned: FenceMap,
    readonly subscriber: Subscriber<Long>,
  ) {}

  begin(): void {
    const { last } = this.fence;
    if (last) this.#write(last);
    else this.#look();
  }

  #look(): void {
    this.#asks = 'get';
    this.#asked = this.owned.get(this.fence.key).subscribe(this);
  }

  #write(last: Long | null): void {
    const { owned, fence } = this;
    this.#asks = last ? 'replace' : 'put';
    this.#next = last?.add(1) ?? Long.ONE;
    const written$: Observable<unknown> = last
      ? owned.replaceIfSame(fence.key, last, this.#next)
      : owned.putIfAbsent(fence.key, this.#next);
    this.#asked = written$.subscribe(this);
  }

  next(answer: unknown): void {
    this.#answer = answer;
  }

  error(error: unknown): void {
    if (error instanceof IndeterminateError && --this.#tries > 0) this.#look();
    else this.subscriber.error(error);
  }

  complete(): void {
    if (this.subscriber.closed) return;
    if (this.#asks === 'get') return this.#write(this.#answer as Long | null);
    const isWritten = this.#asks === 'put' ? this.#answer === null : this.#answer === true;
    if (!isWritten) return this.#look();
    this.fence.last = this.#next;
    this.subscriber.next(this.#next);
    this.subscriber.complete();
  }

  unsubscribe(): void {
    this.#asked?.unsubscribe();
  }
}
