import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { someCall } from '../fault/linearizability/atomic-long-calls.js';
import {
  type AtomicLongCall,
  atomicLongModel,
  type AtomicLongResult,
} from '../fault/linearizability/atomic-long-model.js';
import type { Call, Model } from '../fault/linearizability/call.js';
import { linearize } from '../fault/linearizability/linearize.js';
import { lockModel, type LockResult } from '../fault/linearizability/lock-model.js';
import { seededRandom } from '../support/seeded-random.js';

type LongCall = Call<AtomicLongCall, AtomicLongResult>;

/** Characters are moments: from the first to the last of its client's line that is this letter, `?` where it has no end. */
function history<I, R>(lines: readonly string[], meaning: Readonly<Record<string, readonly [I, R?]>>): Call<I, R>[] {
  return lines.flatMap((line, client) =>
    [...new Set(line.replaceAll(/[^a-z]/g, ''))].map(letter => {
      const [input, result] = meaning[letter]!;
      const begun = line.indexOf(letter) + client / 10;
      if (line[line.lastIndexOf(letter) + 1] === '?') return { client, input, begun };
      return { client, input, begun, end: { at: line.lastIndexOf(letter) + 0.5 + client / 10, result: result as R } };
    }),
  );
}

const get = { name: 'get' } as const;
const set = (value: number) => ({ name: 'set', value }) as const;
const getAndSet = (value: number) => ({ name: 'getAndSet', value }) as const;
const add = (delta: number) => ({ name: 'addAndGet', delta }) as const;
const compareAndSet = (expected: number, updated: number) => ({ name: 'compareAndSet', expected, updated }) as const;

type Meaning = Readonly<Record<string, readonly [AtomicLongCall, AtomicLongResult?]>>;
const one: Meaning = { a: [add(1), 1], b: [get, 0], c: [get, 1], d: [get, 2], e: [add(1), 2] };

const good: [string, string[], Meaning][] = [
  ['calls one after the other', ['aa bb', '     cc'], { a: [set(5)], b: [getAndSet(7), 5], c: [get, 7] }],
  ['a read of what is being written', ['aaaa', ' c  '], one],
  ['a read of what was there before it is being written', ['aaaa', ' b  '], one],
  ['both, the old before the new', ['aaaaaa', ' b c  '], one],
  ['calls that overlap in a chain', ['aaa eee', '  ccc ', ' bb   dd '], one],
  ['a loser of two who swap', ['aa', 'bb'], { a: [compareAndSet(0, 1), true], b: [compareAndSet(0, 2), false] }],
  ['a change of unknown outcome that was never made', ['aa?', '   bb', '      bb'], one],
  ['one that was made', ['aa?', '   cc', '      cc'], one],
  ['one that was made late', ['aa?', '   bb  cc'], one],
  ['one that nobody has seen', ['aa?', '    ff bb'], { ...one, f: [set(0)] }],
  ['one on which another depends', ['aa?', '    ff'], { a: [set(3)], f: [compareAndSet(3, 4), true] }],
  ['several, in the order that fits', ['aa?', 'bb?', '    cc'], { a: [add(2)], b: [compareAndSet(0, 5)], c: [get, 7] }],
];

const bad: [string, string[], Meaning, letter: string][] = [
  ['a value that nobody wrote', ['aa cc'], { a: [set(5)], c: [get, 6] }, 'c'],
  ['a stale read', ['aa ', '   bb'], one, 'b'],
  ['the new before the old', ['aaaaaaa', ' cc bb '], one, 'b'],
  ['an update that was lost', ['aa', 'bb', '   cc'], { a: [add(1), 1], b: [add(1), 1], c: [get, 1] }, 'b'],
  ['two who both swap', ['aa', 'bb'], { a: [compareAndSet(0, 1), true], b: [compareAndSet(0, 2), true] }, 'b'],
  ['a change of unknown outcome that was made twice', ['aa?', '   cc', '      dd'], one, 'd'],
  ['one that was made and unmade', ['aa?', '   cc', '      bb'], one, 'b'],
  ['one that was made before it began', ['   aa?', 'cc'], one, 'c'],
  ['an add that was repeated', ['aaaaa', '       dd'], one, 'd'],
];

describe('an atomic long', () => {
  it.each(good)('is explained: %s', (_, lines, meaning) => {
    expect(linearize(atomicLongModel, history(lines, meaning))).toBe('linearizable');
  });

  it.each(bad)('is not explained: %s', (_, lines, meaning, letter) => {
    const calls = history(lines, meaning);
    const [input, result] = meaning[letter]!;
    const unexplained = expect.objectContaining({ input, end: { at: expect.any(Number), result } });
    expect(linearize(atomicLongModel, calls)).toMatchObject({ unexplained, isCertain: true });
  });

  it('is judged as by all orders there are', () => {
    fc.assert(
      fc.property(someCalls(), calls => {
        expect(linearize(atomicLongModel, calls) === 'linearizable').toBe(hasOrder(atomicLongModel, calls));
      }),
      { numRuns: 2000, seed: 7 },
    );
  });

  it('is judged soon, however long it is used', () => {
    const calls = simulated(5, 1000, seededRandom(11));
    expect(calls.filter(({ end }) => !end).length).toBeGreaterThan(50);
    expect(linearize(atomicLongModel, calls)).toBe('linearizable');
  });

  it('is judged soon where one result of many is wrong', () => {
    const calls = simulated(5, 1000, seededRandom(12));
    const wrong = calls.findIndex(({ input, end, begun }) => input.name === 'get' && end && begun > 2000);
    const { end, ...call } = calls[wrong]!;
    const all = calls.with(wrong, { ...call, end: { at: end!.at, result: -1 } });
    expect(linearize(atomicLongModel, all)).toMatchObject({ unexplained: { end: { result: -1 } } });
  });

  it('is not judged where that takes too long', () => {
    expect(linearize(atomicLongModel, simulated(5, 10, seededRandom(13)), 20)).toMatchObject({ isCertain: false });
  });
});

describe('a lock', () => {
  const tryLock = (client: number) => ({ name: 'tryLock', client }) as const;
  const unlock = (client: number) => ({ name: 'unlock', client }) as const;
  const isLocked = { name: 'isLocked' } as const;
  type Meant = readonly [Parameters<typeof lockModel.after>[1], LockResult?];
  const calls: Readonly<Record<string, Meant>> = {
    a: [tryLock(0), 1],
    b: [tryLock(1), 2],
    c: [unlock(0)],
    d: [tryLock(1), null],
    e: [tryLock(1), 1],
    f: [isLocked, true],
    g: [isLocked, false],
  };

  it.each([
    ['one holder after the other', ['aa  cc', '       bb']],
    ['the other waits', ['aa  cc', '  bbbbbb']],
    ['refused while it is held', ['aa    cc', '   dd     bb']],
    ['seen to be held and free', ['aaaaa    ccccc', '  g ff     g']],
    ['an unlock of unknown outcome', ['aa cc?', '       f bb']],
  ])('is explained: %s', (_, lines) => {
    expect(linearize(lockModel, history(lines, calls))).toBe('linearizable');
  });

  it.each([
    ['two holders', ['aa     cc', '   bb']],
    ['refused while it is free', ['aa cc', '      dd']],
    ['a fence that is not greater', ['aa cc', '      ee']],
    ['unlocked by nobody', ['cc']],
    ['seen to be free', ['aa', '   g']],
  ])('is not explained: %s', (_, lines) => {
    expect(linearize(lockModel, history(lines, calls))).toHaveProperty('unexplained');
  });
});

/** Few calls of few clients, with results of their own making. */
function someCalls(): fc.Arbitrary<LongCall[]> {
  const value = fc.integer({ min: 0, max: 2 });
  const input: fc.Arbitrary<AtomicLongCall> = fc.oneof(
    fc.constant(get),
    value.map(set),
    value.map(getAndSet),
    value.map(add),
    fc.tuple(value, value).map(([expected, updated]) => compareAndSet(expected, updated)),
  );
  const made = fc.record({ client: fc.nat(2), input, wait: fc.nat(3), value, yes: fc.boolean(), isKnown: fc.nat(4) });
  return fc.array(made, { maxLength: 6 }).map(list => {
    const free = [0, 0, 0];
    return list.map(({ client, input: call, wait, value: number, yes, isKnown }, n) => {
      const begun = free[client]! + 1 + n / 100;
      const at = begun + wait + 0.5;
      free[client] = Math.ceil(at);
      const result = call.name === 'set' ? undefined : call.name === 'compareAndSet' ? yes : number;
      return { client, input: call, begun, ...(isKnown > 0 && { end: { at, result } }) };
    });
  });
}

/** By trying them all. */
function hasOrder<S, I, R>(model: Model<S, I, R>, calls: readonly Call<I, R>[], state = model.initial): boolean {
  const ended = calls.flatMap(({ end }) => end ?? []);
  if (ended.length === 0) return true;
  const firstEnd = Math.min(...ended.map(({ at }) => at));
  return calls.some((call, n) => {
    if (call.begun > firstEnd) return false;
    const { input, end } = call;
    const after = end ? model.after(state, input, end.result) : model.afterUnknown(state, input);
    return after !== undefined && hasOrder(model, calls.toSpliced(n, 1), after);
  });
}

/** What clients see of an atomic long that does what it should. Some calls are made, and some not, and nobody knows. */
function simulated(clients: number, callsOfEach: number, random: () => number): LongCall[] {
  const upTo = (most: number): number => Math.floor(random() * most);
  const calls: LongCall[] = [];
  const done: { at: number; call: { input: AtomicLongCall; result?: AtomicLongResult } }[] = [];
  const made: { client: number; begun: number; at: number | undefined; call: (typeof done)[number]['call'] }[] = [];
  for (let client = 0; client < clients; client++) {
    let moment = client / 100;
    for (let n = 0; n < callsOfEach; n++) {
      const begun = moment + 1 + upTo(3);
      const at = begun + 1 + upTo(20) + 0.5;
      moment = Math.ceil(at) + client / 100;
      const call = { input: someCall(random, n * clients + client, 0) };
      const isKnown = random() > 0.02;
      made.push({ client, begun, at: isKnown ? at : undefined, call });
      if (isKnown || random() > 0.5) done.push({ at: begun + random() * (at - begun), call });
    }
  }
  let state = 0;
  for (const { call } of done.toSorted((a, b) => a.at - b.at)) {
    const { input } = call;
    // What a swap expects is what is there, most of the time.
    if (input.name === 'compareAndSet' && upTo(3) > 0) call.input = { ...input, expected: state };
    [state, call.result] = step(state, call.input);
  }
  for (const { client, begun, at, call } of made)
    calls.push({ client, input: call.input, begun, ...(at !== undefined && { end: { at, result: call.result } }) });
  return calls;
}

function step(state: number, input: AtomicLongCall): [number, AtomicLongResult] {
  const results: AtomicLongResult[] = [undefined, true, false, state];
  if (input.name === 'addAndGet') results.push(state + input.delta);
  for (const result of results) {
    const after = atomicLongModel.after(state, input, result);
    if (after !== undefined) return [after, result];
  }
  throw new Error('it has no result');
}
