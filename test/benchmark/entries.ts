// The map that all contestants work on.

export const MAP = 'benchmark';

const COUNT = 10_000;
const VALUE_LENGTH = 100;
const LARGE_LENGTH = 100_000;
/** Coprime to the number of keys, so that every key has its turn and neighbours are of different partitions. */
const STRIDE = 7919;

export const KEYS: readonly string[] = Array.from({ length: COUNT }, (_, i) => `key-${String(i).padStart(5, '0')}`);
export const VALUES: readonly string[] = KEYS.map(key =>
  key.repeat(VALUE_LENGTH / key.length + 1).slice(0, VALUE_LENGTH),
);
export const LARGE_KEY = 'large';
export const LARGE_VALUE = 'hazelcast '.repeat(LARGE_LENGTH / 10);

export function keyOf(operation: number): string {
  return KEYS[(operation * STRIDE) % COUNT]!;
}

export function valueOf(operation: number): string {
  return VALUES[(operation * STRIDE) % COUNT]!;
}
