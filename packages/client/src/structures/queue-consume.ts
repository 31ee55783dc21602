// The work queue: an item is gone from the queue when its handler has done with it, and not before.
import { queueAddListener, queueIsEmpty, transactionalQueuePoll } from '@hazelrx/protocol/operations';
import {
  catchError,
  concat,
  concatMap,
  defer,
  EMPTY,
  exhaustMap,
  filter,
  finalize,
  from,
  ignoreElements,
  interval,
  map,
  merge,
  type Observable,
  type ObservableInput,
  of,
  retry,
  tap,
  throwError,
  timeout as within,
  timer,
  toArray,
} from 'rxjs';
import { AuthenticationError, HazelcastError, SerializationError, TimeoutError } from '../errors.js';
import { deliveries } from './deliveries.js';
import type { Companion, Core, Storable } from './structure.js';
import { TransactionLine } from './transaction/transaction-line.js';
import { TransactionalQueue } from './transaction/transactional-queue.js';
import { watchedByMembers } from './watched-by-members.js';

export interface QueueConsumeOptions {
  /** Items at work at a time. Default 1. */
  readonly concurrency?: number;
  /** Times that the handler gets an item before it counts as failed. Default 3. */
  readonly attempts?: number;
  /** Milliseconds before the second attempt; doubled before each further one. Default 100. */
  readonly backoff?: number;
  /**
   * The name of a queue for items that failed: they go there, and leave this one, in one step. Default: the item stays and
   * the stream fails with its error.
   */
  readonly deadLetter?: string;
  /** Milliseconds for one item, all attempts together; then its handler is unsubscribed and it counts as failed. Default 60,000. */
  readonly timeout?: number;
}

/** What becomes of an item: the results are emitted once that is final. */
export type QueueItemHandler<E, R> = (item: E, attempt: number) => ObservableInput<R>;

/** Only of these do other members keep what rolls them back when their own dies. */
const TWO_PHASE = 2;
/** Milliseconds between two looks at a queue of which no event has come. */
const CHECK = 1000;
/** Milliseconds that a transaction without an item is kept for the next look. */
const SPARE_AGE = 30_000;
/** Milliseconds that are left for the commit, and for the item on its way to the dead letters. */
const FINISH = 15_000;
/** Milliseconds before a lost connection is replaced. */
const PAUSE = 500;
const LONGEST_TIMER = 2 ** 31 - 1;

/** Not the item's fault, nor its handler's: the members give back what was under way. */
class Interrupted {
  constructor(readonly error: HazelcastError) {}
}

/** Of one subscription. */
interface Consumption<E, R> extends Required<Omit<QueueConsumeOptions, 'deadLetter'>> {
  readonly core: Core;
  readonly name: string;
  readonly handler: QueueItemHandler<E, R>;
  readonly deadLetter: string | undefined;
}

/**
 * Hands each item to the handler, inside a transaction that commits when the handler completes, and emits what it has
 * emitted then. Cold; each subscription is a consumer of its own, and all share the items. An item whose transaction did
 * not commit returns to where it was: at once when the consumer's process ends, some seconds after its member's.
 */
export function consumeQueue<E extends Storable, R>(
  core: Core,
  name: string,
  handler: QueueItemHandler<E, R>,
  options: QueueConsumeOptions = {},
): Observable<R> {
  return defer(() => {
    const consumption: Consumption<E, R> = { core, name, handler, ...checked(name, options) };
    const sessions = session(consumption).pipe(
      retry({
        delay: (error: unknown) => (error instanceof Interrupted ? again(consumption, error) : throwError(() => error)),
      }),
    );
    return merge(core.ended$, sessions);
  });
}

function again({ core, name }: Consumption<never, unknown>, { error }: Interrupted): Observable<unknown> {
  core.tell({ type: 'consumerInterrupted', structure: name, error });
  return timer(PAUSE, core.scheduler);
}

function checked(structure: string, options: QueueConsumeOptions) {
  const { concurrency = 1, attempts = 3, backoff = 100, timeout = 60_000, deadLetter } = options;
  const least = { concurrency: 1, attempts: 1, backoff: 0, timeout: 1 } as const;
  const most = LONGEST_TIMER - SPARE_AGE - FINISH;
  for (const [option, value] of Object.entries({ concurrency, attempts, backoff, timeout })) {
    const from = least[option as keyof typeof least];
    if (value >= from && (value <= most || (option === 'attempts' && value === Infinity))) continue;
    const reason = `${option} must be ${from} to ${most}, not ${String(value)}`;
    throw new HazelcastError('ILLEGAL_ARGUMENT', reason, { operation: transactionalQueuePoll.name, structure });
  }
  return { concurrency, attempts, backoff, timeout, deadLetter };
}

/**
 * One life of a connection, with a UUID that is never used again: members tell by it that what the client had begun is
 * to be rolled back.
 */
function session<E extends Storable, R>(consumption: Consumption<E, R>): Observable<R> {
  const { core } = consumption;
  return defer(() => {
    const companion = core.companion();
    const worker = new Worker(consumption, companion);
    const consuming = watchedByMembers(companion).pipe(
      interrupted,
      exhaustMap(() => worker.work()),
    );
    return merge(companion.core.ended$.pipe(interrupted), consuming).pipe(finalize(() => worker.end()));
  });
}

/** What is wrong with the connection, or a member, is not what is wrong with an item. */
function interrupted<T>(source: Observable<T>): Observable<T> {
  return source.pipe(
    catchError((error: unknown) => {
      const isFinal =
        !(error instanceof HazelcastError) || error instanceof AuthenticationError || FINAL.has(error.code);
      return throwError(() => (isFinal ? error : new Interrupted(error)));
    }),
  );
}

/** What a member would answer again. */
const FINAL: ReadonlySet<string> = new Set([
  'ACCESS_CONTROL',
  'CLASS_CAST',
  'ILLEGAL_ARGUMENT',
  'INVALID_CONFIGURATION',
  'NOT_ALLOWED_IN_CLUSTER',
  'SECURITY',
  'SPLIT_BRAIN_PROTECTION',
  'UNSUPPORTED_OPERATION',
]);

/** A transaction that has nothing yet. */
interface Spare {
  readonly line: TransactionLine;
  readonly begunAt: number;
}

/** Gets and handles the items of one session. */
class Worker<E extends Storable, R> {
  readonly #spares: Spare[] = [];
  /** Those that may hold an item. */
  readonly #lines = new Set<TransactionLine>();

  constructor(
    readonly consumption: Consumption<E, R>,
    readonly companion: Companion,
  ) {}

  work(): Observable<R> {
    return deliveries(found => this.#deliver(found), this.#signs(), this.consumption.concurrency);
  }

  /**
   * Ends the connection, when what is under way is rolled back: a poll that a member still works at as the connection ends
   * could take its item after the rollback.
   */
  end(): void {
    const { core } = this.consumption;
    const lines = core.invoker.parts.lifecycle.running ? [...this.#lines] : [];
    // Ends by itself: a rollback has a time limit, and none outlives its connection.
    merge(...lines.map(line => this.#rollback(line)))
      .pipe(finalize(this.companion.end))
      .subscribe();
  }

  /** That there may be an item. Nothing waits for one on a member: who waits there takes a thread from the others. */
  #signs(): Observable<unknown> {
    const { core, name } = this.consumption;
    const added = core.listeners.listen(queueAddListener, { name, includeValue: false }, itself, true);
    const full = core.invoker.call(queueIsEmpty, { name }, ({ response }) => !response).pipe(catchError(() => EMPTY));
    const check = interval(CHECK, core.scheduler).pipe(
      exhaustMap(() => full),
      filter(Boolean),
    );
    return merge(of(undefined), added, check);
  }

  #deliver(found: () => void): Observable<R> {
    return this.#begun().pipe(
      concatMap(spare => {
        const over = (): unknown => this.#lines.delete(spare.line);
        this.#lines.add(spare.line);
        return this.#poll(spare).pipe(
          concatMap(polled => {
            if (polled === null) return this.#keep(spare);
            found();
            return this.#finish(spare.line, polled);
          }),
          tap({ error: over, complete: over }),
        );
      }),
    );
  }

  #begun(): Observable<Spare> {
    const { core } = this.companion;
    const now = core.scheduler.now();
    const spare = this.#spares.pop();
    if (spare && now - spare.begunAt < SPARE_AGE) return of(spare);
    const left = spare ? this.#rollback(spare.line) : EMPTY;
    return concat(
      left,
      defer(() => {
        const connection = core.router.connections.any()!;
        const timeout = this.consumption.timeout + SPARE_AGE + FINISH;
        const terms = { timeout, durability: 1, transactionType: TWO_PHASE, threadId: core.ownership.newThread() };
        const line = new TransactionLine(connection, terms, core.invoker.parts.options.invocationTimeout);
        return line.begin().pipe(
          map(() => ({ line, begunAt: now })),
          interrupted,
        );
      }),
    );
  }

  #queue(line: TransactionLine, name: string): TransactionalQueue<Storable> {
    return new TransactionalQueue({ line, data: value => this.companion.core.router.data(value) }, name);
  }

  /** Null: there is none. What cannot be read is an item as well. */
  #poll({ line }: Spare): Observable<Polled<E> | null> {
    return this.#queue(line, this.consumption.name)
      .poll()
      .pipe(
        map(item => (item === null ? null : { item: item as E })),
        catchError((error: unknown) =>
          error instanceof SerializationError && error.data
            ? of({ item: error.data, unreadable: error })
            : throwError(() => error),
        ),
        interrupted,
      );
  }

  #keep(spare: Spare): Observable<never> {
    this.#spares.push(spare);
    return EMPTY;
  }

  /** Emits what the handler has emitted, after the commit. */
  #finish(line: TransactionLine, polled: Polled<E>): Observable<R> {
    return this.#handled(polled).pipe(
      catchError((error: unknown) => this.#failed(line, polled.item, error)),
      concatMap(results =>
        line.commit().pipe(
          interrupted,
          concatMap(() => from(results)),
        ),
      ),
    );
  }

  #handled(polled: Polled<E>): Observable<readonly R[]> {
    const { handler, attempts, backoff, timeout, name } = this.consumption;
    const { scheduler } = this.consumption.core;
    if ('unreadable' in polled) return throwError(() => polled.unreadable);
    let attempt = 0;
    const late = (): HazelcastError => {
      const reason = `its handler was not done with the item within ${timeout} ms`;
      return new TimeoutError('TIMEOUT', reason, { operation: transactionalQueuePoll.name, structure: name });
    };
    return defer(() => handler(polled.item, ++attempt)).pipe(
      toArray(),
      retry({ count: attempts - 1, delay: (_, failures) => timer(backoff * 2 ** (failures - 1), scheduler) }),
      within({ first: timeout, scheduler, with: () => throwError(late) }),
    );
  }

  /** To the dead letters; without them, or where they are full, it stays, and its error ends the stream. */
  #failed(line: TransactionLine, item: unknown, error: unknown): Observable<readonly R[]> {
    const { deadLetter } = this.consumption;
    const stays = defer(() =>
      concat(
        this.#rollback(line),
        throwError(() => error),
      ),
    );
    if (deadLetter === undefined) return stays;
    return this.#queue(line, deadLetter)
      .offer(item as Storable)
      .pipe(
        interrupted,
        concatMap(taken => (taken ? of([]) : stays)),
      );
  }

  #rollback(line: TransactionLine): Observable<never> {
    return line.rollback().pipe(
      ignoreElements(),
      catchError(() => EMPTY),
    );
  }
}

type Polled<E> = { readonly item: E } | { readonly item: unknown; readonly unreadable: SerializationError };

function itself(event: object): object {
  return event;
}
