// What one subscription to `consume` is asked for, and how its errors are told apart.
import type { Codecs } from '@hazelrx/protocol';
import { transactionalQueuePoll } from '@hazelrx/protocol/operations';
import { catchError, type Observable, type ObservableInput, throwError } from 'rxjs';
import { AuthenticationError, HazelcastError } from '../errors.js';
import { LONGEST_TIMER } from '../longest-timer.js';
import type { Core } from './structure.js';

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

/** Milliseconds that a transaction without an item is kept for the next look. */
export const SPARE_AGE = 30_000;
/** Milliseconds that are left for the commit, and for the item on its way to the dead letters. */
export const FINISH = 15_000;

/** Of one subscription. */
export interface Consumption<E, R> extends Required<Omit<QueueConsumeOptions, 'deadLetter'>> {
  readonly core: Core;
  readonly name: string;
  /** Of the types that are declared for the queue. */
  readonly codecs: Codecs | undefined;
  readonly handler: QueueItemHandler<E, R>;
  readonly deadLetter: string | undefined;
}

/** With what is not given filled in. */
export function checked(structure: string, options: QueueConsumeOptions) {
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

/** Not the item's fault, nor its handler's: the members give back what was under way. */
export class Interrupted {
  constructor(readonly error: HazelcastError) {}
}

/** What is wrong with the connection, or a member, is not what is wrong with an item. */
export function interrupted<T>(source: Observable<T>): Observable<T> {
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
