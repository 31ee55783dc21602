import { defer, EMPTY, exhaustMap, type Observable, of, type OperatorFunction, repeat, tap } from 'rxjs';

/**
 * Looks whenever the source emits, once at a time. However much comes during a look, it is followed by one more: so the last
 * one was begun after all that came.
 */
export function whenever<T>(look: () => Observable<T>): OperatorFunction<unknown, T> {
  return source$ =>
    defer(() => {
      let isOutdated = false;
      const look$ = defer(() => {
        isOutdated = false;
        return look();
      });
      return source$.pipe(
        tap(() => (isOutdated = true)),
        exhaustMap(() => look$.pipe(repeat({ delay: () => (isOutdated ? of(undefined) : EMPTY) }))),
      );
    });
}
