import type { HazelcastMap } from 'hazelrx';
import { describe, expect, it } from 'vitest';
import { type Recording, record } from '../../../../test/support/recording.js';
import { inVirtualTime, keysOf } from '../support/virtual-cluster.js';

interface Told {
  readonly type: string;
  readonly key?: string;
  readonly value?: number | null;
  readonly oldValue?: number | null;
  readonly numberOfAffectedEntries?: number;
}
type Entries = HazelcastMap<string, number>;

async function setUp() {
  const virtual = await inVirtualTime({ members: 3 });
  const client = await virtual.connected();
  const map = client.getMap<string, number>('m');
  await virtual.ask(map.size());
  const listen = async (options: Parameters<Entries['events']>[0] = {}): Promise<Recording<Told>> => {
    const recording = record<Told>(map.events({ includeValue: true, ...options } as object));
    await virtual.clock.advance(0);
    return recording;
  };
  return { virtual, client, map, listen };
}

/** In short. */
function lines({ items }: Recording<Told>): string[] {
  return items.map(({ type, key, value, oldValue, numberOfAffectedEntries }) =>
    [type, key, value, oldValue, numberOfAffectedEntries].filter(part => part !== undefined).join(' '),
  );
}

describe('listeners of a map', () => {
  it('are told what happened, once, as members tell it', async () => {
    const { virtual, map, listen } = await setUp();
    using told = await listen();
    const calls = [
      map.put('a', 1),
      map.set('a', 1),
      map.replace('a', 2),
      map.tryPut('a', 3, 0),
      map.setAll([['a', 4]]),
      map.putAll([['a', 5]]),
      map.putIfAbsent('a', 6),
      map.setTtl('a', 0),
      map.get('a'),
      map.delete('a'),
      map.putTransient('a', 7),
      map.remove('a'),
      map.remove('a'),
      map.putIfAbsent('a', 8),
      map.evict('a'),
      map.flush(),
    ];
    for (const call$ of calls) await virtual.ask<unknown>(call$);
    expect(lines(told)).toEqual([
      'added a 1',
      'updated a 1 1',
      'updated a 2 1',
      'added a 3',
      'added a 4',
      'updated a 5 4',
      'removed a ',
      'added a 7',
      'removed a 7',
      'added a 8',
      'evicted a 8',
    ]);
  });

  it('are told of many entries at once, if any, and not of those that are locked', async () => {
    const { virtual, map, listen } = await setUp();
    await virtual.ask(map.putAll([1, 2, 3, 4].map(n => [`key-${n}`, n] as const)));
    await virtual.ask(map.lock('key-4'));
    using told = await listen();
    await virtual.ask(map.clear());
    await virtual.ask(map.clear());
    await virtual.ask(map.set('key-1', 1));
    await virtual.ask(map.evictAll());
    expect(lines(told)).toEqual(['mapCleared 3', 'added key-1 1', 'mapEvicted 1']);
    expect(await virtual.ask(map.keySet())).toEqual(['key-4']);
  });

  it('are told what they asked for: of one key, of some kinds, without values', async () => {
    const { virtual, map, listen } = await setUp();
    using ofKey = await listen({ key: 'b' });
    using ofKind = await listen({ types: ['removed', 'mapCleared'] });
    using withoutValues = await listen({ includeValue: false });
    for (const key of ['a', 'b']) {
      await virtual.ask(map.set(key, 1));
      await virtual.ask(map.remove(key));
    }
    await virtual.ask(map.set('b', 2));
    await virtual.ask(map.clear());
    expect(lines(ofKey)).toEqual(['added b 1', 'removed b 1', 'added b 2', 'mapCleared 1']);
    expect(lines(ofKind)).toEqual(['removed a 1', 'removed b 1', 'mapCleared 1']);
    const [added, removed] = withoutValues.items;
    expect([added, removed]).toMatchObject([
      { type: 'added', key: 'a', value: null },
      { type: 'removed', key: 'a', oldValue: null },
    ]);
  });

  it('are told where it was: by the owner of the key', async () => {
    const { virtual, client, map, listen } = await setUp();
    using told = await listen();
    for (const index of [0, 1, 2]) await virtual.ask(map.set(keysOf(client, virtual.cluster, index)[0]!, index));
    const places = told.items.map(event => (event as { member?: { address: { port: number } } }).member!.address.port);
    expect(places).toEqual([5701, 5702, 5703]);
  });

  it('hear nothing more of a map that was destroyed; those who come later do', async () => {
    const { virtual, map, listen } = await setUp();
    using before = await listen();
    using ofKey = await listen({ key: 'a' });
    const other = await virtual.connected();
    await virtual.ask(other.getMap(map.name).destroy());
    using after = await listen({ types: ['added'] });
    await virtual.ask(map.set('a', 1));
    expect([lines(before), lines(ofKey), lines(after)]).toEqual([[], [], ['added a 1']]);
  });
});
