import { atomicRefCompareAndSet, atomicRefContains, atomicRefGet, atomicRefSet } from '@hazelrx/protocol/operations';
import type { Observable } from 'rxjs';
import { toAnswer, toNothing, toValue } from '../../structures/answers.js';
import type { Storable } from '../../structures/structure.js';
import type { AtomicReference } from '../atomic-reference.js';
import { type CpParts, CpPrimitive } from './cp-primitive.js';

const SERVICE = 'hz:raft:atomicRefService';

/** Linearizable. A change is sent once: when its connection is lost it ends in an `IndeterminateError`. */
export class CpAtomicReference<V extends Storable> extends CpPrimitive implements AtomicReference<V> {
  constructor(parts: CpParts, name: string) {
    super(parts, name, SERVICE);
  }

  get(): Observable<V | null> {
    return this.call(atomicRefGet, groupId => ({ groupId, name: this.objectName }), toValue<V>);
  }

  set(newValue: V | null): Observable<undefined> {
    const answer = { name: this.objectName, newValue, returnOldValue: false };
    return this.call(atomicRefSet, groupId => ({ groupId, ...answer }), toNothing);
  }

  getAndSet(newValue: V | null): Observable<V | null> {
    const answer = { name: this.objectName, newValue, returnOldValue: true };
    return this.call(atomicRefSet, groupId => ({ groupId, ...answer }), toValue<V>);
  }

  compareAndSet(oldValue: V | null, newValue: V | null): Observable<boolean> {
    return this.call(
      atomicRefCompareAndSet,
      groupId => ({ groupId, name: this.objectName, oldValue, newValue }),
      toAnswer,
    );
  }

  isNull(): Observable<boolean> {
    return this.contains(null);
  }

  clear(): Observable<undefined> {
    return this.set(null);
  }

  contains(value: V | null): Observable<boolean> {
    return this.call(atomicRefContains, groupId => ({ groupId, name: this.objectName, value }), toAnswer);
  }
}
