// Rows of the pages of a result, which come column by column.
import type { ColumnReading, SqlColumn } from './columns.js';

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

/** Two columns of one name: the last counts, as where objects are written by hand. */
function objects(names: readonly string[]): RowMaker {
  return columns => {
    const rows: Record<string, unknown>[] = [];
    for (let r = 0; r < sizeOf(columns); r++) {
      const row: Record<string, unknown> = {};
      for (let c = 0; c < names.length; c++) {
        const name = names[c]!;
        if (name === '__proto__') define(row, name, columns[c]![r]);
        else row[name] = columns[c]![r];
      }
      rows.push(row);
    }
    return rows;
  };
}

/** Assigning would change what the row is. */
function define(row: object, name: string, value: unknown): void {
  Object.defineProperty(row, name, { value, writable: true, enumerable: true, configurable: true });
}
