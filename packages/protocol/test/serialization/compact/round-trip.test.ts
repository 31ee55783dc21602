import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  array,
  compact,
  type CompactField,
  type DataType,
  type GenericRecord,
  nullable,
  Serialization,
} from '../../../src/serialization/index.js';
import { Writer } from '../../../src/wire/writer.js';
import { FIELDS, type SampledField, VALUES } from './values.js';

const SCALE = Number(process.env['HAZELRX_SCALE'] ?? 1);
const numRuns = Math.ceil(800 * SCALE);
const timeout = 20_000 * Math.max(1, SCALE);
const orders = [
  { order: 'big-endian', isBigEndian: true },
  { order: 'little-endian', isBigEndian: false },
];

type Fields = Record<string, unknown>;

interface Sample {
  readonly name: string;
  readonly fields: readonly (readonly [name: string, field: CompactField<unknown>, value: unknown])[];
}

const name = fc.string({ unit: 'binary', maxLength: 12 }).filter(text => text !== '__proto__');
const fields = fc
  .uniqueArray(fc.tuple(name, fc.constantFrom(...FIELDS)), { maxLength: 14, selector: ([key]) => key })
  .chain(entries => fc.tuple(...entries.map(([key, sampled]) => fieldOf(key, sampled))));
const sample: fc.Arbitrary<Sample> = fc.record({ name, fields });

function fieldOf(key: string, { field, values }: SampledField): fc.Arbitrary<Sample['fields'][number]> {
  return values.map(value => [key, field, value] as const);
}

function typeOf({ name: typeName, fields: told }: Sample) {
  return compact(typeName, Object.fromEntries(told.map(([key, field]) => [key, field])));
}

function valueOf({ fields: told }: Sample): Fields {
  return Object.fromEntries(told.map(([key, , value]) => [key, value]));
}

/** A type around two others, one of them in an array. */
function outerOf(inner: Sample) {
  const Inner = typeOf({ ...inner, name: 'inner' });
  return compact('outer', { one: Inner, none: nullable(Inner), many: array(nullable(Inner)) });
}

describe.each(orders)('what is written is read, $order', { timeout }, ({ isBigEndian }) => {
  it.each(VALUES)('$type.name by itself and in an array', ({ type, values }) => {
    const serialization = new Serialization({ isBigEndian });
    const comesBack = (of: DataType<unknown>, value: unknown): void => {
      const codec = serialization.codecOf(of);
      const writer = new Writer(codec);
      codec.write(writer, value);
      expect(codec.read(writer.bytes, writer.view, 0, writer.position)).toEqual(value);
    };
    fc.assert(
      fc.property(values, value => comesBack(type, value)),
      { numRuns },
    );
    fc.assert(
      fc.property(fc.array(values, { maxLength: 20 }), value =>
        comesBack(array(type) as unknown as DataType<unknown>, value),
      ),
      { numRuns },
    );
  });

  it('records of declared types', () => {
    fc.assert(
      fc.property(sample, told => {
        const serialization = new Serialization({ isBigEndian });
        const data = serialization.toData(typeOf(told)(valueOf(told)));
        expect(serialization.toObject(data)).toEqual(valueOf(told));
      }),
      { numRuns },
    );
  });

  it('records inside records', () => {
    fc.assert(
      fc.property(sample, inner => {
        const serialization = new Serialization({ isBigEndian });
        const value = valueOf(inner);
        const outer = { one: value, none: null, many: [value, null, value] };
        expect(serialization.toObject(serialization.toData(outerOf(inner)(outer)))).toEqual(outer);
      }),
      { numRuns },
    );
  });

  it('records of unknown types, to the same bytes', () => {
    fc.assert(
      fc.property(sample, inner => {
        const Outer = outerOf(inner);
        const value = valueOf(inner);
        const data = new Serialization({ isBigEndian }).toData(Outer({ one: value, none: null, many: [value] }));
        const serialization = new Serialization({ isBigEndian });
        serialization.schemas.add(Outer.schema);
        serialization.schemas.add(typeOf({ ...inner, name: 'inner' }).schema);
        const record = serialization.toObject(data) as GenericRecord;
        expect(serialization.toData(record).equals(data)).toBe(true);
        // Encoded anew, in whatever order: the same values.
        const changed = serialization.toData(record.with({ none: record.get('one') }));
        expect((serialization.toObject(changed) as GenericRecord).toObject()).toEqual({
          ...record.toObject(),
          none: record.toObject()['one'],
        });
      }),
      { numRuns },
    );
  });
});
