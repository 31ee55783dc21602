// Fences of locks that are made of map entries: a number for each key, raised by whoever holds its lock.
import Long from 'long';
import { catchError, concatMap, defer, map, type Observable, of, tap } from 'rxjs';
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
  #last: Long | undefined;

  constructor(readonly key: string) {}

  /** The next one. `owned`: the map as seen by who holds the lock of the key. One round trip, unless another client had it. */
  raise(owned: FenceMap): Observable<Long> {
    return defer(() =>
      this.#last ? this.#raise(owned, this.#last, UNCERTAIN_WRITES) : this.#look(owned, UNCERTAIN_WRITES),
    ).pipe(tap(fence => (this.#last = fence)));
  }

  #raise(owned: FenceMap, last: Long | null, tries: number): Observable<Long> {
    const next = last?.add(1) ?? Long.ONE;
    const written$: Observable<Long | null> = last
      ? owned.replaceIfSame(this.key, last, next).pipe(map(done => (done ? next : null)))
      : owned.putIfAbsent(this.key, next).pipe(map(found => (found === null ? next : null)));
    return written$.pipe(
      catchError((error: unknown) => {
        if (error instanceof IndeterminateError && --tries > 0) return of(null);
        throw error;
      }),
      concatMap(fence => (fence ? of(fence) : this.#look(owned, tries))),
    );
  }

  #look(owned: FenceMap, tries: number): Observable<Long> {
    return owned.get(this.key).pipe(concatMap(found => this.#raise(owned, found, tries)));
  }
}
