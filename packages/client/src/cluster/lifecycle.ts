import { type Observable, ReplaySubject } from 'rxjs';

/**
 * - `STARTING`: made; nothing is connected yet. `STARTED`: connecting has begun.
 * - `CONNECTED`: calls can be made. `DISCONNECTED`: the last connection is gone.
 * - `CHANGED_CLUSTER`: connected again, to a cluster with another id: it kept none of what the client knew.
 * - `SHUTTING_DOWN`, `SHUTDOWN`: for good.
 */
export type LifecycleState =
  'STARTING' | 'STARTED' | 'CONNECTED' | 'DISCONNECTED' | 'CHANGED_CLUSTER' | 'SHUTTING_DOWN' | 'SHUTDOWN';

/** The state of a client. Completes after `SHUTDOWN`. */
export class Lifecycle {
  #state: LifecycleState = 'STARTING';
  // One that is over still tells its last state, unlike a BehaviorSubject.
  readonly #states = new ReplaySubject<LifecycleState>(1);
  /** The state now, then every change. */
  readonly lifecycle$: Observable<LifecycleState> = this.#states.asObservable();

  constructor() {
    this.#states.next(this.#state);
  }

  get state(): LifecycleState {
    return this.#state;
  }

  get running(): boolean {
    return this.state !== 'SHUTTING_DOWN' && this.state !== 'SHUTDOWN';
  }

  enter(state: LifecycleState): void {
    if (state === this.state || this.state === 'SHUTDOWN') return;
    this.#state = state;
    this.#states.next(state);
    if (state === 'SHUTDOWN') this.#states.complete();
  }
}
