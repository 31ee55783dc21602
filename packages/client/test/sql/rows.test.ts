import { describe, expect, it } from 'vitest';
import { rowMaker } from '../../src/sql/rows.js';

const made = (names: readonly string[], columns: readonly (readonly unknown[])[], asArrays = false) =>
  rowMaker(
    names.map(name => ({ name, type: 'INTEGER', nullable: true })),
    names.map(() => undefined),
    asArrays,
  )(columns);

describe('rows', () => {
  it.each([0, 1, 2, 3, 4, 5, 6, 11])('have %i columns in their order', count => {
    const names = Array.from({ length: count }, (_, c) => `column${c}`);
    const columns = names.map((_, c) => [c, null, -c]);
    const rows = made(names, columns);
    expect(rows).toHaveLength(count === 0 ? 0 : 3);
    for (const [r, row] of rows.entries()) {
      expect(Object.entries(row as object)).toEqual(names.map((name, c) => [name, columns[c]![r]]));
      expect(Object.getPrototypeOf(row)).toBe(Object.prototype);
    }
    expect(made(names, columns, true)).toEqual(rows.map(row => Object.values(row as object)));
  });

  it('have what the last of the columns of one name has', () => {
    expect(made(['a', 'b', 'a'], [[1], [2], [3]])).toEqual([{ a: 3, b: 2 }]);
  });

  it.each([[['__proto__', 'a']], [['a', 'b', 'c', 'd', '__proto__', 'constructor']]])(
    'have %j as properties of their own',
    names => {
      const [row] = made(
        names,
        names.map((_, c) => [c]),
      );
      expect(Object.entries(row as object)).toEqual(names.map((name, c) => [name, c]));
      expect(Object.getPrototypeOf(row)).toBe(Object.prototype);
    },
  );

  it('are of the pages that they come in', () => {
    const make = rowMaker([{ name: 'a', type: 'INTEGER', nullable: true }], [value => -(value as number)], false);
    expect([make([[1, null]]), make([[3]]), make([[]])]).toEqual([[{ a: -1 }, { a: null }], [{ a: -3 }], []]);
  });
});
