import { TimeoutError } from 'hazelrx';
import { partsOf } from 'hazelrx/internal';
import {
  concatMap,
  finalize,
  firstValueFrom as valueOf,
  lastValueFrom,
  merge,
  NEVER,
  type Observable,
  type ObservableInput,
  of,
  switchMap,
  take,
  throwError,
  timer,
  toArray,
} from 'rxjs';
import { beforeEach, expect, it } from 'vitest';
import { DEADLINE, errorOf } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { record } from '../../support/recording.js';
import { aWhile, locked, nobodyHolds, type Numbers } from './locking.js';

/** Work that is done while a key is locked. */
export function withLockContract(cluster: SuiteCluster): void {
  let map: Numbers;
  let other: Numbers;

  beforeEach(() => {
    const name = uniqueName('with-lock');
    map = cluster.client.getMap(name);
    other = cluster.otherClient.getMap(name);
  });

  it('does the work and unlocks before it tells that it is done', async () => {
    const work$ = map.withLock('a', owned =>
      owned.put('a', 1).pipe(concatMap(previous => [previous, 'more', undefined, null])),
    );
    expect(await valueOf(other.isLocked('a'))).toBe(false);
    expect(await lastValueFrom(work$.pipe(toArray()))).toEqual([null, 'more', undefined, null]);
    expect(await valueOf(other.isLocked('a'))).toBe(false);
    expect(await lastValueFrom(work$.pipe(toArray()))).toEqual([1, 'more', undefined, null]);
    await valueOf(other.unlock(await locked(other)));
  });

  it.each<[string, () => ObservableInput<number>, number[]]>([
    ['a promise', () => Promise.resolve(1), [1]],
    ['an iterable', () => [1, 2], [1, 2]],
    ['nothing', () => [], []],
  ])('takes %s', async (_, work, results) => {
    expect(await valueOf(map.withLock('a', work).pipe(toArray()))).toEqual(results);
    expect(await valueOf(other.isLocked('a'))).toBe(false);
  });

  it.each<[string, (reason: Error) => ObservableInput<never>]>([
    ['fails', reason => throwError(() => reason)],
    ['fails later', reason => timer(1).pipe(switchMap(() => throwError(() => reason)))],
    ['rejects', reason => Promise.reject(reason)],
    ['throws', reason => { throw reason; }], // prettier-ignore
  ])('unlocks when the work %s, and tells why', async (_, work) => {
    const reason = new Error('cannot work');
    const failed = await lastValueFrom(map.withLock('a', () => work(reason))).catch((error: unknown) => error);
    expect(failed).toBe(reason);
    expect(await valueOf(other.isLocked('a'))).toBe(false);
  });

  it('unlocks when it is unsubscribed, and ends the work', async () => {
    let ended = 0;
    const work$ = map.withLock('a', () => merge(of('begun'), NEVER).pipe(finalize(() => ended++)));
    using working = record(work$);
    await working.count(1);
    expect(await valueOf(other.isLocked('a'))).toBe(true);
    working.stop();
    expect(ended).toBe(1);
    await nobodyHolds(other, cluster.client);
    expect(await valueOf(work$.pipe(take(1)))).toBe('begun');
    expect(ended).toBe(2);
    await nobodyHolds(other, cluster.client);
  });

  it('leaves nothing when it is unsubscribed before it has the lock', async () => {
    const { invoker } = partsOf(cluster.client);
    const work = (): never => expect.fail('at work after unsubscribing');
    map.withLock('a', work).subscribe().unsubscribe();
    map.lock('a').subscribe(work).unsubscribe();
    map.tryLock('a', DEADLINE).subscribe(work).unsubscribe();
    await nobodyHolds(other, cluster.client);
    const lock = await locked(other);
    const waiting = [map.withLock('a', work), map.lock('a'), map.tryLock('a', DEADLINE)].map(wait$ =>
      wait$.subscribe(work),
    );
    await aWhile(map);
    for (const subscription of waiting) subscription.unsubscribe();
    await valueOf(other.unlock(lock));
    await nobodyHolds(other, cluster.client);
    expect([invoker.kept, invoker.active]).toEqual([0, 0]);
  });

  it('gives the work a map that may write, while everybody else waits', async () => {
    await valueOf(map.set('a', 1));
    let answers: Observable<number> | undefined;
    const seen = await lastValueFrom(
      map.withLock('a', async owned => {
        using writes = record(merge(map.put('a', 2), other.put('a', 3)));
        answers = merge(map.put('a', 4), other.put('a', 5)) as Observable<number>;
        await aWhile(map);
        expect(writes.items).toEqual([]);
        expect(await valueOf(owned.put('a', 10))).toBe(1);
        expect(await valueOf(owned.put('a', 11))).toBe(10);
        expect(writes.items).toEqual([]);
        return valueOf(owned.get('a'));
      }),
    );
    expect(seen).toBe(11);
    await lastValueFrom(answers!);
    expect(await valueOf(map.get('a'))).toBeLessThanOrEqual(5);
  });

  it('goes in again from within, and from nowhere else', async () => {
    const steps$ = map.withLock('a', owned =>
      owned.withLock('a', again =>
        again.put('a', 1).pipe(
          concatMap(() => map.tryLock('a')),
          concatMap(stranger => [stranger, 'inner']),
        ),
      ),
    );
    expect(await valueOf(steps$.pipe(toArray()))).toEqual([null, 'inner']);
    const held = map.withLock('a', owned =>
      owned.withLock('a', () => of('inner')).pipe(concatMap(() => other.tryLock('a'))),
    );
    expect(await valueOf(held.pipe(toArray()))).toEqual([null]);
    await nobodyHolds(other, cluster.client);
  });

  it('keeps two hundred flows from each other', async () => {
    const increment = (target: Numbers): Observable<undefined> =>
      target.withLock('sum', owned =>
        owned.get('sum').pipe(
          concatMap(sum => timer(0).pipe(concatMap(() => of(sum)))),
          concatMap(sum => owned.set('sum', (sum ?? 0) + 1)),
        ),
      );
    const flows = Array.from({ length: 200 }, (_, n) => increment(n % 2 === 0 ? map : other));
    await lastValueFrom(merge(...flows));
    expect(await valueOf(map.get('sum'))).toBe(200);
    expect(await valueOf(map.isLocked('sum'))).toBe(false);
  });

  it.each([0, 100])('gives up when the key is not free within %d ms', async timeout => {
    const lock = await locked(other);
    const error = await errorOf(map.withLock('a', () => expect.fail('at work without the lock'), { timeout }));
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({ code: 'OPERATION_TIMEOUT', structure: map.name });
    await valueOf(other.unlock(lock));
    expect(await valueOf(map.withLock('a', () => of('free'), { timeout }))).toBe('free');
  });

  it('fails and ends the work when its lease is over', async () => {
    let ended = false;
    const work$ = map.withLock('a', () => NEVER.pipe(finalize(() => (ended = true))), { lease: 1000 });
    expect(await errorOf(work$)).toMatchObject({ code: 'LOCK_OWNERSHIP_LOST_EXCEPTION', structure: map.name });
    expect(ended).toBe(true);
    await nobodyHolds(other, cluster.client);
  });

  it('fails when its lock is gone once the work is done', async () => {
    const work$ = map.withLock('a', () => other.forceUnlock('a'));
    expect(await errorOf(work$)).toMatchObject({ code: 'ILLEGAL_MONITOR_STATE', structure: map.name });
  });
}
