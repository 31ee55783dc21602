import type { HazelcastList } from 'hazelrx';
import { firstValueFrom as valueOf } from 'rxjs';
import { beforeEach, expect, it } from 'vitest';
import { errorOf } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { record } from '../../support/recording.js';
import { listening, told } from './events.js';

/** What is told of changes by index. */
export function listEventsContract(cluster: SuiteCluster): void {
  let list: HazelcastList<string>;

  beforeEach(() => {
    list = cluster.client.getList(uniqueName('place-events'));
  });

  it('tells of set as a removal and an addition', async () => {
    await valueOf(list.addAll(['a', 'b']));
    using events = record(list.events({ includeValue: true, signals: true }));
    await listening(events);
    await valueOf(list.set(1, 'B'));
    await valueOf(list.set(1, 'B'));
    await events.count(5);
    expect(told(events.items)).toEqual(['-b', '+B', '-B', '+B']);
  });

  it('tells of additions at a place as of others', async () => {
    using events = record(list.events({ includeValue: true, signals: true }));
    await listening(events);
    await valueOf(list.addAt(0, 'a'));
    await valueOf(list.addAllAt(0, ['b', 'c']));
    await events.count(4);
    expect(told(events.items).sort()).toEqual(['+a', '+b', '+c']);
  });

  it('tells of removeAt without the item, and also where there was none', async () => {
    await valueOf(list.addAll(['a', 'b']));
    using events = record(list.events({ includeValue: true, signals: true }));
    await listening(events);
    expect(await valueOf(list.removeAt(0))).toBe('a');
    await errorOf(list.removeAt(5));
    await valueOf(list.remove('b'));
    await events.count(4);
    expect(told(events.items)).toEqual(['-null', '-null', '-b']);
  });
}
