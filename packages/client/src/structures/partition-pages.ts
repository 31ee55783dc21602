import { map, type Observable } from 'rxjs';
import { Pages } from './pages.js';
import { nextCursor, type PartitionCursor, partitionStart } from './partition-cursor.js';

type Pointers = PartitionCursor['iterationPointers'];

/** Asks a partition for `batch` items, from where the pointers say; tells how far it came. */
export type FetchPart<T> = (
  partition: number,
  pointers: Pointers,
  batch: number,
) => Observable<{ readonly items: readonly T[]; readonly reached: Pointers }>;

/** All items of a structure that is spread over the partitions. */
export class PartitionPages<T> extends Pages<T, PartitionCursor> {
  constructor(
    partitions: { readonly partitionCount: number },
    fetch: FetchPart<T>,
    refusal: (reason: string) => Error,
  ) {
    const page = ({ partition, iterationPointers }: PartitionCursor, batch: number) =>
      fetch(partition, iterationPointers, batch).pipe(
        map(({ items, reached }) => ({ items, next: nextCursor(partition, reached, partitions.partitionCount) })),
      );
    super(partitionStart(0), page, refusal);
  }
}
