import { type HazelcastError, pipelined, type Ringbuffer } from 'hazelrx';
import { BehaviorSubject, type Observable, tap } from 'rxjs';
import { firstOf, type Outcome, outcomeOf } from '../../support/awaiting.js';

/** Adds under way at a time. */
const IN_FLIGHT = 8;

export interface Acknowledged {
  readonly sequence: number;
  readonly value: number;
}

/** Adds 0, 1, 2 and so on as fast as it can until it is ended, and keeps account of what became of each. */
export class Writer implements Disposable {
  readonly acknowledged: Acknowledged[] = [];
  /** Of adds that ended without an answer, by their values. */
  readonly errors = new Map<number, HazelcastError>();
  readonly #acknowledged$ = new BehaviorSubject(0);
  #stopped = false;

  constructor(readonly ring: Ringbuffer<number>) {
    pipelined(this.#values(), value => this.#add(value), IN_FLIGHT).subscribe({
      next: () => this.#acknowledged$.next(this.acknowledged.length),
      error: error => this.#acknowledged$.error(error),
      complete: () => this.#acknowledged$.complete(),
    });
  }

  /** Resolves when this many more adds were acknowledged. */
  async more(adds: number): Promise<void> {
    const target = this.acknowledged.length + adds;
    await firstOf(this.#acknowledged$, count => count >= target);
  }

  /** Begins no more adds; resolves when all have ended. */
  async end(): Promise<void> {
    this.#stopped = true;
    await this.#acknowledged$.forEach(() => {});
  }

  [Symbol.dispose](): void {
    this.#stopped = true;
  }

  *#values(): Iterable<number> {
    for (let value = 0; !this.#stopped; value++) yield value;
  }

  #add(value: number): Observable<Outcome<unknown>> {
    return outcomeOf(this.ring.add(value)).pipe(
      tap(outcome => {
        if ('error' in outcome) this.errors.set(value, outcome.error);
        else this.acknowledged.push({ sequence: outcome.value.toNumber(), value });
      }),
    );
  }
}
