import { fixedSize } from './field-kind.js';
import type { SchemaField } from './schema-field.js';

/** Where the value of a field lies. */
export interface Place extends SchemaField {
  /** From the start of the data to the value, or to the byte that has its bit; −1: anywhere, by the offset table. */
  readonly at: number;
  /** Which bit of the byte, or which entry of the offset table. */
  readonly index: number;
}

/** How the data of a schema's records is laid out. */
export interface Layout {
  readonly places: ReadonlyMap<string, Place>;
  /** Bytes that every record has, before those values whose size varies. */
  readonly fixedBytes: number;
  /** Entries of the offset table. */
  readonly variables: number;
}

/** Fixed sizes first, the largest before the others, then the booleans. Where it leaves a choice the name decides. */
export function layoutOf(fieldsByName: readonly SchemaField[]): Layout {
  const ofSize = (size: number): SchemaField[] => fieldsByName.filter(({ kind }) => fixedSize(kind) === size);
  const places = new Map<string, Place>();
  let at = 0;
  for (const size of [8, 4, 2, 1]) {
    for (const field of ofSize(size)) {
      places.set(field.name, { ...field, at, index: 0 });
      at += size;
    }
  }
  const bits = ofSize(0);
  bits.forEach((field, i) => places.set(field.name, { ...field, at: at + (i >> 3), index: i & 7 }));
  const variables = ofSize(-1);
  variables.forEach((field, index) => places.set(field.name, { ...field, at: -1, index }));
  return { places, fixedBytes: at + Math.ceil(bits.length / 8), variables: variables.length };
}
