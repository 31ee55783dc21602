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

/** Two columns of one name: the last counts, as where objects are written by hand. */
function objects(columnNames: readonly string[]): RowMaker {
  // As the engine keeps keys: it compares them by identity then.
  const names = columnNames.map(name => Object.keys({ [name]: 0 })[0]!);
  // Assigning that would change what the rows are.
  if (names.includes('__proto__')) return columns => defined(names, columns);
  const [name0 = '', name1 = '', name2 = '', name3 = ''] = names;
  const count = names.length;
  return columns => {
    const rows: Row[] = [];
    const [column0 = [], column1 = [], column2 = [], column3 = []] = columns;
    for (let r = 0; r < column0.length; r++) {
      const row: Row = {};
      // A place of its own for each is a third of the time of the loop, as long as it sees one name only.
      row[name0] = column0[r];
      if (count > 1) row[name1] = column1[r];
      if (count > 2) row[name2] = column2[r];
      if (count > 3) row[name3] = column3[r];
      for (let c = 4; c < count; c++) row[names[c]!] = columns[c]![r];
      rows.push(row);
    }
    return rows;
  };
}

function defined(names: readonly string[], columns: PageColumns): Row[] {
  return Array.from({ length: sizeOf(columns) }, (_, r) => {
    const row: Row = {};
    for (const [c, name] of names.entries())
      Object.defineProperty(row, name, { value: columns[c]![r], writable: true, enumerable: true, configurable: true });
    return row;
  });
}
