import {
  Data,
  type HazelcastClient,
  type HazelcastList,
  type HazelcastSet,
  type ItemEvent,
  SerializationError,
  type Signal,
  type Storable,
} from 'hazelrx';
import { partsOf } from 'hazelrx/internal';
import { firstValueFrom as valueOf } from 'rxjs';
import { beforeEach, expect, it } from 'vitest';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { type Recording, record } from '../../support/recording.js';

type Told = ItemEvent<unknown> | Signal;

/** Events as "+a" and "-a", without signals. */
export function told(items: readonly Told[]): string[] {
  return items.flatMap(item => ('item' in item ? `${item.type === 'added' ? '+' : '-'}${String(item.item)}` : []));
}

/** Waits until the stream listens. */
export async function listening<T>(recording: Recording<T>): Promise<void> {
  await recording.count(1);
  expect(recording.items).toEqual([{ type: 'listening' }]);
}

/** The streams of sets and lists. */
export function collectionEventsContract(
  cluster: SuiteCluster,
  get: <E extends Storable>(client: HazelcastClient, name: string) => HazelcastSet<E> | HazelcastList<E>,
  kind: 'Set' | 'List',
): void {
  let items: HazelcastSet<Storable> | HazelcastList<Storable>;
  let theirs: HazelcastSet<Storable> | HazelcastList<Storable>;
  const withValues = { includeValue: true, signals: true } as const;

  beforeEach(() => {
    const name = uniqueName('item-events');
    items = get(cluster.client, name);
    theirs = get(cluster.otherClient, name);
  });

  it('tells what comes and goes, each once and in order', async () => {
    using events = record(items.events(withValues));
    await listening(events);
    await valueOf(theirs.add('a'));
    await valueOf(theirs.add('b'));
    await valueOf(theirs.remove('a'));
    await valueOf(theirs.remove('none'));
    await valueOf(theirs.add('end'));
    await events.count(5);
    expect(told(events.items)).toEqual(['+a', '+b', '-a', '+end']);
  });

  it('tells each of what one call adds or removes', async () => {
    using events = record(items.events(withValues));
    await listening(events);
    const calls: [() => Promise<unknown>, string[]][] = [
      [() => valueOf(theirs.addAll(['a', 'b', 'c', 'd', 'e'])), ['+a', '+b', '+c', '+d', '+e']],
      [() => valueOf(theirs.removeAll(['a', 'none'])), ['-a']],
      [() => valueOf(theirs.retainAll(['b', 'c', 'none'])), ['-d', '-e']],
      [() => valueOf(theirs.clear()), ['-b', '-c']],
    ];
    let seen = 1;
    for (const [call, expected] of calls) {
      await call();
      await events.count(seen + expected.length);
      expect(told(events.items.slice(seen)).sort()).toEqual(expected);
      seen += expected.length;
    }
    await valueOf(theirs.clear());
    await valueOf(theirs.add('end'));
    await events.count(seen + 1);
    expect(told(events.items.slice(seen))).toEqual(['+end']);
  });

  it('has no items where they were not asked for', async () => {
    using events = record(items.events({ signals: true }));
    await listening(events);
    await valueOf(theirs.add('a'));
    await valueOf(theirs.remove('a'));
    await events.count(3);
    expect(events.items.slice(1)).toMatchObject([
      { type: 'added', item: null },
      { type: 'removed', item: null },
    ]);
  });

  it('has no signals where they were not asked for', async () => {
    using signals = record(items.events(withValues));
    using events = record(items.events({ includeValue: true }));
    await listening(signals);
    await valueOf(theirs.add('a'));
    await events.count(1);
    expect(told(events.items)).toEqual(['+a']);
    expect(events.items).toHaveLength(1);
  });

  it('tells on which member it happened, of all of them', async () => {
    const members = await valueOf(cluster.client.members$);
    const seen = new Set<unknown>();
    for (let n = 0; seen.size < members.length && n < 100; n++) {
      const other = get(cluster.client, uniqueName('somewhere'));
      using events = record(other.events({ signals: true }));
      await listening(events);
      await valueOf(other.add('a'));
      await events.count(2);
      seen.add((events.items[1] as ItemEvent<null>).member);
    }
    expect(seen).toEqual(new Set(members));
  });

  it('tells nothing of others, and nothing twice to those who share it', async () => {
    const other = get(cluster.client, uniqueName('other'));
    const events$ = items.events(withValues);
    using one = record(events$);
    using two = record(events$);
    await listening(one);
    await two.count(1);
    await valueOf(other.add('x'));
    await valueOf(theirs.add('a'));
    await one.count(2);
    await two.count(2);
    expect([told(one.items), told(two.items)]).toEqual([['+a'], ['+a']]);
  });

  it('leaves no registration behind', async () => {
    const { listeners } = partsOf(cluster.client);
    const { size } = listeners;
    const events = record(items.events(withValues));
    await listening(events);
    expect(listeners.size).toBe(size + 1);
    events.stop();
    expect(listeners.size).toBe(size);
    await valueOf(theirs.add('a'));
    expect(events.items).toHaveLength(1);
  });

  it('says nothing of destroy, which takes its listeners along', async () => {
    await valueOf(theirs.add('a'));
    using events = record(items.events(withValues));
    await listening(events);
    await valueOf(theirs.destroy());
    await valueOf(theirs.add('b'));
    // What comes after it over the same connections has come: the events would have been before that.
    using fresh = record(items.events({ signals: true }));
    await listening(fresh);
    await valueOf(theirs.add('c'));
    await fresh.count(2);
    expect(told(events.items)).toEqual([]);
  });

  it('goes on when its own client destroys, and says that something may have been missed', async () => {
    using events = record(items.events(withValues));
    await listening(events);
    await valueOf(items.destroy());
    await events.until(all => all.filter(({ type }) => type === 'listening').length === 2);
    await valueOf(theirs.add('a'));
    await events.until(all => all.some(({ type }) => type === 'added'));
    const gaps = (await valueOf(cluster.client.members$)).map(() => 'gap');
    expect(events.items.map(({ type }) => type)).toEqual(['listening', ...gaps, 'listening', 'added']);
  });

  it('ends with the bytes of what it cannot read', async () => {
    using events = record(items.events(withValues));
    await listening(events);
    const bytes = new Uint8Array(24);
    new DataView(bytes.buffer).setInt32(4, -1);
    await valueOf(items.add(new Data(bytes)));
    await events.until((_, { error }) => error !== undefined);
    expect(events.error).toBeInstanceOf(SerializationError);
    expect(events.error).toMatchObject({ typeId: -1, structure: items.name, operation: `${kind}.addListener` });
  });
}
