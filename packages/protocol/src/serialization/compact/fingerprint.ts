import Long from 'long';
import { allocate } from '../../wire/bytes.js';
import { writeUtf8 } from '../../wire/text.js';
import type { SchemaField } from './schema-field.js';

// Rabin's fingerprint of 64 bits. Schemas are made once: bigint is fast enough.

const EMPTY = 0xc15d_213a_a4d7_a795n;

/** The id of a schema: the fingerprint of its type name, and of its fields in the order of their names. */
export function schemaId(typeName: string, fields: readonly SchemaField[]): Long {
  let print = withInt(withText(EMPTY, typeName), fields.length);
  for (const { name, kind } of fields) print = withInt(withText(print, name), kind);
  return asLong(print);
}

/** Goes on from the fingerprint of the bytes before. */
export function fingerprint(bytes: Uint8Array, before?: Long): Long {
  return asLong(bytes.reduce(withByte, before === undefined ? EMPTY : BigInt.asUintN(64, BigInt(before.toString()))));
}

function asLong(print: bigint): Long {
  return Long.fromString(print.toString(), true).toSigned();
}

/** Goes on with the count of the text's bytes, and the bytes. */
function withText(print: bigint, text: string): bigint {
  const bytes = allocate(3 * text.length);
  const length = writeUtf8(bytes, 0, text);
  return bytes.subarray(0, length).reduce(withByte, withInt(print, length));
}

/** Little-endian, whatever the order of bodies. */
function withInt(print: bigint, value: number): bigint {
  return [value, value >> 8, value >> 16, value >> 24].reduce(withByte, print);
}

function withByte(print: bigint, byte: number): bigint {
  return (print >> 8n) ^ remainder((print ^ BigInt(byte)) & 0xffn);
}

let table: bigint[] | undefined;

function remainder(byte: bigint): bigint {
  table ??= Array.from({ length: 256 }, (_, index) => {
    let print = BigInt(index);
    for (let bit = 0; bit < 8; bit++) print = (print >> 1n) ^ (print & 1n ? EMPTY : 0n);
    return print;
  });
  return table[Number(byte)]!;
}
