import type { Observable } from 'rxjs';
import type { Storable } from '../structures/structure.js';
import type { Primitive } from './backend.js';

/**
 * One value, or null, that all clients of the cluster share; null at first. Values are compared as they are serialized. A change
 * whose outcome cannot be found out ends in an `IndeterminateError`, and is never made twice.
 */
export interface AtomicReference<V extends Storable = Storable> extends Primitive {
  get(): Observable<V | null>;
  set(value: V | null): Observable<undefined>;
  /** The value before. */
  getAndSet(value: V | null): Observable<V | null>;
  /** Sets `updated` where the value is `expected`, and says whether it was. */
  compareAndSet(expected: V | null, updated: V | null): Observable<boolean>;
  isNull(): Observable<boolean>;
  /** Sets null. */
  clear(): Observable<undefined>;
  contains(value: V | null): Observable<boolean>;
  /** Removes it from the cluster. On `cp` its name cannot be used again; on `map` it is null again. */
  destroy(): Observable<undefined>;
}
