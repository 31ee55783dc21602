import { type ClientEvent, ConnectionError, type HazelcastClient } from 'hazelrx';
import { partsOf } from 'hazelrx/internal';
import { mapLock } from 'hazelrx/operations';
import { firstValueFrom as valueOf, merge, toArray } from 'rxjs';
import { expect, it } from 'vitest';
import { errorOf, firstOf } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { record } from '../../support/recording.js';
import { lockOf } from './lock-requests.js';

/** From `createClient` to the end, and what is told on the way. */
export function lifecycleContract(cluster: SuiteCluster): void {
  it('goes through its states, each told once', async () => {
    const client = cluster.newClient();
    const states = record(client.lifecycle$);
    expect(states.items).toEqual(['STARTING']);
    expect(await valueOf(client.connect().pipe(toArray()))).toEqual([undefined]);
    expect(states.items).toEqual(['STARTING', 'STARTED', 'CONNECTED']);
    expect(await valueOf(client.connect().pipe(toArray()))).toEqual([undefined]);
    expect(await valueOf(client.shutdown().pipe(toArray()))).toEqual([undefined]);
    expect(states.items).toEqual(['STARTING', 'STARTED', 'CONNECTED', 'SHUTTING_DOWN', 'SHUTDOWN']);
    expect(states.completed).toBe(true);
    expect(await valueOf(client.shutdown().pipe(toArray()))).toEqual([undefined]);
    expect(await valueOf(client.lifecycle$.pipe(toArray()))).toEqual(['SHUTDOWN']);
  });

  it('does nothing before the first subscription', async () => {
    const client = cluster.newClient();
    using events = record(client.events$);
    client.connect();
    client.getMap('any').get('key');
    // Another client makes the whole journey meanwhile.
    await valueOf(cluster.newClient().connect());
    expect(await valueOf(client.lifecycle$)).toBe('STARTING');
    expect(events.items).toEqual([]);
  });

  it.each<[string, (client: HazelcastClient) => { unsubscribe(): void }]>([
    ['connect()', client => client.connect().subscribe()],
    ['a call', client => client.getMap('any').get('key').subscribe()],
    ['a listener', client => client.getMap('any').events().subscribe()],
  ])('connects with the first subscription, to %s, and does not stop when it leaves', async (_, subscribe) => {
    const client = cluster.newClient();
    subscribe(client).unsubscribe();
    await firstOf(client.lifecycle$, state => state === 'CONNECTED');
  });

  it('starts by itself with asyncStart, and refuses calls until it is connected', async () => {
    const client = cluster.newClient({ connectionStrategy: { asyncStart: true } });
    const map = client.getMap<string, number>(uniqueName('async'));
    const error = await errorOf(map.set('a', 1));
    expect(error).toMatchObject({ code: 'CLIENT_OFFLINE', operation: 'Map.set', structure: map.name });
    expect(await errorOf(map.putAll([['a', 1]]))).toMatchObject({ code: 'CLIENT_OFFLINE', operation: 'Map.putAll' });
    await firstOf(client.lifecycle$, state => state === 'CONNECTED');
    expect(await valueOf(map.put('a', 1))).toBeNull();
  });

  it('shares one attempt to connect', async () => {
    const client = cluster.newClient();
    using events = record(client.events$);
    const map = client.getMap(uniqueName('shared'));
    await valueOf(merge(client.connect(), map.size(), map.get('a'), client.connect()).pipe(toArray()));
    const reached = events.items.filter(({ type }) => type === 'authenticated');
    expect(reached).toHaveLength(cluster.running.addresses.length);
  });

  it('tells what it does on its own', async () => {
    const client = cluster.newClient();
    using events = record(client.events$);
    await valueOf(client.connect());
    const { addresses } = cluster.running;
    const ofType = (type: ClientEvent['type']) =>
      events.items.filter(event => event.type === type) as { address: string }[];
    for (const type of ['connecting', 'authenticated'] as const)
      expect(ofType(type).map(({ address }) => address).sort()).toEqual([...addresses].sort()); // prettier-ignore
    expect(ofType('memberAdded')).toHaveLength(addresses.length);
    const versions = new Set(ofType('authenticated').map(event => (event as unknown as { version: string }).version));
    expect(versions).toEqual(new Set((await valueOf(client.members$)).map(({ version }) => version)));
    await valueOf(client.shutdown());
    expect(ofType('disconnected').map(({ address }) => address).sort()).toEqual([...addresses].sort()); // prettier-ignore
    expect(events.completed).toBe(true);
  });

  it('ends everything at shutdown', async () => {
    const client = cluster.newClient();
    await valueOf(client.connect());
    const name = uniqueName('ended');
    const map = client.getMap(name);
    await valueOf(client.invoke(mapLock, lockOf(name, 1)));
    const waiting = client.invoke(mapLock, lockOf(name, 2));
    const calls = [waiting, map.events(), map.events({ signals: true }), map.get('a')].map(call =>
      record<unknown>(call),
    );
    const streams = [client.members$, client.membershipEvents$, client.connections$, client.events$].map(stream =>
      record<unknown>(stream),
    );
    await valueOf(client.shutdown());
    for (const { error } of calls) {
      expect(error).toBeInstanceOf(ConnectionError);
      expect(error).toMatchObject({ code: 'CLIENT_NOT_ACTIVE', structure: name });
    }
    for (const { completed } of streams) expect(completed).toBe(true);
    const { pending, invoker, listeners } = partsOf(client);
    expect([pending.size, invoker.active, invoker.kept, listeners.size]).toEqual([0, 0, 0, 0]);
  });

  it('refuses everything after shutdown', async () => {
    const client = cluster.newClient();
    const map = client.getMap(uniqueName('after'));
    await valueOf(map.set('a', 1));
    await valueOf(client.shutdown());
    for (const [call, operation] of [
      [map.get('a'), 'Map.get'],
      [map.putAll([['a', 1]]), 'Map.putAll'],
      [map.events(), 'Map.addEntryListener'],
      [map.destroy(), 'Client.destroyProxy'],
    ] as const) {
      expect(await errorOf(call)).toMatchObject({ code: 'CLIENT_NOT_ACTIVE', operation, structure: map.name });
    }
    expect(await errorOf(client.connect())).toMatchObject({ code: 'CLIENT_NOT_ACTIVE' });
  });

  it('ends a client that never connected, or is connecting', async () => {
    const idle = cluster.newClient();
    await valueOf(idle.shutdown());
    expect(await errorOf(idle.connect())).toMatchObject({ code: 'CLIENT_NOT_ACTIVE' });
    const connecting = cluster.newClient();
    const waiting = record(connecting.connect());
    const parked = record(connecting.getMap('any').get('a'));
    await valueOf(connecting.shutdown());
    expect(waiting.error).toMatchObject({ code: 'CLIENT_NOT_ACTIVE' });
    expect(parked.error).toMatchObject({ code: 'CLIENT_NOT_ACTIVE', operation: 'Map.get', structure: 'any' });
  });

  it('ends with `await using`', async () => {
    let used: HazelcastClient;
    {
      await using client = cluster.newClient();
      used = client;
      await valueOf(client.connect());
    }
    expect(await errorOf(used.connect())).toMatchObject({ code: 'CLIENT_NOT_ACTIVE' });
  });
}
