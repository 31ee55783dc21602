import { ANSWER_READERS } from '../query/answer-readers.js';
import { DataError } from './data-error.js';
import type { DataInput } from './data-input.js';
import type { DataOutput } from './data-output.js';
import type {
  IdentifiedDataSerializable,
  IdentifiedFactories,
  IdentifiedReader,
  IdentifiedReaders,
} from './identified-class.js';
import { JOURNAL_READERS } from './journal-event.js';
import { TOPIC_READERS, TopicMessage, writeTopicMessage } from './topic-message.js';
import { describeTypeId, IDENTIFIED } from './type-id.js';

const IS_IDENTIFIED = 1;
const IS_VERSIONED = 2;
/** The classes that every client knows. */
const OWN_READERS = /* @__PURE__ */ joined(TOPIC_READERS, JOURNAL_READERS, ANSWER_READERS);
const ADVICE = 'the bytes are in `data` of this error, and a Data can be stored again as it is';

/** Writes and reads what follows type id −2: `int8 flags | int32 factory | int32 class | fields`. */
export class IdentifiedObjects {
  /** Throws a `DataError` for a factory id that is Hazelcast's own. */
  constructor(
    private readonly factories: IdentifiedFactories,
    private readonly readers: IdentifiedReaders,
  ) {
    for (const id of Object.keys(factories)) {
      if (!OWN_READERS.has(Number(id)) && !readers.has(Number(id))) continue;
      throw new DataError(
        `the id ${id} of a factory in dataSerializableFactories is taken: it is one of Hazelcast's own`,
        {
          typeId: IDENTIFIED,
        },
      );
    }
  }

  write(out: DataOutput, value: object): void {
    if (value instanceof TopicMessage) return writeTopicMessage(out, value);
    const identified = value as IdentifiedDataSerializable;
    out.writeByte(IS_IDENTIFIED);
    out.writeInt(identified.factoryId);
    out.writeInt(identified.classId);
    identified.writeData(out);
  }

  read(input: DataInput): unknown {
    const flags = input.readByte();
    if ((flags & IS_IDENTIFIED) === 0) {
      throw new DataError(`cannot read a DataSerializable named by its Java class; ${ADVICE}`, { typeId: IDENTIFIED });
    }
    const factoryId = input.readInt();
    const classId = input.readInt();
    // Members of the Enterprise edition tell their own version, major and minor; the fields do not depend on it.
    if (flags & IS_VERSIONED) input.skipBytes(2);
    const readFields = this.readers.get(factoryId)?.get(classId) ?? OWN_READERS.get(factoryId)?.get(classId);
    if (readFields !== undefined) return readFields(input);
    const value = this.#make(factoryId, classId);
    value.readData(input);
    return value;
  }

  #make(factoryId: number, classId: number): IdentifiedDataSerializable {
    const factory = Object.hasOwn(this.factories, factoryId) ? this.factories[factoryId] : undefined;
    const value = factory?.(classId) as IdentifiedDataSerializable | null | undefined;
    if (value && isIdentified(value)) return value;
    const what = `${describeTypeId(IDENTIFIED)} of factory ${factoryId}, class ${classId}`;
    const reason = factory === undefined ? '' : ': the factory made none';
    throw new DataError(`no reader for type ${what}${reason}; ${ADVICE}`, { typeId: IDENTIFIED });
  }
}

export function isIdentified(value: object): value is IdentifiedDataSerializable {
  const object = value as Partial<IdentifiedDataSerializable>;
  return typeof object.writeData === 'function' && typeof object.readData === 'function';
}

function joined(...all: readonly IdentifiedReaders[]): IdentifiedReaders {
  const readers = new Map<number, ReadonlyMap<number, IdentifiedReader>>();
  for (const each of all) {
    for (const [factory, classes] of each) readers.set(factory, new Map([...(readers.get(factory) ?? []), ...classes]));
  }
  return readers;
}
