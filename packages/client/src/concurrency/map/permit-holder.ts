import {
  catchError,
  concat,
  defer,
  EMPTY,
  ignoreElements,
  merge,
  type Observable,
  of,
  retry,
  share,
  takeUntil,
  tap,
  throwError,
  timer,
} from 'rxjs';
import { notActive } from '../../cluster/cluster.js';
import { IndeterminateError } from '../../errors.js';
import type { Core } from '../../structures/structure.js';
import { CLOSING } from '../backend.js';
import { PermitEntries } from './permit-entries.js';
import { PermitSession, SHUTDOWN } from './permit-session.js';

/** Entries of which is not known whether they were made are left to their end, so many of them. */
const UNCERTAIN_ENTRIES = 2;

/** One client, as the holder of permits of all its semaphores that are made of maps. */
export class PermitHolder {
  readonly #core: Core;
  readonly #entries: PermitEntries;
  /** Those that were not over when the last was begun. The last is the one for new permits, unless it is retired. */
  #sessions: readonly PermitSession[] = [];
  #closed = false;
  /** One request for all who wait. It is over before they look, so that who finds none in spite of it makes the next. */
  readonly #begun$: Observable<never>;

  constructor(core: Core) {
    this.#core = core;
    this.#entries = new PermitEntries(core);
    this.#begun$ = defer(() => new PermitSession(core, this.#entries).begin()).pipe(
      retry({
        count: UNCERTAIN_ENTRIES,
        delay: error => (error instanceof IndeterminateError ? of(undefined) : throwError(() => error)),
      }),
      tap(session => {
        this.#sessions = [...this.#sessions.filter(({ over }) => !over), session];
        if (this.#closed) session.end(SHUTDOWN);
      }),
      ignoreElements(),
      share(),
    );
  }

  /** Does the work in a session that permits can be counted for; it is begun first where there is none. */
  within<T>(work: (session: PermitSession) => Observable<T>): Observable<T> {
    return defer(() => {
      if (this.#closed) return throwError(notActive);
      const session = this.#sessions.at(-1);
      if (session && !session.retired && !session.over) return session.during(() => work(session));
      return concat(this.#begun$, this.within(work));
    });
  }

  /** Those of these ids, of any client, whose sessions are over. They never come back. */
  missing(ids: readonly string[]): Observable<ReadonlySet<string>> {
    return this.#entries.missing(ids);
  }

  /** Gives up all it holds, and holds no more. Ends by itself, and never fails. */
  close(): Observable<unknown> {
    return defer(() => {
      this.#closed = true;
      const { router, scheduler } = this.#core;
      const ends = [...this.#sessions].map(session => session.end(SHUTDOWN).pipe(catchError(() => EMPTY)));
      if (router.connections.open.length === 0) return EMPTY;
      return merge(...ends).pipe(takeUntil(timer(CLOSING, scheduler)));
    });
  }
}
