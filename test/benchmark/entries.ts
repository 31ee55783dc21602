// The maps that all contestants work on.

/** Of {@link ENTRIES}. */
export const MAP = 'benchmark';
/** Not {@link MAP}, all of whose values are read. */
export const LARGE_MAP = 'benchmark-large';
/** Of {@link batchesOfMany}. */
export const MANY_MAP = 'benchmark-many';

const COUNT = 10_000;
const VALUE_LENGTH = 100;
const LARGE_LENGTH = 100_000;
/** Coprime to the number of keys, so that every key has its turn and neighbours are of different partitions. */
const STRIDE = 7919;

export const KEYS: readonly string[] = Array.from({ length: COUNT }, (_, i) => `key-${String(i).padStart(5, '0')}`);
export const VALUES: readonly string[] = KEYS.map(key =>
  key.repeat(VALUE_LENGTH / key.length + 1).slice(0, VALUE_LENGTH),
);
export const ENTRIES: readonly (readonly [string, string])[] = KEYS.map((key, i) => [key, VALUES[i]!]);
export const LARGE_KEY = 'large';
export const LARGE_VALUE = 'hazelcast '.repeat(LARGE_LENGTH / 10);

export function keyOf(operation: number): string {
  return KEYS[(operation * STRIDE) % COUNT]!;
}

export function valueOf(operation: number): string {
  return VALUES[(operation * STRIDE) % COUNT]!;
}

/** Reads them all: a client may hand out a list that it deserializes as it is read. */
export function checkValues(values: Iterable<string>): void {
  let length = 0;
  for (const value of values) length += value.length;
  checkLength(length, COUNT);
}

/** Of so many values. */
export function checkLength(length: number, values: number): void {
  if (length !== values * VALUE_LENGTH) throw new Error(`${values} values have ${length} characters`);
}

/** `count` small entries, as many as {@link ENTRIES} at a time. */
export function* batchesOfMany(count: number): Generator<[string, string][]> {
  for (let n = 0; n < count; n += COUNT) {
    yield Array.from({ length: Math.min(COUNT, count - n) }, (_, i) => [`key-${n + i}`, `value-${n + i}`]);
  }
}
