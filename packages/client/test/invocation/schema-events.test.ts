// Events keep their order where one of them has to wait for its schema.
import type { GenericRecord, Schema } from '@hazelrx/protocol';
import { clientCreateProxies, clientFetchSchema, mapAddEntryListener, mapRemoveEntryListener, mapSize, topicAddMessageListener } from '@hazelrx/protocol/operations'; // prettier-ignore
import { describe, expect, it } from 'vitest';
import { partsOf } from '../../src/client.js';
import { ConnectionError, SerializationError } from '../../src/errors.js';
import { counted, keepSchemas, told, written } from '../support/compact-values.js';
import type { ScriptedMember } from '../support/scripted-member.js';
import { connectedTo, type Watched } from '../support/virtual-client.js';

const A = counted('a');
const B = counted('b');

async function listening(size: number) {
  const t = await connectedTo(size);
  const members = t.cluster.members as [ScriptedMember, ...ScriptedMember[]];
  for (const member of members) member.on(mapSize, call => call.answer({ response: 7 }));
  const map = t.client.getMap<string, GenericRecord | number>('m');
  const events = t.watch(map.events({ includeValue: true }));
  await t.settle();
  const fetched = (schema: Schema) => t.cluster.of(clientFetchSchema).filter(({ request }) => request.schemaId.eq(schema.id)); // prettier-ignore
  const pending = partsOf(t.client).pending.size;
  return { t, map, members, events, fetched, pending };
}

/** The member tells of an entry, whose value is a record where a schema is given. */
function tell(member: ScriptedMember, value: number, schema?: Schema): void {
  const [listener] = member.of(mapAddEntryListener).slice(-1);
  listener!.event('Entry', {
    key: `k${value}`,
    value: schema ? written(schema, value) : value,
    oldValue: null,
    mergingValue: null,
    eventType: 1,
    uuid: member.uuid,
    numberOfAffectedEntries: 1,
  });
}

/** Their values in the order in which they came. */
function heard({ values }: Watched<object>): unknown[] {
  return values.map(event => {
    const { value } = event as { value: GenericRecord | number };
    return typeof value === 'number' ? value : value.get('count');
  });
}

describe('an event with an unknown schema', () => {
  it('keeps its place among the events of its stream, of all members; other streams and calls go on', async () => {
    const { t, map, members, events, fetched } = await listening(2);
    const messages = t.watch(t.client.getTopic<string>('t').messages());
    await t.settle();
    const [one, two] = members as unknown as [ScriptedMember, ScriptedMember];
    tell(one, 1);
    tell(one, 2, A);
    tell(one, 3);
    await t.settle();
    tell(two, 4);
    tell(two, 5, B);
    await t.settle();
    tell(one, 6, A);
    tell(one, 7);
    await t.settle();
    expect(heard(events)).toEqual([1]);
    expect([fetched(A).length, fetched(B).length]).toEqual([1, 0]);
    two.of(topicAddMessageListener)[0]!.event('Topic', { item: 'news', publishTime: 1, uuid: two.uuid });
    const size = t.watch(map.size());
    await t.settle();
    expect([messages.values.length, size.values]).toEqual([1, [7]]);
    fetched(A)[0]!.answer({ schema: told(A) });
    await t.settle();
    expect(heard(events)).toEqual([1, 2, 3, 4]);
    expect(fetched(B)).toHaveLength(1);
    tell(two, 8);
    await t.settle();
    expect(heard(events)).toEqual([1, 2, 3, 4]);
    fetched(B)[0]!.answer({ schema: told(B) });
    await t.settle();
    expect(heard(events)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    tell(two, 9, B);
    await t.settle();
    expect(heard(events).at(-1)).toBe(9);
    expect([fetched(A).length, fetched(B).length]).toEqual([1, 1]);
  });

  it('comes before what its subscribers cause when they hear of it', async () => {
    const { t, map, members, fetched } = await listening(1);
    const seen: unknown[] = [];
    t.watch(map.events({ includeValue: true, types: ['added'] })).subscription.add(() => {});
    const listening$ = map.events({ includeValue: true });
    const subscription = listening$.subscribe(event => {
      const { value } = event as { value: GenericRecord | number };
      seen.push(typeof value === 'number' ? value : value.get('count'));
      if (seen.length === 1) tell(members[0], 3);
    });
    tell(members[0], 1, A);
    tell(members[0], 2);
    await t.settle();
    fetched(A)[0]!.answer({ schema: told(A) });
    await t.settle();
    subscription.unsubscribe();
    expect(seen.slice(0, 2)).toEqual([1, 2]);
  });

  it('that nobody knows ends its stream, and no other', async () => {
    const { t, map, members, events, fetched } = await listening(2);
    const others = t.watch(map.events());
    await t.settle();
    const [adds] = members.map(member => member.of(mapAddEntryListener)) as [unknown[]];
    expect(adds).toHaveLength(2);
    const [first] = members[0].of(mapAddEntryListener);
    first!.event('Entry', { key: 'k', value: written(A, 1), oldValue: null, mergingValue: null, eventType: 1, uuid: members[0].uuid, numberOfAffectedEntries: 1 }); // prettier-ignore
    await t.settle();
    fetched(A)[0]!.answer({ schema: null });
    await t.settle();
    expect(events.trouble).toBeInstanceOf(SerializationError);
    expect(events.trouble).toMatchObject({ operation: 'Map.addEntryListener', structure: 'm' });
    expect((events.trouble as SerializationError).data?.equals(written(A, 1))).toBe(true);
    expect(events.trouble.message).toMatch(`schema id ${A.id.toString()}: no member knows it`);
    expect(t.cluster.of(mapRemoveEntryListener)).toHaveLength(2);
    expect(others.error).toBeUndefined();
  });

  it('may come before the answer to the registration', async () => {
    const t = await connectedTo(1);
    const [member] = t.cluster.members as [ScriptedMember];
    member.on(mapAddEntryListener, () => {});
    const events = t.watch(t.client.getMap('m').events({ includeValue: true, signals: true }));
    await t.settle();
    tell(member, 1, A);
    await t.settle();
    member.of(mapAddEntryListener)[0]!.answer({ response: member.uuid });
    await t.settle();
    expect(events.values).toEqual([{ type: 'listening' }]);
    keepSchemas(t.cluster, A);
    t.cluster.of(clientFetchSchema)[0]!.answer({ schema: told(A) });
    await t.settle();
    events.values.shift();
    expect(heard(events)).toEqual([1]);
  });
});

describe('a stream whose event waits for a schema', () => {
  it('leaves nothing when nobody listens any more', async () => {
    const { t, members, events, pending } = await listening(2);
    tell(members[0], 1, A);
    tell(members[1]!, 2);
    await t.settle();
    expect(partsOf(t.client).pending.size).toBe(pending + 1);
    events.subscription.unsubscribe();
    await t.settle();
    expect(heard(events)).toEqual([]);
    expect(partsOf(t.client).pending.size).toBe(pending - 2);
    expect(partsOf(t.client).invoker.active).toBe(0);
  });

  it('goes on with the other members when the connection of that event ends', async () => {
    const { t, members, events, fetched } = await listening(2);
    tell(members[1]!, 1, A);
    await t.settle();
    tell(members[0], 2);
    tell(members[0], 3, B);
    tell(members[0], 4);
    await t.settle();
    expect(heard(events)).toEqual([]);
    members[1]!.links.at(-1)!.cut();
    await t.settle();
    expect(heard(events)).toEqual([2]);
    fetched(B)
      .at(-1)!
      .answer({ schema: told(B) });
    await t.settle();
    expect(heard(events)).toEqual([2, 3, 4]);
  });

  it('tells one event after the other, also where hearing of one ends its connection', async () => {
    const { t, map, members, fetched } = await listening(2);
    const [first] = partsOf(t.client).router.connections.open;
    const heardOf: string[] = [];
    const subscription = map.events({ includeValue: true }).subscribe(event => {
      heardOf.push(`begin ${String('key' in event && event.key)}`);
      if (heardOf.length === 1) first!.close(new ConnectionError('IO', 'the test says so'));
      heardOf.push('end');
    });
    tell(members[0], 1, A);
    await t.settle();
    tell(members[1]!, 2);
    await t.settle();
    fetched(A)[0]!.answer({ schema: told(A) });
    await t.settle();
    subscription.unsubscribe();
    expect(heardOf).toEqual(['begin k1', 'end', 'begin k2', 'end']);
  });

  it('may come before calls can be made, where those would fail', async () => {
    const t = await connectedTo(1, { connectionStrategy: { reconnectMode: 'ASYNC' } });
    const [member] = t.cluster.members as [ScriptedMember];
    const events = t.watch(t.client.getMap('m').events({ includeValue: true }));
    t.watch(t.client.getMap('m').size());
    await t.settle();
    member.on(clientCreateProxies, () => {});
    member.kill();
    await t.settle();
    member.restart();
    t.cluster.show(member);
    keepSchemas(t.cluster, A);
    await t.advance(10_000);
    expect(t.states.at(-1)).toBe('DISCONNECTED');
    tell(member, 1, A);
    await t.settle();
    member.of(clientCreateProxies)[0]!.answer({});
    await t.settle();
    expect(heard(events)).toEqual([1]);
  });

  it('ends with the client', async () => {
    const { t, members, events } = await listening(2);
    tell(members[0], 1, A);
    tell(members[0], 2);
    await t.settle();
    t.watch(t.client.shutdown());
    await t.settle();
    expect(events.trouble.code).toBe('CLIENT_NOT_ACTIVE');
    expect(heard(events)).toEqual([]);
    expect(partsOf(t.client).pending.size).toBe(0);
  });
});
