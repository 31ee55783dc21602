import fc from 'fast-check';
import { concat, EMPTY, interval, map, NEVER, Observable, of, range, Subject, take, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { HazelcastError } from '../src/errors.js';
import { StreamCounts } from '../src/stream-counts.js';
import { TestClock } from '../src/test-clock.js';
import { type AsyncIterableOptions, type BufferOverflow, toAsyncIterable } from '../src/to-async-iterable.js';

const broken = new Error('broken');

/** An iteration of a subject. */
function iterating(options?: AsyncIterableOptions) {
  const source = new Subject<number>();
  const iterable = toAsyncIterable(source, options);
  const items = iterable[Symbol.asyncIterator]() as Required<AsyncIterator<number, undefined>>;
  const emit = (...values: number[]): void => values.forEach(value => source.next(value));
  return { source, iterable, items, emit };
}

/** All that an iteration still brings, and the error it ends with. */
async function rest(items: AsyncIterator<number, undefined>): Promise<{ got: number[]; error?: unknown }> {
  const got: number[] = [];
  try {
    for (let next = await items.next(); !next.done; next = await items.next()) got.push(next.value);
    return { got };
  } catch (error) {
    return { got, error };
  }
}

const value = (n: number) => ({ done: false, value: n });
const done = { done: true, value: undefined };

describe('toAsyncIterable', () => {
  it('brings what is buffered, then what comes, and ends with the stream', async () => {
    const { source, items, emit } = iterating();
    emit(1, 2);
    expect([await items.next(), await items.next()]).toEqual([value(1), value(2)]);
    const waiting = items.next();
    emit(3, 4);
    source.complete();
    expect(await waiting).toEqual(value(3));
    expect(await rest(items)).toEqual({ got: [4] });
    expect(await items.next()).toEqual(done);
  });

  it('gives each of several readers the next item, in the order they asked, and ends them all', async () => {
    const { source, items, emit } = iterating();
    const readers = [items.next(), items.next(), items.next(), items.next()];
    emit(1, 2);
    source.complete();
    expect(await Promise.all(readers)).toEqual([value(1), value(2), done, done]);
  });

  it('tells an error of the stream after what is buffered, once', async () => {
    const { source, items, emit } = iterating();
    emit(1, 2);
    source.error(broken);
    expect(await rest(items)).toEqual({ got: [1, 2], error: broken });
    expect(await items.next()).toEqual(done);
  });

  it('tells an error to the first of those who wait; the others have nothing to wait for', async () => {
    const { source, items } = iterating();
    const readers = [items.next(), items.next()];
    source.error(broken);
    const [first, second] = await Promise.allSettled(readers);
    expect(first).toEqual({ status: 'rejected', reason: broken });
    expect(second).toEqual({ status: 'fulfilled', value: done });
  });

  const kept: [BufferOverflow, number[], number][] = [
    ['dropOldest', [3, 4, 5], 2],
    ['dropNewest', [1, 2, 3], 2],
    ['latest', [5], 4],
  ];
  it.each(kept)('keeps what %s says and counts the others', async (overflow, got, dropped) => {
    const { source, iterable, items, emit } = iterating({ buffer: 3, overflow });
    emit(1, 2, 3, 4, 5);
    expect(iterable.dropped).toBe(dropped);
    source.complete();
    expect(await rest(items)).toEqual({ got });
  });

  it('drops nothing for somebody who waits, however small the buffer', async () => {
    const { iterable, items, emit } = iterating({ buffer: 1, overflow: 'dropNewest' });
    const readers = [items.next(), items.next()];
    emit(1, 2, 3);
    expect(await Promise.all(readers)).toEqual([value(1), value(2)]);
    expect(await items.next()).toEqual(value(3));
    expect(iterable.dropped).toBe(0);
  });

  it('leaves a stream that overflows by default, and fails after what is buffered', async () => {
    const { source, iterable, items, emit } = iterating({ buffer: 2, name: 'prices' });
    emit(1, 2);
    expect(source.observed).toBe(true);
    emit(3);
    expect(source.observed).toBe(false);
    const { got, error } = await rest(items);
    expect(got).toEqual([1, 2]);
    expect(error).toBeInstanceOf(HazelcastError);
    expect(error).toMatchObject({ code: 'HAZELCAST_OVERLOAD', operation: 'toAsyncIterable', structure: 'prices' });
    expect(iterable.dropped).toBe(1);
  });

  it('has room for 1000 items by default', async () => {
    const { iterable, items, emit } = iterating();
    for (let n = 0; n < 1000; n++) emit(n);
    expect(iterable.dropped).toBe(0);
    emit(1000);
    expect((await rest(items)).got).toHaveLength(1000);
  });

  it('stops a source that emits without end while it is being subscribed to', async () => {
    let left = 0;
    const endless = new Observable<number>(subscriber => {
      for (let n = 0; !subscriber.closed; n++) subscriber.next(n);
      return () => left++;
    });
    const items = toAsyncIterable(endless, { buffer: 3 })[Symbol.asyncIterator]();
    expect(left).toBe(1);
    expect(await rest(items)).toMatchObject({ got: [0, 1, 2], error: { code: 'HAZELCAST_OVERLOAD' } });
  });

  it('is left by return: nothing more is kept or told, and who waits is told the end', async () => {
    const { source, items, emit } = iterating();
    const waiting = items.next();
    expect(await items.return()).toEqual(done);
    expect(await waiting).toEqual(done);
    expect(source.observed).toBe(false);
    emit(1);
    expect(await items.next()).toEqual(done);
    expect(await items.return()).toEqual(done);
  });

  it('forgets what is buffered, and the error behind it, when it is left', async () => {
    const { source, items, emit } = iterating();
    emit(1, 2);
    source.error(broken);
    await items.return();
    expect(await items.next()).toEqual(done);
  });

  it('is left by throw, which rejects with what is thrown', async () => {
    const { source, items, emit } = iterating();
    emit(1);
    await expect(items.throw(broken)).rejects.toBe(broken);
    expect(source.observed).toBe(false);
    expect(await items.next()).toEqual(done);
  });

  it.each(['break', 'throw'])('is left by %s in the loop', async how => {
    const source = new Subject<number>();
    const loop = async (): Promise<void> => {
      for await (const n of toAsyncIterable(source)) {
        if (n < 2) continue;
        if (how === 'break') break;
        throw broken;
      }
    };
    const looping = loop();
    source.next(1);
    source.next(2);
    if (how === 'break') await looping;
    else await expect(looping).rejects.toBe(broken);
    expect(source.observed).toBe(false);
  });

  it('is a subscription and a buffer of its own each time it is iterated; drops are counted over all', async () => {
    let subscriptions = 0;
    const source = new Subject<number>();
    const counted = new Observable<number>(subscriber => (subscriptions++, source.subscribe(subscriber)));
    const iterable = toAsyncIterable(counted, { buffer: 1, overflow: 'latest' });
    expect(subscriptions).toBe(0);
    const [one, other] = [iterable[Symbol.asyncIterator](), iterable[Symbol.asyncIterator]()];
    expect(subscriptions).toBe(2);
    source.next(1);
    source.next(2);
    expect([await one.next(), await other.next()]).toEqual([value(2), value(2)]);
    expect(iterable.dropped).toBe(2);
  });

  it('keeps the pace of a consumer that is slower than the stream', async () => {
    const clock = new TestClock();
    const iterable = toAsyncIterable(interval(10, clock).pipe(take(10)), { buffer: 2, overflow: 'dropOldest' });
    const got: [at: number, item: number][] = [];
    const loop = async (): Promise<void> => {
      for await (const n of iterable) {
        got.push([clock.now(), n]);
        await new Promise<void>(resolve => clock.schedule(() => resolve(), 35));
      }
    };
    const looping = loop();
    await clock.advance(300);
    await looping;
    // Two wait at 45: those of 30 and 40; that of 20 had to go.
    expect(got.map(([at]) => at)).toEqual([10, 45, 80, 115, 150]);
    expect(got.length + iterable.dropped).toBe(10);
    expect(got.map(([, n]) => n)).toEqual([0, 2, 5, 8, 9]);
  });

  it.each([0, -1, 1.5, Number.NaN, Infinity])('refuses a buffer of %d', buffer => {
    expect(() => toAsyncIterable(NEVER, { buffer })).toThrow(expect.objectContaining({ code: 'ILLEGAL_ARGUMENT' }));
  });

  it('refuses a policy that it does not know', () => {
    const options = { overflow: 'drop' as 'dropNewest' };
    expect(() => toAsyncIterable(NEVER, options)).toThrow(/there is no overflow policy drop$/);
  });

  it('brings 200,000 buffered items in their order', async () => {
    const items = toAsyncIterable(range(0, 200_000), { buffer: 200_000 })[Symbol.asyncIterator]();
    const { got, error } = await rest(items);
    expect(error).toBeUndefined();
    expect(got).toHaveLength(200_000);
    expect(got.every((n, i) => n === i)).toBe(true);
  });

  it('loses nothing without counting it, whatever the order of items and readers', async () => {
    const steps = fc.array(fc.boolean(), { maxLength: 60 });
    const policies = fc.constantFrom<BufferOverflow>('error', 'dropOldest', 'dropNewest', 'latest');
    const property = fc.asyncProperty(
      steps,
      policies,
      fc.integer({ min: 1, max: 5 }),
      async (order, overflow, buffer) => {
        const { source, iterable, items, emit } = iterating({ buffer, overflow });
        const readers: Promise<IteratorResult<number, undefined>>[] = [];
        let sent = 0;
        for (const emits of order) {
          if (!emits) readers.push(items.next());
          else if (source.observed) emit(sent++);
        }
        source.complete();
        const early = await Promise.allSettled(readers);
        const { got } = await rest(items);
        const read = early.flatMap(reading => (reading.status === 'fulfilled' && !reading.value.done ? [reading.value.value] : [])); // prettier-ignore
        const all = [...read, ...got];
        expect(all).toEqual([...all].sort((a, b) => a - b));
        expect(new Set(all).size).toBe(all.length);
        expect(all.length + iterable.dropped).toBe(sent);
      },
    );
    await fc.assert(property, { numRuns: 300 });
  });
});

describe('counted by a client', () => {
  const open = (counts: StreamCounts, name: string | undefined, source: Observable<number>) => {
    const options = { buffer: 2, overflow: 'dropOldest', countedBy: counts, ...(name && { name }) } as const;
    return toAsyncIterable(source, options)[Symbol.asyncIterator]() as Required<AsyncIterator<number, undefined>>;
  };

  it('is there from the beginning to the end of each iteration', async () => {
    const counts = new StreamCounts();
    const items = open(counts, 'a', concat(of(1, 2), NEVER));
    expect(counts.sample()).toEqual([{ name: 'a', buffered: 2, dropped: 0 }]);
    await items.next();
    expect(counts.sample()).toEqual([{ name: 'a', buffered: 1, dropped: 0 }]);
    await items.return();
    expect(counts.sample()).toEqual([]);
  });

  it.each([
    ['completes', EMPTY],
    ['fails', throwError(() => broken)],
  ])('is there until what is buffered of a stream that %s is read', async (_, end) => {
    const counts = new StreamCounts();
    const items = open(counts, 'a', concat(of(1), end));
    expect(counts.sample()).toEqual([{ name: 'a', buffered: 1, dropped: 0 }]);
    await items.next();
    expect(counts.sample()).toEqual([]);
  });

  it('is one for each name; what was dropped stays counted', async () => {
    const counts = new StreamCounts();
    const five = concat(range(0, 5), NEVER);
    const items = [open(counts, 'a', five), open(counts, 'a', five), open(counts, undefined, five)];
    const both = [
      { name: 'a', buffered: 4, dropped: 6 },
      { name: undefined, buffered: 2, dropped: 3 },
    ];
    expect(counts.sample()).toEqual(both);
    for (const each of items) await each.return();
    expect(counts.sample()).toEqual(both.map(stream => ({ ...stream, buffered: 0 })));
  });

  it('is counted out once, and is asked for its count only in samples', () => {
    const counts = new StreamCounts();
    let asked = 0;
    const leave = counts.countStream({ name: 'mine', buffered: 1, get dropped() { return asked++, 2; } }); // prettier-ignore
    expect(asked).toBe(0);
    leave();
    leave();
    expect(counts.sample()).toEqual([{ name: 'mine', buffered: 0, dropped: 2 }]);
  });

  it('follows a stream while nobody reads', async () => {
    const clock = new TestClock();
    const counts = new StreamCounts();
    const items = open(counts, 'ticks', interval(10, clock).pipe(map(n => n * 2)));
    await clock.advance(40);
    expect(counts.sample()).toEqual([{ name: 'ticks', buffered: 2, dropped: 2 }]);
    expect(await items.next()).toEqual(value(4));
    await items.return();
  });
});
