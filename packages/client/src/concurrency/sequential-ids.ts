import { atomicLongGetAndAdd } from '@hazelrx/protocol/operations';
import type Long from 'long';
import {
  catchError,
  concat,
  defer,
  from,
  ignoreElements,
  map,
  mergeMap,
  type Observable,
  of,
  repeat,
  retry,
  share,
  tap,
  throwError,
} from 'rxjs';
import { HazelcastError, IndeterminateError } from '../errors.js';
import type { FlakeIdGenerator } from '../structures/flake-id-generator.js';
import type { Core } from '../structures/structure.js';
import type { AtomicLong } from './atomic-long.js';
import type { IdGenerator } from './id-generator.js';

const BLOCK_SIZE = 1000;
const LARGEST_BLOCK = 1_000_000;
const OPERATION = 'IdGenerator.newId';

/** Ids of one reservation. */
class Block {
  #next: Long;
  #left: number;

  constructor(first: Long, size: number) {
    this.#next = first;
    this.#left = size;
  }

  take(): Long | undefined {
    if (this.#left === 0) return undefined;
    this.#left--;
    const id = this.#next;
    this.#next = id.add(1);
    return id;
  }

  *[Symbol.iterator](): Iterator<Long> {
    for (let id = this.take(); id; id = this.take()) yield id;
  }
}

/**
 * The numbers from 0 in blocks, which are reserved by adding to a counter. One whose reservation nobody knows the end of
 * is skipped.
 */
export class SequentialIdGenerator implements IdGenerator {
  readonly #counter: AtomicLong;
  readonly #blockSize: number;
  readonly #core: Core;
  /** One request for all who wait. It is over before they look, so that who finds nothing left starts the next. */
  readonly #reserved$: Observable<never>;
  readonly #ids$: Observable<Long>;
  #block: Block | undefined;

  constructor(
    core: Core,
    readonly name: string,
    counter: AtomicLong,
    blockSize = BLOCK_SIZE,
  ) {
    this.#core = core;
    this.#counter = counter;
    this.#blockSize = blockSize;
    this.#reserved$ = this.#reserve().pipe(
      tap(block => (this.#block = block)),
      ignoreElements(),
      share(),
    );
    // Blocks of its own: whoever takes all there is leaves nothing to others.
    this.#ids$ = this.#reserve().pipe(
      mergeMap(block => from(block)),
      repeat(),
      share(),
    );
  }

  newId(): Observable<Long> {
    return defer(() => {
      const id = this.#block?.take();
      return id ? of(id) : concat(this.#reserved$, this.newId());
    });
  }

  ids(): Observable<Long> {
    return this.#ids$;
  }

  #reserve(): Observable<Block> {
    return defer(() => {
      const size = this.#blockSize;
      if (!Number.isInteger(size) || size < 1 || size > LARGEST_BLOCK) throw this.#badSize();
      const { scheduler, options } = this.#core;
      const until = scheduler.now() + options.invocationTimeout;
      return this.#counter.getAndAdd(size).pipe(
        retry({
          delay: (error: unknown) =>
            error instanceof IndeterminateError && scheduler.now() < until ? of(undefined) : throwError(() => error),
        }),
        map(first => new Block(first, size)),
        catchError((error: unknown) => throwError(() => this.#told(error))),
      );
    });
  }

  #told(error: unknown): unknown {
    if (!(error instanceof HazelcastError) || error.operation !== atomicLongGetAndAdd.name) return error;
    return error.toldOf({ operation: OPERATION, structure: this.name });
  }

  #badSize(): HazelcastError {
    const reason = `blockSize must be a whole number from 1 to ${LARGEST_BLOCK}, not ${String(this.#blockSize)}`;
    return new HazelcastError('ILLEGAL_ARGUMENT', reason, { operation: OPERATION, structure: this.name });
  }
}

/** Ids of a `FlakeIdGenerator`. */
export class FlakeIds implements IdGenerator {
  readonly #single: FlakeIdGenerator;
  readonly #ids$: Observable<Long>;

  /** `streamed`: where those of `ids()` come from, which take all there is. */
  constructor(single: FlakeIdGenerator, streamed: FlakeIdGenerator = single) {
    this.#single = single;
    this.#ids$ = streamed.newId().pipe(
      mergeMap(first => from(fetched(first, streamed))),
      repeat(),
      share(),
    );
  }

  get name(): string {
    return this.#single.name;
  }

  newId(): Observable<Long> {
    return this.#single.newId();
  }

  ids(): Observable<Long> {
    return this.#ids$;
  }
}

/** This one, and all that came with it. */
function* fetched(first: Long, generator: FlakeIdGenerator): Iterable<Long> {
  for (let id: Long | undefined = first; id; id = generator.takeFetched()) yield id;
}
