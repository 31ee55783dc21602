import {
  clientCreateProxy,
  ringbufferAdd,
  ringbufferAddAll,
  ringbufferCapacity,
  ringbufferReadMany,
  ringbufferTailSequence,
} from '@hazelrx/protocol/operations';
import { NEVER } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { ClientConfig } from '../../src/options.js';
import { connectedTo } from '../support/virtual-client.js';

const FULL = -1;

/** A member with a ringbuffer that has room for `room()` more messages, and 10 in all. */
async function setUp(reliableTopics: NonNullable<ClientConfig['reliableTopics']> = {}) {
  const t = await connectedTo(1, { reliableTopics });
  const [member] = t.cluster.members;
  const ring = { room: 10 };
  const adding = (count: number): { response: number } => ({ response: ring.room >= count ? 0 : FULL });
  member!.on(ringbufferAdd, call => call.answer(adding(1)));
  member!.on(ringbufferAddAll, call => call.answer(adding(call.request.valueList.length)));
  member!.on(ringbufferCapacity, call => call.answer({ response: 10 }));
  member!.on(ringbufferTailSequence, call => call.answer({ response: FULL }));
  member!.on(ringbufferReadMany, () => {});
  await t.settle();
  return { t, ring, topic: t.client.getReliableTopic<string>('chat') };
}

const policyOf = { OVERWRITE: 0, FAIL: 1 };

describe('a reliable topic', () => {
  it('is what members create, with its ringbuffer', async () => {
    const { t, topic } = await setUp();
    t.watch(topic.publish('a'));
    t.watch(topic.messages());
    await t.settle();
    expect(t.cluster.of(clientCreateProxy).map(({ request }) => request)).toEqual([
      { name: 'chat', serviceName: 'hz:impl:reliableTopicService' },
    ]);
    expect(t.cluster.of(ringbufferAdd).map(({ request }) => request.name)).toEqual(['_hz_rb_chat']);
  });

  it('publishes as it is configured, unless a call says otherwise', async () => {
    const { t, topic } = await setUp({ 'ch*': { overloadPolicy: 'DISCARD_OLDEST' } });
    t.watch(topic.publish('a'));
    t.watch(topic.publish('b', { overloadPolicy: 'ERROR' }));
    t.watch(topic.publishAll(['c']));
    await t.settle();
    const sent = [...t.cluster.of(ringbufferAdd), ...t.cluster.of(ringbufferAddAll)];
    const { OVERWRITE, FAIL } = policyOf;
    expect(sent.map(({ request }) => request.overflowPolicy)).toEqual([OVERWRITE, FAIL, OVERWRITE]);
  });

  it('reads as many at a time as it is configured to, unless a call says otherwise', async () => {
    const { t, topic } = await setUp({ default: { readBatchSize: 10 } });
    t.watch(topic.messages({ from: 'latest' }));
    t.watch(topic.messages({ batchSize: 20 }));
    t.watch(topic.consume(() => NEVER));
    t.watch(topic.consume(() => NEVER, { batchSize: 30 }));
    await t.settle();
    expect(t.cluster.of(ringbufferReadMany).map(({ request }) => request.maxCount)).toEqual([10, 20, 10, 30]);
  });

  it('reads as many as a request can bring where nothing is configured', async () => {
    const { t, topic } = await setUp();
    t.watch(topic.messages());
    await t.settle();
    expect(t.cluster.of(ringbufferReadMany)[0]!.request).toMatchObject({ minCount: 1, maxCount: 1000 });
  });

  it('asks for room after pauses that double, up to two seconds, and once how much there may be', async () => {
    const { t, ring, topic } = await setUp();
    ring.room = 0;
    const publishing = t.watch(topic.publish('a'));
    const tries: number[] = [];
    let sent = 0;
    for (let passed = 0; passed < 9000; passed += 50) {
      await t.advance(50);
      const now = t.cluster.of(ringbufferAdd).length;
      if (now > sent && sent > 0) tries.push(passed + 50);
      sent = now;
    }
    expect(tries).toEqual([100, 300, 700, 1500, 3100, 5100, 7100]);
    expect(t.cluster.of(ringbufferCapacity)).toHaveLength(1);
    ring.room = 1;
    await t.advance(2000);
    expect(publishing.values).toEqual([undefined]);
    expect(publishing.completed).toBe(true);
    await t.advance(10_000);
    expect(t.cluster.of(ringbufferAdd)).toHaveLength(sent + 1);
  });

  it('asks no more when nobody waits for it', async () => {
    const { t, ring, topic } = await setUp();
    ring.room = 0;
    const publishing = t.watch(topic.publish('a'));
    await t.advance(350);
    publishing.subscription.unsubscribe();
    const sent = t.cluster.of(ringbufferAdd).length;
    await t.advance(10_000);
    expect(t.cluster.of(ringbufferAdd)).toHaveLength(sent);
  });

  it('ends its wait for room with the client, and says what it was', async () => {
    const { t, ring, topic } = await setUp();
    ring.room = 0;
    const publishing = t.watch(topic.publish('a'));
    await t.advance(150);
    t.watch(t.client.shutdown());
    expect(publishing.trouble).toMatchObject({
      code: 'CLIENT_NOT_ACTIVE',
      operation: 'Ringbuffer.add',
      structure: '_hz_rb_chat',
    });
  });

  it('says which of its methods had no room', async () => {
    const { t, ring, topic } = await setUp({ chat: { overloadPolicy: 'ERROR' } });
    ring.room = 0;
    const calls = [t.watch(topic.publish('a')), t.watch(topic.publishAll(['a', 'b']))];
    const tooMany = t.watch(topic.publishAll(Array(11).fill('a'), { overloadPolicy: 'BLOCK' }));
    await t.settle();
    expect(calls.map(({ trouble }) => trouble)).toMatchObject([
      { code: 'TOPIC_OVERLOAD', operation: 'Ringbuffer.add', structure: 'chat' },
      { code: 'TOPIC_OVERLOAD', operation: 'Ringbuffer.addAll', structure: 'chat' },
    ]);
    expect(tooMany.trouble).toMatchObject({ code: 'TOPIC_OVERLOAD', operation: 'Ringbuffer.addAll' });
  });

  it('takes what can be iterated over, and nothing else', async () => {
    const { t, topic } = await setUp();
    const twice = topic.publishAll(new Set(['a', 'b']).values());
    t.watch(twice);
    t.watch(twice);
    const wrong = t.watch(topic.publishAll('ab' as never));
    await t.settle();
    expect(t.cluster.of(ringbufferAddAll).map(({ request }) => request.valueList.length)).toEqual([2, 2]);
    expect(wrong.trouble).toMatchObject({ operation: 'Ringbuffer.addAll', structure: 'chat' });
  });
});
