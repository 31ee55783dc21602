// Calls that belong together: made by one subscription, ended by each other, or made while another is being encoded.
import { mapAddEntryListener, mapGet, mapGetAll, mapPut, mapPutAll, mapSize } from '@hazelrx/protocol/operations';
import { forkJoin, from, mergeAll, type Observable, retry } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { partsOf } from '../../src/client.js';
import { IndeterminateError, SerializationError, TimeoutError } from '../../src/errors.js';
import { ScriptedCluster } from '../support/scripted-cluster.js';
import { connectedTo, VirtualClient } from '../support/virtual-client.js';

const get = { name: 'm', key: 'k', threadId: 0 };
const put = { ...get, value: 'v', ttl: -1 };
/** More than enough to have one in each of six partitions. */
const keys = Array.from({ length: 60 }, (_, i) => `key ${i}`);
const entries = keys.map(key => [key, 1] as const);

/** Nobody lets the client in. */
function unreachable(): VirtualClient {
  const cluster = new ScriptedCluster(1);
  cluster.members[0]!.up = false;
  return new VirtualClient(cluster, { properties: { 'hazelcast.client.invocation.timeout.millis': 2500 } });
}

const active = (t: VirtualClient) => partsOf(t.client).invoker.active;

const many = [
  ['Map.getAll', (t: VirtualClient) => t.client.getMap('m').getAll(keys)],
  ['Map.putAll', (t: VirtualClient) => t.client.getMap('m').putAll(entries)],
] as const;

describe.each(many)('%s', (operation, make) => {
  it('that waits for a connection is under way, and ends by the invocation timeout', async () => {
    const t = unreachable();
    const call = t.watch<unknown>(make(t));
    await t.settle();
    expect(active(t)).toBe(1);
    await t.advance(5000);
    expect(call.error).toBeInstanceOf(TimeoutError);
    expect(call.trouble).toMatchObject({ code: 'OPERATION_TIMEOUT', operation, structure: 'm' });
    expect(call.endedAt).toBe(2500);
    expect(active(t)).toBe(0);
  });

  it('that waits for a connection ends with the client', async () => {
    const t = unreachable();
    const call = t.watch<unknown>(make(t));
    await t.advance(1000);
    expect(active(t)).toBe(1);
    t.watch(t.client.shutdown());
    expect(call.trouble).toMatchObject({ code: 'CLIENT_NOT_ACTIVE', operation, structure: 'm' });
    expect(active(t)).toBe(0);
  });

  it('that waits for a connection can be left', async () => {
    const t = unreachable();
    const call = t.watch<unknown>(make(t));
    call.subscription.unsubscribe();
    t.cluster.members[0]!.up = true;
    await t.advance(5000);
    expect(t.states.at(-1)).toBe('CONNECTED');
    expect([t.cluster.of(mapGetAll), t.cluster.of(mapPutAll), active(t)]).toEqual([[], [], 0]);
  });

  it('beyond maxPendingInvocations is refused and sends nothing', async () => {
    const t = await connectedTo(1, { maxPendingInvocations: 1 });
    t.watch(t.client.invoke(mapGet, get));
    const call = t.watch<unknown>(make(t));
    await t.settle();
    expect(call.trouble).toMatchObject({ code: 'HAZELCAST_OVERLOAD', operation, structure: 'm' });
    expect([t.cluster.of(mapGetAll), t.cluster.of(mapPutAll), active(t)]).toEqual([[], [], 1]);
  });

  it.each([true, false])('of more requests than that is made as a whole or not at all (map in use: %s)', async used => {
    const t = await connectedTo(1, { maxPendingInvocations: 4 });
    t.cluster.members[0]!.on(mapSize, call => call.answer({ response: 0 }));
    if (used) t.watch(t.client.getMap('m').size());
    await t.settle();
    const call = t.watch<unknown>(make(t));
    await t.settle();
    const refused = call.error !== undefined;
    if (refused) expect(call.trouble).toMatchObject({ code: 'HAZELCAST_OVERLOAD', operation, structure: 'm' });
    expect(t.cluster.of(mapGetAll).length + t.cluster.of(mapPutAll).length).toBe(refused ? 0 : 6);
    call.subscription.unsubscribe();
    expect(active(t)).toBe(0);
  });

  it('fits when there is room for one request a partition', async () => {
    const t = await connectedTo(1, { maxPendingInvocations: 6 });
    t.cluster.members[0]!.on(mapGetAll, call => call.answer({ response: [] }));
    t.cluster.members[0]!.on(mapPutAll, call => call.answer({}));
    const call = t.watch<unknown>(make(t));
    await t.settle();
    expect([call.error, call.completed]).toEqual([undefined, true]);
    expect(t.cluster.of(mapGetAll).length + t.cluster.of(mapPutAll).length).toBe(6);
  });
});

describe('what can be iterated once only', () => {
  function* once() {
    yield* entries;
  }

  function* onceKeys() {
    yield* keys;
  }

  async function mapOf() {
    const t = await connectedTo(1);
    const [member] = t.cluster.members;
    member!.on(mapPutAll, call => call.answer({}));
    member!.on(mapGetAll, call => call.answer({ response: call.request.keys.map(key => [key as string, 1] as const) }));
    return { t, member: member!, map: t.client.getMap<string, number>('m') };
  }

  it('is put by each subscription', async () => {
    const { t, map } = await mapOf();
    const source = map.putAll(once());
    for (const times of [1, 2]) {
      const call = t.watch(source);
      await t.settle();
      expect(call.completed).toBe(true);
      const sent = t.cluster.of(mapPutAll).flatMap(({ request }) => request.entries.map(([key]) => key));
      expect(sent.toSorted()).toEqual(keys.flatMap(key => Array.from({ length: times }, () => key)).toSorted());
    }
  });

  it('is put again by retry', async () => {
    const { t, map, member } = await mapOf();
    let refused = false;
    member.on(mapPutAll, call => {
      if (refused) return call.answer({});
      refused = true;
      call.refuse('ILLEGAL_STATE');
    });
    const call = t.watch(map.putAll(once()).pipe(retry(1)));
    await t.settle();
    expect(call.completed).toBe(true);
    const again = t.cluster.of(mapPutAll).slice(-6);
    expect(again.flatMap(({ request }) => request.entries.map(([key]) => key)).toSorted()).toEqual(keys.toSorted());
  });

  it('is got by each subscription', async () => {
    const { t, map } = await mapOf();
    const source = map.getAll(onceKeys());
    const calls = [t.watch(source), t.watch(source)];
    await t.settle();
    for (const { values } of calls) expect(values[0]!.map(([key]) => key).toSorted()).toEqual(keys.toSorted());
  });
});

describe('calls that end each other', () => {
  const joins = {
    forkJoin: (calls: readonly Observable<unknown>[]) => forkJoin(calls),
    merge: (calls: readonly Observable<unknown>[]) => from(calls).pipe(mergeAll()),
  };

  it.each(['forkJoin', 'merge'] as const)('are not sent again after the connection was cut under %s', async join => {
    const t = await connectedTo(1);
    const [member] = t.cluster.members;
    const gets = ['a', 'b'].map(key => t.client.invoke(mapGet, { ...get, key }));
    const all = t.watch<unknown>(joins[join]([t.client.invoke(mapPut, put), ...gets]));
    await t.settle();
    expect(t.cluster.of(mapGet)).toHaveLength(2);
    member!.links[0]!.cut();
    await t.advance(3000);
    expect(t.states.at(-1)).toBe('CONNECTED');
    expect(all.error).toBeInstanceOf(IndeterminateError);
    expect([t.cluster.of(mapGet).length, t.cluster.of(mapPut).length, active(t)]).toEqual([2, 1, 0]);
  });

  it('are not sent when one of them cannot be, once there is a connection', async () => {
    const t = new VirtualClient(new ScriptedCluster(1));
    const [wrong, ...right] = [Symbol('x'), 'a', 'b'].map(key => t.client.invoke(mapGet, { ...get, key }));
    const all = t.watch(forkJoin([wrong!, ...right]));
    await t.settle();
    expect(all.error).toBeInstanceOf(SerializationError);
    expect(t.states.at(-1)).toBe('CONNECTED');
    expect([t.cluster.of(mapGet), active(t)]).toEqual([[], 0]);
  });

  it.each(['getAll', 'putAll'] as const)('are not begun after the first of a %s could not be', async how => {
    const t = await connectedTo(1);
    let sorted = false;
    const first = {
      toJSON() {
        if (sorted) throw new TypeError('not a second time');
        return 'first';
      },
    };
    const last = { toJSON: () => ((sorted = true), 'last') };
    const map = t.client.getMap<object | string, number>('m');
    const all = [first, ...keys, last];
    const call = t.watch<unknown>(how === 'getAll' ? map.getAll(all) : map.putAll(all.map(key => [key, 1] as const)));
    await t.settle();
    expect(call.trouble).toMatchObject({ operation: how === 'getAll' ? 'Map.getAll' : 'Map.putAll', structure: 'm' });
    expect(call.trouble.reason).toContain('not a second time');
    expect([t.cluster.of(mapGetAll), t.cluster.of(mapPutAll), active(t)]).toEqual([[], [], 0]);
  });

  it('do not wait any more when the cluster refuses the client', async () => {
    const t = unreachable();
    t.cluster.members[0]!.up = true;
    t.cluster.members[0]!.welcome = { status: 1 };
    const all = t.watch(forkJoin(['a', 'b'].map(key => t.client.invoke(mapGet, { ...get, key }))));
    await t.settle();
    expect([all.trouble.code, active(t)]).toEqual(['AUTHENTICATION', 0]);
  });

  it.each(['refused', 'cut'])('are not tried again by one who leaves when told of it (%s)', async how => {
    const t = await connectedTo(1);
    const [member] = t.cluster.members;
    if (how === 'refused') member!.on(mapGet, call => call.refuse('PARTITION_MIGRATING'));
    const timers = t.scheduler.actions.length;
    const call = t.watch(t.client.invoke(mapGet, get));
    t.client.events$.subscribe(({ type }) => {
      if (type === 'retry') call.subscription.unsubscribe();
    });
    await t.settle();
    if (how === 'cut') member!.links[0]!.cut();
    await t.settle();
    expect(t.eventsOf('retry')).toHaveLength(1);
    expect(t.scheduler.actions).toHaveLength(timers);
    await t.advance(3000);
    expect([t.cluster.of(mapGet).length, active(t)]).toEqual([1, 0]);
  });
});

describe('a value that makes a call while it is encoded', () => {
  it.each(['put', 'putAll'] as const)('arrives intact, and so does that call (%s)', async how => {
    const t = await connectedTo(1);
    const [member] = t.cluster.members;
    member!.on(mapGet, call => call.answer({ response: call.request.key as string }));
    member!.on(mapPut, call => call.answer({ response: 'before' }));
    member!.on(mapPutAll, call => call.answer({}));
    const key = 'a longer key than the other one';
    const inner: { values: unknown[] }[] = [];
    const value = {
      toJSON() {
        if (inner.length === 0) inner.push(t.watch(t.client.invoke(mapGet, { ...get, key: 'inner' })));
        return { text: 'of the outer one' };
      },
    };
    const map = t.client.getMap<string, object>('m');
    const outer = t.watch<unknown>(how === 'put' ? map.put(key, value) : map.putAll([[key, value]]));
    await t.settle();
    expect(outer.completed).toBe(true);
    expect(inner.map(({ values }) => values)).toEqual([[{ response: 'inner' }]]);
    expect(t.cluster.of(mapGet).map(({ request }) => request.key)).toEqual(['inner']);
    const sent = how === 'put'
        ? t.cluster.of(mapPut).map(({ request }) => [request.key, request.value])
        : t.cluster.of(mapPutAll).flatMap(({ request }) => request.entries); // prettier-ignore
    expect(sent).toEqual([[key, { text: 'of the outer one' }]]);
    expect(active(t)).toBe(0);
  });
});

describe('what makes no sense is refused at once', () => {
  it.each([Number.NaN, 0, -1, '5' as never])('a timeout of %j', async timeout => {
    const t = await connectedTo(1);
    const call = t.watch(t.client.invoke(mapGet, get, { timeout }));
    expect(call.trouble).toMatchObject({ code: 'ILLEGAL_ARGUMENT', operation: 'Map.get', structure: 'm' });
    await t.settle();
    expect([t.cluster.of(mapGet), active(t)]).toEqual([[], 0]);
  });

  it('to listen to a row without events', async () => {
    const t = await connectedTo(1);
    const call = t.watch(t.client.listen(mapGet as never, get as never));
    expect(call.trouble).toMatchObject({ code: 'ILLEGAL_ARGUMENT', operation: 'Map.get' });
    await t.settle();
    expect([t.cluster.of(mapGet), partsOf(t.client).listeners.size]).toEqual([[], 0]);
  });

  it('to invoke a row with events', async () => {
    const t = await connectedTo(1);
    const request = { name: 'm', includeValue: false, listenerFlags: 1, localOnly: true };
    const call = t.watch(t.client.invoke(mapAddEntryListener as never, request as never));
    expect(call.trouble).toMatchObject({ code: 'ILLEGAL_ARGUMENT', operation: 'Map.addEntryListener' });
    await t.settle();
    expect([t.cluster.of(mapAddEntryListener), active(t)]).toEqual([[], 0]);
  });
});
