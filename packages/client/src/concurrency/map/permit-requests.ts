// Acquiring permits: once, or again and again until they are there; what comes too late is given back.
import type { AnyOperation } from '@hazelrx/protocol';
import { semaphoreAcquire, semaphoreDrain } from '@hazelrx/protocol/operations';
import {
  catchError,
  concat,
  concatMap,
  defer,
  EMPTY,
  filter,
  finalize,
  first,
  map,
  type Observable,
  of,
  retry,
  takeUntil,
  tap,
  throwError,
} from 'rxjs';
import { HazelcastError, IndeterminateError, TimeoutError } from '../../errors.js';
import { over } from '../../longest-timer.js';
import { notAWait } from '../../structures/sliced-wait.js';
import type { Core } from '../../structures/structure.js';
import { detached } from '../detached.js';
import type { Permits } from '../scopes.js';
import type { HeldPermits, Holding } from './held-permits.js';
import type { PermitHolder } from './permit-holder.js';
import { MISSING, type PermitSession } from './permit-session.js';
import { type PermitState, taken, withoutHolders } from './permits.js';
import type { Register } from './register.js';
import { whenever } from './whenever.js';

/** What is asked for, and by which call. */
interface Wanted {
  readonly permits: number | 'all';
  readonly operation: AnyOperation;
  /** However long the members cannot be reached. */
  readonly patient: boolean;
}

/** What a look at the semaphore has brought. */
interface Outcome {
  readonly permits: number;
  /** Sessions to be looked at before it can be said whether there are more; null where it was said. */
  readonly holders: readonly string[] | null;
}

/** Permits that were acquired together. */
class Grant implements Permits {
  constructor(
    readonly held: HeldPermits,
    readonly holding: Holding,
    readonly permits: number,
  ) {}

  get lost$(): Observable<HazelcastError> {
    return this.holding.lost$;
  }

  release(): Observable<undefined> {
    return this.held.giveBack(this.holding, this.permits);
  }
}

export class PermitRequests {
  constructor(
    readonly core: Core,
    readonly register: Register<PermitState>,
    readonly holder: PermitHolder,
    readonly held: HeldPermits,
  ) {}

  /** Null when there were not as many for `timeout` milliseconds; the first look takes the time it takes. */
  acquire(permits: number, timeout: number): Observable<Permits | null> {
    const operation = semaphoreAcquire;
    if (!(timeout >= 0)) {
      const details = { operation: operation.name, ...this.register.details };
      return throwError(() => new HazelcastError('ILLEGAL_ARGUMENT', notAWait(timeout), details));
    }
    return defer(() => {
      const until = this.core.scheduler.now() + timeout;
      const granted$ = this.#granted({ permits, operation, patient: timeout === Infinity });
      const later$ = defer(() => this.#waiting(permits, until, granted$));
      return concat(granted$, later$).pipe(first(grant => grant !== null, null));
    });
  }

  /** Looks again when there may be enough, and now and then for holders that are gone: that makes no event. */
  #waiting(permits: number, until: number, granted$: Observable<Grant | null>): Observable<Grant | null> {
    const { scheduler } = this.core;
    const left = until - scheduler.now();
    if (left <= 0) return EMPTY;
    return this.register.looks().pipe(
      filter(({ state, isDue }) => isDue || state.permits >= permits),
      whenever(() => granted$),
      takeUntil(over(left, scheduler)),
    );
  }

  /** How many there were; none where there were fewer than that, and then there are none, too. */
  drain(): Observable<number> {
    const granted$ = this.#granted({ permits: 'all', operation: semaphoreDrain, patient: false });
    return granted$.pipe(map(grant => grant!.permits));
  }

  /** One look. Once it was begun it goes on when nobody waits for it, and then gives back what it has brought. */
  #granted(wanted: Wanted): Observable<Grant | null> {
    return defer(() => {
      const grant$ = detached(wanted.patient ? this.#patiently(this.#grant(wanted)) : this.#grant(wanted));
      let told = false;
      const tell = (): void => void (told = true);
      return grant$.pipe(
        tap({ next: tell, error: tell }),
        finalize(() => {
          if (!told) grant$.pipe(concatMap(grant => grant?.release() ?? of(undefined))).subscribe({ error: ignored });
        }),
      );
    });
  }

  /** Reading waits for a connection, however long that takes. */
  #patiently<T>(source$: Observable<T>): Observable<T> {
    const delay = (error: unknown): Observable<unknown> =>
      isOutage(error) ? this.register.read() : throwError(() => error);
    return source$.pipe(retry({ delay }));
  }

  #grant(wanted: Wanted): Observable<Grant | null> {
    return this.holder.within(session =>
      this.#take(session, wanted).pipe(
        concatMap(permits => {
          // Others may have been told by now that these are nobody's.
          if (session.over) return this.#grant(wanted);
          if (wanted.permits !== 'all' && permits < wanted.permits) return of(null);
          const some = Math.max(permits, 0);
          return of(new Grant(this.held, this.held.add(session, some), some));
        }),
        catchError((error: unknown) => {
          if (error instanceof IndeterminateError) session.retired = true;
          throw error;
        }),
      ),
    );
  }

  /** Where there are too few, those of clients that are gone are made available first. */
  #take(session: PermitSession, wanted: Wanted): Observable<number> {
    return this.#look(session.id, wanted).pipe(
      concatMap(({ permits, holders }) => (holders ? this.holder.missing(holders) : of(permits))),
      concatMap(found => {
        if (typeof found === 'number') return of(found);
        if (found.has(session.id)) session.end(MISSING);
        if (session.over || (found.size === 0 && wanted.permits !== 'all')) return of(0);
        return this.#look(session.id, wanted, found).pipe(map(({ permits }) => permits));
      }),
    );
  }

  /** `gone`: sessions that are over, once that is known. */
  #look(id: string, wanted: Wanted, gone?: ReadonlySet<string>): Observable<Outcome> {
    const { permits: some, operation, patient } = wanted;
    return this.register.update<Outcome>(
      before => {
        const state = gone ? withoutHolders(before, gone) : before;
        const known = gone !== undefined || state.holders.size === 0;
        const enough = some === 'all' ? known : state.permits >= some;
        const permits = !enough ? 0 : some === 'all' ? state.permits : some;
        const result = { permits, holders: enough || known ? null : [...state.holders.keys()] };
        const after = permits === 0 ? state : taken(state, { id, permits });
        return after === before ? { result } : { state: after, result };
      },
      operation,
      patient,
    );
  }
}

/** The members could not be reached; nothing was done. */
function isOutage(error: unknown): boolean {
  return error instanceof TimeoutError || (error instanceof HazelcastError && error.code === 'CLIENT_OFFLINE');
}

/** The client has ended, or will be taken for gone: nobody is there to be told. */
function ignored(): void {}
