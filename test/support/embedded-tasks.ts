// The same as the Java classes in `tasks/`, for embedded members.
import type {
  ComparedEntry,
  EntryComparator,
  EntryProcessor,
  JournaledEvent,
  MemberTask,
  ProcessedEntry,
  TaskContext,
} from '@hazelrx/embedded-member';
import {
  type CompactSerializer,
  HazelcastError,
  int32,
  type Portable,
  type PortableReader,
  type SerializationConfig,
} from 'hazelrx';
import { CompactByValue, CompactRaise, Task, TASKS } from './tasks.js';

/** What the tasks say of how far they are. */
export const embeddedLog = new Map<string, string>();

class Raise extends Task implements EntryProcessor<unknown, number, number | null> {
  process(entry: ProcessedEntry<unknown, number>): number | null {
    return raise(entry, this.number);
  }
}

function raise(entry: ProcessedEntry, by: number): number | null {
  if (entry.value === null) return null;
  const raised = Number(entry.value) + by;
  entry.value = raised === 0 ? null : int32(raised);
  return int32(raised) as never;
}

class Greeting extends Task implements MemberTask<string | null> {
  call({ member }: TaskContext): string | null {
    return this.text === null ? null : `${this.text} ${member.toString()}`;
  }
}

class Failing extends Task implements EntryProcessor, MemberTask {
  call(): never {
    throw new HazelcastError('ILLEGAL_STATE', this.text!);
  }

  process(): never {
    return this.call();
  }
}

class Slow extends Task implements MemberTask<string> {
  async call({ signal }: TaskContext): Promise<string> {
    this.#log('begun');
    const end = await new Promise<string>(resolve => {
      const timer = setTimeout(() => resolve('done'), this.number);
      signal.addEventListener('abort', () => {
        clearTimeout(timer);
        resolve('interrupted');
      });
    });
    this.#log(end);
    return end;
  }

  #log(what: string): void {
    const before = embeddedLog.get(this.text!);
    embeddedLog.set(this.text!, before === undefined ? what : `${before} ${what}`);
  }
}

class EventFilter extends Task {
  test({ key }: JournaledEvent<string>): boolean {
    return key.startsWith(this.text!);
  }

  apply({ key, newValue }: JournaledEvent): string {
    return `${String(key)}=${String(newValue)}`;
  }
}

class PortableRaise implements Portable, EntryProcessor {
  readonly factoryId = TASKS;
  readonly classId = 1;
  by = 0;

  writePortable(): never {
    throw new Error('only read');
  }

  readPortable(reader: PortableReader): void {
    this.by = reader.readInt('by');
  }

  process(entry: ProcessedEntry): number | null {
    return raise(entry, this.by);
  }
}

class ReadCompactRaise extends CompactRaise implements EntryProcessor {
  process(entry: ProcessedEntry): number | null {
    return raise(entry, this.by);
  }
}

class ByValue extends Task implements EntryComparator<unknown, number> {
  compare(one: ComparedEntry<unknown, number>, other: ComparedEntry<unknown, number>): number {
    return this.number * (one.value - other.value);
  }
}

class ReadCompactByValue extends CompactByValue implements EntryComparator<unknown, number> {
  compare(one: ComparedEntry<unknown, number>, other: ComparedEntry<unknown, number>): number {
    return this.sign * (one.value - other.value);
  }
}

const classes = [Raise, Greeting, Failing, Slow, EventFilter, ByValue];

const compactRaise: CompactSerializer<ReadCompactRaise> = {
  getClass: () => ReadCompactRaise,
  getTypeName: () => 'CompactRaise',
  read: reader => new ReadCompactRaise(reader.readInt32('by')),
  write: (writer, { by }) => writer.writeInt32('by', by),
};

const compactByValue: CompactSerializer<ReadCompactByValue> = {
  getClass: () => ReadCompactByValue,
  getTypeName: () => 'CompactByValue',
  read: reader => new ReadCompactByValue(reader.readInt32('sign')),
  write: (writer, { sign }) => writer.writeInt32('sign', sign),
};

export const embeddedTasks: SerializationConfig = {
  dataSerializableFactories: { [TASKS]: classId => new classes[classId - 1]!(classId) },
  portableFactories: { [TASKS]: () => new PortableRaise() },
  compact: { serializers: [compactRaise, compactByValue] },
};
