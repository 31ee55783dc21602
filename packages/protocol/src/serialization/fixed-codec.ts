import Long from 'long';
import { type LongLike, readInt64, writeInt64 } from '../wire/int64.js';
import { within } from './nesting.js';
import { FLOAT, LONG } from './number-format.js';
import { unfit } from './refusal.js';

/** A value of fixed size, by itself and in arrays. Writing refuses what does not fit with a `DataError`. */
export interface FixedCodec<T> {
  readonly size: 1 | 2 | 4 | 8;
  put(view: DataView, at: number, value: T, littleEndian: boolean): void;
  get(view: DataView, at: number, littleEndian: boolean): T;
  putAll(view: DataView, at: number, items: ArrayLike<T>, littleEndian: boolean): void;
  getAll(view: DataView, at: number, count: number, littleEndian: boolean): T[];
}

// Each has loops of its own: one loop for all would call `put` through a pointer for every item of a long array.

export const INT8_CODEC: FixedCodec<number> = {
  size: 1,
  put(view, at, value) {
    if (typeof value !== 'number' || (value << 24) >> 24 !== value) throw unfit(value, 'int8');
    view.setInt8(at, value);
  },
  get: (view, at) => view.getInt8(at),
  putAll(view, at, items) {
    for (let i = 0; i < items.length; i++) {
      const value = items[i]!;
      if (typeof value !== 'number' || (value << 24) >> 24 !== value) throw unfitItem(value, 'int8', i);
      view.setInt8(at + i, value);
    }
  },
  getAll(view, at, count) {
    const items: number[] = [];
    for (let i = 0; i < count; i++) items.push(view.getInt8(at + i));
    return items;
  },
};

export const INT16_CODEC: FixedCodec<number> = {
  size: 2,
  put(view, at, value, littleEndian) {
    if (typeof value !== 'number' || (value << 16) >> 16 !== value) throw unfit(value, 'int16');
    view.setInt16(at, value, littleEndian);
  },
  get: (view, at, littleEndian) => view.getInt16(at, littleEndian),
  putAll(view, at, items, littleEndian) {
    for (let i = 0; i < items.length; i++) {
      const value = items[i]!;
      if (typeof value !== 'number' || (value << 16) >> 16 !== value) throw unfitItem(value, 'int16', i);
      view.setInt16(at + 2 * i, value, littleEndian);
    }
  },
  getAll(view, at, count, littleEndian) {
    const items: number[] = [];
    for (let i = 0; i < count; i++) items.push(view.getInt16(at + 2 * i, littleEndian));
    return items;
  },
};

export const INT32_CODEC: FixedCodec<number> = {
  size: 4,
  put(view, at, value, littleEndian) {
    if (typeof value !== 'number' || (value | 0) !== value) throw unfit(value, 'int32');
    view.setInt32(at, value, littleEndian);
  },
  get: (view, at, littleEndian) => view.getInt32(at, littleEndian),
  putAll(view, at, items, littleEndian) {
    for (let i = 0; i < items.length; i++) {
      const value = items[i]!;
      if (typeof value !== 'number' || (value | 0) !== value) throw unfitItem(value, 'int32', i);
      view.setInt32(at + 4 * i, value, littleEndian);
    }
  },
  getAll(view, at, count, littleEndian) {
    const items: number[] = [];
    for (let i = 0; i < count; i++) items.push(view.getInt32(at + 4 * i, littleEndian));
    return items;
  },
};

function putInt64(view: DataView, at: number, value: LongLike, littleEndian: boolean): void {
  if (!LONG.fits(value)) throw unfit(value, 'int64');
  writeInt64(view, at, value, littleEndian);
}

function putInt64s(view: DataView, at: number, items: ArrayLike<LongLike>, littleEndian: boolean): void {
  for (let i = 0; i < items.length; i++) {
    const value = items[i]!;
    if (!LONG.fits(value)) throw unfitItem(value, 'int64', i);
    writeInt64(view, at + 8 * i, value, littleEndian);
  }
}

/** Written from safe integers and bigint, too. */
export const INT64_CODEC: FixedCodec<Long> = {
  size: 8,
  put: putInt64,
  get: readInt64,
  putAll: putInt64s,
  getAll(view, at, count, littleEndian) {
    const items: Long[] = [];
    const low = littleEndian ? 0 : 4;
    for (let i = 0, place = at; i < count; i++, place += 8) {
      items.push(new Long(view.getInt32(place + low, littleEndian), view.getInt32(place + 4 - low, littleEndian)));
    }
    return items;
  },
};

export const BIGINT64_CODEC: FixedCodec<bigint> = {
  size: 8,
  put: putInt64,
  get: (view, at, littleEndian) => view.getBigInt64(at, littleEndian),
  putAll: putInt64s,
  getAll(view, at, count, littleEndian) {
    const items: bigint[] = [];
    for (let i = 0; i < count; i++) items.push(view.getBigInt64(at + 8 * i, littleEndian));
    return items;
  },
};

export const FLOAT32_CODEC: FixedCodec<number> = {
  size: 4,
  put(view, at, value, littleEndian) {
    if (!FLOAT.fits(value)) throw unfit(value, 'float32');
    view.setFloat32(at, value, littleEndian);
  },
  get: (view, at, littleEndian) => view.getFloat32(at, littleEndian),
  putAll(view, at, items, littleEndian) {
    for (let i = 0; i < items.length; i++) {
      const value = items[i]!;
      if (!FLOAT.fits(value)) throw unfitItem(value, 'float32', i);
      view.setFloat32(at + 4 * i, value, littleEndian);
    }
  },
  getAll(view, at, count, littleEndian) {
    const items: number[] = [];
    for (let i = 0; i < count; i++) items.push(view.getFloat32(at + 4 * i, littleEndian));
    return items;
  },
};

export const FLOAT64_CODEC: FixedCodec<number> = {
  size: 8,
  put(view, at, value, littleEndian) {
    if (typeof value !== 'number') throw unfit(value, 'float64');
    view.setFloat64(at, value, littleEndian);
  },
  get: (view, at, littleEndian) => view.getFloat64(at, littleEndian),
  putAll(view, at, items, littleEndian) {
    for (let i = 0; i < items.length; i++) {
      const value = items[i]!;
      if (typeof value !== 'number') throw unfitItem(value, 'float64', i);
      view.setFloat64(at + 8 * i, value, littleEndian);
    }
  },
  getAll(view, at, count, littleEndian) {
    const items: number[] = [];
    for (let i = 0; i < count; i++) items.push(view.getFloat64(at + 8 * i, littleEndian));
    return items;
  },
};

/** One UTF-16 unit. */
export const CHAR_CODEC: FixedCodec<string> = {
  size: 2,
  put(view, at, value, littleEndian) {
    if (typeof value !== 'string' || value.length !== 1) throw unfit(value, 'char');
    view.setUint16(at, value.charCodeAt(0), littleEndian);
  },
  get: (view, at, littleEndian) => String.fromCharCode(view.getUint16(at, littleEndian)),
  putAll(view, at, items, littleEndian) {
    for (let i = 0; i < items.length; i++) {
      const value = items[i]!;
      if (typeof value !== 'string' || value.length !== 1) throw unfitItem(value, 'char', i);
      view.setUint16(at + 2 * i, value.charCodeAt(0), littleEndian);
    }
  },
  getAll(view, at, count, littleEndian) {
    const items: string[] = [];
    for (let i = 0; i < count; i++) items.push(String.fromCharCode(view.getUint16(at + 2 * i, littleEndian)));
    return items;
  },
};

/** One byte: as a value of its own, in arrays that are such, and where it may be null. */
export const BOOLEAN_CODEC: FixedCodec<boolean> = {
  size: 1,
  put(view, at, value) {
    if (typeof value !== 'boolean') throw unfit(value, 'boolean');
    view.setInt8(at, value ? 1 : 0);
  },
  get: (view, at) => view.getInt8(at) !== 0,
  putAll(view, at, items) {
    for (let i = 0; i < items.length; i++) {
      const value = items[i]!;
      if (typeof value !== 'boolean') throw unfitItem(value, 'boolean', i);
      view.setInt8(at + i, value ? 1 : 0);
    }
  },
  getAll(view, at, count) {
    const items: boolean[] = [];
    for (let i = 0; i < count; i++) items.push(view.getInt8(at + i) !== 0);
    return items;
  },
};

function unfitItem(value: unknown, type: string, index: number): unknown {
  return within(`[${index}]`, unfit(value, type));
}
