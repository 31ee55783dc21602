import { DataError } from '../data-error.js';
import type { DataInput } from '../data-input.js';
import type { DataOutput } from '../data-output.js';

// The table behind a record or an array: where each value starts, counted from the start of the data; −1 for a null.
// The fewer bytes the data has, the fewer an entry takes.

const MAX_IN_1 = 0xff;
const MAX_IN_2 = 0xffff;

function widthFor(dataLength: number): 1 | 2 | 4 {
  if (dataLength < MAX_IN_1) return 1;
  return dataLength < MAX_IN_2 ? 2 : 4;
}

/** Appends the table of data of `dataLength` bytes. */
export function writeOffsets(out: DataOutput, offsets: readonly number[], dataLength: number): void {
  const width = widthFor(dataLength);
  const count = offsets.length;
  let at = out.reserve(width * count);
  const { view } = out.writer;
  if (width === 1) for (let i = 0; i < count; i++) view.setInt8(at++, offsets[i]!);
  else if (width === 2) for (let i = 0; i < count; i++, at += 2) view.setInt16(at, offsets[i]!, out.littleEndian);
  else for (let i = 0; i < count; i++, at += 4) view.setInt32(at, offsets[i]!, out.littleEndian);
}

/** Bytes that the table of `count` values takes. */
export function tableSize(dataLength: number, count: number): number {
  return widthFor(dataLength) * count;
}

/** Entry `index` of the table that starts at `tableStart`. Throws a `DataError` when it is not within the data. */
export function readOffset(input: DataInput, tableStart: number, dataLength: number, index: number): number {
  const { view } = input;
  let offset: number;
  if (dataLength < MAX_IN_1) {
    offset = view.getUint8(tableStart + index);
    if (offset === MAX_IN_1) return -1;
  } else if (dataLength < MAX_IN_2) {
    offset = view.getUint16(tableStart + 2 * index, input.littleEndian);
    if (offset === MAX_IN_2) return -1;
  } else {
    offset = view.getInt32(tableStart + 4 * index, input.littleEndian);
    if (offset === -1) return -1;
  }
  if (offset >= 0 && offset < dataLength) return offset;
  throw damaged(`an offset of ${offset} where ${dataLength} bytes are`);
}

/** Bytes that no writer makes. */
export function damaged(what: string): DataError {
  return new DataError(`${what}: the bytes are damaged or of another byte order`);
}
