import { type ClientConfig, createClient, type HazelcastClient } from 'hazelrx';
import { partsOf } from 'hazelrx/internal';
import { firstValueFrom, type Observable } from 'rxjs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { errorOf, firstOf } from '../support/awaiting.js';
import { describeOn, realMembers, uniqueName } from '../support/clusters.js';
import { LoopbackProxy } from '../support/loopback-proxy.js';
import { runProgram } from '../support/program.js';
import { proxiedClient } from '../support/proxied-client.js';
import { eventually, record } from '../support/recording.js';

describeOn(realMembers('5.7.0', { members: 1 }), 'shutdown', cluster => {
  let proxy: LoopbackProxy;

  beforeAll(async () => {
    proxy = await LoopbackProxy.start(cluster.running.addresses[0]!);
  });
  afterAll(() => proxy?.[Symbol.asyncDispose]());

  const newClient = (config: ClientConfig = {}): HazelcastClient => {
    const { clusterName, addresses } = cluster.running;
    const network = { clusterMembers: addresses };
    return proxiedClient({ clusterName, network, ...config }, new Map([[addresses[0]!, proxy]]));
  };

  it('ends calls and listeners that wait for a silent member', async () => {
    const client = newClient();
    const map = client.getMap<string, string>(uniqueName('ended'));
    await firstValueFrom(map.set('key', 'value'));
    await firstOf(map.events({ signals: true }), ({ type }) => type === 'listening');
    proxy.silence();
    const streams = [map.get('key'), map.put('key', 'other'), map.getAll(['key']), map.putAll([['key', 'other']])];
    const listeners = [map.events(), map.events({ signals: true }), map.events({ key: 'key' })];
    const ends = [...streams, ...listeners].map(stream$ => errorOf(stream$));
    const states = record(client.lifecycle$);
    const told: Observable<unknown>[] = [
      client.members$,
      client.membershipEvents$,
      client.connections$,
      client.events$,
    ];
    const others = told.map(stream$ => record(stream$));
    await firstValueFrom(client.shutdown());
    for (const error of await Promise.all(ends)) {
      expect(error.code).toBe('CLIENT_NOT_ACTIVE');
      expect(error.structure).toBe(map.name);
    }
    expect(states.items).toEqual(['CONNECTED', 'SHUTTING_DOWN', 'SHUTDOWN']);
    expect(states.completed).toBe(true);
    expect(others.map(({ completed }) => completed)).toEqual([true, true, true, true]);
    const { pending, invoker, listeners: registrations } = partsOf(client);
    expect([pending.size, invoker.active, invoker.kept, registrations.size]).toEqual([0, 0, 0, 0]);
    await eventually(
      () => proxy.open,
      open => open === 0,
    );
    await proxy.resume();
  });

  it('fails everything that comes later at once', async () => {
    const client = newClient();
    const map = client.getMap<string, string>(uniqueName('late'));
    await firstValueFrom(map.set('key', 'value'));
    await firstValueFrom(client.shutdown());
    await firstValueFrom(client.shutdown());
    const late: Observable<unknown>[] = [map.get('key'), map.put('key', 'value'), map.getAll(['key']), map.events()];
    for (const stream$ of late)
      expect(record(stream$).error).toMatchObject({ code: 'CLIENT_NOT_ACTIVE', structure: map.name });
    expect(record(client.connect()).error).toMatchObject({ code: 'CLIENT_NOT_ACTIVE' });
    expect(record(client.getMap('new').size()).error).toMatchObject({ code: 'CLIENT_NOT_ACTIVE' });
    expect(await firstValueFrom(client.lifecycle$)).toBe('SHUTDOWN');
  });

  it.each([1, 2, 3])('ends a client that waits for the answer to request %i of its handshake', async nth => {
    const client = newClient({ properties: { 'hazelcast.client.heartbeat.interval': 200 } });
    const isSilent = proxy.breakAtChunk(nth, 'silence');
    const map = client.getMap<string, string>(uniqueName('connecting'));
    const waiting: Observable<unknown>[] = [client.connect(), map.events()];
    const ends = waiting.map(stream$ => record(stream$));
    await isSilent;
    await firstValueFrom(client.shutdown());
    for (const { error, completed } of ends)
      expect(completed || (error as { code?: unknown }).code === 'CLIENT_NOT_ACTIVE').toBe(true);
    await eventually(
      () => proxy.open,
      open => open === 0,
    );
    await proxy.resume();
  });

  it('ends a client that was made and never used', async () => {
    const client = createClient();
    const states = record(client.lifecycle$);
    await firstValueFrom(client.shutdown());
    expect(states.items).toEqual(['STARTING', 'SHUTTING_DOWN', 'SHUTDOWN']);
  });

  it.each([
    [
      'calls and listeners',
      [
        'listener: CLIENT_NOT_ACTIVE',
        'second listener: CLIENT_NOT_ACTIVE',
        'call: CLIENT_NOT_ACTIVE',
        'write: CLIENT_NOT_ACTIVE',
        'lifecycle$: complete',
        'members$: complete',
        'membershipEvents$: complete',
        'connections$: complete',
        'events$: complete',
        'late call: CLIENT_NOT_ACTIVE',
      ],
    ],
    ['await using', ['listener: CLIENT_NOT_ACTIVE', 'call: CLIENT_NOT_ACTIVE']],
    ['connecting', ['connect: CLIENT_NOT_ACTIVE', 'call: CLIENT_NOT_ACTIVE', 'listener: CLIENT_NOT_ACTIVE']],
    ['backing off', ['connect: CLIENT_NOT_ACTIVE']],
    ['refused', ['connect: AUTHENTICATION']],
    ['unreachable', ['connect: CLUSTER_UNREACHABLE']],
    ['never used', []],
  ])('lets a process end by itself: %s', async (scenario, ends) => {
    const { clusterName, addresses } = cluster.running;
    const { exitCode, stdout, stderr } = await runProgram('ends-by-itself', scenario, clusterName, ...addresses);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const told = stdout.split('\n').filter(line => line !== '' && !line.startsWith('{'));
    expect(told.sort()).toEqual([...ends].sort());
  });

  it('leaves others alone when a handler throws and the application has said where to', async () => {
    const { clusterName, addresses } = cluster.running;
    const { exitCode, stdout, stderr } = await runProgram('throwing-handler', 'handled', clusterName, ...addresses);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const told = stdout.trim().split('\n');
    const listener = 'Error: thrown by a listener';
    expect(told.slice(0, 7).sort()).toEqual(['1', '2', '3', 'Error: thrown by a call', listener, listener, listener]);
    expect(told.slice(7)).toEqual(['connections: 1', 'get: 3']);
  });

  it('ends the process when a handler throws and the application has not', async () => {
    const { clusterName, addresses } = cluster.running;
    const { exitCode, stdout, stderr } = await runProgram('throwing-handler', 'unhandled', clusterName, ...addresses);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/Error: thrown by a (call|listener)/);
    expect(stdout).not.toContain('get:');
  });
});
