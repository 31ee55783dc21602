import { type AnyOperation, Data, type DataCodec } from '@hazelrx/protocol';
import { atomicRefCompareAndSet, atomicRefContains, atomicRefGet, atomicRefSet } from '@hazelrx/protocol/operations';
import { concatMap, map, type Observable, of } from 'rxjs';
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
    /** Of the type that is declared for it. */
    readonly codec?: DataCodec,
  ) {
    this.#core = place.core;
    this.#register = new Register(place, name, CODEC);
  }

  get(): Observable<V | null> {
    return this.#register.get(atomicRefGet).pipe(concatMap(data => this.#value(data, atomicRefGet)));
  }

  set(value: V | null): Observable<undefined> {
    return this.#set(value).pipe(map(() => undefined));
  }

  getAndSet(value: V | null): Observable<V | null> {
    return this.#set(value).pipe(concatMap(before => this.#value(before, atomicRefSet)));
  }

  compareAndSet(expected: V | null, updated: V | null): Observable<boolean> {
    return this.#resolved(atomicRefCompareAndSet, () => [this.#data(expected), this.#data(updated)] as const).pipe(
      concatMap(([from, to]) =>
        this.#register.update(
          value => (same(value, from) ? { state: to, result: true } : { result: false }),
          atomicRefCompareAndSet,
        ),
      ),
    );
  }

  isNull(): Observable<boolean> {
    return this.contains(null);
  }

  clear(): Observable<undefined> {
    return this.set(null);
  }

  contains(value: V | null): Observable<boolean> {
    return this.#resolved(atomicRefContains, () => this.#data(value)).pipe(
      concatMap(wanted => this.#register.get(atomicRefContains).pipe(map(data => same(data, wanted)))),
    );
  }

  destroy(): Observable<undefined> {
    return this.#register.remove();
  }

  #set(value: V | null): Observable<Data | null> {
    return this.#resolved(atomicRefSet, () => this.#data(value)).pipe(
      concatMap(state => this.#register.update(before => ({ state, result: before }), atomicRefSet)),
    );
  }

  #data(value: V | null): Data | null {
    return value === null ? null : this.#core.router.data(value, this.codec);
  }

  #value(data: Data | null, operation: AnyOperation): Observable<V | null> {
    if (!data) return of(null);
    return this.#resolved(operation, () => this.#core.router.value(data, this.codec) as V);
  }

  #resolved<T>(operation: AnyOperation, convert: () => T): Observable<T> {
    return this.#core.resolved(convert, { operation: operation.name, structure: this.name });
  }
}

function same(one: Data | null, other: Data | null): boolean {
  return one === null || other === null ? one === other : one.equals(other);
}
