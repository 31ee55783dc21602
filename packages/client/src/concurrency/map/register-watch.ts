// Looking at a register again whenever it may have changed, once for all who wait.
import { defer, EMPTY, filter, interval, map, merge, type Observable, share, Subject } from 'rxjs';
import type { HazelcastMap } from '../../structures/map.js';
import type { Core } from '../../structures/structure.js';
import { whenever } from './whenever.js';

/** Milliseconds after which it is looked at anyway: events may be missed without a sign. */
const RECHECK = 5000;

export interface Look<S> {
  /** They are counted. */
  readonly number: number;
  readonly state: S;
  /** It was time for it, whatever happens. */
  readonly isDue: boolean;
}

export class RegisterWatch<S> {
  readonly #state: () => Observable<S>;
  readonly #newcomers = new Subject<undefined>();
  readonly #looks$: Observable<Look<S>>;
  /** So far, the one under way included. */
  #looks = 0;
  #isDue = false;

  constructor(core: Core, entries: HazelcastMap<string, Uint8Array>, key: string, state: () => Observable<S>) {
    this.#state = state;
    const events$ = defer(() => entries.events({ key, signals: true }));
    const due$ = interval(RECHECK, core.scheduler).pipe(map(() => (this.#isDue = true)));
    this.#looks$ = merge(this.#newcomers, events$, due$).pipe(
      whenever(() => this.#look()),
      share(),
    );
  }

  /** Begins with one that was begun after the subscription. */
  looks(): Observable<Look<S>> {
    return defer(() => {
      const before = this.#looks;
      const come$ = defer(() => {
        this.#newcomers.next(undefined);
        return EMPTY;
      });
      return merge(this.#looks$, come$).pipe(filter(({ number }) => number > before));
    });
  }

  #look(): Observable<Look<S>> {
    const number = ++this.#looks;
    const isDue = this.#isDue;
    this.#isDue = false;
    return this.#state().pipe(map(state => ({ number, state, isDue })));
  }
}
