import { bufferTime, debounceTime, delay, filter, interval, map, Subject, take, timer } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { type Recording, record } from '../../../test/support/recording.js';
import { startCluster, TestClock } from '../src/index.js';
import { inVirtualTime } from './support/virtual-cluster.js';

const HOUR = 3_600_000;

describe('TestClock', () => {
  it('stands still until it is moved', async () => {
    const clock = new TestClock();
    const told: number[] = [];
    clock.schedule(() => told.push(clock.now()), 1);
    expect(clock.now()).toBe(0);
    await clock.advance(0);
    expect([clock.now(), told]).toEqual([0, []]);
    await clock.advance(1);
    expect([clock.now(), told]).toEqual([1, [1]]);
  });

  it('does what is due in the order of the times, and what is due together in the order it was scheduled', async () => {
    const clock = new TestClock();
    const told: string[] = [];
    const tell = (what: string, at: number): unknown => clock.schedule(() => told.push(`${what} ${clock.now()}`), at);
    tell('c', 30);
    tell('a', 10);
    tell('b', 20);
    tell('a again', 10);
    tell('later', 31);
    await clock.advance(30);
    expect(told).toEqual(['a 10', 'a again 10', 'b 20', 'c 30']);
    expect(clock.now()).toBe(30);
  });

  it('does what comes of it meanwhile, when its own time comes', async () => {
    const clock = new TestClock();
    const told: number[] = [];
    const again = (): void => {
      told.push(clock.now());
      clock.schedule(again, 4);
    };
    clock.schedule(again, 5);
    await clock.advance(14);
    expect(told).toEqual([5, 9, 13]);
  });

  it('with 0 does what is due now', async () => {
    const clock = new TestClock();
    const told: string[] = [];
    clock.schedule(() => {
      told.push('now');
      clock.schedule(() => told.push('as well'));
      clock.schedule(() => told.push('not yet'), 1);
    });
    await clock.advance(0);
    expect([clock.now(), told]).toEqual([0, ['now', 'as well']]);
  });

  it('forgets what was called off', async () => {
    const clock = new TestClock();
    const told: string[] = [];
    const never = clock.schedule(() => told.push('never'), 10);
    clock.schedule(() => never.unsubscribe(), 5);
    await clock.advance(20);
    expect(told).toEqual([]);
    expect(clock.actions.length).toBe(0);
  });

  it('lets the promises of one step settle before the next', async () => {
    const clock = new TestClock();
    const told: string[] = [];
    const tell = async (): Promise<void> => {
      await Promise.resolve();
      await Promise.resolve();
      told.push(`settled at ${clock.now()}`);
    };
    clock.schedule(() => void tell(), 10);
    clock.schedule(() => told.push('next'), 11);
    await clock.advance(20);
    expect(told).toEqual(['settled at 10', 'next']);
  });

  it('waits until what is watched stands still, and no more when it is not watched', async () => {
    const clock = new TestClock();
    const counted = { messages: 0 };
    const more = (): void => {
      if (++counted.messages % 50 > 0) setImmediate(more);
    };
    const unwatch = clock.watch(() => counted.messages);
    clock.schedule(more, 1);
    await clock.advance(1);
    expect(counted.messages).toBe(50);
    unwatch();
    clock.schedule(more, 1);
    await clock.advance(1);
    expect(counted.messages).toBeLessThan(100);
    while (counted.messages < 100) await clock.advance(0);
  });

  it('counts all that is watched', async () => {
    const clock = new TestClock();
    const counts = [0, 0];
    const both = (turns: number): void => {
      counts[turns % 2]!++;
      if (turns > 0) setImmediate(() => both(turns - 1));
    };
    counts.forEach((_, i) => clock.watch(() => counts[i]!));
    both(99);
    await clock.advance(0);
    expect(counts).toEqual([50, 50]);
  });

  it('moves the operators of a pipeline', async () => {
    const clock = new TestClock();
    const source = new Subject<string>();
    using batches = record(
      source.pipe(
        bufferTime(100, clock),
        filter(({ length }) => length > 0),
        take(2),
      ),
    );
    using quiet = record(
      source.pipe(
        debounceTime(50, clock),
        map(item => `${item} ${clock.now()}`),
        take(2),
      ),
    );
    using late = record(source.pipe(delay(1000, clock), take(2)));
    source.next('a');
    await clock.advance(40);
    source.next('b');
    await clock.advance(60);
    source.next('c');
    await clock.advance(49);
    expect(quiet.items).toEqual(['b 90']);
    await clock.advance(1);
    expect(quiet.items).toEqual(['b 90', 'c 150']);
    await clock.advance(50);
    expect(batches.items).toEqual([['a', 'b'], ['c']]);
    await clock.advance(800);
    expect(late.items).toEqual(['a']);
    await clock.advance(HOUR);
    expect(late.items).toEqual(['a', 'b']);
    expect(clock.actions.length).toBe(0);
  });

  it('goes on only', async () => {
    const clock = new TestClock();
    await clock.advance(10);
    await expect(clock.advance(-1)).rejects.toThrow(RangeError);
    await expect(clock.advance(NaN)).rejects.toThrow(RangeError);
    expect(clock.now()).toBe(10);
  });

  it('hands on what is thrown by what is due', async () => {
    const clock = new TestClock();
    clock.schedule(() => {
      throw new Error('of the test');
    }, 1);
    await expect(clock.advance(2)).rejects.toThrow('of the test');
  });

  it('lets an interval of a year end', async () => {
    const clock = new TestClock();
    const ticking = record(interval(HOUR, clock));
    await clock.advance(365 * 24 * HOUR);
    ticking.stop();
    expect(ticking.items).toHaveLength(365 * 24);
    expect(clock.actions.length).toBe(0);
  });
});

describe('a cluster on a TestClock', () => {
  it('delivers the messages of one step before the next', async () => {
    const virtual = await inVirtualTime({ members: 3 });
    const map = (await virtual.connected()).getMap<string, number>('m');
    const told: string[] = [];
    const put = (n: number): void => void map.put('a', n).subscribe(old => told.push(`put ${n} over ${old}`));
    for (const n of [1, 2, 3]) timer(n, virtual.clock).subscribe(() => (told.push(`at ${n}`), put(n)));
    await virtual.clock.advance(3);
    expect(told).toEqual(['at 1', 'put 1 over null', 'at 2', 'put 2 over 1', 'at 3', 'put 3 over 2']);
  });

  it('delivers chains of messages, too', async () => {
    const virtual = await inVirtualTime();
    const map = (await virtual.connected()).getMap<string, number>('m');
    const count = (n: number): void => void (n < 100 && map.put('n', n).subscribe(() => count(n + 1)));
    timer(1, virtual.clock).subscribe(() => count(0));
    await virtual.clock.advance(1);
    expect(await virtual.ask(map.get('n'))).toBe(99);
  });

  it('connects a client within no time', async () => {
    const virtual = await inVirtualTime({ members: 3 });
    using connections = record(virtual.client({ connectionStrategy: { asyncStart: true } }).connections$);
    await virtual.clock.advance(0);
    expect(connections.items.at(-1)).toHaveLength(3);
    expect(virtual.clock.now()).toBe(0);
  });

  it('lives through an hour, and can end then', async () => {
    const virtual = await inVirtualTime({ members: 2 });
    await virtual.connected();
    await virtual.clock.advance(HOUR);
    await virtual.end();
    expect(virtual.clock.actions.length).toBe(0);
  });

  it('leaves nothing on the clock when it ends in the middle of everything', async () => {
    const virtual = await inVirtualTime({ members: 3 });
    const { cluster, clock } = virtual;
    const [client, other] = [await virtual.connected(), await virtual.connected()];
    const map = client.getMap<string, number>('m');
    const lock = await virtual.ask(map.lock('locked', 60_000));
    const failing: Recording<unknown>[] = [
      record(other.getMap<string, number>('m').tryPut('locked', 1, 60_000)),
      record(other.getMap<string, number>('m').lock('locked')),
    ];
    cluster.faults.delay({}, 60_000);
    failing.push(record(map.put('delayed', 1)));
    await clock.advance(10);
    cluster.faults.freeze(1);
    cluster.faults.split([[0, 1], [2]]);
    await virtual.end();
    expect(clock.actions.length).toBe(0);
    await clock.advance(120_000);
    expect(failing.map(({ error }) => (error as { code?: string }).code)).toEqual(
      Array.from(failing, () => 'CLIENT_NOT_ACTIVE'),
    );
    expect(lock.lost).toBe(true);
  });

  it('is not watched any more when the cluster has ended', async () => {
    const clock = new TestClock();
    let watching = 0;
    const watched = clock.watch.bind(clock);
    clock.watch = counter => {
      watching++;
      const unwatch = watched(counter);
      return () => (watching--, unwatch());
    };
    const cluster = await startCluster({ clock });
    expect(watching).toBe(1);
    await cluster[Symbol.asyncDispose]();
    expect(watching).toBe(0);
  });
});
