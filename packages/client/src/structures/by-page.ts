import { concatMap, defer, EMPTY, type Observable, type ObservableInput, of, repeat } from 'rxjs';

/** What one fetch brought, and where the next begins; undefined after the last. */
export interface Page<T, C> {
  readonly items: readonly T[];
  readonly next: C | undefined;
}

/**
 * Fetches page after page, each only when `handle` has completed for the one before: one page is held at a time. `fetch`
 * must not answer at once.
 */
export function byPage<T, C, R>(
  first: C,
  fetch: (cursor: C) => Observable<Page<T, C>>,
  handle: (items: readonly T[]) => ObservableInput<R>,
): Observable<R> {
  return defer(() => {
    let cursor: C | undefined = first;
    return defer(() => fetch(cursor!)).pipe(
      concatMap(({ items, next }) => {
        cursor = next;
        return handle(items);
      }),
      repeat({ delay: () => (cursor === undefined ? EMPTY : of(undefined)) }),
    );
  });
}
