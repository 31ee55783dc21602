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
    return this.call(atomicLongGet, this.named, toLong);
  }

  set(newValue: LongLike): Observable<undefined> {
    const { groupId, name } = this.named;
    return this.call(atomicLongGetAndSet, { groupId, name, newValue }, toNothing);
  }

  getAndSet(newValue: LongLike): Observable<Long> {
    const { groupId, name } = this.named;
    return this.call(atomicLongGetAndSet, { groupId, name, newValue }, toLong);
  }

  compareAndSet(expected: LongLike, updated: LongLike): Observable<boolean> {
    const { groupId, name } = this.named;
    return this.call(atomicLongCompareAndSet, { groupId, name, expected, updated }, toAnswer);
  }

  addAndGet(delta: LongLike): Observable<Long> {
    const { groupId, name } = this.named;
    return this.call(atomicLongAddAndGet, { groupId, name, delta }, toLong);
  }

  getAndAdd(delta: LongLike): Observable<Long> {
    const { groupId, name } = this.named;
    return this.call(atomicLongGetAndAdd, { groupId, name, delta }, toLong);
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
