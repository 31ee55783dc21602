// Looking at a register again whenever it may have changed, once for all who wait.
import {
  defer,
  EMPTY,
  exhaustMap,
  filter,
  interval,
  map,
  merge,
  type Observable,
  of,
  repeat,
  share,
  Subject,
  tap,
} from 'rxjs';
import type { HazelcastMap } from '../../structures/map.js';
import type { Core } from '../../structures/structure.js';

/** Milliseconds after which it is looked at anyway: events may be missed without a sign. */
const RECHECK = 5000;

interface Look<S> {
  /** They are counted. */
  readonly number: number;
  readonly state: S;
}

export class RegisterWatch<S> {
  readonly #state: () => Observable<S>;
  readonly #newcomers = new Subject<undefined>();
  readonly #looks$: Observable<Look<S>>;
  /** So far, the one under way included. */
  #looks = 0;
  /** It may have changed since the last look began. */
  #outdated = false;

  constructor(core: Core, entries: HazelcastMap<string, Uint8Array>, key: string, state: () => Observable<S>) {
    this.#state = state;
    const events$ = entries.events({ key, signals: true });
    const due$ = interval(RECHECK, core.scheduler);
    this.#looks$ = merge(this.#newcomers, events$, due$).pipe(
      tap(() => (this.#outdated = true)),
      // Where there is more to see it looks again as soon as it has seen; however much there is, it comes to an end.
      exhaustMap(() =>
        defer(() => this.#look()).pipe(repeat({ delay: () => (this.#outdated ? of(undefined) : EMPTY) })),
      ),
      share(),
    );
  }

  /** Begins with a look that was begun after the subscription. */
  changes(): Observable<S> {
    return defer(() => {
      const before = this.#looks;
      const come$ = defer(() => {
        this.#newcomers.next(undefined);
        return EMPTY;
      });
      return merge(this.#looks$, come$).pipe(
        filter(({ number }) => number > before),
        map(({ state }) => state),
      );
    });
  }

  #look(): Observable<Look<S>> {
    const number = ++this.#looks;
    this.#outdated = false;
    return this.#state().pipe(map(state => ({ number, state })));
  }
}
