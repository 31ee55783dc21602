import { type ConcurrencyBackend, type Semaphore, TimeoutError } from 'hazelrx';
import {
  finalize,
  firstValueFrom as valueOf,
  lastValueFrom,
  merge,
  NEVER,
  type ObservableInput,
  of,
  take,
  throwError,
  toArray,
} from 'rxjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { errorOf } from '../../support/awaiting.js';
import type { SuiteCluster } from '../../support/clusters.js';
import { eventually, record } from '../../support/recording.js';
import { losingClient, Primitives, waitsForNothing } from './primitives.js';

/** Work that is done while permits are held, and permits that are lost. */
export function permitScopesContract(cluster: SuiteCluster, backend: ConcurrencyBackend): void {
  const made = new Primitives(cluster, backend);
  let semaphore: Semaphore;
  let other: Semaphore;

  beforeEach(async () => {
    semaphore = await made.semaphore(3);
    other = cluster.otherClient.getSemaphore(semaphore.name, { backend });
  });

  afterEach(() => made.leaveNothing());

  const available = (): Promise<number> => valueOf(other.availablePermits());
  const allCameBack = (): Promise<number> => eventually(available, left => left === 3);

  it('does the work and releases before it tells that it is done', async () => {
    const work$ = semaphore.withPermits(2, () => merge(other.availablePermits(), of('more', undefined, null)));
    expect(await available()).toBe(3);
    for (let round = 0; round < 2; round++) {
      const results = await lastValueFrom(work$.pipe(toArray()));
      expect(results).toHaveLength(4);
      expect(results).toEqual(expect.arrayContaining([1, 'more', undefined, null]));
      expect(await available()).toBe(3);
    }
  });

  it.each<[string, () => ObservableInput<number>, number[]]>([
    ['a promise', () => Promise.resolve(1), [1]],
    ['an iterable', () => [1, 2], [1, 2]],
    ['nothing', () => [], []],
  ])('takes %s', async (_, work, results) => {
    expect(await valueOf(semaphore.withPermits(1, work).pipe(toArray()))).toEqual(results);
    expect(await available()).toBe(3);
  });

  it.each<[string, (reason: Error) => ObservableInput<never>]>([
    ['fails', reason => throwError(() => reason)],
    ['rejects', reason => Promise.reject(reason)],
    ['throws', reason => { throw reason; }], // prettier-ignore
  ])('releases when the work %s, and tells why', async (_, work) => {
    const reason = new Error('cannot work');
    const failed = await lastValueFrom(semaphore.withPermits(3, () => work(reason))).catch((error: unknown) => error);
    expect(failed).toBe(reason);
    expect(await available()).toBe(3);
  });

  it('releases its own permits when it is unsubscribed, and ends the work', async () => {
    let ended = 0;
    const work$ = semaphore.withPermits(2, () => merge(of('begun'), NEVER).pipe(finalize(() => ended++)));
    await valueOf(semaphore.acquire());
    using working = record(work$);
    await working.count(1);
    expect(await available()).toBe(0);
    working.stop();
    expect(ended).toBe(1);
    await eventually(available, left => left === 2);
    expect(await valueOf(work$.pipe(take(1)))).toBe('begun');
    await eventually(available, left => left === 2);
    await valueOf(semaphore.release());
  });

  it.each([0, 100])('gives up when there are not enough within %d ms', async timeout => {
    await valueOf(other.acquire(2));
    const error = await errorOf(semaphore.withPermits(2, () => expect.fail('at work without permits'), { timeout }));
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({ code: 'OPERATION_TIMEOUT', structure: semaphore.name });
    await valueOf(other.release(2));
    expect(await lastValueFrom(semaphore.withPermits(2, () => of('free'), { timeout }))).toBe('free');
  });

  describe('a client that is shut down', () => {
    it('waits for nothing any more, and holds nothing', async () => {
      const client = cluster.newClient();
      const mine = client.getSemaphore(semaphore.name, { backend });
      await valueOf(mine.acquire(3));
      const waiting = errorOf(mine.acquire());
      expect(await valueOf(other.tryAcquire(1, 100))).toBe(false);
      await valueOf(client.shutdown());
      expect(await waiting).toMatchObject({ code: 'CLIENT_NOT_ACTIVE', structure: semaphore.name });
      for (const call$ of [mine.acquire(), mine.tryAcquire()])
        expect(await errorOf(call$)).toMatchObject({ code: 'CLIENT_NOT_ACTIVE', structure: semaphore.name });
      await allCameBack();
      expect(await valueOf(other.tryAcquire(3))).toBe(true);
      await valueOf(other.release(3));
      await waitsForNothing(client);
    });

    it('works no more', async () => {
      const client = cluster.newClient();
      const mine = client.getSemaphore(semaphore.name, { backend });
      let ended = false;
      using working = record(mine.withPermits(2, () => merge(of('begun'), NEVER).pipe(finalize(() => (ended = true)))));
      await working.count(1);
      await valueOf(client.shutdown());
      expect([working.completed, ended]).toEqual([false, true]);
      expect(working.error).toMatchObject({ code: 'SESSION_EXPIRED_EXCEPTION', structure: semaphore.name });
      await allCameBack();
    });

    it('has lost what it held', async () => {
      const client = cluster.newClient();
      const mine = client.getSemaphore(semaphore.name, { backend });
      await valueOf(mine.acquire());
      using losses = record(mine.lost$);
      await valueOf(client.shutdown());
      const lost = { code: 'SESSION_EXPIRED_EXCEPTION', structure: semaphore.name };
      expect([losses.items, losses.completed]).toMatchObject([[lost], true]);
      await allCameBack();
    });
  });

  it('ends the work when its permits are lost, which come back', async () => {
    await using losing = await losingClient(cluster, backend);
    const mine = losing.client.getSemaphore(semaphore.name, { backend });
    const lost = { code: 'SESSION_EXPIRED_EXCEPTION', structure: semaphore.name };
    let ended = false;
    const work$ = mine.withPermits(1, () => merge(of('begun'), NEVER).pipe(finalize(() => (ended = true))));
    using losses = record(mine.lost$);
    using working = record(work$);
    await valueOf(mine.acquire());
    await working.count(1);
    await losing.lose(semaphore.name);
    await losses.count(1);
    await working.until((_, { error }) => error !== undefined);
    expect([losses.items, losses.completed]).toMatchObject([[lost], false]);
    expect(working.error).toMatchObject(lost);
    expect(ended).toBe(true);
    expect(await errorOf(mine.release())).toMatchObject({ code: 'ILLEGAL_STATE', operation: 'Semaphore.release' });
    await allCameBack();
    await valueOf(semaphore.acquire(3));
    await valueOf(semaphore.release(3));
    await valueOf(mine.acquire(2));
    expect(await available()).toBe(1);
    await valueOf(mine.release(2));
    await waitsForNothing(losing.client);
  });
}
