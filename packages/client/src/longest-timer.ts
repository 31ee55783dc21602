import { NEVER, type Observable, type SchedulerLike, timer } from 'rxjs';

/** No timer runs longer, in milliseconds: 24 days. */
export const LONGEST_TIMER = 2 ** 31 - 1;

/** Emits once so many milliseconds are over; never where no timer runs as long. */
export function over(millis: number, scheduler: SchedulerLike): Observable<unknown> {
  return millis > LONGEST_TIMER ? NEVER : timer(millis, scheduler);
}
