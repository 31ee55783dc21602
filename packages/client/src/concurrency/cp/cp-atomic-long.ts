import type { LongLike } from '@hazelrx/protocol';
import {
  atomicLongAddAndGet,
  atomicLongCompareAndSet,
  atomicLongGet,
  atomicLongGetAndAdd,
  atomicLongGetAndSet,
} from '@hazelrx/protocol/operations';
import type Long from 'long';
import type { Observable } from 'rxjs';
import { toAnswer, toNothing } from '../../structures/answers.js';
import type { AtomicLong } from '../atomic-long.js';
import { type CpParts, CpPrimitive } from './cp-primitive.js';

const SERVICE = 'hz:raft:atomicLongService';

/** Linearizable. A change is sent once: when its connection is lost it ends in an `IndeterminateError`. */
export class CpAtomicLong extends CpPrimitive implements AtomicLong {
  constructor(parts: CpParts, name: string) {
    super(parts, name, SERVICE);
  }

  get(): Observable<Long> {
    return this.call(atomicLongGet, groupId => ({ groupId, name: this.objectName }), toLong);
  }

  set(newValue: LongLike): Observable<undefined> {
    return this.call(atomicLongGetAndSet, groupId => ({ groupId, name: this.objectName, newValue }), toNothing);
  }

  getAndSet(newValue: LongLike): Observable<Long> {
    return this.call(atomicLongGetAndSet, groupId => ({ groupId, name: this.objectName, newValue }), toLong);
  }

  compareAndSet(expected: LongLike, updated: LongLike): Observable<boolean> {
    return this.call(
      atomicLongCompareAndSet,
      groupId => ({ groupId, name: this.objectName, expected, updated }),
      toAnswer,
    );
  }

  addAndGet(delta: LongLike): Observable<Long> {
    return this.call(atomicLongAddAndGet, groupId => ({ groupId, name: this.objectName, delta }), toLong);
  }

  getAndAdd(delta: LongLike): Observable<Long> {
    return this.call(atomicLongGetAndAdd, groupId => ({ groupId, name: this.objectName, delta }), toLong);
  }

  incrementAndGet(): Observable<Long> {
    return this.addAndGet(1);
  }

  getAndIncrement(): Observable<Long> {
    return this.getAndAdd(1);
  }

  decrementAndGet(): Observable<Long> {
    return this.addAndGet(-1);
  }

  getAndDecrement(): Observable<Long> {
    return this.getAndAdd(-1);
  }
}

function toLong({ response }: { readonly response: Long }): Long {
  return response;
}
