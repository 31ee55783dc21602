import type { ConcurrencyBackend, FencedLock, HeldLock } from 'hazelrx';
import { Long } from 'hazelrx';
import { firstValueFrom as valueOf, lastValueFrom, merge, take, tap, timer, toArray } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEADLINE, errorOf } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { record } from '../../support/recording.js';
import { aWhile, held, nobodyHolds, Primitives, waitsForNothing } from './primitives.js';

/** Handles of locks: who gets them, who waits, and what they can do. */
export function lockContract(cluster: SuiteCluster, backend: ConcurrencyBackend): void {
  const made = new Primitives(cluster, backend);
  let lock: FencedLock;
  let other: FencedLock;

  beforeEach(() => {
    lock = made.lock();
    other = cluster.otherClient.getLock(lock.name, { backend });
  });

  afterEach(() => made.leaveNothing());

  const waiters: [string, () => FencedLock][] = [
    ['a flow of the same client', () => lock],
    ['another client', () => other],
  ];

  describe('handles', () => {
    it('are given when the lock is free', async () => {
      expect(await valueOf(lock.isLocked())).toBe(false);
      const handles = await valueOf(lock.lock().pipe(toArray()));
      expect(handles).toMatchObject([{ fence: expect.any(Long), lost: false }]);
      expect(handles[0]!.fence.greaterThan(0)).toBe(true);
      for (const each of [lock, other]) expect(await valueOf(each.isLocked())).toBe(true);
      expect(await valueOf(lock.unlock(handles[0]!).pipe(toArray()))).toEqual([undefined]);
      for (const each of [lock, other]) expect(await valueOf(each.isLocked())).toBe(false);
    });

    it('are not given without a subscription, and one for each', async () => {
      const lock$ = lock.lock();
      const unlocked$ = lock.tryLock();
      expect(await valueOf(other.isLocked())).toBe(false);
      const first = await valueOf(lock$);
      expect(await valueOf(unlocked$)).toBeNull();
      using second = record(lock$);
      await aWhile(lock);
      expect(second.items).toEqual([]);
      await valueOf(first.unlock());
      await second.count(1);
      expect(second.completed).toBe(true);
      await valueOf(second.items[0]!.unlock());
    });

    it('are kept by whoever stops listening', async () => {
      const lock$ = lock.lock();
      const handle = await valueOf(lock$.pipe(take(1)));
      await aWhile(other);
      expect(await valueOf(lock.isLocked())).toBe(true);
      await valueOf(handle.unlock());
    });

    it.each(waiters)('make %s wait', async (_, waiter) => {
      const handle = await held(lock);
      expect(await valueOf(waiter().tryLock())).toBeNull();
      using waiting = record(waiter().lock());
      using trying = record(waiter().tryLock(DEADLINE));
      await aWhile(lock);
      expect([waiting.items, trying.items]).toEqual([[], []]);
      await valueOf(lock.unlock(handle));
      const [first, second] = await Promise.race([
        waiting.count(1).then(() => [waiting, trying] as const),
        trying.count(1).then(() => [trying, waiting] as const),
      ]);
      expect(await valueOf(lock.isLocked())).toBe(true);
      expect(second.items).toEqual([]);
      await valueOf(first.items[0]!.unlock());
      await second.count(1);
      await valueOf(second.items[0]!.unlock());
      await nobodyHolds(other, cluster.client);
    });

    it('are given by tryLock at once or within its time', async () => {
      const handle = await held(lock);
      expect(await valueOf(other.tryLock().pipe(toArray()))).toEqual([null]);
      const began = performance.now();
      expect(await valueOf(lock.tryLock(300))).toBeNull();
      expect(performance.now() - began).toBeGreaterThan(250);
      await valueOf(lock.unlock(handle));
      const next = await valueOf(other.tryLock(300));
      await valueOf(other.unlock(next!));
    });

    it('know locks apart', async () => {
      const elsewhere = made.lock();
      const [here, there] = [await held(lock), await held(elsewhere)];
      await valueOf(here.unlock());
      expect(await valueOf(elsewhere.isLocked())).toBe(true);
      expect(await valueOf(elsewhere.tryLock())).toBeNull();
      await valueOf(there.unlock());
    });

    it('tell nothing of a loss when they are unlocked', async () => {
      const handle = await held(lock);
      using losses = record(handle.lost$);
      using lockLosses = record(lock.lost$);
      await valueOf(handle.unlock());
      expect([losses.items, losses.completed, handle.lost]).toEqual([[], true, false]);
      expect(await valueOf(handle.lost$.pipe(toArray()))).toEqual([]);
      expect([lockLosses.items, lockLosses.completed]).toEqual([[], false]);
    });

    it('unlock once, and not what another one has locked', async () => {
      const handle = await held(lock);
      const unlock$ = lock.unlock(handle);
      expect(await valueOf(other.isLocked())).toBe(true);
      await valueOf(unlock$);
      const next = await held(other);
      for (const again$ of [unlock$, lock.unlock(handle), handle.unlock()])
        expect(await errorOf(again$)).toMatchObject({
          code: 'ILLEGAL_MONITOR_STATE',
          operation: 'FencedLock.unlock',
          structure: lock.name,
        });
      expect(await errorOf(handle.lock())).toMatchObject({ code: 'ILLEGAL_MONITOR_STATE', structure: lock.name });
      expect(await valueOf(lock.tryLock())).toBeNull();
      await valueOf(next.unlock());
    });

    it('are of one lock', async () => {
      const elsewhere = made.lock();
      const handle = await held(lock);
      await valueOf(elsewhere.unlock(await held(elsewhere)));
      const refusal = { code: 'ILLEGAL_ARGUMENT', operation: 'FencedLock.unlock', structure: elsewhere.name };
      expect(await errorOf(elsewhere.unlock(handle))).toMatchObject(refusal);
      for (const wrong of [null, undefined, {}, 'a', { fence: handle.fence }])
        expect(await errorOf(elsewhere.unlock(wrong as unknown as HeldLock))).toMatchObject(refusal);
      expect(await valueOf(other.isLocked())).toBe(true);
      await valueOf(lock.unlock(handle));
    });

    it('go on unlocking when nobody waits for it', async () => {
      const handle = await held(lock);
      handle.unlock().subscribe().unsubscribe();
      await nobodyHolds(other, cluster.client);
    });
  });

  describe('locking again', () => {
    it('is for the holder, who unlocks as often', async () => {
      const outer = await held(lock);
      const inner = await valueOf(outer.lock());
      const innermost = await valueOf(inner.lock());
      for (const handle of [inner, innermost]) expect(handle.fence).toEqual(outer.fence);
      for (const [, waiter] of waiters) expect(await valueOf(waiter().tryLock())).toBeNull();
      for (const handle of [innermost, outer]) {
        await valueOf(handle.unlock());
        for (const [, waiter] of waiters) expect(await valueOf(waiter().tryLock())).toBeNull();
      }
      expect(await valueOf(other.isLocked())).toBe(true);
      await valueOf(lock.unlock(inner));
      for (const handle of [outer, inner, innermost])
        expect(await errorOf(handle.unlock())).toMatchObject({ code: 'ILLEGAL_MONITOR_STATE', structure: lock.name });
      const next = await held(other);
      expect(next.fence.greaterThan(outer.fence)).toBe(true);
      await valueOf(next.unlock());
    });

    it('is done on subscribe, each time', async () => {
      const outer = await held(lock);
      const again$ = outer.lock();
      const inner = await valueOf(again$);
      await valueOf(outer.unlock());
      await valueOf(inner.unlock());
      expect(await errorOf(again$)).toMatchObject({ code: 'ILLEGAL_MONITOR_STATE' });
      expect(await valueOf(other.isLocked())).toBe(false);
    });
  });

  describe('fences', () => {
    it('are greater for each acquisition, whoever has it', async () => {
      const fences: Long[] = [];
      for (const each of [lock, other, other, lock, lock]) {
        const handle = await held(each);
        fences.push(handle.fence);
        await valueOf(handle.unlock());
      }
      expectToGrow(fences);
    });

    it.each<[string, () => FencedLock[]]>([
      ['one client', () => [lock]],
      ['two clients', () => [lock, other]],
    ])('are given to one after the other of a hundred flows of %s', async (_, locks) => {
      const fences: Long[] = [];
      let inside = 0;
      let most = 0;
      const flow = (target: FencedLock) =>
        target.withLock(fence => {
          fences.push(fence);
          most = Math.max(most, ++inside);
          return timer(0).pipe(tap(() => inside--));
        });
      const flows = Array.from({ length: 100 }, (_, n) => flow(locks()[n % locks().length]!));
      await lastValueFrom(merge(...flows));
      expect([fences.length, most, inside]).toEqual([100, 1, 0]);
      expectToGrow(fences);
      expect(await valueOf(other.isLocked())).toBe(false);
    });
  });

  describe('whoever leaves', () => {
    it('at once has locked nothing', async () => {
      const got = (): never => expect.fail('got a lock after unsubscribing');
      for (const wait$ of [lock.lock(), lock.tryLock(), lock.tryLock(DEADLINE), lock.withLock(got)])
        wait$.subscribe(got).unsubscribe();
      await nobodyHolds(other, cluster.client);
    });

    it('before the lock is free does not get it later', async () => {
      const got = (): never => expect.fail('got a lock after unsubscribing');
      const handle = await held(other);
      const waiting = [lock.lock(), lock.tryLock(DEADLINE), lock.withLock(got), lock.tryWithLock(DEADLINE, got)].map(
        wait$ => wait$.subscribe(got),
      );
      await aWhile(lock);
      for (const subscription of waiting) subscription.unsubscribe();
      await valueOf(handle.unlock());
      await nobodyHolds(other, cluster.client);
    });

    it('does not stop those who wait behind him', async () => {
      const handle = await held(other);
      const leaving = lock.lock().subscribe();
      await aWhile(lock);
      using staying = record(lock.lock());
      await aWhile(other);
      leaving.unsubscribe();
      await valueOf(handle.unlock());
      const [next] = await staying.count(1);
      await valueOf(next!.unlock());
      await waitsForNothing(cluster.client);
    });
  });

  it.each<[unknown]>([[-1], [Number.NaN]])('refuses to wait for %j ms', async timeout => {
    const wrong = timeout as number;
    const work = (): never => expect.fail('at work without the lock');
    const refusal = { code: 'ILLEGAL_ARGUMENT', operation: 'FencedLock.tryLock', structure: lock.name };
    for (const refused$ of [lock.tryLock(wrong), lock.tryWithLock(wrong, work)])
      expect(await errorOf(refused$)).toMatchObject(refusal);
  });

  it('is one object for each name', () => {
    const { client } = cluster;
    expect(client.getLock(lock.name, { backend })).toBe(lock);
    expect(client.getLock(uniqueName('lock'), { backend })).not.toBe(lock);
    expect([lock.name, lock.backend]).toEqual([other.name, backend]);
  });
}

function expectToGrow(fences: readonly Long[]): void {
  const falls = fences.filter((fence, n) => n > 0 && !fence.greaterThan(fences[n - 1]!));
  expect(falls.map(String)).toEqual([]);
}
