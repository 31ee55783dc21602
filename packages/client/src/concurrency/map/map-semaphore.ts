// A semaphore made of maps: how many permits are there and who has the others in one entry, who lives in others.
import type { AnyOperation } from '@hazelrx/protocol';
import {
  cpGroupDestroyCPObject,
  semaphoreAcquire,
  semaphoreAvailablePermits,
  semaphoreChange,
  semaphoreDrain,
  semaphoreInit,
  semaphoreRelease,
} from '@hazelrx/protocol/operations';
import { catchError, concatMap, defer, EMPTY, map, type Observable, type ObservableInput, of, throwError } from 'rxjs';
import { HazelcastError } from '../../errors.js';
import { retelling } from '../retold.js';
import { orTimeout, withPermits } from '../scopes.js';
import { MOST_PERMITS, type PermitOptions, type Semaphore } from '../semaphore.js';
import { HeldPermits } from './held-permits.js';
import type { PermitHolder } from './permit-holder.js';
import { PermitRequests } from './permit-requests.js';
import { changed, permitCodec, type PermitState, withoutHolders } from './permits.js';
import { Register, type RegisterPlace } from './register.js';

/** Its entries are the semaphores. */
export const SEMAPHORES = 'hazelrx.semaphores';

/**
 * Permits of a client that is gone are available again half a minute after its last sign of life, or as soon as it has shut
 * down. As good as maps are: where an owner dies together with its backups, or the cluster splits, there may be too many.
 */
export class MapSemaphore implements Semaphore {
  readonly backend = 'map';
  readonly #register: Register<PermitState>;
  readonly #holder: PermitHolder;
  readonly #held: HeldPermits;
  readonly #requests: PermitRequests;
  readonly lost$: Observable<HazelcastError>;

  constructor(
    place: RegisterPlace,
    readonly name: string,
    /** Of this client; the same for all its semaphores. */
    holder: PermitHolder,
  ) {
    this.#register = new Register(place, name, permitCodec);
    this.#holder = holder;
    this.#held = new HeldPermits(place.core, this.#register);
    this.#requests = new PermitRequests(place.core, this.#register, holder, this.#held);
    this.lost$ = this.#held.lost$;
  }

  init(permits: number): Observable<boolean> {
    return this.#checked(semaphoreInit, permits, 0, () =>
      this.#register.update(
        state => (state.initialised ? { result: false } : { state: changed(state, permits), result: true }),
        semaphoreInit,
      ),
    );
  }

  acquire(permits = 1): Observable<undefined> {
    return this.#checked(semaphoreAcquire, permits, 1, () => this.#requests.acquire(permits, Infinity)).pipe(
      map(() => undefined),
    );
  }

  tryAcquire(permits = 1, timeout = 0): Observable<boolean> {
    return this.#checked(semaphoreAcquire, permits, 1, () => this.#requests.acquire(permits, timeout)).pipe(
      map(grant => grant !== null),
    );
  }

  release(permits = 1): Observable<undefined> {
    return this.#checked(semaphoreRelease, permits, 1, () => this.#held.release(permits));
  }

  /** Those of clients that are gone included. */
  availablePermits(): Observable<number> {
    const available$ = this.#register
      .get(semaphoreAvailablePermits)
      .pipe(
        concatMap(state =>
          state.holders.size === 0
            ? of(state.permits)
            : this.#holder
                .missing([...state.holders.keys()])
                .pipe(map(missing => withoutHolders(state, missing).permits)),
        ),
      );
    return this.#told(semaphoreAvailablePermits, available$);
  }

  drainPermits(): Observable<number> {
    return this.#told(semaphoreDrain, this.#requests.drain());
  }

  reducePermits(reduction: number): Observable<undefined> {
    return this.#change(reduction, -reduction);
  }

  increasePermits(increase: number): Observable<undefined> {
    return this.#change(increase, increase);
  }

  withPermits<R>(
    permits: number,
    work: () => ObservableInput<R>,
    { timeout = Infinity }: PermitOptions = {},
  ): Observable<R> {
    const details = { operation: semaphoreAcquire.name, structure: this.name };
    const granted$ = this.#checked(semaphoreAcquire, permits, 1, () => this.#requests.acquire(permits, timeout));
    return withPermits(orTimeout(granted$, timeout, details), work);
  }

  /** The client ends: who waits for its permits hears of that at once. */
  close(): Observable<unknown> {
    return defer(() => {
      const givenUp$ = this.#held.giveUp();
      this.#held.lose('the client was shut down');
      return givenUp$;
    }).pipe(catchError(() => EMPTY));
  }

  /** Whoever holds permits of it has lost them. Other clients notice that when they release them. */
  destroy(): Observable<undefined> {
    return defer(() => {
      this.#held.lose('it was destroyed');
      return this.#register.remove(cpGroupDestroyCPObject);
    });
  }

  #change(amount: number, delta: number): Observable<undefined> {
    return this.#checked(semaphoreChange, amount, 0, () => {
      if (delta === 0) return of(undefined);
      return this.#register.update(state => ({ state: changed(state, delta), result: undefined }), semaphoreChange);
    });
  }

  #checked<T>(operation: AnyOperation, permits: number, least: number, run: () => Observable<T>): Observable<T> {
    if (Number.isInteger(permits) && permits >= least && permits <= MOST_PERMITS)
      return this.#told(operation, defer(run));
    const reason = `permits must be a whole number from ${least} to ${MOST_PERMITS}, not ${permits}`;
    const details = { operation: operation.name, structure: this.name };
    return throwError(() => new HazelcastError('ILLEGAL_ARGUMENT', reason, details));
  }

  #told<T>(operation: AnyOperation, source$: Observable<T>): Observable<T> {
    return source$.pipe(retelling({ operation: operation.name, structure: this.name }));
  }
}
