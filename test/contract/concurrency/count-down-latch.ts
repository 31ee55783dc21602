import type { ConcurrencyBackend, CountDownLatch } from 'hazelrx';
import { firstValueFrom as valueOf, lastValueFrom, merge, type Observable, toArray } from 'rxjs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DEADLINE, errorOf } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { record } from '../../support/recording.js';
import { Primitives, waitsForNothing } from './primitives.js';

/** Latches: what they count, and whom they let through. */
export function countDownLatchContract(cluster: SuiteCluster, backend: ConcurrencyBackend): void {
  const made = new Primitives(cluster, backend);
  let latch: CountDownLatch;
  let other: CountDownLatch;

  beforeEach(() => {
    latch = made.latch();
    other = cluster.otherClient.getCountDownLatch(latch.name, { backend });
  });

  afterEach(() => made.leaveNothing());

  const set = async (count: number): Promise<void> => expect(await valueOf(latch.trySetCount(count))).toBe(true);

  it('is open until it is set', async () => {
    expect(await valueOf(latch.getCount())).toBe(0);
    expect(await valueOf(latch.await().pipe(toArray()))).toEqual([true]);
    expect(await valueOf(latch.await(0))).toBe(true);
    expect(await valueOf(latch.opened$.pipe(toArray()))).toEqual([undefined]);
    expect(await valueOf(latch.countDown().pipe(toArray()))).toEqual([undefined]);
    expect(await valueOf(latch.getCount())).toBe(0);
  });

  it('is set where it is open', async () => {
    const set$ = latch.trySetCount(2);
    expect(await valueOf(other.getCount())).toBe(0);
    expect(await valueOf(set$.pipe(toArray()))).toEqual([true]);
    expect(await valueOf(set$)).toBe(false);
    expect(await valueOf(other.trySetCount(5))).toBe(false);
    expect(await valueOf(other.getCount())).toBe(2);
  });

  it('counts each subscription, and not below 0', async () => {
    await set(2);
    const down$ = latch.countDown();
    expect(await valueOf(latch.getCount())).toBe(2);
    for (const left of [1, 0, 0]) {
      expect(await valueOf(down$.pipe(toArray()))).toEqual([undefined]);
      expect(await valueOf(other.getCount())).toBe(left);
    }
  });

  it('loses none of many at once', async () => {
    await set(101);
    const downs = Array.from({ length: 100 }, (_, n) => (n % 2 === 0 ? latch : other).countDown());
    await lastValueFrom(merge(...downs));
    expect(await valueOf(latch.getCount())).toBe(1);
    expect(await valueOf(other.await(0))).toBe(false);
    await valueOf(other.countDown());
    expect(await valueOf(latch.await(0))).toBe(true);
  });

  it('lets all through when it opens, whatever client they are of', async () => {
    await set(2);
    const waiting = [latch, latch, other].flatMap(each => [record(each.await()), record(each.await(DEADLINE))]);
    const opening = [latch, latch, other].map(each => record(each.opened$));
    await valueOf(latch.countDown());
    expect(await valueOf(latch.await(100))).toBe(false);
    expect([...waiting, ...opening].flatMap(({ items }) => items)).toEqual([]);
    await valueOf(other.countDown());
    for (const each of waiting) expect(await each.until((_, { completed }) => completed)).toEqual([true]);
    for (const each of opening) expect(await each.until((_, { completed }) => completed)).toEqual([undefined]);
    expect(await valueOf(latch.opened$)).toBeUndefined();
  });

  it('does not wait for longer than it is told to', async () => {
    await set(1);
    expect(await valueOf(latch.await(0).pipe(toArray()))).toEqual([false]);
    const began = performance.now();
    expect(await valueOf(other.await(300).pipe(toArray()))).toEqual([false]);
    expect(performance.now() - began).toBeGreaterThan(250);
    expect(await valueOf(latch.getCount())).toBe(1);
  });

  it('is used again', async () => {
    for (const count of [1, 2]) {
      await set(count);
      using waiting = record(other.await());
      using opening = record(latch.opened$);
      for (let left = count; left > 0; left--) {
        expect(await valueOf(other.await(50))).toBe(false);
        expect([waiting.items, opening.items]).toEqual([[], []]);
        await valueOf(other.countDown());
      }
      expect(await waiting.until((_, { completed }) => completed)).toEqual([true]);
      await opening.until((_, { completed }) => completed);
    }
  });

  it('leaves nothing of those who leave', async () => {
    await set(1);
    const waits: Observable<unknown>[] = [latch.await(), latch.await(DEADLINE), latch.opened$];
    const through = (): never => expect.fail('let through after unsubscribing');
    for (const wait$ of waits) wait$.subscribe(through).unsubscribe();
    const waiting = waits.map(wait$ => wait$.subscribe(through));
    expect(await valueOf(latch.await(100))).toBe(false);
    for (const subscription of waiting) subscription.unsubscribe();
    await waitsForNothing(cluster.client);
    await valueOf(latch.countDown());
    expect(await valueOf(latch.await())).toBe(true);
  });

  it('ends the waits of a client that is shut down', async () => {
    await set(1);
    const client = cluster.newClient();
    const mine = client.getCountDownLatch(latch.name, { backend });
    expect(await valueOf(mine.await(50))).toBe(false);
    const waiting = [errorOf(mine.await()), errorOf(mine.opened$)];
    await valueOf(client.shutdown());
    for (const error of await Promise.all(waiting))
      expect(error).toMatchObject({ code: 'CLIENT_NOT_ACTIVE', structure: latch.name });
    expect(await valueOf(latch.getCount())).toBe(1);
  });

  it.each<[unknown]>([[0], [-1], [1.5], [2 ** 31], ['1'], [undefined]])('is not set to %j', async count => {
    expect(await errorOf(latch.trySetCount(count as number))).toMatchObject({
      code: 'ILLEGAL_ARGUMENT',
      operation: 'CountDownLatch.trySetCount',
      structure: latch.name,
    });
  });

  it.each<[unknown]>([[-1], [Number.NaN]])('does not wait for %j ms', async timeout => {
    expect(await errorOf(latch.await(timeout as number))).toMatchObject({
      code: 'ILLEGAL_ARGUMENT',
      operation: 'CountDownLatch.await',
      structure: latch.name,
    });
  });

  it('is one object for each name', () => {
    const { client } = cluster;
    expect(client.getCountDownLatch(latch.name, { backend })).toBe(latch);
    expect(client.getCountDownLatch(uniqueName('latch'), { backend })).not.toBe(latch);
    expect([latch.name, latch.backend]).toEqual([other.name, backend]);
  });
}
