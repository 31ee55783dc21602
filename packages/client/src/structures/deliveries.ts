import { defer, EMPTY, finalize, merge, mergeMap, type Observable, Subject, tap } from 'rxjs';

/**
 * Looks for items, and has up to `concurrency` of them handled at a time. One look at a time; after one that has found
 * something the next begins at once, after one that has not, with the next sign. When there will be no more
 * signs it does not look any more, and completes when what is under way is done.
 *
 * `deliver`: looks; calls `found` as soon as it has an item, and completes when that is handled, or there is none.
 */
export function deliveries<R>(
  deliver: (found: () => void) => Observable<R>,
  signs$: Observable<unknown>,
  concurrency: number,
): Observable<R> {
  return defer(() => {
    const again = new Subject<void>();
    let underWay = 0;
    let looking = false;
    let missed = false;
    const look = defer(() => {
      let here = true;
      looking = true;
      missed = false;
      underWay++;
      const found = (): void => {
        here = looking = false;
        again.next();
      };
      return deliver(found).pipe(
        finalize(() => {
          underWay--;
          if (here) looking = false;
          if (!here || missed) again.next();
        }),
      );
    });
    return merge(again, signs$.pipe(tap({ complete: () => again.complete() }))).pipe(
      mergeMap(() => {
        if (!looking && underWay < concurrency) return look;
        missed = true;
        return EMPTY;
      }),
    );
  });
}
