import type { HazelcastClient } from 'hazelrx';
import { topicAddMessageListener, topicPublish, topicPublishAll } from 'hazelrx/operations';
import { describe, expect, it } from 'vitest';
import { type Recording, record } from '../../../../test/support/recording.js';
import { inVirtualTime } from '../support/virtual-cluster.js';

const name = 't';

function listen(client: HazelcastClient, topic = name): Recording<{ readonly item: unknown }> {
  return record(client.listen(topicAddMessageListener, { name: topic }));
}

function items({ items }: Recording<{ readonly item: unknown }>): unknown[] {
  return items.map(({ item }) => item);
}

async function setUp() {
  const virtual = await inVirtualTime({ members: 3 });
  const [client, other] = [await virtual.connected(), await virtual.connected()];
  const listening = [listen(client), listen(other)] as const;
  await virtual.clock.advance(0);
  return { virtual, client, other, listening };
}

describe('a topic', () => {
  it('tells everyone who listens, once, in order, and when it was', async () => {
    const { virtual, client, listening } = await setUp();
    using elsewhere = listen(client, 'another');
    await virtual.clock.advance(1234);
    await virtual.ask(client.invoke(topicPublish, { name, message: 'a' }));
    await virtual.ask(client.invoke(topicPublishAll, { name, messages: ['b', 'c'] }));
    for (const told of listening) {
      expect(items(told)).toEqual(['a', 'b', 'c']);
      expect(told.items[0]).toMatchObject({ publishTime: expect.objectContaining({ low: 1234 }) });
      told.stop();
    }
    expect(items(elsewhere)).toEqual([]);
  });

  it('tells nobody who has left, and those who stay the rest', async () => {
    const { virtual, client, listening } = await setUp();
    const [leaving, staying] = listening;
    leaving.stop();
    await virtual.ask(client.invoke(topicPublish, { name, message: 'a' }));
    expect([items(leaving), items(staying)]).toEqual([[], ['a']]);
    staying.stop();
  });

  it('goes on when members die and come', async () => {
    const { virtual, other, listening } = await setUp();
    for (const index of [0, 1, 2]) {
      await virtual.cluster.kill(index);
      await virtual.cluster.restart(index);
      await virtual.clock.advance(3000);
      await virtual.ask(other.invoke(topicPublish, { name, message: index }));
    }
    for (const told of listening) {
      expect(items(told)).toEqual([0, 1, 2]);
      told.stop();
    }
  });
});
