import { Long, type ReliableTopic, type ReliableTopicMessage, type RingbufferLoss } from 'hazelrx';
import { firstValueFrom as valueOf, map, merge, NEVER, of, take, toArray } from 'rxjs';
import { expect, it } from 'vitest';
import { errorOf } from '../support/awaiting.js';
import { describeOnClusters, type SuiteCluster, uniqueName } from '../support/clusters.js';
import { eventually, record } from '../support/recording.js';

describeOnClusters('ReliableTopic', reliableTopicContract);

function short(item: ReliableTopicMessage<string> | RingbufferLoss): string {
  if ('message' in item) return `${item.sequence.toString()}${item.message}`;
  return `${item.type} ${item.from.toString()}-${item.to.toString()}`;
}

function reliableTopicContract(cluster: SuiteCluster): void {
  const topicOf = (kind: string): ReliableTopic<string> => cluster.client.getReliableTopic<string>(uniqueName(kind));

  /** All that is in the topic, in short. */
  const contents = (topic: ReliableTopic<string>, count: number): Promise<string[]> =>
    valueOf(topic.messages({ from: 'oldest' }).pipe(map(short), take(count), toArray()));

  it('brings what is published', async () => {
    const topic = topicOf('topic');
    await valueOf(topic.publish('before'));
    using heard = record(topic.messages({ from: 1 }));
    const publisher = cluster.otherClient.getReliableTopic<string>(topic.name);
    expect(await valueOf(publisher.publish('a'))).toBeUndefined();
    expect(await valueOf(publisher.publishAll(['b', 'c']))).toBeUndefined();
    await heard.count(3);
    expect(heard.items.map(short)).toEqual(['1a', '2b', '3c']);
    expect(heard.items[0]).toMatchObject({ publisher: null, sequence: Long.ONE });
    expect(heard.items[0]!.publishTime).toBeInstanceOf(Long);
  });

  it('begins with what is published from now on', async () => {
    const topic = topicOf('topic');
    await valueOf(topic.publish('before'));
    using heard = record(topic.messages().pipe(map(short)));
    // The stream asks first where the topic ends, and its member answers one after the other.
    await valueOf(cluster.client.getRingbuffer(`_hz_rb_${topic.name}`).tailSequence());
    await valueOf(topic.publish('after'));
    expect(await heard.count(1)).toEqual(['1after']);
  });

  it('has the past of those who want it, and goes on from a sequence', async () => {
    const topic = topicOf('topic');
    await valueOf(topic.publishAll(['a', 'b', 'c']));
    expect(await contents(topic, 3)).toEqual(['0a', '1b', '2c']);
    const rest$ = topic.consume(item => of(short(item)), { from: 1 }).pipe(take(2), toArray());
    expect(await valueOf(rest$)).toEqual(['1b', '2c']);
  });

  it('ends with what was overwritten, or reports it', async () => {
    const topic = topicOf('small');
    const messages = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    await valueOf(topic.publishAll(messages, { overloadPolicy: 'DISCARD_OLDEST' }));
    expect(await errorOf(topic.messages({ from: 0 }))).toMatchObject({ code: 'STALE_SEQUENCE' });
    const told$ = topic.messages({ from: 0, onLoss: 'report' }).pipe(map(short), take(2), toArray());
    expect(await valueOf(told$)).toEqual(['overrun 0-1', '2c']);
  });

  it('fails with ERROR when there is no room', async () => {
    const topic = topicOf('filling');
    const error = { overloadPolicy: 'ERROR' } as const;
    await valueOf(topic.publishAll(['a', 'b'], error));
    expect(await errorOf(topic.publishAll(['c', 'd'], error))).toMatchObject({
      code: 'TOPIC_OVERLOAD',
      structure: topic.name,
    });
    await valueOf(topic.publish('c', error));
    expect(await errorOf(topic.publish('d', error))).toMatchObject({ code: 'TOPIC_OVERLOAD' });
    expect(await contents(topic, 3)).toEqual(['0a', '1b', '2c']);
  });

  it('drops the newest or overwrites the oldest, as it is told', async () => {
    const topic = topicOf('filling');
    await valueOf(topic.publishAll(['a', 'b', 'c']));
    await valueOf(topic.publish('dropped', { overloadPolicy: 'DISCARD_NEWEST' }));
    expect(await contents(topic, 3)).toEqual(['0a', '1b', '2c']);
    await valueOf(topic.publish('d', { overloadPolicy: 'DISCARD_OLDEST' }));
    expect(await contents(topic, 3)).toEqual(['1b', '2c', '3d']);
  });

  it('waits with BLOCK until there is room, or nobody wants it any more', async () => {
    const topic = topicOf('expiring');
    await valueOf(topic.publishAll(['a', 'b', 'c']));
    topic.publish('unwanted').subscribe().unsubscribe();
    using publishing = record(topic.publish('d'));
    expect(await errorOf(topic.publish('e', { overloadPolicy: 'ERROR' }))).toMatchObject({ code: 'TOPIC_OVERLOAD' });
    expect(publishing.items).toEqual([]);
    await publishing.count(1);
    expect(await contents(topic, 1)).toEqual(['3d']);
  });

  it('does not wait for room that there will never be', async () => {
    expect(await errorOf(topicOf('small').publishAll(['a', 'b', 'c', 'd', 'e', 'f']))).toMatchObject({
      code: 'TOPIC_OVERLOAD',
      reason: 'there is room for 5 messages at most, not for 6',
    });
  });

  it('refuses a policy that there is none of', async () => {
    expect(await errorOf(topicOf('topic').publish('a', { overloadPolicy: 'WAIT' as never }))).toMatchObject({
      code: 'ILLEGAL_ARGUMENT',
    });
  });

  it('ends a wait for room with the client', async () => {
    const client = cluster.newClient();
    const topic = client.getReliableTopic<string>(uniqueName('filling'));
    await valueOf(topic.publishAll(['a', 'b', 'c']));
    using publishing = record(topic.publish('d'));
    expect(await errorOf(topic.publish('e', { overloadPolicy: 'ERROR' }))).toMatchObject({ code: 'TOPIC_OVERLOAD' });
    await valueOf(client.shutdown());
    expect(publishing.error).toMatchObject({ code: 'CLIENT_NOT_ACTIVE' });
  });

  it('is among the structures of the cluster, with its ringbuffer, until it is destroyed', async () => {
    const topic = topicOf('topic');
    const alike = async (): Promise<string[]> => {
      const all = await valueOf(cluster.client.getDistributedObjects());
      return all
        .filter(({ name }) => name.endsWith(topic.name))
        .map(({ serviceName, name }) => `${serviceName} ${name}`);
    };
    await valueOf(topic.publish('a'));
    const created = await eventually(alike, ({ length }) => length === 2);
    expect(created.sort()).toEqual([
      `hz:impl:reliableTopicService ${topic.name}`,
      `hz:impl:ringbufferService _hz_rb_${topic.name}`,
    ]);
    await valueOf(topic.destroy());
    await eventually(alike, ({ length }) => length === 0);
  });

  it('does as its client is configured, unless a call says otherwise', async () => {
    const client = cluster.newClient({
      reliableTopics: { 'filling-*': { overloadPolicy: 'ERROR' }, default: { readBatchSize: 2 } },
    });
    const topic = client.getReliableTopic<string>(uniqueName('filling'));
    await valueOf(topic.publishAll(['a', 'b', 'c']));
    expect(await errorOf(topic.publish('d'))).toMatchObject({ code: 'TOPIC_OVERLOAD' });
    await valueOf(topic.publish('d', { overloadPolicy: 'DISCARD_OLDEST' }));
    expect(await contents(topic, 3)).toEqual(['1b', '2c', '3d']);
    const batched = client.getReliableTopic<string>(uniqueName('topic'));
    await valueOf(batched.publishAll(['a', 'b', 'c']));
    let atWork = 0;
    using results = record(batched.consume(() => merge(of(++atWork), NEVER), { from: 0, concurrency: 3 }));
    await results.count(2);
    await valueOf(batched.publish('d'));
    expect(results.items).toEqual([1, 2]);
  });

  it('begins anew when it was destroyed', async () => {
    const topic = topicOf('topic');
    await valueOf(topic.publishAll(['a', 'b']));
    using heard = record(topic.messages({ from: 'oldest' }));
    await heard.count(2);
    // Its member has the next read before it answers this.
    await valueOf(cluster.client.getRingbuffer(`_hz_rb_${topic.name}`).tailSequence());
    expect(await valueOf(topic.destroy())).toBeUndefined();
    await heard.until((_, { error }) => error !== undefined);
    expect(heard.error).toMatchObject({
      code: 'DISTRIBUTED_OBJECT_DESTROYED',
      structure: `_hz_rb_${topic.name}`,
    });
    await valueOf(topic.publish('c'));
    expect(await contents(topic, 1)).toEqual(['0c']);
  });
}
