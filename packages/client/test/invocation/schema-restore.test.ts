// A cluster that was restarted has lost its schemas.
import { clientCreateProxies, clientSendAllSchemas, clientSendSchema, mapAddEntryListenerToKey, mapGet, mapPut } from '@hazelrx/protocol/operations'; // prettier-ignore
import { describe, expect, it } from 'vitest';
import { counted, keepSchemas, Person, PERSON, told, written } from '../support/compact-values.js';
import type { ScriptedMember } from '../support/scripted-member.js';
import { connectedTo } from '../support/virtual-client.js';

const ada = Person({ name: 'Ada', age: 36 });
const A = counted('a');

async function connected(size: number) {
  const t = await connectedTo(size);
  const { cluster } = t;
  cluster.serialization.schemas.add(PERSON);
  keepSchemas(cluster, A);
  for (const member of cluster.members) {
    member.on(mapPut, call => call.answer({ response: null }));
    member.on(mapGet, call => call.answer({ response: written(A, 5) }));
    member.on(clientSendAllSchemas, asked => asked.answer({}));
  }
  const map = t.client.getMap('m');
  return { t, map, members: cluster.members as [ScriptedMember, ...ScriptedMember[]] };
}

function restart(cluster: Awaited<ReturnType<typeof connected>>['t']['cluster']): void {
  for (const member of cluster.members) member.kill();
  for (const member of cluster.members) {
    member.received.length = 0;
    member.restart();
  }
  cluster.show(...cluster.view);
}

describe('after the last connection was lost', () => {
  it('the schemas are sent again before structures and listeners are made again, and before calls', async () => {
    const { t, map, members } = await connected(2);
    const put = t.watch(map.put('k', ada));
    const get = t.watch(map.get('k'));
    const events = t.watch(map.events({ key: ada, signals: true }));
    await t.settle();
    expect([put.completed, get.completed]).toEqual([true, true]);
    const silent = (): void => {};
    for (const member of members) member.on(clientSendAllSchemas, silent);
    restart(t.cluster);
    await t.settle();
    const later = t.watch(map.put('k', ada));
    await t.advance(5000);
    const sent = t.cluster.of(clientSendAllSchemas);
    expect(sent).toHaveLength(1);
    expect(sent[0]!.request.schemas).toHaveLength(2);
    expect(sent[0]!.request.schemas).toEqual(expect.arrayContaining([told(PERSON), told(A)]));
    const after = [clientCreateProxies, mapAddEntryListenerToKey, mapPut] as const;
    expect(after.map(row => t.cluster.of(row as never).length)).toEqual([0, 0, 0]);
    sent[0]!.answer({});
    await t.settle();
    expect(after.map(row => t.cluster.of(row as never).length)).toEqual([1, 2, 1]);
    expect(later.values).toEqual([null]);
    expect(t.cluster.of(clientSendSchema)).toEqual([]);
    expect(events.values.filter(item => (item as { type: string }).type === 'listening')).toHaveLength(2);
  });

  it('they are sent over the next connection where the first is lost as well', async () => {
    const { t, map, members } = await connected(1);
    t.watch(map.put('k', ada));
    const events = t.watch(map.events({ key: ada, signals: true }));
    await t.settle();
    members[0].on(clientSendAllSchemas, asked => {
      members[0].on(clientSendAllSchemas, again => again.answer({}));
      asked.link.cut();
    });
    restart(t.cluster);
    await t.advance(10_000);
    expect(members[0].of(clientSendAllSchemas)).toHaveLength(2);
    expect(members[0].of(mapAddEntryListenerToKey)).toHaveLength(1);
    expect(events.values.filter(item => (item as { type: string }).type === 'listening')).toHaveLength(2);
  });

  it('a client that has none sends none', async () => {
    const { t, map } = await connected(1);
    t.watch(map.put('k', 'plain'));
    const events = t.watch(map.events({ signals: true }));
    await t.settle();
    restart(t.cluster);
    await t.advance(5000);
    expect(t.cluster.of(clientSendAllSchemas)).toEqual([]);
    expect(events.values.filter(item => (item as { type: string }).type === 'listening')).toHaveLength(2);
  });

  it('members that have no Compact are connected to all the same', async () => {
    const { t, map, members } = await connected(1);
    t.watch(map.put('k', ada));
    await t.settle();
    members[0].on(clientSendAllSchemas, asked => asked.refuse('UNSUPPORTED_OPERATION'));
    restart(t.cluster);
    await t.settle();
    const put = t.watch(map.put('k', 'plain'));
    await t.advance(5000);
    expect(put.completed).toBe(true);
  });

  it('a listener that leaves before they are there is not registered', async () => {
    const { t, map, members } = await connected(1);
    t.watch(map.put('k', ada));
    const events = t.watch(map.events({ key: ada }));
    await t.settle();
    members[0].on(clientSendAllSchemas, () => {});
    restart(t.cluster);
    await t.advance(5000);
    events.subscription.unsubscribe();
    members[0].of(clientSendAllSchemas)[0]!.answer({});
    await t.settle();
    expect(t.states.at(-1)).toBe('CONNECTED');
    expect(members[0].of(mapAddEntryListenerToKey)).toEqual([]);
  });
});
