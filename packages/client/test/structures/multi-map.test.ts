import { multiMapPutAll, multiMapTryLock, multiMapUnlock, multiMapValueCount } from '@hazelrx/protocol/operations';
import { describe, expect, it } from 'vitest';
import { partsOf } from '../../src/client.js';
import { connectedTo } from '../support/virtual-client.js';

describe('a multimap, on the wire', () => {
  it('asks the owner of the key how many values it has', async () => {
    const t = await connectedTo(3);
    for (const member of t.cluster.members) member.on(multiMapValueCount, call => call.answer({ response: 2 }));
    const tags = t.client.getMultiMap<string, string>('m');
    const counted = ['a', 'b', 'c', 'd', 'e'].map(key => t.watch(tags.valueCount(key)));
    await t.settle();
    expect(counted.map(({ values }) => values)).toEqual(counted.map(() => [2]));
    const { router } = partsOf(t.client);
    for (const { request, member } of t.cluster.of(multiMapValueCount))
      expect(t.cluster.members[router.ofKey(request.key) % 3]).toBe(member);
  });

  it('sends one request a partition, with all values of its keys', async () => {
    const t = await connectedTo(2);
    for (const member of t.cluster.members) member.on(multiMapPutAll, call => call.answer({}));
    const keys = Array.from({ length: 60 }, (_, n) => `key-${n}`);
    const put$ = t.client.getMultiMap('m').putAll(keys.map(key => [key, [key, 'x']]));
    expect(t.cluster.of(multiMapPutAll)).toEqual([]);
    const putting = t.watch(put$);
    await t.settle();
    expect(putting).toMatchObject({ values: [undefined], completed: true });
    const sent = t.cluster.of(multiMapPutAll).map(({ request }) => request.entries);
    expect(sent).toHaveLength(t.cluster.partitionCount);
    const all = sent.flat().toSorted(([one], [other]) => (String(one) < String(other) ? -1 : 1));
    expect(all).toEqual(keys.toSorted().map(key => [key, [key, 'x']]));
  });

  it('fails when a request of putAll does', async () => {
    const t = await connectedTo(1);
    t.cluster.members[0]!.on(multiMapPutAll, call => call.refuse('HAZELCAST_OVERLOAD'));
    const putting = t.watch(t.client.getMultiMap('m').putAll([['a', ['x']]]));
    await t.settle();
    expect(putting.trouble).toMatchObject({ operation: 'MultiMap.putAll', structure: 'm' });
  });

  it('gives back a lock that is granted after the caller has left', async () => {
    const t = await connectedTo(1);
    t.cluster.members[0]!.on(multiMapUnlock, call => call.answer({}));
    const waiting = t.watch(t.client.getMultiMap('m').lock('k'));
    await t.settle();
    waiting.subscription.unsubscribe();
    const [asked] = t.cluster.of(multiMapTryLock);
    asked!.answer({ response: true });
    await t.settle();
    const [unlock] = t.cluster.of(multiMapUnlock);
    expect(unlock!.request).toMatchObject({ name: 'm', key: 'k', threadId: asked!.request.threadId });
    expect(unlock!.request.referenceId).not.toEqual(asked!.request.referenceId);
    expect(t.eventsOf('giveBackRefused')).toEqual([]);
  });
});
