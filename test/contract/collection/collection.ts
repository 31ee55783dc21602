import { type HazelcastList, type HazelcastSet, int32, SerializationError, type Storable } from 'hazelrx';
import { partsOf } from 'hazelrx/internal';
import { firstValueFrom as valueOf, type Observable, toArray } from 'rxjs';
import { beforeEach, expect, it } from 'vitest';
import { errorOf } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';

type Collection<E extends Storable> = HazelcastSet<E> | HazelcastList<E>;

/** What sets and lists have in common. `kind`: how their rows are called. */
export function collectionContract(
  cluster: SuiteCluster,
  get: <E extends Storable>(name: string) => Collection<E>,
  kind: 'Set' | 'List',
): void {
  let items: Collection<string>;

  beforeEach(() => {
    items = get<string>(uniqueName('items'));
  });

  /** In the order of the alphabet: sets have none. */
  async function contents(): Promise<string[]> {
    return (await valueOf(items.toArray())).sort();
  }

  it('is the same object for the same name', () => {
    expect(get(items.name)).toBe(items);
    expect(get(uniqueName('items'))).not.toBe(items);
  });

  it.each<[string, () => Observable<unknown>, unknown]>([
    ['add', () => items.add('a'), true],
    ['addAll', () => items.addAll(['a', 'b']), true],
    ['addAll of nothing', () => items.addAll([]), false],
    ['remove', () => items.remove('a'), false],
    ['removeAll', () => items.removeAll(['a']), false],
    ['retainAll', () => items.retainAll(['a']), false],
    ['contains', () => items.contains('a'), false],
    ['containsAll', () => items.containsAll(['a']), false],
    ['containsAll of nothing', () => items.containsAll([]), true],
    ['size', () => items.size(), 0],
    ['isEmpty', () => items.isEmpty(), true],
    ['clear', () => items.clear(), undefined],
    ['toArray', () => items.toArray(), []],
    ['destroy', () => items.destroy(), undefined],
  ])('%s emits one value and completes', async (_, call, value) => {
    expect(await valueOf(call().pipe(toArray()))).toEqual([value]);
  });

  it('does nothing without a subscription, and something for each', async () => {
    const adding = items.addAll(['a', 'b']);
    expect(await valueOf(items.isEmpty())).toBe(true);
    await valueOf(adding);
    await valueOf(items.clear());
    await valueOf(adding);
    expect(await contents()).toEqual(['a', 'b']);
  });

  it('adds and removes', async () => {
    expect(await valueOf(items.addAll(['a', 'b', 'c', 'd']))).toBe(true);
    expect(await valueOf(items.add('e'))).toBe(true);
    expect(await valueOf(items.size())).toBe(5);
    expect(await valueOf(items.isEmpty())).toBe(false);
    expect(await valueOf(items.remove('a'))).toBe(true);
    expect(await valueOf(items.remove('a'))).toBe(false);
    expect(await valueOf(items.removeAll(['b', 'x']))).toBe(true);
    expect(await valueOf(items.removeAll([]))).toBe(false);
    expect(await contents()).toEqual(['c', 'd', 'e']);
    expect(await valueOf(items.retainAll(['c', 'e', 'x']))).toBe(true);
    expect(await valueOf(items.retainAll(['c', 'e']))).toBe(false);
    expect(await contents()).toEqual(['c', 'e']);
    expect(await valueOf(items.retainAll([]))).toBe(true);
    expect(await contents()).toEqual([]);
  });

  it('finds', async () => {
    await valueOf(items.addAll(['a', 'b']));
    expect(await valueOf(items.contains('a'))).toBe(true);
    expect(await valueOf(items.contains('c'))).toBe(false);
    expect(await valueOf(items.containsAll(['b', 'a', 'b']))).toBe(true);
    expect(await valueOf(items.containsAll(['a', 'c']))).toBe(false);
  });

  it('takes any iterable, also what can be read once', async () => {
    await valueOf(items.addAll(new Set(['a', 'b'])));
    const once = function* (): Generator<string> {
      yield* ['c', 'd'];
    };
    const adding = items.addAll(once());
    await valueOf(adding);
    expect(await contents()).toEqual(['a', 'b', 'c', 'd']);
    await valueOf(items.clear());
    await valueOf(adding);
    expect(await contents()).toEqual(['c', 'd']);
  });

  it('compares serialized forms', async () => {
    const values = get<Storable>(items.name);
    await valueOf(values.addAll([1, int32(1), { a: 1 }]));
    expect(await valueOf(values.size())).toBe(3);
    expect(await valueOf(values.contains({ a: 1 }))).toBe(true);
    expect(await valueOf(values.contains(1n))).toBe(false);
    expect(await valueOf(values.remove(int32(1)))).toBe(true);
    expect(await valueOf(values.remove(int32(1)))).toBe(false);
    expect(await valueOf(values.contains(1))).toBe(true);
  });

  it('is one for all clients', async () => {
    await valueOf(items.add('a'));
    const { otherClient } = cluster;
    const theirs = kind === 'Set' ? otherClient.getSet(items.name) : otherClient.getList(items.name);
    expect(await valueOf(theirs.toArray())).toEqual(['a']);
  });

  it('keeps what a name says to keep together in one partition', async () => {
    const { router } = partsOf(cluster.client);
    await valueOf(cluster.client.connect());
    const name = `${items.name}@customer-3`;
    const there = get<string>(name);
    await valueOf(there.add('a'));
    expect(await valueOf(there.toArray())).toEqual(['a']);
    expect(router.ofName(name)).toBe(router.ofKey('customer-3'));
    expect(await valueOf(items.isEmpty())).toBe(true);
  });

  it('begins anew when it was destroyed', async () => {
    await valueOf(items.addAll(['a', 'b']));
    await valueOf(items.destroy());
    expect(await valueOf(items.size())).toBe(0);
    expect(await valueOf(items.add('c'))).toBe(true);
    expect(await contents()).toEqual(['c']);
  });

  it('has no more than its max-size, and all or none of what comes at once', async () => {
    items = get(uniqueName('bounded'));
    expect(await valueOf(items.addAll(['a', 'b']))).toBe(true);
    expect(await valueOf(items.addAll(['c', 'd']))).toBe(false);
    expect(await contents()).toEqual(['a', 'b']);
    expect(await valueOf(items.add('c'))).toBe(true);
    expect(await valueOf(items.add('d'))).toBe(false);
    expect(await valueOf(items.addAll(['a']))).toBe(false);
    expect(await contents()).toEqual(['a', 'b', 'c']);
    await valueOf(items.remove('a'));
    expect(await valueOf(items.add('d'))).toBe(true);
  });

  it('brings ten thousand items back', async () => {
    const many = Array.from({ length: 10_000 }, (_, n) => `item-${n}`).sort();
    await valueOf(items.addAll(many));
    expect(await contents()).toEqual(many);
  });

  const nothing = [null, undefined] as unknown[] as string[];
  it.each(nothing)('refuses %s', async absent => {
    for (const [call, operation] of [
      [items.add(absent), 'add'],
      [items.addAll(['a', absent]), 'addAll'],
      [items.addAll(absent), 'addAll'],
      [items.remove(absent), 'remove'],
      [items.removeAll([absent]), 'compareAndRemoveAll'],
      [items.retainAll([absent]), 'compareAndRetainAll'],
      [items.contains(absent), 'contains'],
      [items.containsAll([absent]), 'containsAll'],
    ] as const) {
      const error = await errorOf(call);
      expect(error).toMatchObject({
        code: 'ILLEGAL_ARGUMENT',
        operation: `${kind}.${operation}`,
        structure: items.name,
      });
    }
    expect(await valueOf(items.size())).toBe(0);
  });

  it('refuses a text where a list of items is meant', async () => {
    const error = await errorOf(items.addAll('abc'));
    expect(error).toMatchObject({ code: 'ILLEGAL_ARGUMENT', structure: items.name });
    expect(error.reason).toContain('expected an iterable');
  });

  it('refuses what cannot be serialized, and adds nothing', async () => {
    const values = get<Storable>(items.name);
    const error = await errorOf(values.addAll(['a', { price: 1n }]));
    expect(error).toBeInstanceOf(SerializationError);
    expect(error).toMatchObject({ operation: `${kind}.addAll`, structure: items.name, path: '$.price' });
    expect(await valueOf(values.size())).toBe(0);
  });
}
