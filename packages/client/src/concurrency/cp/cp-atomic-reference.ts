import type { AnyOperation, Codecs } from '@hazelrx/protocol';
import { atomicRefCompareAndSet, atomicRefContains, atomicRefGet, atomicRefSet } from '@hazelrx/protocol/operations';
import { type Observable, throwError } from 'rxjs';
import { toAnswer, toNothing, toValue } from '../../structures/answers.js';
import type { Storable } from '../../structures/structure.js';
import type { AtomicReference } from '../atomic-reference.js';
import { type CpParts, CpPrimitive } from './cp-primitive.js';

const SERVICE = 'hz:raft:atomicRefService';

/** Linearizable. A change is sent once: when its connection is lost it ends in an `IndeterminateError`. */
export class CpAtomicReference<V extends Storable> extends CpPrimitive implements AtomicReference<V> {
  constructor(parts: CpParts, name: string, codecs?: Codecs) {
    super(parts, name, SERVICE, codecs);
  }

  get(): Observable<V | null> {
    return this.call(atomicRefGet, this.named, toValue<V>);
  }

  set(newValue: V | null): Observable<undefined> {
    if (newValue === undefined) return this.#undefined(atomicRefSet);
    const { groupId, name } = this.named;
    return this.call(atomicRefSet, { groupId, name, newValue, returnOldValue: false }, toNothing);
  }

  getAndSet(newValue: V | null): Observable<V | null> {
    if (newValue === undefined) return this.#undefined(atomicRefSet);
    const { groupId, name } = this.named;
    return this.call(atomicRefSet, { groupId, name, newValue, returnOldValue: true }, toValue<V>);
  }

  compareAndSet(oldValue: V | null, newValue: V | null): Observable<boolean> {
    if (oldValue === undefined || newValue === undefined) return this.#undefined(atomicRefCompareAndSet);
    const { groupId, name } = this.named;
    return this.call(atomicRefCompareAndSet, { groupId, name, oldValue, newValue }, toAnswer);
  }

  isNull(): Observable<boolean> {
    return this.contains(null);
  }

  clear(): Observable<undefined> {
    return this.set(null);
  }

  contains(value: V | null): Observable<boolean> {
    if (value === undefined) return this.#undefined(atomicRefContains);
    const { groupId, name } = this.named;
    return this.call(atomicRefContains, { groupId, name, value }, toAnswer);
  }

  /** The rows would take it for null. */
  #undefined(operation: AnyOperation): Observable<never> {
    return throwError(() => this.refusal(operation, 'must not be undefined'));
  }
}
