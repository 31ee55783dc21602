import Long from 'long';
import { rawData } from '../../data.js';
import { Writer } from '../../wire/writer.js';
import { DataOutput } from '../data-output.js';
import type { SchemaField } from './schema.js';

// Rabin's fingerprint of 64 bits. Schemas are made once: bigint is fast enough.

const EMPTY = 0xc15d_213a_a4d7_a795n;

/** The id of a schema: the fingerprint of its type name, and of its fields in the order of their names. */
export function schemaId(typeName: string, fields: readonly SchemaField[]): Long {
  const out = new DataOutput(new Writer(rawData, 256), true);
  out.writeString(typeName);
  out.writeInt(fields.length);
  for (const { name, kind } of fields) {
    out.writeString(name);
    out.writeInt(kind);
  }
  return fingerprint(out.writer.copy());
}

/** Goes on from the fingerprint of the bytes before. */
export function fingerprint(bytes: Uint8Array, before?: Long): Long {
  let print = before === undefined ? EMPTY : BigInt.asUintN(64, BigInt(before.toString()));
  for (const byte of bytes) print = (print >> 8n) ^ remainder((print ^ BigInt(byte)) & 0xffn);
  return Long.fromString(print.toString(), true).toSigned();
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
