import { describe, expect, it } from 'vitest';
import type { StoredEntry } from '../../src/query/answer-readers.js';
import {
  aggregatorClasses,
  distinctValues,
  mapEntry,
  predicateClasses,
  projectionClasses,
} from '../../src/query/query-classes.js';
import { type QueryClass, QueryObject } from '../../src/query/query-object.js';
import { queryReaders } from '../../src/query/query-readers.js';
import { Data } from '../../src/data.js';
import { int32 } from '../../src/serialization/data-types.js';
import { Serialization } from '../../src/serialization/serialization.js';

const SAMPLES = {
  text: 'a',
  texts: ['a', 'b'],
  object: 'an object',
  objects: ['one', 'two'],
  boolean: true,
  int: 7,
  long: 9,
  double: 1.5,
} as const;

const classes: [string, QueryClass][] = [predicateClasses, aggregatorClasses, projectionClasses].flatMap(table =>
  Object.entries(table),
);

describe.each([true, false])('in a cluster that is big-endian: %s', isBigEndian => {
  const client = new Serialization({ isBigEndian });
  const member = new Serialization({ isBigEndian, identified: queryReaders });

  it.each(classes)('%s is read as it was written', (_name, type) => {
    const values = type.fields.map(field => SAMPLES[field]);
    const read = member.toObject(client.toData(new QueryObject(type, values))) as QueryObject;
    expect(read.type).toBe(type);
    expect(JSON.parse(JSON.stringify(read.values))).toEqual(
      values.map(value => (value === 9 ? { high: 0, low: 9, unsigned: false } : value)),
    );
  });

  it('keeps predicates in predicates', () => {
    const inner = new QueryObject(predicateClasses.greaterLess, ['n', int32(5), true, false]);
    const outer = new QueryObject(predicateClasses.not, [new QueryObject(predicateClasses.and, [[inner, inner]])]);
    const [and] = (member.toObject(client.toData(outer)) as QueryObject).values as [QueryObject];
    const [[first, second]] = and.values as [[QueryObject, QueryObject]];
    expect(first.values).toEqual(['n', int32(5), true, false]);
    expect(second.type).toBe(predicateClasses.greaterLess);
  });

  it('leaves the key and the value of an entry as they came', () => {
    const entry = member.toData(new QueryObject(mapEntry, [int32(7), { some: 'json' }]));
    const { key, value } = client.toObject(entry) as StoredEntry;
    expect(key).toEqual(client.toData(int32(7)));
    expect(client.toObject(value as Data)).toEqual({ some: 'json' });
    expect(key).toBeInstanceOf(Data);
  });

  it('reads distinct values as a Set', () => {
    const values = member.toData(new QueryObject(distinctValues, [['a', null, 2.5]]));
    expect(client.toObject(values)).toEqual(new Set(['a', null, 2.5]));
  });
});

it('refuses an entry that is cut', () => {
  const serialization = new Serialization();
  const { bytes } = serialization.toData(new QueryObject(mapEntry, ['a', 'b']));
  expect(() => serialization.toObject(new Data(bytes.subarray(0, 19)))).toThrow('the bytes end');
});
