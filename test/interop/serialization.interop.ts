import { findMissingTool } from '@hazelrx/java-member';
import {
  compact,
  decimal,
  type GenericRecord,
  int32,
  int64,
  json,
  nullable,
  type Storable,
  string,
  timestamp,
} from 'hazelrx';
import Long from 'long';
import { firstValueFrom as valueOf } from 'rxjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileJava, findMissingJava, type JavaClasses } from '../support/java.js';
import { findMissingPython } from '../support/python.js';
import { Beside } from './beside.js';
import { DECIMAL, MINUS_ONE, TEXT, TIMESTAMP } from './ours/common.js';
import { declaredSamples } from './ours/declared-types.js';
import { samples } from './ours/samples.js';
import type { Outcomes } from './programs.js';

const reason = process.env['CI']
  ? undefined
  : (findMissingTool({ version: '5.7.0', sql: true }) ?? findMissingJava() ?? findMissingPython());

/** Samples for which the clients of other languages have no type. */
const unknownTo: Readonly<Record<string, ReadonlySet<string>>> = {
  Java: new Set(),
  Python: new Set([
    'LinkedHashMap',
    'LinkedHashSet',
    'instant',
    'early date',
    'nanoseconds',
    'compact record',
    'compact class',
  ]),
  'Node.js': new Set([
    'LinkedHashMap',
    'LinkedHashSet',
    'early date',
    'compact record',
    'compact class',
    'portable raw data',
  ]),
};

/** This client has newer versions of them, which are other keys. */
const evolved = new Set(['compact evolving', 'portable growing']);

const writtenHere = new Map([...samples].filter(([, { written }]) => written !== undefined));

describe('Serialization beside the official clients', () => {
  if (reason !== undefined) return it('needs its languages', ({ skip }) => skip(reason));
  let classes: JavaClasses;
  let beside: Beside;

  beforeAll(async () => {
    classes = await compileJava(new URL('foreign/java/', import.meta.url));
  });
  afterAll(() => classes?.[Symbol.asyncDispose]());

  describe.each(['BIG_ENDIAN', 'LITTLE_ENDIAN'] as const)('%s', order => {
    beforeAll(async () => {
      beside = await Beside.start(order, classes, order === 'BIG_ENDIAN');
    });
    afterAll(() => beside?.[Symbol.asyncDispose]());

    describe.each(Object.keys(unknownTo))('%s', language => describeLanguage(language, () => beside));
    describeKeys(() => beside);
    describeUnknownTypes(() => beside);
    // Members select in the same way whatever the byte order.
    if (order === 'BIG_ENDIAN') describeSql(() => beside);
  });
});

function describeLanguage(language: string, beside: () => Beside): void {
  let names: string[];

  beforeAll(async () => {
    const written = await beside().programs.get(language)!.write(`of ${language}`);
    names = Object.keys(written);
    expect(written).toEqual(allOf(names, 'ok'));
  });

  it('writes what is read here as equal', async () => {
    const map = beside().configured.getMap<string>(`of ${language}`);
    const common = names.filter(name => samples.has(name));
    expect(common.length).toBeGreaterThan(25);
    const read = await outcomesOf(common, name => valueOf(map.get(name)));
    expect(read).toStrictEqual(Object.fromEntries(common.map(name => [name, samples.get(name)!.read])));
  });

  it('writes Compact that declared types read as equal', async () => {
    const common = names.filter(name => declaredSamples.has(name));
    expect(common.length).toBeGreaterThan(7);
    const read = await outcomesOf(common, name => {
      const { type } = declaredSamples.get(name)!;
      return valueOf(beside().plain.getMap(`of ${language}`, { key: string, value: type }).get(name));
    });
    expect(read).toStrictEqual(Object.fromEntries(common.map(name => [name, declaredSamples.get(name)!.value])));
  });

  it('reads what is written here as equal', async () => {
    const map = beside().configured.getMap<string>(`for ${language}`);
    const ours = [...writtenHere.keys()];
    const written = await outcomesOf(ours, name => valueOf(map.set(name, writtenHere.get(name)!.written!)));
    expect(written).toEqual(allOf(ours, undefined));
    expect(await beside().programs.get(language)!.check(`for ${language}`)).toEqual(expected(ours));
  });

  it('reads the Compact of declared types as equal', async () => {
    for (const [name, { type, value }] of declaredSamples) {
      const map = beside().plain.getMap(`declared for ${language}`, { key: string, value: type });
      await valueOf(map.set(name, value));
    }
    const checked = await beside().programs.get(language)!.check(`declared for ${language}`);
    expect(checked).toEqual(expected([...declaredSamples.keys()]));
  });

  function expected(of: readonly string[]): Outcomes {
    return Object.fromEntries(of.map(name => [name, unknownTo[language]!.has(name) ? 'unknown' : 'equal']));
  }
}

function describeKeys(beside: () => Beside): void {
  it('finds the keys of Java, and Java ours', async () => {
    const { configured, java } = beside();
    const names = [...writtenHere.keys()].filter(name => !evolved.has(name));
    await java.putKeys('keys of Java');
    const theirs = configured.getMap<Storable, string>('keys of Java');
    const found = await outcomesOf(names, name => valueOf(theirs.get(writtenHere.get(name)!.written!)));
    expect(found).toEqual(Object.fromEntries(names.map(name => [name, name])));

    const ours = configured.getMap<Storable, string>('our keys');
    for (const name of names) await valueOf(ours.set(writtenHere.get(name)!.written!, name));
    expect(await java.findKeys('our keys')).toMatchObject(found);
  });

  it('finds Compact keys of Java by declared types', async () => {
    const { plain, java } = beside();
    await java.putKeys('keys of Java');
    const names = [...declaredSamples.keys()].filter(name => !evolved.has(name));
    const found = await outcomesOf(names, name => {
      const { type, value } = declaredSamples.get(name)!;
      return valueOf(plain.getMap('keys of Java', { key: type, value: string }).get(value));
    });
    expect(found).toEqual(Object.fromEntries(names.map(name => [name, name])));
  });
}

function describeUnknownTypes(beside: () => Beside): void {
  it('reads Compact of which it knows nothing, and writes it again as it was', async () => {
    const { configured, java } = beside();
    await java.write('unknown types');
    const map = configured.getMap<string, GenericRecord>('unknown types');
    const names = ['compact without a class', 'compact record', 'compact class'];
    const inner = { n: MINUS_ONE };
    expect((await valueOf(map.get(names[0]!)))?.toObject()).toEqual({
      name: TEXT,
      flag: true,
      numbers: [1, 2, 3],
      nothing: null,
      inner,
      inners: [inner, null],
    });
    const again = configured.getMap<string, GenericRecord>('unknown types again');
    for (const name of names) await valueOf(again.set(name, (await valueOf(map.get(name)))!));
    expect(await java.check('unknown types again')).toEqual(allOf(names, 'equal'));
  });
}

function describeSql(beside: () => Beside): void {
  const Order = compact('order', {
    id: int64,
    customer: string,
    price: decimal,
    at: timestamp,
    note: nullable(string),
  });

  it('writes Compact that SQL selects from, and reads what SQL inserts', async () => {
    const { plain, java } = beside();
    const orders = plain.getMap('orders', { key: int32, value: Order });
    const order = { price: DECIMAL, at: TIMESTAMP };
    await valueOf(orders.set(1, { ...order, id: Long.MAX_VALUE, customer: TEXT, note: null }));
    await valueOf(orders.set(2, { ...order, id: Long.ONE, customer: 'other', note: 'late' }));
    const columns = '__key INT, id BIGINT, customer VARCHAR, price DECIMAL, "at" TIMESTAMP, note VARCHAR';
    const format = `'keyFormat'='int', 'valueFormat'='compact', 'valueCompactTypeName'='order'`;
    expect(await java.sql(`CREATE MAPPING orders (${columns}) TYPE IMap OPTIONS (${format})`)).toEqual([]);

    expect(await java.sql('SELECT __key, id, customer, price, "at", note FROM orders ORDER BY __key')).toEqual([
      ['1', '9223372036854775807', TEXT, '-12.3450', '2024-02-29T12:30:00.500', 'null'],
      ['2', '1', 'other', '-12.3450', '2024-02-29T12:30:00.500', 'late'],
    ]);
    expect(await java.sql('SELECT customer FROM orders WHERE id = 1')).toEqual([['other']]);
    const values = `3, 7, 'sql', -12.3450, '2024-02-29T12:30:00.5', NULL`;
    expect(await java.sql(`INSERT INTO orders VALUES (${values})`)).toEqual([]);
    expect(await valueOf(orders.get(3))).toEqual({ ...order, id: Long.fromNumber(7), customer: 'sql', note: null });
  });

  it('writes JSON that SQL selects from', async () => {
    const { plain, java } = beside();
    const documents = plain.getMap('documents', { key: int32, value: json<{ name: string; list: number[] }>() });
    await valueOf(documents.set(1, { name: TEXT, list: [1, 2.5] }));
    await java.sql(`CREATE MAPPING documents TYPE IMap OPTIONS ('keyFormat'='int', 'valueFormat'='json')`);
    const rows = await java.sql(`SELECT JSON_VALUE(this, '$.name'), JSON_VALUE(this, '$.list[1]') FROM documents`);
    expect(rows).toEqual([[TEXT, '2.5']]);
    const flat = `(__key INT, name VARCHAR) TYPE IMap OPTIONS ('keyFormat'='int', 'valueFormat'='json-flat')`;
    await java.sql(`CREATE MAPPING names EXTERNAL NAME documents ${flat}`);
    expect(await java.sql('SELECT __key, name FROM names')).toEqual([['1', TEXT]]);
  });
}

function allOf<T>(names: readonly string[], outcome: T): Record<string, T> {
  return Object.fromEntries(names.map(name => [name, outcome]));
}

/** What each call gives, or how it failed: one that fails does not keep the others from being tried. */
async function outcomesOf(
  names: readonly string[],
  call: (name: string) => Promise<unknown>,
): Promise<Record<string, unknown>> {
  const outcomes: Record<string, unknown> = {};
  for (const name of names) outcomes[name] = await call(name).catch((error: Error) => `${error}`);
  return outcomes;
}
