import { Observable } from 'rxjs';

/** Lets so many work at a time; the others wait, and come first who came first. */
export class Turns {
  readonly #waiting = new Set<() => void>();
  #free: number;
  #ended = false;

  constructor(count: number) {
    this.#free = count;
  }

  /** The same once it has its turn, which it has to its end. */
  take<T>(work$: Observable<T>): Observable<T> {
    return new Observable(subscriber => {
      const begin = (): void => {
        this.#waiting.delete(begin);
        this.#free--;
        work$.subscribe(subscriber);
        // After the teardown of the work: what it held is free when the next begins.
        subscriber.add(() => this.#giveBack());
      };
      if (this.#free > 0) return begin();
      this.#waiting.add(begin);
      return () => this.#waiting.delete(begin);
    });
  }

  /** Nobody else gets a turn. */
  end(): void {
    this.#waiting.clear();
    this.#free = 0;
    this.#ended = true;
  }

  #giveBack(): void {
    if (this.#ended) return;
    this.#free++;
    const [next] = this.#waiting;
    next?.();
  }
}
