import type { LongLike } from '@hazelrx/protocol';
import type Long from 'long';
import type { Observable } from 'rxjs';
import type { Primitive } from './backend.js';

/**
 * A 64-bit integer that all clients of the cluster share; 0 at first, it wraps around. Each call is sent when it is subscribed to.
 * A change whose outcome cannot be found out ends in an `IndeterminateError`, and is never made twice.
 */
export interface AtomicLong extends Primitive {
  get(): Observable<Long>;
  set(value: LongLike): Observable<undefined>;
  /** The value before. */
  getAndSet(value: LongLike): Observable<Long>;
  /** Sets `updated` where the value is `expected`, and says whether it was. */
  compareAndSet(expected: LongLike, updated: LongLike): Observable<boolean>;
  /** The value after. */
  addAndGet(delta: LongLike): Observable<Long>;
  /** The value before. */
  getAndAdd(delta: LongLike): Observable<Long>;
  incrementAndGet(): Observable<Long>;
  getAndIncrement(): Observable<Long>;
  decrementAndGet(): Observable<Long>;
  getAndDecrement(): Observable<Long>;
  /** Removes it from the cluster. On `cp` its name cannot be used again; on `map` it is 0 again. */
  destroy(): Observable<undefined>;
}
