import { mapAddEntryListenerToKey, mapGet, mapRemoveEntryListener } from '@hazelrx/protocol/operations';
import type { Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { partsOf } from '../../../src/client.js';
import { LATCHES, MapCountDownLatch } from '../../../src/concurrency/map/map-count-down-latch.js';
import type { Core } from '../../../src/structures/structure.js';
import { placeOf } from './register-place.js';
import { entriesOf } from './scripted-entries.js';

async function setUp(count?: number) {
  const entries = await entriesOf();
  const { t } = entries;
  const core = partsOf(t.client) as unknown as Core;
  const latch = new MapCountDownLatch(placeOf(core, LATCHES), 'l');
  const made = async <T>(call$: Observable<T>): Promise<T[]> => {
    const { values } = t.watch(call$);
    await t.advance(10);
    return values;
  };
  if (count !== undefined) expect(await made(latch.trySetCount(count))).toEqual([true]);
  return { t, entries, core, latch, made };
}

describe('a latch of a map', () => {
  it('counts down to 0, and can be set again then', async () => {
    const { latch, made } = await setUp();
    const told: unknown[] = [];
    for (const call of [
      latch.getCount(),
      latch.countDown(),
      latch.trySetCount(2),
      latch.trySetCount(3),
      latch.countDown(),
      latch.getCount(),
      latch.countDown(),
      latch.countDown(),
      latch.getCount(),
      latch.trySetCount(1),
      latch.destroy(),
      latch.getCount(),
    ] as Observable<unknown>[])
      told.push(...(await made(call)));
    expect(told).toEqual([0, undefined, true, false, undefined, 1, undefined, undefined, 0, true, undefined, 0]);
  });

  it('refuses what is no count and no time', async () => {
    const { t, latch } = await setUp();
    for (const count of [0, -1, 1.5, 2 ** 31, Number.NaN, '1' as never])
      expect(t.watch(latch.trySetCount(count)).trouble).toMatchObject({
        code: 'ILLEGAL_ARGUMENT',
        operation: 'CountDownLatch.trySetCount',
        structure: 'l',
      });
    for (const timeout of [-1, Number.NaN])
      expect(t.watch(latch.await(timeout)).trouble).toMatchObject({
        code: 'ILLEGAL_ARGUMENT',
        operation: 'CountDownLatch.await',
      });
  });
});

describe('waiting for a latch of a map', () => {
  it('takes one look when it is open, or may not wait', async () => {
    const { entries, latch, made } = await setUp(1);
    expect(await made(latch.await(0))).toEqual([false]);
    await made(latch.countDown());
    const before = entries.count(mapGet);
    expect(await made(latch.await())).toEqual([true]);
    expect(await made(latch.opened$)).toEqual([undefined]);
    expect([entries.count(mapGet) - before, entries.count(mapAddEntryListenerToKey)]).toEqual([2, 0]);
  });

  it('ends as soon as it opens, for all', async () => {
    const { t, core, latch, made } = await setUp(2);
    const waiting = [t.watch(latch.await()), t.watch(latch.await(60_000)), t.watch(latch.opened$)];
    await t.settle();
    expect(core.invoker.active).toBe(3);
    await made(latch.countDown());
    expect(waiting.map(({ values }) => values)).toEqual([[], [], []]);
    await made(latch.countDown());
    expect(waiting.map(({ values }) => values)).toEqual([[true], [true], [undefined]]);
    expect(waiting.map(({ completed }) => completed)).toEqual([true, true, true]);
    expect([core.invoker.active, core.listeners.size]).toEqual([0, 0]);
  });

  it('shares one listener and one look', async () => {
    const { t, entries, latch } = await setUp(1);
    for (let i = 0; i < 50; i++) t.watch(latch.await());
    await t.settle();
    expect(entries.count(mapAddEntryListenerToKey)).toBe(1);
    const before = entries.count(mapGet);
    for (let i = 0; i < 50; i++) entries.tell('l');
    await t.settle();
    expect(entries.count(mapGet) - before).toBe(2);
  });

  it('notices that it was open, also when it was set again at once', async () => {
    const { t, entries, latch, made } = await setUp(1);
    const waiting = t.watch(latch.await());
    await t.settle();
    entries.silent = true;
    await made(latch.countDown());
    await made(latch.trySetCount(7));
    expect(waiting.values).toEqual([]);
    entries.tell('l');
    await t.settle();
    expect(waiting.values).toEqual([true]);
  });

  it('ends within some seconds when events are missed', async () => {
    const { t, entries, latch, made } = await setUp(1);
    entries.silent = true;
    const waiting = t.watch(latch.await());
    await t.settle();
    await made(latch.countDown());
    expect(waiting.values).toEqual([]);
    await t.advance(5000);
    expect(waiting.values).toEqual([true]);
  });

  it('is in vain when the time is up', async () => {
    const { t, core, latch } = await setUp(1);
    const began = t.now;
    const waiting = t.watch(latch.await(7000));
    await t.advance(10_000);
    expect([waiting.values, waiting.endedAt! - began]).toEqual([[false], 7000]);
    expect([core.invoker.active, core.listeners.size]).toEqual([0, 0]);
  });

  it('goes on while there is no connection, longer than a call may take', async () => {
    const { t, entries, latch } = await setUp(1);
    const waiting = t.watch(latch.await());
    await t.settle();
    const [member] = t.cluster.members;
    member!.kill();
    await t.advance(200_000);
    member!.up = true;
    entries.entries.delete('l');
    await t.advance(40_000);
    expect(waiting.values).toEqual([true]);
  });

  it('leaves nothing behind when it is given up', async () => {
    const { t, entries, core, latch } = await setUp(1);
    const timers = t.scheduler.actions.length;
    const waiting = t.watch(latch.opened$);
    await t.settle();
    waiting.subscription.unsubscribe();
    await t.settle();
    expect([core.invoker.active, core.listeners.size, t.scheduler.actions.length]).toEqual([0, 0, timers]);
    expect(entries.count(mapRemoveEntryListener)).toBe(1);
  });

  it('ends with the client', async () => {
    const { t, latch } = await setUp(1);
    const waiting = t.watch(latch.await());
    await t.settle();
    t.watch(t.client.shutdown());
    await t.settle();
    expect(waiting.trouble).toMatchObject({
      code: 'CLIENT_NOT_ACTIVE',
      operation: 'CountDownLatch.await',
      structure: 'l',
    });
  });
});
