import type { HazelcastQueue, ItemEvent, Signal } from 'hazelrx';
import { partsOf } from 'hazelrx/internal';
import { firstValueFrom as valueOf } from 'rxjs';
import { beforeEach, expect, it } from 'vitest';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { type Recording, record } from '../../support/recording.js';

/** Each as one word: what happened, and to which item. */
function told(recording: Recording<ItemEvent<string | null> | Signal>): string[] {
  return recording.items.map(event => ('item' in event ? `${event.type} ${event.item}` : event.type));
}

/** Items that come and go. */
export function eventsContract(cluster: SuiteCluster): void {
  let queue: HazelcastQueue<string>;
  let other: HazelcastQueue<string>;

  beforeEach(() => {
    const name = uniqueName('events');
    queue = cluster.client.getQueue(name);
    other = cluster.otherClient.getQueue(name);
  });

  it('tells what comes in and leaves, each once and in order', async () => {
    using events = record(queue.events({ includeValue: true, signals: true }));
    await events.count(1);
    await valueOf(other.add('a'));
    await valueOf(other.addAll(['b', 'c', 'd', 'e', 'f', 'g']));
    await valueOf(other.poll());
    await valueOf(other.remove('c'));
    await valueOf(other.removeAll(['d']));
    await valueOf(other.retainAll(['b', 'f', 'g']));
    await valueOf(other.drainTo(1));
    await valueOf(other.clear());
    const expected = ['listening'];
    expected.push(...'abcdefg'.split('').map(item => `added ${item}`));
    expected.push(...'acdebfg'.split('').map(item => `removed ${item}`));
    await events.count(expected.length);
    await valueOf(other.add('end'));
    await events.count(expected.length + 1);
    expect(told(events)).toEqual([...expected, 'added end']);
  });

  it('tells of an item that went straight to one who waited', async () => {
    using events = record(queue.events({ includeValue: true, signals: true }));
    await events.count(1);
    using taken = record(queue.takes());
    await valueOf(queue.size());
    await valueOf(other.add('a'));
    await events.count(3);
    await taken.count(1);
    expect(told(events)).toEqual(['listening', 'added a', 'removed a']);
    expect(taken.items).toEqual(['a']);
  });

  it('tells the member, and no items unless they are asked for', async () => {
    const members = await valueOf(cluster.client.members$);
    using events = record(queue.events({ signals: true }));
    await events.count(1);
    await valueOf(other.add('a'));
    await events.count(2);
    const [, event] = events.items as ItemEvent<null>[];
    expect(event).toEqual({ type: 'added', item: null, member: event!.member });
    expect(members).toContainEqual(event!.member);
  });

  it('has one registration for equal streams, and none when nobody listens', async () => {
    const { listeners } = partsOf(cluster.client);
    const before = listeners.size;
    const first = record(queue.events({ includeValue: true, signals: true }));
    const second = record(queue.events({ includeValue: true, signals: true }));
    expect(listeners.size).toBe(before + 1);
    await first.count(1);
    await second.count(1);
    await valueOf(other.add('a'));
    await first.count(2);
    await second.count(2);
    first.stop();
    second.stop();
    expect(listeners.size).toBe(before);
  });
}
