import { BehaviorSubject, type Observable } from 'rxjs';

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
  readonly #state = new BehaviorSubject<LifecycleState>('STARTING');
  /** The state now, then every change. */
  readonly lifecycle$: Observable<LifecycleState> = this.#state.asObservable();

  get state(): LifecycleState {
    return this.#state.value;
  }

  get running(): boolean {
    return this.state !== 'SHUTTING_DOWN' && this.state !== 'SHUTDOWN';
  }

  enter(state: LifecycleState): void {
    if (state === this.state || this.state === 'SHUTDOWN') return;
    this.#state.next(state);
    if (state === 'SHUTDOWN') this.#state.complete();
  }
}
