import { filter, map, type Observable } from 'rxjs';
import type { Connections } from '../cluster/connections.js';

/** Whoever is to know of a loss. */
export interface LossWatcher {
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
  readonly #watchers = new Set<LossWatcher>();
  /** Each time the last connection ends; at once where there is none. */
  readonly lost$: Observable<undefined>;

  constructor(connections: Connections) {
    this.lost$ = connections.open$.pipe(
      filter(open => open.length === 0),
      map(() => undefined),
    );
    // Ends with the connections, at shutdown.
    this.lost$.subscribe(() => {
      this.#losses++;
      for (const watcher of this.#watchers) watcher.lost();
    });
  }

  /** Times that `lost$` told so. */
  get losses(): number {
    return this.#losses;
  }

  /** Tells of each further loss, until it is taken back: `lost$` for those who are many, and soon done. */
  watch(watcher: LossWatcher): void {
    this.#watchers.add(watcher);
  }

  unwatch(watcher: LossWatcher): void {
    this.#watchers.delete(watcher);
  }

  /** A new owner. Plain operations are done by owner 0. */
  newThread(): number {
    return ++this.#threads;
  }

  /** Tells a repeated send of one lock or unlock from another one. The next number is left for undoing it. */
  newReference(): number {
    return (this.#references += 2);
  }
}
