// The calls of one transaction, on the one connection whose member coordinates it.
import type { AnyOperation, Codecs, RequestOf, ResponseOf, UUID } from '@hazelrx/protocol';
import { transactionCommit, transactionCreate, transactionRollback } from '@hazelrx/protocol/operations';
import {
  concatMap,
  EMPTY,
  filter,
  isObservable,
  map,
  Observable,
  Subject,
  type Subscriber,
  takeUntil,
  tap,
  throwIfEmpty,
} from 'rxjs';
import type { Connections } from '../../cluster/connections.js';
import { requestOn } from '../../connection/bound-call.js';
import type { Connection } from '../../connection/connection.js';
import { detailsOf } from '../../connection/pending.js';
import { ConnectionError, HazelcastError, IndeterminateError } from '../../errors.js';

/** What the member is told of a transaction when it begins, and what of it tells every call. */
export interface TransactionTerms {
  /** Milliseconds from its begin to its commit. */
  readonly timeout: number;
  readonly durability: number;
  readonly transactionType: number;
  readonly threadId: number;
}

interface Turn {
  readonly operation: AnyOperation;
  /** Asked for when it is its turn; may have to be waited for. Undefined: there is nothing to be sent any more. */
  readonly request: () => object | Observable<object> | undefined;
  readonly codecs: Codecs | undefined;
  readonly subscriber: Subscriber<never>;
}

/**
 * One call after the other: a member runs the requests of one connection side by side, and its transactions are not made
 * for that. A call whose caller leaves is waited for all the same, so that nothing of it comes after the rollback.
 */
export class TransactionLine {
  #transactionId: UUID | undefined;
  /** Of which kind the collections are that were called, by name. */
  readonly collections = new Map<string, 'queue' | 'list' | 'set'>();
  readonly #waiting: Turn[] = [];
  #busy = false;
  /** No calls of the work's own any more. */
  #closed = false;
  #committing = false;
  /** Committed, or its rollback was sent: there is nothing to roll back. */
  #over = false;
  readonly #rollingBack = new Subject<void>();

  constructor(
    readonly connection: Connection,
    readonly terms: TransactionTerms,
    /** Milliseconds that one call may take. */
    readonly timeout: number,
  ) {}

  /** Never emits; fails when the connection ends: nobody goes on with what was begun on it. */
  lost$({ closed$ }: Connections): Observable<never> {
    return closed$.pipe(
      filter(({ connection }) => connection === this.connection),
      map(({ error }): never => {
        throw this.#lost(error);
      }),
    );
  }

  begin(): Observable<unknown> {
    return this.#turn(transactionCreate, () => this.terms);
  }

  /**
   * A call of the work's. `fields`: what the row wants beyond the transaction, worked out on subscribe; where that takes
   * schemas, when it is its turn.
   */
  call<O extends AnyOperation>(
    operation: O,
    name: string,
    fields: object | Observable<object>,
    codecs?: Codecs,
  ): Observable<ResponseOf<O>> {
    if (this.#closed) throw overBefore(operation, name);
    const whole = { name, txnId: this.#transactionId, threadId: this.terms.threadId };
    const request = comesLater(fields)
      ? fields.pipe(
          takeUntil(this.#rollingBack),
          throwIfEmpty(() => overBefore(operation, name)),
          map(made => ({ ...made, ...whole })),
        )
      : { ...fields, ...whole };
    return this.#turn(operation, () => request, codecs);
  }

  /** After the calls that wait for their turn. What is sent from now on is too late. */
  commit(): Observable<unknown> {
    this.#closed = true;
    return this.#turn(transactionCommit, () => {
      this.#committing = true;
      return this.#itself;
    });
  }

  /** After the call that is under way, in place of the others. Does nothing the second time, nor after the commit. */
  rollback(): Observable<unknown> {
    this.#closed = true;
    for (const { operation, subscriber } of this.#waiting.splice(0)) subscriber.error(overBefore(operation));
    this.#rollingBack.next();
    return this.#turn(transactionRollback, () => {
      if (this.#over || !this.#transactionId) return undefined;
      this.#over = true;
      return this.#itself;
    });
  }

  get #itself(): object {
    return { transactionId: this.#transactionId, threadId: this.terms.threadId };
  }

  #turn<O extends AnyOperation>(operation: O, request: Turn['request'], codecs?: Codecs): Observable<ResponseOf<O>> {
    return new Observable(subscriber => {
      this.#waiting.push({ operation, request, codecs, subscriber });
      this.#next();
    });
  }

  #next(): void {
    while (!this.#busy) {
      const turn = this.#waiting.shift();
      if (!turn) return;
      this.#take(turn);
    }
  }

  #take({ operation, request, codecs, subscriber }: Turn): void {
    let fields = subscriber.closed ? undefined : request();
    if (!fields) return subscriber.complete();
    this.#busy = true;
    const send = (made: object): Observable<object> =>
      requestOn(this.connection, operation, made as RequestOf<AnyOperation>, this.timeout, codecs);
    const answer$ = comesLater(fields)
      ? fields.pipe(
          tap(made => (fields = made)),
          concatMap(made => (subscriber.closed ? EMPTY : send(made))),
        )
      : send(fields);
    answer$.subscribe({
      next: response => {
        this.#answered(operation, response);
        subscriber.next(response as never);
      },
      error: (error: HazelcastError) => {
        this.#busy = false;
        subscriber.error(this.#told(error, operation, fields!));
        this.#next();
      },
      complete: () => {
        this.#busy = false;
        subscriber.complete();
        this.#next();
      },
    });
  }

  /** Also when whoever has called has left: what it has begun must be rolled back, what is committed cannot be. */
  #answered(operation: AnyOperation, response: object): void {
    if (operation === transactionCreate)
      this.#transactionId = (response as ResponseOf<typeof transactionCreate>).response;
    if (operation === transactionCommit) this.#over = true;
  }

  /** An answer says what became of the call; without one it is known only that a commit was sent. */
  #told(error: HazelcastError, operation: AnyOperation, request: object): HazelcastError {
    const details = detailsOf({ operation, request: request as Readonly<Record<string, unknown>> });
    const unanswered = error.memberStack === undefined;
    if (operation === transactionCommit && unanswered) return this.#lost(error);
    return error.operation === undefined ? error.toldOf(details) : error;
  }

  #lost(cause: HazelcastError): HazelcastError {
    const { name: operation } = this.#committing ? transactionCommit : transactionCreate;
    if (this.#committing) {
      const reason = `sent, but it is not known whether the transaction was committed: ${cause.reason}`;
      return new IndeterminateError('INDETERMINATE_OPERATION_STATE', reason, { operation, cause });
    }
    if (cause.code === 'CLIENT_NOT_ACTIVE') return cause.toldOf({ operation });
    const reason = `the members roll the transaction back: ${cause.reason}`;
    return new ConnectionError('TARGET_DISCONNECTED', reason, { operation, cause });
  }
}

function comesLater(fields: object): fields is Observable<object> {
  return isObservable(fields);
}

function overBefore({ name: operation }: AnyOperation, structure?: string): HazelcastError {
  return new HazelcastError('TRANSACTION_NOT_ACTIVE', 'the transaction is over', { operation, structure });
}
