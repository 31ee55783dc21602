import { AsyncSubject, type Observable } from 'rxjs';

/** Begins at once, and goes on when nobody waits for the end of it, which is told to all who come. */
export function detached<T>(source$: Observable<T>): Observable<T> {
  const outcome = new AsyncSubject<T>();
  source$.subscribe(outcome);
  return outcome.asObservable();
}
