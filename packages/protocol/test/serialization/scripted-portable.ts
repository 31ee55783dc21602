import type { Portable, PortableReader, PortableWriter } from '../../src/serialization/index.js';

/** A Portable of factory 7 that is written and read as each test likes. */
export class Scripted implements Portable {
  readonly factoryId = 7;
  read: unknown;

  constructor(
    readonly classId: number,
    private readonly writes: (writer: PortableWriter) => void,
    private readonly reads: (reader: PortableReader) => unknown = () => undefined,
    readonly version = 0,
  ) {}

  writePortable(writer: PortableWriter): void {
    this.writes(writer);
  }

  readPortable(reader: PortableReader): void {
    this.read = this.reads(reader);
  }
}

/** Class 2: one int. */
export class Inner implements Portable {
  readonly factoryId = 7;
  readonly classId = 2;

  constructor(
    public i = 0,
    readonly version = 0,
  ) {}

  writePortable(writer: PortableWriter): void {
    if (this.version === 0) writer.writeInt('i', this.i);
    else writer.writeLong('i', this.i);
  }

  readPortable(reader: PortableReader): void {
    this.i = reader.getVersion() === 0 ? reader.readInt('i') : reader.readLong('i').toNumber();
  }
}

/** A factory whose class 1 reads as told. */
export function factory(reads: (reader: PortableReader) => unknown, version = 0) {
  return { 7: (classId: number): Portable => (classId === 2 ? new Inner() : new Scripted(1, nothing, reads, version)) };
}

export function nothing(): void {}
