import { type EntryEvent, type HazelcastMap, int32, type MapEvent, type Signal } from 'hazelrx';
import { partsOf } from 'hazelrx/internal';
import { mapEvict, mapEvictAll } from 'hazelrx/operations';
import { firstValueFrom as valueOf, lastValueFrom, merge } from 'rxjs';
import { beforeEach, expect, it } from 'vitest';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { eventually, type Recording, record } from '../../support/recording.js';

type Told = EntryEvent<string, number | null> | MapEvent | Signal;

/** Without who was told by which member. */
function plain(events: readonly Told[]): object[] {
  return events.map(event => {
    const { member: _, ...rest } = event as Exclude<Told, Signal>;
    return rest;
  });
}

function isSignal({ type }: Told): boolean {
  return type === 'listening' || type === 'gap';
}

/** Everything but the signals. */
function eventsOf(recording: Recording<Told>): object[] {
  return plain(recording.items.filter(item => !isSignal(item)));
}

/**
 * The streams of a map. Not shown here: `loaded`, for which a member needs a MapLoader of its own, and `merged`, for
 * which a cluster has to fall apart; unit tests decode both.
 */
export function eventsContract(cluster: SuiteCluster): void {
  let map: HazelcastMap<string, number>;
  let other: HazelcastMap<string, number>;

  beforeEach(() => {
    const name = uniqueName('events');
    map = cluster.client.getMap(name);
    other = cluster.otherClient.getMap(name);
  });

  /** Waits until the stream listens. */
  async function listening<T>(recording: Recording<T>): Promise<Recording<T>> {
    await recording.count(1);
    expect(recording.items).toEqual([{ type: 'listening' }]);
    return recording;
  }

  /**
   * What a listener is told until a key, present now, is removed. Of that key nothing is missing then; members tell of
   * their own keys, so the events of another key may still be on their way.
   */
  async function toldUntilRemoved(key: string, recording: Recording<Told>): Promise<object[]> {
    await valueOf(other.delete(key));
    const isEnd = (item: Told): boolean => item.type === 'removed' && item.key === key;
    await recording.until(items => items.some(isEnd));
    return plain(recording.items.slice(0, recording.items.findIndex(isEnd)).filter(item => !isSignal(item)));
  }

  /** One change of each kind that this cluster can bring about. */
  async function changeEverything(): Promise<void> {
    const { client } = cluster;
    const evict = (key: string) => client.invoke(mapEvict, { name: map.name, key, threadId: 0 });
    await valueOf(other.set('a', 1));
    await valueOf(other.set('a', 2));
    await valueOf(other.remove('a'));
    await valueOf(other.set('b', 3));
    expect(await valueOf(evict('b'))).toEqual({ response: true });
    await valueOf(other.set('c', 4));
    await valueOf(client.invoke(mapEvictAll, { name: map.name }));
    await valueOf(other.set('d', 5));
    await valueOf(other.clear());
  }

  it('tells each kind, with values', async () => {
    using events = record(map.events({ includeValue: true, signals: true }));
    await listening(events);
    await changeEverything();
    await events.until(items => items.some(({ type }) => type === 'mapCleared') && items.length >= 10);
    const told = eventsOf(events);
    expect(told.filter(event => 'key' in event)).toEqual(
      expect.arrayContaining([
        { type: 'added', key: 'a', value: 1 },
        { type: 'updated', key: 'a', value: 2, oldValue: 1 },
        { type: 'removed', key: 'a', oldValue: 2 },
        { type: 'added', key: 'b', value: 3 },
        { type: 'evicted', key: 'b', oldValue: 3 },
        { type: 'added', key: 'c', value: 4 },
        { type: 'added', key: 'd', value: 5 },
      ]),
    );
    expect(told).toHaveLength(9);
    expect(told).toContainEqual({ type: 'mapEvicted', numberOfAffectedEntries: 1 });
    expect(told).toContainEqual({ type: 'mapCleared', numberOfAffectedEntries: 1 });
  });

  it('tells each kind, without values', async () => {
    using events = record(map.events({ signals: true }));
    await listening(events);
    await changeEverything();
    await events.until(items => items.some(({ type }) => type === 'mapCleared') && items.length >= 10);
    expect(eventsOf(events)).toEqual(
      expect.arrayContaining([
        { type: 'added', key: 'a', value: null },
        { type: 'updated', key: 'a', value: null, oldValue: null },
        { type: 'removed', key: 'a', oldValue: null },
        { type: 'evicted', key: 'b', oldValue: null },
        { type: 'mapEvicted', numberOfAffectedEntries: 1 },
        { type: 'mapCleared', numberOfAffectedEntries: 1 },
      ]),
    );
  });

  it('tells on which member it happened', async () => {
    const members = await valueOf(cluster.client.members$);
    using events = record(map.events({ signals: true }));
    await listening(events);
    await valueOf(other.putAll(Array.from({ length: 100 }, (_, n) => [String(n), n])));
    await events.count(101);
    const told = new Set(events.items.map(item => (item as { member?: object }).member).filter(Boolean));
    expect(told).toEqual(new Set(members));
  });

  it('tells of one key only', async () => {
    using events = record(map.events({ key: 'mine', includeValue: true, signals: true }));
    await listening(events);
    await valueOf(other.set('another', 1));
    await valueOf(other.set('mine', 2));
    await valueOf(other.set('another', 3));
    await valueOf(other.remove('mine'));
    await events.count(3);
    expect(eventsOf(events)).toEqual([
      { type: 'added', key: 'mine', value: 2 },
      { type: 'removed', key: 'mine', oldValue: 2 },
    ]);
  });

  it('tells of a key of another type', async () => {
    const integers: HazelcastMap<ReturnType<typeof int32>, string> = cluster.client.getMap(map.name);
    using events = record(integers.events({ key: int32(1), signals: true }));
    await listening(events);
    await valueOf(integers.set(int32(1), 'one'));
    await events.count(2);
    expect(events.items[1]).toMatchObject({ type: 'added', key: 1 });
  });

  it('tells only the kinds asked for', async () => {
    using events = record(map.events({ types: ['updated', 'mapCleared'], signals: true }));
    await listening(events);
    await changeEverything();
    await events.count(3);
    expect(events.items.map(({ type }) => type).sort()).toEqual(['listening', 'mapCleared', 'updated']);
  });

  it('tells nothing where no kind is asked for', async () => {
    using all = record(map.events({ signals: true }));
    using none = record(map.events({ types: [], signals: true }));
    await listening(all);
    await listening(none);
    await valueOf(other.set('a', 1));
    await all.count(2);
    expect(none.items).toEqual([{ type: 'listening' }]);
  });

  it('tells each event once, and those of one key in order', async () => {
    using events = record(map.events({ includeValue: true, signals: true }));
    await listening(events);
    const keys = Array.from({ length: 50 }, (_, n) => `key-${n}`);
    for (let round = 0; round < 20; round++) await lastValueFrom(merge(...keys.map(key => other.put(key, round))));
    for (const key of keys) await valueOf(other.put(key, 20));
    await events.count(1 + keys.length * 21);
    for (const key of keys) {
      const values = events.items
        .filter(item => 'key' in item && item.key === key)
        .map(item => (item as { value: number }).value);
      expect(values).toEqual(Array.from({ length: 21 }, (_, n) => n));
    }
  });

  it('tells a late subscriber that it is listening', async () => {
    const source = map.events({ signals: true });
    using early = record(source);
    await listening(early);
    using late = record(source);
    expect(late.items).toEqual([{ type: 'listening' }]);
    await valueOf(other.set('a', 1));
    await late.count(2);
    await early.count(2);
    expect(late.items).toEqual(early.items);
  });

  it('keeps signals from those who did not ask', async () => {
    using plainly = record(map.events());
    using signalled = record(map.events({ signals: true }));
    await listening(signalled);
    await valueOf(other.set('a', 1));
    await plainly.count(1);
    expect(plain(plainly.items)).toEqual([{ type: 'added', key: 'a', value: null }]);
  });

  it('shares one registration a member among equal streams', async () => {
    const client = cluster.newClient();
    await valueOf(client.connect());
    const { pending, listeners } = partsOf(client);
    const shared: HazelcastMap<string, number> = client.getMap(map.name);
    const members = cluster.running.addresses.length;
    const before = { pending: pending.size, streams: listeners.size };
    const held = () => ({ pending: pending.size - before.pending, streams: listeners.size - before.streams });
    using first = record(shared.events({ includeValue: true, signals: true }));
    await listening(first);
    expect(held()).toEqual({ pending: members, streams: 1 });
    using second = record(shared.events({ includeValue: true, signals: true }));
    using unsignalled = record(shared.events({ includeValue: true }));
    expect(held()).toEqual({ pending: members, streams: 1 });
    using different = record(shared.events({ signals: true }));
    await listening(different);
    expect(held()).toEqual({ pending: 2 * members, streams: 2 });
    await valueOf(other.set('a', 1));
    for (const recording of [first, second, different]) await recording.count(2);
    await unsignalled.count(1);
    first.stop();
    second.stop();
    expect(held()).toEqual({ pending: 2 * members, streams: 2 });
    await valueOf(other.set('a', 2));
    await unsignalled.count(2);
    expect(first.items).toHaveLength(2);
    unsignalled.stop();
    different.stop();
    expect(held().streams).toBe(0);
    await eventually(held, ({ pending }) => pending === 0);
    await valueOf(client.shutdown());
  });

  it('tells nothing more after the last one left, and listens again for the next', async () => {
    using first = record(map.events({ signals: true }));
    await listening(first);
    await valueOf(other.set('a', 1));
    await first.count(2);
    first.stop();
    const { length } = first.items;
    await valueOf(other.set('a', 2));
    using second = record(map.events({ signals: true }));
    await listening(second);
    await valueOf(other.set('a', 3));
    expect(await toldUntilRemoved('a', second)).toEqual([{ type: 'updated', key: 'a', value: null, oldValue: null }]);
    expect(first.items).toHaveLength(length);
  });

  it('leaves nothing when it is unsubscribed before it listens', async () => {
    const { pending, listeners } = partsOf(cluster.client);
    using settled = record(map.events({ signals: true }));
    await listening(settled);
    const { size } = pending;
    for (let n = 0; n < 100; n++)
      map
        .events({ key: `key-${n}` })
        .subscribe()
        .unsubscribe();
    expect(listeners.size).toBe(1);
    // Each is removed as soon as the member has told its registration id.
    await eventually(
      () => pending.size,
      left => left <= size,
    );
    await valueOf(other.set('a', 1));
    expect(await toldUntilRemoved('a', settled)).toEqual([{ type: 'added', key: 'a', value: null }]);
  });

  it('takes a key of a megabyte', async () => {
    const key = 'k'.repeat(1_000_000);
    using events = record(map.events({ key, signals: true }));
    await listening(events);
    await valueOf(other.set(key, 1));
    await events.count(2);
    expect(events.items[1]).toMatchObject({ type: 'added' });
  });
}
