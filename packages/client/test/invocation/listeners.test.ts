import { Data, UUID } from '@hazelrx/protocol';
import {
  clientAddClusterViewListener,
  clientAuthentication,
  mapAddEntryListener,
  mapAddEntryListenerToKey,
  mapRemoveEntryListener,
  topicAddMessageListener,
} from '@hazelrx/protocol/operations';
import { describe, expect, it } from 'vitest';
import { partsOf } from '../../src/client.js';
import { SerializationError } from '../../src/errors.js';
import { ScriptedCluster } from '../support/scripted-cluster.js';
import type { Received, ScriptedMember } from '../support/scripted-member.js';
import { connectedTo, VirtualClient, type Watched } from '../support/virtual-client.js';

const added = (from: ScriptedMember, key: string | Data) =>
  ({ key: key as string, value: null, oldValue: null, mergingValue: null, eventType: 1, uuid: from.uuid, numberOfAffectedEntries: 1 }); // prettier-ignore

function tell(listener: Received<typeof mapAddEntryListener>, key: string | Data): void {
  listener.event('Entry', added(listener.member, key));
}

const adds = (member: ScriptedMember) => member.of(mapAddEntryListener);
const removals = (member: ScriptedMember) => member.of(mapRemoveEntryListener);

/** What came: signals by their name, events by their key. */
const told = (watched: Watched<object>): string[] =>
  watched.values.map(item => ('key' in item ? String(item.key) : (item as { type: string }).type));

async function listening(size: number) {
  const t = await connectedTo(size);
  const map = t.client.getMap<string>('m');
  const events = t.watch(map.events({ signals: true }));
  await t.settle();
  return { t, map, events, members: t.cluster.members };
}

describe('a stream of events', () => {
  it('is registered on every member, each for itself, with the first subscription only', async () => {
    const t = await connectedTo(2);
    const source = t.client.getMap('m').events();
    await t.settle();
    expect(t.cluster.of(mapAddEntryListener)).toEqual([]);
    const [one, two] = [t.watch(source), t.watch(t.client.getMap('m').events())];
    await t.settle();
    expect(t.cluster.members.map(member => adds(member).map(({ request }) => request))).toEqual(
      [0, 1].map(() => [{ name: 'm', includeValue: false, listenerFlags: 767, localOnly: true }]),
    );
    for (const member of t.cluster.members) tell(adds(member)[0]!, `of ${member.name}`);
    await t.settle();
    expect(told(one)).toEqual(['of 10.0.0.1:5701', 'of 10.0.0.1:5702']);
    expect(told(two)).toEqual(told(one));
    expect(partsOf(t.client).listeners.size).toBe(1);
  });

  it('is registered again when its structure was destroyed here: members have dropped it', async () => {
    const { t, map, events, members } = await listening(2);
    const other = t.watch(t.client.getMap('other').events({ signals: true }));
    await t.settle();
    t.watch(map.destroy());
    await t.settle();
    expect(members.map(member => adds(member).filter(({ request }) => request.name === 'm').length)).toEqual([2, 2]);
    tell(adds(members[0]!)[0]!, 'old');
    tell(adds(members[0]!).at(-1)!, 'new');
    await t.settle();
    expect(told(events)).toEqual(['listening', 'gap', 'gap', 'listening', 'new']);
    expect(told(other)).toEqual(['listening']);
    expect(partsOf(t.client).listeners.size).toBe(2);
  });

  it('is not `listening` before the cluster has told who is in it', async () => {
    const cluster = new ScriptedCluster(2);
    for (const member of cluster.members) {
      member.tellsViewsAtOnce = false;
      member.on(clientAddClusterViewListener, asked => {
        asked.link.view = asked;
        asked.answer({});
      });
    }
    const t = new VirtualClient(cluster);
    const events = t.watch(t.client.getMap('m').events({ signals: true }));
    await t.settle();
    expect(t.cluster.of(mapAddEntryListener)).toHaveLength(1);
    expect(told(events)).toEqual([]);
    cluster.show(...cluster.members);
    await t.settle();
    expect(t.cluster.of(mapAddEntryListener)).toHaveLength(2);
    expect(told(events)).toEqual(['listening']);
  });

  it('is another one for another request', async () => {
    const t = await connectedTo(1);
    const map = t.client.getMap('m');
    t.watch(map.events());
    t.watch(map.events({ includeValue: true }));
    t.watch(map.events({ types: ['added'] }));
    t.watch(t.client.getMap('n').events());
    t.watch(map.events({ key: 'k' }));
    await t.settle();
    expect(t.cluster.of(mapAddEntryListener)).toHaveLength(4);
    expect(t.cluster.of(mapAddEntryListenerToKey).map(({ request }) => request.key)).toEqual(['k']);
    expect(partsOf(t.client).listeners.size).toBe(5);
  });

  it('asks one member for all events where there is one connection', async () => {
    const cluster = new ScriptedCluster(3);
    const t = await new VirtualClient(cluster, { network: { smartRouting: false } }).connected();
    const events = t.watch(t.client.getMap('m').events({ signals: true }));
    await t.settle();
    expect(cluster.members.map(member => adds(member).map(({ request }) => request.localOnly))).toEqual([[false], [], []]); // prettier-ignore
    expect(told(events)).toEqual(['listening']);
  });

  it('is removed everywhere when the last subscriber leaves, and begun anew by the next', async () => {
    const { t, map, events, members } = await listening(2);
    const other = t.watch(map.events());
    events.subscription.unsubscribe();
    await t.settle();
    expect(t.cluster.of(mapRemoveEntryListener)).toEqual([]);
    other.subscription.unsubscribe();
    await t.settle();
    expect(members.map(member => removals(member).length)).toEqual([1, 1]);
    expect(partsOf(t.client).listeners.size).toBe(0);
    t.watch(map.events());
    await t.settle();
    expect(members.map(member => adds(member).length)).toEqual([2, 2]);
  });

  it('is removed by the id the member gave it', async () => {
    const t = await connectedTo(1);
    const registrationId = UUID.random();
    t.cluster.members[0]!.on(mapAddEntryListener, asked => asked.answer({ response: registrationId }));
    const events = t.watch(t.client.getMap('m').events());
    await t.settle();
    events.subscription.unsubscribe();
    await t.settle();
    const { request } = removals(t.cluster.members[0]!)[0]!;
    expect([request.name, request.registrationId.equals(registrationId)]).toEqual(['m', true]);
  });

  it('is removed as well when it was left before the member answered', async () => {
    const t = await connectedTo(1);
    const [member] = t.cluster.members;
    member!.on(mapAddEntryListener, () => {});
    const events = t.watch(t.client.getMap('m').events());
    await t.settle();
    const before = partsOf(t.client).pending.size;
    events.subscription.unsubscribe();
    await t.settle();
    expect(removals(member!)).toEqual([]);
    tell(adds(member!)[0]!, 'early');
    adds(member!)[0]!.answer({ response: UUID.random() });
    await t.settle();
    expect(removals(member!)).toHaveLength(1);
    expect(events.values).toEqual([]);
    expect(partsOf(t.client).pending.size).toBe(before - 1);
  });

  it('connects a client that is not', async () => {
    const t = new VirtualClient(new ScriptedCluster(1));
    const events = t.watch(t.client.getMap('m').events({ signals: true }));
    await t.settle();
    expect(t.states.at(-1)).toBe('CONNECTED');
    expect(told(events)).toEqual(['listening']);
  });

  it('brings no events after it was left, though the member still sends some', async () => {
    const { t, events, members } = await listening(1);
    events.subscription.unsubscribe();
    tell(adds(members[0]!)[0]!, 'late');
    await t.settle();
    expect(told(events)).toEqual(['listening']);
  });

  it('takes events that come before the answer', async () => {
    const t = await connectedTo(1);
    t.cluster.members[0]!.on(mapAddEntryListener, asked => {
      tell(asked, 'early');
      asked.answer({ response: UUID.random() });
    });
    const events = t.watch(t.client.getMap('m').events({ signals: true }));
    await t.settle();
    expect(told(events)).toEqual(['early', 'listening']);
  });

  it('leaves out kinds of events it does not know', async () => {
    const { t, events, members } = await listening(1);
    const [listener] = adds(members[0]!);
    listener!.event('Entry', { ...added(members[0]!, 'strange'), eventType: 256 });
    tell(listener!, 'known');
    await t.settle();
    expect(told(events)).toEqual(['listening', 'known']);
  });

  it('of any row is within reach', async () => {
    const t = await connectedTo(1);
    const events = t.watch(t.client.listen(topicAddMessageListener, { name: 't' }, { signals: true }));
    await t.settle();
    t.cluster.of(topicAddMessageListener)[0]!.event('Topic', { item: 'hello', publishTime: 5, uuid: UUID.NIL });
    await t.settle();
    expect(events.values).toMatchObject([{ type: 'listening' }, { event: 'Topic', item: 'hello' }]);
  });

  it('that cannot be encoded fails at once', async () => {
    const t = await connectedTo(1);
    const events = t.watch(t.client.getMap('m').events({ key: Symbol('x') }));
    expect(events.trouble).toMatchObject({ code: 'HAZELCAST_SERIALIZATION', structure: 'm' });
  });
});

describe('signals', () => {
  it('say once that it listens everywhere, not before', async () => {
    const t = await connectedTo(2);
    const [one, two] = t.cluster.members;
    two!.on(mapAddEntryListener, () => {});
    const events = t.watch(t.client.getMap('m').events({ signals: true }));
    await t.settle();
    tell(adds(one!)[0]!, 'a');
    await t.settle();
    expect(told(events)).toEqual(['a']);
    adds(two!)[0]!.answer({ response: UUID.random() });
    tell(adds(two!)[0]!, 'b');
    await t.settle();
    expect(told(events)).toEqual(['a', 'listening', 'b']);
  });

  it('tell a late subscriber at once', async () => {
    const { t, map } = await listening(1);
    const late = t.watch(map.events({ signals: true }));
    expect(told(late)).toEqual(['listening']);
  });

  it('do not tell a late subscriber what is not so now', async () => {
    const { t, map, members } = await listening(2);
    members[1]!.kill();
    await t.settle();
    const late = t.watch(map.events({ signals: true }));
    expect(told(late)).toEqual([]);
  });

  it('are not there for those who did not ask', async () => {
    const { t, map, members } = await listening(2);
    const plain = t.watch(map.events());
    members[1]!.links[0]!.cut();
    await t.advance(2000);
    tell(adds(members[0]!)[0]!, 'a');
    await t.settle();
    expect(told(plain)).toEqual(['a']);
  });

  it('say gap when a connection ends, gap again when it is back, then listening', async () => {
    const { t, events, members } = await listening(2);
    const [, two] = members;
    two!.links[0]!.cut();
    await t.settle();
    expect(told(events)).toEqual(['listening', 'gap']);
    await t.advance(1000);
    expect(told(events)).toEqual(['listening', 'gap', 'gap', 'listening']);
    const gaps = events.values.filter(item => item.type === 'gap') as { member: UUID }[];
    expect(gaps.every(({ member }) => member.equals(two!.uuid))).toBe(true);
    expect(adds(two!)).toHaveLength(2);
    tell(adds(two!)[1]!, 'new');
    await t.settle();
    expect(told(events).at(-1)).toBe('new');
    expect(t.eventsOf('registered')).toMatchObject([{ operation: 'Map.addEntryListener', structure: 'm' }]);
  });

  it('say gap and listening when a member joins', async () => {
    const { t, events } = await listening(1);
    const joined = t.cluster.add();
    t.cluster.show(...t.cluster.members);
    await t.settle();
    expect(told(events)).toEqual(['listening', 'gap', 'listening']);
    expect(adds(joined)).toHaveLength(1);
    tell(adds(joined)[0]!, 'of the new one');
    await t.settle();
    expect(told(events).at(-1)).toBe('of the new one');
  });

  it('say gap, then listening, when a member leaves for good', async () => {
    const { t, events, members } = await listening(2);
    t.cluster.show(members[0]!);
    await t.settle();
    expect(told(events)).toEqual(['listening', 'gap', 'listening']);
  });

  it('say so of a whole cluster that was restarted', async () => {
    const { t, events, members } = await listening(1);
    members[0]!.kill();
    members[0]!.restart();
    t.cluster.show(members[0]!);
    await t.settle();
    expect(told(events)).toEqual(['listening', 'gap', 'gap', 'listening']);
    tell(adds(members[0]!)[1]!, 'after');
    await t.settle();
    expect(told(events).at(-1)).toBe('after');
  });
});

describe('trouble', () => {
  it('an event that cannot be read ends the stream with a SerializationError, and the registrations', async () => {
    const { t, events, members } = await listening(2);
    const unreadable = new Data(Uint8Array.of(0, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff, 1));
    tell(adds(members[0]!)[0]!, unreadable);
    await t.settle();
    expect(events.error).toBeInstanceOf(SerializationError);
    expect(events.trouble).toMatchObject({ operation: 'Map.addEntryListener', structure: 'm' });
    expect(partsOf(t.client).listeners.size).toBe(0);
    expect(members.every(({ links }) => links[0]!.open)).toBe(true);
    expect(members.map(member => removals(member).length)).toEqual([1, 1]);
    expect(partsOf(t.client).pending.size).toBe(3);
  });

  it('a registration that fails for a passing reason is tried again after the retry pause', async () => {
    const t = await connectedTo(1, { properties: { 'hazelcast.client.invocation.retry.pause.millis': 300 } });
    let times = 0;
    t.cluster.members[0]!.on(mapAddEntryListener, asked =>
      ++times < 3 ? asked.refuse('HAZELCAST_INSTANCE_NOT_ACTIVE') : asked.answer({ response: UUID.random() }),
    );
    const events = t.watch(t.client.getMap('m').events({ signals: true }));
    await t.advance(599);
    expect(told(events)).toEqual([]);
    await t.advance(1);
    expect(told(events)).toEqual(['listening']);
  });

  it('one that was left during that pause is not tried again, and leaves no timer', async () => {
    const t = await connectedTo(1);
    const [member] = t.cluster.members;
    const timers = t.scheduler.actions.length;
    member!.on(mapAddEntryListener, asked => asked.refuse('HAZELCAST_INSTANCE_NOT_ACTIVE'));
    const events = t.watch(t.client.getMap('m').events());
    await t.settle();
    expect(t.scheduler.actions).toHaveLength(timers + 1);
    events.subscription.unsubscribe();
    expect(t.scheduler.actions).toHaveLength(timers);
    await t.advance(3000);
    expect(adds(member!)).toHaveLength(1);
  });

  it('one that is refused after it was left is not tried again', async () => {
    const t = await connectedTo(1);
    const [member] = t.cluster.members;
    member!.on(mapAddEntryListener, () => {});
    const events = t.watch(t.client.getMap('m').events());
    await t.settle();
    events.subscription.unsubscribe();
    adds(member!)[0]!.refuse('HAZELCAST_INSTANCE_NOT_ACTIVE');
    await t.advance(3000);
    expect(adds(member!)).toHaveLength(1);
  });

  it('one whose connection ends during that pause leaves no timer', async () => {
    const t = await connectedTo(2);
    const [, two] = t.cluster.members;
    const timers = t.scheduler.actions.length;
    two!.on(mapAddEntryListener, asked => asked.refuse('HAZELCAST_INSTANCE_NOT_ACTIVE'));
    t.watch(t.client.getMap('m').events());
    await t.settle();
    expect(t.scheduler.actions).toHaveLength(timers + 1);
    two!.kill();
    t.cluster.show(t.cluster.members[0]!);
    await t.settle();
    expect(t.scheduler.actions).toHaveLength(timers);
  });

  it('a registration that is refused for good ends the stream, everywhere', async () => {
    const t = await connectedTo(2);
    const [one, two] = t.cluster.members;
    two!.on(mapAddEntryListener, asked => asked.refuse('ACCESS_CONTROL'));
    const events = t.watch(t.client.getMap('m').events());
    await t.settle();
    expect(events.trouble).toMatchObject({ code: 'ACCESS_CONTROL', operation: 'Map.addEntryListener', structure: 'm' });
    expect(removals(one!)).toHaveLength(1);
  });

  it('a cluster that refuses the client ends the stream', async () => {
    const cluster = new ScriptedCluster(1);
    cluster.members[0]!.on(clientAuthentication, asked => asked.refuse('AUTHENTICATION'));
    const t = new VirtualClient(cluster);
    const events = t.watch(t.client.getMap('m').events());
    await t.settle();
    expect(events.trouble).toMatchObject({ code: 'AUTHENTICATION', operation: 'Map.addEntryListener', structure: 'm' });
  });

  it('a shutdown ends the stream; afterwards none begins', async () => {
    const { t, map, events } = await listening(1);
    t.client.shutdown().subscribe();
    expect(events.trouble).toMatchObject({
      code: 'CLIENT_NOT_ACTIVE',
      operation: 'Map.addEntryListener',
      structure: 'm',
    });
    expect(t.watch(map.events()).trouble).toMatchObject({ code: 'CLIENT_NOT_ACTIVE', structure: 'm' });
  });
});
