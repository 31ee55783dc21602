import type { DataOutput } from './data-output.js';
import { NUMBER_ARRAYS } from './number-format.js';
import * as TypeId from './type-id.js';

/** Typed arrays by what Java has for them. Java's numbers are signed: there is no counterpart for the unsigned ones. */
const VIEW_TYPES: Readonly<Record<string, number>> = {
  Uint8Array: TypeId.BYTE_ARRAY,
  Int8Array: TypeId.BYTE_ARRAY,
  Int16Array: TypeId.SHORT_ARRAY,
  Uint16Array: TypeId.CHARACTER_ARRAY,
  Int32Array: TypeId.INTEGER_ARRAY,
  BigInt64Array: TypeId.LONG_ARRAY,
  Float32Array: TypeId.FLOAT_ARRAY,
  Float64Array: TypeId.DOUBLE_ARRAY,
};

const INSTEAD: Readonly<Record<string, string>> = {
  Uint8ClampedArray: 'a Uint8Array',
  Uint32Array: 'an Int32Array or a BigInt64Array',
  BigUint64Array: 'a BigInt64Array, or an array of bigint',
  Float16Array: 'a Float32Array',
};

/** The type that a typed array is written as, undefined when there is none. A `Buffer` is a Uint8Array. */
export function viewType(view: ArrayBufferView): number | undefined {
  return VIEW_TYPES[className(view)];
}

/** Writes a typed array of `typeId`. */
export function writeView(out: DataOutput, view: ArrayBufferView, typeId: number): void {
  if (typeId === TypeId.BYTE_ARRAY) {
    out.writeByteArray(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
  } else {
    out.writeNumbers(NUMBER_ARRAYS[typeId]!, view as unknown as ArrayLike<unknown>);
  }
}

export function isBuffer(value: object): boolean {
  return (
    value instanceof ArrayBuffer || (typeof SharedArrayBuffer === 'function' && value instanceof SharedArrayBuffer)
  );
}

/** Why such binary data cannot be written, and what can. */
export function refusalOf(binary: object): string {
  const name = className(binary);
  return `Java has no counterpart of ${name}: use ${INSTEAD[name] ?? 'a Uint8Array over its bytes'}`;
}

function className(binary: object): string {
  return (binary as Uint8Array)[Symbol.toStringTag];
}
