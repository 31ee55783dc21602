// Waiting on a member for longer than one request may.
import { Observable, type Observer, type SchedulerLike, type Subscriber, type Subscription } from 'rxjs';

/** The longest that one request waits on the member, in milliseconds: an abandoned one stays there as long. */
export const SLICE = 5000;

/** What is said of a time that nobody can wait. */
export function notAWait(timeout: number): string {
  return `timeout must be 0 or more milliseconds, not ${timeout}`;
}

export interface SlicedWait<T> {
  /** Milliseconds, Infinity for as long as it takes. */
  readonly timeout: number;
  /** One request, which waits so many milliseconds on the member. */
  readonly ask: (millis: number) => Observable<T>;
  /** What a request emits that has waited in vain. */
  readonly inVain: T;
}

/** Asks, a slice at a time, until there is another answer than `inVain` or the time is up; emits the last one. */
export function inSlices<T>(wait: SlicedWait<T>, scheduler: SchedulerLike): Observable<T> {
  if (wait.timeout <= SLICE) return wait.ask(Math.ceil(wait.timeout));
  return new Observable(subscriber => {
    const waiting = new Waiting(wait, scheduler, subscriber);
    waiting.ask();
    return waiting;
  });
}

/** One subscription; the observer of its requests, one after the other. */
class Waiting<T> implements Observer<T> {
  readonly #until: number;
  #asked: Subscription | undefined;
  #again = false;

  constructor(
    readonly wait: SlicedWait<T>,
    readonly scheduler: SchedulerLike,
    readonly subscriber: Subscriber<T>,
  ) {
    this.#until = scheduler.now() + wait.timeout;
  }

  ask(): void {
    this.#again = false;
    const left = Math.max(this.#until - this.scheduler.now(), 0);
    this.#asked = this.wait.ask(Math.ceil(Math.min(left, SLICE))).subscribe(this);
  }

  next(answer: T): void {
    if (answer === this.wait.inVain && this.scheduler.now() < this.#until) this.#again = true;
    else this.subscriber.next(answer);
  }

  error(error: unknown): void {
    this.subscriber.error(error);
  }

  complete(): void {
    if (!this.#again) this.subscriber.complete();
    else if (!this.subscriber.closed) this.ask();
  }

  unsubscribe(): void {
    this.#asked?.unsubscribe();
  }
}
