import { type ConcurrencyBackend, type FencedLock, type Long, TimeoutError } from 'hazelrx';
import {
  concatMap,
  finalize,
  firstValueFrom as valueOf,
  lastValueFrom,
  merge,
  NEVER,
  type ObservableInput,
  of,
  switchMap,
  take,
  throwError,
  timer,
  toArray,
} from 'rxjs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { errorOf } from '../../support/awaiting.js';
import type { SuiteCluster } from '../../support/clusters.js';
import { record } from '../../support/recording.js';
import { held, nobodyHolds, Primitives } from './primitives.js';

/** Work that is done while a lock is held. */
export function lockScopesContract(cluster: SuiteCluster, backend: ConcurrencyBackend): void {
  const made = new Primitives(cluster, backend);
  let lock: FencedLock;
  let other: FencedLock;

  beforeEach(() => {
    lock = made.lock();
    other = cluster.otherClient.getLock(lock.name, { backend });
  });

  afterEach(() => made.leaveNothing());

  it('does the work and unlocks before it tells that it is done', async () => {
    const fences: Long[] = [];
    const work$ = lock.withLock((fence, handle) => {
      fences.push(fence);
      expect(handle.fence).toEqual(fence);
      return other.isLocked().pipe(concatMap(isLocked => [isLocked, 'more', undefined, null]));
    });
    expect(await valueOf(other.isLocked())).toBe(false);
    for (let round = 0; round < 2; round++) {
      expect(await lastValueFrom(work$.pipe(toArray()))).toEqual([true, 'more', undefined, null]);
      expect(await valueOf(other.isLocked())).toBe(false);
    }
    expect(fences[1]!.greaterThan(fences[0]!)).toBe(true);
    await valueOf(other.unlock(await held(other)));
  });

  it.each<[string, () => ObservableInput<number>, number[]]>([
    ['a promise', () => Promise.resolve(1), [1]],
    ['an iterable', () => [1, 2], [1, 2]],
    ['nothing', () => [], []],
  ])('takes %s', async (_, work, results) => {
    expect(await valueOf(lock.withLock(work).pipe(toArray()))).toEqual(results);
    expect(await valueOf(lock.tryWithLock(0, work).pipe(toArray()))).toEqual(results);
    expect(await valueOf(other.isLocked())).toBe(false);
  });

  it.each<[string, (reason: Error) => ObservableInput<never>]>([
    ['fails', reason => throwError(() => reason)],
    ['fails later', reason => timer(1).pipe(switchMap(() => throwError(() => reason)))],
    ['rejects', reason => Promise.reject(reason)],
    ['throws', reason => { throw reason; }], // prettier-ignore
  ])('unlocks when the work %s, and tells why', async (_, work) => {
    const reason = new Error('cannot work');
    const failed = await lastValueFrom(lock.withLock(() => work(reason))).catch((error: unknown) => error);
    expect(failed).toBe(reason);
    expect(await valueOf(other.isLocked())).toBe(false);
  });

  it('unlocks when it is unsubscribed, and ends the work', async () => {
    let ended = 0;
    const work$ = lock.withLock(() => merge(of('begun'), NEVER).pipe(finalize(() => ended++)));
    using working = record(work$);
    await working.count(1);
    expect(await valueOf(other.isLocked())).toBe(true);
    working.stop();
    expect(ended).toBe(1);
    await nobodyHolds(other, cluster.client);
    expect(await valueOf(work$.pipe(take(1)))).toBe('begun');
    expect(ended).toBe(2);
    await nobodyHolds(other, cluster.client);
  });

  it('lets the work lock again, and nobody else', async () => {
    const steps$ = lock.withLock((fence, outer) =>
      outer.lock().pipe(
        concatMap(inner => {
          expect(inner.fence).toEqual(fence);
          return lock.tryLock().pipe(concatMap(stranger => inner.unlock().pipe(concatMap(() => [stranger, 'inner']))));
        }),
      ),
    );
    expect(await valueOf(steps$.pipe(toArray()))).toEqual([null, 'inner']);
    expect(await valueOf(other.isLocked())).toBe(false);
  });

  it('leaves the lock to work that has locked again', async () => {
    const inner = await lastValueFrom(lock.withLock((_, outer) => outer.lock()));
    expect(await valueOf(other.isLocked())).toBe(true);
    expect(await valueOf(lock.tryLock())).toBeNull();
    await valueOf(inner.unlock());
    expect(await valueOf(other.isLocked())).toBe(false);
  });

  it('fails when the work has unlocked the lock itself', async () => {
    const error = await errorOf(lock.withLock((_, handle) => handle.unlock()));
    expect(error).toMatchObject({ code: 'ILLEGAL_MONITOR_STATE', structure: lock.name });
    expect(await valueOf(other.isLocked())).toBe(false);
  });

  it.each([0, 100])('gives up when the lock is not free within %d ms', async timeout => {
    const handle = await held(other);
    const error = await errorOf(lock.tryWithLock(timeout, () => expect.fail('at work without the lock')));
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({ code: 'OPERATION_TIMEOUT', structure: lock.name });
    await valueOf(handle.unlock());
    expect(await lastValueFrom(lock.tryWithLock(timeout, () => of('free')))).toBe('free');
    expect(await valueOf(other.isLocked())).toBe(false);
  });

  it('waits for the lock within the time', async () => {
    const handle = await held(other);
    using working = record(lock.tryWithLock(30_000, () => of('begun')));
    expect(await valueOf(lock.tryLock(100))).toBeNull();
    await valueOf(handle.unlock());
    expect(await working.until((_, { completed }) => completed)).toEqual(['begun']);
  });
}
