import { type AnyOperation, int64, type LongLike } from '@hazelrx/protocol';
import {
  atomicLongAddAndGet,
  atomicLongCompareAndSet,
  atomicLongGet,
  atomicLongGetAndAdd,
  atomicLongGetAndSet,
} from '@hazelrx/protocol/operations';
import Long from 'long';
import { map, type Observable, throwError } from 'rxjs';
import { asHazelcastError } from '../../errors.js';
import type { AtomicLong } from '../atomic-long.js';
import { Register, type RegisterPlace } from './register.js';
import type { Change } from './register-write.js';
import { getLong, putLong, type StateCodec } from './register-record.js';

export const LONGS = 'hazelrx.atomic-longs';

const CODEC: StateCodec<Long> = {
  initial: Long.ZERO,
  size: () => 8,
  write: (value, view, at) => putLong(view, at, value),
  read: getLong,
};

export class MapAtomicLong implements AtomicLong {
  readonly backend = 'map';
  readonly #register: Register<Long>;

  constructor(
    place: RegisterPlace,
    readonly name: string,
  ) {
    this.#register = new Register(place, name, CODEC);
  }

  get(): Observable<Long> {
    return this.#register.get(atomicLongGet);
  }

  set(value: LongLike): Observable<undefined> {
    return this.getAndSet(value).pipe(map(() => undefined));
  }

  getAndSet(value: LongLike): Observable<Long> {
    return this.#update(atomicLongGetAndSet, [value], ([state]) => before => ({ state, result: before }));
  }

  compareAndSet(expected: LongLike, updated: LongLike): Observable<boolean> {
    return this.#update(
      atomicLongCompareAndSet,
      [expected, updated],
      ([from, to]) =>
        value =>
          value.equals(from) ? { state: to, result: true } : { result: false },
    );
  }

  addAndGet(delta: LongLike): Observable<Long> {
    return this.#update(atomicLongAddAndGet, [delta], ([by]) => value => {
      const sum = value.add(by);
      return { state: sum, result: sum };
    });
  }

  getAndAdd(delta: LongLike): Observable<Long> {
    return this.#update(atomicLongGetAndAdd, [delta], ([by]) => value => ({ state: value.add(by), result: value }));
  }

  incrementAndGet(): Observable<Long> {
    return this.addAndGet(Long.ONE);
  }

  getAndIncrement(): Observable<Long> {
    return this.getAndAdd(Long.ONE);
  }

  decrementAndGet(): Observable<Long> {
    return this.addAndGet(Long.NEG_ONE);
  }

  getAndDecrement(): Observable<Long> {
    return this.getAndAdd(Long.NEG_ONE);
  }

  destroy(): Observable<undefined> {
    return this.#register.remove();
  }

  #update<const N extends readonly LongLike[], R>(
    operation: AnyOperation,
    numbers: N,
    change: (longs: { readonly [I in keyof N]: Long }) => Change<Long, R>,
  ): Observable<R> {
    try {
      const longs = numbers.map(toLong) as unknown as { readonly [I in keyof N]: Long };
      return this.#register.update(change(longs), operation);
    } catch (error) {
      const refusal = asHazelcastError(error, { operation: operation.name, structure: this.name });
      return throwError(() => refusal);
    }
  }
}

/** Throws where it is no 64-bit integer. */
function toLong(value: LongLike): Long {
  return Long.isLong(value) ? value : int64(value).value;
}
