import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createClient, type HazelcastClient } from 'hazelrx';
import { firstValueFrom as valueOf } from 'rxjs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { connectedTo, errorOf } from '../../../test/support/awaiting.js';
import { eventually, record } from '../../../test/support/recording.js';
import { type ClusterOptions, type EmbeddedCluster, startCluster } from '../src/node.js';
import { silent } from './support/silent-logger.js';

async function tcp(options: ClusterOptions = {}): Promise<EmbeddedCluster> {
  const cluster = await startCluster({ transport: 'tcp', ...options });
  onTestFinished(() => cluster[Symbol.asyncDispose]());
  return cluster;
}

/** As an application has one: it knows nothing of the cluster but its name and addresses. */
function clientOf({ clusterName, addresses }: EmbeddedCluster): HazelcastClient {
  const client = createClient({ clusterName, network: { clusterMembers: addresses }, logger: silent });
  onTestFinished(() => client[Symbol.asyncDispose]());
  return client;
}

function socketTo(address: string): Socket {
  const [host = '', port] = address.split(':');
  return connect({ host, port: Number(port) }).resume();
}

/** How the connection ended, once it has. */
function endOf(socket: Socket): Promise<string> {
  let how = 'ended';
  socket.on('error', ({ code }: NodeJS.ErrnoException) => (how = code!));
  return new Promise(resolve => void socket.once('close', () => resolve(how)));
}

/** What trying to connect meets: `connected`, or the code of an error. */
async function meets(address: string): Promise<string> {
  const socket = socketTo(address);
  const connected = new Promise<string>(resolve => void socket.once('connect', () => resolve('connected')));
  const met = await Promise.race([connected, endOf(socket)]);
  socket.destroy();
  return met;
}

function openSockets(): string[] {
  return process.getActiveResourcesInfo().filter(name => name.startsWith('TCP'));
}

describe('members over TCP', () => {
  it('listen on a free port each, of clusters that run side by side', async () => {
    const clusters = await Promise.all([tcp({ members: 2 }), tcp({ members: 2, seed: 2 })]);
    const addresses = clusters.flatMap(cluster => cluster.addresses);
    expect(new Set(addresses).size).toBe(4);
    for (const address of addresses) expect(address).toMatch(/^127\.0\.0\.1:\d+$/);
    const [one, other] = clusters.map(clientOf) as [HazelcastClient, HazelcastClient];
    await valueOf(one.getMap('m').set('a', 1));
    expect(await valueOf(other.getMap('m').get('a'))).toBeNull();
  });

  it('serve any client', async () => {
    const cluster = await tcp({ members: 3 });
    const client = clientOf(cluster);
    await valueOf(client.connect());
    await connectedTo(client, cluster.addresses);
    const entries = Array.from({ length: 200 }, (_, n): [string, string] => [`key-${n}`, 'x'.repeat(n * 100)]);
    const map = client.getMap<string, string>('m');
    await valueOf(map.putAll(entries));
    expect(new Map(await valueOf(map.entrySet()))).toEqual(new Map(entries));
  });

  it('serve the clients that the cluster makes', async () => {
    const cluster = await tcp();
    await using client = cluster.createClient();
    await valueOf(client.getMap('m').set('a', 1));
    expect(await valueOf(client.getMap('m').get('a'))).toBe(1);
  });

  it('come back on the port they had', async () => {
    const cluster = await tcp({ members: 2 });
    const client = clientOf(cluster);
    const map = client.getMap<string, number>('m');
    await valueOf(map.set('a', 1));
    const [address] = cluster.addresses as [string];
    const before = [...cluster.addresses];
    await cluster.kill(0);
    expect(await meets(address)).toBe('ECONNREFUSED');
    await connectedTo(client, cluster.addresses);
    expect(await valueOf(map.get('a'))).toBe(1);
    await cluster.restart(0);
    expect(cluster.addresses).toEqual(before);
    await connectedTo(client, before);
    await cluster.restart(0);
    await connectedTo(client, before);
    expect(await valueOf(map.get('a'))).toBe(1);
  });

  it('listen as long as they run, whatever is asked for at a time', async () => {
    const cluster = await tcp({ members: 3 });
    await Promise.all([cluster.restart(0), cluster.kill(0), cluster.restart(1), cluster.addMember(), cluster.stop(2)]);
    await Promise.all([cluster.restart(1), cluster.restart(1), cluster.restart(2), cluster.kill(2)]);
    for (const { address, running } of cluster.members)
      expect(`${running} ${await meets(address)}`).toBe(running ? 'true connected' : 'false ECONNREFUSED');
  });

  it('end the connections of whoever says something else', async () => {
    const { addresses } = await tcp();
    const socket = socketTo(addresses[0]!);
    socket.write('GET / HTTP/1.1\r\n\r\n');
    await endOf(socket);
    expect(socket.bytesRead).toBe(0);
    expect(await meets(addresses[0]!)).toBe('connected');
  });

  it('can be cut off', async () => {
    const cluster = await tcp();
    const client = clientOf(cluster);
    await valueOf(client.connect());
    using states = record(client.lifecycle$);
    cluster.faults.cut();
    await states.until(items => items.join().endsWith('DISCONNECTED,CONNECTED'));
  });

  it('lose an answer', async () => {
    const cluster = await tcp();
    const map = clientOf(cluster).getMap<string, number>('m');
    await valueOf(map.set('a', 1));
    cluster.faults.loseAnswer({ structure: 'm', times: 1 });
    expect(await errorOf(map.put('a', 2))).toMatchObject({ name: 'IndeterminateError' });
    expect(await valueOf(map.get('a'))).toBe(2);
  });

  it('leave no socket behind', async () => {
    await eventually(openSockets, open => open.length === 0);
    const cluster = await tcp({ members: 2 });
    const client = clientOf(cluster);
    await valueOf(client.connect());
    await connectedTo(client, cluster.addresses);
    const idle = socketTo(cluster.addresses[0]!);
    await once(idle, 'connect');
    const addresses = [...cluster.addresses];
    expect(openSockets().length).toBeGreaterThanOrEqual(8);
    const ended = endOf(idle);
    await cluster[Symbol.asyncDispose]();
    await ended;
    for (const address of addresses) expect(await meets(address)).toBe('ECONNREFUSED');
    await client[Symbol.asyncDispose]();
    await eventually(openSockets, open => open.length === 0);
  });
});
