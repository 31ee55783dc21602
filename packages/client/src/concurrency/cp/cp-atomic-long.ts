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
    return this.call(atomicLongGetAndSet, { ...this.named, newValue }, toNothing);
  }

  getAndSet(newValue: LongLike): Observable<Long> {
    return this.call(atomicLongGetAndSet, { ...this.named, newValue }, toLong);
  }

  compareAndSet(expected: LongLike, updated: LongLike): Observable<boolean> {
    return this.call(atomicLongCompareAndSet, { ...this.named, expected, updated }, toAnswer);
  }

  addAndGet(delta: LongLike): Observable<Long> {
    return this.call(atomicLongAddAndGet, { ...this.named, delta }, toLong);
  }

  getAndAdd(delta: LongLike): Observable<Long> {
    return this.call(atomicLongGetAndAdd, { ...this.named, delta }, toLong);
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
