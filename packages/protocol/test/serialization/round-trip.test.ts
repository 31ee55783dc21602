import * as fc from 'fast-check';
import Long from 'long';
import { describe, expect, it } from 'vitest';
import {
  BigDecimal,
  LocalDate,
  LocalDateTime,
  LocalTime,
  OffsetDateTime,
  Serialization,
} from '../../src/serialization/index.js';
import { UUID } from '../../src/uuid.js';
import { orders } from './bytes.js';

const SCALE = Number(process.env['HAZELRX_SCALE'] ?? 1);
const timeout = 20_000 * Math.max(1, SCALE);

const text = fc.string({ unit: 'binary', maxLength: 60 });
const long = fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n).map(value => Long.fromString(value.toString()));
const int32 = fc.integer();
const uuid = fc.tuple(int32, int32, int32, int32).map(words => new UUID(...words));
const decimal = fc.tuple(fc.bigInt(), fc.integer()).map(([unscaled, scale]) => new BigDecimal(unscaled, scale));
const date = fc.date({ noInvalidDate: true });
const localDate = fc
  .tuple(
    fc.integer({ min: -999_999_999, max: 999_999_999 }),
    fc.integer({ min: 1, max: 12 }),
    fc.integer({ min: 1, max: 28 }),
  )
  .map(parts => new LocalDate(...parts));
const localTime = fc
  .tuple(fc.nat(23), fc.nat(59), fc.nat(59), fc.nat(999_999_999))
  .map(parts => new LocalTime(...parts));
const local = fc.tuple(localDate, localTime).map(parts => new LocalDateTime(...parts));
const offset = fc.tuple(local, fc.integer({ min: -64800, max: 64800 })).map(parts => new OffsetDateTime(...parts));

const typed = fc.oneof(
  text,
  fc.boolean(),
  long,
  fc.bigInt(),
  decimal,
  uuid,
  date,
  localDate,
  localTime,
  local,
  offset,
  fc.uint8Array(),
);
const scalar = fc.oneof(fc.double(), typed);
/** What an array that becomes JSON keeps too. */
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map(value => value + 0);
const json = fc
  .jsonValue({ stringUnit: 'binary', maxDepth: 4 })
  .map(value => JSON.parse(JSON.stringify(value)) as unknown);

const { value: anything } = fc.letrec<{ value: unknown }>(value => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    typed,
    number,
    json.filter(item => item !== null),
    fc.array(value('value'), { maxLength: 5 }),
    fc.array(fc.tuple(text, value('value')), { maxLength: 5 }).map(entries => new Map(entries)),
    fc.uniqueArray(typed, { maxLength: 5, selector: String }).map(items => new Set(items)),
  ),
}));

describe.each(orders)('what is written is read, $order', { timeout }, ({ codec }) => {
  const comesBack = (value: unknown): void => {
    expect(codec.toObject(codec.toData(value))).toEqual(value);
  };

  it('scalars', () => {
    fc.assert(fc.property(scalar, comesBack), { numRuns: Math.ceil(4_000 * SCALE) });
  });

  it('JSON', () => {
    fc.assert(
      fc.property(
        json.map(value => ({ value })),
        comesBack,
      ),
      { numRuns: Math.ceil(2_000 * SCALE) },
    );
  });

  it('arrays of one kind', () => {
    const arrays = fc.oneof(
      fc.array(fc.double()),
      fc.array(fc.boolean()),
      fc.array(long),
      fc.array(fc.option(text)),
      fc.array(uuid),
      fc.array(fc.bigInt()),
      fc.array(date),
    );
    fc.assert(fc.property(arrays, comesBack), { numRuns: Math.ceil(4_000 * SCALE) });
  });

  it('lists, maps and sets of anything', () => {
    fc.assert(fc.property(anything, comesBack), { numRuns: Math.ceil(4_000 * SCALE) });
  });

  it('bigint of any size', () => {
    fc.assert(
      fc.property(fc.bigInt(-(2n ** 600n), 2n ** 600n), value => codec.toObject(codec.toData(value)) === value),
      { numRuns: Math.ceil(4_000 * SCALE) },
    );
  });
});

it('the same value makes the same bytes, whatever was written before', () => {
  const codec = new Serialization();
  fc.assert(
    fc.property(anything, anything, (first, second) => {
      const before = codec.toData(second);
      codec.toData(first);
      return codec.toData(second).equals(before);
    }),
  );
});
