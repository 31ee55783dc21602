import Long from 'long';
import { describe, expect, it } from 'vitest';
import { bigEndian, thrownBy } from './bytes.js';

describe('what cannot be written', () => {
  class Nothing {
    #hidden = 1;
    get hidden(): number {
      return this.#hidden;
    }
  }
  it.each<[string, unknown, string | RegExp]>([
    ['null', null, 'null'],
    ['undefined', undefined, 'undefined'],
    ['function', () => 1, 'function'],
    ['symbol', Symbol('s'), 'symbol'],
    ['Uint8ClampedArray', new Uint8ClampedArray(1), 'use a Uint8Array'],
    ['Uint32Array', new Uint32Array(1), 'Int32Array'],
    ['BigUint64Array', new BigUint64Array(1), 'BigInt64Array'],
    ['ArrayBuffer', new ArrayBuffer(1), 'Uint8Array over its bytes'],
    ['SharedArrayBuffer', new SharedArrayBuffer(1), 'Uint8Array over its bytes'],
    ['DataView', new DataView(new ArrayBuffer(1)), 'Uint8Array over its bytes'],
    ['Invalid Date', new Date(Number.NaN), 'Invalid Date'],
    ['RegExp', /a/, 'RegExp'],
    ['Error', new Error('lost'), 'Error'],
    ['Promise', Promise.resolve(), 'Promise'],
    ['WeakMap', new WeakMap(), 'WeakMap'],
    ['private fields only', new Nothing(), 'toJSON'],
    ['boxed number', Object(1), 'Number'],
    ['boxed bigint', Object(1n), 'BigInt'],
    ['unsigned Long', Long.fromString('9223372036854775808', true), '9223372036854775808 does not fit a long'],
  ])('%s', (_name, value, message) => {
    const error = thrownBy(() => bigEndian.toData(value)) as Error;
    expect(error).toMatchObject({ name: 'DataError', path: '$' });
    expect(error.message).toMatch(message);
  });

  it('the path leads through lists, maps and JSON', () => {
    const path = (value: unknown): unknown => (thrownBy(() => bigEndian.toData(value)) as { path: string }).path;
    expect(path([1n, new Uint32Array(1)])).toBe('$[1]');
    expect(path(new Map([['orders', [1n, { lines: [{ total: 1n }] }]]]))).toBe('$.orders[1].lines[0].total');
    expect(path(new Map([['a b', undefined]]))).toBe('$["a b"]');
    expect(path(new Map([[() => 1, 1]]))).toBe('$.keys()');
    expect(path(new Map([[1, Symbol('s')]]))).toBe('$.values()');
    expect(path(new Set([1, undefined]))).toBe('$[1]');
    expect(path({ partitionKey: undefined, id: 1n })).toBe('$.id');
    expect(path({ partitionKey: { a: 1n } })).toBe('$.partitionKey.a');
  });

  it('containers that hold themselves', () => {
    const map = new Map<string, unknown>();
    map.set('self', map);
    const list: unknown[] = [1n];
    list.push(list);
    const array: unknown[] = [];
    array.push(array);
    const key: Record<string, unknown> = {};
    key['partitionKey'] = key;
    for (const cyclic of [map, new Set([map]), list, array, key]) {
      expect(thrownBy(() => bigEndian.toData(cyclic))).toMatchObject({ name: 'DataError' });
    }
    expect((thrownBy(() => bigEndian.toData(map)) as { path: string }).path.length).toBeLessThan(210);
  });
});
