import type { SchedulerLike, Subscription } from 'rxjs';

/** Forgets what was to happen, or ends what was begun. */
export type Undo = () => void;

/** Of one timer of a platform, in milliseconds. */
const LONGEST = 2 ** 31 - 1;

/** What is to happen later, all of which is forgotten in the end. */
export class Timers {
  readonly #waiting = new Set<Subscription>();
  #ended = false;

  constructor(readonly scheduler: SchedulerLike) {}

  get ended(): boolean {
    return this.#ended;
  }

  /** After milliseconds by the clock, however many: a platform's timer may be early, and what is due by the clock is not. */
  later(millis: number, run: () => void): Undo {
    const due = this.scheduler.now() + millis;
    let forget: Undo = () => {};
    if (this.#ended) return forget;
    const timer = this.scheduler.schedule(
      () => {
        this.#waiting.delete(timer);
        const left = due - this.scheduler.now();
        if (left > 0) forget = this.later(left, run);
        else run();
      },
      Math.min(millis, LONGEST),
    );
    this.#waiting.add(timer);
    forget = () => {
      this.#waiting.delete(timer);
      timer.unsubscribe();
    };
    return () => forget();
  }

  /** Again and again, until the end. */
  every(millis: number, run: () => void): void {
    this.later(millis, () => {
      this.every(millis, run);
      run();
    });
  }

  end(): void {
    this.#ended = true;
    for (const timer of this.#waiting) timer.unsubscribe();
    this.#waiting.clear();
  }
}
