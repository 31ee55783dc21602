import { type HazelcastClient, Long, type RingbufferItem } from 'hazelrx';
import { describe, expect, it } from 'vitest';
import { record } from '../../../../test/support/recording.js';
import { startCluster } from '../../src/index.js';
import { inVirtualTime, keysOf, type VirtualCluster } from '../support/virtual-cluster.js';

function short(item: RingbufferItem<unknown>): string {
  if ('value' in item) return `${item.sequence.toString()}${String(item.value)}`;
  return `${item.type} ${item.from.toString()}-${item.to.toString()}`;
}

/** Three members, of which the first owns the ringbuffer of the returned name. */
async function clusterWith(backups: number): Promise<[VirtualCluster, HazelcastClient, string]> {
  const config = { ringbuffer: { default: { capacity: 3, 'backup-count': backups, 'time-to-live-seconds': 60 } } };
  const virtual = await inVirtualTime({ members: 3, config });
  const client = await virtual.connected();
  const [name = expect.fail()] = keysOf(client, virtual.cluster, 0);
  return [virtual, client, name];
}

describe('a ringbuffer', () => {
  it('is on its backups, with its sequences, and a stream of it goes on', async () => {
    const [virtual, client, name] = await clusterWith(1);
    const ring = client.getRingbuffer<string>(name);
    using items = record(ring.stream({ from: 'oldest', onLoss: 'report' }));
    await virtual.ask(ring.addAll(['a', 'b', 'c', 'd']));
    await virtual.cluster.kill(0);
    expect(await virtual.ask(ring.headSequence(), 1000)).toEqual(Long.ONE);
    expect(await virtual.ask(ring.add('e'), 1000)).toEqual(Long.fromNumber(4));
    expect(items.items.map(short)).toEqual(['overrun 0-0', '1b', '2c', '3d', '4e']);
  });

  it('is lost without a backup, which a stream tells at once', async () => {
    const [virtual, client, name] = await clusterWith(0);
    const ring = client.getRingbuffer<string>(name);
    await virtual.ask(ring.addAll(['a', 'b']));
    using items = record(ring.stream({ from: 'oldest', onLoss: 'report' }));
    await virtual.clock.advance(0);
    await virtual.cluster.kill(0);
    await virtual.clock.advance(1000);
    expect(items.items.map(short)).toEqual(['0a', '1b', 'rewound 2-0']);
    await virtual.ask(ring.add('A'));
    expect(items.items.map(short).slice(3)).toEqual(['0A']);
  });

  it('forgets its items after their time, and what waits for room has it then', async () => {
    const [virtual, client, name] = await clusterWith(1);
    const topic = client.getReliableTopic<string>(`of-${name}`);
    await virtual.ask(topic.publishAll(['a', 'b', 'c']));
    using publishing = record(topic.publish('d'));
    await virtual.clock.advance(59_000);
    expect(publishing.items).toEqual([]);
    await virtual.clock.advance(3000);
    expect(publishing.completed).toBe(true);
  });

  it.each([
    [{ capacity: 0 }, "capacity of ringbuffer 'r' must be a whole number from 1, not 0"],
    [{ 'backup-count': -1 }, "backup-count of ringbuffer 'r' must be a whole number from 0, not -1"],
    [{ 'backup-count': 7 }, "ringbuffer 'r' must have at most 6 backups, not 7"],
  ])('refuses %j', async (r, reason) => {
    await expect(startCluster({ config: { ringbuffer: { r } } })).rejects.toThrow(new RangeError(reason));
  });
});
