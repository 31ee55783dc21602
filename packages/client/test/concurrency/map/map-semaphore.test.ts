import {
  mapAddEntryListenerToKey,
  mapContainsKey,
  mapGet,
  mapRemoveEntryListener,
  mapReplaceIfSame,
  mapSet,
} from '@hazelrx/protocol/operations';
import { NEVER, type Observable, of, Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { MapSemaphore, SEMAPHORES } from '../../../src/concurrency/map/map-semaphore.js';
import { PermitHolder } from '../../../src/concurrency/map/permit-holder.js';
import { type HazelcastError, IndeterminateError } from '../../../src/errors.js';
import type { ClientConfig } from '../../../src/options.js';
import type { Received } from '../../support/scripted-member.js';
import { placeOf } from './register-place.js';
import { scriptedMaps } from './scripted-map.js';

const HOLDERS = 'hazelrx.permit-holders';
const lost = { code: 'SESSION_EXPIRED_EXCEPTION', operation: 'Semaphore.acquire', structure: 's' };

/** Two clients, as far as semaphores can tell: `a` and `b`. */
async function setUp(permits?: number, config?: ClientConfig) {
  const maps = await scriptedMaps(config);
  const { t } = maps;
  const place = placeOf(maps.core, SEMAPHORES);
  const holders = [new PermitHolder(maps.core), new PermitHolder(maps.core)] as const;
  const [a, b] = holders.map(holder => new MapSemaphore(place, 's', holder)) as [MapSemaphore, MapSemaphore];
  const one = async <T>(call$: Observable<T>): Promise<T> => {
    const seen = t.watch(call$);
    await t.advance(5);
    if (seen.error) throw seen.trouble;
    return seen.values[0]!;
  };
  if (permits !== undefined) expect(await one(a.init(permits))).toBe(true);
  const available = (): Promise<number> => one(b.availablePermits());
  /** Entries of holders, but for those that were there. */
  const killed = async (run: () => Promise<unknown>): Promise<void> => {
    const before = new Set(maps.keys(HOLDERS));
    await run();
    for (const key of maps.keys(HOLDERS)) if (!before.has(key)) maps.remove(HOLDERS, key);
  };
  return { maps, place, t, a, b, one, available, killed, holders };
}

describe('the permits of a semaphore', () => {
  it('are given once, also as none or by a change', async () => {
    const { maps, place, a, b, one, available } = await setUp();
    expect(await available()).toBe(0);
    expect(await one(a.init(0))).toBe(true);
    expect(await one(b.init(3))).toBe(false);
    const other = new MapSemaphore(place, 'o', new PermitHolder(maps.core));
    await one(other.increasePermits(2));
    expect(await one(other.init(3))).toBe(false);
    expect(await one(other.availablePermits())).toBe(2);
  });

  it('are acquired and released', async () => {
    const { a, b, one, available } = await setUp(3);
    expect(await one(a.tryAcquire(2))).toBe(true);
    expect(await available()).toBe(1);
    expect(await one(b.tryAcquire(2))).toBe(false);
    expect(await one(b.tryAcquire())).toBe(true);
    await one(a.release(2));
    await one(b.release());
    expect(await available()).toBe(3);
  });

  it('cannot be released by those who do not hold them', async () => {
    const { a, b, one, available } = await setUp(3);
    const refused = { code: 'ILLEGAL_STATE', operation: 'Semaphore.release', structure: 's' };
    await expect(one(a.release())).rejects.toMatchObject(refused);
    await one(a.acquire(2));
    await expect(one(a.release(3))).rejects.toMatchObject(refused);
    await expect(one(b.release())).rejects.toMatchObject(refused);
    const both = [a.release(2), a.release()].map(call$ => one(call$).catch((error: HazelcastError) => error.code));
    expect(await Promise.all(both)).toEqual([undefined, 'ILLEGAL_STATE']);
    expect(await available()).toBe(3);
  });

  it('are changed, also to fewer than none, which draining makes up for', async () => {
    const { a, b, one, available } = await setUp(2);
    await one(a.reducePermits(4));
    expect(await available()).toBe(-2);
    expect(await one(a.tryAcquire())).toBe(false);
    expect(await one(a.drainPermits())).toBe(0);
    expect(await available()).toBe(0);
    await expect(one(a.release())).rejects.toMatchObject({ code: 'ILLEGAL_STATE' });
    await one(b.increasePermits(5));
    expect(await one(b.drainPermits())).toBe(5);
    expect(await one(b.drainPermits())).toBe(0);
    await one(b.release(5));
    expect(await available()).toBe(5);
  });

  it('are whole numbers, of one or more where they are acquired or released', async () => {
    const { maps, a, one } = await setUp(1);
    const calls = maps.newCalls();
    const refused: [string, Observable<unknown>[]][] = [
      ['init', [-1, 1.5, 2 ** 31, Number.NaN].map(count => a.init(count))],
      ['acquire', [0, -1, 0.5].flatMap(count => [a.acquire(count), a.tryAcquire(count), a.withPermits(count, () => NEVER)])],
      ['acquire', [-1, Number.NaN].flatMap(time => [a.tryAcquire(1, time), a.withPermits(1, () => NEVER, { timeout: time })])],
      ['release', [0, -1].map(count => a.release(count))],
      ['change', [-1, 1.5].flatMap(count => [a.reducePermits(count), a.increasePermits(count)])],
    ]; // prettier-ignore
    for (const [operation, calls$] of refused)
      for (const call$ of calls$)
        await expect(one(call$)).rejects.toMatchObject({
          code: 'ILLEGAL_ARGUMENT',
          operation: `Semaphore.${operation}`,
          structure: 's',
        });
    await one(a.reducePermits(0));
    await one(a.increasePermits(0));
    expect(calls()).toEqual([]);
  });

  it('cost one round trip, once the client holds some', async () => {
    const { maps, a, one } = await setUp(3);
    await one(a.acquire());
    const calls = maps.newCalls();
    await one(a.acquire());
    await one(a.release());
    expect(calls()).toEqual(['replaceIfSame', 'replaceIfSame']);
  });

  it('leave nothing behind when all are released but how many there are', async () => {
    const { maps, t, a, b, one } = await setUp(3);
    await one(a.acquire(2));
    await one(b.acquire());
    await one(a.release(2));
    await one(b.release());
    await t.advance(10_000);
    expect(maps.keys(HOLDERS)).toEqual([]);
    await one(a.destroy());
    expect(maps.keys('hazelrx.semaphores')).toEqual([]);
    expect(t.cluster.of(mapAddEntryListenerToKey)).toEqual([]);
  });
});

describe('waiting for permits', () => {
  it('ends as soon as there are enough', async () => {
    const { t, a, b, one } = await setUp(2);
    await one(a.acquire(2));
    const waiting = t.watch(b.acquire(2));
    await t.advance(3000);
    await one(a.release());
    expect(waiting.values).toEqual([]);
    const before = t.now;
    await one(a.release());
    expect(waiting).toMatchObject({ values: [undefined], completed: true, endedAt: before });
    expect(t.cluster.of(mapRemoveEntryListener)).toHaveLength(1);
  });

  it('ends when the time is up', async () => {
    const { t, a, b, one, available } = await setUp(1);
    await one(a.acquire());
    const trying = t.watch(b.tryAcquire(1, 700));
    const working = t.watch(b.withPermits(1, () => of(1), { timeout: 700 }));
    const before = t.now;
    await t.advance(2000);
    expect(trying).toMatchObject({ values: [false], endedAt: before + 700 });
    expect(working.trouble).toMatchObject({
      code: 'OPERATION_TIMEOUT',
      operation: 'Semaphore.acquire',
      structure: 's',
    });
    await one(a.release());
    expect(await available()).toBe(1);
  });

  it('takes at least the time of one look', async () => {
    const { maps, t, a, one } = await setUp(1);
    await one(a.acquire());
    await one(a.release());
    maps.on(mapReplaceIfSame, (call, done) => {
      t.scheduler.schedule(() => call.answer(done() as never), 500);
    });
    const trying = t.watch(a.tryAcquire(1, 100));
    await t.advance(1000);
    expect(trying.values).toEqual([true]);
  });

  it('ends when the time is up, counted from when it was asked for', async () => {
    const { maps, t, a, b, one } = await setUp(1);
    await one(a.acquire());
    await one(b.tryAcquire());
    maps.on(mapGet, (call, done) => {
      t.scheduler.schedule(() => call.answer(done() as never), 500);
    });
    const before = t.now;
    const trying = t.watch(b.tryAcquire(1, 700));
    await t.advance(2000);
    expect(trying).toMatchObject({ values: [false], endedAt: before + 700 });
  });

  it('is not begun where the time is up after the first look', async () => {
    const { maps, t, a, b, one } = await setUp(1);
    await one(a.acquire());
    await one(b.tryAcquire());
    maps.on(mapGet, (call, done) => {
      t.scheduler.schedule(() => call.answer(done() as never), 500);
    });
    const trying = t.watch(b.tryAcquire(1, 300));
    await t.advance(2000);
    expect(trying.values).toEqual([false]);
    expect(t.cluster.of(mapAddEntryListenerToKey)).toEqual([]);
  });

  it.each(['ON', 'ASYNC'] as const)(
    'goes on while there is no connection, longer than a call may take (%s)',
    async mode => {
      const { t, a, b, one } = await setUp(1, { connectionStrategy: { reconnectMode: mode } });
      await one(a.acquire());
      const waiting = t.watch(b.acquire());
      await t.advance(10);
      const [member] = t.cluster.members;
      member!.kill();
      await t.settle();
      const late = t.watch(b.acquire(2));
      const trying = t.watch(b.tryAcquire(1));
      await t.advance(200_000);
      expect(trying.trouble).toMatchObject({ code: mode === 'ON' ? 'OPERATION_TIMEOUT' : 'CLIENT_OFFLINE' });
      expect([waiting.error, late.error]).toEqual([undefined, undefined]);
      member!.up = true;
      await t.advance(60_000);
      expect(waiting.completed).toBe(true);
      await one(b.increasePermits(2));
      expect(late.completed).toBe(true);
    },
  );

  it('is told once of what is released while it looks', async () => {
    const { maps, t, a, b, one } = await setUp(2);
    await one(a.acquire(2));
    const waiting = t.watch(b.acquire(2));
    await t.advance(10);
    let look = (): void => {};
    maps.on(mapContainsKey, (call, done) => (look = () => call.answer(done() as never)));
    await one(a.release());
    await t.advance(5000);
    // It looks for holders that are gone, and sees none.
    await one(a.release());
    expect(waiting.values).toEqual([]);
    look();
    await t.advance(5);
    expect(waiting.completed).toBe(true);
  });

  it('ends with the client', async () => {
    const { t, a, b, one } = await setUp(1);
    await one(a.acquire());
    const waiting = t.watch(b.acquire());
    await t.advance(10);
    t.client.shutdown().subscribe();
    await t.advance(3000);
    expect(waiting.trouble).toMatchObject({ code: 'CLIENT_NOT_ACTIVE', structure: 's' });
  });

  it('gives back what comes when the caller has left', async () => {
    const { maps, t, a, one, available } = await setUp(2);
    await one(a.acquire());
    let write = (): void => {};
    maps.on(mapReplaceIfSame, (call, done) => (write = () => call.answer(done() as never)));
    const acquiring = t.watch(a.acquire());
    await t.settle();
    acquiring.subscription.unsubscribe();
    await t.settle();
    write();
    await t.advance(10);
    expect(await available()).toBe(1);
    await one(a.release());
    expect(await available()).toBe(2);
  });

  it('is over for who has left while he waited', async () => {
    const { t, a, b, one, available } = await setUp(1);
    await one(a.acquire());
    const waiting = t.watch(b.acquire());
    await t.advance(10);
    waiting.subscription.unsubscribe();
    await one(a.release());
    await t.advance(10_000);
    expect(await available()).toBe(1);
    expect(t.scheduler.actions.length).toBeLessThan(5);
  });
});

describe('the permits of a client that is gone', () => {
  it('are available', async () => {
    const { a, b, one, available, killed } = await setUp(3);
    await killed(() => one(a.acquire(2)));
    expect(await available()).toBe(3);
    expect(await one(b.tryAcquire(3))).toBe(true);
    expect(await available()).toBe(0);
  });

  it('are drained', async () => {
    const { a, b, one, killed } = await setUp(3);
    await killed(() => one(a.acquire(2)));
    expect(await one(b.drainPermits())).toBe(3);
    await one(b.release(3));
  });

  it('are given to those who wait, within 5 s', async () => {
    const { t, a, b, one, killed } = await setUp(2);
    await killed(async () => {
      await one(a.acquire(2));
      const waiting = t.watch(b.acquire());
      await t.advance(30);
      expect(waiting.values).toEqual([]);
      waiting.subscription.unsubscribe();
    });
    const waiting = t.watch(b.acquire(2));
    await t.advance(5000);
    expect(waiting.completed).toBe(true);
  });

  it('are freed, even where there are still too few', async () => {
    const { maps, a, b, one, available, killed } = await setUp(3);
    await killed(() => one(a.acquire(2)));
    expect(await one(b.tryAcquire(4))).toBe(false);
    const calls = maps.newCalls();
    expect(await available()).toBe(3);
    expect(calls()).toEqual(['get']);
  });

  it('are not those of one that lives', async () => {
    const { t, a, b, one, available } = await setUp(3);
    await one(a.acquire(2));
    await t.advance(120_000);
    expect(await one(b.tryAcquire(2))).toBe(false);
    expect(await available()).toBe(1);
  });
});

describe('lost permits', () => {
  it('are told, end the work, and cannot be released', async () => {
    const { t, a, one, available } = await setUp(3);
    const working = new Subject<number>();
    const told = t.watch(a.lost$);
    await one(a.acquire());
    const seen = t.watch(a.withPermits(1, () => working));
    await t.advance(10);
    const late = t.watch(a.lost$);
    t.cluster.members[0]!.links[0]!.cut();
    await t.settle();
    expect([told.values, late.values]).toMatchObject([[lost], [lost]]);
    expect(seen.trouble).toMatchObject(lost);
    expect(working.observed).toBe(false);
    await t.advance(5000);
    await expect(one(a.release())).rejects.toMatchObject({ code: 'ILLEGAL_STATE' });
    expect(await available()).toBe(3);
    expect(t.watch(a.lost$).values).toEqual([]);
  });

  it('are not those that were released, nor told where nobody listens', async () => {
    const { t, a, one } = await setUp(3);
    const told = t.watch(a.lost$);
    await one(a.acquire());
    await one(a.release());
    t.cluster.members[0]!.links[0]!.cut();
    await t.advance(5000);
    expect(told.values).toEqual([]);
    t.client.shutdown().subscribe();
    await t.settle();
    expect(told.completed).toBe(true);
  });

  it('are not released by the end of the work that has lost them: the client may hold others', async () => {
    const { maps, t, a, one, available } = await setUp(3);
    const seen = t.watch(a.withPermits(1, () => NEVER));
    await t.advance(10);
    for (const key of maps.keys(HOLDERS)) maps.remove(HOLDERS, key);
    await t.advance(10_000);
    expect(seen.trouble).toMatchObject(lost);
    await one(a.acquire(2));
    await t.advance(20);
    expect(await available()).toBe(1);
  });

  it('are those of a semaphore that was destroyed', async () => {
    const { t, a, b, one, available } = await setUp(3);
    const told = [a, b].map(semaphore => t.watch(semaphore.lost$));
    await one(a.acquire());
    await one(b.acquire());
    await one(a.destroy());
    expect(told.map(({ values }) => values.length)).toEqual([1, 0]);
    expect(await one(b.init(5))).toBe(true);
    await expect(one(a.release())).rejects.toMatchObject({ code: 'ILLEGAL_STATE' });
    await expect(one(b.release())).rejects.toMatchObject({ code: 'ILLEGAL_STATE' });
    expect(told.map(({ values }) => values.length)).toEqual([1, 1]);
    expect(told[1]!.values).toMatchObject([lost]);
    await one(b.acquire(2));
    await one(b.release(2));
    expect(await available()).toBe(5);
  });
});

describe('acquiring', () => {
  it('goes on in another session where that of the client is over meanwhile', async () => {
    const { maps, t, a, one, available } = await setUp(3);
    await one(a.acquire());
    for (const key of maps.keys(HOLDERS)) maps.remove(HOLDERS, key);
    expect(await one(a.tryAcquire(3))).toBe(true);
    expect(maps.keys(HOLDERS)).toHaveLength(1);
    await one(a.release(3));
    expect(await available()).toBe(3);
    await t.advance(60_000);
    expect(maps.keys(HOLDERS)).toEqual([]);
  });

  it('does so also where the write was made, but too late', async () => {
    const { maps, t, a, one, available } = await setUp(3);
    await one(a.acquire());
    await one(a.release());
    maps.on(mapReplaceIfSame, (call, done) => {
      for (const key of maps.keys(HOLDERS)) maps.remove(HOLDERS, key);
      t.scheduler.schedule(() => call.answer(done() as never), 12_000);
    });
    const acquiring = t.watch(a.acquire(2));
    await t.advance(15_000);
    expect(acquiring.completed).toBe(true);
    expect(await available()).toBe(1);
    await one(a.release(2));
    expect(await available()).toBe(3);
  });

  it('fails where nobody knows whether it was done, and leaves nothing counted for long', async () => {
    const properties = { 'hazelcast.client.invocation.timeout.millis': 1000 };
    const { maps, t, a, one, available } = await setUp(3, { properties });
    await one(a.acquire());
    let isSilent = true;
    const silent = (call: Received, done: () => unknown): void => {
      if (!isSilent) call.answer(done() as never);
    };
    maps.on(mapReplaceIfSame, (_, done) => void done());
    maps.on(mapGet, silent, silent, silent, silent);
    const told = t.watch(a.lost$);
    const acquiring = t.watch(a.tryAcquire());
    await t.advance(3000);
    isSilent = false;
    expect(acquiring.trouble).toBeInstanceOf(IndeterminateError);
    expect(acquiring.trouble).toMatchObject({ operation: 'Semaphore.acquire', structure: 's' });
    expect(await available()).toBe(1);
    await one(a.acquire());
    expect(maps.keys(HOLDERS)).toHaveLength(2);
    await one(a.release(2));
    await t.advance(10_000);
    expect(await available()).toBe(3);
    expect(told.values).toEqual([]);
  });

  it('waits on without a limit where nobody knows whether it was done, until it is found out', async () => {
    const properties = { 'hazelcast.client.invocation.timeout.millis': 1000 };
    const { maps, t, a, one, available } = await setUp(3, { properties });
    await one(a.acquire());
    maps.on(mapReplaceIfSame, (_, done) => void done());
    maps.on(mapGet, ...Array.from({ length: 20 }, () => () => {}));
    const acquiring = t.watch(a.acquire());
    await t.advance(3000);
    expect(acquiring.error).toBeUndefined();
    await t.advance(10_000);
    expect(acquiring.completed).toBe(true);
    expect(await available()).toBe(1);
  });

  it('fails with what the members refuse', async () => {
    const { maps, a, one } = await setUp(3);
    maps.on(mapSet, call => call.refuse('SPLIT_BRAIN_PROTECTION'));
    const refused = { code: 'SPLIT_BRAIN_PROTECTION', operation: 'Semaphore.acquire', structure: 's' };
    await expect(one(a.acquire())).rejects.toMatchObject(refused);
    await one(a.acquire());
    maps.on(mapContainsKey, call => call.refuse('SPLIT_BRAIN_PROTECTION'));
    await expect(one(a.tryAcquire(3))).rejects.toMatchObject(refused);
  });
});

describe('a release', () => {
  it('that the members refuse may be tried again', async () => {
    const { maps, a, one, available } = await setUp(3);
    await one(a.acquire(2));
    maps.on(mapReplaceIfSame, call => call.refuse('SPLIT_BRAIN_PROTECTION'));
    await expect(one(a.release(2))).rejects.toMatchObject({ code: 'SPLIT_BRAIN_PROTECTION', structure: 's' });
    await one(a.release(2));
    expect(await available()).toBe(3);
  });

  it('of work cannot: the permits are free when the client holds no others of that time', async () => {
    const { maps, t, a, one, available } = await setUp(3);
    const working = new Subject<number>();
    const seen = t.watch(a.withPermits(2, () => working));
    await t.advance(10);
    maps.on(mapReplaceIfSame, call => call.refuse('SPLIT_BRAIN_PROTECTION'));
    working.complete();
    await t.advance(10);
    expect(seen.trouble).toMatchObject({ code: 'SPLIT_BRAIN_PROTECTION', operation: 'Semaphore.release' });
    await expect(one(a.release())).rejects.toMatchObject({ code: 'ILLEGAL_STATE' });
    await t.advance(10_000);
    expect(await available()).toBe(3);
  });

  it('goes on when the caller leaves', async () => {
    const { t, a, one, available } = await setUp(3);
    await one(a.acquire(2));
    t.watch(a.release(2)).subscription.unsubscribe();
    await t.advance(10);
    expect(await available()).toBe(3);
  });
});

describe('work', () => {
  it('has its permits until it ends', async () => {
    const { t, a, available } = await setUp(3);
    const working = new Subject<string>();
    const seen = t.watch(a.withPermits(2, () => working));
    await t.advance(10);
    expect(await available()).toBe(1);
    working.next('done');
    working.complete();
    await t.advance(10);
    expect(seen).toMatchObject({ values: ['done'], completed: true });
    expect(await available()).toBe(3);
    const left = t.watch(a.withPermits(2, () => NEVER));
    await t.advance(10);
    left.subscription.unsubscribe();
    await t.advance(10);
    expect(await available()).toBe(3);
  });
});
