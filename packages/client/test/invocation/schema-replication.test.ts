// A schema is on every member before a value that needs it leaves.
import { clientCreateProxy, clientSendSchema, mapAddEntryListenerToKey, mapGet, mapGetAll, mapPut, mapPutAll, mapSize, mapTryLock, mapUnlock, ringbufferReadMany, ringbufferTailSequence } from '@hazelrx/protocol/operations'; // prettier-ignore
import Long from 'long';
import { describe, expect, it } from 'vitest';
import { partsOf } from '../../src/client.js';
import { TimeoutError } from '../../src/errors.js';
import type { ClientConfig } from '../../src/options.js';
import { keepSchemas, Owner, OWNER, Person, PERSON, Pet, PET, told } from '../support/compact-values.js';
import type { ScriptedMember } from '../support/scripted-member.js';
import { connectedTo, type VirtualClient } from '../support/virtual-client.js';

const ada = Person({ name: 'Ada', age: 36 });

async function connected(size: number, config?: ClientConfig) {
  const t = await connectedTo(size, config);
  const { cluster } = t;
  for (const schema of [PERSON, PET, OWNER]) cluster.serialization.schemas.add(schema);
  for (const member of cluster.members) {
    member.on(mapPut, call => call.answer({ response: null }));
    member.on(mapSize, call => call.answer({ response: 7 }));
  }
  const people = t.client.getMap('people');
  t.watch(people.size());
  await t.settle();
  return { t, people, sends: () => cluster.of(clientSendSchema), everyone: () => uuidsOf(cluster.view) };
}

function uuidsOf(members: readonly ScriptedMember[]) {
  return members.map(({ uuid }) => uuid);
}

function nothingIsLeft(t: VirtualClient): void {
  const { invoker, pending } = partsOf(t.client);
  // The listeners of the cluster's view and of backups, one each for every member at most.
  expect(invoker.active).toBe(0);
  expect(pending.size).toBeLessThanOrEqual(1 + t.cluster.members.length);
}

describe('the first value of a schema', () => {
  it('leaves when every member has it, and the next one at once', async () => {
    const { t, people, sends, everyone } = await connected(2);
    const first = t.watch(people.put('a', ada));
    await t.settle();
    expect(sends().map(({ request }) => request)).toEqual([{ schema: told(PERSON) }]);
    expect(t.cluster.of(mapPut)).toEqual([]);
    const other = t.watch(people.size());
    await t.settle();
    expect(other.values).toEqual([7]);
    sends()[0]!.answer({ replicatedMembers: everyone() });
    await t.settle();
    expect(first.values).toEqual([null]);
    expect(t.cluster.of(mapPut)).toHaveLength(1);
    const next = t.watch(people.put('b', ada));
    await t.settle();
    expect(next.completed).toBe(true);
    expect(sends()).toHaveLength(1);
  });

  it('sends the schema once, however many there are', async () => {
    const { t, people, sends, everyone } = await connected(2);
    const other = t.client.getMap('other');
    const puts = Array.from({ length: 50 }, (_, n) => t.watch((n % 2 ? people : other).put(`${n}`, ada)));
    const all = t.watch(people.putAll([['x', ada]]));
    for (const member of t.cluster.members) member.on(mapPutAll, call => call.answer({}));
    await t.settle();
    expect(sends()).toHaveLength(1);
    sends()[0]!.answer({ replicatedMembers: everyone() });
    await t.settle();
    expect([...puts, all].every(({ completed }) => completed)).toBe(true);
    expect(sends()).toHaveLength(1);
  });

  it('waits for its structure and its schema', async () => {
    const { t, sends, everyone } = await connected(1);
    const [member] = t.cluster.members as [ScriptedMember];
    member.on(clientCreateProxy, () => {});
    const put = t.watch(t.client.getMap('new').put('a', ada));
    await t.settle();
    expect(sends()).toEqual([]);
    member.of(clientCreateProxy).at(-1)!.answer({});
    await t.settle();
    sends()[0]!.answer({ replicatedMembers: everyone() });
    await t.settle();
    expect(put.values).toEqual([null]);
  });

  it('asks again after a pause while a member does not have it', async () => {
    const { t, people, sends, everyone } = await connected(2);
    const put = t.watch(people.put('a', ada));
    await t.settle();
    sends()[0]!.answer({ replicatedMembers: everyone().slice(1) });
    await t.advance(999);
    expect(sends()).toHaveLength(1);
    await t.advance(1);
    expect(sends()).toHaveLength(2);
    expect(t.cluster.of(mapPut)).toEqual([]);
    sends()[1]!.answer({ replicatedMembers: everyone() });
    await t.settle();
    expect(put.values).toEqual([null]);
  });

  it('is on a member that joins meanwhile, too', async () => {
    const { t, people, sends, everyone } = await connected(2);
    const put = t.watch(people.put('a', ada));
    await t.settle();
    const before = everyone();
    t.cluster.show(...t.cluster.view, t.cluster.add());
    await t.settle();
    sends()[0]!.answer({ replicatedMembers: before });
    await t.advance(1000);
    expect(sends()).toHaveLength(2);
    expect(t.cluster.of(mapPut)).toEqual([]);
    sends()[1]!.answer({ replicatedMembers: everyone() });
    await t.settle();
    expect(put.values).toEqual([null]);
  });

  it('does not wait for a member that has left', async () => {
    const { t, people, sends, everyone } = await connected(2);
    const put = t.watch(people.put('a', ada));
    await t.settle();
    const [staying] = t.cluster.view;
    sends()[0]!.answer({ replicatedMembers: [staying!.uuid] });
    await t.settle();
    t.cluster.show(staying!);
    await t.advance(1000);
    sends()[1]!.answer({ replicatedMembers: everyone() });
    await t.settle();
    expect(put.completed).toBe(true);
  });

  it('brings one schema after the other where it has several', async () => {
    const { t, people, sends } = await connected(1);
    keepSchemas(t.cluster);
    const put = t.watch(people.put('a', Owner({ pet: { name: 'Rex' } })));
    await t.settle();
    expect(put.values).toEqual([null]);
    expect(sends().map(({ request }) => request.schema.typeName)).toEqual(['owner', 'pet']);
    const pet = t.watch(people.put(Pet({ name: 'Tom' }), 'x'));
    await t.settle();
    expect(pet.completed).toBe(true);
    expect(sends()).toHaveLength(2);
    expect(sends()[1]!.request.schema).toEqual(told(PET));
  });
});

describe('a schema that does not get everywhere', () => {
  it('fails its calls after so many tries, and is sent anew for the next', async () => {
    const { t, people, sends, everyone } = await connected(2, {
      properties: { 'hazelcast.client.schema.max.put.retry.count': 3 },
    });
    const [one] = t.cluster.members as [ScriptedMember];
    for (const member of t.cluster.members)
      member.on(clientSendSchema, asked => asked.answer({ replicatedMembers: [one.uuid] }));
    const puts = ['a', 'b'].map(key => t.watch(people.put(key, ada)));
    await t.advance(10_000);
    expect(sends()).toHaveLength(3);
    for (const { trouble, endedAt } of puts) {
      expect(trouble).toMatchObject({ code: 'ILLEGAL_STATE', operation: 'Map.put', structure: 'people' });
      expect(trouble.reason).toMatch("member 10.0.0.1:5702 does not have the schema of 'person'");
      expect(endedAt).toBe(2000);
    }
    nothingIsLeft(t);
    for (const member of t.cluster.members)
      member.on(clientSendSchema, asked => asked.answer({ replicatedMembers: everyone() }));
    const next = t.watch(people.put('c', ada));
    await t.settle();
    expect(next.completed).toBe(true);
  });

  it('fails its own calls only where the members have no Compact', async () => {
    const { t, people } = await connected(1);
    t.cluster.members[0]!.on(clientSendSchema, asked => asked.refuse('UNSUPPORTED_OPERATION'));
    const [put, plain] = [t.watch(people.put('a', ada)), t.watch(people.put('a', 'plain'))];
    await t.settle();
    expect(put.trouble).toMatchObject({
      code: 'UNSUPPORTED_OPERATION',
      operation: 'Map.put',
      structure: 'people',
      reason: 'these members do not know Compact',
    });
    expect(plain.values).toEqual([null]);
    nothingIsLeft(t);
  });
});

describe('a call that waits for its schema to be sent', () => {
  it('leaves without harm to the others, and the last of them takes the sending along', async () => {
    const { t, people, sends } = await connected(2);
    const [one, two, three] = ['a', 'b', 'c'].map(key => t.watch(people.put(key, ada)));
    await t.settle();
    one!.subscription.unsubscribe();
    sends()[0]!.answer({ replicatedMembers: [] });
    await t.advance(1000);
    expect(sends()).toHaveLength(2);
    two!.subscription.unsubscribe();
    sends()[1]!.answer({ replicatedMembers: [] });
    await t.settle();
    three!.subscription.unsubscribe();
    await t.advance(10_000);
    expect(sends()).toHaveLength(2);
    expect(t.cluster.of(mapPut)).toEqual([]);
    nothingIsLeft(t);
  });

  it('was not sent itself: there is nothing to undo when it is left', async () => {
    const { t, people, sends, everyone } = await connected(1);
    const request = { name: people.name, key: ada, threadId: 7, lease: -1, timeout: 0, referenceId: 1 };
    const lock = t.watch(partsOf(t.client).invoker.call(mapTryLock, request, ({ response }) => response));
    const put = t.watch(people.put('a', ada));
    await t.settle();
    lock.subscription.unsubscribe();
    sends()[0]!.answer({ replicatedMembers: everyone() });
    await t.settle();
    expect(put.completed).toBe(true);
    expect([...t.cluster.of(mapTryLock), ...t.cluster.of(mapUnlock)]).toEqual([]);
    nothingIsLeft(t);
  });

  it('ends by its own time limit', async () => {
    const { t, people } = await connected(1);
    const call = t.watch(t.client.invoke(mapPut, { name: people.name, key: 'k', value: ada, threadId: 0, ttl: -1 }, { timeout: 500 })); // prettier-ignore
    const lasting = t.watch(people.put('a', ada));
    await t.advance(500);
    expect(call.error).toBeInstanceOf(TimeoutError);
    expect(call.endedAt).toBe(500);
    expect(lasting.endedAt).toBeUndefined();
    await t.advance(120_000);
    expect(lasting.trouble).toMatchObject({ code: 'OPERATION_TIMEOUT', operation: 'Map.put', structure: 'people' });
    nothingIsLeft(t);
  });

  it('ends with the client', async () => {
    const { t, people } = await connected(2);
    const calls = [t.watch(people.put('a', ada)), t.watch(people.putAll([['b', ada]])), t.watch(people.lock(ada))];
    await t.settle();
    t.watch(t.client.shutdown());
    await t.settle();
    for (const { trouble } of calls) expect(trouble).toMatchObject({ code: 'CLIENT_NOT_ACTIVE', structure: 'people' });
    expect(partsOf(t.client).pending.size).toBe(0);
    expect(partsOf(t.client).invoker.active).toBe(0);
  });

  it('goes on over the next connection when its own is lost', async () => {
    const { t, people, sends, everyone } = await connected(1);
    const put = t.watch(people.put('a', ada));
    await t.settle();
    t.cluster.members[0]!.links[0]!.cut();
    await t.advance(1000);
    expect(sends()).toHaveLength(2);
    sends()[1]!.answer({ replicatedMembers: everyone() });
    await t.settle();
    expect(put.values).toEqual([null]);
    expect(t.cluster.of(mapPut)).toHaveLength(1);
  });

  it('fails at once with the last connection where calls do not wait for one', async () => {
    const { t, people } = await connected(1, { connectionStrategy: { reconnectMode: 'ASYNC' } });
    const put = t.watch(people.put('a', ada));
    await t.settle();
    t.cluster.members[0]!.kill();
    await t.settle();
    expect(put.trouble).toMatchObject({ code: 'CLIENT_OFFLINE', operation: 'Map.put', structure: 'people' });
    nothingIsLeft(t);
  });
});

describe('a Compact key', () => {
  it('has its schema sent by reads, locks and listeners as well', async () => {
    for (const use of ['get', 'getAll', 'lock', 'events', 'watch'] as const) {
      const { t, people, sends } = await connected(2);
      keepSchemas(t.cluster);
      for (const member of t.cluster.members) {
        member.on(mapGet, call => call.answer({ response: 'found' }));
        member.on(mapGetAll, call => call.answer({ response: [['k', 'found']] }));
        member.on(mapTryLock, call => call.answer({ response: true }));
      }
      const watched = {
        get: () => t.watch<unknown>(people.get(ada)),
        getAll: () => t.watch<unknown>(people.getAll([ada])),
        lock: () => t.watch<unknown>(people.lock(ada)),
        events: () => t.watch<unknown>(people.events({ key: ada, signals: true })),
        watch: () => t.watch<unknown>(people.watch(ada)),
      }[use]();
      await t.settle();
      expect([use, watched.error]).toEqual([use, undefined]);
      expect([use, watched.values.length]).toEqual([use, 1]);
      expect(sends()).toHaveLength(1);
      const alone = t.cluster.of(mapAddEntryListenerToKey);
      expect(alone.length).toBe(use === 'events' || use === 'watch' ? 2 : 0);
    }
  });

  it('of a listener waits for a connection, as listeners do', async () => {
    const { t, people } = await connected(1, { connectionStrategy: { reconnectMode: 'ASYNC' } });
    const [member] = t.cluster.members as [ScriptedMember];
    keepSchemas(t.cluster);
    member.kill();
    await t.settle();
    const events = t.watch(people.events({ key: ada, signals: true }));
    await t.advance(1000);
    expect(events.error).toBeUndefined();
    member.restart();
    t.cluster.show(member);
    await t.advance(60_000);
    expect(events.values).toEqual([{ type: 'listening' }]);
  });
});

describe('a Compact filter of a ringbuffer', () => {
  it('has its schema sent before the stream asks with it, and streams share it', async () => {
    const { t, sends } = await connected(2);
    keepSchemas(t.cluster);
    for (const member of t.cluster.members) {
      member.on(ringbufferTailSequence, call => call.answer({ response: Long.NEG_ONE }));
      member.on(ringbufferReadMany, () => {});
    }
    const ring = t.client.getRingbuffer('r');
    const streams = [t.watch(ring.stream({ filter: ada })), t.watch(ring.stream({ filter: ada }))];
    await t.settle();
    expect(streams.map(({ error }) => error)).toEqual([undefined, undefined]);
    expect(sends()).toHaveLength(1);
    expect(t.cluster.of(ringbufferReadMany)).toHaveLength(1);
    for (const { subscription } of streams) subscription.unsubscribe();
    nothingIsLeft(t);
  });

  it('waits for a connection, as streams do', async () => {
    const { t, sends } = await connected(1, { connectionStrategy: { reconnectMode: 'ASYNC' } });
    const [member] = t.cluster.members as [ScriptedMember];
    keepSchemas(t.cluster);
    member.on(ringbufferTailSequence, call => call.answer({ response: Long.NEG_ONE }));
    member.on(ringbufferReadMany, () => {});
    member.kill();
    await t.settle();
    const stream = t.watch(t.client.getRingbuffer('r').stream({ filter: ada }));
    await t.advance(1000);
    expect(stream.error).toBeUndefined();
    member.restart();
    t.cluster.show(member);
    await t.advance(60_000);
    expect([stream.error, sends().length, t.cluster.of(ringbufferReadMany).length]).toEqual([undefined, 1, 1]);
  });
});
