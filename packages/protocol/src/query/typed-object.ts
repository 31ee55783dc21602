import type { DataInput } from '../serialization/data-input.js';
import { char, float32, float64, int16, int32, int8 } from '../serialization/data-types.js';
import * as TypeId from '../serialization/type-id.js';

/** Reads an object as members do: numbers keep their class, and characters theirs. All others are as they are always read. */
export function readTyped(input: DataInput): unknown {
  const typeId = input.readInt();
  switch (typeId) {
    case TypeId.BYTE:
      return int8(input.readByte());
    case TypeId.SHORT:
      return int16(input.readShort());
    case TypeId.INTEGER:
      return int32(input.readInt());
    case TypeId.FLOAT:
      return float32(input.readFloat());
    case TypeId.DOUBLE:
      return float64(input.readDouble());
    case TypeId.CHARACTER:
      return char(input.readChar());
    default:
      return input.nested(typeId, input.bodies);
  }
}
