// What one client holds of one semaphore, and how it gives that back.
import { semaphoreAcquire, semaphoreRelease } from '@hazelrx/protocol/operations';
import {
  catchError,
  concat,
  defer,
  EMPTY,
  filter,
  from,
  map,
  merge,
  mergeMap,
  type Observable,
  of,
  share,
  Subject,
  take,
  takeUntil,
  throwError,
} from 'rxjs';
import { HazelcastError, IndeterminateError } from '../../errors.js';
import type { Core } from '../../structures/structure.js';
import { detached } from '../detached.js';
import type { PermitSession } from './permit-session.js';
import { type PermitState, released, withoutHolders } from './permits.js';
import type { Register } from './register.js';

/** What it holds in one session. */
export class Holding {
  /** As far as the cluster has confirmed it. */
  #permits = 0;
  /** Those whose release is on its way. */
  #leaving = 0;
  #reason: HazelcastError | undefined;
  /** Emits why they are lost; undefined when all are released. */
  readonly #ended = new Subject<HazelcastError | undefined>();

  constructor(
    readonly session: PermitSession,
    /** What errors tell of. */
    readonly details: { readonly operation: string; readonly structure: string },
  ) {}

  /** Permits that can be released; of a session that is over, none. */
  get free(): number {
    return this.session.over ? 0 : this.#permits - this.#leaving;
  }

  get isEmpty(): boolean {
    return this.session.over || this.#permits === 0;
  }

  /** Emits the reason, and completes, when they are lost; completes without one when all are released. */
  get lost$(): Observable<HazelcastError> {
    return defer(() => {
      if (this.#reason) return of(this.#reason);
      if (this.#permits === 0) return EMPTY;
      const expired$ = this.session.ended$.pipe(map(error => error.toldOf(this.details)));
      return merge(expired$, this.#ended).pipe(
        take(1),
        filter(reason => reason !== undefined),
      );
    });
  }

  add(permits: number): void {
    this.#permits += permits;
    this.session.uses += permits;
  }

  /** They are about to be released; fewer than none: they are not, after all. */
  reserve(permits: number): void {
    this.#leaving += permits;
  }

  /** Those that were reserved are released. */
  remove(permits: number): void {
    this.#leaving -= permits;
    if (this.#reason) return;
    this.add(-permits);
    if (this.#permits === 0) this.#ended.next(undefined);
  }

  /** The cluster does not know of them any more, though the session is not over. */
  lose(why: string): void {
    if (this.isEmpty) return;
    const reason = `the permits may be somebody else's: ${why}`;
    this.#reason = new HazelcastError('SESSION_EXPIRED_EXCEPTION', reason, this.details);
    this.add(-this.#permits);
    // What is counted for it all the same is free when the session is over.
    this.session.retired = true;
    this.#ended.next(this.#reason);
  }
}

/** Permits of one holding. */
interface Part {
  readonly holding: Holding;
  readonly permits: number;
}

export class HeldPermits {
  /** Each time some of them are lost. */
  readonly lost$: Observable<HazelcastError>;
  readonly #register: Register<PermitState>;
  readonly #begun = new Subject<Holding>();
  /** The oldest first. There are several only where sessions were retired. */
  #holdings: readonly Holding[] = [];

  constructor(core: Core, register: Register<PermitState>) {
    this.#register = register;
    this.lost$ = defer(() => concat(from(this.#holdings.filter(holding => !holding.isEmpty)), this.#begun)).pipe(
      mergeMap(holding => holding.lost$),
      takeUntil(core.ended$.pipe(catchError(() => of(undefined)))),
      share(),
    );
  }

  /** The cluster has counted permits for the session, which is not over. */
  add(session: PermitSession, permits: number): Holding {
    this.#holdings = this.#holdings.filter(holding => !holding.isEmpty);
    const known = this.#holdings.find(holding => holding.session === session);
    const holding = known ?? new Holding(session, { operation: semaphoreAcquire.name, ...this.#register.details });
    holding.add(permits);
    if (!known) {
      this.#holdings = [...this.#holdings, holding];
      this.#begun.next(holding);
    }
    return holding;
  }

  /** Any of those that are held. Goes on when nobody waits for it. */
  release(permits: number): Observable<undefined> {
    return defer(() => {
      const parts: Part[] = [];
      let left = permits;
      for (const holding of this.#holdings) {
        const some = Math.min(holding.free, left);
        if (some > 0) parts.push({ holding, permits: some });
        left -= some;
      }
      if (left > 0) return throwError(() => this.#notHeld(permits));
      return this.#release(parts, error => {
        if (error instanceof IndeterminateError) forget(parts);
        else for (const { holding, permits: some } of parts) holding.reserve(-some);
      });
    });
  }

  /** The same for permits that nobody releases if this does not. */
  giveBack(holding: Holding, permits: number): Observable<undefined> {
    return defer(() => {
      if (holding.free < permits) return throwError(() => this.#notHeld(permits));
      const parts = [{ holding, permits }];
      return this.#release(parts, () => forget(parts));
    });
  }

  /** All of them, as far as the members can be told. */
  giveUp(): Observable<unknown> {
    const ids = new Set(this.#holdings.filter(holding => !holding.isEmpty).map(({ session }) => session.id));
    if (ids.size === 0) return EMPTY;
    return this.#register.update(state => ({ state: withoutHolders(state, ids), result: undefined }), semaphoreRelease);
  }

  lose(why: string): void {
    for (const holding of this.#holdings) holding.lose(why);
  }

  #release(parts: readonly Part[], onError: (error: unknown) => void): Observable<undefined> {
    for (const { holding, permits } of parts) holding.reserve(permits);
    const shares = parts.map(({ holding, permits }) => ({ id: holding.session.id, permits }));
    const done$ = this.#register.update(state => {
      const next = released(state, shares);
      return next ? { state: next, result: true } : { result: false };
    }, semaphoreRelease);
    return detached(
      done$.pipe(
        catchError((error: unknown) => {
          onError(error);
          throw error;
        }),
        map(done => this.#released(parts, done)),
      ),
    );
  }

  #released(parts: readonly Part[], done: boolean): undefined {
    if (!done) for (const { holding } of parts) holding.lose('the cluster does not know of them');
    for (const { holding, permits } of parts) holding.remove(permits);
    if (!done) throw this.#notHeld(parts.reduce((sum, { permits }) => sum + permits, 0));
    return undefined;
  }

  #notHeld(permits: number): HazelcastError {
    return new HazelcastError('ILLEGAL_STATE', `this client does not hold ${permits} of its permits`, {
      operation: semaphoreRelease.name,
      ...this.#register.details,
    });
  }
}

/** Whatever the cluster has them counted for is free when the session is over. */
function forget(parts: readonly Part[]): void {
  for (const { holding, permits } of parts) {
    holding.session.retired = true;
    holding.remove(permits);
  }
}
