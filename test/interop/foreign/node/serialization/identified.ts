// IdentifiedDataSerializable objects.
import type { DataInput, DataOutput, IdentifiedDataSerializable } from 'hazelcast-client';
import { call, TEXT, TheirLong, type Values } from './common.js';
import { BOLT } from './compact-types.js';

export const IDENTIFIED_FACTORY = 7;

/** Each has an array of it, too. */
const scalars: Values = {
  Boolean: true,
  Byte: 127,
  Char: 'ж',
  Short: -32768,
  Int: -(2 ** 31),
  Long: TheirLong.MIN_VALUE,
  Float: 1.5,
  Double: 0.1,
  String: TEXT,
};

/** All that can be written to an output, one after the other. */
class Report implements IdentifiedDataSerializable {
  readonly factoryId = IDENTIFIED_FACTORY;
  readonly classId = 1;

  constructor(readonly values: Values = {}) {}

  writeData(output: DataOutput): void {
    for (const type of Object.keys(scalars)) {
      call(output, `write${type}`, this.values[type]);
      call(output, `write${type}Array`, this.values[`${type}Array`]);
    }
    output.writeString(this.values['null string'] as null);
    output.writeIntArray(this.values['null array'] as null);
    for (const name of ['compact', 'custom', 'null object']) output.writeObject(this.values[name]);
  }

  readData(input: DataInput): void {
    for (const type of Object.keys(scalars)) {
      this.values[type] = call(input, `read${type}`);
      this.values[`${type}Array`] = call(input, `read${type}Array`);
    }
    this.values['null string'] = input.readString();
    this.values['null array'] = input.readIntArray();
    for (const name of ['compact', 'custom', 'null object']) this.values[name] = input.readObject();
  }
}

class Due implements IdentifiedDataSerializable {
  readonly factoryId = IDENTIFIED_FACTORY;
  readonly classId = 2;

  constructor(public name: string | null = null) {}

  writeData(output: DataOutput): void {
    output.writeString(this.name);
  }

  readData(input: DataInput): void {
    this.name = input.readString();
  }
}

export function createIdentified(classId: number): IdentifiedDataSerializable {
  const made = [new Report(), new Due()].find(each => each.classId === classId);
  if (made === undefined) throw new RangeError(`class ${classId}`);
  return made;
}

export const identifiedSamples = (custom: unknown): Readonly<Record<string, unknown>> => ({
  identified: new Report({
    ...scalars,
    BooleanArray: [true, false],
    ByteArray: Buffer.of(1, 255),
    CharArray: ['a', 'ж'],
    ShortArray: [1, -1],
    IntArray: [1, -1],
    LongArray: [TheirLong.fromNumber(1), TheirLong.fromNumber(-1)],
    FloatArray: [1.5, -0.25],
    DoubleArray: [0.1, -2.5],
    StringArray: ['a', 'ж'],
    'null string': null,
    'null array': null,
    compact: BOLT,
    custom,
    'null object': null,
  }),
  'identified due': new Due('now'),
});
