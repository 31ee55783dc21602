import { UUID } from '@hazelrx/protocol';
import {
  catchError,
  concatMap,
  defer,
  EMPTY,
  finalize,
  first,
  map,
  merge,
  type Observable,
  of,
  repeat,
  retry,
  startWith,
  Subject,
  Subscription,
  switchMap,
  timer,
} from 'rxjs';
import { HazelcastError } from '../../errors.js';
import type { Core } from '../../structures/structure.js';
import { detached } from '../detached.js';
import { PERIOD, type PermitEntries, TTL } from './permit-entries.js';

/**
 * Members keep the ends of entries in whole seconds, both the time of the last change and the time to live cut off: an entry may
 * be gone two seconds before its time.
 */
const LIFE = TTL - 2000;
/** Milliseconds before another try of a renewal that has failed. */
const PAUSE = 1000;

const DISCONNECTED = 'the last connection to the cluster is gone';
const EXPIRED = 'the members could not be told in time that the client lives';
export const MISSING = 'the members have taken the client for dead';
export const SHUTDOWN = 'the client was shut down';

/**
 * What permits are counted for: an id with an entry in the cluster, which is renewed while it is in use. While the session
 * is not over the entry is there: it ends, by this client's clock, before the entry may be gone.
 */
export class PermitSession {
  readonly id = UUID.random().toString();
  /** Permits that are held, and calls that may bring some. */
  uses = 0;
  /** No more permits are to be counted for it. */
  retired = false;
  readonly #core: Core;
  readonly #entries: PermitEntries;
  readonly #ended = new Subject<HazelcastError>();
  readonly #renewed = new Subject<undefined>();
  readonly #living = new Subscription();
  #losses = 0;
  /** Scheduler time. */
  #until = 0;
  #reason: HazelcastError | undefined;
  #over = false;

  constructor(core: Core, entries: PermitEntries) {
    this.#core = core;
    this.#entries = entries;
  }

  /** Emits itself once its entry is there. */
  begin(): Observable<this> {
    return defer(() => {
      const { scheduler, ownership } = this.#core;
      const until = scheduler.now() + LIFE;
      this.#losses = ownership.losses;
      return this.#entries.create(this.id).pipe(
        map(() => {
          this.#until = until;
          this.#living.add(this.#ends().subscribe(why => this.end(why)));
          return this;
        }),
      );
    });
  }

  /** Its permits may be somebody else's, or there are none. */
  get over(): boolean {
    if (this.#over) return true;
    const { ownership, scheduler } = this.#core;
    if (ownership.losses !== this.#losses) this.end(DISCONNECTED);
    else if (scheduler.now() >= this.#until) this.end(EXPIRED);
    return this.#over;
  }

  /** Emits the reason as soon as its permits may be somebody else's; completes without one when it had none at its end. */
  get ended$(): Observable<HazelcastError> {
    return defer(() => {
      if (!this.over) return this.#ended;
      return this.#reason ? of(this.#reason) : EMPTY;
    });
  }

  /** Keeps it for as long as the work takes. */
  during<T>(work: () => Observable<T>): Observable<T> {
    return defer(() => {
      this.uses++;
      return work().pipe(finalize(() => this.uses--));
    });
  }

  /** Its permits, if any, are lost. The entry is removed in any case; that may be waited for. */
  end(why: string): Observable<undefined> {
    if (this.#over) return EMPTY;
    this.#over = true;
    this.#living.unsubscribe();
    if (this.uses > 0) {
      this.#reason = new HazelcastError('SESSION_EXPIRED_EXCEPTION', `the permits may be somebody else's: ${why}`);
      this.#ended.next(this.#reason);
    }
    this.#ended.complete();
    return detached(this.#entries.remove(this.id));
  }

  /** Emits why it is over. */
  #ends(): Observable<string> {
    const { ownership, ended$ } = this.#core;
    return merge(
      ownership.lost$.pipe(map(() => DISCONNECTED)),
      ended$.pipe(catchError(() => of(SHUTDOWN))),
      this.#expiry(),
      this.#renewals(),
    ).pipe(first());
  }

  /** One timer from renewal to renewal: the clock may be set back meanwhile. */
  #expiry(): Observable<string> {
    const { scheduler } = this.#core;
    return this.#renewed.pipe(
      startWith(undefined),
      switchMap(() => timer(Math.max(this.#until - scheduler.now(), 0), scheduler)),
      map(() => EXPIRED),
    );
  }

  #renewals(): Observable<string> {
    return timer(PERIOD, this.#core.scheduler).pipe(
      concatMap(() => (this.uses > 0 ? this.#renewal() : of('it holds nothing'))),
      repeat(),
    );
  }

  /** Emits only when it was in vain. */
  #renewal(): Observable<string> {
    const { scheduler } = this.#core;
    return defer(() => {
      const until = scheduler.now() + LIFE;
      return this.#entries.renew(this.id).pipe(
        concatMap(there => {
          if (!there) return of(MISSING);
          this.#until = until;
          this.#renewed.next(undefined);
          return EMPTY;
        }),
      );
    }).pipe(retry({ delay: () => timer(PAUSE, scheduler) }));
  }
}
