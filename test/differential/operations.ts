// What a client may ask of a map: arbitrary operations, and how they are written down.
import fc from 'fast-check';
import { inspect } from 'node:util';

const CLIENTS = 3;
/** Few, so that they collide. */
export const KEYS = ['a', 'b', 'c', 7, true] as const;
/** What the maps are called: members have settings for names that begin so. */
export const MAPS = ['plain', 'counting', 'lasting'] as const;

const HOUR = 3_600_000;
/** More than members can count, in seconds. */
const CENTURY = 1e15;

/** A method of a map, or, by its name in the protocol, a row of the table, with arguments that may not be right. */
export interface Call {
  readonly method: string;
  readonly arguments: readonly unknown[];
}

export interface Operation extends Call {
  readonly client: number;
  readonly map: number;
  /** By whoever owns the lock of the key instead, and as that, if it is locked. */
  readonly asOwner: boolean;
}

const key = fc.constantFrom<unknown>(...KEYS);
/** Of two values every other is the same, so that what compares them finds them equal often enough. */
const sound = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom<unknown>(1, 'one') },
  {
    weight: 1,
    arbitrary: fc.constantFrom<unknown>(-0.5, '', { x: 1 }, { x: 1, y: ['z', null] }, true, 3n, [1, 'one']),
  },
);
const value = seldom(sound, null, undefined, Symbol.iterator);
/** Nothing is to expire in here. */
const time = seldom(fc.constantFrom(undefined, -1, 0, HOUR, 2 * HOUR + 1999, CENTURY), Number.NaN, 0.5);
const noTime = seldom(fc.constant(0), -1);
const keys = fc.array(key, { maxLength: 4 });
const entries = fc.array(fc.tuple(key, sound), { maxLength: 5 });
const page = fc.record({ pageSize: seldom(fc.integer({ min: 1, max: 4 }), 0) });
const index = fc.constantFrom({ type: 'HASH', attributes: ['__key'] }, { attributes: [] });

/** How often they come: what is about one key most, what empties the map seldom. */
const calls: fc.WeightedArbitrary<Call>[] = [
  call(6, 'get', key),
  call(8, 'put', key, value, time, time),
  call(8, 'set', key, value, time, time),
  call(6, 'putIfAbsent', key, value, time, time),
  call(6, 'putTransient', key, value, time, time),
  call(6, 'tryPut', key, value, noTime),
  call(4, 'tryRemove', key, noTime),
  call(6, 'replace', key, value),
  call(8, 'replaceIfSame', key, value, value),
  call(3, 'remove', key),
  call(6, 'removeIfSame', key, value),
  call(3, 'delete', key),
  call(5, 'setTtl', key, time),
  call(3, 'evict', key),
  call(1, 'evictAll'),
  call(1, 'clear'),
  call(1, 'flush'),
  call(2, 'loadAll', fc.option(keys, { nil: undefined }), fc.boolean()),
  call(3, 'containsKey', key),
  call(3, 'containsValue', value),
  call(2, 'size'),
  call(2, 'isEmpty'),
  call(6, 'getEntryView', key),
  call(3, 'getAll', keys),
  call(5, 'putAll', entries),
  call(5, 'setAll', entries),
  call(2, 'putFrom', entries),
  call(2, 'keySet'),
  call(2, 'values'),
  call(2, 'entrySet'),
  call(2, 'entries', page),
  call(2, 'keys', page),
  call(2, 'addIndex', index),
  call(3, 'isLocked', key),
  call(10, 'tryLock', key, noTime),
  call(10, 'unlock', key),
  call(2, 'forceUnlock', key),
  call(1, 'destroy'),
  call(2, 'Map.delete', key),
  call(2, 'Map.setWithMaxIdle', key, sound),
  call(2, 'Map.getEntryView', key),
  call(1, 'Map.unlock', key),
];

function seldom<T>(arbitrary: fc.Arbitrary<T>, ...wrong: readonly unknown[]): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 30, arbitrary }, { weight: 1, arbitrary: fc.constantFrom(...wrong) });
}

function call(weight: number, method: string, ...parts: readonly fc.Arbitrary<unknown>[]): fc.WeightedArbitrary<Call> {
  return { weight, arbitrary: fc.record({ method: fc.constant(method), arguments: fc.tuple(...parts) }) };
}

const operation: fc.Arbitrary<Operation> = fc
  .tuple(
    fc.oneof(...calls),
    fc.record({ client: fc.nat(CLIENTS - 1), map: fc.nat(MAPS.length - 1), asOwner: fc.boolean() }),
  )
  .map(([what, who]) => ({ ...what, ...who }));

/** Exactly so many; fewer only where they are shrunk. */
class Operations extends fc.Arbitrary<Operation[]> {
  readonly #generated: fc.Arbitrary<Operation[]>;
  readonly #shrunk: fc.Arbitrary<Operation[]>;

  constructor(length: number) {
    super();
    this.#generated = fc.array(operation, { minLength: length, maxLength: length });
    this.#shrunk = fc.array(operation, { maxLength: length });
  }

  override generate(...by: Parameters<fc.Arbitrary<Operation[]>['generate']>): fc.Value<Operation[]> {
    return this.#generated.generate(...by);
  }

  override canShrinkWithoutContext(_value: unknown): _value is Operation[] {
    return false;
  }

  override shrink(value: Operation[], context: unknown): fc.Stream<fc.Value<Operation[]>> {
    return this.#shrunk.shrink(value, context);
  }
}

/** The last one comes first, because shrinking drops from the front: what comes after a difference goes at once. */
export function operationsBackwards(length: number): fc.Arbitrary<Operation[]> {
  return new Operations(length);
}

const REMOVING = new Set(['remove', 'removeIfSame', 'delete', 'setTtl', 'evict', 'Map.delete']);
/** Methods that wait for a key which somebody else has locked. */
const WAITING = new Set([
  'put',
  'set',
  'putIfAbsent',
  'putTransient',
  'replace',
  'replaceIfSame',
  'Map.setWithMaxIdle',
  ...REMOVING,
]);

/** The same, or something like it that does not wait for a lock. */
export function impatient(call: Call): Call {
  const {
    method,
    arguments: [key, value],
  } = call;
  if (!WAITING.has(method)) return call;
  if (REMOVING.has(method)) return { method: 'tryRemove', arguments: [key, 0] };
  return { method: 'tryPut', arguments: [key, value, 0] };
}

export function describeCall(call: Call): string {
  return `${call.method}(${call.arguments.map(argument => textOf(argument)).join(', ')})`;
}

/** On one line. Different values have different texts. */
export function textOf(value: unknown): string {
  return inspect(value, { depth: Infinity, breakLength: Infinity, compact: true });
}
