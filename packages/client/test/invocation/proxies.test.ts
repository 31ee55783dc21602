import { clientCreateProxies, clientCreateProxy, clientDestroyProxy, mapGet } from '@hazelrx/protocol/operations';
import { describe, expect, it } from 'vitest';
import { partsOf } from '../../src/client.js';
import { connectedTo } from '../support/virtual-client.js';

async function clientWithMap() {
  const t = await connectedTo(1);
  const [member] = t.cluster.members;
  member!.on(mapGet, call => call.answer({ response: call.request.key as string }));
  return { t, member: member!, map: t.client.getMap<string, string>('m') };
}

const SERVICE = 'hz:impl:mapService';

describe('a structure', () => {
  it('is created once, before the first of many calls', async () => {
    const { t, member, map } = await clientWithMap();
    expect(t.client.getMap('m')).toBe(map);
    await t.settle();
    expect(member.of(clientCreateProxy)).toEqual([]);
    member.on(clientCreateProxy, () => {});
    const calls = ['a', 'b', 'c'].map(key => t.watch(map.get(key)));
    await t.settle();
    expect(member.of(clientCreateProxy).map(({ request }) => request)).toEqual([{ name: 'm', serviceName: SERVICE }]);
    expect(member.of(mapGet)).toEqual([]);
    member.of(clientCreateProxy)[0]!.answer({});
    await t.settle();
    expect(calls.map(({ values }) => values)).toEqual([['a'], ['b'], ['c']]);
    t.watch(map.get('d'));
    await t.settle();
    expect(member.of(clientCreateProxy)).toHaveLength(1);
  });

  it('that cannot be created fails the calls that wait for it, and the next call tries again', async () => {
    const { t, member, map } = await clientWithMap();
    let times = 0;
    member.on(clientCreateProxy, asked => (++times === 1 ? asked.refuse('INVALID_CONFIGURATION') : asked.answer({})));
    const calls = ['a', 'b'].map(key => t.watch(map.get(key)));
    await t.settle();
    for (const { trouble } of calls) {
      expect(trouble).toMatchObject({ code: 'INVALID_CONFIGURATION', operation: 'Map.get', structure: 'm' });
    }
    expect(partsOf(t.client).invoker.active).toBe(0);
    const next = t.watch(map.get('c'));
    await t.settle();
    expect(next.values).toEqual(['c']);
  });

  it('is not waited for by callers that have left', async () => {
    const { t, member, map } = await clientWithMap();
    member.on(clientCreateProxy, () => {});
    const [one, two] = [t.watch(map.get('a')), t.watch(map.get('b'))];
    await t.settle();
    one.subscription.unsubscribe();
    member.of(clientCreateProxy)[0]!.answer({});
    await t.settle();
    expect([one.values, two.values]).toEqual([[], ['b']]);
    expect(member.of(mapGet)).toHaveLength(1);
  });

  it('that is created too slowly ends its calls in time', async () => {
    const t = await connectedTo(1, { properties: { 'hazelcast.client.invocation.timeout.millis': 1000 } });
    t.cluster.members[0]!.on(clientCreateProxy, () => {});
    const call = t.watch(t.client.getMap('m').get('k'));
    await t.advance(2000);
    expect(call.endedAt).toBe(1000);
    expect(call.trouble).toMatchObject({ code: 'OPERATION_TIMEOUT', structure: 'm' });
    expect(partsOf(t.client).invoker.active).toBe(0);
  });

  it('is created again after it was destroyed', async () => {
    const { t, member, map } = await clientWithMap();
    t.watch(map.get('a'));
    await t.settle();
    const destroyed = t.watch(map.destroy());
    await t.settle();
    expect(destroyed.completed).toBe(true);
    expect(member.of(clientDestroyProxy).map(({ request }) => request)).toEqual([{ name: 'm', serviceName: SERVICE }]);
    t.watch(map.get('b'));
    await t.settle();
    expect(member.of(clientCreateProxy)).toHaveLength(2);
  });

  it('is created again, with all others in one request, before calls go to a cluster that came back', async () => {
    const { t, member, map } = await clientWithMap();
    for (const name of ['m', 'n']) t.watch(t.client.getMap(name).get('k'));
    t.client.getMap('never used');
    await t.settle();
    member.on(clientCreateProxies, () => {});
    member.links[0]!.cut();
    const call = t.watch(map.get('a'));
    await t.settle();
    expect(member.of(clientCreateProxies).map(({ request }) => request.proxies)).toEqual([[['m', SERVICE], ['n', SERVICE]]]); // prettier-ignore
    expect(t.states.at(-1)).toBe('DISCONNECTED');
    expect(call.completed).toBe(false);
    member.of(clientCreateProxies)[0]!.answer({});
    await t.settle();
    expect(call.values).toEqual(['a']);
    expect(member.of(clientCreateProxy)).toHaveLength(2);
  });

  it('that nobody used is not created again', async () => {
    const { t, member } = await clientWithMap();
    member.links[0]!.cut();
    await t.settle();
    expect(t.states.at(-1)).toBe('CONNECTED');
    expect(member.of(clientCreateProxies)).toEqual([]);
  });
});
