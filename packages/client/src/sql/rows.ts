// Rows of the pages of a result, which come column by column.
import type { ColumnReading } from './columns.js';
import type { SqlColumn } from './sql-column.js';

/** A page's columns, each with as many values as the page has rows. */
type PageColumns = readonly (readonly unknown[])[];

export type RowMaker = (columns: PageColumns) => unknown[];

/** What makes rows of all pages of one result. Throws what a value cannot be read for. */
export function rowMaker(
  columns: readonly SqlColumn[],
  readings: readonly (ColumnReading | undefined)[],
  asArrays: boolean,
): RowMaker {
  const made = asArrays ? arrays : objects(columns.map(({ name }) => name));
  if (readings.every(reading => reading === undefined)) return made;
  return page =>
    made(
      page.map((values, c) => {
        const reading = readings[c];
        return reading ? values.map(value => (value === null ? null : reading(value as NonNullable<unknown>))) : values;
      }),
    );
}

function arrays(columns: PageColumns): unknown[][] {
  return Array.from({ length: sizeOf(columns) }, (_, r) => columns.map(values => values[r]));
}

function sizeOf(columns: PageColumns): number {
  return columns[0]?.length ?? 0;
}

type Row = Record<string, unknown>;

/**
 * Column by column, and rows that are made by a constructor of their own, plain objects all the same: the engine then knows
 * their shape, and has room for all columns in them. A third of the time of ten properties put into `{}` row by row. Two
 * columns of one name: the last counts, as where objects are written by hand.
 */
function objects(names: readonly string[]): RowMaker {
  const Row = function () {} as unknown as new () => Row;
  Row.prototype = Object.prototype;
  return columns => {
    const rows: Row[] = [];
    for (let r = sizeOf(columns); r > 0; r--) rows.push(new Row());
    for (let c = 0; c < names.length; c++) fill(rows, names[c]!, columns[c]!);
    return rows;
  };
}

function fill(rows: readonly Row[], name: string, values: readonly unknown[]): void {
  // Assigning that would change what the rows are.
  if (name === '__proto__') return rows.forEach((row, r) => define(row, name, values[r]));
  for (let r = 0; r < rows.length; r++) rows[r]![name] = values[r];
}

function define(row: Row, name: string, value: unknown): void {
  Object.defineProperty(row, name, { value, writable: true, enumerable: true, configurable: true });
}
