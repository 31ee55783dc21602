// Reads that wait on members. Nothing takes one back, so who wants the same gets the one that is there.
import { filter, Observable, Subject, type Subscription, takeUntil } from 'rxjs';
import type { ReadBatch, RingSource } from '../ring-source.js';

interface Place {
  /** What tells its reads from those of others. */
  readonly name: string;
  /** How their answers are read. */
  readonly codecs: unknown;
  /** A read goes on when nobody waits for it any more, for who comes next: the last one at its sequence. */
  readonly stays: boolean;
}

interface WaitingRead<E> {
  readonly codecs: unknown;
  /** Of the time it began: nobody else's answer will do. */
  readonly keeper: unknown;
  readonly answer: Subject<ReadBatch<E>>;
  call: Subscription | undefined;
}

export class WaitingReads<E> {
  readonly #reads = new Map<string, WaitingRead<E>>();

  /** Those that have no answer yet. */
  get size(): number {
    return this.#reads.size;
  }

  /** The ring, whose readers at one sequence share a read while nobody else keeps it. */
  of(ring: RingSource<E>, place: Place): RingSource<E> {
    const read: RingSource<E>['read'] = (start, maxCount, filtered) => {
      const read$ = ring.read(start, maxCount, filtered);
      return filtered ? this.#shared(read$, `${place.name}/${start.toString()}`, ring, place) : read$;
    };
    return { ...ring, read };
  }

  #shared(
    read$: Observable<ReadBatch<E>>,
    key: string,
    ring: RingSource<E>,
    { codecs, stays }: Place,
  ): Observable<ReadBatch<E>> {
    return new Observable(subscriber => {
      const keeper = ring.keeper();
      const there = this.#reads.get(key);
      const isAlike = there !== undefined && there.keeper === keeper && there.codecs === codecs;
      if (there && !isAlike && !there.answer.observed) this.#end(key, there);
      const read = isAlike ? there : { codecs, keeper, answer: new Subject<ReadBatch<E>>(), call: undefined };
      subscriber.add(read.answer.subscribe(subscriber));
      subscriber.add(() => {
        if (!read.answer.observed && !(stays && this.#reads.get(key) === read)) this.#end(key, read);
      });
      if (!isAlike) this.#begin(read$, key, read, ring);
    });
  }

  #begin(read$: Observable<ReadBatch<E>>, key: string, read: WaitingRead<E>, ring: RingSource<E>): void {
    this.#reads.set(key, read);
    const moved$ = ring.changes$.pipe(filter(() => ring.keeper() !== read.keeper));
    // Forgotten first: who is told goes on to read, maybe at the same place.
    read.call = read$.pipe(takeUntil(moved$)).subscribe({
      next: batch => {
        this.#forget(key, read);
        read.answer.next(batch);
      },
      error: (error: unknown) => {
        this.#forget(key, read);
        read.answer.error(error);
      },
      complete: () => {
        this.#forget(key, read);
        read.answer.complete();
      },
    });
  }

  #end(key: string, read: WaitingRead<E>): void {
    this.#forget(key, read);
    read.call?.unsubscribe();
  }

  #forget(key: string, read: WaitingRead<E>): void {
    if (this.#reads.get(key) === read) this.#reads.delete(key);
  }
}
