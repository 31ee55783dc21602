import { UUID } from '../uuid.js';
import { checkItems, nonNull } from './compact/array-codec.js';
import type { VariableCodec } from './compact/field-format.js';
import { damaged } from './compact/offsets.js';
import type { TypeFormat } from './data-type.js';
import { DataError } from './data-error.js';
import { jsonText } from './json-text.js';
import { HazelcastJsonValue } from './json-value.js';
import { within } from './nesting.js';
import { unfit } from './refusal.js';
import { describeTypeId, JSON as JSON_TYPE } from './type-id.js';

// The bodies of types that are no fields of Compact records, and of arrays that are none.

export const BIG_INTEGER_CODEC: VariableCodec<bigint> = {
  write(out, value) {
    if (typeof value !== 'bigint') throw unfit(value, 'bigInteger');
    out.writeBigInteger(value);
  },
  read: input => input.readBigInteger(),
};

export const UUID_CODEC: VariableCodec<UUID> = {
  write(out, value) {
    if (!(value instanceof UUID)) throw unfit(value, 'uuid');
    out.writeUuid(value);
  },
  read: input => input.readUuid(),
};

export const JSON_CODEC: VariableCodec<unknown> = {
  write(out, value) {
    if (value === null || value === undefined) throw unfit(value, 'json');
    if (value instanceof HazelcastJsonValue) out.writeString(value.text);
    // In an array, so that numbers and texts are checked as any part of an object is.
    else if (typeof value === 'object') out.writeString(jsonText(value));
    else out.writeString(jsonText([value]).slice(1, -1));
  },
  read(input) {
    const text = input.readString();
    if (text === null) throw damaged('a JSON value without a length');
    try {
      return JSON.parse(text) as unknown;
    } catch (cause) {
      throw new DataError(`the stored JSON is not valid: ${String(cause)}`, { typeId: JSON_TYPE, cause });
    }
  },
};

/** A count, and items of at least `itemSize` bytes one after another. */
export function sequence<T>(item: VariableCodec<T>, itemSize: number, type: string): VariableCodec<T[]> {
  return {
    write(out, items) {
      checkItems(items, type);
      out.writeInt(items.length);
      for (let i = 0; i < items.length; i++) {
        try {
          item.write(out, items[i]!, 0);
        } catch (error) {
          throw within(`[${i}]`, error);
        }
      }
    },
    read(input) {
      const count = nonNull(input.readCount(itemSize));
      const items: T[] = [];
      for (let i = 0; i < count; i++) {
        try {
          items.push(item.read(input, 0));
        } catch (error) {
          throw within(`[${i}]`, error);
        }
      }
      return items;
    },
  };
}

/** An object inside another: its type id before it. */
export function nested<T>(format: TypeFormat<T>, type: string): VariableCodec<T> {
  return {
    write(out, value) {
      out.writeInt(format.typeId);
      format.writeBody(out, value);
    },
    read(input) {
      checkTypeId(input.readInt(), format.typeId, type);
      return format.readBody(input);
    },
  };
}

/** Throws the `DataError` of a value of another type than the declared one. */
export function checkTypeId(found: number, expected: number, type: string): void {
  if (found === expected) return;
  throw new DataError(`expected ${type}, ${describeTypeId(expected)}, found ${describeTypeId(found)}`, {
    path: '$',
    typeId: found,
  });
}
