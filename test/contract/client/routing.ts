import type { HazelcastClient } from 'hazelrx';
import { mcGetTimedMemberState } from 'hazelrx/operations';
import { firstValueFrom as valueOf } from 'rxjs';
import { expect, it } from 'vitest';
import { addressOf, errorOf } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { record } from '../../support/recording.js';

interface MemberState {
  readonly uuid: string;
  readonly clients: readonly { readonly uuid: string; readonly name: string; readonly labels: readonly string[] }[];
}

/** What a member tells Management Center of itself. */
async function stateOfAny(client: HazelcastClient): Promise<MemberState> {
  const { timedMemberStateJson } = await valueOf(client.invoke(mcGetTimedMemberState, {}));
  const { timedMemberState } = JSON.parse(timedMemberStateJson!) as { timedMemberState: { memberState: MemberState } };
  return timedMemberState.memberState;
}

/** The members that answer this many calls that may go anywhere. */
async function whoAnswers(client: HazelcastClient, calls: number): Promise<string[]> {
  const members: string[] = [];
  for (let n = 0; n < calls; n++) members.push((await stateOfAny(client)).uuid);
  return members;
}

/** Which members a client finds, and which of them gets a call. */
export function routingContract(cluster: SuiteCluster): void {
  it('knows the members and has a connection to each', async () => {
    const client = cluster.newClient();
    await valueOf(client.connect());
    const members = await valueOf(client.members$);
    const addresses = [...cluster.running.addresses].sort();
    expect(members.map(addressOf).sort()).toEqual(addresses);
    for (const { version, attributes, liteMember, publicAddress } of members) {
      expect(version).toMatch(/^5\.\d+\.\d+$/);
      expect(attributes).toEqual(new Map([['rack', 'r1']]));
      expect(liteMember).toBe(false);
      expect(publicAddress).toBeUndefined();
    }
    const connections = await valueOf(client.connections$);
    expect(connections.map(({ address }) => address).sort()).toEqual(addresses);
    expect(connections.map(({ member }) => member.toString()).sort()).toEqual(
      members.map(({ uuid }) => uuid.toString()).sort(),
    );
    for (const { localAddress } of connections) expect(localAddress).toMatch(cluster.traits.localAddress);
  });

  it('shows its name and labels to the members', async () => {
    const client = cluster.newClient({ instanceName: 'till-7', clientLabels: ['shop', 'eu'] });
    await valueOf(client.connect());
    expect(client.name).toBe('till-7');
    const { clients } = await stateOfAny(client);
    const mine = clients.find(({ uuid }) => uuid === client.uuid.toString());
    expect(mine).toMatchObject({ clientType: 'HRX', name: 'till-7', ipAddress: '127.0.0.1' });
    expect([...mine!.labels].sort()).toEqual(['eu', 'shop']);
  });

  it('uses one connection without smart routing', async () => {
    const client = cluster.newClient({ network: { smartRouting: false } });
    const map = client.getMap<number, number>(uniqueName('unisocket'));
    const keys = Array.from({ length: 200 }, (_, n) => n);
    using events = record(map.events({ includeValue: true, signals: true }));
    await events.count(1);
    await valueOf(map.putAll(keys.map(key => [key, key])));
    expect(await valueOf(map.getAll(keys))).toHaveLength(200);
    expect(await valueOf(map.put(1, 2))).toBe(1);
    await events.count(202);
    expect(events.items.map(({ type }) => type)).toEqual(['listening', ...keys.map(() => 'added'), 'updated']);
    expect(await valueOf(client.members$)).toHaveLength(cluster.running.addresses.length);
    expect(await valueOf(client.connections$)).toHaveLength(1);
  });

  it('takes turns among the members', async () => {
    const client = cluster.newClient();
    await valueOf(client.connect());
    const [first, second, ...rest] = await whoAnswers(client, 6);
    expect(second).not.toBe(first);
    expect(rest).toEqual([first, second, first, second]);
  });

  it('picks members at random', async () => {
    const client = cluster.newClient({ loadBalancer: { type: 'RANDOM' } });
    await valueOf(client.connect());
    expect(new Set(await whoAnswers(client, 40)).size).toBe(2);
  });

  it('asks a load balancer of the application', async () => {
    const asked: number[] = [];
    const client = cluster.newClient({
      loadBalancer: {
        type: 'CUSTOM',
        customLoadBalancer: {
          next: members => {
            asked.push(members.length);
            return members.at(-1);
          },
        },
      },
    });
    await valueOf(client.connect());
    asked.length = 0;
    const last = (await valueOf(client.members$)).at(-1)!.uuid.toString();
    expect(await whoAnswers(client, 3)).toEqual([last, last, last]);
    expect(asked).toEqual([2, 2, 2]);
    await valueOf(client.invoke(mcGetTimedMemberState, {}, { partition: 0 }));
    expect(asked).toHaveLength(3);
  });

  it('manages when a load balancer has no answer', async () => {
    const client = cluster.newClient({
      loadBalancer: { type: 'CUSTOM', customLoadBalancer: { next: () => undefined } },
    });
    expect(await valueOf(client.getMap(uniqueName('none')).size())).toBe(0);
  });

  it('fails the call, and no more, when a load balancer throws', async () => {
    const next = () => {
      throw new TypeError('out of balance');
    };
    const client = cluster.newClient({ loadBalancer: { type: 'CUSTOM', customLoadBalancer: { next } } });
    await valueOf(client.connect());
    expect(await errorOf(client.invoke(mcGetTimedMemberState, {}))).toMatchObject({ reason: 'out of balance' });
    const map = client.getMap<string, number>(uniqueName('throws'));
    expect(await errorOf(map.size())).toMatchObject({ reason: 'out of balance' });
  });

  it('finds the cluster among addresses where nobody is', async () => {
    const [alive] = cluster.running.addresses;
    const client = cluster.newClient({
      network: { clusterMembers: ['127.0.0.1:1', '[::1]:1', alive!, 'localhost:2'] },
      properties: { 'hazelcast.client.shuffle.member.list': false },
    });
    using events = record(client.events$);
    await valueOf(client.connect());
    const tried = events.items.filter(event => event.type === 'connecting' || event.type === 'connectionFailed');
    expect(tried.slice(0, 5).map(({ type, address }) => `${type} ${address}`)).toEqual([
      'connecting 127.0.0.1:1',
      'connectionFailed 127.0.0.1:1',
      'connecting ::1:1',
      'connectionFailed ::1:1',
      `connecting ${alive}`,
    ]);
    expect(await valueOf(client.connections$)).toHaveLength(cluster.running.addresses.length);
  });

  it('gives up when told so, and says why', async () => {
    const client = cluster.newClient({
      network: { clusterMembers: ['127.0.0.1:1'] },
      connectionStrategy: { connectionRetry: { clusterConnectTimeoutMillis: 1 } },
    });
    const error = await errorOf(client.connect());
    expect(error).toMatchObject({ code: 'CLUSTER_UNREACHABLE', name: 'ConnectionError' });
    expect(error.message).toMatch(new RegExp(`127\\.0\\.0\\.1:1\\b.*${cluster.traits.nobodyListens}`));
    const waiting = await errorOf(client.getMap('any').get('a'));
    expect(waiting).toMatchObject({ code: 'CLUSTER_UNREACHABLE', operation: 'Map.get', structure: 'any' });
    const stream = await errorOf(client.getMap('any').events());
    expect(stream).toMatchObject({ code: 'CLUSTER_UNREACHABLE', operation: 'Map.addEntryListener' });
  });

  it('is refused with another cluster name', async () => {
    const client = cluster.newClient({ clusterName: 'somebody-elses' });
    const error = await errorOf(client.getMap('any').get('a'));
    expect(error).toMatchObject({ code: 'AUTHENTICATION', name: 'AuthenticationError', operation: 'Map.get' });
    expect(error.message).toMatch(/somebody-elses/);
  });
}
