// Objects that only members make, to answer queries with.
import { Data } from '../data.js';
import type { DataInput } from '../serialization/data-input.js';
import type { IdentifiedReaders } from '../serialization/identified-class.js';
import { PORTABLE } from '../serialization/type-id.js';

// As `mapEntry` and `distinctValues` of the query classes say, which are left out where only answers are read.
const MAP_FACTORY = -4;
const MAP_ENTRY = 120;
const AGGREGATORS = -29;
const DISTINCT_VALUES = 19;
/** The least an object takes: its type. */
const OBJECT_SIZE = 4;
const BLOB_HEADER = 8;

/**
 * A key and its value, not read yet: each as `Data`, for the types that are declared for the map. A Portable has been
 * read, as its offsets are only good in the blob that it came in.
 */
export class StoredEntry {
  constructor(
    readonly key: unknown,
    readonly value: unknown,
  ) {}
}

/** A blob of its own: what is left after the key is the value. */
function readEntry(input: DataInput): StoredEntry {
  const start = input.cursor;
  const key = input.readObject();
  const end = input.cursor;
  const keyData = typeAt(input, start) === PORTABLE ? key : dataAt(input, start, end);
  const value = typeAt(input, end) === PORTABLE ? input.readObject() : dataAt(input, end, input.end);
  return new StoredEntry(keyData, value);
}

function typeAt({ view, littleEndian, end }: DataInput, at: number): number {
  return at + OBJECT_SIZE <= end ? view.getInt32(at, littleEndian) : 0;
}

/** The object at that place, in a blob of its own: without a hash, and with its type in the order of headers. */
function dataAt(input: DataInput, start: number, end: number): Data {
  const bytes = new Uint8Array(BLOB_HEADER + Math.max(end - start - OBJECT_SIZE, 0));
  new DataView(bytes.buffer).setInt32(OBJECT_SIZE, typeAt(input, start));
  bytes.set(input.bytes.subarray(start + OBJECT_SIZE, end), BLOB_HEADER);
  input.cursor = end;
  return new Data(bytes);
}

export const ANSWER_READERS: IdentifiedReaders = /* @__PURE__ */ new Map([
  [MAP_FACTORY, new Map([[MAP_ENTRY, readEntry]])],
  [
    AGGREGATORS,
    new Map([
      [DISTINCT_VALUES, (input: DataInput) => new Set(input.readArray(OBJECT_SIZE, each => each.readObject()))],
    ]),
  ],
] as [number, Map<number, (input: DataInput) => unknown>][]);
