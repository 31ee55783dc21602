import { merge, type Observable, take, timer } from 'rxjs';
import type { Core } from '../structures/structure.js';

/** Emits after so many milliseconds. Fails when the client ends: nothing else would end it. */
export function pause(millis: number, { ended$, scheduler }: Pick<Core, 'ended$' | 'scheduler'>): Observable<unknown> {
  return merge(ended$, timer(millis, scheduler)).pipe(take(1));
}
