// Acquiring permits: once, or again and again until they are there; what comes too late is given back.
import type { AnyOperation } from '@hazelrx/protocol';
import { semaphoreAcquire, semaphoreDrain } from '@hazelrx/protocol/operations';
import {
  catchError,
  concat,
  concatMap,
  defer,
  filter,
  finalize,
  first,
  interval,
  map,
  merge,
  NEVER,
  type Observable,
  of,
  takeUntil,
  tap,
  throwError,
  timer,
} from 'rxjs';
import { HazelcastError, IndeterminateError } from '../../errors.js';
import { LONGEST_TIMER } from '../../longest-timer.js';
import type { Core } from '../../structures/structure.js';
import { detached } from '../detached.js';
import type { Permits } from '../scopes.js';
import type { PermitHolder } from './permit-holder.js';
import type { PermitHolding } from './permit-holding.js';
import type { PermitHoldings } from './permit-holdings.js';
import { MISSING, type PermitSession } from './permit-session.js';
import { type PermitState, taken, withoutHolders } from './permits.js';
import type { Register } from './register.js';
import { notAWait } from '../../structures/sliced-wait.js';

/** Whoever waits looks so often, in milliseconds, whether holders are gone: that makes no event. */
const RECHECK = 5000;

type Wanted = number | 'all';

/** What a look at the semaphore has brought. */
interface Outcome {
  readonly permits: number;
  /** Sessions to be looked at before it can be said whether there are more; null where it was said. */
  readonly holders: readonly string[] | null;
}

/** Permits that were acquired together. */
class Grant implements Permits {
  constructor(
    readonly holdings: PermitHoldings,
    readonly holding: PermitHolding,
    readonly permits: number,
  ) {}

  get lost$(): Observable<HazelcastError> {
    return this.holding.lost$;
  }

  release(): Observable<undefined> {
    return this.holdings.giveBack(this.holding, this.permits);
  }
}

export class PermitRequests {
  constructor(
    readonly core: Core,
    readonly register: Register<PermitState>,
    readonly holder: PermitHolder,
    readonly holdings: PermitHoldings,
  ) {}

  /** Null when there were not as many for `timeout` milliseconds. */
  acquire(permits: number, timeout: number): Observable<Permits | null> {
    const { scheduler } = this.core;
    const operation = semaphoreAcquire;
    if (!(timeout >= 0)) {
      const reason = notAWait(timeout);
      const details = { operation: operation.name, structure: this.register.details.structure };
      return throwError(() => new HazelcastError('ILLEGAL_ARGUMENT', reason, details));
    }
    return defer(() => {
      const over$ = timeout > LONGEST_TIMER ? NEVER : timer(timeout, scheduler);
      const granted$ = this.#granted(permits, operation);
      if (timeout === 0) return granted$;
      const looks$ = merge(
        this.register.looks().pipe(filter(({ state }) => state.permits >= permits)),
        interval(RECHECK, scheduler),
      );
      // The first look takes the time it takes.
      const waiting$ = looks$.pipe(concatMap(() => granted$));
      return concat(granted$, waiting$.pipe(takeUntil(over$))).pipe(first(grant => grant !== null, null));
    });
  }

  /** How many there were; none where there were fewer than that, and then there are none, too. */
  drain(): Observable<number> {
    return this.#granted('all', semaphoreDrain).pipe(map(grant => grant!.permits));
  }

  /** One look. Once it was begun it goes on when nobody waits for it, and then gives back what it has brought. */
  #granted(wanted: Wanted, operation: AnyOperation): Observable<Grant | null> {
    return defer(() => {
      const grant$ = detached(this.#grant(wanted, operation));
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

  #grant(wanted: Wanted, operation: AnyOperation): Observable<Grant | null> {
    return this.holder.within(session =>
      this.#take(session, wanted, operation).pipe(
        concatMap(permits => {
          // Others may have been told by now that these are nobody's.
          if (session.over) return this.#grant(wanted, operation);
          if (wanted !== 'all' && permits < wanted) return of(null);
          const some = Math.max(permits, 0);
          return of(new Grant(this.holdings, this.holdings.add(session, some), some));
        }),
        catchError((error: unknown) => {
          if (error instanceof IndeterminateError) session.retired = true;
          throw error;
        }),
      ),
    );
  }

  /** Where there are too few, those of clients that are gone are made available first. */
  #take(session: PermitSession, wanted: Wanted, operation: AnyOperation): Observable<number> {
    return this.#look(session.id, wanted, operation).pipe(
      concatMap(({ permits, holders }) => (holders ? this.holder.missing(holders) : of(permits))),
      concatMap(found => {
        if (typeof found === 'number') return of(found);
        if (found.has(session.id)) session.end(MISSING);
        if (session.over || (found.size === 0 && wanted !== 'all')) return of(0);
        return this.#look(session.id, wanted, operation, found).pipe(map(({ permits }) => permits));
      }),
    );
  }

  /** `gone`: sessions that are over, once that is known. */
  #look(id: string, wanted: Wanted, operation: AnyOperation, gone?: ReadonlySet<string>): Observable<Outcome> {
    return this.register.update<Outcome>(before => {
      const state = gone ? withoutHolders(before, gone) : before;
      const known = gone !== undefined || state.holders.size === 0;
      const enough = wanted === 'all' ? known : state.permits >= wanted;
      const permits = !enough ? 0 : wanted === 'all' ? state.permits : wanted;
      const result = { permits, holders: enough || known ? null : [...state.holders.keys()] };
      const after = permits === 0 ? state : taken(state, { id, permits });
      return after === before ? { result } : { state: after, result };
    }, operation);
  }
}

/** The client has ended, or will be taken for gone: nobody is there to be told. */
function ignored(): void {}
