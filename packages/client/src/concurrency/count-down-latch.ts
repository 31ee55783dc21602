import type { Observable } from 'rxjs';
import type { Primitive } from './backend.js';

/** Opens when it has been counted down to 0, for all who wait; then it can be set again. Closed latches have a count. */
export interface CountDownLatch extends Primitive {
  /** Sets the count where it is 0, and says whether it was. */
  trySetCount(count: number): Observable<boolean>;
  /** Takes one from the count; does nothing where it is 0. Counts once, however often it has to be sent. */
  countDown(): Observable<undefined>;
  getCount(): Observable<number>;
  /** True as soon as the count is 0; false when it was not for `timeout` milliseconds. Default: waits as long as it takes. */
  await(timeout?: number): Observable<boolean>;
  /** Emits once, as soon as the count is 0, and completes. Each subscription waits for itself. */
  readonly opened$: Observable<undefined>;
  /** Removes it from the cluster. On `cp` its name cannot be used again; on `map` its count is 0 again. */
  destroy(): Observable<undefined>;
}
