import Long from 'long';
import { describe, expect, it } from 'vitest';
import { Data } from '../../src/data.js';
import { BigDecimal, DataError, HazelcastJsonValue, JavaClass, int32 } from '../../src/serialization/index.js';
import { bigEndian, blob, roundTrip, thrownBy } from './bytes.js';

const jsonOf = (value: unknown): string => new TextDecoder().decode(bigEndian.toData(value).bytes.subarray(12));

describe('plain objects as JSON', () => {
  it('is what JSON.stringify makes of them', () => {
    const date = new Date(0);
    class Order {
      id = 7;
      lines = [{ sku: 'a', n: 2, gift: undefined }, null];
      at = date;
    }
    const value = new Order();
    expect(jsonOf(value)).toBe(JSON.stringify(value));
    expect(roundTrip(value)).toEqual({ id: 7, lines: [{ sku: 'a', n: 2 }, null], at: date.toISOString() });
  });

  it('leaves an undefined property out and writes null for it in an array', () => {
    expect(jsonOf({ a: undefined, b: [undefined, 1] })).toBe('{"b":[null,1]}');
  });

  it('goes through toJSON, also to a Map that has one', () => {
    class Table extends Map<string, number> {
      toJSON(): unknown {
        return Object.fromEntries(this);
      }
    }
    expect(jsonOf({ table: new Table([['a', 1]]) })).toBe('{"table":{"a":1}}');
    expect(jsonOf({ toJSON: (key: string) => ({ key }) })).toBe('{"key":""}');
    expect(jsonOf({ a: { toJSON: () => undefined }, b: 1 })).toBe('{"b":1}');
  });

  it('shares an object as often as it is mentioned', () => {
    const shared = { a: 1 };
    expect(jsonOf([shared, shared, { shared }])).toBe('[{"a":1},{"a":1},{"shared":{"a":1}}]');
  });

  it('keeps the text of a HazelcastJsonValue', () => {
    expect(jsonOf(new HazelcastJsonValue('{ "a" : 1 }'))).toBe('{ "a" : 1 }');
    expect(roundTrip(new HazelcastJsonValue('{ "a" : 1 }'))).toEqual({ a: 1 });
  });

  it('reads __proto__ as a property like any other', () => {
    const value = roundTrip(new HazelcastJsonValue('{"__proto__":{"polluted":true}}')) as object;
    expect('polluted' in value).toBe(false);
  });
});

describe('what JSON would lose is refused, with the path to it', () => {
  it.each<[string, unknown]>([
    ['Map', new Map()],
    ['Set', new Set()],
    ['Uint8Array', new Uint8Array(1)],
    ['Buffer', Buffer.from('a')],
    ['ArrayBuffer', new ArrayBuffer(1)],
    ['bigint', 1n],
    ['Long', Long.ONE],
    ['BigDecimal', BigDecimal.parse('1')],
    ['wrapper', int32(1)],
    ['JavaClass', new JavaClass('a.B')],
    ['HazelcastJsonValue', new HazelcastJsonValue('1')],
    ['Data', new Data(new Uint8Array(8))],
    ['Error', Object.assign(new Error('e'), { code: 1 })],
    ['RegExp', /a/],
    ['function', () => 1],
    ['symbol', Symbol('s')],
    ['NaN', Number.NaN],
    ['Infinity', -Infinity],
    ['Invalid Date', new Date(Number.NaN)],
    ['toJSON that gives a bigint', { toJSON: () => 1n }],
    ['toJSON that gives a Map', { toJSON: () => new Map() }],
  ])('%s', (_name, value) => {
    for (const place of [{ a: { b: [0, 1, 2, value] } }, { a: { b: [0, null, {}, value] } }]) {
      expect(thrownBy(() => bigEndian.toData(place))).toMatchObject({ name: 'DataError', path: '$.a.b[3]' });
    }
  });

  it('a key that is no name is quoted', () => {
    expect(thrownBy(() => bigEndian.toData({ 'a-b': { größe: Number.NaN } }))).toMatchObject({
      path: '$["a-b"].größe',
    });
  });

  it('a cycle', () => {
    const node: Record<string, unknown> = { name: 'n' };
    node['next'] = { back: node };
    const error = thrownBy(() => bigEndian.toData(node)) as DataError;
    expect(error).toMatchObject({ name: 'DataError', path: '$.next.back' });
    expect(error.message).toContain('contains itself');
  });

  it('an object deeper than the stack', () => {
    let deep: unknown = 1;
    for (let i = 0; i < 100_000; i++) deep = i % 2 ? [deep] : { deep };
    expect(thrownBy(() => bigEndian.toData(deep))).toBeInstanceOf(DataError);
    expect(thrownBy(() => bigEndian.toData([deep]))).toBeInstanceOf(DataError);
  });

  it('a toJSON that never ends, throws or says nothing', () => {
    const endless = (): unknown => ({ next: { toJSON: endless } });
    const failing = {
      toJSON(): never {
        throw new Error('no');
      },
    };
    expect(thrownBy(() => bigEndian.toData({ toJSON: endless }))).toBeInstanceOf(DataError);
    expect(thrownBy(() => bigEndian.toData({ failing }))).toBeInstanceOf(DataError);
    expect(thrownBy(() => bigEndian.toData({ toJSON: () => undefined }))).toBeInstanceOf(DataError);
  });
});

it('stored text that is no JSON is an error with the bytes', () => {
  const data = blob('00000000 ffffff7e 00000001 7b');
  expect(thrownBy(() => bigEndian.toObject(data))).toMatchObject({ name: 'DataError', typeId: -130, data });
});
