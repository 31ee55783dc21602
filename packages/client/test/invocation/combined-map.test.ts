// getAll and putAll: many requests that wait, count and end as one call.
import { mapGet, mapGetAll, mapPutAll, mapSize } from '@hazelrx/protocol/operations';
import { retry } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { partsOf } from '../../src/client.js';
import { TimeoutError } from '../../src/errors.js';
import { ScriptedCluster } from '../support/scripted-cluster.js';
import { connectedTo, VirtualClient } from '../support/virtual-client.js';

const get = { name: 'm', key: 'k', threadId: 0 };
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

  it.each([true, false])('counts as one, whatever the number of its requests (map in use: %s)', async used => {
    const t = await connectedTo(1, { maxPendingInvocations: 1 });
    t.cluster.members[0]!.on(mapSize, call => call.answer({ response: 0 }));
    if (used) t.watch(t.client.getMap('m').size());
    await t.settle();
    const call = t.watch<unknown>(make(t));
    await t.settle();
    expect(call.error).toBeUndefined();
    expect(t.cluster.of(mapGetAll).length + t.cluster.of(mapPutAll).length).toBe(6);
    expect(active(t)).toBe(1);
    call.subscription.unsubscribe();
    expect(active(t)).toBe(0);
  });
});

it.each(['getAll', 'putAll'] as const)('%s sends nothing more after its first request could not be sent', async how => {
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
      expect(sent).toHaveLength(keys.length * times);
      expect(new Set(sent)).toEqual(new Set(keys));
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
    expect(t.cluster.of(mapPutAll)).toHaveLength(12);
    const again = t.cluster.of(mapPutAll).slice(6);
    expect(new Set(again.flatMap(({ request }) => request.entries.map(([key]) => key)))).toEqual(new Set(keys));
  });

  it('is got by each subscription', async () => {
    const { t, map } = await mapOf();
    const source = map.getAll(onceKeys());
    const calls = [t.watch(source), t.watch(source)];
    await t.settle();
    for (const { values } of calls) expect(new Set(values[0]!.map(([key]) => key))).toEqual(new Set(keys));
  });
});
