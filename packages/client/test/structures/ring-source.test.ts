import Long from 'long';
import { describe, expect, it } from 'vitest';
import { MOST, Position } from '../../src/structures/ring-source.js';

const records = (from: number, count: number) =>
  Array.from({ length: count }, (_, n) => ({ sequence: Long.fromNumber(from + n), value: from + n }));

describe('Position', () => {
  it('keeps as many records as are compared, and at most as many again', () => {
    const position = new Position<number>('oldest');
    position.keep(records(0, 2 * MOST));
    expect(position.kept).toHaveLength(2 * MOST);
    position.keep(records(2 * MOST, 1));
    expect(position.kept.map(({ value }) => value)).toEqual(records(MOST + 1, MOST).map(({ value }) => value));
  });

  it('forgets what was read from the place on to which it goes back', () => {
    const position = new Position<number>('oldest');
    position.page(Long.fromNumber(5));
    position.keep(records(1, 4));
    expect(position.rewind(Long.fromNumber(3))).toEqual({
      items: [{ type: 'rewound', from: Long.fromNumber(5), to: Long.fromNumber(3) }],
      next: position,
    });
    expect(position.kept).toEqual(records(1, 2));
    expect(position.next).toEqual(Long.fromNumber(3));
    position.rewind(Long.fromNumber(1));
    expect(position.kept).toEqual([]);
    position.keep(records(1, 2));
    position.rewind(Long.fromNumber(3));
    expect(position.kept).toEqual(records(1, 2));
  });
});
