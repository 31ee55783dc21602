// Schemas of Compact values while connections break and members come and go.
import type { EmbeddedCluster } from '@hazelrx/embedded-member';
import { Schema, type UUID } from '@hazelrx/protocol';
import {
  type ClientConfig,
  compact,
  FieldKind,
  type GenericRecord,
  type HazelcastClient,
  int32,
  string,
} from 'hazelrx';
import { clientFetchSchema, clientSendSchema } from 'hazelrx/operations';
import { firstValueFrom as valueOf, forkJoin } from 'rxjs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectedTo, firstOf } from '../support/awaiting.js';
import {
  describeOn,
  embeddedMembers,
  realMembers,
  type SuiteCluster,
  type TestBed,
  uniqueName,
} from '../support/clusters.js';
import { LoopbackProxy } from '../support/loopback-proxy.js';
import { proxiedClient } from '../support/proxied-client.js';
import { eventually, record } from '../support/recording.js';

const quick = { connectionRetry: { initialBackoffMillis: 100, maxBackoffMillis: 300 } };
const noPings = { 'hazelcast.client.heartbeat.interval': 600_000, 'hazelcast.client.heartbeat.timeout': 1_200_000 };

/** A type that no other test has: clients and members never forget one. */
function countType() {
  return compact(uniqueName('fault-count'), { count: int32 });
}

/** A map whose key and values are of new types, one each. */
function typedMap(client: HazelcastClient, name = uniqueName('schemas')) {
  const [Key, Value] = [countType(), countType()];
  return { Key, Value, map: client.getMap(name, { key: Key, value: Value }) };
}

const beds: readonly TestBed[] = [embeddedMembers('memory'), embeddedMembers('tcp'), realMembers('5.7.0')];

for (const bed of beds)
  describeOn(bed, 'schemas of a cluster', cluster => {
    it('are on a member that joins', () => joins(cluster));
    it('are there again when all members were restarted', () => restarts(cluster), 240_000);
  });

async function joins(cluster: SuiteCluster): Promise<void> {
  const { running } = cluster;
  const client = cluster.newClient({ connectionStrategy: quick });
  const { Key, Value, map } = typedMap(client);
  await valueOf(map.set({ count: 0 }, { count: 0 }));
  const joining = running.addMember();
  const puts = [];
  for (let n = 0; n < 50; n++) {
    const Next = countType();
    puts.push(client.getMap(map.name, { key: Key, value: Next }).set({ count: n }, { count: n }));
  }
  await valueOf(forkJoin(puts));
  await joining;
  await connectedTo(client, running.addresses);
  const members = await valueOf(client.members$);
  expect(members).toHaveLength(3);
  const unknowing = cluster.newClient();
  const values = await valueOf(unknowing.getMap<GenericRecord, GenericRecord>(map.name).values());
  expect(values.map(value => value.get('count')).toSorted((a, b) => Number(a) - Number(b))).toEqual(
    puts.map((_, n) => n),
  );
  for (const { uuid: member } of members) await haveSchemas(unknowing, [Key, Value], member);
  await running.stop(2);
  await connectedTo(client, running.addresses);
}

type Declared = ReturnType<typeof countType>;

/** The members themselves: those, or that one. */
async function haveSchemas(client: HazelcastClient, types: readonly Declared[], member?: UUID): Promise<void> {
  for (const type of types) {
    const schemaId = schemaIdOf(type);
    const { schema } = await valueOf(client.invoke(clientFetchSchema, { schemaId }, member ? { member } : {}));
    expect(schema?.typeName).toBe(type.name);
  }
}

/** As it stands behind the type id of a value. */
function schemaIdOf(type: Declared) {
  return new Schema(type.name, [{ name: 'count', kind: FieldKind.INT32 }]).id;
}

async function restarts(cluster: SuiteCluster): Promise<void> {
  const { running } = cluster;
  const client = cluster.newClient({ connectionStrategy: quick });
  const { Key, Value, map } = typedMap(client);
  using events = record(map.events({ key: { count: 1 }, includeValue: true, signals: true }));
  await events.count(1);
  await valueOf(map.set({ count: 1 }, { count: 1 }));
  await events.count(2);
  const lost = firstOf(client.lifecycle$, state => state === 'DISCONNECTED');
  const all = running.members.flatMap((member, index) => (member.running ? [index] : []));
  await Promise.all(all.map(index => running.kill(index)));
  await lost;
  const waiting = valueOf(map.put({ count: 1 }, { count: 2 }));
  await Promise.all(all.map(index => running.restart(index)));
  expect(await waiting).toBeNull();
  // Asked of who has sent none of them.
  await haveSchemas(cluster.newClient(), [Key, Value]);
  const listenings = (): number => events.items.filter(({ type }) => type === 'listening').length;
  await eventually(listenings, count => count >= 2);
  await valueOf(map.set({ count: 1 }, { count: 3 }));
  await events.until(items => items.some(item => 'value' in item && item.value?.count === 3));
  if (cluster.traits.stack.source.includes('com')) {
    // Only by their schema do members find what is to be indexed.
    await valueOf(map.addIndex({ type: 'SORTED', attributes: ['count'] }));
    await valueOf(map.set({ count: 2 }, { count: 2 }));
  }
  expect(await valueOf(map.size())).toBeGreaterThan(0);
}

describeOn(embeddedMembers('memory'), 'the connection of a schema', (cluster: SuiteCluster<EmbeddedCluster>) => {
  const faulty = (config: ClientConfig = {}) => cluster.newClient({ connectionStrategy: quick, ...config });

  it('may end while it is sent: it is sent again, and the values after it', async () => {
    const client = faulty();
    const { map } = typedMap(client);
    await valueOf(client.connect());
    using retries = record(client.events$);
    cluster.running.faults.loseAnswer({ operation: clientSendSchema, times: 2 });
    await valueOf(forkJoin(Array.from({ length: 20 }, (_, n) => map.set({ count: n }, { count: n }))));
    expect(await valueOf(cluster.otherClient.getMap(map.name).size())).toBe(20);
    const resent = retries.items.filter(event => event.type === 'retry' && event.operation === 'Client.sendSchema');
    expect(resent.length).toBeGreaterThan(0);
    expect(retries.items.filter(event => event.type === 'retry' && event.operation === 'Map.set')).toEqual([]);
  });

  it('may end while it is fetched: answers are read all the same', async () => {
    const { map } = typedMap(cluster.client);
    for (let n = 0; n < 20; n++) await valueOf(map.set({ count: n }, { count: n }));
    const client = faulty();
    const unknowing = client.getMap<GenericRecord, GenericRecord>(map.name);
    await valueOf(unknowing.size());
    cluster.running.faults.loseAnswer({ operation: clientFetchSchema, times: 3 });
    const entries = await valueOf(unknowing.entrySet());
    expect(entries.map(([key, value]) => [key.get('count'), value.get('count')])).toHaveLength(20);
    const values = await valueOf(forkJoin(entries.map(([key]) => unknowing.get(key))));
    expect(values.map(value => value?.get('count')).toSorted((a, b) => Number(a) - Number(b))).toEqual(
      Array.from({ length: 20 }, (_, n) => n),
    );
  });

  it('may end while an event waits for it: the stream tells of the gap and goes on', async () => {
    const { Value, map } = typedMap(cluster.client);
    const client = faulty();
    const keyed = client.getMap<object, GenericRecord>(map.name);
    using events = record(keyed.events({ includeValue: true, signals: true }));
    await events.count(1);
    const lift = cluster.running.faults.drop({ operation: clientFetchSchema });
    await valueOf(map.set({ count: 1 }, { count: 1 }));
    await valueOf(map.set({ count: 1 }, { count: 2 }));
    expect(events.items).toHaveLength(1);
    cluster.running.faults.cut({ client: client.uuid });
    await events.until(items => items.some(({ type }) => type === 'gap'));
    lift();
    await eventually(
      () => events.items.filter(({ type }) => type === 'listening').length,
      count => count >= 2,
    );
    await valueOf(map.set({ count: 1 }, { count: 3 }));
    await events.until(items => items.some(item => 'value' in item && item.value?.get('count') === 3));
    expect(Value.name).toMatch('fault-count');
  });
});

describeOn(realMembers('5.7.0', { members: 1 }), 'the connection of a schema, cut', cluster => {
  let proxy: LoopbackProxy;

  beforeAll(async () => {
    proxy = await LoopbackProxy.start(cluster.running.addresses[0]!);
  });
  afterAll(() => proxy?.[Symbol.asyncDispose]());

  const throughProxy = async (): Promise<HazelcastClient> => {
    const [address] = cluster.running.addresses as [string];
    const { clusterName } = cluster.running;
    const network = { clusterMembers: [address] };
    const config = { clusterName, network, connectionStrategy: quick, properties: noPings };
    const client = proxiedClient(config, new Map([[address, proxy]]));
    await valueOf(client.connect());
    return client;
  };

  it.each(['requests', 'answers'] as const)('in the middle of the %s when it is sent', async direction => {
    await using client = await throughProxy();
    const Value = countType();
    const map = client.getMap(uniqueName('cut'), { key: string, value: Value });
    await valueOf(map.size());
    const cut = proxy.breakAfter(direction, 20);
    await valueOf(map.set('k', { count: 1 }));
    await cut;
    await haveSchemas(cluster.otherClient, [Value]);
    expect((await valueOf(cluster.otherClient.getMap<string, GenericRecord>(map.name).get('k')))?.get('count')).toBe(1);
  });

  it('in the middle of the answer when it is fetched', async () => {
    const Value = countType();
    const map = cluster.otherClient.getMap(uniqueName('cut'), { key: string, value: Value });
    await valueOf(map.set('k', { count: 1 }));
    await using client = await throughProxy();
    const unknowing = client.getMap<string, GenericRecord>(map.name);
    await valueOf(unknowing.size());
    // The answer of the call, and a part of the next.
    const cut = proxy.breakAfter('answers', 80);
    expect((await valueOf(unknowing.get('k')))?.get('count')).toBe(1);
    await cut;
  });
});
