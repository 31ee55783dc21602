import { DataError } from '../data-error.js';
import type { DataInput } from '../data-input.js';
import { type FieldType, isFieldType } from './field-type.js';

export interface FieldPlace {
  readonly type: FieldType;
  /** Of the value, from the start of the blob. */
  readonly position: number;
}

/** What the bytes of an object tell of its fields. */
export interface FieldTable {
  readonly fields: ReadonlyMap<string, FieldPlace>;
  /** Where raw data begins, 0 where there is none. */
  readonly raw: number;
}

/** Reads the table at the cursor, and the names and types that it leads to. The object ends where the input does. */
export function readFieldTable(input: DataInput): FieldTable {
  const count = input.readInt();
  if (count < 0 || count + 1 > input.available() / 4) {
    throw new DataError(`${count} fields in ${input.available()} bytes: they are damaged or of another byte order`);
  }
  const table = input.position();
  const first = table + 4 * (count + 1);
  const fields = new Map<string, FieldPlace>();
  let left = input.available();
  for (let i = 0; i < count; i++) {
    input.seek(table + 4 * i);
    const position = input.readInt();
    // A writer of another client may leave a field out.
    if (position === 0) continue;
    const [name, place] = readField(input, position, first);
    left -= name.length;
    if (left < 0) throw new DataError('the names of the fields lie in each other: they are damaged');
    fields.set(name, place);
  }
  input.seek(table + 4 * count);
  return { fields, raw: input.readInt() };
}

function readField(input: DataInput, position: number, first: number): [string, FieldPlace] {
  if (position < first) throw new DataError(`a field at ${position}, before the fields begin: damaged`);
  input.seek(position);
  const nameBytes = input.readBytes(input.readShort());
  const type = input.readByte();
  if (!isFieldType(type)) throw new DataError(`a field of type ${type}, which there is none of: damaged`);
  return [String.fromCharCode(...nameBytes), { type, position: input.position() }];
}
