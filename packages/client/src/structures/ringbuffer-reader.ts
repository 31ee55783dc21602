// Reads a ringbuffer batch by batch, and notices what is lost on the way.
import type Long from 'long';
import { catchError, concatMap, filter, map, merge, type Observable, of, take, throwError } from 'rxjs';
import type { HazelcastError } from '../errors.js';
import { check } from './ringbuffer-check.js';
import type { Position, ReadBatch, ReadPage, RingSource } from './ring-source.js';

export class RingbufferReader<E> {
  constructor(
    readonly ring: RingSource<E>,
    readonly batchSize: number,
  ) {}

  /** The next items, all that are there and one at least; or a loss; or none, when somebody else keeps it now. */
  fetch(position: Position<E>): Observable<ReadPage<E>> {
    const { ring } = this;
    const moved$ = ring.changes$.pipe(
      filter(() => position.next !== undefined && ring.keeper() !== position.keeper),
      map(() => position.page(position.next!)),
    );
    return merge(this.#step(position), moved$).pipe(
      take(1),
      // A member that has held the answer back for too long says so; nothing is lost by it.
      catchError((error: HazelcastError) =>
        error.code === 'OPERATION_TIMEOUT' ? of({ items: [], next: position }) : throwError(() => error),
      ),
    );
  }

  #step(position: Position<E>): Observable<ReadPage<E>> {
    const { next } = position;
    if (next === undefined) return this.#begin(position);
    if (this.ring.keeper() !== position.keeper) return check(this.ring, position);
    return this.#read(position, next);
  }

  #begin(position: Position<E>): Observable<ReadPage<E>> {
    const { head$, tail$ } = this.ring;
    const { from } = position;
    position.keeper = this.ring.keeper();
    if (from === 'oldest') return head$.pipe(map(head => position.page(head)));
    if (from === 'latest') return tail$.pipe(map(tail => position.page(tail.add(1))));
    return tail$.pipe(
      concatMap(tail => {
        if (tail.add(1).gte(from)) return of(position.page(from));
        return head$.pipe(map(head => position.rewind(head)));
      }),
    );
  }

  #read(position: Position<E>, next: Long): Observable<ReadPage<E>> {
    return this.ring.read(next, this.batchSize, true).pipe(
      concatMap(batch => {
        const first = begins(batch);
        if (first.gte(next)) return of(this.#taken(position, next, batch));
        // Members begin at their tail where that is before what was asked for.
        const told = (page: ReadPage<E>): ReadPage<E> => (page.items.length > 0 ? page : position.rewind(first));
        return check(this.ring, position).pipe(map(told));
      }),
    );
  }

  #taken(position: Position<E>, next: Long, batch: ReadBatch<E>): ReadPage<E> {
    const { records, nextSequence } = batch;
    position.keep(records);
    const first = begins(batch);
    if (first.eq(next)) return position.page(nextSequence, records);
    // With a filter, a member may have been waiting for one that passes when others were lost.
    const to = (this.ring.hasFilter ? (records[0]?.sequence ?? nextSequence) : first).sub(1);
    return position.page(nextSequence, [{ type: 'overrun', from: next, to, count: first.sub(next) }, ...records]);
  }
}

/** Where a batch begins, if nothing is missing in it. */
function begins<E>({ readCount, nextSequence }: ReadBatch<E>): Long {
  return nextSequence.sub(readCount);
}
