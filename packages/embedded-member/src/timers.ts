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

  /** After milliseconds, however many. */
  later(millis: number, run: () => void): Undo {
    const left = millis - LONGEST;
    let forget: Undo = () => {};
    if (this.#ended) return forget;
    const timer = this.scheduler.schedule(
      () => {
        this.#waiting.delete(timer);
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
