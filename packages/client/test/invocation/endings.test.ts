// What outlives a refusal, a loss or a leave, and what does not.
import { Data, rawData } from '@hazelrx/protocol';
import {
  clientAddClusterViewListener,
  clientAuthentication,
  clientPing,
  mapAddEntryListener,
  mapGet,
  mapPut,
  mapRemoveEntryListener,
  queueOffer,
  queueTake,
} from '@hazelrx/protocol/operations';
import { retry, tap } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { partsOf } from '../../src/client.js';
import { IndeterminateError, TimeoutError } from '../../src/errors.js';
import type { ClientConfig } from '../../src/options.js';
import { ScriptedCluster } from '../support/scripted-cluster.js';
import type { ScriptedMember } from '../support/scripted-member.js';
import { connectedTo, VirtualClient } from '../support/virtual-client.js';

const get = { name: 'm', key: 'k', threadId: 0 };
const put = { ...get, value: 'v', ttl: -1 };
const watchful = {
  properties: { 'hazelcast.client.heartbeat.interval': 1000, 'hazelcast.client.heartbeat.timeout': 4000 },
};
const unreadable = new Data(Uint8Array.of(0, 0, 0, 0, 0xff, 0xff, 0xff, 0x9c, 1, 2, 3));

/** A client whose first try is refused for good, and whose second would not be. */
function refusedOnce(config?: ClientConfig): VirtualClient {
  const cluster = new ScriptedCluster(1);
  const [member] = cluster.members;
  let times = 0;
  member!.on(clientAuthentication, asked =>
    ++times === 1 ? asked.refuse('AUTHENTICATION') : asked.answer(member!.greeting()),
  );
  member!.on(mapGet, call => call.answer({ response: 'fine' }));
  return new VirtualClient(cluster, config);
}

describe('a client that was refused', () => {
  it('is really alive when a call tried again in the same breath gets it in', async () => {
    const t = refusedOnce(watchful);
    const call = t.watch(t.client.invoke(mapGet, get).pipe(retry(1)));
    await t.settle();
    expect(call.values).toEqual([{ response: 'fine' }]);
    expect(t.states).toEqual(['STARTING', 'STARTED', 'CONNECTED']);
    expect(t.cluster.of(clientAddClusterViewListener)).toHaveLength(1);
    const unanswered = t.watch(t.client.invoke(mapPut, put, { timeout: 2000 }));
    await t.advance(5000);
    expect(unanswered.error).toBeInstanceOf(TimeoutError);
    expect(unanswered.endedAt).toBe(2000);
    expect(t.cluster.of(clientPing)).toHaveLength(5);
  });

  it('with asyncStart tells the next call why, and tries again for those after it', async () => {
    const t = refusedOnce({ connectionStrategy: { asyncStart: true } });
    await t.settle();
    expect(t.dials).toHaveLength(1);
    const call = t.watch(t.client.invoke(mapGet, get));
    expect(call.trouble).toMatchObject({ code: 'CLIENT_OFFLINE', operation: 'Map.get', structure: 'm' });
    expect(call.trouble.cause).toMatchObject({ code: 'AUTHENTICATION' });
    await t.settle();
    expect(t.dials).toHaveLength(2);
    const next = t.watch(t.client.invoke(mapGet, get));
    await t.settle();
    expect(next.values).toEqual([{ response: 'fine' }]);
  });
});

describe('calls that were sent', () => {
  async function sent(config?: ClientConfig) {
    const t = await connectedTo(1, config);
    const calls = { write: t.watch(t.client.invoke(mapPut, put)), read: t.watch(t.client.invoke(mapGet, get)) };
    await t.settle();
    expect([t.cluster.of(mapPut).length, t.cluster.of(mapGet).length]).toEqual([1, 1]);
    return { t, ...calls };
  }

  it('and lost with the last connection, which ends the client: a write may have run', async () => {
    const { t, write, read } = await sent({ connectionStrategy: { reconnectMode: 'OFF' } });
    t.cluster.members[0]!.links[0]!.cut();
    await t.settle();
    expect(t.states.at(-1)).toBe('SHUTDOWN');
    expect(write.error).toBeInstanceOf(IndeterminateError);
    expect(write.trouble).toMatchObject({
      code: 'INDETERMINATE_OPERATION_STATE',
      operation: 'Map.put',
      structure: 'm',
    });
    expect(write.trouble.cause).toMatchObject({ code: 'TARGET_DISCONNECTED' });
    expect(read.trouble).toMatchObject({ code: 'CLIENT_NOT_ACTIVE', operation: 'Map.get', structure: 'm' });
    expect(partsOf(t.client).invoker.active).toBe(0);
  });

  it('and lost before the client gives up connecting: a write may have run, a read waits until then', async () => {
    const { t, write, read } = await sent({
      connectionStrategy: { connectionRetry: { clusterConnectTimeoutMillis: 2000 } },
    });
    t.cluster.members[0]!.kill();
    await t.settle();
    expect(write.error).toBeInstanceOf(IndeterminateError);
    expect(read.error).toBeUndefined();
    await t.advance(2000);
    expect(read.trouble.code).toBe('CLUSTER_UNREACHABLE');
    expect(t.states.at(-1)).toBe('SHUTDOWN');
  });

  it('end alike when the application shuts the client down', async () => {
    const { t, write, read } = await sent();
    t.watch(t.client.shutdown());
    expect([write.trouble.code, read.trouble.code]).toEqual(['CLIENT_NOT_ACTIVE', 'CLIENT_NOT_ACTIVE']);
    expect([write.trouble.operation, read.trouble.operation]).toEqual(['Map.put', 'Map.get']);
  });
});

describe('a listener', () => {
  const adds = (member: ScriptedMember) => member.of(mapAddEntryListener);
  const removals = (member: ScriptedMember) => member.of(mapRemoveEntryListener);
  const tell = (member: ScriptedMember, key: unknown): void =>
    adds(member)
      .at(-1)!
      .event('Entry', { key: key as string, value: null, oldValue: null, mergingValue: null, eventType: 1, uuid: member.uuid, numberOfAffectedEntries: 1 }); // prettier-ignore

  it('handed over from one subscriber to the next goes on', async () => {
    const t = await connectedTo(1);
    const member = t.cluster.members[0]!;
    const source = t.client.getMap<string>('m').events({ signals: true });
    const first = t.watch(source);
    await t.settle();
    const handOver = tap(({ type }: { type: string }) => {
      if (type === 'listening') first.subscription.unsubscribe();
    });
    const second = t.watch(source.pipe(handOver));
    await t.settle();
    const { listeners } = partsOf(t.client);
    expect([listeners.size, adds(member).length - removals(member).length]).toEqual([1, 1]);
    tell(member, 'a');
    await t.settle();
    expect(second.values.at(-1)).toMatchObject({ type: 'added', key: 'a' });
    const before = adds(member).length;
    member.links[0]!.cut();
    await t.advance(2000);
    expect([listeners.size, adds(member).length]).toEqual([1, before + 1]);
    tell(member, 'b');
    await t.settle();
    expect(second.values.at(-1)).toMatchObject({ type: 'added', key: 'b' });
    expect(first.values).toHaveLength(1);
    t.watch(t.client.shutdown());
    expect(second.trouble.code).toBe('CLIENT_NOT_ACTIVE');
    expect(listeners.size).toBe(0);
  });

  it('that fails is begun anew once for all its subscribers', async () => {
    const t = await connectedTo(1);
    const member = t.cluster.members[0]!;
    const source = t.client.getMap<string>('m').events();
    const begun = [0, 0];
    const both = begun.map((_, i) => {
      const counted = tap<object>({ subscribe: () => begun[i]!++ });
      return t.watch(source.pipe(counted, retry(5)));
    });
    await t.settle();
    expect(adds(member)).toHaveLength(1);
    tell(member, unreadable);
    await t.settle();
    expect(begun).toEqual([2, 2]);
    expect([adds(member).length, removals(member).length]).toEqual([2, 1]);
    expect(partsOf(t.client).listeners.size).toBe(1);
    tell(member, 'a');
    await t.settle();
    for (const { values, error } of both) expect([values, error]).toMatchObject([[{ key: 'a' }], undefined]);
  });
});

describe('what an abandoned take brings', () => {
  const integer = new Data(Uint8Array.of(0, 0, 0, 0, 0xff, 0xff, 0xff, 0xf9, 0, 0, 0, 1));

  /** Members that move blobs only, and what became of one of them. */
  async function givenBack(item: Data, accepted: boolean) {
    const cluster = Object.assign(new ScriptedCluster(1), { serialization: rawData });
    const t = await new VirtualClient(cluster).connected();
    const [member] = cluster.members;
    member!.on(queueOffer, call => call.answer({ response: accepted }));
    t.watch(t.client.invoke(queueTake, { name: 'q' })).subscription.unsubscribe();
    await t.settle();
    member!.of(queueTake)[0]!.answer({ response: item });
    await t.settle();
    expect([partsOf(t.client).invoker.kept, member!.links[0]!.open]).toEqual([0, true]);
    const offered = member!.of(queueOffer).map(({ request }) => [...(request.value as Data).bytes]);
    return { offered, refused: t.eventsOf('giveBackRefused') };
  }

  it.each([
    ['an Integer', integer],
    ['an unreadable item', unreadable],
  ])('goes back byte for byte: %s', async (_, item) => {
    expect(await givenBack(item, true)).toEqual({ offered: [[...item.bytes]], refused: [] });
  });

  it('is told as a value when it is refused', async () => {
    const { offered, refused } = await givenBack(integer, false);
    expect(offered).toEqual([[...integer.bytes]]);
    expect(refused).toMatchObject([{ operation: 'Queue.offer', structure: 'q', item: 1 }]);
  });

  it('is told as the blob when it is refused and cannot be read', async () => {
    const { refused } = await givenBack(unreadable, false);
    expect(refused).toHaveLength(1);
    expect(refused[0]!.item).toBeInstanceOf(Data);
    expect([...(refused[0]!.item as Data).bytes]).toEqual([...unreadable.bytes]);
  });
});

describe('a connection that is written to and brings nothing', () => {
  async function written(pings: boolean) {
    const t = await connectedTo(1, watchful);
    const member = t.cluster.members[0]!;
    if (!pings) member.on(clientPing, () => {});
    for (let i = 0; i < 20; i++) {
      t.watch(t.client.invoke(mapPut, put));
      await t.advance(500);
    }
    return { t, member };
  }

  it('is pinged all the same, and lives as long as that is answered', async () => {
    const { t, member } = await written(true);
    expect(member.of(clientPing)).toHaveLength(10);
    expect(t.eventsOf('disconnected')).toEqual([]);
  });

  it('is closed when that is not answered', async () => {
    const { t, member } = await written(false);
    expect(t.eventTimes[t.events.findIndex(({ type }) => type === 'disconnected')]).toBe(4000);
    expect(member.links[0]!.open).toBe(false);
  });
});
