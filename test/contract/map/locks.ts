import { firstValueFrom as valueOf, merge, type Observable, of, toArray } from 'rxjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { DEADLINE, errorOf } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { record } from '../../support/recording.js';
import { aWhile, type Lock, locked, nobodyHolds, type Numbers } from './locking.js';

/** Locks of keys: who owns them, who waits, and for what. */
export function locksContract(cluster: SuiteCluster): void {
  let map: Numbers;
  let other: Numbers;

  beforeEach(() => {
    const name = uniqueName('locks');
    map = cluster.client.getMap(name);
    other = cluster.otherClient.getMap(name);
  });

  describe('handles', () => {
    it('are given for any key that is free, there or not', async () => {
      expect(await valueOf(map.isLocked('a'))).toBe(false);
      const lock = await valueOf(map.lock('a').pipe(toArray()));
      expect(lock).toMatchObject([{ key: 'a', map: { name: map.name } }]);
      expect(await valueOf(other.isLocked('a'))).toBe(true);
      expect(await valueOf(other.isLocked('b'))).toBe(false);
      expect(await valueOf(map.containsKey('a'))).toBe(false);
      expect(await valueOf(map.size())).toBe(0);
      expect(await valueOf(map.unlock(lock[0]!).pipe(toArray()))).toEqual([undefined]);
      expect(await valueOf(other.isLocked('a'))).toBe(false);
    });

    it('are not given without a subscription, and one for each', async () => {
      const lock$ = map.lock('a');
      expect(await valueOf(other.isLocked('a'))).toBe(false);
      const first = await valueOf(lock$);
      using second = record(lock$);
      await aWhile(map);
      expect(second.items).toEqual([]);
      await valueOf(map.unlock(first));
      await second.count(1);
      expect(second.completed).toBe(true);
      await valueOf(map.unlock(second.items[0]!));
    });

    it.each<[string, () => Numbers]>([
      ['a flow of the same client', () => map],
      ['another client', () => other],
    ])('make %s wait', async (_, waiter) => {
      const lock = await valueOf(map.lock('a'));
      expect(await valueOf(waiter().tryLock('a'))).toBeNull();
      using waiting = record(waiter().lock('a'));
      using trying = record(waiter().tryLock('a', DEADLINE));
      await aWhile(map);
      expect([waiting.items, trying.items]).toEqual([[], []]);
      await valueOf(map.unlock(lock));
      const [first, second] = await Promise.race([
        waiting.count(1).then(() => [waiting, trying] as const),
        trying.count(1).then(() => [trying, waiting] as const),
      ]);
      expect(await valueOf(map.isLocked('a'))).toBe(true);
      expect(second.items).toEqual([]);
      await valueOf(waiter().unlock(first.items[0]!));
      await second.count(1);
      await valueOf(waiter().unlock(second.items[0]!));
      await nobodyHolds(other, cluster.client);
    });

    it('are given by tryLock at once or within its time', async () => {
      const lock = await locked(map);
      expect(await valueOf(other.tryLock('a').pipe(toArray()))).toEqual([null]);
      const began = performance.now();
      expect(await valueOf(map.tryLock('a', 300))).toBeNull();
      expect(performance.now() - began).toBeGreaterThan(250);
      await valueOf(map.unlock(lock));
      await valueOf(other.unlock(await locked(other)));
    });

    it('know keys apart', async () => {
      const a = await locked(map, 'a');
      const b = await locked(map, 'b');
      await valueOf(map.unlock(a));
      expect(await valueOf(other.isLocked('b'))).toBe(true);
      expect(await valueOf(other.tryLock('b'))).toBeNull();
      await valueOf(map.unlock(b));
    });

    it('are of one map', async () => {
      const elsewhere: Numbers = cluster.client.getMap(uniqueName('locks'));
      const lock = await locked(map);
      await valueOf(elsewhere.unlock(await locked(elsewhere)));
      const refused = await errorOf(elsewhere.unlock(lock));
      expect(refused).toMatchObject({ code: 'ILLEGAL_ARGUMENT', operation: 'Map.unlock', structure: elsewhere.name });
      expect(await valueOf(other.isLocked('a'))).toBe(true);
      await valueOf(map.unlock(lock));
    });

    it.each([null, undefined, {}, 'a', { key: 'a' }])('are nothing like %j', async handle => {
      const refused = await errorOf(map.unlock(handle as unknown as Lock));
      expect(refused).toMatchObject({ code: 'ILLEGAL_ARGUMENT', operation: 'Map.unlock', structure: map.name });
    });

    it('unlock once, and not what another one has locked', async () => {
      const lock = await locked(map);
      const unlock$ = map.unlock(lock);
      await valueOf(unlock$);
      const otherLock = await locked(other);
      for (const again$ of [unlock$, map.unlock(lock)]) {
        const refused = await errorOf(again$);
        expect(refused).toMatchObject({ code: 'ILLEGAL_MONITOR_STATE', structure: map.name });
      }
      const third = await valueOf(map.tryLock('a'));
      expect(third).toBeNull();
      await valueOf(other.unlock(otherLock));
    });

    it('own nothing any more after a forced unlock', async () => {
      await valueOf(map.forceUnlock('a'));
      for (const owner of [map, other]) {
        const lock = await locked(owner);
        const again = await valueOf(lock.map.lock('a'));
        expect(await valueOf(map.forceUnlock('a').pipe(toArray()))).toEqual([undefined]);
        expect(await valueOf(map.isLocked('a'))).toBe(false);
        // The member is asked when the last of them is unlocked.
        await valueOf(owner.unlock(again));
        expect(await errorOf(owner.unlock(lock))).toMatchObject({
          code: 'ILLEGAL_MONITOR_STATE',
          operation: 'Map.unlock',
          structure: map.name,
        });
      }
    });

    it('tell nothing of a loss when they are unlocked', async () => {
      const lock = await locked(map);
      using losses = record(lock.lost$);
      await valueOf(map.unlock(lock));
      expect([losses.items, losses.completed]).toEqual([[], true]);
    });

    it('lock again for their owner, as often as they unlock', async () => {
      const outer = await locked(map);
      const inner = await valueOf(outer.map.lock('a'));
      const innermost = (await valueOf(inner.map.tryLock('a')))!;
      expect(await valueOf(map.tryLock('a'))).toBeNull();
      for (const handle of [innermost, outer]) {
        await valueOf(map.unlock(handle));
        expect(await valueOf(other.tryLock('a'))).toBeNull();
      }
      await valueOf(map.unlock(inner));
      await valueOf(other.unlock(await locked(other)));
    });

    it('lock other keys for the same owner', async () => {
      const lock = await locked(map, 'a');
      const another = await valueOf(lock.map.lock('b'));
      await valueOf(lock.map.set('b', 1));
      expect(await valueOf(another.map.put('b', 2))).toBe(1);
      expect(await valueOf(another.map.put('a', 2))).toBeNull();
      await valueOf(map.unlock(lock));
      expect(await valueOf(other.tryLock('b'))).toBeNull();
      await valueOf(map.unlock(another));
    });
  });

  describe('a locked key', () => {
    const writes: [string, (target: Numbers) => Observable<unknown>][] = [
      ['put', target => target.put('a', 2)],
      ['put with an idle time', target => target.put('a', 2, 0, 0)],
      ['set', target => target.set('a', 2)],
      ['set with an idle time', target => target.set('a', 2, 0, 0)],
      ['putIfAbsent', target => target.putIfAbsent('a', 2)],
      ['putTransient', target => target.putTransient('a', 2)],
      ['replace', target => target.replace('a', 2)],
      ['replaceIfSame', target => target.replaceIfSame('a', 1, 2)],
      ['remove', target => target.remove('a')],
      ['removeIfSame', target => target.removeIfSame('a', 1)],
      ['delete', target => target.delete('a')],
      ['evict', target => target.evict('a')],
      ['setTtl', target => target.setTtl('a', 0)],
    ];

    it('makes the writes of everybody else wait', async () => {
      const lock = await locked(map);
      await valueOf(lock.map.set('a', 1));
      using answers = record(merge(...writes.flatMap(([, write]) => [write(map), write(other)])));
      await aWhile(map);
      expect(await valueOf(other.tryPut('a', 3, 200))).toBe(false);
      expect(answers.items).toEqual([]);
      expect(await valueOf(lock.map.get('a'))).toBe(1);
      await valueOf(map.unlock(lock));
      await answers.count(2 * writes.length);
    });

    it.each(writes.filter(([name]) => name !== 'setTtl'))('lets its owner %s', async (_, write) => {
      await valueOf(map.set('a', 1));
      const lock = await locked(map);
      await valueOf(write(lock.map));
      expect(await valueOf(lock.map.tryPut('a', 3, 0))).toBe(true);
      expect(await valueOf(lock.map.tryRemove('a', 0))).toBe(true);
      await valueOf(map.unlock(lock));
    });

    it('keeps its owner from a setTtl that would wait for itself', async () => {
      const lock = await locked(map);
      const refused = await errorOf(lock.map.setTtl('a', 0));
      expect(refused).toMatchObject({ code: 'ILLEGAL_ARGUMENT', operation: 'Map.setTtl', structure: map.name });
      await valueOf(map.unlock(lock));
    });

    it('lets everybody read, and write many at once', async () => {
      const lock = await locked(map);
      await valueOf(lock.map.set('a', 1));
      expect(await valueOf(other.get('a'))).toBe(1);
      expect(await valueOf(other.containsKey('a'))).toBe(true);
      expect(await valueOf(map.getAll(['a', 'b']))).toEqual([['a', 1]]);
      expect(await valueOf(map.getEntryView('a'))).toMatchObject({ value: 1 });
      expect(await valueOf(map.entrySet())).toEqual([['a', 1]]);
      expect(await valueOf(map.size())).toBe(1);
      expect(await valueOf(other.putAll([['a', 2]]))).toBeUndefined();
      expect(await valueOf(other.setAll([['b', 3]]))).toBeUndefined();
      expect(await valueOf(lock.map.get('a'))).toBe(2);
      await valueOf(map.unlock(lock));
    });

    it('does not keep other keys from anybody', async () => {
      const lock = await locked(map);
      for (let n = 0; n < 300; n++) await valueOf(other.set(`key-${n}`, n));
      expect(await valueOf(map.size())).toBe(300);
      await valueOf(map.unlock(lock));
    });
  });

  describe('what cannot be meant', () => {
    it.each([null, undefined] as unknown[] as string[])('the key %s', async key => {
      for (const call of [map.lock(key), map.tryLock(key), map.withLock(key, () => of(1)), map.isLocked(key)])
        expect(await errorOf(call)).toMatchObject({ code: 'ILLEGAL_ARGUMENT', structure: map.name });
      expect(await errorOf(map.forceUnlock(key))).toMatchObject({ operation: 'Map.forceUnlock' });
    });

    it.each([-1, Number.NaN])('a time of %s', async time => {
      const calls: [string, Observable<unknown>][] = [
        ['tryLock', map.tryLock('a', time)],
        ['tryLock, lease', map.tryLock('a', 0, time)],
        ['lock', map.lock('a', time)],
        ['withLock', map.withLock('a', () => of(1), { timeout: time })],
        ['withLock, lease', map.withLock('a', () => of(1), { lease: time })],
      ];
      for (const [call, result$] of calls)
        expect([call, await errorOf(result$)]).toMatchObject([call, { code: 'ILLEGAL_ARGUMENT', structure: map.name }]);
      expect(await valueOf(map.isLocked('a'))).toBe(false);
    });

    it('a lease of an owner that locks again', async () => {
      const lock = await locked(map);
      expect(await errorOf(lock.map.lock('a', 1000))).toMatchObject({ code: 'ILLEGAL_ARGUMENT' });
      await valueOf(map.unlock(lock));
    });
  });
}
