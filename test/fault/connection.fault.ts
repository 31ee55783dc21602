import {
  type ClientConfig,
  type ClientProperties,
  ConnectionError,
  type HazelcastClient,
  type HazelcastMap,
  IndeterminateError,
  type NetworkConfig,
} from 'hazelrx';
import { firstValueFrom, forkJoin, toArray } from 'rxjs';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { errorOf, firstOf, outcomeOf } from '../support/awaiting.js';
import { describeOn, realMembers, type SuiteCluster, uniqueName } from '../support/clusters.js';
import { LoopbackProxy } from '../support/loopback-proxy.js';
import { proxiedClient } from '../support/proxied-client.js';
import { eventually, record } from '../support/recording.js';

/** Longer than what a socket takes at once. */
const LONG = 400_000;
const before = 'a'.repeat(LONG);
const after = 'b'.repeat(LONG);

/** No ping comes between what a test counts. */
const noPings = { 'hazelcast.client.heartbeat.interval': 600_000, 'hazelcast.client.heartbeat.timeout': 1_200_000 };
/** A busy machine is silent for a second now and then. */
const watchful = { 'hazelcast.client.heartbeat.interval': 500, 'hazelcast.client.heartbeat.timeout': 3_000 };
/** Milliseconds in which a member answers on a busy machine, too. */
const connectionTimeout = 2_000;

interface ProxiedConfig {
  readonly network?: NetworkConfig;
  readonly properties?: ClientProperties;
  readonly connectionStrategy?: ClientConfig['connectionStrategy'];
  readonly maxPendingInvocations?: number;
}

for (const version of ['5.7.0', '5.3.8']) {
  describeOn(realMembers(version, { members: 1 }), 'a connection that breaks', cluster => {
    const isNewest = version === '5.7.0';
    let proxy: LoopbackProxy;

    beforeAll(async () => {
      proxy = await LoopbackProxy.start(cluster.running.addresses[0]!);
    });
    afterAll(() => proxy?.[Symbol.asyncDispose]());

    for (const smartRouting of isNewest ? [true, false] : [true]) {
      describe(smartRouting ? 'with smart routing' : 'as unisocket', () => {
        breaks(
          cluster,
          config => throughProxy(cluster, proxy, { ...config, network: { smartRouting, ...config.network } }),
          () => proxy,
        );
      });
    }

    if (!isNewest) return;
    describe('while there is none', () => {
      reconnects(
        config => throughProxy(cluster, proxy, config),
        () => proxy,
      );
    });
  });
}

/** A client that meets the member only through the proxy, ended with the test. */
function throughProxy({ running }: SuiteCluster, proxy: LoopbackProxy, config: ProxiedConfig): HazelcastClient {
  const [address] = running.addresses as [string];
  const client = proxiedClient(
    {
      clusterName: running.clusterName,
      ...config,
      network: { clusterMembers: [address], ...config.network },
      connectionStrategy: {
        connectionRetry: { initialBackoffMillis: 100, maxBackoffMillis: 300 },
        ...config.connectionStrategy,
      },
    },
    new Map([[address, proxy]]),
  );
  onTestFinished(async () => {
    await firstValueFrom(client.shutdown());
    await proxy.resume();
    await eventually(
      () => proxy.open,
      open => open === 0,
    );
  });
  return client;
}

type NewClient = (config: ProxiedConfig) => HazelcastClient;

/** The map and a key that holds `before`, as seen by a client whose next call goes out as it is. */
async function prepared(client: HazelcastClient): Promise<HazelcastMap<string, string>> {
  const map = client.getMap<string, string>(uniqueName('broken'));
  await firstValueFrom(map.set('key', before));
  await firstValueFrom(map.set('short', 'value'));
  return map;
}

function breaks(cluster: SuiteCluster, newClient: NewClient, proxy: () => LoopbackProxy): void {
  it('tries a read again that was cut in the middle of its answer', async () => {
    const client = newClient({ properties: noPings });
    const map = await prepared(client);
    using retries = record(client.events$);
    const cut = proxy().breakAfter('answers', LONG / 2);
    expect(await firstValueFrom(map.get('key'))).toBe(before);
    await cut;
    expect(retries.items).toContainEqual(
      expect.objectContaining({ type: 'retry', operation: 'Map.get', structure: map.name, attempt: 1 }),
    );
  });

  it('does not know of a write that was cut in the middle of its answer', async () => {
    const client = newClient({ properties: noPings });
    const map = await prepared(client);
    const cut = proxy().breakAfter('answers', LONG / 2);
    const error = await errorOf(map.put('key', after));
    await cut;
    expect(error).toBeInstanceOf(IndeterminateError);
    expect(error).toMatchObject({
      code: 'INDETERMINATE_OPERATION_STATE',
      operation: 'Map.put',
      structure: map.name,
      cause: { code: 'TARGET_DISCONNECTED' },
    });
    expect(error.message).toMatch(`Map.put '${map.name}': sent, but it is not known whether it ran`);
    // This one did.
    expect(await firstValueFrom(map.get('key'))).toBe(after);
  });

  it('tries such a write again with redoOperation, and it runs twice', async () => {
    const client = newClient({ properties: noPings, network: { redoOperation: true } });
    const map = await prepared(client);
    const cut = proxy().breakAfter('answers', LONG / 2);
    expect(await firstValueFrom(map.put('key', after))).toBe(after);
    await cut;
  });

  it('does not know of a write of which the member got a half', async () => {
    const client = newClient({ properties: noPings });
    const map = await prepared(client);
    const cut = proxy().breakAfter('requests', LONG / 2);
    expect(await errorOf(map.put('key', after))).toBeInstanceOf(IndeterminateError);
    await cut;
    expect(await firstValueFrom(map.get('key'))).toBe(before);
  });

  it('tries a read again of which the member got a half', async () => {
    const client = newClient({ properties: noPings });
    const map = await prepared(client);
    const cut = proxy().breakAfter('requests', 20);
    expect(await firstValueFrom(map.get('short'))).toBe('value');
    await cut;
  });

  it('ends every call under way and keeps none', async () => {
    const client = newClient({ properties: noPings, maxPendingInvocations: 20 });
    const map = await prepared(client);
    const calls = Array.from({ length: 20 }, (_, i) => outcomeOf(i % 2 === 0 ? map.put('key', after) : map.get('key')));
    const cut = proxy().breakAfter('answers', LONG / 2);
    const outcomes = await firstValueFrom(forkJoin(calls));
    await cut;
    const writes = outcomes.filter((_, i) => i % 2 === 0);
    const reads = outcomes.filter((_, i) => i % 2 === 1);
    expect(writes.map(outcome => 'error' in outcome && outcome.error.code)).toEqual(
      writes.map(() => 'INDETERMINATE_OPERATION_STATE'),
    );
    expect(reads.map(outcome => 'value' in outcome)).toEqual(reads.map(() => true));
    // One more than the limit would be refused.
    expect(await firstValueFrom(forkJoin(calls.map((_, i) => map.get(`${i}`))))).toHaveLength(20);
  });

  it('closes a peer that fell silent, and goes on when it is back', async () => {
    const client = newClient({ properties: watchful, network: { connectionTimeout } });
    const map = await prepared(client);
    using events = record(client.events$);
    proxy().silence();
    const read = firstValueFrom(map.get('short'));
    const write = await errorOf(map.put('short', 'other'));
    expect(write).toBeInstanceOf(IndeterminateError);
    expect(write.message).toMatch(/was silent for 3000 ms/);
    // The next connection is as silent, and given up.
    await events.until(items => items.some(({ type }) => type === 'connectionFailed'));
    await proxy().resume();
    expect(await read).toBe('value');
    expect(events.items.map(({ type }) => type)).toContain('authenticated');
    await eventually(
      () => proxy().open,
      open => open === 1,
    );
  });

  it('hears its listeners again, after a gap', async () => {
    const client = newClient({ properties: noPings });
    const map = await prepared(client);
    using events = record(map.events({ includeValue: true, signals: true }));
    await events.until(items => items.some(({ type }) => type === 'listening'));
    await firstValueFrom(map.set('short', 'one'));
    await events.count(2);
    proxy().cut();
    await events.until(items => items.filter(({ type }) => type === 'listening').length === 2);
    await firstValueFrom(map.set('short', 'two'));
    await firstValueFrom(map.set('short', 'three'));
    await events.until(items => items.filter(({ type }) => type === 'updated').length >= 3);
    expect(events.items.map(item => ('value' in item ? item.value : item.type))).toEqual([
      'listening',
      'one',
      'gap',
      'gap',
      'listening',
      'two',
      'three',
    ]);
    // The old registration went with its connection.
    const witness = await registrationsOf(cluster, map.name);
    expect(witness).toBe(1);
  });
}

/** How often one change is told to the suite's own client through one stream. */
async function registrationsOf({ otherClient }: SuiteCluster, name: string): Promise<number> {
  const map = otherClient.getMap<string, string>(name);
  using events = record(map.events({ signals: true }));
  await events.count(1);
  await firstValueFrom(map.set('probe', 'value'));
  await events.count(2);
  return events.items.filter(({ type }) => type === 'added').length;
}

function reconnects(newClient: NewClient, proxy: () => LoopbackProxy): void {
  it('gives up a peer that is silent from the start', async () => {
    const client = newClient({
      network: { connectionTimeout },
      connectionStrategy: { connectionRetry: { initialBackoffMillis: 100, clusterConnectTimeoutMillis: 3000 } },
    });
    proxy().silence();
    const error = await errorOf(client.connect());
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error.code).toBe('CLUSTER_UNREACHABLE');
    expect(error.message).toMatch(/(no answer from 127\.0\.0\.1:\d+|127\.0\.0\.1:\d+ did not answer) within 2000 ms/);
    await eventually(
      () => proxy().open,
      open => open === 0,
    );
    await proxy().resume();
    await firstValueFrom(client.connect());
  });

  it.each([1, 2, 3])('keeps no connection that fell silent at request %i of its handshake', async nth => {
    const client = newClient({ network: { connectionTimeout }, properties: watchful });
    const broken = proxy().breakAtChunk(nth, 'silence');
    const connected = firstValueFrom(client.connect());
    await broken;
    await firstOf(client.events$, ({ type }) => type === 'backoff');
    await proxy().resume();
    await connected;
    await eventually(
      () => proxy().open,
      open => open === 1,
    );
  });

  it('fails calls at once in ASYNC mode, and answers them when the member is back', async () => {
    const client = newClient({ properties: noPings, connectionStrategy: { reconnectMode: 'ASYNC' } });
    const map = await prepared(client);
    await proxy().stopAccepting();
    await firstOf(client.lifecycle$, state => state === 'DISCONNECTED');
    const error = await errorOf(map.get('short'));
    expect(error).toMatchObject({ code: 'CLIENT_OFFLINE', operation: 'Map.get', structure: map.name });
    await proxy().resume();
    await firstOf(client.lifecycle$, state => state === 'CONNECTED');
    expect(await firstValueFrom(map.get('short'))).toBe('value');
  });

  it('keeps calls waiting in ON mode', async () => {
    const client = newClient({ properties: noPings });
    const map = await prepared(client);
    using states = record(client.lifecycle$);
    await proxy().stopAccepting();
    await firstOf(client.lifecycle$, state => state === 'DISCONNECTED');
    const calls = firstValueFrom(forkJoin([map.get('short'), map.put('other', 'value'), map.getAll(['short'])]));
    await firstOf(client.events$, ({ type }) => type === 'backoff');
    await proxy().resume();
    expect(await calls).toEqual(['value', null, [['short', 'value']]]);
    expect(states.items).toEqual(['CONNECTED', 'DISCONNECTED', 'CONNECTED']);
  });

  it('shuts down in OFF mode', async () => {
    const client = newClient({ properties: noPings, connectionStrategy: { reconnectMode: 'OFF' } });
    const map = await prepared(client);
    const states = firstValueFrom(client.lifecycle$.pipe(toArray()));
    const listener = errorOf(map.events());
    await proxy().stopAccepting();
    expect(await states).toEqual(['CONNECTED', 'DISCONNECTED', 'SHUTTING_DOWN', 'SHUTDOWN']);
    expect((await listener).code).toBe('CLIENT_NOT_ACTIVE');
    expect((await errorOf(map.get('short'))).code).toBe('CLIENT_NOT_ACTIVE');
    await proxy().resume();
  });

  it('shuts down when the cluster does not come back in time', async () => {
    const client = newClient({
      properties: noPings,
      connectionStrategy: { connectionRetry: { initialBackoffMillis: 100, clusterConnectTimeoutMillis: 300 } },
    });
    const map = await prepared(client);
    const states = firstValueFrom(client.lifecycle$.pipe(toArray()));
    await proxy().stopAccepting();
    await firstOf(client.lifecycle$, state => state === 'DISCONNECTED');
    const error = await errorOf(map.get('short'));
    expect(error).toMatchObject({ code: 'CLUSTER_UNREACHABLE', operation: 'Map.get', structure: map.name });
    expect(await states).toEqual(['CONNECTED', 'DISCONNECTED', 'SHUTTING_DOWN', 'SHUTDOWN']);
    await proxy().resume();
  });

  it('starts in the background with asyncStart', async () => {
    await proxy().stopAccepting();
    const client = newClient({ connectionStrategy: { asyncStart: true } });
    const map = client.getMap<string, string>(uniqueName('async-start'));
    await firstOf(client.events$, ({ type }) => type === 'connectionFailed');
    const error = await errorOf(map.get('key'));
    expect(error).toMatchObject({ code: 'CLIENT_OFFLINE', operation: 'Map.get', structure: map.name });
    expect((await errorOf(map.getAll(['key']))).code).toBe('CLIENT_OFFLINE');
    await proxy().resume();
    await firstOf(client.lifecycle$, state => state === 'CONNECTED');
    expect(await firstValueFrom(map.put('key', 'value'))).toBeNull();
  });
}
