// Calls that one of several members can do, each in its own way: when one cannot, the next is asked.
import type { UUID } from '@hazelrx/protocol';
import { catchError, type Observable, throwError } from 'rxjs';
import { faultClass, type HazelcastError } from '../errors.js';

/** A member to ask, and whether there is nobody left to ask after it. */
export interface Choice {
  readonly member: UUID;
  readonly isLast: boolean;
}

export interface Asking<T> {
  /** Whom to ask next, of those that have not been; undefined when there is nobody. */
  readonly choose: (asked: readonly UUID[]) => Choice | undefined;
  readonly ask: (choice: Choice) => Observable<T>;
  /** The error that says that this member cannot, and another one may. It is the one that is told in the end. */
  readonly refusal: HazelcastError['code'];
  /** The error where there is nobody to ask at all. */
  readonly nobody: () => HazelcastError;
}

/** Asks one member after the other until one answers. Errors that another member would tell as well end it. */
export function oneOfMembers<T>(
  asking: Asking<T>,
  asked: readonly UUID[] = [],
  trouble?: HazelcastError,
): Observable<T> {
  const choice = asking.choose(asked);
  if (!choice) return throwError(() => trouble ?? asking.nobody());
  return asking.ask(choice).pipe(
    catchError((error: HazelcastError) => {
      if (error.code !== asking.refusal && faultClass(error) === 'never') throw error;
      const told = trouble?.code === asking.refusal ? trouble : error;
      return oneOfMembers(asking, [...asked, choice.member], told);
    }),
  );
}
