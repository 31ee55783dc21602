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
  of,
  retry,
  takeUntil,
  tap,
  throwError,
  timeout as within,
  timer,
  toArray,
} from 'rxjs';
import { type HazelcastError, SerializationError, TimeoutError } from '../errors.js';
import { deliveries } from './deliveries.js';
import { rolledBackLate } from './late-rollback.js';
import { type Consumption, FINISH, interrupted, SPARE_AGE } from './queue-consumption.js';
import type { Companion, Storable } from './structure.js';
import { TransactionLine } from './transaction/transaction-line.js';
import { TransactionalQueue } from './transaction/transactional-queue.js';
import { membersWithoutData } from './watched-by-members.js';

/** Only of these do other members keep what rolls them back when their own dies. */
const TWO_PHASE = 2;
/** Milliseconds between two looks at a queue of which no event has come. */
const CHECK = 1000;

/** A transaction that has nothing yet. */
interface Spare {
  readonly line: TransactionLine;
  readonly begunAt: number;
}

/** Gets and handles the items of one session. */
export class QueueWorker<E extends Storable, R> {
  readonly #spares: Spare[] = [];
  /** Those that may hold an item. */
  readonly #lines = new Set<TransactionLine>();

  constructor(
    readonly consumption: Consumption<E, R>,
    readonly companion: Companion,
  ) {}

  /** Completes some time after `until$`, when nothing is under way any more. */
  work(until$: Observable<unknown>): Observable<R> {
    const { consumption, companion } = this;
    const connection = companion.core.router.connections.any()!;
    const signs$ = this.#signs().pipe(takeUntil(until$));
    const work = deliveries(found => this.#deliver(found), signs$, consumption.concurrency);
    return rolledBackLate(connection).pipe(
      interrupted,
      concatMap(() => work),
    );
  }

  /**
   * Ends the connection, when what is under way is rolled back: a poll that a member still works at as the connection ends
   * could take its item after the rollback.
   */
  end(): void {
    // With the client that it belongs to at the latest.
    const ended$ = this.consumption.core.ended$.pipe(catchError(() => of(undefined)));
    // Ends by itself: a rollback has a time limit, and none outlives its connection.
    merge(...[...this.#lines].map(line => this.#rollback(line)))
      .pipe(takeUntil(ended$), finalize(this.companion.end))
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
        // One of them, at least, watches this client.
        const durability = 1 + membersWithoutData(core);
        const terms = { timeout, durability, transactionType: TWO_PHASE, threadId: core.ownership.newThread() };
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
