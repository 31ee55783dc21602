// Transactions: what is done in one is done together, or not at all.
import type { Codecs } from '@hazelrx/protocol';
import { transactionCreate } from '@hazelrx/protocol/operations';
import {
  catchError,
  concat,
  concatMap,
  defer,
  EMPTY,
  finalize,
  first,
  ignoreElements,
  map,
  merge,
  type Observable,
  type ObservableInput,
  of,
  throwError,
  timeout as within,
  toArray,
} from 'rxjs';
import { ConnectionError, HazelcastError, TimeoutError } from '../../errors.js';
import { LONGEST_TIMER } from '../../longest-timer.js';
import {
  codecsOf,
  type DeclaredTypes,
  type EntryTypes,
  type ItemType,
  type LazyEntryTypes,
  type LazyItemType,
} from '../declared-types.js';
import type { Lazy } from '../lazy.js';
import type { Core, Storable } from '../structure.js';
import { TransactionLine, type TransactionTerms } from './transaction-line.js';
import { TransactionalList } from './transactional-list.js';
import { TransactionalMap } from './transactional-map.js';
import { TransactionalMultiMap } from './transactional-multi-map.js';
import { TransactionalQueue } from './transactional-queue.js';
import { TransactionalSet } from './transactional-set.js';
import type { TransactionParts } from './transactional-structure.js';

export interface TransactionOptions {
  /** Milliseconds from its begin to its commit; then it is rolled back. Default 120,000. */
  readonly timeout?: number;
  /** Members that take over a `TWO_PHASE` transaction when its own dies, so that it is rolled back. Default 1. */
  readonly durability?: number;
  /**
   * `TWO_PHASE` (default): members first prepare what they are to commit, so that one that dies meanwhile leaves little
   * half done. `ONE_PHASE` is quicker.
   */
  readonly type?: 'ONE_PHASE' | 'TWO_PHASE';
}

const TIMEOUT = 120_000;
const TYPES = { ONE_PHASE: 1, TWO_PHASE: 2 } as const;
/** A member that has more to do than copies to keep ignores the rest. */
const MOST_DURABILITY = 6;

/**
 * The structures as one transaction sees them. Calls are cold, as everywhere; they are sent one after the other, in the
 * order of their subscriptions. Unsubscribing from one drops the wait, and what it did stays part of the transaction.
 * After its end they fail with `TRANSACTION_NOT_ACTIVE`.
 */
export class Transaction {
  readonly #parts: TransactionParts;

  constructor(parts: TransactionParts) {
    this.#parts = parts;
  }

  getMap<K extends Storable, V extends Storable>(name: string, types: EntryTypes<K, V>): TransactionalMap<K, V>;
  getMap<K extends Storable, V extends Storable>(
    name: string,
    types: LazyEntryTypes<K, V>,
  ): TransactionalMap<K, Lazy<V>>;
  getMap<K extends Storable = Storable, V extends Storable = Storable>(name: string): TransactionalMap<K, V>;
  getMap<K extends Storable, V extends Storable>(name: string, types?: DeclaredTypes): TransactionalMap<K, V> {
    return new TransactionalMap(this.#parts, name, this.#codecs(name, types));
  }

  getQueue<T extends Storable>(name: string, types: ItemType<T>): TransactionalQueue<T>;
  getQueue<T extends Storable>(name: string, types: LazyItemType<T>): TransactionalQueue<Lazy<T>>;
  getQueue<T extends Storable = Storable>(name: string): TransactionalQueue<T>;
  getQueue<T extends Storable>(name: string, types?: DeclaredTypes): TransactionalQueue<T> {
    return new TransactionalQueue(this.#parts, name, this.#codecs(name, types));
  }

  getList<T extends Storable>(name: string, types: ItemType<T>): TransactionalList<T>;
  getList<T extends Storable>(name: string, types: LazyItemType<T>): TransactionalList<Lazy<T>>;
  getList<T extends Storable = Storable>(name: string): TransactionalList<T>;
  getList<T extends Storable>(name: string, types?: DeclaredTypes): TransactionalList<T> {
    return new TransactionalList(this.#parts, name, this.#codecs(name, types));
  }

  getSet<T extends Storable>(name: string, types: ItemType<T>): TransactionalSet<T>;
  getSet<T extends Storable>(name: string, types: LazyItemType<T>): TransactionalSet<Lazy<T>>;
  getSet<T extends Storable = Storable>(name: string): TransactionalSet<T>;
  getSet<T extends Storable>(name: string, types?: DeclaredTypes): TransactionalSet<T> {
    return new TransactionalSet(this.#parts, name, this.#codecs(name, types));
  }

  getMultiMap<K extends Storable, V extends Storable>(
    name: string,
    types: EntryTypes<K, V>,
  ): TransactionalMultiMap<K, V>;
  getMultiMap<K extends Storable, V extends Storable>(
    name: string,
    types: LazyEntryTypes<K, V>,
  ): TransactionalMultiMap<K, Lazy<V>>;
  getMultiMap<K extends Storable = Storable, V extends Storable = Storable>(name: string): TransactionalMultiMap<K, V>;
  getMultiMap<K extends Storable, V extends Storable>(
    name: string,
    types?: DeclaredTypes,
  ): TransactionalMultiMap<K, V> {
    return new TransactionalMultiMap(this.#parts, name, this.#codecs(name, types));
  }

  #codecs(name: string, types: DeclaredTypes | undefined): Codecs | undefined {
    return types && codecsOf(this.#parts.core, name, types);
  }
}

/**
 * Does the work in a transaction: commits when it completes, and emits what it has emitted then, not before. Rolls back when
 * it fails, which is told after that, and on unsubscribe. Never begun anew: when its connection ends it fails with a
 * `ConnectionError`, or, when the commit was sent, with an `IndeterminateError`.
 */
export function transaction<R>(
  core: Core,
  work: (transaction: Transaction) => ObservableInput<R>,
  options: TransactionOptions = {},
): Observable<R> {
  return defer(() => {
    const terms = termsOf(core, options);
    const waits = terms.timeout;
    return core.invoker.combined(transactionCreate, undefined, () => ended(core, work, terms), { waits });
  }).pipe(concatMap(outcome => outcome()));
}

/** Emits once it is over: how it ended, be it by an error of the work's own. */
function ended<R>(
  core: Core,
  work: (transaction: Transaction) => ObservableInput<R>,
  terms: TransactionTerms,
): Observable<() => ObservableInput<R>> {
  const { connections } = core.router;
  const connection = connections.any();
  if (!connection) throw new ConnectionError('CLIENT_OFFLINE', 'not connected any more', details);
  const line = new TransactionLine(connection, terms, core.invoker.parts.options.invocationTimeout + terms.timeout);
  const begun = new Transaction({ line, core });
  const rollback$ = defer(() => line.rollback()).pipe(
    ignoreElements(),
    catchError(() => EMPTY),
  );
  const working$ = line.begin().pipe(
    concatMap(() => work(begun)),
    toArray(),
    within({ first: terms.timeout, scheduler: core.scheduler, with: () => throwError(() => timedOut(terms)) }),
    concatMap(results => line.commit().pipe(map(() => () => results))),
  );
  return merge(line.lost$(connections), working$).pipe(
    first(),
    catchError((error: unknown) =>
      concat(
        rollback$,
        of(() => throwError(() => error)),
      ),
    ),
    // Goes on when nobody waits for it.
    finalize(() => rollback$.subscribe()),
  );
}

const details = { operation: transactionCreate.name };

function timedOut({ timeout }: TransactionTerms): HazelcastError {
  return new TimeoutError('TRANSACTION_TIMED_OUT', `not committed within ${timeout} ms`, details);
}

function termsOf({ ownership }: Core, options: TransactionOptions): TransactionTerms {
  const { timeout = TIMEOUT, durability = 1, type = 'TWO_PHASE' } = options;
  const refuse = (what: string): never => {
    throw new HazelcastError('ILLEGAL_ARGUMENT', what, details);
  };
  if (!(timeout >= 1 && timeout <= LONGEST_TIMER)) refuse(`timeout must be 1 to ${LONGEST_TIMER} ms, not ${timeout}`);
  if (!(Number.isInteger(durability) && durability >= 0 && durability <= MOST_DURABILITY))
    refuse(`durability must be a whole number from 0 to ${MOST_DURABILITY}, not ${durability}`);
  if (!Object.hasOwn(TYPES, type)) refuse(`type must be ONE_PHASE or TWO_PHASE, not ${type}`);
  return { timeout, durability, transactionType: TYPES[type], threadId: ownership.newThread() };
}
