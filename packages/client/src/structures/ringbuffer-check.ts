import type Long from 'long';
import { concatMap, defer, type Observable, of, tap } from 'rxjs';
import type { RingbufferRecord } from './ringbuffer-record.js';
import { type Bounds, MOST, type Position, type ReadPage, type RingSource } from './ring-source.js';

/**
 * Whether the ringbuffer that somebody else keeps now is the one that was read. What was added last may be on no backup
 * when its member dies; other items are then added under the same sequences, as many as before or more, so it is not
 * enough to look at the tail: the last records that were read must still be there.
 */
export function check<E>(ring: RingSource<E>, position: Position<E>): Observable<ReadPage<E>> {
  return defer(() => {
    position.keeper = ring.keeper();
    return ring.bounds$;
  }).pipe(
    concatMap(bounds => compare(ring, position, bounds)),
    tap({ error: () => position.doubt() }),
  );
}

function compare<E>(
  ring: RingSource<E>,
  position: Position<E>,
  { head, tail, capacity }: Bounds,
): Observable<ReadPage<E>> {
  const next = position.next!;
  const last = position.kept.at(-1)?.sequence;
  if (!last) return of(tail.add(1).lt(next) ? position.rewind(head) : position.page(next));
  const start = oldestKept(position);
  if (tail.lt(start) || (tail.lt(last) && head.gt(tail))) return of(position.rewind(head));
  if (head.gt(last)) {
    // Gone with time, or under later ones: then others may have been there before those.
    const full = tail.sub(head).add(1).gte(capacity);
    return of(full ? position.rewind(start) : position.page(last.add(1)));
  }
  return ring.read(start, MOST, false).pipe(
    concatMap(({ records }) =>
      ring.resolved(() => {
        const kept = position.kept.slice(-MOST);
        const left = kept.filter(({ sequence }) => sequence.gte(records[0]!.sequence));
        const differs = difference(ring, left, records);
        // Where a filter has left out what came after the last, that may have changed.
        if (differs < 0) return position.page(last.add(1));
        if (differs > 0) return position.rewind(left[differs]!.sequence);
        // Behind those that are overwritten nobody knows where it began; else nothing is as it was.
        return position.rewind(left.length < kept.length ? start : head);
      }),
    ),
  );
}

/** The index of the first that is not there as it was; −1 where all are. */
function difference<E>(
  ring: RingSource<E>,
  kept: readonly RingbufferRecord<E>[],
  there: readonly RingbufferRecord<E>[],
): number {
  const bySequence = new Map(there.map(record => [record.sequence.toString(), record]));
  return kept.findIndex(({ sequence, value }) => {
    const found = bySequence.get(sequence.toString());
    return !found || !ring.same(value, found.value);
  });
}

function oldestKept<E>({ kept }: Position<E>): Long {
  return kept[Math.max(kept.length - MOST, 0)]!.sequence;
}
