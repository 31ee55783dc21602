import { describe, expect, it } from 'vitest';
import { HazelcastError } from '../../../src/errors.js';
import { WaitingReads } from '../../../src/structures/journal/waiting-reads.js';
import type { RingSource } from '../../../src/structures/ring-source.js';
import { ScriptedRing, streamsOf, told } from '../../support/scripted-ring.js';

/** As the source of a journal is. */
function plain(ring: ScriptedRing): RingSource<string> {
  const { head$, tail$, bounds$, changes$, hasFilter, same } = ring;
  return {
    head$,
    tail$,
    bounds$,
    changes$,
    hasFilter,
    same,
    keeper: () => ring.keeper(),
    resolved: run => ring.resolved(run),
    read: (start, maxCount, filtered) => ring.read(start, maxCount, filtered),
  };
}

/** A ring and who reads it. Each reader has streams of its own: what they share, they share by these reads alone. */
function shared(stays: boolean) {
  const ring = new ScriptedRing();
  const reads = new WaitingReads<string>();
  const reader = (from: 'oldest' | 'latest' = 'latest', { name = 'place', codecs = 'some' } = {}) =>
    told(streamsOf(reads.of(plain(ring), { name, codecs, stays })), from);
  return { ring, reads, reader };
}

describe.each([true, false])('reads that wait, whether they stay: %s', stays => {
  it('are one, for all who wait for the same, whenever they have come', async () => {
    const { ring, reads, reader } = shared(stays);
    ring.add('a', 'b');
    const readers = [reader('oldest'), reader('latest')];
    await ring.settled();
    readers.push(reader('oldest'));
    await ring.settled();
    expect([ring.reads, reads.size]).toEqual([1, 1]);
    ring.add('c');
    await ring.settled();
    expect(readers.map(({ items }) => items.join(' '))).toEqual(['0a 1b 2c', '2c', '0a 1b 2c']);
    expect([ring.reads, reads.size]).toEqual([1, 1]);
  });

  it('are others in another place', async () => {
    const { ring, reads, reader } = shared(stays);
    reader('latest');
    reader('latest', { name: 'elsewhere' });
    await ring.settled();
    expect([ring.reads, reads.size]).toEqual([2, 2]);
  });

  it('are others where answers are read in another way, of which one is there for others', async () => {
    const { ring, reads, reader } = shared(stays);
    const readers = ['some', 'other', 'other'].map(codecs => reader('latest', { codecs }));
    await ring.settled();
    expect([ring.reads, reads.size]).toEqual([2, 1]);
    readers[0]!.stop();
    expect([ring.reads, reads.size]).toEqual([1, 1]);
    ring.add('a');
    await ring.settled();
    expect(readers.map(({ items }) => items)).toEqual([[], ['0a'], ['0a']]);
  });

  it('go on when one of those who wait leaves', async () => {
    const { ring, reader } = shared(stays);
    const [one, other] = [reader(), reader()];
    await ring.settled();
    one.stop();
    ring.add('a');
    await ring.settled();
    expect([one.items, other.items]).toEqual([[], ['0a']]);
  });

  it('are left for new ones when the keeper is another one', async () => {
    const { ring, reads, reader } = shared(stays);
    ring.add('a');
    const readers = [reader('oldest'), reader('oldest')];
    await ring.settled();
    const asked = ring.asked;
    ring.move();
    await ring.settled();
    expect(ring.asked).toBeGreaterThan(asked);
    expect([ring.reads, reads.size]).toEqual([1, 1]);
    ring.fallBack(-1);
    ring.add('A', 'B');
    await ring.settled();
    for (const { items } of readers) expect(items).toEqual(['0a', 'rewound 1-0', '0A', '1B']);
  });

  it('fail for all who wait', async () => {
    const { ring, reads, reader } = shared(stays);
    const readers = [reader(), reader()];
    await ring.settled();
    ring.failure = new HazelcastError('DISTRIBUTED_OBJECT_DESTROYED', 'gone', {});
    ring.add('a');
    await ring.settled();
    for (const { error } of readers) expect(error).toBe(ring.failure);
    expect([ring.reads, reads.size]).toEqual([0, 0]);
  });
});

describe('reads that stay', () => {
  it('are there for who comes next, and tell nobody where nobody does', async () => {
    const { ring, reads, reader } = shared(true);
    for (let time = 0; time < 5; time++) {
      const one = reader();
      await ring.settled();
      one.stop();
      expect([ring.reads, reads.size]).toEqual([1, 1]);
    }
    const last = reader();
    await ring.settled();
    ring.add('a');
    await ring.settled();
    expect(last.items).toEqual(['0a']);
    last.stop();
    ring.add('b');
    await ring.settled();
    expect([ring.reads, reads.size]).toEqual([0, 0]);
  });

  it('are one at a place, however many ways there are to read its answer', async () => {
    const { ring, reads, reader } = shared(true);
    for (const codecs of ['some', 'other', 'third']) {
      const one = reader('latest', { codecs });
      await ring.settled();
      one.stop();
      expect([ring.reads, reads.size]).toEqual([1, 1]);
    }
  });

  it('end when they fail, or the keeper is another one', async () => {
    for (const end of ['fail', 'move'] as const) {
      const { ring, reads, reader } = shared(true);
      const one = reader();
      await ring.settled();
      one.stop();
      if (end === 'move') ring.move();
      else ring.failure = new HazelcastError('DISTRIBUTED_OBJECT_DESTROYED', 'gone', {});
      ring.add('a');
      await ring.settled();
      expect([ring.reads, reads.size]).toEqual([0, 0]);
    }
  });
});

it('reads that do not stay end with the last who waits', async () => {
  const { ring, reads, reader } = shared(false);
  const [one, other] = [reader(), reader()];
  await ring.settled();
  one.stop();
  expect([ring.reads, reads.size]).toEqual([1, 1]);
  other.stop();
  expect([ring.reads, reads.size]).toEqual([0, 0]);
});
