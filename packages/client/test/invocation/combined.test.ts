// Calls that belong together: made by one subscription, ended by each other, or made while another is being encoded.
import { mapAddEntryListener, mapGet, mapPut, mapPutAll } from '@hazelrx/protocol/operations';
import { forkJoin, from, mergeAll, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { partsOf } from '../../src/client.js';
import { IndeterminateError, SerializationError } from '../../src/errors.js';
import { ScriptedCluster } from '../support/scripted-cluster.js';
import { connectedTo, VirtualClient } from '../support/virtual-client.js';

const get = { name: 'm', key: 'k', threadId: 0 };
const put = { ...get, value: 'v', ttl: -1 };
const active = (t: VirtualClient) => partsOf(t.client).invoker.active;

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

  it('do not wait any more when the cluster refuses the client', async () => {
    const t = new VirtualClient(new ScriptedCluster(1));
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
