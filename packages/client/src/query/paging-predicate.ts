import type { Data } from '@hazelrx/protocol';
import { illegal, told } from './attribute.js';
import { Predicate } from './predicate.js';

export interface PagingOptions<K, V> {
  /** Which entries. Default all. */
  readonly predicate?: Predicate<K, V>;
  /**
   * Their order: an object whose class, a `java.util.Comparator` of entries, the members have. Without one they are in the natural order of
   * what is asked for: keys by keys, values by values, entries by keys, all of which must be comparable in Java then.
   */
  readonly comparator?: NonNullable<unknown>;
}

/** What is sorted: as the protocol numbers it. */
export const Iteration = { KEY: 0, VALUE: 1, ENTRY: 2 } as const;
export type Iteration = (typeof Iteration)[keyof typeof Iteration];

/** Where pages end that were read: their numbers, and the last entry of each. */
export interface Anchors {
  readonly anchorPageList: readonly number[];
  readonly anchorDataList: readonly (readonly [Data, Data])[];
}

declare const OF: unique symbol;

const NO_ANCHORS: Anchors = { anchorPageList: [], anchorDataList: [] };

/**
 * Asks for entries page by page, in order. It knows which page is next, and where pages end that were read: the next one
 * is cheap, and one far ahead has the members go through all before it. Each subscription asks for the page at which it
 * stands then. For one map and one reader at a time; entries that are put or removed meanwhile move those after them.
 */
export class PagingPredicate<in K = unknown, in V = unknown> {
  readonly pageSize: number;
  /** @internal */
  readonly options: PagingOptions<never, never>;
  declare readonly [OF]: (key: K, value: V) => void;
  #page = 0;
  #anchors = NO_ANCHORS;
  #iteration: Iteration | undefined;

  constructor(pageSize: number, options: PagingOptions<K, V> = {}) {
    if (!Number.isInteger(pageSize) || pageSize < 1) {
      throw illegal('Predicates.paging', `pageSize must be a whole number from 1 on, not ${told(pageSize)}`);
    }
    const { predicate } = options;
    if (predicate !== undefined && !(predicate instanceof Predicate)) {
      throw illegal('Predicates.paging', `predicate must be a predicate that does not page, not ${told(predicate)}`);
    }
    this.pageSize = pageSize;
    this.options = options;
  }

  /** The page that is asked for next; the first is 0. */
  get page(): number {
    return this.#page;
  }

  nextPage(): this {
    return this.setPage(this.#page + 1);
  }

  /** Stays at the first page. */
  previousPage(): this {
    return this.setPage(Math.max(0, this.#page - 1));
  }

  setPage(page: number): this {
    if (!Number.isInteger(page) || page < 0) {
      throw illegal('PagingPredicate.setPage', `page must be a whole number from 0 on, not ${told(page)}`);
    }
    this.#page = page;
    return this;
  }

  /** @internal What is known of the pages of keys, values or entries. */
  anchors(iteration: Iteration): Anchors {
    return this.#iteration === iteration ? this.#anchors : NO_ANCHORS;
  }

  /** @internal What an answer told of them. */
  anchored(iteration: Iteration, anchors: Anchors): void {
    this.#iteration = iteration;
    this.#anchors = anchors;
  }
}
