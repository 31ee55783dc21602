import { type HazelcastError, pipelined, type Ringbuffer } from 'hazelrx';
import { BehaviorSubject, defer, first, lastValueFrom, type Observable, tap, timeout } from 'rxjs';
import { DEADLINE, type Outcome, outcomeOf } from '../../support/awaiting.js';

/** Adds under way at a time. */
const IN_FLIGHT = 8;

export interface Acknowledged {
  readonly sequence: number;
  readonly value: number;
}

/** Adds 0, 1, 2 and so on as fast as it can while it is asked to, and keeps account of what became of each. */
export class Writer {
  readonly acknowledged: Acknowledged[] = [];
  /** Of adds that ended without an answer, by their values. */
  readonly errors = new Map<number, HazelcastError>();
  /** Adds that were acknowledged; infinitely many while none is under way. */
  readonly #progress$ = new BehaviorSubject(Infinity);
  /** To be added. */
  #next = 0;

  constructor(readonly ring: Ringbuffer<number>) {}

  /** Adds until this many more are acknowledged; resolves when all that were begun have ended. */
  async more(adds: number): Promise<void> {
    const adding$ = pipelined(this.#values(this.acknowledged.length + adds), value => this.#add(value), IN_FLIGHT);
    await lastValueFrom(adding$.pipe(timeout(DEADLINE)));
    this.#progress$.next(Infinity);
  }

  /** Emits once when this many more were acknowledged, or no add is under way. */
  after(adds: number): Observable<number> {
    return defer(() => {
      const target = this.acknowledged.length + adds;
      return this.#progress$.pipe(first(acknowledged => acknowledged >= target));
    });
  }

  *#values(target: number): Iterable<number> {
    while (this.acknowledged.length < target) {
      const value = this.#next++;
      yield value;
    }
  }

  #add(value: number): Observable<Outcome<unknown>> {
    return outcomeOf(this.ring.add(value)).pipe(
      tap(outcome => {
        if ('error' in outcome) this.errors.set(value, outcome.error);
        else this.acknowledged.push({ sequence: outcome.value.toNumber(), value });
        this.#progress$.next(this.acknowledged.length);
      }),
    );
  }
}
