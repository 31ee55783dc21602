import { UUID } from '@hazelrx/protocol';
import {
  clientAddClusterViewListener,
  clientAuthentication,
  clientAuthenticationCustom,
  clientLocalBackupListener,
  mapGet,
} from '@hazelrx/protocol/operations';
import { describe, expect, it } from 'vitest';
import { AuthenticationError, ConnectionError, TimeoutError } from '../../src/errors.js';
import type { ClientConfig } from '../../src/options.js';
import { ScriptedCluster } from '../support/scripted-cluster.js';
import { connectedTo, VirtualClient } from '../support/virtual-client.js';

const get = { name: 'm', key: 'k', threadId: 0 };
const steady = { initialBackoffMillis: 1000, maxBackoffMillis: 4000, multiplier: 2 };

function clientOf(cluster: ScriptedCluster, config: ClientConfig = {}): VirtualClient {
  return new VirtualClient(cluster, { connectionStrategy: { connectionRetry: steady }, ...config });
}

function silent(size = 1): ScriptedCluster {
  const cluster = new ScriptedCluster(size);
  for (const member of cluster.members) member.up = false;
  return cluster;
}

function answering(size: number): ScriptedCluster {
  const cluster = new ScriptedCluster(size);
  for (const member of cluster.members) member.on(mapGet, call => call.answer({ response: member.name }));
  return cluster;
}

describe('connecting', () => {
  it('does nothing before somebody asks', async () => {
    const cluster = new ScriptedCluster(1);
    const t = clientOf(cluster);
    t.client.connect();
    t.client.invoke(mapGet, get);
    await t.settle();
    expect(t.dials).toEqual([]);
    expect(t.states).toEqual(['STARTING']);
    expect(t.scheduler.actions).toEqual([]);
  });

  it('is shared by all who ask, begun once, and not given up when they leave', async () => {
    const cluster = new ScriptedCluster(1);
    const t = clientOf(cluster);
    const [one, two] = [t.watch(t.client.connect()), t.watch(t.client.connect())];
    one.subscription.unsubscribe();
    two.subscription.unsubscribe();
    await t.settle();
    expect(t.dials).toHaveLength(1);
    expect(t.states).toEqual(['STARTING', 'STARTED', 'CONNECTED']);
    expect([one.values, two.values]).toEqual([[], []]);
    const late = t.watch(t.client.connect());
    expect([late.values, late.completed]).toEqual([[undefined], true]);
  });

  it('tells the member who asks', async () => {
    const cluster = new ScriptedCluster(1);
    const t = await clientOf(cluster, {
      clusterName: 'prod',
      instanceName: 'me',
      clientLabels: ['x', 'y'],
      security: { usernamePassword: { username: 'u', password: 'p' } },
    }).connected();
    expect(cluster.of(clientAuthentication)[0]!.request).toMatchObject({
      clusterName: 'prod', clientName: 'me', labels: ['x', 'y'], username: 'u', password: 'p', serializationVersion: 1,
      routingMode: 1, cpDirectToLeaderRouting: false,
    }); // prettier-ignore
    expect(cluster.of(clientAuthentication)[0]!.request.uuid?.equals(t.client.uuid)).toBe(true);
  });

  it.each([
    [{ token: { token: 'AbC' } }, 'AbC'],
    [{ token: { token: 'QWJD', encoding: 'base64' as const } }, 'AbC'],
  ])('sends the credentials %j as bytes', async (security, expected) => {
    const cluster = new ScriptedCluster(1);
    await clientOf(cluster, { security }).connected();
    const [request] = cluster.of(clientAuthenticationCustom);
    expect(String.fromCharCode(...request!.request.credentials)).toBe(expected);
    expect(cluster.of(clientAuthentication)).toEqual([]);
  });

  it('opens one connection to each member, through whichever it found first', async () => {
    const t = await connectedTo(3);
    expect(t.dials.map(({ port }) => port)).toEqual([5701, 5702, 5703]);
    expect(t.cluster.of(clientAuthentication)).toHaveLength(3);
    expect(t.cluster.of(clientAddClusterViewListener)).toHaveLength(1);
    expect(t.cluster.of(clientLocalBackupListener)).toHaveLength(3);
    expect(t.eventsOf('authenticated').map(({ address, version }) => [address, version])).toEqual([
      ['10.0.0.1:5701', '5.7.0'], ['10.0.0.1:5702', '5.7.0'], ['10.0.0.1:5703', '5.7.0'],
    ]); // prettier-ignore
  });

  it('opens one connection where it is told to talk through one', async () => {
    const t = await clientOf(new ScriptedCluster(3), { network: { smartRouting: false } }).connected();
    expect(t.dials).toHaveLength(1);
    expect(t.cluster.of(clientAuthentication)[0]!.request.routingMode).toBe(0);
    expect(t.cluster.of(clientLocalBackupListener)).toEqual([]);
  });

  it('works with a member older than 2.7, whose views come with the listener', async () => {
    const cluster = answering(2);
    for (const member of cluster.members) member.tellsViewsAtOnce = false;
    const t = await clientOf(cluster).connected();
    const members = t.watch(t.client.members$);
    expect(members.values[0]).toHaveLength(2);
    const call = t.watch(t.client.invoke(mapGet, get, { partition: 1 }));
    await t.settle();
    expect(call.values).toEqual([{ response: '10.0.0.1:5702' }]);
  });

  it('tries all the addresses in turn, and keeps one connection to a member that has two', async () => {
    const cluster = new ScriptedCluster(2);
    cluster.members[0]!.up = false;
    cluster.show(cluster.members[1]!);
    const t = await clientOf(cluster, { network: { clusterMembers: ['10.0.0.1'] } }).connected();
    expect(t.dials.map(({ port }) => port)).toEqual([5701, 5702]);
    expect(t.eventsOf('connectionFailed')).toMatchObject([
      { address: '10.0.0.1:5701', error: { code: 'TARGET_DISCONNECTED', reason: expect.stringContaining('refused') } },
    ]);
  });

  it('gives up an address that does not answer within the connection timeout', async () => {
    const cluster = new ScriptedCluster(2);
    cluster.members[0]!.on(clientAuthentication, () => {});
    cluster.show(cluster.members[1]!);
    const t = clientOf(cluster, {
      network: { clusterMembers: ['10.0.0.1:5701', '10.0.0.1:5702'], connectionTimeout: 700 },
    });
    const connecting = t.watch(t.client.connect());
    await t.advance(699);
    expect(connecting.completed).toBe(false);
    await t.advance(1);
    expect(connecting.completed).toBe(true);
    expect(t.eventsOf('connectionFailed')).toMatchObject([{ address: '10.0.0.1:5701' }]);
    expect(cluster.members[0]!.links[0]!.open).toBe(false);
  });

  it('closes a connection that does not take the backup listener', async () => {
    const cluster = new ScriptedCluster(1);
    cluster.members[0]!.on(clientLocalBackupListener, () => {});
    const t = clientOf(cluster);
    t.watch(t.client.connect());
    await t.advance(5000);
    expect(cluster.members[0]!.links[0]!.open).toBe(false);
    expect(t.eventsOf('connectionFailed')).toHaveLength(1);
  });
});

describe('looking for the cluster', () => {
  it('goes on in rounds, with pauses that grow, and tells of each', async () => {
    const t = clientOf(silent());
    const connecting = t.watch(t.client.connect());
    await t.advance(12_000);
    expect(t.dials.map(({ at }) => at)).toEqual([0, 1000, 3000, 7000, 11_000]);
    expect(t.eventsOf('backoff').map(({ attempt, delayMillis }) => [attempt, delayMillis])).toEqual([
      [1, 1000], [2, 2000], [3, 4000], [4, 4000], [5, 4000],
    ]); // prettier-ignore
    expect(t.eventsOf('backoff')[0]!.error).toMatchObject({ code: 'CLUSTER_UNREACHABLE' });
    t.cluster.members[0]!.up = true;
    await t.advance(3000);
    expect(connecting.completed).toBe(true);
  });

  it('ends after the time allowed for it, for those who wait and for their calls; later calls try anew', async () => {
    const t = clientOf(silent(), {
      connectionStrategy: { connectionRetry: { ...steady, clusterConnectTimeoutMillis: 5000 } },
    });
    const connecting = t.watch(t.client.connect());
    const call = t.watch(t.client.invoke(mapGet, get));
    await t.advance(4999);
    expect(connecting.error).toBeUndefined();
    await t.advance(1);
    expect(connecting.trouble.code).toBe('CLUSTER_UNREACHABLE');
    expect(call.trouble).toMatchObject({ code: 'CLUSTER_UNREACHABLE', operation: 'Map.get', structure: 'm' });
    expect(t.dials.map(({ at }) => at)).toEqual([0, 1000, 3000, 5000]);
    t.cluster.members[0]!.up = true;
    expect(t.client.lifecycle$).toBeDefined();
    await t.connected();
    expect(t.states.at(-1)).toBe('CONNECTED');
  });

  it.each([
    [1, 'AUTHENTICATION', AuthenticationError],
    [2, 'NOT_ALLOWED_IN_CLUSTER', Object],
    [3, 'NOT_ALLOWED_IN_CLUSTER', Object],
  ])('ends at once when the cluster refuses it the first time (status %i)', async (status, code, Kind) => {
    const cluster = new ScriptedCluster(1);
    cluster.members[0]!.welcome = { status };
    const t = clientOf(cluster);
    const connecting = t.watch(t.client.connect());
    const call = t.watch(t.client.invoke(mapGet, get));
    await t.settle();
    expect(connecting.trouble.code).toBe(code);
    expect(connecting.error).toBeInstanceOf(Kind);
    expect(call.trouble).toMatchObject({ code, operation: 'Map.get', structure: 'm' });
    expect(t.eventsOf('backoff')).toEqual([]);
    expect(cluster.members[0]!.links[0]!.open).toBe(false);
  });

  it('is refused by an error answer as well', async () => {
    const cluster = new ScriptedCluster(1);
    cluster.members[0]!.on(clientAuthentication, asked => asked.refuse('AUTHENTICATION'));
    const t = clientOf(cluster);
    const connecting = t.watch(t.client.connect());
    await t.settle();
    expect(connecting.error).toBeInstanceOf(AuthenticationError);
  });

  it('goes on when it is refused on the way back', async () => {
    const t = await clientOf(answering(1)).connected();
    const [member] = t.cluster.members;
    member!.welcome = { status: 1 };
    member!.links[0]!.cut();
    const call = t.watch(t.client.invoke(mapGet, get));
    await t.advance(3500);
    expect(t.eventsOf('backoff').map(({ error }) => error.code)).toEqual(['AUTHENTICATION', 'AUTHENTICATION', 'AUTHENTICATION']); // prettier-ignore
    expect(call.error).toBeUndefined();
    member!.welcome = {};
    await t.advance(4000);
    expect(call.values).toEqual([{ response: member!.name }]);
  });

  it.each([{ memberUuid: null }, { partitionCount: 0 }, { partitionCount: -1 }, { partitionCount: 2 ** 31 - 1 }])(
    'takes a member that answers with %j for one that does not speak the protocol',
    async welcome => {
      const cluster = new ScriptedCluster(1);
      cluster.members[0]!.welcome = welcome;
      const t = clientOf(cluster);
      t.watch(t.client.connect());
      await t.settle();
      expect(t.eventsOf('connectionFailed')).toMatchObject([{ error: { code: 'WIRE' } }]);
    },
  );
});

describe('asyncStart', () => {
  const asyncStart = { connectionStrategy: { asyncStart: true, connectionRetry: steady } };

  it('connects by itself; until then calls fail at once, whatever they are', async () => {
    const t = clientOf(answering(1), asyncStart);
    expect(t.states).toEqual(['STARTED']);
    const early = t.watch(t.client.invoke(mapGet, get));
    expect(early.trouble).toMatchObject({ code: 'CLIENT_OFFLINE', operation: 'Map.get', structure: 'm' });
    expect(early.error).toBeInstanceOf(ConnectionError);
    const many = t.watch(t.client.getMap('m').getAll(['a']));
    expect(many.trouble).toMatchObject({ code: 'CLIENT_OFFLINE', operation: 'Map.getAll', structure: 'm' });
    await t.settle();
    const late = t.watch(t.client.invoke(mapGet, get));
    await t.settle();
    expect(late.completed).toBe(true);
  });

  it('lets calls wait for a reconnect', async () => {
    const t = await clientOf(answering(1), asyncStart).connected();
    t.cluster.members[0]!.links[0]!.cut();
    await t.settle();
    const call = t.watch(t.client.invoke(mapGet, get));
    await t.settle();
    expect(call.completed).toBe(true);
  });
});

describe('reconnectMode', () => {
  const mode = (reconnectMode: 'OFF' | 'ON' | 'ASYNC') => ({ connectionStrategy: { reconnectMode, connectionRetry: steady } }); // prettier-ignore

  it('ON: calls wait; the member comes back as another one on the same address', async () => {
    const t = await clientOf(answering(1), mode('ON')).connected();
    const [member] = t.cluster.members;
    member!.kill();
    await t.settle();
    const call = t.watch(t.client.invoke(mapGet, get));
    member!.restart();
    t.cluster.show(member!);
    await t.advance(1000);
    expect(call.values).toEqual([{ response: member!.name }]);
    expect(t.states.slice(2)).toEqual(['CONNECTED', 'DISCONNECTED', 'CONNECTED']);
    expect(t.eventsOf('disconnected')).toMatchObject([
      { address: member!.name, error: { code: 'TARGET_DISCONNECTED' } },
    ]);
    expect(t.eventsOf('memberRemoved')).toHaveLength(1);
  });

  it('ASYNC: calls fail at once until it is back', async () => {
    const t = await clientOf(answering(1), mode('ASYNC')).connected();
    const [member] = t.cluster.members;
    member!.kill();
    await t.settle();
    expect(t.watch(t.client.invoke(mapGet, get)).trouble.code).toBe('CLIENT_OFFLINE');
    member!.up = true;
    await t.advance(1000);
    const call = t.watch(t.client.invoke(mapGet, get));
    await t.settle();
    expect(call.completed).toBe(true);
  });

  it('OFF: the client ends', async () => {
    const t = await clientOf(answering(1), mode('OFF')).connected();
    t.cluster.members[0]!.links[0]!.cut();
    await t.settle();
    expect(t.states.slice(2)).toEqual(['CONNECTED', 'DISCONNECTED', 'SHUTTING_DOWN', 'SHUTDOWN']);
    expect(t.watch(t.client.invoke(mapGet, get)).trouble.code).toBe('CLIENT_NOT_ACTIVE');
    expect(t.scheduler.actions).toEqual([]);
  });

  it('ends the client when the time to reconnect is over', async () => {
    const t = await clientOf(answering(1), {
      connectionStrategy: { connectionRetry: { ...steady, clusterConnectTimeoutMillis: 2000 } },
    }).connected();
    t.cluster.members[0]!.kill();
    await t.settle();
    const call = t.watch(t.client.invoke(mapGet, get));
    await t.advance(2000);
    expect(call.trouble.code).toBe('CLUSTER_UNREACHABLE');
    expect(t.states.slice(-2)).toEqual(['SHUTTING_DOWN', 'SHUTDOWN']);
    expect(t.scheduler.actions).toEqual([]);
  });
});

describe('another cluster', () => {
  it('is taken after a reconnect and told as such', async () => {
    const t = await clientOf(answering(1)).connected();
    const [member] = t.cluster.members;
    member!.kill();
    member!.restart();
    t.cluster.id = UUID.random();
    t.cluster.show(member!);
    await t.settle();
    expect(t.states.slice(-3)).toEqual(['DISCONNECTED', 'CHANGED_CLUSTER', 'CONNECTED']);
  });

  it('is not said of the same one', async () => {
    const t = await clientOf(answering(1)).connected();
    t.cluster.members[0]!.links[0]!.cut();
    await t.settle();
    expect(t.states).not.toContain('CHANGED_CLUSTER');
    expect(t.states.at(-1)).toBe('CONNECTED');
  });

  it('is not joined while there are connections to the first', async () => {
    const cluster = answering(2);
    cluster.members[1]!.welcome = { clusterId: UUID.random() };
    const t = await clientOf(cluster).connected();
    await t.settle();
    expect(cluster.members[1]!.links.map(({ open }) => open)).toEqual([false]);
    const call = t.watch(t.client.invoke(mapGet, get, { partition: 1 }));
    await t.settle();
    expect(call.values).toEqual([{ response: '10.0.0.1:5701' }]);
  });

  it('is refused where it has another number of partitions', async () => {
    const t = await clientOf(answering(1)).connected();
    const [member] = t.cluster.members;
    t.cluster.partitionCount = 7;
    member!.links[0]!.cut();
    await t.settle();
    expect(t.eventsOf('backoff')).toMatchObject([
      { error: { code: 'NOT_ALLOWED_IN_CLUSTER', reason: expect.stringContaining('has 7 partitions, not 6') } },
    ]);
    expect(member!.links.map(({ open }) => open)).toEqual([false, false]);
    t.cluster.partitionCount = 6;
    await t.advance(1000);
    expect(t.states.at(-1)).toBe('CONNECTED');
  });
});

describe('members that come and go', () => {
  it('are connected as soon as they join', async () => {
    const t = await connectedTo(1);
    const joined = t.cluster.add();
    joined.on(mapGet, call => call.answer({ response: 'new' }));
    t.cluster.show(...t.cluster.members);
    await t.settle();
    expect(joined.of(clientAuthentication)).toHaveLength(1);
    expect(t.eventsOf('memberAdded').map(({ address }) => address)).toEqual(['10.0.0.1:5701', '10.0.0.1:5702']);
    const call = t.watch(t.client.invoke(mapGet, get, { partition: 1 }));
    await t.settle();
    expect(call.values).toEqual([{ response: 'new' }]);
  });

  it('are looked for every second while they cannot be reached', async () => {
    const t = await connectedTo(1);
    const joined = t.cluster.add();
    joined.up = false;
    t.cluster.show(...t.cluster.members);
    await t.advance(2500);
    expect(t.dials.filter(({ port }) => port === 5702).map(({ at }) => at)).toEqual([0, 1000, 2000]);
    joined.up = true;
    await t.advance(500);
    expect(joined.of(clientAuthentication)).toHaveLength(1);
    await t.advance(5000);
    expect(joined.links).toHaveLength(1);
  });

  it('lose their connection when they leave the view; their calls go elsewhere', async () => {
    const t = await connectedTo(2);
    const [stays, leaves] = t.cluster.members;
    stays!.on(mapGet, call => call.answer({ response: 'stayed' }));
    const call = t.watch(t.client.invoke(mapGet, get, { partition: 1 }));
    await t.settle();
    expect(leaves!.of(mapGet)).toHaveLength(1);
    t.cluster.show(stays!);
    await t.settle();
    expect(leaves!.links[0]!.open).toBe(false);
    expect(call.values).toEqual([{ response: 'stayed' }]);
    expect(t.eventsOf('memberRemoved')).toMatchObject([{ address: leaves!.name }]);
    expect(t.states.at(-1)).toBe('CONNECTED');
  });

  it('are seen by the next oldest connection when the one that told of them ends', async () => {
    const t = await connectedTo(3);
    const [one, two, three] = t.cluster.members;
    expect(two!.of(clientAddClusterViewListener)).toEqual([]);
    one!.kill();
    t.cluster.show(two!, three!);
    await t.settle();
    expect(two!.of(clientAddClusterViewListener)).toHaveLength(1);
    expect(three!.of(clientAddClusterViewListener)).toEqual([]);
    const list = t.watch(t.client.members$);
    expect(list.values.at(-1)!.map(({ address }) => address.port)).toEqual([5702, 5703]);
    t.cluster.show(two!);
    await t.settle();
    expect(list.values.at(-1)!.map(({ address }) => address.port)).toEqual([5702]);
  });

  it('are seen by the next one whatever it counts its lists by', async () => {
    const cluster = new ScriptedCluster(2);
    cluster.version = 7;
    const t = await clientOf(cluster).connected();
    const [one, two] = cluster.members;
    t.cluster.version = 3;
    t.cluster.view = [two!];
    one!.kill();
    await t.settle();
    const list = t.watch(t.client.members$);
    expect(list.values.at(-1)!.map(({ address }) => address.port)).toEqual([5702]);
  });

  it.each([
    [true, 5702],
    [false, 1],
  ])('are reached by their public address where that was asked for (%s)', async (asked, port) => {
    const cluster = new ScriptedCluster(2);
    const [first, second] = cluster.memberInfos;
    const outside = new Map([[{ type: 1, identifier: 'public' }, second!.address]]);
    const hidden = { ...second!, address: { host: 'inside', port: 1 }, addressMap: outside };
    cluster.members[0]!.welcome = { memberInfos: [first!, hidden] };
    const properties = { 'hazelcast.discovery.public.ip.enabled': asked };
    const t = await new VirtualClient(cluster, { properties }).connected();
    expect(t.dials.map(dial => dial.port)).toEqual([5701, port]);
  });

  it('are seen although the first try to listen for them failed', async () => {
    const cluster = new ScriptedCluster(1);
    const [member] = cluster.members;
    let times = 0;
    member!.tellsViewsAtOnce = false;
    member!.on(clientAddClusterViewListener, asked => {
      if (++times === 1) return asked.refuse('HAZELCAST_INSTANCE_NOT_ACTIVE');
      asked.answer({});
      cluster.tell(asked);
    });
    const t = clientOf(cluster);
    const connecting = t.watch(t.client.connect());
    await t.advance(999);
    expect(connecting.completed).toBe(false);
    await t.advance(1);
    expect(connecting.completed).toBe(true);
  });
});

describe('calls that wait for the cluster', () => {
  it('leave in the order they were made', async () => {
    const cluster = answering(1);
    const t = clientOf(cluster);
    for (const key of ['a', 'b', 'c', 'd']) t.watch(t.client.invoke(mapGet, { ...get, key }));
    expect(t.dials).toHaveLength(1);
    await t.settle();
    expect(cluster.of(mapGet).map(({ request }) => request.key)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('are forgotten when their callers leave', async () => {
    const cluster = answering(1);
    const t = clientOf(cluster);
    t.watch(t.client.invoke(mapGet, get)).subscription.unsubscribe();
    await t.settle();
    expect(cluster.of(mapGet)).toEqual([]);
    expect(t.states.at(-1)).toBe('CONNECTED');
  });

  it('end by their timeout with the reason of the last failed round', async () => {
    const t = clientOf(silent(), { properties: { 'hazelcast.client.invocation.timeout.millis': 2500 } });
    const call = t.watch(t.client.invoke(mapGet, get));
    const own = t.watch(t.client.invoke(mapGet, get, { timeout: 1500 }));
    await t.advance(5000);
    expect(call.error).toBeInstanceOf(TimeoutError);
    expect(call.endedAt).toBe(2500);
    expect(own.endedAt).toBe(1500);
    expect(call.trouble).toMatchObject({ code: 'OPERATION_TIMEOUT', operation: 'Map.get', structure: 'm' });
    expect(call.trouble.message).toMatch(/no connection .* within 2500 ms.*10\.0\.0\.1:5701.*refused/);
    expect(call.trouble.cause).toMatchObject({ code: 'CLUSTER_UNREACHABLE' });
  });
});
