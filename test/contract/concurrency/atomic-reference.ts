import {
  type AtomicReference,
  type ConcurrencyBackend,
  int32,
  Long,
  SerializationError,
  type Storable,
  UUID,
} from 'hazelrx';
import {
  concatMap,
  defer,
  firstValueFrom as valueOf,
  forkJoin,
  lastValueFrom,
  type Observable,
  repeat,
  takeWhile,
  toArray,
} from 'rxjs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { errorOf } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { Primitives } from './primitives.js';

const values: [string, Storable][] = [
  ['a string', 'grüße 🌰'],
  ['an empty string', ''],
  ['a number', -1.5],
  ['false', false],
  ['a Long', Long.MIN_VALUE],
  ['a bigint', 2n ** 100n],
  ['an object', { a: [1, null, { b: 'c' }] }],
  ['an array', ['a', null]],
  ['bytes', Uint8Array.of(0, 255)],
  ['a date', new Date(1_700_000_000_123)],
  ['a UUID', UUID.parse('f47ac10b-58cc-4372-a567-0e02b2c3d479')],
];

/** Values that all clients share. */
export function atomicReferenceContract(cluster: SuiteCluster, backend: ConcurrencyBackend): void {
  const made = new Primitives(cluster, backend);
  let reference: AtomicReference;
  let other: AtomicReference;

  beforeEach(() => {
    reference = made.atomicReference();
    other = cluster.otherClient.getAtomicReference(reference.name, { backend });
  });

  afterEach(() => made.leaveNothing());

  it('is null at first', async () => {
    expect(await valueOf(reference.get().pipe(toArray()))).toEqual([null]);
    expect(await valueOf(reference.isNull().pipe(toArray()))).toEqual([true]);
    expect(await valueOf(reference.contains(null))).toBe(true);
    expect(await valueOf(reference.contains('a'))).toBe(false);
    expect(await valueOf(reference.clear().pipe(toArray()))).toEqual([undefined]);
    expect(await valueOf(reference.getAndSet(null))).toBeNull();
  });

  it.each(values)('keeps %s', async (_, value) => {
    expect(await valueOf(reference.set(value).pipe(toArray()))).toEqual([undefined]);
    expect(await valueOf(other.get())).toEqual(value);
    expect(await valueOf(other.isNull())).toBe(false);
    expect(await valueOf(other.contains(value))).toBe(true);
    expect(await valueOf(other.contains(null))).toBe(false);
    expect(await valueOf(other.compareAndSet('another', 1))).toBe(false);
    expect(await valueOf(other.compareAndSet(value, value))).toBe(true);
    expect(await valueOf(other.getAndSet(null))).toEqual(value);
    expect(await valueOf(reference.get())).toBeNull();
  });

  it('is changed on subscribe, each time', async () => {
    const swap$ = reference.getAndSet('a');
    expect(await valueOf(other.get())).toBeNull();
    expect(await valueOf(swap$.pipe(toArray()))).toEqual([null]);
    expect(await valueOf(swap$.pipe(toArray()))).toEqual(['a']);
  });

  it('is set where it is what is expected, null too', async () => {
    const steps: [expected: string | null, updated: string | null, done: boolean][] = [
      ['a', 'b', false],
      [null, 'a', true],
      [null, 'b', false],
      ['a', 'b', true],
      ['b', null, true],
      [null, null, true],
      ['b', null, false],
    ];
    for (const [expected, updated, done] of steps) {
      expect(await valueOf(reference.compareAndSet(expected, updated).pipe(toArray()))).toEqual([done]);
      if (done) expect(await valueOf(other.get())).toBe(updated);
    }
    expect(await valueOf(other.isNull())).toBe(true);
  });

  it('is cleared', async () => {
    await valueOf(reference.set('a'));
    const clear$ = other.clear();
    expect(await valueOf(reference.contains('a'))).toBe(true);
    expect(await valueOf(clear$.pipe(toArray()))).toEqual([undefined]);
    expect(await valueOf(reference.isNull())).toBe(true);
    await valueOf(reference.set('b'));
    await valueOf(reference.set(null));
    expect(await valueOf(other.get())).toBeNull();
  });

  it('compares values as they are serialized', async () => {
    await valueOf(reference.set({ a: 1, b: 2 }));
    expect(await valueOf(reference.contains({ a: 1, b: 2 }))).toBe(true);
    expect(await valueOf(reference.contains({ b: 2, a: 1 }))).toBe(false);
    await valueOf(reference.set(1));
    expect(await valueOf(reference.contains(int32(1)))).toBe(false);
    expect(await valueOf(reference.compareAndSet('1', 2))).toBe(false);
    expect(await valueOf(reference.compareAndSet(1, 2))).toBe(true);
  });

  it.each<[string, (wrong: never) => Observable<unknown>]>([
    ['set', wrong => reference.set(wrong)],
    ['getAndSet', wrong => reference.getAndSet(wrong)],
    ['contains', wrong => reference.contains(wrong)],
    ['compareAndSet from', wrong => reference.compareAndSet(wrong, 1)],
    ['compareAndSet to', wrong => reference.compareAndSet(null, wrong)],
  ])('refuses to %s what is no value', async (_, call) => {
    const told = { operation: expect.stringMatching(/^AtomicRef\./), structure: reference.name };
    expect(await errorOf(call(undefined as never))).toMatchObject({ code: 'ILLEGAL_ARGUMENT', ...told });
    const unserializable = await errorOf(call((() => 1) as never));
    expect(unserializable).toBeInstanceOf(SerializationError);
    expect(unserializable).toMatchObject({ code: 'HAZELCAST_SERIALIZATION', ...told });
    expect(await valueOf(other.get())).toBeNull();
  });

  it('loses none of the changes of those who look first', async () => {
    const appended = (each: AtomicReference<number[]>, n: number): Observable<boolean> =>
      defer(() => each.get()).pipe(
        concatMap(seen => each.compareAndSet(seen, [...(seen ?? []), n])),
        repeat(),
        takeWhile(done => !done, true),
      );
    const clients = [cluster.client, cluster.otherClient];
    const flows = Array.from({ length: 20 }, (_, n) =>
      appended(clients[n % 2]!.getAtomicReference<number[]>(reference.name, { backend }), n),
    );
    await lastValueFrom(forkJoin(flows));
    const all = (await valueOf(reference.get())) as number[];
    expect([...all].sort((one, two) => one - two)).toEqual(flows.map((_, n) => n));
  });

  it('gives each value to one of those who take it away', async () => {
    const references = Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? reference : other));
    const before = await valueOf(forkJoin(references.map((each, n) => each.getAndSet(n))));
    const seen = [...before, await valueOf(reference.get())];
    expect(seen.filter(value => value === null)).toHaveLength(1);
    expect(new Set(seen).size).toBe(21);
  });

  it('is one object for each name, and one value', async () => {
    const { client } = cluster;
    expect(client.getAtomicReference(reference.name, { backend })).toBe(reference);
    await valueOf(made.atomicReference(uniqueName('reference')).set('a'));
    expect(await valueOf(reference.get())).toBeNull();
    expect([reference.name, reference.backend]).toEqual([other.name, backend]);
  });
}
