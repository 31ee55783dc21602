import { Data, type HazelcastMap, type IndexConfig, int32, SerializationError, type Storable } from 'hazelrx';
import Long from 'long';
import { firstValueFrom as valueOf, type Observable, toArray } from 'rxjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { errorOf } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';

/** Reads of whole maps, of one entry with what is known about it, and indexes. */
export function readsContract(cluster: SuiteCluster): void {
  let map: HazelcastMap<Storable, Storable>;
  let other: HazelcastMap<Storable, Storable>;

  beforeEach(() => {
    const name = uniqueName('reads');
    map = cluster.client.getMap(name);
    other = cluster.otherClient.getMap(name);
  });

  it.each<[string, () => Observable<unknown>, unknown]>([
    ['entrySet', () => map.entrySet(), []],
    ['keySet', () => map.keySet(), []],
    ['values', () => map.values(), []],
    ['containsValue', () => map.containsValue(1), false],
    ['isEmpty', () => map.isEmpty(), true],
    ['getEntryView', () => map.getEntryView('a'), null],
    ['addIndex', () => map.addIndex({ attributes: ['age'] }), undefined],
  ])('%s of an empty map emits one value and completes', async (_, call, value) => {
    expect(await valueOf(call().pipe(toArray()))).toEqual([value]);
  });

  it.each(['entrySet', 'keySet', 'values', 'isEmpty'] as const)(
    '%s reads again for each subscription',
    async method => {
      const read$: Observable<unknown> = map[method]();
      const before = await valueOf(read$);
      await valueOf(other.set('a', 1));
      expect(await valueOf(read$)).not.toEqual(before);
    },
  );

  it.each([1, 10_000])('reads a map of %d whole', async size => {
    const entries = Array.from({ length: size }, (_, n): [string, number] => [`key-${n}`, n % 1000]);
    await valueOf(map.setAll(entries));
    const byText = (one: unknown, another: unknown): number => (String(one) < String(another) ? -1 : 1);
    for (const reader of [map, other]) {
      expect((await valueOf(reader.entrySet())).sort(byText)).toEqual(entries.toSorted(byText));
      expect((await valueOf(reader.keySet())).sort(byText)).toEqual(entries.map(([key]) => key).sort(byText));
      expect((await valueOf(reader.values())).sort(byText)).toEqual(entries.map(([, value]) => value).sort(byText));
      expect(await valueOf(reader.isEmpty())).toBe(false);
    }
  });

  it('brings keys and values of every kind back', async () => {
    const entries: [Storable, Storable][] = [
      ['text', { a: [1, null] }],
      [{ id: 1 }, 'text'],
      [Long.MAX_VALUE, new Date(0)],
      [true, Uint8Array.of(1, 2)],
    ];
    await valueOf(map.putAll(entries));
    const found = await valueOf(other.entrySet());
    expect(found).toHaveLength(entries.length);
    expect(found).toEqual(expect.arrayContaining(entries));
    expect(await valueOf(other.keySet())).toEqual(expect.arrayContaining(entries.map(([key]) => key)));
    expect(await valueOf(other.values())).toEqual(expect.arrayContaining(entries.map(([, value]) => value)));
  });

  it('says whether a value is there', async () => {
    await valueOf(map.set('a', { x: 1 }));
    await valueOf(map.set('b', int32(1)));
    expect(await valueOf(other.containsValue({ x: 1 }))).toBe(true);
    expect(await valueOf(other.containsValue({ x: 2 }))).toBe(false);
    expect(await valueOf(other.containsValue(int32(1)))).toBe(true);
    expect(await valueOf(other.containsValue(1))).toBe(false);
    await valueOf(map.clear());
    expect(await valueOf(other.containsValue({ x: 1 }))).toBe(false);
  });

  it('says whether there is anything', async () => {
    await valueOf(map.set('a', 1));
    expect(await valueOf(other.isEmpty())).toBe(false);
    await valueOf(other.delete('a'));
    expect(await valueOf(map.isEmpty())).toBe(true);
  });

  it('fails with the bytes of what it cannot read, and reads what it can', async () => {
    // Eight bytes of content after a header with the type of Portable.
    const portable = new Data(Uint8Array.of(0, 0, 0, 0, 255, 255, 255, 255, 1, 2, 3, 4, 5, 6, 7, 8));
    await valueOf(map.setAll([['a', 1], ['b', portable]])); // prettier-ignore
    for (const [call, operation] of [
      [map.entrySet(), 'Map.entrySet'],
      [map.values(), 'Map.values'],
      [map.getEntryView('b'), 'Map.getEntryView'],
    ] as const) {
      const error = await errorOf(call);
      expect(error).toBeInstanceOf(SerializationError);
      expect(error).toMatchObject({ operation, structure: map.name, typeId: -1 });
      expect((error as SerializationError).data?.equals(portable)).toBe(true);
    }
    expect(new Set(await valueOf(map.keySet()))).toEqual(new Set(['a', 'b']));
    expect(await valueOf(map.containsValue(portable))).toBe(true);
    expect(await valueOf(map.isEmpty())).toBe(false);
  });

  it.each([null, undefined] as unknown[] as string[])('refuses %s', async absent => {
    for (const [call, operation] of [
      [map.containsValue(absent), 'Map.containsValue'],
      [map.getEntryView(absent), 'Map.getEntryView'],
    ] as const)
      expect(await errorOf(call)).toMatchObject({ code: 'ILLEGAL_ARGUMENT', operation, structure: map.name });
  });

  it('views an entry', async () => {
    const none = Long.NEG_ONE;
    const ever = Long.MAX_VALUE;
    await valueOf(map.set('a', { x: 1 }, 0));
    const view = await valueOf(other.getEntryView('a'));
    expect(view).toEqual({
      key: 'a',
      value: { x: 1 },
      cost: expect.any(Long) as Long,
      version: Long.ZERO,
      ttl: ever,
      maxIdle: ever,
      expirationTime: ever,
      creationTime: none,
      hits: none,
      lastAccessTime: none,
      lastStoredTime: none,
      lastUpdateTime: none,
    });
    expect(view!.cost.toNumber()).toBeGreaterThan(0);
    await valueOf(map.set('a', 2, 0));
    expect(await valueOf(map.getEntryView('a'))).toMatchObject({ value: 2, version: Long.ONE });
    await valueOf(map.delete('a'));
    expect(await valueOf(map.getEntryView('a'))).toBeNull();
  });

  describe('an index', () => {
    const many = Array.from({ length: 256 }, (_, n) => `a${n}`);
    it.each<[string, IndexConfig]>([
      ['no attribute', { attributes: [] }],
      ['an attribute twice', { attributes: ['a', 'b', 'a'] }],
      ['an attribute twice, once with this', { attributes: ['a', 'this.a'] }],
      ['an empty attribute', { attributes: [' '] }],
      ['an attribute that ends with a dot', { attributes: ['a.'] }],
      ['an attribute that is no text', { attributes: [1 as unknown as string] }],
      ['more than 255 attributes', { attributes: many }],
      ['two attributes of a bitmap', { type: 'BITMAP', attributes: ['a', 'b'] }],
      ['bitmap options of a sorted index', { type: 'SORTED', attributes: ['a'], bitmapIndexOptions: {} }],
      ['bitmap options of a hash index', { type: 'HASH', attributes: ['a'], bitmapIndexOptions: { uniqueKey: 'a' } }],
      ['bitmap options of an index of no type', { attributes: ['a'], bitmapIndexOptions: {} }],
      ['an unknown type', { type: 'sorted' as 'SORTED', attributes: ['a'] }],
      [
        'an unknown transformation',
        { type: 'BITMAP', attributes: ['a'], bitmapIndexOptions: { uniqueKeyTransformation: 'INT' as 'LONG' } },
      ],
    ])('refuses %s', async (_, config) => {
      const error = await errorOf(map.addIndex(config));
      expect(error).toMatchObject({ code: 'ILLEGAL_ARGUMENT', operation: 'Map.addIndex', structure: map.name });
      expect(await valueOf(map.set('text', 'is no object'))).toBeUndefined();
    });
  });
}
