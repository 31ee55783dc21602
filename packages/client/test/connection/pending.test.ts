import { clientPing, mapGet } from '@hazelrx/protocol/operations';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Call, detailsOf, PendingCalls } from '../../src/connection/pending.js';

class TestCall extends Call {
  times = 0;
  constructor(readonly table: PendingCalls) {
    super(clientPing, {});
  }
  answered(): void {}
  failed(): void {}
  refused(): void {}
  expired(): void {
    this.times++;
    this.table.remove(this);
  }
}

describe('PendingCalls', () => {
  it('finds a call by its slot and generation only', () => {
    const table = new PendingCalls();
    const call = new TestCall(table);
    table.add(call);
    expect(table.get(call.slot, call.generation)).toBe(call);
    expect(table.get(call.slot, call.generation + 1)).toBeUndefined();
    expect(table.get(call.slot + 1, call.generation)).toBeUndefined();
    expect(table.get(-1, call.generation)).toBeUndefined();
    expect(table.get(0x7fff_ffff, 1)).toBeUndefined();
  });

  it('uses a slot again under another generation: an old answer meets nobody', () => {
    const table = new PendingCalls();
    const [first, second] = [new TestCall(table), new TestCall(table)];
    table.add(first);
    const { slot, generation } = first;
    table.remove(first);
    expect(first.slot).toBe(-1);
    table.add(second);
    expect(second.slot).toBe(slot);
    expect(second.generation).not.toBe(generation);
    expect(table.get(slot, generation)).toBeUndefined();
    expect(table.get(slot, second.generation)).toBe(second);
  });

  it('may be told twice to remove a call', () => {
    const table = new PendingCalls();
    const [first, second] = [new TestCall(table), new TestCall(table)];
    table.add(first);
    table.remove(first);
    table.add(second);
    table.remove(first);
    expect(table.size).toBe(1);
    expect(table.get(second.slot, second.generation)).toBe(second);
  });

  it('never has two calls under one id, and knows its size, whatever comes and goes', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(9), { maxLength: 200 }), steps => {
        const table = new PendingCalls();
        const live: TestCall[] = [];
        const ids = new Set<string>();
        for (const step of steps) {
          if (step < 6 || live.length === 0) {
            const call = new TestCall(table);
            table.add(call);
            live.push(call);
            const id = `${call.slot}:${call.generation}`;
            expect(ids.has(id)).toBe(false);
            ids.add(id);
          } else table.remove(live.splice(step % live.length, 1)[0]!);
        }
        expect(table.size).toBe(live.length);
        for (const call of live) expect(table.get(call.slot, call.generation)).toBe(call);
        expect(Math.max(...live.map(({ slot }) => slot), 0)).toBeLessThan(Math.max(steps.length, 1));
      }),
    );
  });

  it('tells the calls whose deadline has passed, each once', () => {
    const table = new PendingCalls();
    const calls = [100, 200, Infinity].map(deadline => Object.assign(new TestCall(table), { deadline }));
    for (const call of calls) table.add(call);
    const told = (now: number): number[] => (table.sweep(now), calls.map(({ times }) => times));
    expect(told(99)).toEqual([0, 0, 0]);
    expect(told(100)).toEqual([1, 0, 0]);
    expect(told(1e12)).toEqual([1, 1, 0]);
    expect(table.size).toBe(1);
  });

  it('lists the calls of one connection', () => {
    const table = new PendingCalls();
    const carrier = (name: string) => ({ name, wire: { pending: table } });
    const [one, two] = [carrier('one'), carrier('two')];
    const calls = [one, two, one].map(connection => Object.assign(new TestCall(table), { connection }));
    for (const call of calls) table.add(call);
    table.remove(calls[0]!);
    expect(table.on(one)).toEqual([calls[2]]);
    expect(table.on(two)).toEqual([calls[1]]);
  });
});

describe('detailsOf', () => {
  it('names the operation, and the structure where there is one', () => {
    expect(detailsOf({ operation: mapGet, request: { name: 'm' } })).toEqual({ operation: 'Map.get', structure: 'm' });
    expect(detailsOf({ operation: clientPing, request: {} })).toEqual({
      operation: 'Client.ping',
      structure: undefined,
    });
  });
});
