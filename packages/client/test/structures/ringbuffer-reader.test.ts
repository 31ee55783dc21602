import Long from 'long';
import { defer, firstValueFrom, map, Observable, of, Subject, throwError, timer } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { HazelcastError } from '../../src/errors.js';
import type { RingbufferItem } from '../../src/structures/ringbuffer-record.js';
import { RingbufferReader } from '../../src/structures/ringbuffer-reader.js';
import { RingbufferStreams } from '../../src/structures/ringbuffer-streams.js';
import { MOST, Position, type ReadBatch, type ReadFrom, type RingSource } from '../../src/structures/ring-source.js';

/** A ringbuffer here, that answers in another turn and does what a member does. */
class Ring implements RingSource<string> {
  values = new Map<number, string>();
  head = 0;
  tail = -1;
  capacity = 10;
  owner = 'first';
  reads = 0;
  failure: HazelcastError | undefined;
  hasFilter = false;
  readonly changes$ = new Subject<void>();
  readonly #added = new Subject<void>();
  readonly head$ = later(() => Long.fromNumber(this.head));
  readonly tail$ = later(() => Long.fromNumber(this.tail));
  readonly capacity$ = later(() => Long.fromNumber(this.capacity));

  add(...values: string[]): void {
    for (const value of values) this.values.set(++this.tail, value);
    this.head = Math.max(this.head, this.tail - this.capacity + 1);
    this.#added.next();
  }

  /** The owner dies, and its backup has all up to here. */
  fallBack(tail: number): void {
    this.tail = tail;
    this.head = Math.min(this.head, tail + 1);
    this.move();
  }

  move(): void {
    this.owner += '+';
    this.changes$.next();
  }

  keeper(): string {
    return this.owner;
  }

  same(one: string, other: string): boolean {
    return one === other;
  }

  read(start: Long, maxCount: number): Observable<ReadBatch<string>> {
    return new Observable(subscriber => {
      let first = start.toNumber();
      this.reads++;
      subscriber.add(() => this.reads--);
      const look = (): void => {
        if (this.failure) return subscriber.error(this.failure);
        first = Math.min(Math.max(first, this.head), this.tail + 1);
        const count = Math.min(this.tail - first + 1, maxCount);
        if (count < 1) return;
        const records = Array.from({ length: count }, (_, i) => ({
          sequence: Long.fromNumber(first + i),
          value: this.values.get(first + i)!,
        }));
        subscriber.next({ readCount: count, records, nextSequence: Long.fromNumber(first + count) });
        subscriber.complete();
      };
      subscriber.add(timer(0).subscribe(look));
      subscriber.add(this.#added.subscribe(look));
    });
  }
}

function later<T>(answer: () => T): Observable<T> {
  return defer(() => timer(0).pipe(map(answer)));
}

function short(item: RingbufferItem<string>): string {
  if ('value' in item) return `${item.sequence.toString()}${item.value}`;
  return `${item.type} ${item.from.toString()}-${item.to.toString()}`;
}

/** What a stream has told so far. */
function told(streams: RingbufferStreams<string>, from: ReadFrom = 'oldest') {
  const items: string[] = [];
  const state = { items, error: undefined as unknown, stop: () => subscription.unsubscribe() };
  const subscription = streams.stream(from).subscribe({
    next: item => items.push(short(item)),
    error: (error: unknown) => (state.error = error),
  });
  return state;
}

/** All that needs no more than a few turns has happened. */
const settled = (): Promise<unknown> => firstValueFrom(timer(40));

const streamsOf = (ring: Ring, batchSize = MOST): RingbufferStreams<string> =>
  new RingbufferStreams(new RingbufferReader(ring, batchSize));

describe('a stream of a ringbuffer', () => {
  it('goes on after the keeper has changed, when all is there', async () => {
    const ring = new Ring();
    ring.add('a', 'b');
    const stream = told(streamsOf(ring));
    await settled();
    ring.move();
    await settled();
    ring.add('c');
    await settled();
    expect(stream.items).toEqual(['0a', '1b', '2c']);
    stream.stop();
    expect(ring.reads).toBe(0);
  });

  it('tells at once of a tail that went back', async () => {
    const ring = new Ring();
    ring.add('a', 'b', 'c', 'd');
    const stream = told(streamsOf(ring));
    await settled();
    ring.fallBack(1);
    await settled();
    expect(stream.items.slice(4)).toEqual(['rewound 4-2']);
    ring.add('C', 'D');
    await settled();
    expect(stream.items.slice(4)).toEqual(['rewound 4-2', '2C', '3D']);
    stream.stop();
  });

  it('finds out when others have taken the place of what was lost', async () => {
    const ring = new Ring();
    ring.add('a', 'b', 'c', 'd');
    const stream = told(streamsOf(ring));
    await settled();
    ring.fallBack(1);
    ring.add('C', 'D', 'E');
    await settled();
    expect(stream.items.slice(4)).toEqual(['rewound 4-2', '2C', '3D', '4E']);
    stream.stop();
  });

  it('finds it out also when it is told of the change after the next items', async () => {
    const ring = new Ring();
    ring.add('a', 'b', 'c', 'd');
    const stream = told(streamsOf(ring));
    await settled();
    ring.tail = 1;
    ring.add('C', 'D', 'E');
    ring.move();
    await settled();
    expect(stream.items.slice(4)).toEqual(['4E', 'rewound 5-2', '2C', '3D', '4E']);
    stream.stop();
  });

  it('reads all that is there when nothing is as it was', async () => {
    const ring = new Ring();
    ring.add('a', 'b', 'c');
    const stream = told(streamsOf(ring));
    await settled();
    ring.fallBack(-1);
    ring.add('A');
    await settled();
    expect(stream.items.slice(3)).toEqual(['rewound 3-0', '0A']);
    stream.stop();
  });

  it('does not rule out what it cannot look at any more', async () => {
    const ring = new Ring();
    ring.capacity = 3;
    ring.add('a', 'b', 'c');
    const stream = told(streamsOf(ring));
    await settled();
    ring.fallBack(1);
    ring.add('C', 'd', 'e', 'f', 'g');
    await settled();
    expect(stream.items.slice(3)).toContain('rewound 3-0');
    expect(stream.items.slice(-3)).toEqual(['4e', '5f', '6g']);
    expect(stream.items).toContain('overrun 0-3');
    stream.stop();
  });

  it('is not alarmed when what it has read has had its time', async () => {
    const ring = new Ring();
    ring.add('a', 'b');
    const stream = told(streamsOf(ring));
    await settled();
    ring.head = 2;
    ring.move();
    await settled();
    ring.add('c');
    await settled();
    expect(stream.items).toEqual(['0a', '1b', '2c']);
    stream.stop();
  });

  it('notices an answer from before its place although nobody told of a change', async () => {
    const ring = new Ring();
    ring.add('a', 'b', 'c');
    const stream = told(streamsOf(ring));
    await settled();
    ring.tail = 0;
    ring.add('B');
    ring.add('C');
    await settled();
    expect(stream.items.slice(3)).toEqual(['rewound 3-1', '1B', '2C']);
    stream.stop();
  });

  it('tells what was overwritten', async () => {
    const ring = new Ring();
    ring.capacity = 2;
    const stream = told(streamsOf(ring), Long.ZERO);
    await settled();
    ring.add('a', 'b', 'c', 'd');
    await settled();
    expect(stream.items).toEqual(['overrun 0-1', '2c', '3d']);
    stream.stop();
  });

  it('asks again when a member has waited for too long', async () => {
    const ring = new Ring();
    const stream = told(streamsOf(ring));
    ring.failure = new HazelcastError('OPERATION_TIMEOUT', 'waited for too long');
    await settled();
    ring.failure = undefined;
    await settled();
    ring.add('a');
    await settled();
    expect(stream.items).toEqual(['0a']);
    stream.stop();
  });

  it('ends with any other error, for all', async () => {
    const ring = new Ring();
    const streams = streamsOf(ring);
    const streamed = [told(streams), told(streams)];
    await settled();
    ring.failure = new HazelcastError('DISTRIBUTED_OBJECT_DESTROYED', 'gone');
    ring.add('a');
    await settled();
    expect(streamed.map(({ error }) => error)).toEqual([ring.failure, ring.failure]);
    expect([streams.size, ring.reads]).toEqual([0, 0]);
  });

  it('is one reader once all have caught up, until the last has left', async () => {
    const ring = new Ring();
    ring.add('a', 'b', 'c');
    const streams = streamsOf(ring, 1);
    const early = told(streams);
    await settled();
    const late = told(streams, Long.ONE);
    const latest = told(streams, 'latest');
    expect(streams.size).toBe(3);
    await settled();
    expect([streams.size, ring.reads]).toEqual([1, 1]);
    early.stop();
    ring.add('d');
    await settled();
    expect([early.items, late.items, latest.items]).toEqual([['0a', '1b', '2c'], ['1b', '2c', '3d'], ['3d']]);
    late.stop();
    expect(streams.size).toBe(1);
    latest.stop();
    expect([streams.size, ring.reads]).toEqual([0, 0]);
  });

  it('counts exactly what was lost behind a filter', async () => {
    const ring = new Ring();
    ring.hasFilter = true;
    const position = new Position<string>(Long.ZERO);
    const passed = { sequence: Long.fromNumber(8), value: 'x' };
    ring.read = () => of({ readCount: 4, records: [passed], nextSequence: Long.fromNumber(9) });
    const reader = new RingbufferReader(ring, MOST);
    await firstValueFrom(reader.fetch(position));
    const { items } = await firstValueFrom(reader.fetch(position));
    expect(items).toEqual([
      { type: 'overrun', from: Long.ZERO, to: Long.fromNumber(7), count: Long.fromNumber(5) },
      passed,
    ]);
  });

  it('fails when it cannot begin', async () => {
    const ring = new Ring();
    const failure = new HazelcastError('CLIENT_NOT_ACTIVE', 'over');
    const stream = told(streamsOf(Object.assign(ring, { head$: throwError(() => failure) })));
    await settled();
    expect(stream.error).toBe(failure);
  });
});
