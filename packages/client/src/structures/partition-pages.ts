import { map, type Observable, type ObservableInput } from 'rxjs';
import { pipelined } from '../pipelined.js';
import { byPage, type Page } from './by-page.js';
import { nextCursor, type PartitionCursor, partitionStart } from './partition-cursor.js';

/** Items a request, for those who iterate. */
const PAGE_SIZE = 1000;

export interface IterationOptions {
  /** Items a request; a member may bring a few more. Default 1000. */
  readonly pageSize?: number;
}

export interface ConsumeOptions extends IterationOptions {
  /** Handlers at work at a time. Default 1. */
  readonly concurrency?: number;
}

type Pointers = PartitionCursor['iterationPointers'];

/** Asks a partition for `batch` items, from where the pointers say; tells how far it came. */
export type FetchPart<T> = (
  partition: number,
  pointers: Pointers,
  batch: number,
) => Observable<{ readonly items: readonly T[]; readonly reached: Pointers }>;

/** All items of a structure that is spread over the partitions, one page after the other. */
export class PartitionPages<T> {
  constructor(
    readonly partitions: { readonly partitionCount: number },
    readonly fetch: FetchPart<T>,
    readonly refusal: (reason: string) => Error,
  ) {}

  stream(options?: IterationOptions): Observable<T> {
    return this.#handled(page => page, options);
  }

  consume<R>(handler: (item: T) => ObservableInput<R>, options: ConsumeOptions = {}): Observable<R> {
    const { concurrency = 1 } = options;
    return this.#handled(page => {
      if (concurrency >= 1) return pipelined(page, handler, concurrency);
      throw this.refusal(`concurrency must be 1 or more, not ${concurrency}`);
    }, options);
  }

  #handled<R>(
    handle: (page: readonly T[]) => ObservableInput<R>,
    { pageSize = PAGE_SIZE }: IterationOptions = {},
  ): Observable<R> {
    const fetch = ({ partition, iterationPointers }: PartitionCursor): Observable<Page<T, PartitionCursor>> => {
      if (!(pageSize >= 1)) throw this.refusal(`pageSize must be 1 or more, not ${pageSize}`);
      return this.fetch(partition, iterationPointers, pageSize).pipe(
        map(({ items, reached }) => ({ items, next: nextCursor(partition, reached, this.partitions.partitionCount) })),
      );
    };
    return byPage(partitionStart(0), fetch, handle);
  }
}
