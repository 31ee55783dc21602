import type { Data } from '../data.js';
import type { DataInput } from './data-input.js';
import type { DataOutput } from './data-output.js';
import type { IdentifiedDataSerializable, IdentifiedReaders } from './identified-class.js';

const MAP_FACTORY = -4;
const EVENT = 132;

/** What a change of an entry is in the event journal of its map: class 132 of factory −4. */
export class JournalMapEvent implements IdentifiedDataSerializable {
  readonly factoryId = MAP_FACTORY;
  readonly classId = EVENT;

  constructor(
    /** A bit of the kinds of entry events. */
    readonly eventType: number,
    readonly key: Data | null,
    readonly newValue: Data | null,
    readonly oldValue: Data | null,
    /** Whether the read that brought it has passed over others. Undefined before 5.7, which is written without it. */
    readonly lostEvents?: boolean,
  ) {}

  readData(): never {
    throw new TypeError('an event of a journal is made from what is read');
  }

  writeData(out: DataOutput): void {
    out.writeInt(this.eventType);
    for (const data of [this.key, this.newValue, this.oldValue]) out.writeData(data);
    if (this.lostEvents !== undefined) out.writeBoolean(this.lostEvents);
  }
}

function readJournalEvent(input: DataInput): JournalMapEvent {
  const eventType = input.readInt();
  const key = readNullable(input);
  const newValue = readNullable(input);
  const oldValue = readNullable(input);
  return new JournalMapEvent(eventType, key, newValue, oldValue, lostEvents(input));
}

function readNullable(input: DataInput): Data | null {
  const data = input.readData();
  return data.bytes.length === 0 ? null : data;
}

/** An event is a blob of its own: what is left of it is the flag, or nothing. */
function lostEvents(input: DataInput): boolean | undefined {
  return input.available() > 0 ? input.readBoolean() : undefined;
}

export const JOURNAL_READERS: IdentifiedReaders = new Map([[MAP_FACTORY, new Map([[EVENT, readJournalEvent]])]]);
