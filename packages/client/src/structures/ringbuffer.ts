import type { AnyOperation, Codecs, LongLike } from '@hazelrx/protocol';
import {
  ringbufferAdd,
  ringbufferAddAll,
  ringbufferCapacity,
  ringbufferHeadSequence,
  ringbufferReadMany,
  ringbufferReadOne,
  ringbufferRemainingCapacity,
  ringbufferSize,
  ringbufferTailSequence,
} from '@hazelrx/protocol/operations';
import Long from 'long';
import { concatMap, defer, forkJoin, merge, type Observable, type ObservableInput, of, throwError } from 'rxjs';
import type { HazelcastError } from '../errors.js';
import type { InternalOptions, Proxy } from '../invocation/call-options.js';
import { pipelined } from '../pipelined.js';
import { toValue } from './answers.js';
import { byPage } from './by-page.js';
import { argumentList } from './listed.js';
import {
  isLoss,
  lossError,
  type RingbufferItem,
  type RingbufferLoss,
  type RingbufferRecord,
} from './ringbuffer-record.js';
import {
  notCounts,
  type Reading,
  readingOf,
  type RingbufferConsumeOptions,
  type RingbufferReadOptions,
  type RingbufferStreamOptions,
} from './ringbuffer-options.js';
import { RingbufferReader } from './ringbuffer-reader.js';
import { RingbufferStreams } from './ringbuffer-streams.js';
import { Position, type ReadBatch, type RingSource } from './ring-source.js';
import { type Core, type Storable, Structure } from './structure.js';

export const RINGBUFFER_SERVICE = 'hz:impl:ringbufferService';
/** What the members are told of a policy. */
const POLICIES = { OVERWRITE: 0, FAIL: 1 } as const;
/** As long as it takes, whatever the limits for calls are: a stream goes on when there is a connection again. */
const LASTING: InternalOptions = { internal: true, patient: true, waits: Infinity };

/** `OVERWRITE` the oldest item when there is no room, or `FAIL`. */
export type OverflowPolicy = keyof typeof POLICIES;

/** What `readMany` found. */
export interface ReadResult<E> {
  readonly records: readonly RingbufferRecord<E>[];
  /** Items that were looked at; more than there are records where a filter has left some out. */
  readonly readCount: number;
  /** Where the next `readMany` goes on. */
  readonly nextSequence: Long;
}

/**
 * A distributed ringbuffer: items under growing sequences, from 0, of which the last ones are kept, as many as it has
 * room for. Unless it says otherwise, a method returns a cold Observable: each subscription sends its request, emits one
 * value and completes.
 */
export class Ringbuffer<E extends Storable> extends Structure {
  readonly #streams = new Map<string, RingbufferStreams<E>>();

  /** `proxy`: of the structure that has it, where that is another one. */
  constructor(core: Core, name: string, codecs?: Codecs, proxy?: Proxy) {
    super(core, RINGBUFFER_SERVICE, name, codecs, proxy);
  }

  /** How many items there is room for. */
  capacity(): Observable<Long> {
    return this.call(ringbufferCapacity, { name: this.name }, toLong);
  }

  size(): Observable<Long> {
    return this.call(ringbufferSize, { name: this.name }, toLong);
  }

  /** Of the newest item; −1 before the first was added. */
  tailSequence(): Observable<Long> {
    return this.call(ringbufferTailSequence, { name: this.name }, toLong);
  }

  /** Of the oldest item; one more than the tail where there is none. */
  headSequence(): Observable<Long> {
    return this.call(ringbufferHeadSequence, { name: this.name }, toLong);
  }

  /** Without a time to live always the capacity: what is there may then be overwritten. */
  remainingCapacity(): Observable<Long> {
    return this.call(ringbufferRemainingCapacity, { name: this.name }, toLong);
  }

  /**
   * Emits the sequence of the item. With `FAIL`, −1 when there is no room: nothing is added then. That can be only where
   * items have a time to live; all others may be overwritten at any time.
   */
  add(item: E, overflowPolicy: OverflowPolicy = 'OVERWRITE'): Observable<Long> {
    return defer(() => {
      const request = { name: this.name, overflowPolicy: this.#policy(ringbufferAdd, overflowPolicy), value: item };
      return this.call(ringbufferAdd, request, toLong);
    });
  }

  /** Emits the sequence of the last item. With `FAIL`, −1 when there is not room for all: none is added then. */
  addAll(items: Iterable<E>, overflowPolicy: OverflowPolicy = 'OVERWRITE'): Observable<Long> {
    const valueList = argumentList(items);
    return defer(() => {
      if (valueList.length === 0) throw this.refusal(ringbufferAddAll, 'there is nothing to add');
      const request = {
        name: this.name,
        valueList,
        overflowPolicy: this.#policy(ringbufferAddAll, overflowPolicy),
      };
      return this.call(ringbufferAddAll, request, toLong);
    });
  }

  /**
   * Waits for the item where it is the next to come. Fails with `STALE_SEQUENCE` when it is gone, with
   * `ILLEGAL_ARGUMENT` when it is not the next.
   */
  readOne(sequence: LongLike): Observable<E> {
    return this.call(ringbufferReadOne, { name: this.name, sequence }, toValue<E>) as Observable<E>;
  }

  /**
   * The items that are there from a sequence on, `maxCount` (1 to 1000) at most; waits until there are `minCount`. Begins
   * with the oldest, or the next to come, where the sequence is not between them: compare what comes with what was asked
   * for, or use `stream`, which does.
   */
  readMany(startSequence: LongLike, minCount: number, maxCount: number, filter?: Storable): Observable<ReadResult<E>> {
    const reason = notCounts(minCount, maxCount);
    if (reason) return throwError(() => this.refusal(ringbufferReadMany, reason));
    return this.#readMany(startSequence, minCount, maxCount, filter);
  }

  #readMany(
    startSequence: LongLike,
    minCount: number,
    maxCount: number,
    filter: Storable | undefined,
    options?: InternalOptions,
  ): Observable<ReadResult<E>> {
    return this.call(
      ringbufferReadMany,
      { name: this.name, startSequence, minCount, maxCount, filter: filter ?? null },
      ({ readCount, items, itemSeqs, nextSeq }) => ({
        records: (items as E[]).map((value, i) => ({ value, sequence: itemSeqs?.[i] ?? nextSeq.sub(readCount - i) })),
        readCount,
        // Members say 0 where they have read nothing.
        nextSequence: readCount > 0 ? nextSeq : Long.fromValue(String(startSequence)),
      }),
      options,
    );
  }

  /**
   * The records from `from` on, for as long as somebody listens, each once and in their order. Hot where it has caught
   * up: subscribers with the same filter and batch size then share one reader. Goes on when the connection, or the
   * member, is another one; what was lost or comes again is never silent, see {@link RingbufferLoss}. Ends with an error
   * when a record cannot be read, when the ringbuffer is destroyed while it waits, and at `shutdown()`.
   */
  stream(options: RingbufferStreamOptions & { readonly onLoss: 'report' }): Observable<RingbufferItem<E>>;
  stream(options?: RingbufferStreamOptions & { readonly onLoss?: 'error' }): Observable<RingbufferRecord<E>>;
  stream({ onLoss = 'error', ...options }: RingbufferStreamOptions = {}): Observable<RingbufferItem<E>> {
    return defer(() => {
      const { from, batchSize, filter } = this.#reading(options);
      const toError = onLoss === 'report' ? undefined : (loss: RingbufferLoss) => this.#lossError(loss);
      const streamOf = (streams: RingbufferStreams<E>): Observable<RingbufferItem<E>> => streams.stream(from, toError);
      if (filter === undefined) return streamOf(this.#alike(batchSize, filter));
      // The members may need its schema first: a call like those of the stream sees to that, and waits as they do.
      const alike = (): Observable<RingbufferStreams<E>> => of(this.#alike(batchSize, filter));
      return this.core.invoker.combined(ringbufferReadMany, this.name, alike, LASTING).pipe(concatMap(streamOf));
    });
  }

  /**
   * The work of a handler for each record, `concurrency` of them at a time, and its results. Cold: every subscription
   * reads for itself, and asks for more when the handlers of a batch are done. Ends with the first error.
   */
  consume<R>(
    handler: (record: RingbufferRecord<E>) => ObservableInput<R>,
    { concurrency = 1, onLoss = 'error', ...options }: RingbufferConsumeOptions = {},
  ): Observable<R> {
    return defer(() => {
      if (!(concurrency >= 1))
        throw this.refusal(ringbufferReadMany, `concurrency must be 1 or more, not ${concurrency}`);
      const { from, batchSize, filter } = this.#reading(options);
      const reader = new RingbufferReader(this.#source(filter), batchSize);
      const kept = (item: RingbufferItem<E>): item is RingbufferRecord<E> => {
        if (!isLoss(item)) return true;
        if (onLoss === 'error') throw this.#lossError(item);
        onLoss(item);
        return false;
      };
      return byPage(
        new Position<E>(from),
        position => reader.fetch(position),
        items => pipelined(items.filter(kept), handler, concurrency),
      );
    });
  }

  #lossError(loss: RingbufferLoss): HazelcastError {
    return lossError(loss, ringbufferReadMany, this.name);
  }

  #reading(options: RingbufferReadOptions): Reading {
    return readingOf(options, reason => this.refusal(ringbufferReadMany, reason));
  }

  #alike(batchSize: number, filter: Storable | undefined): RingbufferStreams<E> {
    const blob = filter === undefined ? '' : this.core.router.data(filter).bytes.join();
    const key = `${batchSize}/${blob}`;
    let streams = this.#streams.get(key);
    if (!streams) {
      const reader = new RingbufferReader(this.#source(filter), batchSize);
      streams = new RingbufferStreams(reader, () => this.#streams.delete(key));
      this.#streams.set(key, streams);
    }
    return streams;
  }

  #source(filter: Storable | undefined): RingSource<E> {
    const { name } = this;
    const { router, resolved } = this.core;
    const { connections } = router;
    const values = this.codecs?.value;
    const bound = { name };
    const head = this.call(ringbufferHeadSequence, bound, toLong, LASTING);
    const tail = this.call(ringbufferTailSequence, bound, toLong, LASTING);
    const capacity = this.call(ringbufferCapacity, bound, toLong, LASTING);
    return {
      hasFilter: filter !== undefined,
      head$: head,
      tail$: tail,
      bounds$: forkJoin({ head, tail, capacity }),
      read: (start, maxCount, filtered): Observable<ReadBatch<E>> =>
        this.#readMany(start, 1, maxCount, filtered ? filter : undefined, LASTING),
      keeper: () => {
        const owner = router.partitionCount > 0 ? connections.partitions.owner(router.ofName(name)) : undefined;
        return owner && (connections.ofMember(owner) ?? owner.toString());
      },
      changes$: merge(connections.partitions.changes$, connections.open$),
      same: (one, other) => router.data(one, values).equals(router.data(other, values)),
      resolved: run => resolved(run, { operation: ringbufferReadMany.name, structure: name }),
    };
  }

  #policy(operation: AnyOperation, policy: OverflowPolicy): number {
    const code: number | undefined = POLICIES[policy];
    if (code === undefined) throw this.refusal(operation, `there is no overflow policy ${policy}`);
    return code;
  }
}

function toLong({ response }: { readonly response: Long }): Long {
  return response;
}
