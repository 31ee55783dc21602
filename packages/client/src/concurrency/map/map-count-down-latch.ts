import {
  countDownLatchAwait,
  countDownLatchCountDown,
  countDownLatchGetCount,
  countDownLatchTrySetCount,
} from '@hazelrx/protocol/operations';
import { concat, concatMap, defer, first, map, type Observable, race, throwError } from 'rxjs';
import { HazelcastError } from '../../errors.js';
import { over } from '../../longest-timer.js';
import type { Core } from '../../structures/structure.js';
import type { CountDownLatch } from '../count-down-latch.js';
import { Register, type RegisterPlace } from './register.js';
import type { StateCodec } from './register-record.js';
import { notAWait } from '../../structures/sliced-wait.js';

export const LATCHES = 'hazelrx.latches';
const HIGHEST_COUNT = 2 ** 31 - 1;

interface LatchState {
  readonly count: number;
  /** How often the count was set: between two rounds it was open. */
  readonly round: number;
}

const CODEC: StateCodec<LatchState> = {
  initial: { count: 0, round: 0 },
  size: () => 12,
  write({ count, round }, view, at) {
    view.setInt32(at, count);
    view.setFloat64(at + 4, round);
  },
  read: (view, at) => ({ count: view.getInt32(at), round: view.getFloat64(at + 4) }),
};

export class MapCountDownLatch implements CountDownLatch {
  readonly backend = 'map';
  readonly #core: Core;
  readonly #register: Register<LatchState>;

  constructor(
    place: RegisterPlace,
    readonly name: string,
  ) {
    this.#core = place.core;
    this.#register = new Register(place, name, CODEC);
  }

  trySetCount(count: number): Observable<boolean> {
    if (!Number.isInteger(count) || count < 1 || count > HIGHEST_COUNT) {
      const reason = `count must be a whole number from 1 to ${HIGHEST_COUNT}, not ${count}`;
      return this.#refused(countDownLatchTrySetCount.name, reason);
    }
    return this.#register.update(
      ({ count: left, round }) =>
        left === 0 ? { state: { count, round: round + 1 }, result: true } : { result: false },
      countDownLatchTrySetCount,
    );
  }

  countDown(): Observable<undefined> {
    return this.#register.update(
      ({ count, round }) =>
        count === 0 ? { result: undefined } : { state: { count: count - 1, round }, result: undefined },
      countDownLatchCountDown,
    );
  }

  getCount(): Observable<number> {
    return this.#register.get(countDownLatchGetCount).pipe(map(({ count }) => count));
  }

  await(timeout = Infinity): Observable<boolean> {
    if (!(timeout >= 0)) return this.#refused(countDownLatchAwait.name, notAWait(timeout));
    return defer(() => {
      const until = this.#core.scheduler.now() + timeout;
      return this.#register.call(countDownLatchAwait, () => this.#opened(until), timeout);
    });
  }

  get opened$(): Observable<undefined> {
    return this.await().pipe(map(() => undefined));
  }

  destroy(): Observable<undefined> {
    return this.#register.remove();
  }

  /** Looks at once, and once more when the time is up. */
  #opened(until: number): Observable<boolean> {
    let begun: number | undefined;
    const isOpen = ({ count, round }: LatchState): boolean => count === 0 || round !== (begun ??= round);
    const now$ = this.#register.read();
    const later$ = this.#register.looks().pipe(map(({ state }) => state));
    const opened$ = concat(now$, later$).pipe(
      first(isOpen),
      map(() => true),
    );
    const { scheduler } = this.#core;
    const left = until - scheduler.now();
    if (left <= 0) return now$.pipe(map(isOpen));
    const last$ = over(left, scheduler).pipe(
      concatMap(() => now$),
      map(isOpen),
    );
    return race(opened$, last$);
  }

  #refused(operation: string, reason: string): Observable<never> {
    return throwError(() => new HazelcastError('ILLEGAL_ARGUMENT', reason, { operation, structure: this.name }));
  }
}
