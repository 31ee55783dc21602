import { UUID } from '@hazelrx/protocol';
import { clientAuthentication, mapAddEntryListener, mapGet, mapPut, queueTake } from '@hazelrx/protocol/operations';
import { firstValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { partsOf } from '../src/client.js';
import { ScriptedCluster } from './support/scripted-cluster.js';
import { connectedTo, VirtualClient, type Watched } from './support/virtual-client.js';

const get = { name: 'm', key: 'k', threadId: 0 };

/** Everything is over: no timer, no call, no connection. */
async function expectEnded(t: VirtualClient): Promise<void> {
  expect(t.scheduler.actions).toEqual([]);
  const { invoker, listeners, pending } = partsOf(t.client);
  expect([invoker.active, invoker.kept, listeners.size, pending.size]).toEqual([0, 0, 0, 0]);
  expect(t.states.slice(-2)).toEqual(['SHUTTING_DOWN', 'SHUTDOWN']);
  await t.settle();
  expect(t.cluster.members.flatMap(({ links }) => links).filter(({ open }) => open)).toEqual([]);
  expect(t.scheduler.actions).toEqual([]);
  const { dials } = t;
  const before = dials.length;
  await t.advance(60_000);
  expect(dials).toHaveLength(before);
}

const expectNotActive = (...calls: Watched<unknown>[]): void => {
  for (const { trouble } of calls) expect(trouble.code).toBe('CLIENT_NOT_ACTIVE');
};

describe('shutdown', () => {
  it('does nothing before it is subscribed to', async () => {
    const t = await connectedTo(1);
    t.client.shutdown();
    await t.settle();
    expect(t.states.at(-1)).toBe('CONNECTED');
  });

  it('ends a client that was never used', async () => {
    const t = new VirtualClient(new ScriptedCluster(1));
    const ending = t.watch(t.client.shutdown());
    expect([ending.values, ending.completed]).toEqual([[undefined], true]);
    await expectEnded(t);
    expect(t.dials).toEqual([]);
  });

  it('ends what was sent, what waits for backups, what is abandoned, what is created and what listens', async () => {
    const t = await connectedTo(3);
    const [member] = t.cluster.members;
    const sent = t.watch(t.client.invoke(mapGet, get, { partition: 0 }));
    const waiting = t.watch(t.client.invoke(mapPut, { ...get, value: 1, ttl: -1 }, { partition: 0 }));
    const blocking = t.watch(t.client.invoke(queueTake, { name: 'q' }));
    t.watch(t.client.invoke(queueTake, { name: 'q' })).subscription.unsubscribe();
    const created = t.watch(t.client.getMap('m').get('k'));
    const listening = t.watch(t.client.getMap('m').events());
    await t.settle();
    member!.of(mapPut)[0]!.answer({ response: null }, 1);
    await t.settle();
    const bulk = t.watch(t.client.getMap('m').getAll(['a', 'b', 'c']));
    t.client.shutdown().subscribe();
    expectNotActive(sent, waiting, blocking, created, listening, bulk);
    expect(sent.trouble).toMatchObject({ operation: 'Map.get', structure: 'm' });
    await expectEnded(t);
  });

  it('ends calls that pause before another try', async () => {
    const t = await connectedTo(1);
    t.cluster.members[0]!.on(mapGet, call => call.refuse('PARTITION_MIGRATING'));
    const call = t.watch(t.client.invoke(mapGet, get));
    await t.advance(10);
    t.client.shutdown().subscribe();
    expectNotActive(call);
    await expectEnded(t);
  });

  it('ends listeners that pause before another try', async () => {
    const t = await connectedTo(1);
    t.cluster.members[0]!.on(mapAddEntryListener, asked => asked.refuse('HAZELCAST_INSTANCE_NOT_ACTIVE'));
    const events = t.watch(t.client.getMap('m').events());
    await t.advance(10);
    t.client.shutdown().subscribe();
    expectNotActive(events);
    await expectEnded(t);
  });

  it('ends a client that is being let in', async () => {
    const cluster = new ScriptedCluster(1);
    cluster.members[0]!.on(clientAuthentication, () => {});
    const t = new VirtualClient(cluster);
    const connecting = t.watch(t.client.connect());
    const call = t.watch(t.client.invoke(mapGet, get));
    await t.settle();
    t.client.shutdown().subscribe();
    expectNotActive(connecting, call);
    await expectEnded(t);
  });

  it('ends a client that has only begun to dial', async () => {
    const t = new VirtualClient(new ScriptedCluster(1));
    const connecting = t.watch(t.client.connect());
    t.client.shutdown().subscribe();
    expectNotActive(connecting);
    await expectEnded(t);
  });

  it('ends a client between two rounds of looking for a member', async () => {
    const cluster = new ScriptedCluster(1);
    cluster.members[0]!.up = false;
    const t = new VirtualClient(cluster);
    const connecting = t.watch(t.client.connect());
    const call = t.watch(t.client.invoke(mapGet, get));
    await t.advance(300);
    t.client.shutdown().subscribe();
    expectNotActive(connecting, call);
    await expectEnded(t);
  });

  it('ends a client that has lost its cluster', async () => {
    const t = await connectedTo(1);
    t.cluster.members[0]!.kill();
    await t.settle();
    const call = t.watch(t.client.invoke(mapGet, get));
    const connecting = t.watch(t.client.connect());
    t.client.shutdown().subscribe();
    expectNotActive(connecting, call);
    await expectEnded(t);
  });

  it('completes what the client tells about itself', async () => {
    const t = await connectedTo(1);
    const streams = [t.client.lifecycle$, t.client.members$, t.client.membershipEvents$, t.client.connections$, t.client.events$].map(stream => t.watch<unknown>(stream)); // prettier-ignore
    t.client.shutdown().subscribe();
    expect(streams.map(({ completed }) => completed)).toEqual([true, true, true, true, true]);
    expect(streams[3]!.values.at(-1)).toEqual([]);
  });

  it('may be asked for twice', async () => {
    const t = await connectedTo(1);
    const [one, two] = [t.watch(t.client.shutdown()), t.watch(t.client.shutdown())];
    expect([one.completed, two.completed, two.error]).toEqual([true, true, undefined]);
    expect(t.states.filter(state => state === 'SHUTDOWN')).toHaveLength(1);
    await expectEnded(t);
  });

  it('may be asked for from within what it ends, where a new call ends at once', async () => {
    const t = await connectedTo(1);
    const codes: string[] = [];
    t.client.invoke(mapGet, get).subscribe({
      error: () => {
        t.client.shutdown().subscribe();
        t.client.invoke(mapGet, get).subscribe({ error: (error: { code: string }) => codes.push(error.code) });
      },
    });
    await t.settle();
    t.client.shutdown().subscribe();
    expect(codes).toEqual(['CLIENT_NOT_ACTIVE']);
    await expectEnded(t);
  });

  it('makes every later call fail with its operation', async () => {
    const t = await connectedTo(1);
    t.client.shutdown().subscribe();
    const map = t.client.getMap('m');
    for (const source of [t.client.connect(), map.get('k'), map.getAll(['k']), map.events(), map.destroy()])
      expectNotActive(t.watch<unknown>(source));
    expect(t.watch(map.get('k')).trouble).toMatchObject({ operation: 'Map.get', structure: 'm' });
  });

  it('is what `await using` does', async () => {
    const t = await connectedTo(1);
    {
      await using client = t.client;
      expect(client.name).toMatch(/^hz\.client_/);
    }
    await expectEnded(t);
  });
});

describe('a client', () => {
  it('refuses a wrong configuration when it is made', () => {
    expect(() => new VirtualClient(new ScriptedCluster(1), { clustername: 'x' } as never)).toThrow(
      expect.objectContaining({ code: 'INVALID_CONFIGURATION' }),
    );
  });

  it('leaves three timers while it is connected, however many calls there are', async () => {
    const t = await connectedTo(2);
    for (let i = 0; i < 100; i++) t.watch(t.client.invoke(mapGet, get));
    t.watch(t.client.getMap('m').events());
    await t.settle();
    expect(t.scheduler.actions).toHaveLength(3);
  });

  it('tells its connections', async () => {
    const t = await connectedTo(2);
    const connections = t.watch(t.client.connections$);
    t.cluster.members[1]!.kill();
    await t.settle();
    expect(connections.values.map(list => list.map(({ address, localAddress }) => `${address} ${localAddress}`))).toEqual([
      ['10.0.0.1:5701 memory:client', '10.0.0.1:5702 memory:client'],
      ['10.0.0.1:5701 memory:client'],
    ]); // prettier-ignore
  });

  it('gives each call its answer over 2,000 that come and go in every way', async () => {
    const t = await connectedTo(3);
    for (const member of t.cluster.members)
      member.on(mapGet, call => {
        const key = Number(call.request.key);
        if (key % 7 !== 0) call.answer({ response: key }, key % 5 === 0 ? 1 : 0);
        if (key % 35 === 5) member.ackBackup(call);
      });
    const before = partsOf(t.client).pending.size;
    const calls = Array.from({ length: 2000 }, (_, key) => t.watch(t.client.invoke(mapGet, { ...get, key })));
    for (const [key, call] of calls.entries()) if (key % 11 === 0) call.subscription.unsubscribe();
    await t.settle();
    await t.advance(200_000);
    for (const [key, call] of calls.entries()) {
      if (key % 11 === 0) expect([call.values, call.error]).toEqual([[], undefined]);
      else if (key % 7 === 0) expect(call.trouble.code).toBe('OPERATION_TIMEOUT');
      else expect(call.values).toEqual([{ response: key }]);
    }
    expect(partsOf(t.client).pending.size).toBe(before);
    expect(partsOf(t.client).invoker.active).toBe(0);
  });

  it('has an identity of its own', async () => {
    const [one, two] = [await connectedTo(1), await connectedTo(1)];
    expect(one.client.uuid).toBeInstanceOf(UUID);
    expect(one.client.uuid.equals(two.client.uuid)).toBe(false);
    expect(one.client.name).not.toBe(two.client.name);
    expect(await firstValueFrom(one.client.connect())).toBeUndefined();
  });
});
