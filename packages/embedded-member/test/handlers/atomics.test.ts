import {
  atomicLongAddAndGet,
  atomicLongApply,
  atomicLongCompareAndSet,
  atomicLongGet,
  atomicLongGetAndAdd,
  atomicLongGetAndSet,
  atomicRefCompareAndSet,
  atomicRefContains,
  atomicRefGet,
  atomicRefSet,
  cpGroupDestroyCPObject,
} from 'hazelrx/operations';
import Long from 'long';
import { describe, expect, it } from 'vitest';
import { cpInVirtualTime } from '../support/cp-client.js';

const name = 'a';

describe('an atomic long', () => {
  it('adds, is set, and wraps around', async () => {
    const cp = await cpInVirtualTime();
    const number = async (answer: Promise<{ readonly response: Long }>) => (await answer).response.toString();
    expect(await number(cp.ask(atomicLongGet, { name }))).toBe('0');
    expect(await number(cp.ask(atomicLongAddAndGet, { name, delta: 5 }))).toBe('5');
    expect(await number(cp.ask(atomicLongGetAndAdd, { name, delta: -7 }))).toBe('5');
    expect(await number(cp.ask(atomicLongGetAndSet, { name, newValue: Long.MAX_VALUE }))).toBe('-2');
    expect(await number(cp.ask(atomicLongAddAndGet, { name, delta: 1 }))).toBe(Long.MIN_VALUE.toString());
    const change = { name, expected: Long.MIN_VALUE, updated: 1 };
    expect(await cp.ask(atomicLongCompareAndSet, change)).toEqual({ response: true });
    expect(await cp.ask(atomicLongCompareAndSet, change)).toEqual({ response: false });
    expect(await number(cp.ask(atomicLongGet, { name }))).toBe('1');
  });

  it('runs no functions', async () => {
    const cp = await cpInVirtualTime();
    expect(await cp.refusal(atomicLongApply, { name, function: 'f' })).toMatchObject({ code: 'UNSUPPORTED_OPERATION' });
  });

  it('is no more once it is destroyed, also where there was none', async () => {
    const cp = await cpInVirtualTime();
    await cp.ask(cpGroupDestroyCPObject, { serviceName: 'hz:raft:atomicLongService', objectName: name });
    expect(await cp.refusal(atomicLongGet, { name })).toMatchObject({ code: 'DISTRIBUTED_OBJECT_DESTROYED' });
    expect(await cp.ask(atomicRefGet, { name })).toEqual({ response: null });
  });
});

describe('an atomic reference', () => {
  it('is set and compared', async () => {
    const cp = await cpInVirtualTime();
    expect(await cp.ask(atomicRefSet, { name, newValue: 'one', returnOldValue: true })).toEqual({ response: null });
    expect(await cp.ask(atomicRefSet, { name, newValue: 'two', returnOldValue: true })).toEqual({ response: 'one' });
    expect(await cp.ask(atomicRefSet, { name, newValue: 'six', returnOldValue: false })).toEqual({ response: null });
    expect(await cp.ask(atomicRefContains, { name, value: 'six' })).toEqual({ response: true });
    expect(await cp.ask(atomicRefContains, { name, value: null })).toEqual({ response: false });
    const change = { name, oldValue: 'six', newValue: null };
    expect(await cp.ask(atomicRefCompareAndSet, change)).toEqual({ response: true });
    expect(await cp.ask(atomicRefCompareAndSet, change)).toEqual({ response: false });
    expect(await cp.ask(atomicRefCompareAndSet, { name, oldValue: null, newValue: 'x' })).toEqual({ response: true });
    expect(await cp.ask(atomicRefGet, { name })).toEqual({ response: 'x' });
  });
});
