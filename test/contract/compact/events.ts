import { firstValueFrom as valueOf } from 'rxjs';
import { expect, it } from 'vitest';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { record } from '../../support/recording.js';
import { ada, countType, isRecord, orderTypes, plain } from './types.js';

export function eventsContract(cluster: SuiteCluster): void {
  it('come in order, though some of them wait for schemas and others do not', async () => {
    const map = cluster.client.getMap<string>(uniqueName('events'));
    const reader = cluster.newClient();
    using events = record(reader.getMap(map.name).events({ includeValue: true, signals: true }));
    await events.count(1);
    for (let round = 0; round < 5; round++) {
      const Type = countType('event');
      await valueOf(map.set('k', Type({ count: 3 * round })));
      await valueOf(map.set('k', Type({ count: 3 * round + 1 })));
      await valueOf(map.set('k', 3 * round + 2));
    }
    await events.count(16);
    const counts = events.items.slice(1).map(item => {
      const { value } = item as { readonly value: unknown };
      return isRecord(value) ? value.get('count') : value;
    });
    expect(counts).toEqual(Array.from({ length: 15 }, (_, n) => n));
  });

  it('hold keys, values and old values of types that are not known', async () => {
    const { Order } = orderTypes();
    const Key = countType('event-key');
    const map = cluster.client.getMap(uniqueName('events'), { key: Key, value: Order });
    const reader = cluster.newClient();
    using events = record(reader.getMap(map.name).events({ includeValue: true, signals: true }));
    await events.count(1);
    await valueOf(map.set({ count: 1 }, ada));
    await valueOf(map.remove({ count: 1 }));
    await events.count(3);
    const [, added, removed] = events.items as unknown as Record<string, unknown>[];
    expect([plain(added!['key']), plain(added!['value'])]).toEqual([{ count: 1 }, ada]);
    expect([plain(removed!['key']), plain(removed!['oldValue'])]).toEqual([{ count: 1 }, ada]);
  });

  it('of topics are records in the order of their publication', async () => {
    const topic = cluster.client.getTopic(uniqueName('topic'));
    using messages = record(cluster.newClient().getTopic(topic.name).messages({ signals: true }));
    await messages.count(1);
    const types = [0, 1, 2].map(() => countType('message'));
    for (const [n, Type] of types.entries()) await valueOf(topic.publishAll([Type({ count: n }), `plain ${n}`]));
    await messages.count(7);
    expect(messages.items.slice(1).map(item => plain((item as { readonly message: unknown }).message))).toEqual(
      types.flatMap((_, n) => [{ count: n }, `plain ${n}`]),
    );
  });
}
