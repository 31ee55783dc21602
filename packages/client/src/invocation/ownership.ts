import { filter, map, type Observable, Subject } from 'rxjs';
import type { Connections } from '../cluster/connections.js';

/** Whoever is to know of a loss. */
export interface LossWatcher {
  /** Its place among those who watch, which `Ownership` writes; −1 where it does not. */
  watching: number;
  lost(): void;
}

/**
 * By what members tell owners of locks apart, and when this client cannot be sure any more that it owns anything: the
 * members free what it holds some seconds after its last connection is gone, if it is not back by then.
 */
export class Ownership {
  #threads = 0;
  #references = 0;
  #losses = 0;
  /** Each knows its place, so that whoever comes and goes with every lock costs less than in a set. */
  readonly #watchers: LossWatcher[] = [];
  #held = false;
  readonly #first = new Subject<undefined>();
  /** When something is owned for the first time, and for the first time after each loss. */
  readonly held$ = this.#first.asObservable();
  /** Each time the last connection ends; at once where there is none. */
  readonly lost$: Observable<undefined>;

  constructor(connections: Connections) {
    this.lost$ = connections.open$.pipe(
      filter(open => open.length === 0),
      map(() => undefined),
    );
    // Ends with the connections, at shutdown.
    this.lost$.subscribe({ next: () => this.#lose(), complete: () => this.#first.complete() });
  }

  /** Times that `lost$` told so. */
  get losses(): number {
    return this.#losses;
  }

  /** Tells of each further loss, until it is taken back: `lost$` for those who are many, and soon done. */
  watch(watcher: LossWatcher): void {
    watcher.watching = this.#watchers.push(watcher) - 1;
  }

  /** Does nothing where it does not watch. */
  unwatch(watcher: LossWatcher): void {
    const { watching } = watcher;
    if (watching < 0) return;
    const last = this.#watchers.pop()!;
    if (last !== watcher) this.#watchers[(last.watching = watching)] = last;
    watcher.watching = -1;
  }

  /** Something is owned now. To be told with each lock. */
  held(): void {
    if (this.#held) return;
    this.#held = true;
    this.#first.next(undefined);
  }

  /** A new owner. Plain operations are done by owner 0. */
  newThread(): number {
    return ++this.#threads;
  }

  /** Tells a repeated send of one lock or unlock from another one. The next number is left for undoing it. */
  newReference(): number {
    return (this.#references += 2);
  }

  #lose(): void {
    this.#losses++;
    this.#held = false;
    for (const watcher of this.#watchers.slice()) if (watcher.watching >= 0) watcher.lost();
  }
}
