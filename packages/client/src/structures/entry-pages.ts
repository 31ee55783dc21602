// Iterations over the entries of a map: all of them, or those that a predicate matches.
import {
  type AnyOperation,
  type Codecs,
  projectionClasses,
  QueryObject,
  type RequestOf,
  type ResponseOf,
  StoredEntry,
} from '@hazelrx/protocol';
import { mapFetchEntries, mapFetchKeys, mapFetchWithQuery } from '@hazelrx/protocol/operations';
import { catchError, concatMap, map, type Observable } from 'rxjs';
import { SerializationError } from '../errors.js';
import type { InternalOptions } from '../invocation/call-options.js';
import type { Predicate } from '../query/predicate.js';
import { type FetchPart, PartitionPages } from './partition-pages.js';
import { notEverywhere } from './query-request.js';
import { readEntry } from './stored-entry.js';
import type { Core } from './structure.js';

/** What iterations need of their map. */
export interface EntryPageParts {
  readonly core: Core;
  readonly name: string;
  readonly codecs: Codecs | undefined;
  readonly call: <O extends AnyOperation, T>(
    operation: O,
    request: RequestOf<O>,
    project: (response: ResponseOf<O>) => T,
    options: InternalOptions,
  ) => Observable<T>;
  readonly refusal: (operation: AnyOperation, reason: string) => Error;
}

/**
 * Members answer it with key and value as they have them. Other projections extract `__key` and `this` as attributes:
 * of JSON that is an object of Java that only Java reads.
 */
const WHOLE = /* @__PURE__ */ new QueryObject(projectionClasses.identity, []);
const KEY = /* @__PURE__ */ new QueryObject(projectionClasses.singleAttribute, ['__key']);
const ONE_PARTITION = 'a partition predicate matches entries of one partition: ask by entrySet or keySet';
/** java.io.Serializable. */
const ONLY_JAVA = -100;

export function entryPages<K, V>(parts: EntryPageParts, predicate?: Predicate<K, V>): PartitionPages<[K, V]> {
  const { name, call } = parts;
  if (predicate !== undefined) {
    return pages(
      parts,
      mapFetchWithQuery,
      matching<K, V, [K, V]>(parts, predicate, WHOLE, entry => entry),
      predicate,
    );
  }
  return pages(parts, mapFetchEntries, (partition, iterationPointers, batch) =>
    call(
      mapFetchEntries,
      { name, iterationPointers, batch },
      response => ({ items: response.entries as [K, V][], reached: response.iterationPointers }),
      { partition },
    ),
  );
}

export function keyPages<K, V>(parts: EntryPageParts, predicate?: Predicate<K, V>): PartitionPages<K> {
  const { name, call } = parts;
  if (predicate !== undefined) return pages(parts, mapFetchWithQuery, matchingKeys<K, V>(parts, predicate), predicate);
  return pages(parts, mapFetchKeys, (partition, iterationPointers, batch) =>
    call(
      mapFetchKeys,
      { name, iterationPointers, batch },
      response => ({ items: response.keys as K[], reached: response.iterationPointers }),
      { partition },
    ),
  );
}

/** Without the values, where a key comes as the map has it: see `WHOLE`, and not of a declared type. */
function matchingKeys<K, V>(parts: EntryPageParts, predicate: Predicate<K, V>): FetchPart<K> {
  const whole = matching<K, V, K>(parts, predicate, WHOLE, ([key]) => key);
  if (parts.codecs !== undefined) return whole;
  const keys = matching<K, V, K>(parts, predicate, KEY, ([key]) => key);
  return (partition, pointers, batch) =>
    keys(partition, pointers, batch).pipe(
      catchError((error: unknown) => {
        if (error instanceof SerializationError && error.typeId === ONLY_JAVA) return whole(partition, pointers, batch);
        throw error;
      }),
    );
}

function matching<K, V, T>(
  { core, name, codecs, call }: EntryPageParts,
  predicate: Predicate<K, V>,
  projection: QueryObject,
  itemOf: (entry: [K, V]) => T,
): FetchPart<T> {
  const details = { operation: mapFetchWithQuery.name, structure: name };
  const entryOf = (result: unknown): [K, V] =>
    result instanceof StoredEntry ? readEntry(core, codecs, result) : ([result] as unknown as [K, V]);
  return (partition, iterationPointers, batch) =>
    call(mapFetchWithQuery, { name, iterationPointers, batch, projection, predicate }, response => response, {
      partition,
    }).pipe(
      concatMap(({ results, iterationPointers: reached }) =>
        core
          .resolved(() => results.map(entryOf), details)
          .pipe(map(entries => ({ items: entries.map(itemOf), reached }))),
      ),
    );
}

function pages<T>(
  { core, refusal }: EntryPageParts,
  operation: AnyOperation,
  fetch: FetchPart<T>,
  predicate?: Predicate<never, never>,
): PartitionPages<T> {
  const reason = predicate === undefined ? undefined : notEverywhere(predicate, ONE_PARTITION);
  const checked: FetchPart<T> = (...where) => {
    if (reason !== undefined) throw refusal(operation, reason);
    return fetch(...where);
  };
  return new PartitionPages(core.router, checked, why => refusal(operation, why));
}
