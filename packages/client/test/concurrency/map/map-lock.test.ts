import { mapPutIfAbsent, mapReplaceIfSame, mapTryLock, mapUnlock } from '@hazelrx/protocol/operations';
import Long from 'long';
import { type Observable, of, Subject } from 'rxjs';
import { describe, expect, it, vi } from 'vitest';
import type { HeldLock } from '../../../src/concurrency/fenced-lock.js';
import { FenceMap } from '../../../src/concurrency/map/fence-map.js';
import { MapLock } from '../../../src/concurrency/map/map-lock.js';
import type { ClientConfig } from '../../../src/options.js';
import { type ScriptedMaps, scriptedMaps } from './scripted-map.js';

const MAP = 'hazelrx.locks';

async function setUp(config?: ClientConfig) {
  const maps = await scriptedMaps(config);
  const { t } = maps;
  const lock = new MapLock(maps.core, 'l', new FenceMap(maps.core));
  const one = async <T>(call$: Observable<T>): Promise<T> => {
    const seen = t.watch(call$);
    await t.settle();
    if (seen.error) throw seen.trouble;
    return seen.values[0]!;
  };
  await one(lock.isLocked());
  return { maps, t, lock, one, another: () => new MapLock(maps.core, 'l', new FenceMap(maps.core)) };
}

const fence = (held: HeldLock | null): number => held!.fence.toNumber();
const fenceIn = (maps: ScriptedMaps): unknown => (maps.get(MAP, 'l') as Long | undefined)?.toNumber();

describe('the fence of a lock of a map', () => {
  it('is 1, and grows by 1', async () => {
    const { maps, lock, one } = await setUp();
    for (const expected of [1, 2, 3]) {
      const held = await one(lock.lock());
      expect([fence(held), fenceIn(maps)]).toEqual([expected, expected]);
      await one(held.unlock());
    }
  });

  it('costs one round trip where nobody else had the lock meanwhile', async () => {
    const { maps, lock, one } = await setUp();
    const first = maps.newCalls();
    await one((await one(lock.lock())).unlock());
    expect(first()).toEqual(['tryLock', 'get', 'putIfAbsent', 'unlock']);
    const second = maps.newCalls();
    await one((await one(lock.lock())).unlock());
    expect(second()).toEqual(['tryLock', 'replaceIfSame', 'unlock']);
  });

  it('is greater than those of others', async () => {
    const { maps, lock, another, one } = await setUp();
    await one((await one(lock.lock())).unlock());
    const other = await one(another().lock());
    expect(fence(other)).toBe(2);
    await one(other.unlock());
    const calls = maps.newCalls();
    expect(fence(await one(lock.lock()))).toBe(3);
    expect(calls()).toEqual(['tryLock', 'replaceIfSame', 'get', 'replaceIfSame']);
  });

  it('is written before the lock is told', async () => {
    const { maps, t, lock } = await setUp();
    let write = (): void => {};
    maps.on(mapPutIfAbsent, (call, done) => (write = () => call.answer(done() as never)));
    const locking = t.watch(lock.lock());
    await t.settle();
    expect(locking.values).toEqual([]);
    write();
    await t.settle();
    expect(locking.values.map(fence)).toEqual([1]);
  });

  it('is raised once more where nobody knows whether it was written', async () => {
    const { maps, lock, one } = await setUp();
    maps.on(mapPutIfAbsent, (call, done) => {
      done();
      call.refuse('INDETERMINATE_OPERATION_STATE');
    });
    expect(fence(await one(lock.lock()))).toBe(2);
  });

  it('that cannot be written is the error, and the lock is given back', async () => {
    const { maps, t, lock, one } = await setUp();
    const uncertain = [1, 2, 3].map(
      () => (call: { refuse(code: 'INDETERMINATE_OPERATION_STATE'): void }) =>
        call.refuse('INDETERMINATE_OPERATION_STATE'),
    );
    maps.on(mapPutIfAbsent, ...uncertain);
    for (const code of ['INDETERMINATE_OPERATION_STATE', 'REACHED_MAX_SIZE'] as const) {
      const locking = t.watch(lock.lock());
      await t.settle();
      expect(locking.trouble).toMatchObject({ code, operation: 'FencedLock.lock', structure: 'l' });
      expect(maps.lockOf(MAP, 'l')).toBeUndefined();
      maps.on(mapPutIfAbsent, call => call.refuse('REACHED_MAX_SIZE'));
    }
    t.cluster.members[0]!.on(mapPutIfAbsent, call => call.answer({ response: null }));
    expect(fence(await one(lock.lock()))).toBe(1);
  });

  it('that is something else is the error, and harms nobody else', async () => {
    const { maps, t, lock } = await setUp();
    maps.put({ name: MAP, key: 'l', value: 'text', ttl: Long.ZERO });
    const locking = t.watch(lock.lock());
    await t.settle();
    expect(locking.trouble).toMatchObject({ code: 'HAZELCAST_SERIALIZATION', operation: 'FencedLock.lock' });
    expect(maps.lockOf(MAP, 'l')).toBeUndefined();
    expect(t.eventsOf('disconnected')).toEqual([]);
  });

  it('of a caller who has left is not told, and the lock is given back', async () => {
    const { maps, t, lock, one, another } = await setUp();
    maps.on(mapPutIfAbsent, () => {});
    const locking = t.watch(lock.lock());
    await t.settle();
    locking.subscription.unsubscribe();
    await t.settle();
    expect(maps.lockOf(MAP, 'l')).toBeUndefined();
    expect(fence(await one(another().lock()))).toBe(1);
    expect(t.eventsOf('giveBackRefused')).toEqual([]);
  });

  it('that comes when the lock is lost is not told: the lock is asked for again', async () => {
    const { maps, t, lock, one, another } = await setUp();
    await one((await one(lock.lock())).unlock());
    let late = (): void => {};
    maps.on(mapReplaceIfSame, (call, done) => (late = () => call.answer(done() as never)));
    const locking = t.watch(lock.lock({ lease: 1000 }));
    await t.advance(999);
    // The member's clock is fast.
    maps.free({ name: MAP, key: 'l' });
    const next = await one(another().lock());
    expect(fence(next)).toBe(2);
    await t.advance(1);
    late();
    await t.settle();
    expect(locking.values).toEqual([]);
    const between = fenceIn(maps) as number;
    expect(between).toBeGreaterThanOrEqual(2);
    await one(next.unlock());
    await t.advance(2000);
    expect(locking.values.map(fence)[0]).toBeGreaterThan(between);
  });

  it.each([95, 96, 97, 98, 99])('is not asked for when the lease ends just now (%d)', async millis => {
    const { maps, t, lock } = await setUp();
    maps.on(mapTryLock, (call, done) => {
      const grant = (): void => {
        const { now } = t.scheduler;
        let ticks = 0;
        // Each look at the clock takes a while.
        vi.spyOn(t.scheduler, 'now').mockImplementation(() => now.call(t.scheduler) + ticks++);
        call.answer(done() as never);
      };
      t.scheduler.schedule(grant, millis);
    });
    const locking = t.watch(lock.lock({ lease: 100 }));
    await t.advance(millis);
    vi.restoreAllMocks();
    await t.advance(1000);
    expect(locking.values).toHaveLength(1);
    expect(t.eventsOf('disconnected')).toEqual([]);
  });

  it('is tried three times for a lease that is too short', async () => {
    const { maps, t, lock } = await setUp();
    maps.on(
      mapPutIfAbsent,
      ...[1, 2, 3].map(() => (call: { answer(response: object): void }) => {
        t.scheduler.schedule(() => call.answer({ response: null }), 50);
      }),
    );
    const locking = t.watch(lock.lock({ lease: 20 }));
    await t.advance(1000);
    expect(locking.trouble).toMatchObject({ code: 'LOCK_OWNERSHIP_LOST_EXCEPTION', operation: 'FencedLock.lock' });
    expect(t.cluster.of(mapTryLock)).toHaveLength(3);
  });

  it('survives the loss of all connections meanwhile: another owner asks for the lock', async () => {
    const { maps, t, lock } = await setUp();
    maps.on(mapPutIfAbsent, call => call.link.cut());
    const locking = t.watch(lock.lock());
    await t.advance(5000);
    expect(locking.values.map(fence)).toEqual([1]);
    expect(locking.values[0]!.lost).toBe(false);
    const threads = t.cluster.of(mapTryLock).map(({ request }) => request.threadId.toNumber());
    expect(new Set(threads).size).toBe(2);
  });
});

describe('a lock of a map', () => {
  it('excludes others, of the same client, too', async () => {
    const { t, lock, one } = await setUp();
    const held = await one(lock.lock());
    expect(await one(lock.isLocked())).toBe(true);
    expect(await one(lock.tryLock())).toBeNull();
    const trying = t.watch(lock.tryWithLock(0, () => of(1)));
    await t.settle();
    expect(trying.trouble).toMatchObject({
      code: 'OPERATION_TIMEOUT',
      operation: 'FencedLock.tryLock',
      structure: 'l',
    });
    await one(lock.unlock(held));
    expect(await one(lock.isLocked())).toBe(false);
    expect(fence(await one(lock.tryLock()))).toBe(2);
  });

  it('is unlocked as often as it was locked', async () => {
    const { maps, lock, one } = await setUp();
    const held = await one(lock.lock());
    const calls = maps.newCalls();
    expect(await one(held.lock())).toBe(held);
    await one(held.unlock());
    expect(calls()).toEqual([]);
    expect(await one(lock.isLocked())).toBe(true);
    await one(held.unlock());
    expect(await one(lock.isLocked())).toBe(false);
    const details = { code: 'ILLEGAL_MONITOR_STATE', structure: 'l' };
    await expect(one(held.unlock())).rejects.toMatchObject({ ...details, operation: 'FencedLock.unlock' });
    await expect(one(held.lock())).rejects.toMatchObject({ ...details, operation: 'FencedLock.lock' });
  });

  it('refuses what is held of another lock, and times that cannot be meant', async () => {
    const { maps, lock, one, another } = await setUp();
    const held = await one(another().lock());
    for (const foreign of [held, {} as HeldLock, undefined as never])
      await expect(one(lock.unlock(foreign))).rejects.toMatchObject({
        code: 'ILLEGAL_ARGUMENT',
        operation: 'FencedLock.unlock',
        structure: 'l',
      });
    const calls = maps.newCalls();
    for (const call$ of [lock.tryLock(-1), lock.tryLock(Number.NaN), lock.tryLock(0, { lease: 0 })])
      await expect(one(call$)).rejects.toMatchObject({
        code: 'ILLEGAL_ARGUMENT',
        operation: 'FencedLock.tryLock',
        structure: 'l',
      });
    expect(calls()).toEqual([]);
  });

  it('that was taken away is told when it is unlocked', async () => {
    const { lock, one, another } = await setUp();
    const held = await one(lock.lock());
    await one(another().destroy());
    await expect(one(held.unlock())).rejects.toMatchObject({
      code: 'LOCK_OWNERSHIP_LOST_EXCEPTION',
      operation: 'FencedLock.unlock',
      structure: 'l',
    });
  });

  it('can be unlocked again after an unlock that failed', async () => {
    const { maps, lock, one } = await setUp();
    const held = await one(lock.lock());
    maps.on(mapUnlock, call => call.refuse('SPLIT_BRAIN_PROTECTION'));
    await expect(one(held.unlock())).rejects.toMatchObject({ code: 'SPLIT_BRAIN_PROTECTION', structure: 'l' });
    await one(held.unlock());
    expect(await one(lock.isLocked())).toBe(false);
  });

  it('is unlocked also when the caller leaves', async () => {
    const { maps, t, lock, one } = await setUp();
    const held = await one(lock.lock());
    t.watch(held.unlock()).subscription.unsubscribe();
    await t.settle();
    expect(maps.lockOf(MAP, 'l')).toBeUndefined();
  });

  it('is held for work, which may lock it again', async () => {
    const { t, lock, one } = await setUp();
    const working = new Subject<string>();
    const seen = t.watch(lock.withLock((_, held) => (held.lock().subscribe(), working)));
    await t.settle();
    working.next('done');
    working.complete();
    await t.settle();
    expect(seen).toMatchObject({ values: ['done'], completed: true });
    expect(await one(lock.isLocked())).toBe(true);
  });

  it('is destroyed together with its fence, whoever holds it', async () => {
    const { maps, t, lock, one, another } = await setUp();
    await one(lock.lock());
    await one(another().destroy());
    expect(maps.keys(MAP)).toEqual([]);
    expect(maps.lockOf(MAP, 'l')).toBeUndefined();
    expect(fence(await one(lock.lock()))).toBe(1);
    maps.on(mapTryLock, call => call.answer({ response: false } as never));
    const destroying = t.watch(another().destroy());
    await t.settle();
    expect(destroying).toMatchObject({ values: [undefined], completed: true });
    expect(maps.keys(MAP)).toEqual(['l']);
  });
});

describe('what is lost', () => {
  it('is told with the end of the last connection', async () => {
    const { t, lock, one } = await setUp();
    const told = t.watch(lock.lost$);
    const held = await one(lock.lock());
    const ofHeld = t.watch(held.lost$);
    const late = t.watch(lock.lost$);
    t.cluster.members[0]!.links[0]!.cut();
    await t.settle();
    const error = { code: 'LOCK_OWNERSHIP_LOST_EXCEPTION', operation: 'FencedLock.lock', structure: 'l' };
    expect(ofHeld).toMatchObject({ values: [error], completed: true });
    for (const { values } of [told, late]) expect(values).toMatchObject([{ fence: held.fence, error }]);
    expect(held.lost).toBe(true);
    await expect(one(held.lock())).rejects.toMatchObject({ ...error, operation: 'FencedLock.lock' });
    expect(t.watch(lock.lost$).values).toEqual([]);
  });

  it('is told before the member ends the lease', async () => {
    const { t, lock, one } = await setUp();
    const asked = t.now;
    const held = await one(lock.lock({ lease: 1000 }));
    const told = t.watch(held.lost$);
    await t.advance(1000);
    expect(told).toMatchObject({ values: [{ code: 'LOCK_OWNERSHIP_LOST_EXCEPTION' }], endedAt: asked + 1000 });
    await expect(one(held.unlock())).rejects.toMatchObject({ code: 'LOCK_OWNERSHIP_LOST_EXCEPTION', structure: 'l' });
  });

  it('is not what was unlocked', async () => {
    const { t, lock, one } = await setUp();
    const told = t.watch(lock.lost$);
    const held = await one(lock.lock());
    const ofHeld = t.watch(held.lost$);
    await one(held.unlock());
    t.cluster.members[0]!.links[0]!.cut();
    await t.settle();
    expect(ofHeld).toMatchObject({ values: [], completed: true });
    expect(told.values).toEqual([]);
  });

  it('costs nothing where nobody listens', async () => {
    const { t, lock, one } = await setUp();
    const timers = (): number => t.scheduler.actions.length;
    const before = timers();
    await one(lock.lock({ lease: 1000 }));
    expect(timers()).toBe(before);
    const told = t.watch(lock.lost$);
    expect(timers()).toBe(before + 1);
    told.subscription.unsubscribe();
    expect(timers()).toBe(before);
  });

  it('ends the work, and the stream completes with the client', async () => {
    const { t, lock } = await setUp();
    const working = new Subject<number>();
    const told = t.watch(lock.lost$);
    const seen = t.watch(lock.withLock(() => working));
    await t.settle();
    t.client.shutdown().subscribe();
    await t.settle();
    expect(seen.trouble.code).toBe('LOCK_OWNERSHIP_LOST_EXCEPTION');
    expect(working.observed).toBe(false);
    expect(told.completed).toBe(true);
  });
});
