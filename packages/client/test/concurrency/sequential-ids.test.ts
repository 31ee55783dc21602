import Long from 'long';
import { concatMap, defer, type Observable, of, take, throwError, timer } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { AtomicLong } from '../../src/concurrency/atomic-long.js';
import { FlakeIds, SequentialIdGenerator } from '../../src/concurrency/sequential-ids.js';
import { HazelcastError, IndeterminateError } from '../../src/errors.js';
import type { FlakeIdGenerator } from '../../src/structures/flake-id-generator.js';
import type { Core } from '../../src/structures/structure.js';
import { TestClock } from '../../src/test-clock.js';

const ANSWER = 5;
const INVOCATION_TIMEOUT = 1000;

/** A counter that answers after some milliseconds. */
function setUp(blockSize?: number) {
  const clock = new TestClock();
  const state = { value: Long.ZERO, reservations: 0, errors: [] as HazelcastError[], always: undefined as unknown };
  const counter = {
    getAndAdd: (delta: number): Observable<Long> =>
      defer(() => {
        state.reservations++;
        const before = state.value;
        state.value = before.add(delta);
        return timer(ANSWER, clock).pipe(
          concatMap(() => {
            const error = state.errors.shift() ?? state.always;
            return error ? throwError(() => error) : of(before);
          }),
        );
      }),
  } as unknown as AtomicLong;
  const core = { scheduler: clock, options: { invocationTimeout: INVOCATION_TIMEOUT } } as unknown as Core;
  return { clock, state, ids: new SequentialIdGenerator(core, 'ids', counter, blockSize) };
}

function told(source$: Observable<Long>) {
  const all = { values: [] as number[], error: undefined as unknown, completed: false, stop: () => {} };
  const subscription = source$.subscribe({
    next: id => all.values.push(id.toNumber()),
    error: (error: unknown) => (all.error = error),
    complete: () => (all.completed = true),
  });
  all.stop = () => subscription.unsubscribe();
  return all;
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

describe('sequential ids', () => {
  it('come at once where there are some, of one reservation for all who wait', async () => {
    const { clock, state, ids } = setUp(3);
    const first = [told(ids.newId()), told(ids.newId())];
    await clock.advance(ANSWER);
    expect(first.map(({ values }) => values)).toEqual([[0], [1]]);
    expect(told(ids.newId())).toMatchObject({ values: [2], completed: true });
    expect(state.reservations).toBe(1);
    const next = told(ids.newId());
    expect([next.values, state.reservations]).toEqual([[], 2]);
    await clock.advance(ANSWER);
    expect(next).toMatchObject({ values: [3], completed: true });
  });

  it('come to all who wait, in blocks that are reserved one after the other', async () => {
    const { clock, state, ids } = setUp(4);
    const all = Array.from({ length: 10 }, () => told(ids.newId()));
    await clock.advance(ANSWER);
    expect([all.flatMap(({ values }) => values), state.reservations]).toEqual([range(0, 4), 2]);
    await clock.advance(2 * ANSWER);
    expect([all.flatMap(({ values }) => values), state.reservations]).toEqual([range(0, 10), 3]);
  });

  it('skip what nobody knows the end of, and come all the same', async () => {
    const { clock, state, ids } = setUp(10);
    state.errors.push(new IndeterminateError('INDETERMINATE_OPERATION_STATE', 'lost'));
    const id = told(ids.newId());
    await clock.advance(2 * ANSWER);
    expect([id.values, state.reservations]).toEqual([[10], 2]);
  });

  it('fail when that takes too long, and when the counter does; the next call tries again', async () => {
    const { clock, state, ids } = setUp(10);
    const details = { operation: 'AtomicLong.getAndAdd', structure: 'counter' };
    state.always = new IndeterminateError('INDETERMINATE_OPERATION_STATE', 'lost', details);
    const uncertain = told(ids.newId());
    await clock.advance(INVOCATION_TIMEOUT + ANSWER);
    expect(uncertain.error).toMatchObject({
      name: 'IndeterminateError',
      operation: 'IdGenerator.newId',
      structure: 'ids',
    });
    state.always = undefined;
    state.errors.push(new HazelcastError('SECURITY', 'no', details));
    const refused = [told(ids.newId()), told(ids.newId())];
    await clock.advance(ANSWER);
    for (const { error } of refused)
      expect(error).toMatchObject({ code: 'SECURITY', operation: 'IdGenerator.newId', structure: 'ids' });
    const id = told(ids.newId());
    await clock.advance(ANSWER);
    expect(id.values).toHaveLength(1);
  });

  it.each([0, -1, 1.5, 1_000_001, Number.NaN])('are refused in blocks of %d', size => {
    const { state, ids } = setUp(size);
    for (const source$ of [ids.newId(), ids.ids()])
      expect(told(source$).error).toMatchObject({ code: 'ILLEGAL_ARGUMENT', structure: 'ids' });
    expect(state.reservations).toBe(0);
  });

  it('are 1000 in a block', async () => {
    const { clock, state, ids } = setUp();
    told(ids.newId());
    await clock.advance(ANSWER);
    expect(state.value.toNumber()).toBe(1000);
  });
});

describe('the stream of sequential ids', () => {
  it('is one for all, from when they come', async () => {
    const { clock, state, ids } = setUp(5);
    expect(state.reservations).toBe(0);
    const one = told(ids.ids());
    await clock.advance(ANSWER);
    const other = told(ids.ids().pipe(take(7)));
    await clock.advance(2 * ANSWER);
    expect([one.values, other.values, other.completed]).toEqual([range(0, 15), range(5, 12), true]);
    one.stop();
    expect(clock.actions).toHaveLength(0);
    expect(state.reservations).toBe(4);
    const late = told(ids.ids());
    await clock.advance(ANSWER);
    expect(late.values).toEqual(range(20, 25));
    late.stop();
  });

  it('takes nothing away from single ones', async () => {
    const { clock, ids } = setUp(5);
    const stream = told(ids.ids());
    const single = told(ids.newId());
    await clock.advance(ANSWER);
    expect([stream.values, single.values]).toEqual([range(0, 5), [5]]);
    stream.stop();
  });
});

describe('flake ids', () => {
  it('are those of a generator, singly and as one stream for all', async () => {
    const clock = new TestClock();
    let next = 0;
    // Every fifth has to be fetched.
    const newId = (): Observable<Long> =>
      defer(() => (next % 5 === 0 ? timer(ANSWER, clock).pipe(concatMap(take5)) : take5()));
    const take5 = (): Observable<Long> => of(Long.fromNumber(next++));
    const takeFetched = (): Long | undefined => (next % 5 === 0 ? undefined : Long.fromNumber(next++));
    const generator = { name: 'f', newId, takeFetched } as unknown as FlakeIdGenerator;
    const ids = new FlakeIds(generator);
    expect(ids.name).toBe('f');
    const streams = [told(ids.ids()), told(ids.ids().pipe(take(6)))];
    await clock.advance(2 * ANSWER);
    expect(streams.map(({ values }) => values)).toEqual([range(0, 10), range(0, 6)]);
    streams[0]!.stop();
    expect(clock.actions).toHaveLength(0);
    const single = told(ids.newId());
    await clock.advance(ANSWER);
    expect(single).toMatchObject({ values: [10], completed: true });
  });
});
