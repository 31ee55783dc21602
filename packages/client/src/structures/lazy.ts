import { type Codecs, type Data, type DataCodec, rawData, type Writer } from '@hazelrx/protocol';
import { type Observable, of } from 'rxjs';
import { HazelcastError } from '../errors.js';
import type { Core } from './structure.js';

/** A value that is read when somebody wants it. One that came from the cluster is written back byte for byte. */
export interface Lazy<V> {
  /** As it came. What was made by `lazy` has none: fails with `ILLEGAL_STATE`. */
  readonly data: Data;
  /** The value: cold, read anew by each subscription. Fails with a `SerializationError` when it cannot be read. */
  read(): Observable<V>;
}

/** A value to be written to a structure with lazy values. */
export function lazy<V>(value: V): Lazy<V> {
  return new Given(value);
}

const ONLY_LAZILY =
  'a Lazy is a value only where the structure is declared lazy; elsewhere write its data, or its value';

abstract class Unread {
  /** What is not lazy would write an object without fields. */
  toJSON(): never {
    throw new TypeError(ONLY_LAZILY);
  }
}

class Given<V> extends Unread implements Lazy<V> {
  constructor(readonly value: V) {
    super();
  }

  get data(): never {
    throw new HazelcastError('ILLEGAL_STATE', 'this value was not serialized: it has no data');
  }

  read(): Observable<V> {
    return of(this.value);
  }
}

class Stored<V> extends Unread implements Lazy<V> {
  readonly #codec: LazyCodec;

  constructor(
    readonly data: Data,
    codec: LazyCodec,
  ) {
    super();
    this.#codec = codec;
  }

  read(): Observable<V> {
    return this.#codec.value(this.data) as Observable<V>;
  }
}

/** Leaves the bytes of values as they are until somebody reads them. */
class LazyCodec implements DataCodec {
  readonly #core: Pick<Core, 'router' | 'resolved'>;

  constructor(
    core: Pick<Core, 'router' | 'resolved'>,
    readonly structure: string,
    readonly codec: DataCodec,
  ) {
    this.#core = core;
  }

  write(writer: Writer, value: unknown): void {
    if (value instanceof Given) this.codec.write(writer, value.value);
    else this.codec.write(writer, value instanceof Stored ? value.data : value);
  }

  read(bytes: Uint8Array, view: DataView, start: number, end: number): unknown {
    return new Stored(rawData.read(bytes, view, start, end) as Data, this);
  }

  value(data: Data): Observable<unknown> {
    const { router, resolved } = this.#core;
    const details = { operation: 'Lazy.read', structure: this.structure };
    return resolved(() => router.value(data, this.codec), details);
  }
}

/** The same codecs, with values that are read later. */
export function lazily(core: Pick<Core, 'router' | 'resolved'>, structure: string, codecs: Codecs): Codecs {
  return { ...codecs, value: new LazyCodec(core, structure, codecs.value) };
}
