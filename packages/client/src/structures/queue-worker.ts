import type { Data } from '@hazelrx/protocol';
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
import { type ErrorDetails, type HazelcastError, TimeoutError } from '../errors.js';
import { deliveries } from './deliveries.js';
import { itemEvent } from './item-event.js';
import { rolledBackLate } from './late-rollback.js';
import { type Consumption, FINISH, interrupted, SPARE_AGE } from './queue-consumption.js';
import type { Companion, Storable } from './structure.js';
import { TransactionLine } from './transaction/transaction-line.js';
import { TransactionalMap } from './transaction/transactional-map.js';
import { TransactionalQueue } from './transaction/transactional-queue.js';
import { CONSUMERS, membersWithoutData } from './watched-by-members.js';
import { whileAlone } from './while-alone.js';

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
  #spare: Spare | undefined;
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
    // Also that it listens from now on, or may have missed something.
    const added = core.listeners
      .listen(queueAddListener, { name, includeValue: false }, itemEvent, true)
      .pipe(filter(event => event?.type !== 'removed'));
    const full = core.invoker
      .call(queueIsEmpty, { name }, ({ response }) => !response, { internal: true })
      .pipe(catchError(() => EMPTY));
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
            if (polled === null) {
              this.#spare = spare;
              return EMPTY;
            }
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
    const spare = this.#spare;
    this.#spare = undefined;
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

  /** Its items as they are on the members: that is how they get to the dead letters. */
  #queue(line: TransactionLine, name: string): TransactionalQueue<Data> {
    return new TransactionalQueue({ line, core: this.companion.core }, name);
  }

  /** Null: there is none. */
  #poll({ line }: Spare): Observable<Data | null> {
    return this.#queue(line, this.consumption.name).poll().pipe(interrupted);
  }

  /** Emits what the handler has emitted, after the commit. */
  #finish(line: TransactionLine, item: Data): Observable<R> {
    return this.#read(item).pipe(
      concatMap(value => this.#handled(value)),
      catchError((error: unknown) => this.#failed(line, item, error)),
      concatMap(results =>
        this.#commit(line, item).pipe(
          interrupted,
          concatMap(() => from(results)),
        ),
      ),
    );
  }

  /**
   * Members that see a client go may roll back twice what it had polled, and take the item from whoever has it the second
   * time: two have it then. Before members commit what consists of more than one thing they look whether all of it is
   * still there: so this adds one, of which nobody else wants to know. And no two commit an item at the same time.
   */
  #commit(line: TransactionLine, item: Data): Observable<unknown> {
    const { uuid, core } = this.companion;
    const key = `${uuid.toString()}#${core.ownership.newThread()}`;
    const map = new TransactionalMap<string, never>({ line, core }, CONSUMERS);
    return whileAlone(
      core,
      item,
      defer(() => map.getForUpdate(key).pipe(concatMap(() => line.commit()))),
    );
  }

  #read(item: Data): Observable<E> {
    const { core, codecs } = this.consumption;
    return core.resolved(() => core.router.value(item, codecs?.value) as E, this.#details);
  }

  get #details(): ErrorDetails {
    return { operation: transactionalQueuePoll.name, structure: this.consumption.name };
  }

  #handled(item: E): Observable<readonly R[]> {
    const { handler, attempts, backoff, timeout, core } = this.consumption;
    const { scheduler } = core;
    let attempt = 0;
    const late = (): HazelcastError => {
      const reason = `its handler was not done with the item within ${timeout} ms`;
      return new TimeoutError('TIMEOUT', reason, this.#details);
    };
    return defer(() => handler(item, ++attempt)).pipe(
      toArray(),
      retry({ count: attempts - 1, delay: (_, failures) => timer(backoff * 2 ** (failures - 1), scheduler) }),
      within({ first: timeout, scheduler, with: () => throwError(late) }),
    );
  }

  /** To the dead letters; without them, or where they are full, it stays, and its error ends the stream. */
  #failed(line: TransactionLine, item: Data, error: unknown): Observable<readonly R[]> {
    const { deadLetter } = this.consumption;
    const stays = defer(() =>
      concat(
        this.#rollback(line),
        throwError(() => error),
      ),
    );
    if (deadLetter === undefined) return stays;
    return this.#queue(line, deadLetter)
      .offer(item)
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
