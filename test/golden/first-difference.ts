import { inspect, isDeepStrictEqual } from 'node:util';

const SHOWN = 120;

/** Where two values differ first and how, in a line of bounded length; undefined where they are the same. */
export function firstDifference(actual: unknown, expected: unknown, path = ''): string | undefined {
  if (isDeepStrictEqual(actual, expected)) return undefined;
  const [mine, theirs] = [children(actual), children(expected)];
  if (mine && theirs && actual?.constructor === expected?.constructor) {
    for (const key of new Set([...mine.keys(), ...theirs.keys()])) {
      const difference = firstDifference(mine.get(key), theirs.get(key), `${path}${path && '.'}${key}`);
      if (difference) return difference;
    }
  }
  return `${path || 'the whole'} is ${shown(actual)}, not ${shown(expected)}`;
}

function children(value: unknown): ReadonlyMap<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return undefined;
  if (value instanceof Map) return children([...value]);
  return new Map(Object.entries(value));
}

function shown(value: unknown): string {
  const text = inspect(value, { depth: 2, breakLength: Infinity, maxArrayLength: 8, maxStringLength: 40 });
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}

/** The same for bytes, by their first offset. */
export function firstByteDifference(actual: Uint8Array, expected: Uint8Array): string | undefined {
  const at = expected.findIndex((byte, i) => byte !== actual[i]);
  if (at < 0 && actual.length === expected.length) return undefined;
  const from = at < 0 ? expected.length : at;
  const near = (bytes: Uint8Array): string => Buffer.from(bytes.subarray(from, from + 8)).toString('hex') || 'the end';
  return `at byte ${from} of ${expected.length} stands ${near(actual)}, not ${near(expected)}`;
}
