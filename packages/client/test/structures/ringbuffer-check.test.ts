// What a reader makes of a ringbuffer that somebody else keeps now.
import { beforeEach, describe, expect, it } from 'vitest';
import Long from 'long';
import type { ReadFrom } from '../../src/structures/ring-source.js';
import { ScriptedRing, streamsOf, told } from '../support/scripted-ring.js';

describe('after a change of the keeper', () => {
  let ring: ScriptedRing;
  let stream: ReturnType<typeof told>;

  beforeEach(() => {
    ring = new ScriptedRing();
  });

  /** A stream that has read these items. */
  async function reading(from: ReadFrom, ...values: string[]): Promise<void> {
    ring.add(...values);
    stream = told(streamsOf(ring), from);
    await ring.settled();
    stream.items.length = 0;
  }

  /** What the stream tells after that. */
  async function after(change: () => void): Promise<string[]> {
    change();
    await ring.settled();
    return stream.items.splice(0);
  }

  describe('a reader that has read nothing yet', () => {
    it.each([
      [1, ['rewound 4-0', '0a', '1b']],
      [2, ['rewound 4-0', '0a', '1b', '2c']],
      [3, []],
    ])('begins anew where the tail is before its place: at %i', async (tail, expected) => {
      await reading('latest', 'a', 'b', 'c', 'd');
      expect(await after(() => ring.fallBack(tail))).toEqual(expected);
    });

    it('goes on where others were added meanwhile', async () => {
      await reading('latest', 'a', 'b');
      ring.tail++;
      ring.values.set(2, 'c');
      expect(await after(() => ring.move())).toEqual(['2c']);
    });
  });

  it.each([
    [-1, ['rewound 3-0']],
    [0, ['rewound 3-1']],
    [1, ['rewound 3-2']],
    [2, []],
  ])('the tail is seen to be at %i before anything is added', async (tail, expected) => {
    await reading('oldest', 'a', 'b', 'c');
    expect(await after(() => ring.fallBack(tail))).toEqual(expected);
  });

  it('the ringbuffer is seen to be empty, wherever its tail is', async () => {
    await reading('oldest', 'a', 'b', 'c');
    ring.head = 2;
    expect(await after(() => ring.fallBack(1))).toEqual(['rewound 3-2']);
    expect(await after(() => ring.add('C'))).toEqual(['2C']);
  });

  it('all that went back is compared no more', async () => {
    await reading('oldest', 'a', 'b', 'c', 'd');
    expect(await after(() => ring.fallBack(1))).toEqual(['rewound 4-2']);
    expect(await after(() => ring.move())).toEqual([]);
    expect(await after(() => ring.fallBack(-1))).toEqual(['rewound 2-0']);
    expect(await after(() => ring.move())).toEqual([]);
    expect(await after(() => ring.add('A'))).toEqual(['0A']);
    expect(await after(() => ring.move())).toEqual([]);
  });

  it('it reads on from the first that differs', async () => {
    await reading('oldest', 'a', 'b', 'c');
    ring.values.set(1, 'B');
    expect(await after(() => ring.move())).toEqual(['rewound 3-1', '1B', '2c']);
  });

  it('it reads all that is there where none of what it knows is', async () => {
    ring.add('a', 'b');
    await reading(Long.fromNumber(2), 'c', 'd');
    ring.values.set(2, 'C').set(3, 'D');
    expect(await after(() => ring.move())).toEqual(['rewound 4-0', '0a', '1b', '2C', '3D']);
  });

  it('it reads from the first that it knows where the beginning was overwritten', async () => {
    ring.capacity = 3;
    await reading('oldest', 'a', 'b', 'c');
    ring.head = 1;
    ring.values.set(1, 'B').set(2, 'C');
    expect(await after(() => ring.move())).toEqual(['rewound 3-0', 'overrun 0-0', '1B', '2C']);
  });

  it('the last that it knows is compared when it is the only one left', async () => {
    await reading('oldest', 'a', 'b');
    ring.head = 1;
    expect(await after(() => ring.move())).toEqual([]);
    ring.values.set(1, 'B');
    expect(await after(() => ring.move())).toEqual(['rewound 2-0', 'overrun 0-0', '1B']);
  });

  it.each([
    [2, ['3d', '4e']],
    [3, ['rewound 3-0', 'overrun 0-2', '3d', '4e', '5f']],
  ])(
    'what has had its time is no loss, what may have been overwritten is: %i of 3 are there',
    async (count, expected) => {
      ring.capacity = 3;
      await reading('oldest', 'a', 'b', 'c');
      ['d', 'e', 'f'].slice(0, count).forEach((value, n) => ring.values.set(3 + n, value));
      ring.head = 3;
      ring.tail = 2 + count;
      expect(await after(() => ring.move())).toEqual(expected);
    },
  );

  it('what a filter has let through is compared with all that is there', async () => {
    ring.hasFilter = true;
    ring.passes = value => value < 'm';
    await reading('oldest', 'a', 'x', 'b', 'y');
    expect(await after(() => ring.move())).toEqual([]);
    // Kept back by the filter, as all that is there.
    ring.values.set(0, 'v').set(2, 'w');
    expect(await after(() => ring.move())).toEqual(['rewound 3-0']);
    expect(await after(() => ring.add('c'))).toEqual(['4c']);
  });

  it('the last thousand are compared, and no more', async () => {
    ring.capacity = 10_000;
    const letters = Array.from({ length: 2500 }, (_, n) => `-${n}`);
    await reading('oldest', ...letters);
    ring.values.set(1499, 'gone from memory');
    expect(await after(() => ring.move())).toEqual([]);
    ring.values.set(1500, 'changed');
    const [rewound, ...again] = await after(() => ring.move());
    // It is the oldest that is known: all may be different.
    expect([rewound, again.length]).toEqual(['rewound 2500-0', 2500]);
  });
});
