import {
  catchError,
  concat,
  concatMap,
  defaultIfEmpty,
  defer,
  endWith,
  filter,
  ignoreElements,
  map,
  type Observable,
  of,
  type OperatorFunction,
  race,
  repeat,
  take,
} from 'rxjs';
import type { Core } from '../../structures/structure.js';
import { pause } from '../pause.js';

/** A member may get the call that ends a wait before the one that begins it. So it is sent again, after so many milliseconds. */
const AGAIN = 1000;
const ROUNDS = 5;
const UNANSWERED = Symbol('unanswered');

/** Milliseconds after which a request whose connection was lost is looked for again: members may have passed it on meanwhile. */
const SWEEPS = [1000, 4000];

/**
 * - `clean`: nothing is held, and nothing will be.
 * - `swept`: the same, but what was sent may still be somewhere.
 * - `unknown`: something may be held.
 */
export type Outcome = 'clean' | 'swept' | 'unknown';

/** A request whose caller has left, or was told that nobody knows how it ended. */
export interface Abandoned {
  /** How much it was given, as soon as it is known; undefined: nobody will. Not there: that is so already. */
  readonly given$: Observable<number | undefined> | undefined;
  /** Ends the wait, if the request waits; what was given may be given back, but nothing else. */
  cancel(): Observable<unknown>;
  giveBack(given: number): Observable<unknown>;
  /** Whether `cancel` gives back whatever was given. */
  readonly sweeps: boolean;
}

/** Ends the wait of a request, and gives back what it was given. Never fails. */
export function givenBack(abandoned: Abandoned, core: Core): Observable<Outcome> {
  const { given$, sweeps } = abandoned;
  const cancel = (): Observable<unknown> => abandoned.cancel();
  const cancelled$ = defer(cancel).pipe(ignoreElements());
  const lost$ = sweeps ? swept(cancel, core) : of<Outcome>('unknown');
  if (!given$) return concluded(concat(cancelled$, lost$));
  const late$ = pause(AGAIN, core).pipe(map(() => UNANSWERED));
  const answered$ = concat(cancelled$, race(given$, late$).pipe(take(1))).pipe(
    repeat(ROUNDS),
    filter(answer => answer !== UNANSWERED),
    take(1),
    defaultIfEmpty(undefined),
  ) as Observable<number | undefined>;
  return concluded(
    answered$.pipe(
      concatMap(given => {
        if (given === undefined) return lost$;
        return given === 0 ? of<Outcome>('clean') : defer(() => abandoned.giveBack(given)).pipe(concluding('clean'));
      }),
    ),
  );
}

/** Sweeps for what may come to the members late. Never fails. */
export function swept(sweep: () => Observable<unknown>, core: Core): Observable<Outcome> {
  const sweeps = SWEEPS.map(millis => pause(millis, core).pipe(concatMap(sweep)));
  return concluded(concat(...sweeps).pipe(concluding('swept')));
}

function concluding(outcome: Outcome): OperatorFunction<unknown, Outcome> {
  return source$ => source$.pipe(ignoreElements(), endWith(outcome));
}

function concluded(outcome$: Observable<Outcome>): Observable<Outcome> {
  return outcome$.pipe(catchError(() => of<Outcome>('unknown')));
}
