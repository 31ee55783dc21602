import { DataError } from './data-error.js';
import type { DataInput } from './data-input.js';
import type { DataOutput } from './data-output.js';
import { hintOfByteOrder } from './type-id.js';

/** Writes and reads whatever nothing else takes, in place of JSON. */
export interface GlobalSerializer<T = unknown> {
  /** The type id, above 0: the same in every client and member. */
  readonly id: number;
  read(input: DataInput): T;
  write(output: DataOutput, value: T): void;
}

/** Writes and reads one type of an application, without a header: the type id alone says whose bytes they are. */
export interface CustomSerializer<T extends object = object> extends GlobalSerializer<T> {
  /** Its instances, and those of classes below it, are written by this. Objects with a `hzCustomId` of this id are, too. */
  getClass?(): new (...args: never[]) => T;
}

interface CustomObject {
  readonly hzCustomId?: unknown;
}

/** The serializers of an application, by type id and by class. */
export class CustomSerializers {
  readonly #byId = new Map<number, GlobalSerializer>();
  readonly #byPrototype = new Map<unknown, number>();
  readonly #isEmpty: boolean;
  /** The type id of the global serializer. */
  readonly globalId: number | undefined;

  /** Throws a `DataError` when two of them claim one type id. Classes are looked at by `checkClaims`. */
  constructor(serializers: readonly CustomSerializer[], global: GlobalSerializer | undefined) {
    for (const serializer of serializers) {
      this.#add(serializer, 'custom');
      const type = serializer.getClass?.();
      if (type !== undefined) this.#byPrototype.set(type.prototype, serializer.id);
    }
    if (global !== undefined) this.#add(global, 'global');
    this.globalId = global?.id;
    this.#isEmpty = serializers.length === 0;
  }

  #add(serializer: GlobalSerializer, kind: string): void {
    const { id } = serializer;
    if (!Number.isInteger(id) || id <= 0 || id > 0x7fff_ffff) {
      throw new DataError(`the id of a ${kind} serializer must be a whole number from 1 to 2147483647, not ${id}`);
    }
    if (this.#byId.has(id)) throw new DataError(`two serializers, one of them ${kind}, claim the type id ${id}`);
    this.#byId.set(id, serializer);
  }

  /** The type id of the serializer that takes it, the global one not counted. */
  idFor(value: object): number | undefined {
    if (this.#isEmpty) return undefined;
    const { hzCustomId } = value as CustomObject;
    if (typeof hzCustomId === 'number') return hzCustomId;
    if (this.#byPrototype.size === 0) return undefined;
    let prototype: unknown = Object.getPrototypeOf(value);
    while (prototype !== null) {
      const id = this.#byPrototype.get(prototype);
      if (id !== undefined) return id;
      prototype = Object.getPrototypeOf(prototype);
    }
    return undefined;
  }

  write(out: DataOutput, value: unknown, id: number): void {
    this.#of(id).write(out, value);
  }

  read(input: DataInput, id: number): unknown {
    return this.#of(id).read(input);
  }

  #of(id: number): GlobalSerializer {
    const serializer = this.#byId.get(id);
    if (serializer !== undefined) return serializer;
    const hint = hintOfByteOrder(id, other => this.#byId.has(other));
    throw new DataError(`no custom serializer has the id ${id}${hint}`, { typeId: id });
  }
}
