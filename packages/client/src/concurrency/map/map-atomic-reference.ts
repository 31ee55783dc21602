import { type AnyOperation, Data } from '@hazelrx/protocol';
import { atomicRefCompareAndSet, atomicRefContains, atomicRefGet, atomicRefSet } from '@hazelrx/protocol/operations';
import { defer, map, type Observable } from 'rxjs';
import { asHazelcastError } from '../../errors.js';
import type { Core, Storable } from '../../structures/structure.js';
import type { AtomicReference } from '../atomic-reference.js';
import { Register, type RegisterPlace } from './register.js';
import type { StateCodec } from './register-record.js';

export const REFERENCES = 'hazelrx.atomic-references';

/** The blob of the value. Every blob is longer than nothing, which is null. */
const CODEC: StateCodec<Data | null> = {
  initial: null,
  size: value => value?.bytes.length ?? 0,
  write: (value, view, at) => value && bytesOf(view, at).set(value.bytes),
  read(view, at) {
    const bytes = bytesOf(view, at);
    return bytes.length === 0 ? null : new Data(bytes.slice());
  },
};

function bytesOf(view: DataView, at: number): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset + at, view.byteLength - at);
}

export class MapAtomicReference<V extends Storable> implements AtomicReference<V> {
  readonly backend = 'map';
  readonly #core: Core;
  readonly #register: Register<Data | null>;

  constructor(
    place: RegisterPlace,
    readonly name: string,
  ) {
    this.#core = place.core;
    this.#register = new Register(place, name, CODEC);
  }

  get(): Observable<V | null> {
    return this.#register.get(atomicRefGet).pipe(map(data => this.#value(data, atomicRefGet)));
  }

  set(value: V | null): Observable<undefined> {
    return this.#set(value).pipe(map(() => undefined));
  }

  getAndSet(value: V | null): Observable<V | null> {
    return this.#set(value).pipe(map(before => this.#value(before, atomicRefSet)));
  }

  compareAndSet(expected: V | null, updated: V | null): Observable<boolean> {
    return defer(() => {
      const from = this.#data(expected, atomicRefCompareAndSet);
      const to = this.#data(updated, atomicRefCompareAndSet);
      return this.#register.update(
        value => (same(value, from) ? { state: to, result: true } : { result: false }),
        atomicRefCompareAndSet,
      );
    });
  }

  isNull(): Observable<boolean> {
    return this.contains(null);
  }

  clear(): Observable<undefined> {
    return this.set(null);
  }

  contains(value: V | null): Observable<boolean> {
    return defer(() => {
      const wanted = this.#data(value, atomicRefContains);
      return this.#register.get(atomicRefContains).pipe(map(data => same(data, wanted)));
    });
  }

  destroy(): Observable<undefined> {
    return this.#register.remove();
  }

  #set(value: V | null): Observable<Data | null> {
    return defer(() => {
      const state = this.#data(value, atomicRefSet);
      return this.#register.update(before => ({ state, result: before }), atomicRefSet);
    });
  }

  #data(value: V | null, operation: AnyOperation): Data | null {
    return value === null ? null : this.#told(operation, () => this.#core.router.data(value));
  }

  #value(data: Data | null, operation: AnyOperation): V | null {
    return data && this.#told(operation, () => this.#core.router.serialization.toObject(data) as V);
  }

  #told<T>(operation: AnyOperation, convert: () => T): T {
    try {
      return convert();
    } catch (error) {
      throw asHazelcastError(error, { operation: operation.name, structure: this.name });
    }
  }
}

function same(one: Data | null, other: Data | null): boolean {
  return one === null || other === null ? one === other : one.equals(other);
}
