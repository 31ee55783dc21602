import type { DataInput } from './data-input.js';
import type { DataOutput } from './data-output.js';

/** An object that writes and reads its own fields, told by the ids of a factory and of a class in it. */
export interface IdentifiedDataSerializable {
  readonly factoryId: number;
  readonly classId: number;
  readData(input: DataInput): void;
  writeData(output: DataOutput): void;
}

/** Makes an object of a class, to read into. */
export type IdentifiedFactory = (classId: number) => IdentifiedDataSerializable;

/** Reads the fields of one class of IdentifiedDataSerializable, in the order in which it writes them. */
export type IdentifiedReader = (input: DataInput) => unknown;

/** Factory id → class id → reader. */
export type IdentifiedReaders = ReadonlyMap<number, ReadonlyMap<number, IdentifiedReader>>;

export type IdentifiedFactories = Readonly<Record<number, IdentifiedFactory>>;
