// What clients send to have the classes in `tasks/` do something.
import type {
  CompactSerializer,
  DataInput,
  DataOutput,
  IdentifiedDataSerializable,
  Portable,
  PortableWriter,
} from 'hazelrx';

/** The factory of all of them. */
export const TASKS = 1001;

export class Task implements IdentifiedDataSerializable {
  readonly factoryId = TASKS;

  constructor(
    readonly classId: number,
    public number = 0,
    public text: string | null = null,
  ) {}

  writeData(output: DataOutput): void {
    output.writeInt(this.number);
    output.writeString(this.text);
  }

  readData(input: DataInput): void {
    this.number = input.readInt();
    this.text = input.readString();
  }
}

export const raise = (by: number): Task => new Task(1, by);
export const greeting = (text: string | null): Task => new Task(2, 0, text);
export const failing = (text: string): Task => new Task(3, 0, text);
export const slow = (millis: number, name: string): Task => new Task(4, millis, name);
export const eventsOf = (prefix: string): Task => new Task(5, 0, prefix);
/** An order of entries. `sign`: -1 for the greatest first. */
export const byValue = (sign: 1 | -1): Task => new Task(6, sign);
/** Of no class that the members have. */
export const unknown = (): Task => new Task(99);

export class PortableRaise implements Portable {
  readonly factoryId = TASKS;
  readonly classId = 1;

  constructor(readonly by: number) {}

  writePortable(writer: PortableWriter): void {
    writer.writeInt('by', this.by);
  }

  readPortable(): never {
    throw new Error('only written');
  }
}

export class CompactRaise {
  constructor(readonly by: number) {}
}

/** For clients that send it. */
export const compactRaise: CompactSerializer<CompactRaise> = {
  getClass: () => CompactRaise,
  getTypeName: () => 'CompactRaise',
  read: reader => new CompactRaise(reader.readInt32('by')),
  write: (writer, { by }) => writer.writeInt32('by', by),
};

export class CompactByValue {
  constructor(readonly sign: number) {}
}

export const compactByValue: CompactSerializer<CompactByValue> = {
  getClass: () => CompactByValue,
  getTypeName: () => 'CompactByValue',
  read: reader => new CompactByValue(reader.readInt32('sign')),
  write: (writer, { sign }) => writer.writeInt32('sign', sign),
};
