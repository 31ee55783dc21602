import type { MultiMap, MultiMapEvent, Signal } from 'hazelrx';
import { partsOf } from 'hazelrx/internal';
import { firstValueFrom as valueOf } from 'rxjs';
import { beforeEach, expect, it } from 'vitest';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { eventually, type Recording, record } from '../../support/recording.js';

type Told = MultiMapEvent<string, string | null> | Signal;

/** Without who was told by which member, and without signals. */
function plain(items: readonly Told[]): object[] {
  return items.flatMap(item => {
    if (item.type === 'listening' || item.type === 'gap') return [];
    const { member: _, ...rest } = item;
    return [rest];
  });
}

/** The streams of a multimap. */
export function eventsContract(cluster: SuiteCluster): void {
  let tags: MultiMap<string, string>;
  let other: MultiMap<string, string>;

  beforeEach(() => {
    const name = uniqueName('events');
    tags = cluster.client.getMultiMap(name);
    other = cluster.otherClient.getMultiMap(name);
  });

  async function listening(recording: Recording<Told>): Promise<void> {
    await recording.count(1);
    expect(recording.items).toEqual([{ type: 'listening' }]);
  }

  /** The last of these brings an event of its own. */
  async function change(): Promise<void> {
    await valueOf(other.put('a', 'x'));
    await valueOf(other.put('a', 'x'));
    await valueOf(other.put('a', 'y'));
    await valueOf(other.remove('a', 'x'));
    await valueOf(other.removeAll('a'));
    await valueOf(other.putAll([['a', ['p', 'p']]]));
    await valueOf(other.delete('a'));
    await valueOf(other.put('a', 'last'));
  }

  it('tells of each value that comes and goes, but for delete', async () => {
    using events = record(tags.events({ includeValue: true, signals: true }));
    await listening(events);
    await change();
    await events.count(7);
    expect(plain(events.items)).toEqual([
      { type: 'added', key: 'a', value: 'x' },
      { type: 'added', key: 'a', value: 'y' },
      { type: 'removed', key: 'a', oldValue: 'x' },
      { type: 'removed', key: 'a', oldValue: 'y' },
      { type: 'added', key: 'a', value: 'p' },
      { type: 'added', key: 'a', value: 'last' },
    ]);
  });

  it('tells without values', async () => {
    using events = record(tags.events({ signals: true }));
    await listening(events);
    await change();
    await events.count(7);
    expect(plain(events.items).slice(0, 3)).toEqual([
      { type: 'added', key: 'a', value: null },
      { type: 'added', key: 'a', value: null },
      { type: 'removed', key: 'a', oldValue: null },
    ]);
  });

  it('tells that it was cleared, and of how many keys', async () => {
    using events = record(tags.events({ signals: true }));
    using ofKey = record(tags.events({ key: 'a', signals: true }));
    for (const recording of [events, ofKey]) await listening(recording);
    await valueOf(other.putAll([['a', ['x', 'y']], ['b', ['x']]])); // prettier-ignore
    await valueOf(other.clear());
    await events.count(5);
    await ofKey.count(4);
    for (const { items } of [events, ofKey])
      expect(plain(items)).toContainEqual({ type: 'mapCleared', numberOfAffectedEntries: 2 });
  });

  it('tells of one key only', async () => {
    using events = record(tags.events({ key: 'a', includeValue: true, signals: true }));
    await listening(events);
    for (const key of ['b', 'a', 'c']) await valueOf(other.put(key, key));
    await valueOf(other.removeAll('a'));
    await events.count(3);
    expect(plain(events.items)).toEqual([
      { type: 'added', key: 'a', value: 'a' },
      { type: 'removed', key: 'a', oldValue: 'a' },
    ]);
  });

  it('tells each once, with the member that tells, of all members', async () => {
    const members = await valueOf(cluster.client.members$);
    using events = record(tags.events({ signals: true }));
    await listening(events);
    await valueOf(other.putAll(Array.from({ length: 100 }, (_, n) => [`key-${n}`, ['x']])));
    await valueOf(other.put('end', 'x'));
    await events.count(102);
    expect(new Set(events.items.flatMap(item => ('key' in item ? [item.key] : []))).size).toBe(101);
    expect(new Set(events.items.flatMap(item => ('key' in item ? [item.member] : [])))).toEqual(new Set(members));
  });

  it('leaves nothing when the last one leaves', async () => {
    const client = cluster.newClient();
    await valueOf(client.connect());
    const { pending, listeners } = partsOf(client);
    const before = pending.size;
    const shared = client.getMultiMap<string, string>(tags.name);
    using first = record(shared.events({ signals: true }));
    await listening(first);
    using second = record(shared.events({ signals: true }));
    expect([listeners.size, pending.size]).toEqual([1, before + cluster.running.addresses.length]);
    for (const recording of [first, second]) recording.stop();
    expect(listeners.size).toBe(0);
    await eventually(
      () => pending.size,
      left => left <= before,
    );
    await valueOf(client.shutdown());
  });
}
