import { UUID } from '@hazelrx/protocol';
import { describe, expect, it } from 'vitest';
import { PartitionTable } from '../../src/cluster/partition-table.js';

const [a, b] = [UUID.random(), UUID.random()];
const ownersOf = (table: PartitionTable): (UUID | undefined)[] => [0, 1, 2].map(id => table.owner(id));

describe('PartitionTable', () => {
  it('knows no owner before it was told', () => {
    const table = new PartitionTable();
    expect(table.count).toBe(0);
    expect(ownersOf(table)).toEqual([undefined, undefined, undefined]);
  });

  it('says who owns what, also with gaps', () => {
    const table = new PartitionTable();
    expect(table.apply('c1', 1, [[a, [0]], [b, [2]]])).toBe(true); // prettier-ignore
    expect(ownersOf(table)).toEqual([a, undefined, b]);
  });

  it('takes newer tables of the same source, not older ones or the same again', () => {
    const table = new PartitionTable();
    table.apply('c1', 5, [[a, [0, 1, 2]]]);
    expect(table.apply('c1', 5, [[b, [0, 1, 2]]])).toBe(false);
    expect(table.apply('c1', 4, [[b, [0, 1, 2]]])).toBe(false);
    expect(table.owner(0)).toBe(a);
    expect(table.apply('c1', 6, [[b, [0, 1, 2]]])).toBe(true);
    expect(table.owner(0)).toBe(b);
  });

  it('takes any version of another source: versions of two members do not compare', () => {
    const table = new PartitionTable();
    table.apply('c1', 5, [[a, [0]]]);
    expect(table.apply('c2', -7, [[b, [0]]])).toBe(true);
    expect(table.owner(0)).toBe(b);
    expect(table.apply('c2', -7, [[a, [0]]])).toBe(false);
  });

  it('keeps what it has where an empty table is told', () => {
    const table = new PartitionTable();
    table.apply('c1', 1, [[a, [0]]]);
    expect(table.apply('c1', 2, [])).toBe(false);
    expect(table.apply('c1', 3, [[b, []]])).toBe(false);
    expect(table.owner(0)).toBe(a);
    expect(table.apply('c1', 2, [[b, [0]]])).toBe(true);
  });

  it('tells each table that it takes, once it is there, and no other', () => {
    const table = new PartitionTable();
    const told: (UUID | undefined)[] = [];
    let completed = false;
    table.changes$.subscribe({ next: () => told.push(table.owner(0)), complete: () => (completed = true) });
    table.apply('c1', 5, [[a, [0]]]);
    table.apply('c1', 4, [[b, [0]]]);
    table.apply('c1', 6, []);
    expect(told).toEqual([a]);
    table.apply('c2', 1, [[b, [0]]]);
    table.clear();
    expect([told, completed]).toEqual([[a, b], false]);
    table.end();
    expect(completed).toBe(true);
  });

  it('forgets everything but the count when it is cleared, and then takes any version', () => {
    const table = new PartitionTable();
    table.count = 3;
    table.apply('c1', 9, [[a, [0]]]);
    table.clear();
    expect(table.owner(0)).toBeUndefined();
    expect(table.count).toBe(3);
    expect(table.apply('c1', 1, [[b, [0]]])).toBe(true);
  });
});
