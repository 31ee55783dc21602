import { type GenericRecord } from 'hazelrx';
import { firstValueFrom as valueOf, of, take, throwError, toArray } from 'rxjs';
import { expect, it } from 'vitest';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { record } from '../../support/recording.js';
import { ada, countType, orderTypes, plain } from './types.js';

export function itemsContract(cluster: SuiteCluster): void {
  it('of a queue are taken and consumed by who knows their types and by who does not', async () => {
    const { Order } = orderTypes();
    const queue = cluster.client.getQueue(uniqueName('queue'), { value: Order });
    for (let n = 0; n < 3; n++) expect(await valueOf(queue.offer({ ...ada, note: `${n}` }))).toBe(true);
    const unknowing = cluster.newClient().getQueue<GenericRecord>(queue.name);
    expect(plain(await valueOf(unknowing.take()))).toEqual({ ...ada, note: '0' });
    const consumer = cluster.newClient().getQueue<GenericRecord>(queue.name);
    expect(await valueOf(consumer.consume(item => of(plain(item))).pipe(take(1)))).toEqual({ ...ada, note: '1' });
    const knowing = cluster.newClient().getQueue(queue.name, { value: Order });
    expect(await valueOf(knowing.consume(item => of(item)).pipe(take(1)))).toEqual({ ...ada, note: '2' });
    expect(await valueOf(queue.size())).toBe(0);
  });

  it('of a queue that cannot be handled go to the dead letters as they are', async () => {
    const Count = countType('letter');
    const queue = cluster.client.getQueue(uniqueName('queue'), { value: Count });
    const deadLetter = uniqueName('dead');
    await valueOf(queue.offer({ count: 1 }));
    const consumer = cluster.newClient().getQueue<GenericRecord>(queue.name);
    using consumed = record(consumer.consume(() => throwError(() => new Error('no')), { attempts: 1, deadLetter }));
    const dead = cluster.newClient().getQueue(deadLetter, { value: Count });
    expect(await valueOf(dead.take())).toEqual({ count: 1 });
    consumed.stop();
  });

  it('of a ringbuffer come in their order', async () => {
    const ring = cluster.client.getRingbuffer(uniqueName('ring'));
    const [One, Two] = [countType('one'), countType('two')];
    await valueOf(ring.addAll([One({ count: 0 }), Two({ count: 1 }), 'plain', One({ count: 2 })]));
    const read$ = cluster.newClient().getRingbuffer(ring.name).stream({ from: 'oldest' });
    const records = await valueOf(read$.pipe(take(4), toArray()));
    expect(records.map(({ value }) => plain(value))).toEqual([{ count: 0 }, { count: 1 }, 'plain', { count: 2 }]);
  });

  it('of a reliable topic come in their order', async () => {
    const [One, Two] = [countType('one'), countType('two')];
    const topic = cluster.newClient().getReliableTopic(uniqueName('reliable'));
    await valueOf(topic.publish(One({ count: 0 })));
    await valueOf(topic.publishAll([Two({ count: 1 }), 'plain', One({ count: 2 })]));
    const wanted = [{ count: 0 }, { count: 1 }, 'plain', { count: 2 }];
    const read = cluster.newClient().getReliableTopic(topic.name);
    const messages = await valueOf(read.messages({ from: 'oldest' }).pipe(take(4), toArray()));
    expect(messages.map(({ message }) => plain(message))).toEqual(wanted);
    const handled$ = cluster.newClient().getReliableTopic(topic.name);
    const results = await valueOf(
      handled$.consume(({ message }) => of(plain(message)), { from: 'oldest' }).pipe(take(4), toArray()),
    );
    expect(results).toEqual(wanted);
  });

  it('of lists and sets are found by their serialized form', async () => {
    const { Order } = orderTypes();
    const list = cluster.newClient().getList(uniqueName('list'), { value: Order });
    await valueOf(list.addAll([ada, ada]));
    const unknowing = cluster.otherClient.getList<GenericRecord>(list.name);
    const [first] = await valueOf(unknowing.toArray());
    expect(await valueOf(unknowing.lastIndexOf(first!))).toBe(1);
    const set = cluster.newClient().getSet(uniqueName('set'), { value: Order });
    expect(await valueOf(set.add(ada))).toBe(true);
    expect(await valueOf(set.add(ada))).toBe(false);
    expect(await valueOf(cluster.otherClient.getSet<GenericRecord>(set.name).contains(first!))).toBe(true);
  });
}
