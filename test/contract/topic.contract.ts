import { Long, type Topic } from 'hazelrx';
import { firstValueFrom as valueOf } from 'rxjs';
import { beforeEach, expect, it } from 'vitest';
import { errorOf } from '../support/awaiting.js';
import { describeOnClusters, type SuiteCluster, uniqueName } from '../support/clusters.js';
import { record } from '../support/recording.js';

describeOnClusters('Topic', topicContract);

function topicContract(cluster: SuiteCluster): void {
  let topic: Topic<string>;
  let publisher: Topic<string>;

  beforeEach(() => {
    const name = uniqueName('topic');
    topic = cluster.client.getTopic<string>(name);
    publisher = cluster.otherClient.getTopic<string>(name);
  });

  it('brings each message once, in their order, with where and when it was published', async () => {
    using heard = record(topic.messages({ signals: true }));
    await heard.count(1);
    expect(await valueOf(publisher.publish('a'))).toBeUndefined();
    expect(await valueOf(publisher.publishAll(['b', 'c']))).toBeUndefined();
    await heard.count(4);
    const members = await valueOf(cluster.client.members$);
    expect(heard.items[0]).toEqual({ type: 'listening' });
    expect(heard.items.slice(1)).toMatchObject(['a', 'b', 'c'].map(message => ({ message })));
    for (const item of heard.items.slice(1)) {
      if (!('message' in item)) expect.fail('a signal');
      expect(members).toContainEqual(item.member);
      expect(item.publishTime).toBeInstanceOf(Long);
    }
  });

  it('has no past, and tells nobody who has left', async () => {
    await valueOf(publisher.publish('before'));
    using left = record(topic.messages({ signals: true }));
    await left.count(1);
    left.stop();
    using heard = record(topic.messages({ signals: true }));
    await heard.count(1);
    await valueOf(publisher.publish('after'));
    await heard.count(2);
    expect(heard.items[1]).toMatchObject({ message: 'after' });
    expect(left.items).toEqual([{ type: 'listening' }]);
  });

  it('is for all who listen', async () => {
    using one = record(topic.messages({ signals: true }));
    using other = record(publisher.messages({ signals: true }));
    await one.count(1);
    await other.count(1);
    await valueOf(topic.publish('a'));
    await one.count(2);
    await other.count(2);
    expect([one.items[1], other.items[1]]).toMatchObject([{ message: 'a' }, { message: 'a' }]);
  });

  it('takes no message as well as many', async () => {
    using heard = record(topic.messages({ signals: true }));
    await heard.count(1);
    await valueOf(topic.publishAll([]));
    const messages = new Set(Array.from({ length: 500 }, (_, n) => `m${n}`));
    expect(await errorOf(topic.publishAll('no list' as never))).toMatchObject({
      operation: 'Topic.publishAll',
      structure: topic.name,
    });
    await valueOf(topic.publishAll(messages));
    await heard.count(501);
    expect(heard.items[500]).toMatchObject({ message: 'm499' });
  });
}
