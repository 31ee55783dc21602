import type { AnyOperation, Codecs, RequestOf, ResponseOf } from '@hazelrx/protocol';
import { partitionId, predicateClasses, QueryObject } from '@hazelrx/protocol';
import { mapEntriesWithPredicate, mapFetchEntries, mapGetAll } from '@hazelrx/protocol/operations';
import { map, merge, type Observable, retry, throwError, timer } from 'rxjs';
import { TimeoutError } from '../errors.js';
import type { InternalOptions } from '../invocation/call-options.js';
import { pipelined } from '../pipelined.js';
import type { LivePage, MarkedKey } from '../query/live-source.js';
import { byPage } from './by-page.js';
import { nextCursor, type PartitionCursor, partitionStart } from './partition-cursor.js';
import { FormCodec, type Formed } from './serialized-form.js';
import type { Core } from './structure.js';

/** Requests under way at a time: what is put right must not hold up the application's own calls. */
const IN_FLIGHT = 16;
const PAGE_SIZE = 1000;
/** Milliseconds before what had no answer in time is asked again. */
const PAUSE = 1000;

/** Reads parts of a map, or those of their entries that a predicate matches. Waits for connections as events do. */
export class LiveReads<K, V> {
  readonly #options: InternalOptions;
  #keys: (string | undefined)[] = [];

  constructor(
    readonly core: Core,
    readonly name: string,
    codecs: Codecs,
    readonly predicate: object | undefined,
    proxy: NonNullable<InternalOptions['proxy']>,
  ) {
    const kept = { ...codecs, key: new FormCodec(codecs.key), value: new FormCodec(codecs.value) };
    this.#options = { proxy, codecs: kept, internal: true, patient: true, repeatable: true };
  }

  read(partitions: readonly number[], keys: readonly MarkedKey[]): Observable<LivePage<K, V>> {
    const { predicate } = this;
    return merge(predicate ? this.#matches(partitions, predicate) : this.#all(partitions), this.#each(keys));
  }

  #all(partitions: readonly number[]): Observable<LivePage<K, V>> {
    return pipelined(partitions, partition => this.#partition(partition), IN_FLIGHT);
  }

  #partition(partition: number): Observable<LivePage<K, V>> {
    const fetch = ({ iterationPointers }: PartitionCursor) =>
      this.#call(mapFetchEntries, { name: this.name, iterationPointers, batch: PAGE_SIZE }, partition).pipe(
        map(({ iterationPointers: reached, entries }) => {
          // Undefined at the end of the partition, as if it were the last.
          const next = nextCursor(partition, reached, partition + 1);
          return { items: [this.#page(entries, next ? [] : [partition])], next };
        }),
      );
    return byPage(partitionStart(partition), fetch, pages => pages);
  }

  /** Members look through their partitions side by side when asked for all: that is one request. */
  #matches(partitions: readonly number[], predicate: object): Observable<LivePage<K, V>> {
    const { name } = this;
    if (partitions.length * 2 > this.core.router.partitionCount) {
      const answer$ = this.#call(mapEntriesWithPredicate, { name, predicate });
      return answer$.pipe(map(({ response }) => this.#page(response, partitions)));
    }
    return pipelined(partitions, partition => this.#matchesIn(partition, predicate), IN_FLIGHT);
  }

  #matchesIn(partition: number, predicate: object): Observable<LivePage<K, V>> {
    const query = new QueryObject(predicateClasses.partition, [this.#keyIn(partition), predicate]);
    const answer$ = this.#call(mapEntriesWithPredicate, { name: this.name, predicate: query });
    return answer$.pipe(map(({ response }) => this.#page(response, [partition])));
  }

  /** By a key of it members are told which partition is meant. */
  #keyIn(partition: number): string {
    const { router } = this.core;
    for (let n = 0; this.#keys[partition] === undefined; n++) {
      const key = String(n);
      this.#keys[router.ofKey(key)] ??= key;
    }
    return this.#keys[partition];
  }

  #each(keys: readonly MarkedKey[]): Observable<LivePage<K, V>> {
    const groups = new Map<number, MarkedKey[]>();
    for (const key of keys) {
      const group = groups.get(key.partition);
      if (group) group.push(key);
      else groups.set(key.partition, [key]);
    }
    return pipelined(groups, ([partition, group]) => this.#keysOf(partition, group), IN_FLIGHT);
  }

  #keysOf(partition: number, keys: readonly MarkedKey[]): Observable<LivePage<K, V>> {
    const answer$ = this.#call(mapGetAll, { name: this.name, keys: keys.map(({ data }) => data) }, partition);
    return answer$.pipe(map(({ response }) => this.#page(response, [], keys)));
  }

  #page(
    entries: readonly (readonly [unknown, unknown])[],
    partitions: readonly number[],
    keys: readonly MarkedKey[] = [],
  ): LivePage<K, V> {
    const { partitionCount } = this.core.router;
    const found = (entries as readonly (readonly [Formed<K>, Formed<V>])[]).map(([key, value]) => ({
      partition: partitionId(key.hash, partitionCount),
      keyForm: key.form,
      key: key.value,
      valueForm: value.form,
      value: value.value,
    }));
    return { entries: found, partitions, keys };
  }

  #call<O extends AnyOperation>(operation: O, request: RequestOf<O>, partition?: number): Observable<ResponseOf<O>> {
    const { invoker, scheduler } = this.core;
    const options = partition === undefined ? this.#options : { ...this.#options, partition };
    const pause = (error: unknown): Observable<unknown> =>
      error instanceof TimeoutError ? timer(PAUSE, scheduler) : throwError(() => error);
    return invoker.call(operation, request, response => response, options).pipe(retry({ delay: pause }));
  }
}
