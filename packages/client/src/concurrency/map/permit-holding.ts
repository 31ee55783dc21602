import { defer, EMPTY, map, merge, type Observable, of, Subject, take, takeUntil } from 'rxjs';
import { HazelcastError } from '../../errors.js';
import type { PermitSession } from './permit-session.js';

/** What a client holds of one semaphore in one session. */
export class PermitHolding {
  /** As far as the cluster has confirmed it. */
  #permits = 0;
  /** Those whose release is on its way. */
  #leaving = 0;
  #reason: HazelcastError | undefined;
  readonly #taken = new Subject<HazelcastError>();
  readonly #empty = new Subject<undefined>();

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
      const ended$ = this.session.ended$.pipe(map(error => error.toldOf(this.details)));
      return merge(ended$, this.#taken).pipe(take(1), takeUntil(this.#empty));
    });
  }

  add(permits: number): void {
    this.#permits += permits;
    this.session.uses += permits;
  }

  /** They are about to be released. */
  reserve(permits: number): void {
    this.#leaving += permits;
  }

  /** They are not, after all. */
  keep(permits: number): void {
    this.#leaving -= permits;
  }

  /** They are released. */
  remove(permits: number): void {
    this.#leaving -= permits;
    if (this.#reason) return;
    this.#drop(permits);
    if (this.#permits === 0) this.#empty.next(undefined);
  }

  /** The cluster does not know of them any more, though the session is not over. */
  lose(why: string): void {
    if (this.isEmpty) return;
    const reason = `the permits may be somebody else's: ${why}`;
    this.#reason = new HazelcastError('SESSION_EXPIRED_EXCEPTION', reason, this.details);
    this.#drop(this.#permits);
    // What is counted for it all the same is free when the session is over.
    this.session.retired = true;
    this.#taken.next(this.#reason);
  }

  #drop(permits: number): void {
    this.#permits -= permits;
    this.session.uses -= permits;
  }
}
