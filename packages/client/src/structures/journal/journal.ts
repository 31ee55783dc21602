// The event journal of a map: a reader for each partition, and one stream of what they bring.
import type { Codecs } from '@hazelrx/protocol';
import { mapEventJournalSubscribe } from '@hazelrx/protocol/operations';
import {
  concat,
  concatMap,
  defer,
  EMPTY,
  ignoreElements,
  map,
  merge,
  Observable,
  type ObservableInput,
  of,
} from 'rxjs';
import { asHazelcastError, HazelcastError } from '../../errors.js';
import type { InternalOptions } from '../../invocation/call-options.js';
import { pipelined } from '../../pipelined.js';
import { byPage } from '../by-page.js';
import { PARALLELISM } from '../by-partition.js';
import { isLoss, lossError, type RingbufferItem } from '../ringbuffer-record.js';
import { RingbufferReader } from '../ringbuffer-reader.js';
import type { Position } from '../ring-source.js';
import type { Core, Storable } from '../structure.js';
import { beginning, notResumable, resumed } from './checkpoint.js';
import type { JournalEvent, JournalLoss, JournalMark, ProjectedEvent } from './journal-event.js';
import { journalCodecs, type JournalItem } from './journal-item.js';
import {
  BATCH,
  type ConsumeJournalOptions,
  type JournalOptions,
  type JournalReadOptions,
  notABatch,
} from './journal-options.js';
import { JournalPlaces, SeenRoom } from './journal-places.js';
import { READ, sourceOf } from './journal-source.js';
import { Turns } from './turns.js';
import { WaitingReads } from './waiting-reads.js';

/** What a map lends to its journal. */
export interface JournalParts {
  readonly core: Core;
  readonly name: string;
  readonly codecs: Codecs | undefined;
  readonly proxy: NonNullable<InternalOptions['proxy']>;
}

type Change = JournalEvent<unknown, unknown> | ProjectedEvent;

/** One partition on its way. */
interface Part {
  readonly partition: number;
  readonly reader: RingbufferReader<JournalItem>;
  readonly position: Position<JournalItem>;
}

/** What is made of what the partitions bring. */
interface Use<R> {
  /** It is known of each of them where it begins. */
  readonly started: () => ObservableInput<R>;
  /** `reached`: to be called when all of the page was handed on. */
  readonly page: (part: Part, items: readonly RingbufferItem<JournalItem>[], reached: () => void) => ObservableInput<R>;
}

/** All streams of a client's map share them, whatever the object that they come from. */
const waitingReads = new WeakMap<JournalParts['proxy'], WaitingReads<JournalItem>>();

export class MapJournal {
  readonly #parts: JournalParts;
  /** As long as it takes, whatever the limits for calls are: a stream goes on when there is a connection again. */
  readonly #lasting: InternalOptions;
  readonly #waiting: WaitingReads<JournalItem>;

  constructor(parts: JournalParts) {
    this.#parts = parts;
    this.#waiting = waitingReads.get(parts.proxy) ?? new WaitingReads();
    waitingReads.set(parts.proxy, this.#waiting);
    const codecs = journalCodecs(parts.core.router, parts.codecs);
    this.#lasting = { internal: true, patient: true, waits: Infinity, proxy: parts.proxy, codecs };
  }

  stream({
    onLoss = 'error',
    checkpoints = false,
    ...options
  }: JournalOptions): Observable<Change | JournalLoss | JournalMark> {
    return this.#read<Change | JournalLoss | JournalMark>(options, places => {
      const marks = (): JournalMark[] => (checkpoints ? [{ type: 'checkpoint', checkpoint: places.checkpoint }] : []);
      const told = (part: Part, item: RingbufferItem<JournalItem>): Change | JournalLoss => {
        if (!isLoss(item)) return this.#change(part, item.sequence, item.value);
        if (onLoss === 'report') return { ...item, partition: part.partition };
        throw this.#lossError(part, item);
      };
      const page = function* (...[part, items, reached]: Parameters<Use<never>['page']>) {
        for (const item of items) yield told(part, item);
        reached();
        if (items.length > 0) yield* marks();
      };
      return { started: marks, page };
    });
  }

  consume<R>(
    handler: (change: Change) => ObservableInput<R>,
    { concurrency = 1, onLoss = 'error', onCheckpoint, ...options }: ConsumeJournalOptions,
  ): Observable<R> {
    const kept = (part: Part, items: readonly RingbufferItem<JournalItem>[]): Change[] =>
      items.flatMap(item => {
        if (!isLoss(item)) return this.#change(part, item.sequence, item.value);
        if (onLoss === 'error') throw this.#lossError(part, item);
        onLoss({ ...item, partition: part.partition });
        return [];
      });
    return new Observable<R>(subscriber => {
      const turns = new Turns(concurrency);
      // First of all: one handler that is left must not let another begin.
      subscriber.add(() => turns.end());
      const results$ = this.#read<R>(options, places => {
        if (!(concurrency >= 1)) throw this.#refusal(`concurrency must be 1 or more, not ${concurrency}`);
        const mark$ = defer(() => {
          onCheckpoint?.(places.checkpoint);
          return EMPTY;
        });
        const page: Use<R>['page'] = (part, items, reached) => {
          if (items.length === 0) return EMPTY;
          const handled$ = defer(() => pipelined(kept(part, items), handler, 1));
          const over$ = defer(() => {
            reached();
            return mark$;
          });
          return turns.take(concat(handled$, over$));
        };
        return { started: () => mark$, page };
      });
      results$.subscribe(subscriber);
    });
  }

  /** Reads all partitions, each at its own pace, once it is known of every one of them where it begins. */
  #read<R>(options: JournalReadOptions, useOf: (places: JournalPlaces) => Use<R>): Observable<R> {
    const { core, name } = this.#parts;
    return defer(() => {
      const reason = notABatch(options.batchSize ?? BATCH);
      if (reason) throw this.#refusal(reason);
      const places = new JournalPlaces(name);
      const use = useOf(places);
      // The members may need the schemas of its objects first: a call like those of the stream sees to that.
      const begun = (): Observable<readonly Part[]> => of(this.#begun(options));
      return core.invoker.combined(mapEventJournalSubscribe, name, begun, this.#lasting).pipe(
        concatMap(parts => {
          const begun$ = pipelined(parts, part => this.#begin(part, places), PARALLELISM);
          const flows = parts.map(part => this.#flow(part, places, use));
          return concat(
            begun$.pipe(ignoreElements()),
            defer(() => use.started()),
            merge(...flows),
          );
        }),
      );
    });
  }

  #begun({ from = 'latest', batchSize = BATCH, ...filter }: JournalReadOptions): Part[] {
    const { core, name } = this.#parts;
    const { partitionCount } = core.router;
    const room = new SeenRoom();
    const checkpoint = from === 'oldest' || from === 'latest' ? undefined : from;
    const reason = checkpoint !== undefined && notResumable(checkpoint, name, partitionCount);
    if (reason) throw this.#refusal(reason);
    const blobOf = (object: Storable | undefined): string =>
      object == null ? '' : core.router.data(object).bytes.join();
    const alike = [batchSize, blobOf(filter.predicate), blobOf(filter.projection)].join('/');
    // Where there is a filter, nobody can say when the next event passes it, and others may have filters of their own.
    const stays = filter.predicate == null && filter.projection == null;
    return Array.from({ length: partitionCount }, (_, partition) => {
      const own = sourceOf({ core, name, filter, room, options: { ...this.#lasting, partition } });
      const source = this.#waiting.of(own, { name: `${partition}/${alike}`, codecs: this.#parts.codecs, stays });
      const place = checkpoint?.places[partition];
      return {
        partition,
        reader: new RingbufferReader(source, batchSize),
        position: place ? resumed(place) : beginning(from as 'oldest' | 'latest'),
      };
    });
  }

  /** Finds out where that is; a checkpoint tells it. */
  #begin({ partition, reader, position }: Part, places: JournalPlaces): Observable<unknown> {
    const begun$: Observable<unknown> = position.next === undefined ? reader.fetch(position) : of(undefined);
    return begun$.pipe(map(() => places.reached(partition, position)));
  }

  #flow<R>(part: Part, places: JournalPlaces, use: Use<R>): Observable<R> {
    const reached = (): void => places.reached(part.partition, part.position);
    return byPage(
      part.position,
      position => part.reader.fetch(position),
      items => use.page(part, items, reached),
    );
  }

  #change({ partition }: Part, sequence: JournalEvent<unknown, unknown>['sequence'], item: JournalItem): Change {
    if (!item.read) throw asHazelcastError(item.error, this.#details);
    return { ...item.read, partition, sequence } as Change;
  }

  get #details() {
    return { operation: READ.name, structure: this.#parts.name };
  }

  #refusal(reason: string): HazelcastError {
    return new HazelcastError('ILLEGAL_ARGUMENT', reason, this.#details);
  }

  #lossError({ partition }: Part, loss: Parameters<typeof lossError>[0]): HazelcastError {
    return lossError(loss, READ, this.#parts.name, `partition ${partition}: `);
  }
}
