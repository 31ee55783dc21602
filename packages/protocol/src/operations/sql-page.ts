import { boolean, type FrameField, int, list } from '../wire/field.js';
import { WireError } from '../wire/frame.js';
import { badField } from '../wire/plan.js';
import { type ReadColumn, sqlColumn } from './sql-column.js';

/** Rows of an SQL result, column by column: `columns[c][r]` is of the SQL type `columnTypes[c]`, or null. */
export interface SqlPage {
  /** No page follows. */
  readonly last: boolean;
  /** The types' ids, as in the metadata of the result. */
  readonly columnTypes: readonly number[];
  readonly columns: readonly (readonly unknown[])[];
}

/** More rows than this are believed only of a column that has bytes for them. */
const MAX_ROWS_OF_NULLS = 1 << 20;

const types = /* @__PURE__ */ list(int);

export const sqlPage: FrameField<SqlPage> = {
  size: 0,
  read(reader) {
    reader.enterStructure();
    reader.enter();
    if (reader.start === reader.stop) throw new WireError('a page that does not say whether it is the last');
    const last = boolean.read(reader.view, reader.start);
    const columnTypes = types.read(reader);
    const columns = columnTypes.map(type => sqlColumn(type).read(reader));
    reader.leaveStructure();
    return { last, columnTypes, columns: withNulls(columns) };
  },
  write(writer, { last, columnTypes, columns }) {
    if (columns.length !== columnTypes.length)
      throw new TypeError(`${columns.length} columns for ${columnTypes.length} types`);
    writer.beginStructure();
    writer.ensure(7);
    const frame = writer.beginFrame();
    boolean.write(writer.view, writer.position++, last);
    writer.endFrame(frame);
    types.write(writer, columnTypes);
    for (const [i, type] of columnTypes.entries()) {
      try {
        sqlColumn(type).write(writer, columns[i]!);
      } catch (cause) {
        throw badField(`column ${i}`, cause);
      }
    }
    writer.endStructure();
  },
};

/** Makes arrays of the columns of nulls: one for all, as a few bytes may stand for any number of them. */
function withNulls(columns: readonly ReadColumn[]): readonly (readonly unknown[])[] {
  const [rows = 0, ...others] = new Set(columns.map(column => (typeof column === 'number' ? column : column.length)));
  if (others.length > 0) throw new WireError(`a page whose columns have ${rows} and ${others[0]} rows`);
  if (rows > MAX_ROWS_OF_NULLS && columns.every(column => typeof column === 'number'))
    throw new WireError(`a page of ${rows} rows without values`);
  let nulls: readonly null[] | undefined;
  return columns.map(column =>
    typeof column === 'number' ? (nulls ??= Array.from({ length: rows }, () => null)) : column,
  );
}
