import { Client } from 'hazelcast-client';
import { firstValueFrom as valueOf } from 'rxjs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeOnTcp, type SuiteCluster, uniqueName } from '../support/clusters.js';
import { eventually, record } from '../support/recording.js';

describeOnTcp('Reliable topic beside the official Node client', reliableTopicInterop);

function reliableTopicInterop(cluster: SuiteCluster): void {
  let theirs: Client;

  beforeAll(async () => {
    const { clusterName, addresses } = cluster.running;
    theirs = await Client.newHazelcastClient({
      clusterName,
      network: { clusterMembers: [...addresses] },
      properties: { 'hazelcast.logging.level': 'OFF' },
    });
  });
  afterAll(() => theirs.shutdown());

  it('hears what they publish, and from where', async () => {
    const name = uniqueName('theirs');
    using heard = record(cluster.client.getReliableTopic<object>(name).messages({ from: 'oldest' }));
    await (await theirs.getReliableTopic<object>(name)).publish({ text: 'grüße' });
    const [item = expect.fail()] = await heard.count(1);
    expect(item).toMatchObject({ message: { text: 'grüße' }, publisher: { host: '127.0.0.1' } });
    expect(item.publisher!.port).toBeGreaterThan(0);
    expect(Math.abs(Date.now() - item.publishTime.toNumber())).toBeLessThan(60_000);
  });

  it('is heard by them', async () => {
    const name = uniqueName('ours');
    const topic = await theirs.getReliableTopic<object>(name);
    const heard: unknown[] = [];
    topic.addMessageListener(({ messageObject }) => heard.push(messageObject));
    const ours = cluster.client.getReliableTopic<object>(name);
    // They begin to listen at some time after they have said so.
    await eventually(
      () => valueOf(ours.publish({ text: 'hello' })),
      () => heard.length > 0,
    );
    expect(heard[0]).toEqual({ text: 'hello' });
  });

  it('has the sequences that they have', async () => {
    const name = uniqueName('ring');
    const ring = await theirs.getRingbuffer<string>(name);
    await ring.addAll(['a', 'b', 'c']);
    const ours = cluster.client.getRingbuffer<string>(name);
    expect((await valueOf(ours.readMany(1, 1, 10))).records.map(({ value }) => value)).toEqual(['b', 'c']);
    expect((await valueOf(ours.add('d'))).toNumber()).toBe(3);
    expect(await ring.readOne(3)).toBe('d');
  });
}
