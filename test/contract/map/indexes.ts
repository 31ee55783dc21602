import type { HazelcastMap, IndexConfig, Storable } from 'hazelrx';
import { firstValueFrom as valueOf } from 'rxjs';
import { beforeEach, expect, it } from 'vitest';
import { errorOf } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';

/** Indexes, by what they refuse. Embedded members take an index and have none. */
export function indexesContract(cluster: SuiteCluster): void {
  let map: HazelcastMap<Storable, Storable>;
  let other: HazelcastMap<Storable, Storable>;

  beforeEach(() => {
    const name = uniqueName('indexes');
    map = cluster.client.getMap(name);
    other = cluster.otherClient.getMap(name);
  });

  /** The members cannot find attributes in text, and refuse it where they have to: the proof that there is an index. */
  async function refusedText(): Promise<string> {
    const error = await errorOf(map.set('text', 'is no object'));
    expect(error).toMatchObject({ code: 'QUERY', operation: 'Map.set', structure: map.name });
    return error.message;
  }

  const indexes: readonly IndexConfig[] = [
    { attributes: ['age'] },
    { type: 'SORTED', attributes: ['age'] },
    { type: 'HASH', attributes: ['age'] },
    { type: 'BITMAP', attributes: ['age'] },
    { type: 'SORTED', attributes: ['name', 'age'] },
    { type: 'HASH', attributes: ['age', '__key'] },
    { type: 'HASH', name: 'by-age', attributes: ['age'] },
    { type: 'BITMAP', attributes: ['age'], bitmapIndexOptions: { uniqueKey: 'id', uniqueKeyTransformation: 'LONG' } },
    { type: 'BITMAP', attributes: ['age'], bitmapIndexOptions: { uniqueKey: 'id', uniqueKeyTransformation: 'RAW' } },
    { attributes: [' this.age '] },
  ];

  it.each(indexes)('adds %j, before and after there are entries', async config => {
    await valueOf(map.set('a', { id: 1, name: 'ada', age: 36 }));
    expect(await valueOf(map.addIndex(config))).toBeUndefined();
    expect(await refusedText()).toContain(config.attributes[0]!.includes('name') ? "'name'" : "'age'");
    await valueOf(other.set('b', { id: 2, name: 'bob', age: 37 }));
    expect(await valueOf(map.get('b'))).toEqual({ id: 2, name: 'bob', age: 37 });
  });

  it.each(indexes)('adds %j twice', async config => {
    const adding = map.addIndex(config);
    await valueOf(adding);
    expect(await valueOf(adding)).toBeUndefined();
    expect(await valueOf(other.addIndex(config))).toBeUndefined();
    await refusedText();
  });

  it('indexes nested attributes', async () => {
    await valueOf(map.addIndex({ attributes: ['address.city'] }));
    await valueOf(map.set('a', { address: { city: 'Zürich' } }));
    expect(await refusedText()).toContain("'address'");
  });

  it('indexes keys', async () => {
    await valueOf(map.addIndex({ attributes: ['__key.id'] }));
    await valueOf(map.set({ id: 1 }, 'text'));
    expect(await refusedText()).toContain("'id'");
  });

  it('tells entries apart by what it was told', async () => {
    const uniqueKey = { uniqueKey: 'id', uniqueKeyTransformation: 'LONG' } as const;
    await valueOf(map.addIndex({ type: 'BITMAP', attributes: ['age'], bitmapIndexOptions: uniqueKey }));
    await valueOf(map.set('a', { id: 1, age: 36 }));
    expect(await errorOf(map.set('b', { id: 'none', age: 36 }))).toMatchObject({ code: 'ILLEGAL_ARGUMENT' });
  });

  it('leaves an index of the same name as it is', async () => {
    await valueOf(map.addIndex({ name: 'taken', type: 'HASH', attributes: ['this'] }));
    expect(await valueOf(map.addIndex({ name: 'taken', type: 'SORTED', attributes: ['age'] }))).toBeUndefined();
    expect(await valueOf(map.set('text', 'is no object'))).toBeUndefined();
  });

  it('takes 255 attributes', async () => {
    await valueOf(map.addIndex({ attributes: Array.from({ length: 255 }, (_, n) => `a${n}`) }));
    expect(await refusedText()).toContain("'a0'");
  });
}
