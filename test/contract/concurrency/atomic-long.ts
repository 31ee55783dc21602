import { type AtomicLong, type ConcurrencyBackend, Long } from 'hazelrx';
import {
  defer,
  firstValueFrom as valueOf,
  forkJoin,
  lastValueFrom,
  type Observable,
  repeat,
  takeWhile,
  toArray,
} from 'rxjs';
import { concatMap, map } from 'rxjs/operators';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { errorOf } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { Primitives } from './primitives.js';

type Change = (counter: AtomicLong) => Observable<unknown>;

/** Numbers that all clients share. */
export function atomicLongContract(cluster: SuiteCluster, backend: ConcurrencyBackend): void {
  const made = new Primitives(cluster, backend);
  let counter: AtomicLong;
  let other: AtomicLong;

  beforeEach(() => {
    counter = made.atomicLong();
    other = cluster.otherClient.getAtomicLong(counter.name, { backend });
  });

  afterEach(() => made.leaveNothing());

  it('is 0 at first, and what it was made then, for all clients', async () => {
    expect(await valueOf(counter.get().pipe(toArray()))).toEqual([Long.ZERO]);
    expect(await valueOf(counter.set(5).pipe(toArray()))).toEqual([undefined]);
    expect(await valueOf(other.get())).toEqual(Long.fromNumber(5));
  });

  it.each<[string, Change, number, number]>([
    ['getAndSet', counter => counter.getAndSet(9), 5, 9],
    ['addAndGet', counter => counter.addAndGet(3), 8, 8],
    ['addAndGet of less than 0', counter => counter.addAndGet(-7), -2, -2],
    ['getAndAdd', counter => counter.getAndAdd(3), 5, 8],
    ['getAndAdd of 0', counter => counter.getAndAdd(0), 5, 5],
    ['incrementAndGet', counter => counter.incrementAndGet(), 6, 6],
    ['getAndIncrement', counter => counter.getAndIncrement(), 5, 6],
    ['decrementAndGet', counter => counter.decrementAndGet(), 4, 4],
    ['getAndDecrement', counter => counter.getAndDecrement(), 5, 4],
  ])('does %s when it is subscribed to, each time', async (_, change, told, becomes) => {
    await valueOf(counter.set(5));
    const change$ = change(counter);
    expect(await valueOf(other.get())).toEqual(Long.fromNumber(5));
    expect(await valueOf(change$.pipe(toArray()))).toEqual([Long.fromNumber(told)]);
    expect(await valueOf(other.get())).toEqual(Long.fromNumber(becomes));
    await valueOf(other.set(5));
    expect(await valueOf(change$)).toEqual(Long.fromNumber(told));
  });

  it('is set where it is what is expected', async () => {
    expect(await valueOf(counter.compareAndSet(1, 2).pipe(toArray()))).toEqual([false]);
    expect(await valueOf(counter.compareAndSet(0, 2).pipe(toArray()))).toEqual([true]);
    expect(await valueOf(other.compareAndSet(0, 3))).toBe(false);
    expect(await valueOf(other.compareAndSet(2, 2))).toBe(true);
    expect(await valueOf(counter.get())).toEqual(Long.fromNumber(2));
  });

  describe('of 64 bits', () => {
    it('keeps both ends, as any kind of number', async () => {
      for (const end of [Long.MAX_VALUE, Long.MIN_VALUE]) {
        const big = BigInt(end.toString());
        await valueOf(counter.set(end));
        expect(await valueOf(other.get())).toEqual(end);
        expect(await valueOf(other.compareAndSet(big, big))).toBe(true);
        expect(await valueOf(counter.getAndSet(big))).toEqual(end);
        expect(await valueOf(counter.compareAndSet(end, 0n))).toBe(true);
        expect(await valueOf(counter.addAndGet(end))).toEqual(end);
        expect(await valueOf(counter.getAndAdd(big))).toEqual(end);
      }
      await valueOf(counter.set(Number.MAX_SAFE_INTEGER));
      expect(await valueOf(other.get())).toEqual(Long.fromNumber(Number.MAX_SAFE_INTEGER));
    });

    it('tells values apart that are the same as a double', async () => {
      const value = 2n ** 53n;
      await valueOf(counter.set(value + 1n));
      expect(await valueOf(counter.compareAndSet(value, 1))).toBe(false);
      expect(await valueOf(counter.get())).toEqual(Long.fromString(String(value + 1n)));
    });

    it('wraps around', async () => {
      await valueOf(counter.set(Long.MAX_VALUE));
      expect(await valueOf(counter.incrementAndGet())).toEqual(Long.MIN_VALUE);
      expect(await valueOf(counter.getAndDecrement())).toEqual(Long.MIN_VALUE);
      expect(await valueOf(other.addAndGet(Long.MAX_VALUE))).toEqual(Long.fromNumber(-2));
    });

    it.each<[string, string, (counter: AtomicLong, wrong: never) => Observable<unknown>]>([
      ['set', 'getAndSet', (counter, wrong) => counter.set(wrong)],
      ['getAndSet', 'getAndSet', (counter, wrong) => counter.getAndSet(wrong)],
      ['addAndGet', 'addAndGet', (counter, wrong) => counter.addAndGet(wrong)],
      ['getAndAdd', 'getAndAdd', (counter, wrong) => counter.getAndAdd(wrong)],
      ['compareAndSet from', 'compareAndSet', (counter, wrong) => counter.compareAndSet(wrong, 1)],
      ['compareAndSet to', 'compareAndSet', (counter, wrong) => counter.compareAndSet(0, wrong)],
    ])('does not %s what is none', async (_, method, call) => {
      const refusal = { code: 'ILLEGAL_ARGUMENT', operation: `AtomicLong.${method}`, structure: counter.name };
      for (const wrong of [1.5, 2n ** 63n, 'one', null, undefined, Number.NaN])
        expect(await errorOf(call(counter, wrong as never))).toMatchObject(refusal);
      expect(await valueOf(counter.get())).toEqual(Long.ZERO);
    });
  });

  it('loses none of many changes at once, and tells each value once', async () => {
    const counters = Array.from({ length: 100 }, (_, n) => (n % 2 === 0 ? counter : other));
    const ups = await valueOf(forkJoin(counters.map(each => each.incrementAndGet())));
    expect(ups.map(Number).sort((one, two) => one - two)).toEqual(counters.map((_, n) => n + 1));
    const downs = await valueOf(forkJoin(counters.map(each => each.getAndDecrement())));
    expect(downs.map(Number).sort((one, two) => one - two)).toEqual(counters.map((_, n) => n + 1));
    expect(await valueOf(counter.get())).toEqual(Long.ZERO);
  });

  it('lets one of many set what all expect', async () => {
    const counters = Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? counter : other));
    const won = await valueOf(forkJoin(counters.map((each, n) => each.compareAndSet(0, n + 1))));
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(await valueOf(counter.get())).toEqual(Long.fromNumber(won.indexOf(true) + 1));
  });

  it('is changed by those who look first', async () => {
    const doubled = (each: AtomicLong): Observable<boolean> =>
      defer(() => each.get()).pipe(
        concatMap(seen => each.compareAndSet(seen, seen.multiply(2))),
        repeat(),
        takeWhile(done => !done, true),
      );
    await valueOf(counter.set(1));
    const counters = Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? counter : other));
    await lastValueFrom(forkJoin(counters.map(doubled)).pipe(map(results => results.length)));
    expect(await valueOf(counter.get())).toEqual(Long.fromNumber(2 ** 20));
  });

  it('is one object for each name, and one number', async () => {
    const { client } = cluster;
    expect(client.getAtomicLong(counter.name, { backend })).toBe(counter);
    const elsewhere = made.atomicLong(uniqueName('long'));
    await valueOf(elsewhere.set(1));
    expect(await valueOf(counter.get())).toEqual(Long.ZERO);
    expect([counter.name, counter.backend]).toEqual([other.name, backend]);
  });
}
