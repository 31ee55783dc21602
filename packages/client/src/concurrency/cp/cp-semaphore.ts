import type { AnyOperation } from '@hazelrx/protocol';
import {
  semaphoreAcquire,
  semaphoreAvailablePermits,
  semaphoreChange,
  semaphoreGetSemaphoreType,
  semaphoreInit,
  semaphoreRelease,
} from '@hazelrx/protocol/operations';
import { concatMap, defer, map, Observable, type ObservableInput, of, share } from 'rxjs';
import type { HazelcastError } from '../../errors.js';
import { toAnswer, toCount, toNothing } from '../../structures/answers.js';
import { notAWait } from '../../structures/sliced-wait.js';
import { orTimeout, withPermits } from '../scopes.js';
import { MOST_PERMITS, type PermitOptions, type Semaphore } from '../semaphore.js';
import { cpName } from './cp-group.js';
import { type CpParts, CpPrimitive } from './cp-primitive.js';
import { FreePermits } from './free-permits.js';
import { AcquireClaim, DrainClaim, type Taken } from './permit-claims.js';
import { counted } from './permit-counts.js';
import { SessionPermits } from './session-permits.js';

type Kind = SessionPermits | FreePermits;

/** A semaphore of the members' CP subsystem. Waiting is first come, first served, but who wants more than there are lets others pass. */
export class CpSemaphore extends CpPrimitive implements Semaphore {
  readonly lost$: Observable<HazelcastError>;
  /** The members' configuration says which of both it is. */
  #kind: Kind | undefined;
  readonly #asked$: Observable<Kind>;

  constructor(parts: CpParts, name: string) {
    super(parts, name, 'hz:raft:semaphoreService');
    const sessionPermits = new SessionPermits(parts, name);
    this.lost$ = sessionPermits.lost$;
    this.#asked$ = this.call(semaphoreGetSemaphoreType, { proxyName: cpName(name).proxy }, toAnswer).pipe(
      map(free => (this.#kind ??= free ? new FreePermits(parts, name) : sessionPermits)),
      share(),
    );
  }

  init(permits: number): Observable<boolean> {
    return this.#checked(semaphoreInit, permits, 0, () =>
      this.call(semaphoreInit, { ...this.named, permits }, toAnswer),
    );
  }

  acquire(permits = 1): Observable<undefined> {
    return this.#acquire(permits, Infinity).pipe(map(toNothing));
  }

  tryAcquire(permits = 1, timeout = 0): Observable<boolean> {
    return this.#acquire(permits, timeout).pipe(map(taken => taken !== null));
  }

  release(permits = 1): Observable<undefined> {
    return this.#checked(semaphoreRelease, permits, 1, () => this.#of(kind => kind.release(permits)));
  }

  availablePermits(): Observable<number> {
    return this.call(semaphoreAvailablePermits, this.named, toCount);
  }

  drainPermits(): Observable<number> {
    return this.#of(kind => new Observable(subscriber => new DrainClaim(kind, subscriber).begin()));
  }

  reducePermits(reduction: number): Observable<undefined> {
    return this.#change(reduction, -reduction);
  }

  increasePermits(increase: number): Observable<undefined> {
    return this.#change(increase, increase);
  }

  withPermits<R>(permits: number, work: () => ObservableInput<R>, options: PermitOptions = {}): Observable<R> {
    const { timeout = Infinity } = options;
    const details = { operation: semaphoreAcquire.name, structure: this.name };
    const handle$ = orTimeout(this.#acquire(permits, timeout), timeout, details).pipe(
      map(taken => this.#kind!.handle(taken)),
    );
    return withPermits(handle$, work);
  }

  #acquire(permits: number, timeout: number): Observable<Taken | null> {
    return this.#checked(semaphoreAcquire, permits, 1, () => {
      if (!(timeout >= 0)) throw this.refusal(semaphoreAcquire, notAWait(timeout));
      return this.#of(
        kind => new Observable(subscriber => new AcquireClaim(kind, permits, timeout, subscriber).begin()),
      );
    });
  }

  #change(count: number, permits: number): Observable<undefined> {
    return this.#checked(semaphoreChange, count, 0, () => {
      if (count === 0) return of(undefined);
      return this.#of(kind => counted(kind, semaphoreChange, permits));
    });
  }

  #checked<T>(operation: AnyOperation, permits: number, least: number, run: () => Observable<T>): Observable<T> {
    return defer(() => {
      if (Number.isInteger(permits) && permits >= least && permits <= MOST_PERMITS) return run();
      throw this.refusal(operation, `permits must be an integer from ${least} to ${MOST_PERMITS}, not ${permits}`);
    });
  }

  #of<T>(run: (kind: Kind) => Observable<T>): Observable<T> {
    return defer(() => (this.#kind ? run(this.#kind) : this.#asked$.pipe(concatMap(run))));
  }
}
