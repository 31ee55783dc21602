// Rows that the member makes up: a number, a Long, a double and a text each.

export interface Row {
  readonly t: string;
}

/** A statement's; it is run again and again. */
const ROWS = 100_000;

/** The rows of each statement. */
export function* statements(rows: number): Generator<number> {
  for (let left = rows; left > 0; left -= ROWS) yield Math.min(left, ROWS);
}

export function statementOf(rows: number): string {
  return `SELECT v, CAST(v AS BIGINT) AS n, CAST(v AS DOUBLE) AS d, 'name-' || v AS t FROM TABLE(generate_series(1, ${rows}))`;
}

/** `length`: of all texts together. */
export function checkRows(length: number, rows: number): void {
  let expected = 'name-'.length * rows;
  for (let digits = 1, least = 1; least <= rows; digits++, least *= 10)
    expected += digits * (Math.min(least * 10 - 1, rows) - least + 1);
  if (length !== expected) throw new Error(`texts of ${length} characters in ${rows} rows, not of ${expected}`);
}
