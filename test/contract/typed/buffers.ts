import { int16, int32, string } from 'hazelrx';
import { firstValueFrom as valueOf, lastValueFrom, of, take, toArray } from 'rxjs';
import { expect, it } from 'vitest';
import { errorOf } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { record } from '../../support/recording.js';

export function typedBuffersContract(cluster: SuiteCluster): void {
  it('a ringbuffer has items of its type', async () => {
    const name = uniqueName('typed-ring');
    const ring = cluster.client.getRingbuffer(name, { value: int16 });
    await valueOf(cluster.otherClient.getRingbuffer(name).add(int16(1)));
    await valueOf(ring.addAll([2, 3]));
    expect(await valueOf(ring.readOne(0))).toBe(1);
    const { records } = await valueOf(ring.readMany(0, 3, 3));
    expect(records.map(({ value }) => value)).toEqual([1, 2, 3]);
    const values = await lastValueFrom(ring.stream({ from: 'oldest' }).pipe(take(3), toArray()));
    expect(values.map(({ value }) => value)).toEqual([1, 2, 3]);
    const doubled$ = ring.consume(({ value }) => of(value * 2), { from: 'oldest' }).pipe(take(3), toArray());
    expect(await lastValueFrom(doubled$)).toEqual([2, 4, 6]);
    expect(await valueOf(cluster.otherClient.getRingbuffer(name).readOne(2))).toBe(3);
  });

  it('a topic has messages of its type', async () => {
    const name = uniqueName('typed-topic');
    using heard = record(cluster.client.getTopic(name, { value: int32 }).messages({ signals: true }));
    await heard.count(1);
    await valueOf(cluster.otherClient.getTopic(name, { value: int32 }).publishAll([1, 2]));
    const messages = await heard.count(3);
    expect(messages.slice(1)).toMatchObject([{ message: 1 }, { message: 2 }]);
  });

  it('a reliable topic has messages of its type', async () => {
    const name = uniqueName('typed-topic');
    const topic = cluster.client.getReliableTopic(name, { value: int32 });
    await valueOf(cluster.otherClient.getReliableTopic(name).publish(int32(1)));
    await valueOf(topic.publish(2));
    await valueOf(topic.publishAll([3, 4]));
    const messages = await lastValueFrom(topic.messages({ from: 'oldest' }).pipe(take(4), toArray()));
    expect(messages.map(({ message }) => message)).toEqual([1, 2, 3, 4]);
    const sums$ = topic.consume(({ message }) => of(message + 1), { from: 'oldest' }).pipe(take(4), toArray());
    expect(await lastValueFrom(sums$)).toEqual([2, 3, 4, 5]);
    const plain$ = cluster.otherClient.getReliableTopic<number>(name).messages({ from: 'oldest' });
    expect((await valueOf(plain$)).message).toBe(1);
  });

  it('a reliable topic tells of a message that is of another type', async () => {
    const name = uniqueName('typed-topic');
    await valueOf(cluster.client.getReliableTopic(name).publish('text'));
    const error = await errorOf(cluster.client.getReliableTopic(name, { value: int32 }).messages({ from: 'oldest' }));
    expect(error).toMatchObject({ code: 'HAZELCAST_SERIALIZATION', structure: name, operation: 'Ringbuffer.readMany' });
    const refused = cluster.client.getReliableTopic(name, { value: string }).publish(1 as never);
    expect(await errorOf(refused)).toMatchObject({ structure: name, operation: 'Ringbuffer.add' });
  });
}
