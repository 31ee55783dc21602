import { compact, type GenericRecord, int32, type Lazy, Long, string, toCollection } from 'hazelrx';
import { firstValueFrom as valueOf, map as mapped } from 'rxjs';
import { expect, it } from 'vitest';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { record } from '../../support/recording.js';
import { countType, plain } from '../compact/types.js';
import { asText } from './viewing.js';

export function liveTypesContract(cluster: SuiteCluster): void {
  it('find keys that are objects by what they are to the cluster', async () => {
    const name = uniqueName('live-types');
    const map = cluster.client.getMap<object, string>(name);
    const other = cluster.otherClient.getMap<object, string>(name);
    await valueOf(other.set({ x: 1, y: 2 }, 'json'));
    await valueOf(other.set(Long.fromNumber(7), 'long'));
    using changes = record(map.live());
    using view = record(map.live().pipe(toCollection()));
    await view.count(1);
    const first = view.items[0]!;
    expect([first.size, first.get({ x: 1, y: 2 }), first.get(Long.fromNumber(7))]).toEqual([2, 'json', 'long']);
    expect(first.has({ x: 1, y: 3 })).toBe(false);
    await changes.count(1);
    await valueOf(other.set({ x: 1, y: 2 }, 'again'));
    await valueOf(other.delete({ x: 1, y: 2 }));
    await changes.count(3);
    const [, put, removed] = changes.items as readonly { readonly key?: object }[];
    // One object for as long as the key is there.
    expect(put!.key).toBe(removed!.key);
    await view.until(items => items.at(-1)!.size === 1);
  });

  it('find keys of Compact types that their own client has not written yet', async () => {
    const name = uniqueName('live-types');
    const types = () => ({ key: compact(`${name}-key`, { country: string, id: int32 }), value: string });
    const other = cluster.otherClient.getMap(name, types());
    await valueOf(other.set({ country: 'CH', id: 1 }, 'one'));
    const map = cluster.newClient().getMap(name, types());
    using view = record(map.live().pipe(toCollection()));
    await view.count(1);
    expect(view.items[0]!.get({ id: 1, country: 'CH' })).toBe('one');
    // Writes the schema.
    await valueOf(map.set({ country: 'DE', id: 2 }, 'two'));
    await valueOf(other.delete({ country: 'CH', id: 1 }));
    await view.until(items => [...items.at(-1)!.values()].join() === 'two');
  });

  it('have the declared types', async () => {
    const name = uniqueName('live-types');
    const map = cluster.client.getMap(name, { key: int32, value: int32 });
    const other = cluster.otherClient.getMap(name, { key: int32, value: int32 });
    await valueOf(other.set(1, 10));
    using view = record(map.live().pipe(mapped(asText)));
    await view.count(1);
    await valueOf(other.set(1, 11));
    await view.count(2);
    expect(view.items).toEqual(['[1=10]', '1=11<10']);
  });

  it('may be read later', async () => {
    const name = uniqueName('live-types');
    const map = cluster.client.getMap(name, { key: string, value: int32, lazy: true });
    const other = cluster.otherClient.getMap(name, { key: string, value: int32 });
    using view = record(map.live().pipe(toCollection()));
    await view.count(1);
    await valueOf(other.set('a', 5));
    await view.until(items => items.at(-1)!.size === 1);
    const value: Lazy<number> = view.items.at(-1)!.get('a')!;
    expect(await valueOf(value.read())).toBe(5);
  });

  it('may be of schemas that this client has not met', async () => {
    const name = uniqueName('live-types');
    const [Key, Value] = [countType('live-key'), countType('live-value')];
    const map = cluster.newClient().getMap<GenericRecord, GenericRecord>(name);
    using view = record(map.live().pipe(toCollection()));
    await view.count(1);
    const other = cluster.otherClient.getMap(name, { key: Key, value: Value });
    await valueOf(other.set({ count: 1 }, { count: 10 }));
    await view.until(items => items.at(-1)!.size === 1);
    await valueOf(other.set({ count: 1 }, { count: 11 }));
    await valueOf(other.set({ count: 2 }, { count: 20 }));
    await view.until(items => items.at(-1)!.size === 2);
    const counts = [...view.items.at(-1)!].map(entry => entry.map(plain));
    expect(counts.toSorted((one, two) => JSON.stringify(one).localeCompare(JSON.stringify(two)))).toEqual([
      [{ count: 1 }, { count: 11 }],
      [{ count: 2 }, { count: 20 }],
    ]);
  });
}
