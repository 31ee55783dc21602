import { type EntryView, type HazelcastMap, Long } from 'hazelrx';
import { describe, expect, it } from 'vitest';
import { inVirtualTime, type VirtualCluster } from '../support/virtual-cluster.js';

const FOR_EVER = Long.MAX_VALUE;
/** Of a double with its type: 16 bytes. */
const COST = 52 + 16;

const maps = {
  measured: { 'per-entry-stats-enabled': true },
  limited: { 'time-to-live-seconds': 60, 'max-idle-seconds': 30 },
};

interface Bed {
  readonly virtual: VirtualCluster;
  readonly map: HazelcastMap<string, number>;
  /** With numbers in place of `Long`s; those of no end are Infinity. */
  view(key?: string): Promise<Record<string, unknown> | null>;
}

async function setUp(name: keyof typeof maps | 'plain'): Promise<Bed> {
  const virtual = await inVirtualTime({ members: 2, config: { map: maps } });
  const map = (await virtual.connected()).getMap<string, number>(name);
  const told = (view: EntryView<string, number>): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(view).map(([field, value]) => [
        field,
        Long.isLong(value) ? (value.equals(FOR_EVER) ? Infinity : value.toNumber()) : value,
      ]),
    );
  await virtual.clock.advance(10_700);
  return {
    virtual,
    map,
    async view(key = 'a') {
      const found = await virtual.ask(map.getEntryView(key));
      return found && told(found);
    },
  };
}

const unmeasured = { creationTime: -1, hits: -1, lastAccessTime: -1, lastStoredTime: -1 };
const unlimited = { expirationTime: Infinity, ttl: Infinity, maxIdle: Infinity };

describe('a view of an entry', () => {
  it('is null where there is none', async () => {
    expect(await (await setUp('plain')).view()).toBeNull();
  });

  it('tells little of one without times, where nothing is measured', async () => {
    const { virtual, map, view } = await setUp('plain');
    await virtual.ask(map.set('a', 1));
    const expected = { key: 'a', value: 1, cost: COST, ...unmeasured, ...unlimited, lastUpdateTime: -1, version: 0 };
    expect(await view()).toEqual(expected);
  });

  it('tells its times in whole seconds, cut off', async () => {
    const { virtual, map, view } = await setUp('plain');
    await virtual.ask(map.set('a', 1, 5600, 9900));
    expect(await view()).toMatchObject({ ttl: 5000, maxIdle: 9000, lastUpdateTime: 10_000, expirationTime: 16_000 });
    await virtual.ask(map.set('a', 1, 0, 3300));
    expect(await view()).toMatchObject({
      ttl: Infinity,
      maxIdle: 3000,
      lastUpdateTime: 10_000,
      expirationTime: 14_000,
    });
  });

  it('tells at least a second', async () => {
    const { virtual, map, view } = await setUp('plain');
    await virtual.ask(map.set('a', 1, 999, 350));
    expect(await view()).toMatchObject({ ttl: 1000, maxIdle: 1000, expirationTime: 11_000 });
  });

  it('tells of times that are too long to count', async () => {
    const { virtual, map, view } = await setUp('plain');
    await virtual.ask(map.set('a', 1, 1e15));
    expect(await view()).toMatchObject({ ...unlimited, lastUpdateTime: 10_000 });
  });

  it('counts the changes', async () => {
    const { virtual, map, view } = await setUp('plain');
    const version = async (): Promise<unknown> => (await view())!['version'];
    const changes = [
      () => map.set('a', 1),
      () => map.put('a', 1),
      () => map.replace('a', 2),
      () => map.replaceIfSame('a', 2, 3),
      () => map.putAll([['a', 4]]),
      () => map.setAll([['a', 5]]),
      () => map.putTransient('a', 6),
      () => map.tryPut('a', 7, 0),
      () => map.setTtl('a', 0),
    ];
    for (const [count, change] of changes.entries()) {
      await virtual.ask<unknown>(change());
      expect(await version()).toBe(count);
    }
    const others = [
      () => map.get('a'),
      () => map.replaceIfSame('a', 1, 2),
      () => map.putIfAbsent('a', 1),
      () => map.removeIfSame('a', 1),
    ];
    for (const other of others) await virtual.ask<unknown>(other());
    expect(await version()).toBe(changes.length - 1);
    await virtual.ask(map.delete('a'));
    await virtual.ask(map.set('a', 1));
    expect(await version()).toBe(0);
  });

  it('has the times that are configured, one by one', async () => {
    const { virtual, map, view } = await setUp('limited');
    const times = async (): Promise<unknown[]> => {
      const { ttl, maxIdle } = (await view())!;
      return [ttl, maxIdle];
    };
    await virtual.ask(map.set('a', 1));
    expect(await times()).toEqual([60_000, 30_000]);
    await virtual.ask(map.set('a', 1, 0, 5000));
    expect(await times()).toEqual([Infinity, 5000]);
    await virtual.ask(map.set('a', 1, -1, 0));
    expect(await times()).toEqual([60_000, Infinity]);
    await virtual.ask(map.setTtl('a', 5000));
    expect(await times()).toEqual([5000, 30_000]);
    await virtual.ask(map.setTtl('a', -1));
    expect(await times()).toEqual([60_000, 30_000]);
    await virtual.ask(map.replace('a', 2));
    expect(await times()).toEqual([60_000, 30_000]);
  });

  it('tells when an entry was made, changed and used, and how often, where that is measured', async () => {
    const { virtual, map, view } = await setUp('measured');
    await virtual.ask(map.set('a', 1));
    const made = { cost: COST + 24, creationTime: 10_000, lastStoredTime: 0, ...unlimited };
    expect(await view()).toMatchObject({ ...made, lastUpdateTime: 10_000, hits: 0, lastAccessTime: 0 });
    await virtual.clock.advance(2000);
    await virtual.ask(map.get('a'));
    expect(await view()).toMatchObject({ ...made, lastUpdateTime: 10_000, hits: 1, lastAccessTime: 12_000 });
    await virtual.clock.advance(2000);
    await virtual.ask(map.set('a', 2));
    expect(await view()).toMatchObject({ ...made, lastUpdateTime: 14_000, hits: 2, version: 1 });
  });

  it.each<[string, number, (map: Bed['map']) => Parameters<VirtualCluster['ask']>[0]]>([
    ['get', 1, map => map.get('a')],
    ['put', 1, map => map.put('a', 1)],
    ['set', 1, map => map.set('a', 1)],
    ['putTransient', 1, map => map.putTransient('a', 1)],
    ['tryPut', 1, map => map.tryPut('a', 1, 0)],
    ['putAll', 1, map => map.putAll([['a', 1]])],
    ['setAll', 1, map => map.setAll([['a', 1]])],
    ['replace', 2, map => map.replace('a', 1)],
    ['replaceIfSame, yes', 2, map => map.replaceIfSame('a', 1, 1)],
    ['replaceIfSame, no', 1, map => map.replaceIfSame('a', 2, 1)],
    ['containsKey', 1, map => map.containsKey('a')],
    ['getAll', 1, map => map.getAll(['a'])],
    ['putIfAbsent', 1, map => map.putIfAbsent('a', 1)],
    ['setTtl', 2, map => map.setTtl('a', 0)],
    ['removeIfSame, no', 0, map => map.removeIfSame('a', 2)],
    ['getEntryView', 0, map => map.getEntryView('a')],
    ['keySet', 0, map => map.keySet()],
    ['values', 0, map => map.values()],
    ['entrySet', 0, map => map.entrySet()],
    ['containsValue', 0, map => map.containsValue(1)],
    ['size', 0, map => map.size()],
    ['isLocked', 0, map => map.isLocked('a')],
    ['entries', 0, map => map.entries()],
  ])('takes a %s for %d uses', async (_, hits, use) => {
    const { virtual, map, view } = await setUp('measured');
    await virtual.ask(map.set('a', 1));
    await virtual.ask(use(map));
    expect((await view())!['hits']).toBe(hits);
  });
});
