import { mapGet, mapPutIfAbsent, mapRemoveIfSame, mapReplaceIfSame } from '@hazelrx/protocol/operations';
import Long from 'long';
import { describe, expect, it } from 'vitest';
import { partsOf } from '../../../src/client.js';
import { LONGS, MapAtomicLong } from '../../../src/concurrency/map/map-atomic-long.js';
import { IndeterminateError, TimeoutError } from '../../../src/errors.js';
import type { Core } from '../../../src/structures/structure.js';
import type { Received } from '../../support/scripted-member.js';
import { placeOf } from './register-place.js';
import { entriesOf, type ScriptedEntries } from './scripted-entries.js';

/** Milliseconds after which a client has found its way again. */
const RECOVERY = 3000;
const INVOCATION_TIMEOUT = 120_000;

async function setUp(config = {}) {
  const entries = await entriesOf(config);
  const { t } = entries;
  const core = partsOf(t.client) as unknown as Core;
  const number = new MapAtomicLong(placeOf(core, LONGS), 'n');
  const active = (): number => core.invoker.active;
  return { t, entries, core, number, active };
}

/** With a value of 1. */
async function counted(config = {}) {
  const all = await setUp(config);
  all.t.watch(all.number.incrementAndGet());
  await all.t.advance(10);
  expect(requests(all.entries)).toEqual([1, 1, 1]);
  return all;
}

function requests(entries: ScriptedEntries): number[] {
  return [mapGet, mapPutIfAbsent, mapReplaceIfSame].map(row => entries.count(row));
}

describe('an atomic long of a map', () => {
  it('counts', async () => {
    const { t, number } = await setUp();
    const told: unknown[] = [];
    for (const call of [
      () => number.get(),
      () => number.addAndGet(5),
      () => number.getAndAdd(2n),
      () => number.incrementAndGet(),
      () => number.getAndIncrement(),
      () => number.decrementAndGet(),
      () => number.getAndDecrement(),
      () => number.compareAndSet(7, 10),
      () => number.compareAndSet(7, 11),
      () => number.getAndSet(Long.MAX_VALUE),
      () => number.incrementAndGet(),
      () => number.set(-3),
      () => number.get(),
      () => number.destroy(),
      () => number.get(),
      () => number.incrementAndGet(),
    ]) {
      const watched = t.watch<unknown>(call());
      await t.advance(100);
      expect(watched.completed).toBe(true);
      told.push(...watched.values.map(value => (Long.isLong(value) ? value.toString() : value)));
    }
    const lowest = Long.MIN_VALUE.toString();
    const numbers = [
      '0',
      '5',
      '5',
      '8',
      '8',
      '8',
      '8',
      true,
      false,
      '10',
      lowest,
      undefined,
      '-3',
      undefined,
      '0',
      '1',
    ];
    expect(told).toEqual(numbers);
  });

  it('takes one request for a change, and leaves nothing behind', async () => {
    const { t, entries, core, number, active } = await counted();
    const timers = t.scheduler.actions.length;
    const { pending } = core as unknown as { pending: { size: number } };
    const before = pending.size;
    const added = t.watch(number.addAndGet(2));
    expect(active()).toBe(1);
    await t.settle();
    expect([added.values, requests(entries)]).toEqual([[Long.fromNumber(3)], [1, 1, 2]]);
    expect([active(), pending.size, t.scheduler.actions.length]).toEqual([0, before, timers]);
  });

  it('is named by its errors, as on the other backend', async () => {
    const { t, entries, number } = await counted();
    entries.on(mapReplaceIfSame, call => call.refuse('SECURITY'));
    const refused = t.watch(number.incrementAndGet());
    entries.on(mapGet, call => call.refuse('SECURITY'));
    const get = t.watch(number.get());
    await t.settle();
    expect(refused.trouble).toMatchObject({ code: 'SECURITY', operation: 'AtomicLong.addAndGet', structure: 'n' });
    expect(refused.trouble.cause).toMatchObject({ operation: 'Map.replaceIfSame' });
    expect(get.trouble).toMatchObject({ code: 'SECURITY', operation: 'AtomicLong.get', structure: 'n' });
    for (const wrong of [2 ** 60, 1n << 63n, '1' as never, undefined as never]) {
      const { trouble } = t.watch(number.addAndGet(wrong));
      expect(trouble).toMatchObject({ code: 'ILLEGAL_ARGUMENT', operation: 'AtomicLong.addAndGet', structure: 'n' });
    }
  });

  it('does not touch what others have put there', async () => {
    const { t, entries, number } = await setUp();
    for (const bytes of [Uint8Array.of(9, 9), new Uint8Array(30), Uint8Array.of()]) {
      entries.entries.set('n', bytes);
      const calls = [t.watch(number.get()), t.watch(number.incrementAndGet())];
      await t.settle();
      for (const { trouble } of calls)
        expect(trouble).toMatchObject({ code: 'HAZELCAST_SERIALIZATION', structure: 'n' });
    }
    expect(requests(entries).slice(1)).toEqual([0, 0]);
  });
});

describe('a change whose answer is lost', () => {
  it.each(['before', 'after'])('is made once when the connection ends %s it was', async when => {
    const { t, entries, number } = await counted();
    entries.on(mapReplaceIfSame, (call, done) => {
      if (when === 'after') done();
      call.link.cut();
    });
    const calls = [t.watch(number.incrementAndGet()), t.watch(number.incrementAndGet())];
    await t.advance(RECOVERY);
    expect(calls.map(({ values }) => values.map(Number))).toEqual([[2], [3]]);
    const now = t.watch(number.get());
    await t.settle();
    expect(now.values.map(Number)).toEqual([3]);
  });

  it('is sent again, the same bytes, when nothing comes of it', async () => {
    const { t, entries, number } = await counted();
    let late: (() => void) | undefined;
    entries.on(mapReplaceIfSame, (_, done) => (late = done));
    const call = t.watch(number.incrementAndGet());
    await t.advance(INVOCATION_TIMEOUT / 3);
    expect(call.values.map(Number)).toEqual([2]);
    const [first, again] = t.cluster.of(mapReplaceIfSame).slice(1);
    expect(again!.request).toEqual(first!.request);
    late!();
    const now = t.watch(number.get());
    await t.settle();
    expect(now.values.map(Number)).toEqual([2]);
  });

  it('is uncertain when the time is up before anybody answers', async () => {
    const { t, entries, number, active } = await counted();
    const silence = Array.from({ length: 10 }, () => () => {});
    entries.on(mapReplaceIfSame, ...silence);
    entries.on(mapGet, ...silence);
    const call = t.watch(number.incrementAndGet());
    await t.advance(INVOCATION_TIMEOUT - 200);
    expect(call.error).toBeUndefined();
    await t.advance(400);
    expect(call.error).toBeInstanceOf(IndeterminateError);
    expect(call.trouble).toMatchObject({ operation: 'AtomicLong.addAndGet', structure: 'n' });
    expect(active()).toBe(0);
  });

  it('is uncertain when the client ends', async () => {
    const { t, entries, number } = await counted();
    entries.on(mapReplaceIfSame, () => {});
    const sent = t.watch(number.incrementAndGet());
    await t.settle();
    const waiting = t.watch(number.incrementAndGet());
    t.watch(t.client.shutdown());
    await t.advance(1000);
    expect(sent.error).toBeInstanceOf(IndeterminateError);
    expect(waiting.trouble).toMatchObject({ code: 'CLIENT_NOT_ACTIVE', operation: 'AtomicLong.addAndGet' });
    expect(t.scheduler.actions).toHaveLength(0);
  });
});

describe('a change that is not sent', () => {
  it('has not been made when the time is up', async () => {
    const { t, entries, number, active } = await setUp();
    entries.on(mapGet, ...Array.from({ length: 10 }, () => () => {}));
    const call = t.watch(number.incrementAndGet());
    await t.advance(INVOCATION_TIMEOUT + 200);
    expect(call.error).toBeInstanceOf(TimeoutError);
    expect(call.trouble).toMatchObject({ operation: 'AtomicLong.addAndGet', structure: 'n' });
    expect([requests(entries).slice(1), active()]).toEqual([[0, 0], 0]);
  });

  it('is made from what others have written, as soon as nobody is faster', async () => {
    const { t, entries, number } = await counted();
    const faster = (call: Received, done: () => void): void => {
      const bytes = Uint8Array.from(entries.entries.get('n')!);
      const view = new DataView(bytes.buffer);
      // The sequence of the record.
      view.setFloat64(9, view.getFloat64(9) + 1);
      entries.entries.set('n', bytes);
      done();
      call.answer({ response: false } as never);
    };
    entries.on(mapReplaceIfSame, faster, faster, faster);
    const call = t.watch(number.incrementAndGet());
    await t.advance(1000);
    expect([call.values.map(Number), requests(entries)]).toEqual([[2], [4, 1, 5]]);
  });

  it('fails at once where members do not compare bytes', async () => {
    const { t, entries, number } = await counted();
    const deny = (call: Received): void => call.answer({ response: false } as never);
    entries.on(mapReplaceIfSame, deny, deny, deny, deny, deny);
    const call = t.watch(number.incrementAndGet());
    await t.advance(1000);
    expect(call.trouble).toMatchObject({ code: 'ILLEGAL_STATE', structure: 'n' });
    expect(call.trouble.reason).toMatch(/in-memory-format/);
  });
});

describe('the removal of an atomic long', () => {
  it('is made again when its answer is lost, and only to what was there', async () => {
    const { t, entries, number } = await counted();
    let late: (() => void) | undefined;
    entries.on(mapRemoveIfSame, (call, done) => {
      late = done;
      call.link.cut();
    });
    const removed = t.watch(number.destroy());
    await t.advance(RECOVERY);
    expect([removed.completed, entries.entries.size]).toEqual([true, 0]);
    const again = t.watch(number.incrementAndGet());
    await t.advance(100);
    late!();
    const now = t.watch(number.get());
    await t.settle();
    expect([again.values, now.values].map(values => values.map(Number))).toEqual([[1], [1]]);
  });
});
