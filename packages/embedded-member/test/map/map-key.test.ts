import type { HazelcastMap } from 'hazelrx';
import { map as rxMap, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { record } from '../../../../test/support/recording.js';
import type { ClusterOptions } from '../../src/index.js';
import { holdersOf, inVirtualTime, keysOf, type VirtualCluster } from '../support/virtual-cluster.js';

type Entries = HazelcastMap<string, number>;

/** How often members look for what has expired, in milliseconds, unless told otherwise. */
const TICK = 5000;

const maps = {
  'of-10-s-*': { 'time-to-live-seconds': 10 },
  'idle-10-s-*': { 'max-idle-seconds': 10 },
};

/** A map, and what is told of it: what happened, to which key, with what value, and when. */
interface Bed {
  readonly virtual: VirtualCluster;
  readonly map: Entries;
  readonly told: readonly string[];
}

async function setUp(name = 'm', options: ClusterOptions = {}): Promise<Bed> {
  const virtual = await inVirtualTime({ members: 2, config: { map: maps }, ...options });
  const map = (await virtual.connected()).getMap<string, number>(name);
  const ends$ = map.events({ types: ['expired', 'removed', 'evicted'], includeValue: true }) as Observable<Ended>;
  const { items: told } = record(
    ends$.pipe(rxMap(({ type, key, oldValue }) => `${type} ${key} ${oldValue} at ${virtual.clock.now()}`)),
  );
  await virtual.clock.advance(0);
  return { virtual, map, told };
}

interface Ended {
  readonly type: string;
  readonly key: string;
  readonly oldValue: number | null;
}

async function keys({ virtual, map }: Bed): Promise<string[]> {
  return (await virtual.ask(map.keySet())).sort();
}

describe('a time to live', () => {
  it('ends an entry to the second, for everyone who asks', async () => {
    const bed = await setUp();
    const { virtual, map } = bed;
    await virtual.ask(map.putAll([['lasting', 0]]));
    await virtual.ask(map.set('a', 1, 4000));
    await virtual.ask(map.put('b', 2, 4000));
    await virtual.ask(map.putIfAbsent('c', 3, 4000));
    await virtual.clock.advance(3999);
    expect(await keys(bed)).toEqual(['a', 'b', 'c', 'lasting']);
    await virtual.clock.advance(1);
    expect(await keys(bed)).toEqual(['lasting']);
    expect(await virtual.ask(map.size())).toBe(1);
    expect(await virtual.ask(map.containsValue(1))).toBe(false);
    expect(await virtual.ask(map.get('a'))).toBeNull();
    expect(await virtual.ask(map.containsKey('b'))).toBe(false);
    expect(await virtual.ask(map.getEntryView('c'))).toBeNull();
    expect(await virtual.ask(map.remove('b'))).toBeNull();
    expect(await virtual.ask(map.getAll(['a', 'lasting']))).toEqual([['lasting', 0]]);
    expect(await virtual.ask(map.putIfAbsent('a', 4))).toBeNull();
  });

  it('is counted in whole seconds, cut off: entries go up to one early', async () => {
    const { virtual, map } = await setUp();
    await virtual.clock.advance(100);
    await virtual.ask(map.set('gone', 1, 400));
    expect(await virtual.ask(map.get('gone'))).toBeNull();
    await virtual.clock.advance(800);
    await virtual.ask(map.set('short', 2, 1000));
    expect(await virtual.ask(map.get('short'))).toBe(2);
    await virtual.clock.advance(99);
    expect(await virtual.ask(map.get('short'))).toBe(2);
    await virtual.clock.advance(1);
    expect(await virtual.ask(map.get('short'))).toBeNull();
  });

  it('begins anew with each write and with setTtl, and is for ever where none is told', async () => {
    const bed = await setUp();
    const { virtual, map } = bed;
    for (const key of ['again', 'set', 'extended', 'left alone', 'for ever']) await virtual.ask(map.set(key, 1, 4000));
    await virtual.clock.advance(3000);
    await virtual.ask(map.set('again', 2, 4000));
    await virtual.ask(map.set('set', 2));
    expect(await virtual.ask(map.setTtl('extended', 4000))).toBe(true);
    expect(await virtual.ask(map.setTtl('for ever', 0))).toBe(true);
    expect(await virtual.ask(map.setTtl('absent', 0))).toBe(false);
    await virtual.clock.advance(1000);
    expect(await keys(bed)).toEqual(['again', 'extended', 'for ever', 'set']);
    await virtual.clock.advance(3000);
    expect(await keys(bed)).toEqual(['for ever', 'set']);
    await virtual.clock.advance(3_600_000);
    expect(await keys(bed)).toEqual(['for ever', 'set']);
  });

  it('is as configured, by pattern, unless told otherwise', async () => {
    const bed = await setUp('of-10-s-1');
    const { virtual, map } = bed;
    await virtual.ask(map.set('configured', 1));
    await virtual.ask(map.setAll([['set all', 1]]));
    await virtual.ask(map.set('also', 2, -1));
    await virtual.ask(map.set('for ever', 3, 0));
    await virtual.ask(map.set('longer', 4, 20_000));
    await virtual.clock.advance(9999);
    expect(await keys(bed)).toHaveLength(5);
    await virtual.clock.advance(1);
    expect(await keys(bed)).toEqual(['for ever', 'longer']);
    expect(await virtual.ask(map.setTtl('for ever', -1))).toBe(true);
    await virtual.clock.advance(10_000);
    expect(await keys(bed)).toEqual([]);
  });
});

describe('an idle time', () => {
  it('ends what is not used, and begins anew with each use', async () => {
    const bed = await setUp();
    const { virtual, map } = bed;
    const uses = {
      get: () => map.get('get'),
      containsKey: () => map.containsKey('containsKey'),
      getAll: () => map.getAll(['getAll']),
      putIfAbsent: () => map.putIfAbsent('putIfAbsent', 9),
      'replaceIfSame, no': () => map.replaceIfSame('replaceIfSame, no', 8, 9),
    };
    const noUses = {
      getEntryView: () => map.getEntryView('getEntryView'),
      keySet: () => map.keySet(),
      values: () => map.values(),
      entrySet: () => map.entrySet(),
      containsValue: () => map.containsValue(1),
      'removeIfSame, no': () => map.removeIfSame('removeIfSame, no', 8),
      isLocked: () => map.isLocked('isLocked'),
      size: () => map.size(),
    };
    for (const key of [...Object.keys(uses), ...Object.keys(noUses)]) await virtual.ask(map.set(key, 1, 0, 3000));
    await virtual.clock.advance(2000);
    for (const use of [...Object.values(uses), ...Object.values(noUses)]) await virtual.ask<unknown>(use());
    await virtual.clock.advance(2999);
    expect(await keys(bed)).toEqual(Object.keys(uses).sort());
    await virtual.clock.advance(1);
    expect(await keys(bed)).toEqual([]);
  });

  it('does not prolong a time to live', async () => {
    const { virtual, map } = await setUp();
    await virtual.ask(map.set('a', 1, 3000, 2000));
    for (const time of [1000, 1000, 999]) {
      await virtual.clock.advance(time);
      expect(await virtual.ask(map.get('a'))).toBe(1);
    }
    await virtual.clock.advance(1);
    expect(await virtual.ask(map.get('a'))).toBeNull();
  });

  it('is as configured, by pattern', async () => {
    const { virtual, map } = await setUp('idle-10-s-1');
    await virtual.ask(map.set('a', 1));
    await virtual.clock.advance(9000);
    expect(await virtual.ask(map.get('a'))).toBe(1);
    await virtual.clock.advance(9999);
    expect(await virtual.ask(map.size())).toBe(1);
    await virtual.clock.advance(1);
    expect(await virtual.ask(map.get('a'))).toBeNull();
  });
});

describe('what has expired', () => {
  it('is told once, by whoever finds it first', async () => {
    const { virtual, map, told } = await setUp();
    await virtual.ask(map.set('asked for', 1, 1000));
    await virtual.ask(map.set('left', 2, 1000));
    await virtual.clock.advance(1000);
    expect(told).toEqual([]);
    await virtual.ask(map.get('asked for'));
    expect(told).toEqual(['expired asked for 1 at 1000']);
    await virtual.clock.advance(TICK);
    expect(told).toEqual(['expired asked for 1 at 1000', `expired left 2 at ${TICK}`]);
    await virtual.clock.advance(2 * TICK);
    expect(told).toHaveLength(2);
  });

  it('is told when an entry is written anew, which is added then', async () => {
    const { virtual, map, told } = await setUp();
    await virtual.ask(map.set('a', 1, 1000));
    await virtual.clock.advance(1000);
    using added = record(map.events({ types: ['added', 'updated'], includeValue: true }));
    await virtual.clock.advance(0);
    expect(await virtual.ask(map.put('a', 2))).toBeNull();
    expect(told).toEqual(['expired a 1 at 1000']);
    expect(added.items).toMatchObject([{ type: 'added', key: 'a', value: 2 }]);
    expect((await virtual.ask(map.getEntryView('a')))!.version.toNumber()).toBe(0);
  });

  it('is looked for as often as the configuration says', async () => {
    const properties = { 'hazelcast.internal.map.expiration.task.period.seconds': '1' };
    const { virtual, map, told } = await setUp('m', { config: { properties } });
    await virtual.ask(map.set('a', 1, 3000));
    await virtual.clock.advance(10_000);
    expect(told).toEqual(['expired a 1 at 3000']);
  });

  it('is gone from the backups, too', async () => {
    const { virtual, map } = await setUp();
    const client = await virtual.connected();
    const [key = ''] = keysOf(client, virtual.cluster, 0);
    await virtual.ask(map.set(key, 1, 1000));
    expect(holdersOf(client, virtual.cluster, 'm', key)).toEqual([0, 1]);
    await virtual.clock.advance(TICK);
    expect(holdersOf(client, virtual.cluster, 'm', key)).toEqual([]);
  });

  it('expires on the backup that took over, at the time it was to', async () => {
    const { virtual, map } = await setUp();
    const client = await virtual.connected();
    const [key = ''] = keysOf(client, virtual.cluster, 0);
    await virtual.ask(map.set(key, 1, 8000));
    await virtual.clock.advance(3000);
    await virtual.cluster.kill(0);
    await virtual.clock.advance(4999);
    expect(await virtual.ask(map.get(key))).toBe(1);
    await virtual.clock.advance(1);
    expect(await virtual.ask(map.get(key))).toBeNull();
  });

  it('leaves a lock of its key', async () => {
    const { virtual, map } = await setUp();
    await virtual.ask(map.set('a', 1, 1000));
    const lock = await virtual.ask(map.lock('a'));
    await virtual.clock.advance(TICK);
    expect(await virtual.ask(map.isLocked('a'))).toBe(true);
    await virtual.ask(lock.release());
  });
});
