import { UUID } from '@hazelrx/protocol';
import {
  countDownLatchAwait,
  countDownLatchCountDown,
  countDownLatchGetCount,
  countDownLatchGetRound,
  countDownLatchTrySetCount,
} from '@hazelrx/protocol/operations';
import { concatMap, defer, map, type Observable, retry, throwError, timer } from 'rxjs';
import type { HazelcastError } from '../../errors.js';
import { toAnswer, toCount, toNothing } from '../../structures/answers.js';
import { inSlices, notAWait } from '../../structures/sliced-wait.js';
import type { CountDownLatch } from '../count-down-latch.js';
import { type CpParts, CpPrimitive } from './cp-primitive.js';

const SERVICE = 'hz:raft:countDownLatchService';
const MAX_COUNT = 2 ** 31 - 1;
/** Milliseconds before a count that a member could not make in time is sent to it again. */
const PAUSE = 1000;

/** Linearizable. Whoever waits does so on the members, at most 5 s at a time. */
export class CpCountDownLatch extends CpPrimitive implements CountDownLatch {
  readonly opened$: Observable<undefined>;

  constructor(parts: CpParts, name: string) {
    super(parts, name, SERVICE);
    this.opened$ = this.await().pipe(map(() => undefined));
  }

  trySetCount(count: number): Observable<boolean> {
    if (!(Number.isInteger(count) && count > 0 && count <= MAX_COUNT)) {
      const reason = `count must be an integer from 1 to ${MAX_COUNT}, not ${count}`;
      return throwError(() => this.refusal(countDownLatchTrySetCount, reason));
    }
    return this.call(countDownLatchTrySetCount, { ...this.named, count }, toAnswer);
  }

  /** The members count by its id, and only in the round in which it began. */
  countDown(): Observable<undefined> {
    return this.combined(countDownLatchCountDown, () => {
      const invocationUid = UUID.random();
      const internal = { internal: true };
      const round$ = this.call(countDownLatchGetRound, this.named, toCount, internal);
      return round$.pipe(
        concatMap(expectedRound =>
          this.call(countDownLatchCountDown, { ...this.named, invocationUid, expectedRound }, toNothing, internal).pipe(
            retry({ delay: (error: HazelcastError) => this.#afterTimeout(error) }),
          ),
        ),
      );
    });
  }

  getCount(): Observable<number> {
    return this.call(countDownLatchGetCount, this.named, toCount);
  }

  await(timeout = Infinity): Observable<boolean> {
    if (!(timeout >= 0)) return throwError(() => this.refusal(countDownLatchAwait, notAWait(timeout)));
    const ask = (timeoutMs: number): Observable<boolean> => {
      const wait = { ...this.named, invocationUid: UUID.random(), timeoutMs };
      // Who waits for ever is not told that a request took long.
      const waits = timeout === Infinity ? Infinity : timeoutMs;
      return this.call(countDownLatchAwait, wait, toAnswer, { waits });
    };
    return inSlices({ timeout, ask: millis => defer(() => ask(millis)), inVain: false }, this.core.scheduler);
  }

  /** The member may have counted or not. */
  #afterTimeout(error: HazelcastError): Observable<unknown> {
    const isMembers = error.code === 'OPERATION_TIMEOUT' && error.memberStack !== undefined;
    return isMembers ? timer(PAUSE, this.core.scheduler) : throwError(() => error);
  }
}
