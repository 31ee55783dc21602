import type Long from 'long';
import type { Observable } from 'rxjs';
import type { Page } from './by-page.js';
import type { RingbufferItem, RingbufferRecord } from './ringbuffer-record.js';

/** What one `readMany` brought. */
export interface ReadBatch<E> {
  /** Those that were looked at, also those that the filter left out. */
  readonly readCount: number;
  readonly records: readonly RingbufferRecord<E>[];
  readonly nextSequence: Long;
}

export interface Bounds {
  readonly head: Long;
  readonly tail: Long;
  /** Where it has fewer items, none was overwritten. */
  readonly capacity: Long;
}

/** A ringbuffer, as its readers need it. None of the answers may come at once. */
export interface RingSource<E> {
  readonly head$: Observable<Long>;
  readonly tail$: Observable<Long>;
  readonly bounds$: Observable<Bounds>;
  /** Waits for one item at least, and brings what is there; `filtered`: only those that pass the reader's filter. */
  read(start: Long, maxCount: number, filtered: boolean): Observable<ReadBatch<E>>;
  /** Who keeps it, as far as is known here. While that is the same, what was read stays where it was. */
  keeper(): unknown;
  /** Whenever the keeper may have become another one. */
  readonly changes$: Observable<unknown>;
  /** Whether two values are the same once serialized. */
  same(one: E, other: E): boolean;
  /** What `run` makes, where it needs `same`: see `Core`. */
  readonly resolved: <T>(run: () => T) => Observable<T>;
  readonly hasFilter: boolean;
}

/** Where to begin: with all that is there, with what comes from now on, or with this sequence. */
export type ReadFrom = 'oldest' | 'latest' | Long;

/** As many as one request can bring. */
export const MOST = 1000;

export type ReadPage<E> = Page<RingbufferItem<E>, Position<E>>;

/** How far a reader has come. */
export class Position<E> {
  /** Undefined until the ringbuffer was asked. */
  next: Long | undefined;
  /** The last records, the latest last: by them it is known whether the ringbuffer is still the one that was read. */
  kept: RingbufferRecord<E>[] = [];
  keeper: unknown;

  /** `most`: records that are kept, at least; twice as many at most. */
  constructor(
    readonly from: ReadFrom,
    readonly most: number = MOST,
  ) {}

  /** A page of these items, after which reading goes on at `next`. A loss comes before all of them. */
  page(next: Long, items: readonly RingbufferItem<E>[] = []): ReadPage<E> {
    this.next = next;
    return { items, next: this };
  }

  /** Who keeps it is to be found out before the next read. */
  doubt(): void {
    this.keeper = this;
  }

  keep(records: readonly RingbufferRecord<E>[]): void {
    const { most } = this;
    if (records.length >= most) {
      this.kept = records.slice(-2 * most);
      return;
    }
    for (const record of records) this.kept.push(record);
    if (this.kept.length > 2 * most) this.kept.splice(0, this.kept.length - most);
  }

  /** What was read from this sequence on was not to stay. */
  rewind(to: Long): ReadPage<E> {
    const from = this.next ?? (this.from as Long);
    const gone = this.kept.findIndex(({ sequence }) => sequence.gte(to));
    if (gone >= 0) this.kept.length = gone;
    return this.page(to, [{ type: 'rewound', from, to }]);
  }
}
