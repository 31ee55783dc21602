import {
  compact,
  type CompactSerializer,
  type CustomSerializer,
  DataError,
  type IdentifiedDataSerializable,
  int32,
  type Portable,
} from '@hazelrx/protocol';
import { expect, it } from 'vitest';
import { checkConfig } from '../src/check-config.js';
import { HazelcastError } from '../src/errors.js';

class Point implements Portable, IdentifiedDataSerializable {
  readonly factoryId = 1;
  readonly classId = 1;
  writePortable(): void {}
  readPortable(): void {}
  writeData(): void {}
  readData(): void {}
}

class Money {
  readonly cents = 1;
}

const Line = compact('line', { count: int32 });
const OtherLine = compact('line', { count: int32, price: int32 });

const money: CustomSerializer<Money> = { id: 5, getClass: () => Money, write() {}, read: () => new Money() };
const lines: CompactSerializer<Money> = {
  getClass: () => Money,
  getTypeName: () => 'line',
  write() {},
  read: () => new Money(),
};

function refusal(serialization: unknown): HazelcastError {
  try {
    checkConfig({ serialization });
  } catch (error) {
    if (error instanceof HazelcastError) return error;
    throw error;
  }
  return expect.fail('accepted');
}

it('accepts what it documents', () => {
  checkConfig({ serialization: {} });
  checkConfig({
    serialization: {
      isBigEndian: false,
      defaultNumberType: 'integer',
      compact: { serializers: [Line] },
      dataSerializableFactories: { 1: () => new Point(), [-1000]: () => new Point() },
      portableFactories: { 1: () => new Point() },
      portableVersion: 3,
      classDefinitions: [],
      customSerializers: [money, { ...money, id: 6, getClass: undefined }],
      globalSerializer: { id: 7, write() {}, read: () => null },
      jsonStringDeserializationPolicy: 'NO_DESERIALIZATION',
    },
  });
  checkConfig({ serialization: { compact: { serializers: [lines, compact('other', { count: int32 })] } } });
});

it.each([
  [{ compct: {} }, 'unknown key serialization.compct: did you mean compact?'],
  [{ compact: { serializer: [] } }, 'unknown key serialization.compact.serializer: did you mean serializers?'],
  [{ compact: { serializers: [Line, {}] } }, /^serialization\.compact\.serializers\[1\] must be a Compact type, or /],
  [{ compact: { serializers: [int32] } }, /^serialization\.compact\.serializers\[0\] must be a Compact type, or /],
  [{ compact: { serializers: [Point] } }, /^serialization\.compact\.serializers\[0\] must be a Compact type, or /],
  [{ compact: { serializers: Line } }, /^serialization\.compact\.serializers must be a list of Compact types/],
  [{ defaultNumberType: 'int' }, /^serialization\.defaultNumberType must be one of byte, short, /],
  [{ portableVersion: 1.5 }, 'serialization.portableVersion must be a whole number of 32 bits, not 1.5'],
  [{ portableFactories: { a: () => null } }, /^serialization\.portableFactories\['a'\] must be under a whole number/],
  [{ dataSerializableFactories: { 1: {} } }, /^serialization\.dataSerializableFactories\[1\] must be a function/],
  [
    { classDefinitions: [{ writePortable() {} }] },
    'serialization.classDefinitions[0] must be a Portable, not of type object',
  ],
  [{ customSerializers: [{ id: 1, read() {} }] }, /^serialization\.customSerializers\[0\] must be a serializer/],
  [{ globalSerializer: null }, /^serialization\.globalSerializer must be a serializer, .*, not null$/],
  [{ jsonStringDeserializationPolicy: 'LAZY' }, /must be one of EAGER, NO_DESERIALIZATION, not 'LAZY'$/],
])('refuses what cannot be meant: %j', (config, reason) => {
  expect(refusal(config)).toMatchObject({
    code: 'INVALID_CONFIGURATION',
    reason: typeof reason === 'string' ? reason : expect.stringMatching(reason),
  });
});

it.each<[string, object, RegExp]>([
  ['one type id', { customSerializers: [money, { ...money, getClass: undefined }] }, /claim the type id 5$/],
  ['one type id, globally', { customSerializers: [money], globalSerializer: money }, /global, claim the type id 5$/],
  ['one class', { customSerializers: [money, { ...money, id: 6 }] }, /id 6 claims class Money, but so does .* id 5$/],
  ['one class, with Compact', { customSerializers: [money], compact: { serializers: [lines] } }, /claims class Money/],
  ['one type name', { compact: { serializers: [Line, OtherLine] } }, /line/],
  ['one type name, by a class and a declaration', { compact: { serializers: [Line, lines] } }, /line/],
  ['an id of no custom type', { customSerializers: [{ ...money, id: 0 }] }, /must be a whole number from 1 .*, not 0$/],
  ['a factory of Hazelcast', { dataSerializableFactories: { 0: () => new Point() } }, /the id 0 .* is taken/],
  ['a built-in class', { customSerializers: [{ ...money, getClass: () => Date }] }, /claims class Date/],
])('refuses two that claim %s', (_what, config, reason) => {
  const error = refusal(config);
  expect(error).toMatchObject({ code: 'INVALID_CONFIGURATION', reason: expect.stringMatching(reason) });
  expect(error.reason).toMatch(/^serialization: /);
  expect(error.cause).toBeInstanceOf(DataError);
});

it('refuses a sample of a Portable that does not say what a null in it is', () => {
  class Empty extends Point {
    override writePortable(writer?: { writePortable(name: string, value: null): void }): void {
      writer?.writePortable('inner', null);
    }
    override writeData = undefined as never;
  }
  expect(refusal({ classDefinitions: [new Empty()] }).reason).toMatch(
    /^serialization: \$\.classDefinitions\[0\]\.inner: the class of a null portable/,
  );
});
