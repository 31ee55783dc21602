import type {
  CustomSerializer,
  DataInput,
  DataOutput,
  IdentifiedDataSerializable,
  Portable,
  PortableReader,
  PortableWriter,
  SerializationConfig,
} from '../../packages/protocol/src/serialization/index.js';
import { readAs, type Told, writtenAs } from './told-value.js';

// The classes of the reference: what an application would write by hand, made from what the reference tells of them.

/** What reading must give, also for objects of an application. */
export function objectReadAs(told: Told): unknown {
  return made(told, objectReadAs) ?? readAs(told);
}

/** What is written as the type that the reference tells. Lists of all kinds are arrays here. */
export function objectWrittenAs(told: Told): unknown {
  return made(told, objectWrittenAs) ?? writtenAs(told);
}

function made(told: Told, itemOf: (item: Told) => unknown): unknown {
  switch (told.t) {
    case 'ArrayList':
    case 'LinkedList':
    case 'Object[]':
      return (told['items'] as Told[]).map(itemOf);
    case 'Portable':
      return new ReferencePortable(told, valuesOf(told));
    case 'IdentifiedDataSerializable':
      return new ReferenceIdentified(told, valuesOf(told));
    case 'CustomStreamSerializable':
      return new CustomStream(told['i'] as number, floatOf(told));
    case 'CustomByteArraySerializable':
      return new CustomBytes(told['i'] as number, floatOf(told));
    default:
      return undefined;
  }
}

/** What reads the classes of the reference, by the objects that it has of them. */
export function referenceConfig(objects: readonly Told[]): SerializationConfig {
  const classOf = (t: string, classId: number): Told =>
    objects.find(told => told.t === t && told['classId'] === classId)!;
  return {
    dataSerializableFactories: {
      1: classId => new ReferenceIdentified(classOf('IdentifiedDataSerializable', classId)),
    },
    portableFactories: { 1: classId => new ReferencePortable(classOf('Portable', classId)) },
    customSerializers: [streamSerializer, bytesSerializer],
  };
}

class ReferenceIdentified implements IdentifiedDataSerializable {
  readonly factoryId: number;
  readonly classId: number;

  values: unknown[];
  readonly #told: Told;

  constructor(told: Told, values: unknown[] = []) {
    this.#told = told;
    this.values = values;
    this.factoryId = told['factoryId'] as number;
    this.classId = told['classId'] as number;
  }

  writeData(output: DataOutput): void {
    partsOf(this.#told).forEach((part, i) => formatOf(part).write(output, this.values[i]));
  }

  readData(input: DataInput): void {
    this.values = partsOf(this.#told).map(part => formatOf(part).read(input, sizeOf(part)));
  }
}

class ReferencePortable implements Portable {
  readonly factoryId: number;
  readonly classId: number;

  values: unknown[];
  readonly #told: Told;

  constructor(told: Told, values: unknown[] = []) {
    this.#told = told;
    this.values = values;
    this.factoryId = told['factoryId'] as number;
    this.classId = told['classId'] as number;
  }

  writePortable(writer: PortableWriter): void {
    const write = writer as unknown as Record<string, (name: string, value: unknown) => void>;
    const fields = fieldsOf(this.#told);
    fields.forEach(({ name, fieldType }, i) => write[`write${suffix(fieldType)}`]!(name, this.values[i]));
    const raw = rawOf(this.#told);
    if (raw.length === 0) return;
    const output = writer.getRawDataOutput();
    raw.forEach((part, i) => formatOf(part).write(output, this.values[fields.length + i]));
  }

  readPortable(reader: PortableReader): void {
    const read = reader as unknown as Record<string, (name: string) => unknown>;
    const values = fieldsOf(this.#told).map(({ name, fieldType }) => read[`read${suffix(fieldType)}`]!(name));
    const raw = rawOf(this.#told);
    if (raw.length > 0) {
      const input = reader.getRawDataInput();
      for (const part of raw) values.push(formatOf(part).read(input, sizeOf(part)));
    }
    this.values = values;
  }
}

class CustomStream {
  readonly hzCustomId = 1;
  constructor(
    readonly i: number,
    readonly f: number,
  ) {}
}

class CustomBytes {
  constructor(
    readonly i: number,
    readonly f: number,
  ) {}
}

const streamSerializer: CustomSerializer<CustomStream> = {
  id: 1,
  write(output, { i, f }) {
    output.writeInt(i);
    output.writeFloat(f);
  },
  read: input => new CustomStream(input.readInt(), input.readFloat()),
};

const bytesSerializer: CustomSerializer<CustomBytes> = {
  id: 2,
  getClass: () => CustomBytes,
  write(output, { i, f }) {
    const bytes = Buffer.alloc(10);
    bytes.writeInt32BE(i);
    bytes.writeFloatBE(f, 4);
    output.writeByteArray(bytes);
  },
  read(input) {
    const bytes = Buffer.from(input.readByteArray()!);
    return new CustomBytes(bytes.readInt32BE(), bytes.readFloatBE(4));
  },
};

interface Field {
  readonly name: string;
  readonly fieldType: string;
  readonly v: unknown;
}

function fieldsOf(told: Told): Field[] {
  return told['fields'] as Field[];
}

function partsOf(told: Told): Told[] {
  return told['fields'] as Told[];
}

function rawOf(told: Told): Told[] {
  return (told['rawData'] ?? []) as Told[];
}

function valuesOf(told: Told): unknown[] {
  if (told.t === 'IdentifiedDataSerializable') return partsOf(told).map(partValue);
  return [...fieldsOf(told).map(fieldValue), ...rawOf(told).map(partValue)];
}

/** `TIMESTAMP_WITH_TIMEZONE_ARRAY` → `TimestampWithTimezoneArray`. */
function suffix(fieldType: string): string {
  return fieldType
    .toLowerCase()
    .split('_')
    .map(word => word[0]!.toUpperCase() + word.slice(1))
    .join('');
}

function fieldValue({ fieldType, v }: Field): unknown {
  if (v === null) return null;
  if (fieldType === 'PORTABLE_ARRAY') return (v as Told[]).map(objectReadAs);
  const isTold = typeof v === 'object' && 't' in v;
  return isTold ? objectReadAs(v as Told) : readAs({ t: fieldType.toLowerCase().replace('_array', '[]'), v });
}

/** Without the remarks that the reference makes of what is no type of its own. */
function kindOf({ t }: Told): string {
  return t.replace(/\(.*/, '').trim();
}

function partValue(part: Told): unknown {
  if (part.t.includes('length-prefixed')) return new Uint8Array(Buffer.from(part.v as string, 'hex'));
  switch (kindOf(part)) {
    case 'object':
      return (part.v as Told).t === 'null' ? null : objectReadAs(part.v as Told);
    case 'raw':
      return new Uint8Array(Buffer.from(part.v as string, 'hex'));
    case 'rawChars':
      return String.fromCharCode(...(part.v as number[]));
    default:
      return readAs(part);
  }
}

/** Bytes, or characters, of what is written without a count. */
function sizeOf({ v }: Told): number {
  return typeof v === 'string' ? v.length / 2 : ((v as unknown[] | null)?.length ?? 0);
}

interface PartFormat {
  write(output: DataOutput, value: unknown): void;
  read(input: DataInput, size: number): unknown;
}

function formatOf(part: Told): PartFormat {
  const kind = kindOf(part);
  const special = SPECIAL[kind];
  if (special !== undefined) return special;
  const name = kind.replace(/^./, first => first.toUpperCase()).replace('[]', 'Array');
  return {
    write: (output, value) => (output as unknown as Record<string, (item: unknown) => void>)[`write${name}`]!(value),
    read: input => (input as unknown as Record<string, () => unknown>)[`read${name}`]!(),
  };
}

const SPECIAL: Readonly<Record<string, PartFormat>> = {
  object: { write: (output, value) => output.writeObject(value), read: input => input.readObject() },
  raw: { write: (output, value) => output.write(value as Uint8Array), read: (input, size) => input.readBytes(size) },
  rawChars: {
    write: (output, value) => output.writeChars(value as string),
    read: (input, size) => Array.from({ length: size }, () => input.readChar()).join(''),
  },
  'unsigned byte': {
    write: (output, value) => output.writeByte(value as number),
    read: input => input.readUnsignedByte(),
  },
  'unsigned short': {
    write: (output, value) => output.writeShort(value as number),
    read: input => input.readUnsignedShort(),
  },
};

function floatOf(told: Told): number {
  return readAs(told['f'] as Told) as number;
}
