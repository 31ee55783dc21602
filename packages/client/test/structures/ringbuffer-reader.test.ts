import Long from 'long';
import { defer, type Observable, of, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { HazelcastError } from '../../src/errors.js';
import { RingbufferReader } from '../../src/structures/ringbuffer-reader.js';
import { RingbufferStreams } from '../../src/structures/ringbuffer-streams.js';
import { MOST, Position, type ReadPage } from '../../src/structures/ring-source.js';
import { ScriptedRing, streamsOf, told } from '../support/scripted-ring.js';

describe('a stream of a ringbuffer', () => {
  it('goes on after the keeper has changed, when all is there', async () => {
    const ring = new ScriptedRing();
    ring.add('a', 'b');
    const stream = told(streamsOf(ring));
    await ring.settled();
    ring.move();
    await ring.settled();
    ring.add('c');
    await ring.settled();
    expect(stream.items).toEqual(['0a', '1b', '2c']);
    stream.stop();
    expect(ring.reads).toBe(0);
  });

  it('tells at once of a tail that went back', async () => {
    const ring = new ScriptedRing();
    ring.add('a', 'b', 'c', 'd');
    const stream = told(streamsOf(ring));
    await ring.settled();
    ring.fallBack(1);
    await ring.settled();
    expect(stream.items.slice(4)).toEqual(['rewound 4-2']);
    ring.add('C', 'D');
    await ring.settled();
    expect(stream.items.slice(4)).toEqual(['rewound 4-2', '2C', '3D']);
    stream.stop();
  });

  it('finds out when others have taken the place of what was lost', async () => {
    const ring = new ScriptedRing();
    ring.add('a', 'b', 'c', 'd');
    const stream = told(streamsOf(ring));
    await ring.settled();
    ring.fallBack(1);
    ring.add('C', 'D', 'E');
    await ring.settled();
    expect(stream.items.slice(4)).toEqual(['rewound 4-2', '2C', '3D', '4E']);
    stream.stop();
  });

  it('finds it out also when it is told of the change after the next items', async () => {
    const ring = new ScriptedRing();
    ring.add('a', 'b', 'c', 'd');
    const stream = told(streamsOf(ring));
    await ring.settled();
    ring.tail = 1;
    ring.add('C', 'D', 'E');
    ring.move();
    await ring.settled();
    expect(stream.items.slice(4)).toEqual(['4E', 'rewound 5-2', '2C', '3D', '4E']);
    stream.stop();
  });

  it('reads all that is there when nothing is as it was', async () => {
    const ring = new ScriptedRing();
    ring.add('a', 'b', 'c');
    const stream = told(streamsOf(ring));
    await ring.settled();
    ring.fallBack(-1);
    ring.add('A');
    await ring.settled();
    expect(stream.items.slice(3)).toEqual(['rewound 3-0', '0A']);
    stream.stop();
  });

  it('does not rule out what it cannot look at any more', async () => {
    const ring = new ScriptedRing();
    ring.capacity = 3;
    ring.add('a', 'b', 'c');
    const stream = told(streamsOf(ring));
    await ring.settled();
    ring.fallBack(1);
    ring.add('C', 'd', 'e', 'f', 'g');
    await ring.settled();
    expect(stream.items.slice(3)).toContain('rewound 3-0');
    expect(stream.items.slice(-3)).toEqual(['4e', '5f', '6g']);
    expect(stream.items).toContain('overrun 0-3');
    stream.stop();
  });

  it('is not alarmed when what it has read has had its time', async () => {
    const ring = new ScriptedRing();
    ring.add('a', 'b');
    const stream = told(streamsOf(ring));
    await ring.settled();
    ring.head = 2;
    ring.move();
    await ring.settled();
    ring.add('c');
    await ring.settled();
    expect(stream.items).toEqual(['0a', '1b', '2c']);
    stream.stop();
  });

  it('notices an answer from before its place although nobody told of a change', async () => {
    const ring = new ScriptedRing();
    ring.add('a', 'b', 'c');
    const stream = told(streamsOf(ring));
    await ring.settled();
    ring.tail = 0;
    ring.add('B');
    ring.add('C');
    await ring.settled();
    expect(stream.items.slice(3)).toEqual(['rewound 3-1', '1B', '2C']);
    stream.stop();
  });

  it.each([
    [3, []],
    [4, ['rewound 4-0', '0a', '1b', '2c']],
  ])('begins at %i, where that is there or the next to come', async (from, expected) => {
    const ring = new ScriptedRing();
    ring.add('a', 'b', 'c');
    const stream = told(streamsOf(ring), Long.fromNumber(from));
    await ring.settled();
    expect(stream.items).toEqual(expected);
    stream.stop();
  });

  it('goes on waiting when something has changed, but not who keeps it', async () => {
    const ring = new ScriptedRing();
    const stream = told(streamsOf(ring));
    ring.changes$.next();
    await ring.settled();
    const { asked } = ring;
    ring.changes$.next();
    await ring.settled();
    expect([asked, ring.asked]).toEqual([2, 2]);
    stream.stop();
  });

  it('finishes its beginning when the keeper changes meanwhile, and compares then', async () => {
    const ring = new ScriptedRing();
    ring.add('a');
    const stream = told(streamsOf(ring), 'latest');
    ring.move();
    await ring.settled();
    // The tail; then the head, the tail and the capacity, and the read.
    expect(ring.asked).toBe(5);
    ring.add('b');
    await ring.settled();
    expect(stream.items).toEqual(['1b']);
    stream.stop();
  });

  it('reads through its filter', async () => {
    const ring = new ScriptedRing();
    ring.hasFilter = true;
    ring.passes = value => value !== 'b';
    ring.add('a', 'b', 'c');
    const stream = told(streamsOf(ring));
    await ring.settled();
    expect(stream.items).toEqual(['0a', '2c']);
    stream.stop();
  });

  it('goes back to where an answer begins, also when nothing tells why', async () => {
    const ring = new ScriptedRing();
    ring.add('a', 'b', 'c');
    const { read } = ring;
    // A member that is behind, for a moment.
    ring.read = () => {
      ring.read = read;
      return ring.read(Long.ONE, MOST);
    };
    const stream = told(streamsOf(ring), Long.fromNumber(3));
    await ring.settled();
    expect(stream.items).toEqual(['rewound 3-1', '1b', '2c']);
    stream.stop();
  });

  it('tells what was overwritten', async () => {
    const ring = new ScriptedRing();
    ring.capacity = 2;
    const stream = told(streamsOf(ring), Long.ZERO);
    await ring.settled();
    ring.add('a', 'b', 'c', 'd');
    await ring.settled();
    expect(stream.items).toEqual(['overrun 0-1', '2c', '3d']);
    stream.stop();
  });

  it('asks again when a member has waited for too long', async () => {
    const ring = new ScriptedRing();
    const stream = told(streamsOf(ring));
    ring.failure = new HazelcastError('OPERATION_TIMEOUT', 'waited for too long');
    await ring.settled();
    ring.failure = undefined;
    await ring.settled();
    ring.add('a');
    await ring.settled();
    expect(stream.items).toEqual(['0a']);
    stream.stop();
  });

  it('asks again, too, where it began, and whether all is there', async () => {
    const ring = new ScriptedRing();
    ring.add('a', 'b', 'c', 'd');
    let refusals = 1;
    const once = <T>(answer$: Observable<T>): Observable<T> =>
      defer(() =>
        refusals-- > 0 ? throwError(() => new HazelcastError('OPERATION_TIMEOUT', 'waited for too long')) : answer$,
      );
    Object.assign(ring, { head$: once(ring.head$), tail$: once(ring.tail$) });
    const stream = told(streamsOf(ring));
    await ring.settled();
    expect(stream.items).toEqual(['0a', '1b', '2c', '3d']);
    refusals = 2;
    ring.fallBack(1);
    ring.add('C', 'D', 'E');
    await ring.settled();
    expect(stream.items.slice(4)).toEqual(['rewound 4-2', '2C', '3D', '4E']);
    stream.stop();
  });

  it('ends with any other error, for all', async () => {
    const ring = new ScriptedRing();
    const streams = streamsOf(ring);
    const streamed = [told(streams), told(streams)];
    await ring.settled();
    ring.failure = new HazelcastError('DISTRIBUTED_OBJECT_DESTROYED', 'gone');
    ring.add('a');
    await ring.settled();
    expect(streamed.map(({ error }) => error)).toEqual([ring.failure, ring.failure]);
    expect([streams.size, ring.reads]).toEqual([0, 0]);
  });

  it('is one reader once all have caught up, until the last has left', async () => {
    const ring = new ScriptedRing();
    ring.add('a', 'b', 'c');
    const streams = streamsOf(ring, 1);
    const early = told(streams);
    await ring.settled();
    const late = told(streams, Long.ONE);
    const latest = told(streams, 'latest');
    expect(streams.size).toBe(3);
    await ring.settled();
    expect([streams.size, ring.reads]).toEqual([1, 1]);
    early.stop();
    ring.add('d');
    await ring.settled();
    expect([early.items, late.items, latest.items]).toEqual([['0a', '1b', '2c'], ['1b', '2c', '3d'], ['3d']]);
    late.stop();
    expect(streams.size).toBe(1);
    latest.stop();
    expect([streams.size, ring.reads]).toEqual([0, 0]);
  });

  it('says when nobody is left, and when all have failed', async () => {
    const ring = new ScriptedRing();
    let idle = 0;
    const streams = new RingbufferStreams(new RingbufferReader(ring, MOST), () => idle++);
    const [one, other] = [told(streams), told(streams)];
    await ring.settled();
    one.stop();
    expect(idle).toBe(0);
    other.stop();
    expect(idle).toBe(1);
    told(streams);
    await ring.settled();
    ring.failure = new HazelcastError('DISTRIBUTED_OBJECT_DESTROYED', 'gone');
    ring.add('a');
    await ring.settled();
    expect(idle).toBe(2);
  });

  it('counts exactly what was lost behind a filter', async () => {
    const ring = new ScriptedRing();
    ring.hasFilter = true;
    const position = new Position<string>(Long.ZERO);
    const passed = { sequence: Long.fromNumber(8), value: 'x' };
    ring.read = () => of({ readCount: 4, records: [passed], nextSequence: Long.fromNumber(9) });
    const reader = new RingbufferReader(ring, MOST);
    const pages: ReadPage<string>[] = [];
    for (const _ of ['begin', 'read']) {
      reader.fetch(position).subscribe(page => pages.push(page));
      await ring.settled();
    }
    expect(pages[1]!.items).toEqual([
      { type: 'overrun', from: Long.ZERO, to: Long.fromNumber(7), count: Long.fromNumber(5) },
      passed,
    ]);
  });

  it('fails when it cannot begin', async () => {
    const ring = new ScriptedRing();
    const failure = new HazelcastError('CLIENT_NOT_ACTIVE', 'over');
    const stream = told(streamsOf(Object.assign(ring, { head$: throwError(() => failure) })));
    await ring.settled();
    expect(stream.error).toBe(failure);
  });
});
