import { describe, expect, it } from 'vitest';
import { nextCursor, type PartitionCursor, partitionStart } from '../../src/structures/partition-cursor.js';

const START = [[2 ** 31 - 1, -1]];

describe('partitionStart', () => {
  it('is the end of a table of any size', () => {
    expect(partitionStart(0)).toEqual({ partition: 0, iterationPointers: START });
    expect(partitionStart(7)).toEqual({ partition: 7, iterationPointers: START });
  });
});

describe('nextCursor', () => {
  it('goes on in the partition from where the member got to', () => {
    const reached = [[96, 128]] as const;
    expect(nextCursor(2, reached, 6)).toEqual({ partition: 2, iterationPointers: reached });
  });

  it('is not at the end of a partition at index 0', () => {
    expect(nextCursor(2, [[0, 128]], 6)).toEqual({ partition: 2, iterationPointers: [[0, 128]] });
  });

  it('keeps the pointers into the tables before, and takes the last one as the place', () => {
    const inside: PartitionCursor['iterationPointers'] = [[-1, 128], [40, 256]]; // prettier-ignore
    expect(nextCursor(2, inside, 6)).toEqual({ partition: 2, iterationPointers: inside });
    expect(nextCursor(2, [[40, 128], [-1, 256]], 6)).toEqual(partitionStart(3)); // prettier-ignore
  });

  it.each([-1, -2])('goes to the start of the next partition from index %i', index => {
    expect(nextCursor(2, [[index, 128]], 6)).toEqual({ partition: 3, iterationPointers: START });
  });

  it('is over after the last partition', () => {
    expect(nextCursor(4, [[-1, 128]], 6)).toEqual(partitionStart(5));
    expect(nextCursor(5, [[-1, 128]], 6)).toBeUndefined();
    expect(nextCursor(0, [[-1, 128]], 1)).toBeUndefined();
  });

  it('takes no pointers for the end of the partition: it must not begin again for ever', () => {
    expect(nextCursor(2, [], 6)).toEqual(partitionStart(3));
    expect(nextCursor(5, [], 6)).toBeUndefined();
  });

  it('visits every partition once', () => {
    const visited: number[] = [];
    for (let at: PartitionCursor | undefined = partitionStart(0); at; at = nextCursor(at.partition, [[-1, 16]], 271)) {
      visited.push(at.partition);
    }
    expect(visited).toEqual(Array.from({ length: 271 }, (_, id) => id));
  });
});
