// What one client holds of one semaphore, and how it gives that back.
import { semaphoreAcquire, semaphoreRelease } from '@hazelrx/protocol/operations';
import {
  catchError,
  concat,
  defer,
  EMPTY,
  from,
  map,
  mergeMap,
  type Observable,
  of,
  share,
  Subject,
  takeUntil,
  throwError,
} from 'rxjs';
import { HazelcastError, IndeterminateError } from '../../errors.js';
import type { Core } from '../../structures/structure.js';
import { detached } from '../detached.js';
import { PermitHolding } from './permit-holding.js';
import type { PermitSession } from './permit-session.js';
import { type PermitState, released, withoutHolders } from './permits.js';
import type { Register } from './register.js';

/** Permits of one holding. */
interface Part {
  readonly holding: PermitHolding;
  readonly permits: number;
}

export class PermitHoldings {
  /** Each time some of them are lost. */
  readonly lost$: Observable<HazelcastError>;
  readonly #register: Register<PermitState>;
  readonly #name: string;
  readonly #begun = new Subject<PermitHolding>();
  /** The oldest first. There are several only where sessions were retired. */
  #holdings: readonly PermitHolding[] = [];

  constructor(core: Core, register: Register<PermitState>, name: string) {
    this.#register = register;
    this.#name = name;
    this.lost$ = defer(() => concat(from(this.#holdings.filter(holding => !holding.isEmpty)), this.#begun)).pipe(
      mergeMap(holding => holding.lost$),
      takeUntil(core.ended$.pipe(catchError(() => of(undefined)))),
      share(),
    );
  }

  /** The cluster has counted permits for the session, which is not over. */
  add(session: PermitSession, permits: number): PermitHolding {
    this.#holdings = this.#holdings.filter(holding => !holding.isEmpty);
    const known = this.#holdings.find(holding => holding.session === session);
    if (known) {
      known.add(permits);
      return known;
    }
    const holding = new PermitHolding(session, { operation: semaphoreAcquire.name, structure: this.#name });
    holding.add(permits);
    this.#holdings = [...this.#holdings, holding];
    this.#begun.next(holding);
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
        else for (const { holding, permits: some } of parts) holding.keep(some);
      });
    });
  }

  /** The same for permits that nobody releases if this does not. */
  giveBack(holding: PermitHolding, permits: number): Observable<undefined> {
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
      structure: this.#name,
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
