import { from, Observable, type ObservableInput, type Subscription } from 'rxjs';

/**
 * Runs `project` over the items, at most `inFlight` at a time, and emits the results as they come; the next item is
 * taken only when there is room for it. What `mergeMap` does, which however first takes all items of a synchronous
 * source into a buffer and moves that whole buffer for each of them: 28 µs an item at 400,000.
 *
 * Ends with the first error. Unsubscribing leaves what is in flight and closes the iterator.
 */
export function pipelined<T, R>(
  items: Iterable<T>,
  project: (item: T, index: number) => ObservableInput<R>,
  inFlight: number,
): Observable<R> {
  if (!(inFlight >= 1)) throw new RangeError(`inFlight must be 1 or more, not ${inFlight}`);
  return new Observable<R>(subscriber => {
    const iterator = items[Symbol.iterator]();
    const running = new Set<Subscription>();
    let index = 0;
    let active = 0;
    let exhausted = false;
    let filling = false;

    const run = (item: T): void => {
      active++;
      // Still unknown where the inner one completes at once.
      let inner: Subscription | undefined;
      inner = from(project(item, index++)).subscribe({
        next: result => subscriber.next(result),
        error: (error: unknown) => subscriber.error(error),
        complete: () => {
          active--;
          if (inner) running.delete(inner);
          fill();
        },
      });
      if (subscriber.closed) inner.unsubscribe();
      else if (!inner.closed) running.add(inner);
    };

    const hasRoom = (): boolean => active < inFlight && !exhausted && !subscriber.closed;

    // Results that come at once come back here from within `run`: they leave the loop below to go on.
    const fill = (): void => {
      if (filling) return;
      filling = true;
      try {
        while (hasRoom()) {
          const next = iterator.next();
          if (next.done) exhausted = true;
          else run(next.value);
        }
      } catch (error) {
        subscriber.error(error);
      }
      filling = false;
      if (exhausted && active === 0) subscriber.complete();
    };

    fill();
    return () => {
      for (const inner of running) inner.unsubscribe();
      if (!exhausted) iterator.return?.();
    };
  });
}
