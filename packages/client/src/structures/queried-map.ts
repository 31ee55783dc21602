import { type AnyOperation, type QueryObject, type ResponseOf, StoredEntry } from '@hazelrx/protocol';
import {
  mapAddIndex,
  mapAggregate,
  mapAggregateWithPredicate,
  mapEntriesWithPagingPredicate,
  mapEntriesWithPredicate,
  mapEntrySet,
  mapKeySet,
  mapKeySetWithPagingPredicate,
  mapKeySetWithPredicate,
  mapProject,
  mapProjectWithPredicate,
  mapRemoveAll,
  mapValues,
  mapValuesWithPagingPredicate,
  mapValuesWithPredicate,
} from '@hazelrx/protocol/operations';
import { concatMap, type Observable, type ObservableInput, throwError } from 'rxjs';
import type { Target } from '../invocation/route.js';
import { Aggregator } from '../query/aggregator.js';
import { told } from '../query/attribute.js';
import type { ReadResult } from '../query/attribute-values.js';
import { Iteration, PagingPredicate } from '../query/paging-predicate.js';
import type { Predicate, ResultOf } from '../query/predicate.js';
import { Projection } from '../query/projection.js';
import { toList, toNothing, toValue } from './answers.js';
import { type IndexConfig, indexConfig } from './index-config.js';
import { LockableStructure } from './lockable-structure.js';
import { entryPages, type EntryPageParts, keyPages } from './entry-pages.js';
import type { ConsumeOptions, IterationOptions } from './pages.js';
import { keyOfPartition, notAPredicate, pagingHolder, sentPredicate } from './query-request.js';
import { readEntry } from './stored-entry.js';
import type { Storable } from './structure.js';

export interface EntryIterationOptions<K, V> extends IterationOptions {
  /** Only entries that it matches. Default all. */
  readonly predicate?: Predicate<K, V>;
}

export interface EntryConsumeOptions<K, V> extends ConsumeOptions, EntryIterationOptions<K, V> {}

const ANYWHERE: Target = {};

/**
 * What a map is asked once, about many of its entries. Whatever takes a predicate asks all members, each about the partitions
 * it owns; with `Predicates.partition`, one member.
 */
export abstract class QueriedMap<K extends Storable, V extends Storable, S> extends LockableStructure<K, S> {
  /** Emits once the index is there; does nothing when one of that name is already. */
  addIndex(config: IndexConfig): Observable<undefined> {
    return this.combined(mapAddIndex, () =>
      this.call(mapAddIndex, { name: this.name, indexConfig: indexConfig(this.name, config) }, toNothing, {
        internal: true,
        repeatable: true,
      }),
    );
  }

  /** All keys, or those of entries that match, in one answer; for maps that may be large there is `keys`. */
  keySet(predicate?: Predicate<K, V> | PagingPredicate<K, V>): Observable<K[]> {
    const { name } = this;
    if (predicate === undefined) return this.call(mapKeySet, { name }, toList<K>);
    if (predicate instanceof PagingPredicate) return this.#page(mapKeySetWithPagingPredicate, predicate, Iteration.KEY);
    return this.by(mapKeySetWithPredicate, predicate, (sent, target) =>
      this.call(mapKeySetWithPredicate, { name, predicate: sent }, toList<K>, target),
    );
  }

  /** All values, or those that match, in one answer. */
  values(predicate?: Predicate<K, V> | PagingPredicate<K, V>): Observable<V[]> {
    const { name } = this;
    if (predicate === undefined) return this.call(mapValues, { name }, toList<V>);
    if (predicate instanceof PagingPredicate) {
      return this.#page(mapValuesWithPagingPredicate, predicate, Iteration.VALUE);
    }
    return this.by(mapValuesWithPredicate, predicate, (sent, target) =>
      this.call(mapValuesWithPredicate, { name, predicate: sent }, toList<V>, target),
    );
  }

  /** All entries, or those that match, in one answer; for maps that may be large there is `entries`. */
  entrySet(predicate?: Predicate<K, V> | PagingPredicate<K, V>): Observable<[K, V][]> {
    const { name } = this;
    if (predicate === undefined) return this.call(mapEntrySet, { name }, toList<[K, V]>);
    if (predicate instanceof PagingPredicate) {
      return this.#page(mapEntriesWithPagingPredicate, predicate, Iteration.ENTRY);
    }
    return this.by(mapEntriesWithPredicate, predicate, (sent, target) =>
      this.call(mapEntriesWithPredicate, { name, predicate: sent }, toList<[K, V]>, target),
    );
  }

  /** What the projection makes of each entry, or of those that match: members send that instead of the entries. */
  project<R>(projection: Projection<R, K, V>, predicate?: Predicate<K, V>): Observable<ResultOf<R, K, V>[]> {
    const { name } = this;
    if (!(projection instanceof Projection)) {
      return throwError(() =>
        this.refusal(mapProject, `projection must be one of Projections, not ${told(projection)}`),
      );
    }
    const answer$ =
      predicate === undefined
        ? this.call(mapProject, { name, projection }, toList<unknown>)
        : this.by(mapProjectWithPredicate, predicate, (sent, target) =>
            this.call(mapProjectWithPredicate, { name, projection, predicate: sent }, toList<unknown>, target),
          );
    return this.#read(
      mapProject,
      answer$,
      answers => answers.map(this.#reader(projection.read)) as ResultOf<R, K, V>[],
    );
  }

  /** What the aggregator makes of all entries, or of those that match: members work it out, and send the result. */
  aggregate<R>(aggregator: Aggregator<R, K, V>, predicate?: Predicate<K, V>): Observable<ResultOf<R, K, V>> {
    const { name } = this;
    if (!(aggregator instanceof Aggregator)) {
      return throwError(() =>
        this.refusal(mapAggregate, `aggregator must be one of Aggregators, not ${told(aggregator)}`),
      );
    }
    const answer$ =
      predicate === undefined
        ? this.call(mapAggregate, { name, aggregator }, toValue<unknown>)
        : this.by(mapAggregateWithPredicate, predicate, (sent, target) =>
            this.call(mapAggregateWithPredicate, { name, aggregator, predicate: sent }, toValue<unknown>, target),
          );
    return this.#read(mapAggregate, answer$, answer => this.#reader(aggregator.read)(answer) as ResultOf<R, K, V>);
  }

  /** Removes the entries that match. When it fails, some may be gone. */
  removeAll(predicate: Predicate<K, V>): Observable<undefined> {
    const { name } = this;
    return this.by(mapRemoveAll, predicate, (sent, target) =>
      this.call(mapRemoveAll, { name, predicate: sent }, toNothing, target),
    );
  }

  /**
   * Every entry of the map, or every one that matches, partition by partition: one request a page, and the next one only
   * when the page was delivered. An entry that is there, and matches, from the start to the end comes once, also when
   * members join, leave or die meanwhile and its partition moves; one that is put or removed meanwhile may come or not.
   */
  entries(options: EntryIterationOptions<K, V> = {}): Observable<[K, V]> {
    return entryPages<K, V>(this.#pageParts, options.predicate).stream(options);
  }

  /** Every key of the map, as `entries` does. */
  keys(options: EntryIterationOptions<K, V> = {}): Observable<K> {
    return keyPages<K, V>(this.#pageParts, options.predicate).stream(options);
  }

  /**
   * Runs the handler over every entry, as `entries` emits them, and emits its results. The next page is asked for when
   * the handlers of the last are done; the first that fails ends it.
   */
  consumeEntries<R>(
    handler: (entry: [K, V]) => ObservableInput<R>,
    options: EntryConsumeOptions<K, V> = {},
  ): Observable<R> {
    return entryPages<K, V>(this.#pageParts, options.predicate).consume(handler, options);
  }

  /** The same for every key. */
  consumeKeys<R>(handler: (key: K) => ObservableInput<R>, options: EntryConsumeOptions<K, V> = {}): Observable<R> {
    return keyPages<K, V>(this.#pageParts, options.predicate).consume(handler, options);
  }

  get #pageParts(): EntryPageParts {
    const { core, name, codecs } = this;
    return {
      core,
      name,
      codecs,
      call: (operation, request, project, options) => this.call(operation, request, project, options),
      refusal: (operation, reason) => this.refusal(operation, reason),
    };
  }

  /** A call by a predicate, and where it goes. */
  protected by<T>(
    operation: AnyOperation,
    predicate: Predicate<never, never>,
    call: (sent: QueryObject, target: Target) => Observable<T>,
  ): Observable<T> {
    const reason = notAPredicate(predicate);
    if (reason !== undefined) return throwError(() => this.refusal(operation, reason));
    const key = keyOfPartition(predicate);
    return this.#made(operation, () => sentPredicate(predicate, this.codecs)).pipe(
      concatMap(sent => call(sent, key === undefined ? ANYWHERE : { key })),
    );
  }

  /** The page at which the predicate stands when somebody subscribes. */
  #page<T>(operation: PagingOperation, paging: PagingPredicate<never, never>, iteration: Iteration): Observable<T[]> {
    const key = paging.options.predicate && keyOfPartition(paging.options.predicate);
    const answered = ({ response, anchorDataList }: ResponseOf<PagingOperation>): T[] => {
      paging.anchored(iteration, anchorDataList);
      return response as T[];
    };
    return this.#made(operation, () => pagingHolder(paging, iteration, this.codecs)).pipe(
      concatMap(predicate =>
        this.call(operation, { name: this.name, predicate }, answered, key === undefined ? ANYWHERE : { key }),
      ),
    );
  }

  #read<A, T>(operation: AnyOperation, answer$: Observable<A>, read: (answer: A) => T): Observable<T> {
    return answer$.pipe(concatMap(answer => this.#made(operation, () => read(answer))));
  }

  /** What is made on subscribe, and fails as the call that it is for. */
  #made<T>(operation: AnyOperation, make: () => T): Observable<T> {
    return this.core.resolved(make, { operation: operation.name, structure: this.name });
  }

  #reader(read: ReadResult): ReadResult {
    return answer => (answer instanceof StoredEntry ? readEntry<K, V>(this.core, this.codecs, answer) : read(answer));
  }
}

type PagingOperation =
  typeof mapKeySetWithPagingPredicate | typeof mapValuesWithPagingPredicate | typeof mapEntriesWithPagingPredicate;
