import { mapGet, mapTryLock } from '@hazelrx/protocol/operations';
import { BehaviorSubject, ReplaySubject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { partsOf } from '../../src/client.js';
import type { LifecycleState } from '../../src/cluster/lifecycle.js';
import { type Pressure, pressureOf } from '../../src/invocation/pressure.js';
import { StreamCounts } from '../../src/stream-counts.js';
import { TestClock } from '../../src/test-clock.js';
import { toAsyncIterable } from '../../src/to-async-iterable.js';
import { connectedTo, type VirtualClient } from '../support/virtual-client.js';

const get = { name: 'm', key: 'k', threadId: 0 };
const lock = { ...get, lease: -1, timeout: 1000, referenceId: 40 };
const nothing: Pressure = { pendingCalls: 0, keptGiveBacks: 0, queuedBytes: 0, buffered: 0, dropped: 0, streams: [] };

const lastOf = (told: readonly Pressure[]): Pressure => told.at(-1)!;

describe('pressure$', () => {
  it('tells calls from when they are made to when they are answered', async () => {
    const t = await connectedTo(1);
    t.watch(t.client.invoke(mapGet, get));
    const { values } = t.watch(t.client.pressure$);
    expect(values).toEqual([{ ...nothing, pendingCalls: 1, queuedBytes: values[0]!.queuedBytes }]);
    expect(values[0]!.queuedBytes).toBeGreaterThan(0);
    await t.advance(100);
    expect(values.slice(1)).toEqual([{ ...nothing, pendingCalls: 1 }]);
    t.cluster.of(mapGet)[0]!.answer({ response: null });
    await t.settle();
    expect(values).toHaveLength(2);
    await t.advance(100);
    expect(values.slice(2)).toEqual([nothing]);
  });

  it('tells what is kept to be given back', async () => {
    const t = await connectedTo(1);
    t.watch(t.client.invoke(mapTryLock, lock)).subscription.unsubscribe();
    await t.settle();
    const { values } = t.watch(t.client.pressure$);
    expect(values).toEqual([{ ...nothing, keptGiveBacks: 1 }]);
    t.cluster.of(mapTryLock)[0]!.answer({ response: false });
    await t.advance(100);
    expect(lastOf(values)).toEqual(nothing);
  });

  it('tells what waits in buffers and was dropped, by name', async () => {
    const t = await connectedTo(1);
    const source = new BehaviorSubject(0);
    const options = { buffer: 2, overflow: 'dropNewest', countedBy: t.client } as const;
    const items = toAsyncIterable(source, { ...options, name: 'numbers' })[Symbol.asyncIterator]();
    const other = toAsyncIterable(source, options)[Symbol.asyncIterator]();
    source.next(1);
    const { values } = t.watch(t.client.pressure$);
    expect(values).toEqual([{ ...nothing, buffered: 4, streams: [{ name: 'numbers', buffered: 2, dropped: 0 }] }]);
    source.next(2);
    await t.advance(100);
    expect(lastOf(values)).toMatchObject({ buffered: 4, dropped: 2, streams: [{ buffered: 2, dropped: 1 }] });
    await items.return!();
    await other.return!();
    await t.advance(100);
    expect(lastOf(values)).toEqual({ ...nothing, dropped: 2, streams: [{ name: 'numbers', buffered: 0, dropped: 1 }] });
  });

  it('is told when only names change places, and when only a drop tells of a change', async () => {
    const t = await connectedTo(1);
    const [a, b] = [{ name: 'a', buffered: 1, dropped: 0 }, { name: 'b', buffered: 0, dropped: 0 }]; // prettier-ignore
    for (const stream of [a, b]) t.client.countStream(stream);
    const unnamed = { buffered: 0, dropped: 0 };
    t.client.countStream(unnamed);
    const { values } = t.watch(t.client.pressure$);
    a.buffered = 0;
    b.buffered = 1;
    await t.advance(100);
    expect(values.map(({ buffered }) => buffered)).toEqual([1, 1]);
    expect(lastOf(values).streams).toEqual([a, b]);
    unnamed.dropped = 1;
    await t.advance(100);
    expect(values.map(({ dropped }) => dropped)).toEqual([0, 0, 1]);
  });

  it('is told at most every 100 ms, and not at all while nothing changes', async () => {
    const t = await connectedTo(1);
    const pressure = t.watch(t.client.pressure$);
    await t.advance(10_000);
    expect(pressure.values).toEqual([nothing]);
    for (let i = 0; i < 10; i++) {
      t.watch(t.client.invoke(mapGet, get));
      await t.advance(10);
    }
    expect(pressure.values).toEqual([nothing, { ...nothing, pendingCalls: 10 }]);
  });

  it('samples while somebody listens, and no longer', async () => {
    const t = await connectedTo(1);
    const timers = t.scheduler.actions.length;
    const { subscription } = t.watch(t.client.pressure$);
    expect(t.scheduler.actions).toHaveLength(timers + 1);
    subscription.unsubscribe();
    await t.advance(100);
    expect(timersOfClient(t)).toBe(timers);
  });

  it('tells how it ended and completes with the client; afterwards, at once', async () => {
    const t = await connectedTo(1);
    const ignored = t.watch(t.client.invoke(mapGet, get));
    await t.settle();
    const pressure = t.watch(t.client.pressure$);
    t.watch(t.client.shutdown());
    expect(ignored.error).toBeDefined();
    expect(pressure.values).toEqual([{ ...nothing, pendingCalls: 1 }, nothing]);
    expect(pressure.completed).toBe(true);
    const late = t.watch(t.client.pressure$);
    expect([late.values, late.completed]).toEqual([[nothing], true]);
  });

  it('sums up the bytes of all connections, as they are at each sample', async () => {
    const scheduler = new TestClock();
    const open = [{ queuedBytes: 3 }, { queuedBytes: 4 }];
    const lifecycle$ = new ReplaySubject<LifecycleState>(1);
    const told: number[] = [];
    const invoker = { active: 0, kept: 0 };
    const connections = { open: open as never };
    const parts = { invoker, connections, lifecycle: { lifecycle$ }, streams: new StreamCounts(), scheduler };
    pressureOf(parts).subscribe(({ queuedBytes }) => told.push(queuedBytes));
    open[0]!.queuedBytes = 0;
    await scheduler.advance(100);
    expect(told).toEqual([7, 4]);
  });
});

/** All that is due, now that what was given up is forgotten. */
function timersOfClient({ client, scheduler }: VirtualClient): number {
  expect(partsOf(client).invoker.active).toBe(0);
  return scheduler.actions.length;
}
