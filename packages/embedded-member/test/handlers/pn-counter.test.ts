import { Long } from 'hazelrx';
import { pnCounterGet, pnCounterGetConfiguredReplicaCount } from 'hazelrx/operations';
import { describe, expect, it } from 'vitest';
import { inVirtualTime, type VirtualCluster } from '../support/virtual-cluster.js';

const name = 'c';

/** What each running member counts, asked by a client that has seen nothing. */
async function everywhere(virtual: VirtualCluster): Promise<number[]> {
  const client = await virtual.connected();
  const values: number[] = [];
  for (const { uuid: targetReplicaUUID, running } of virtual.cluster.lives) {
    if (!running) continue;
    const get = client.invoke(pnCounterGet, { name, replicaTimestamps: [], targetReplicaUUID });
    values.push((await virtual.ask(get)).value.toNumber());
  }
  return values;
}

describe('a PN counter', () => {
  it('is told to the other members within a second', async () => {
    const virtual = await inVirtualTime({ members: 3 });
    const client = await virtual.connected();
    await virtual.ask(client.getPNCounter(name).addAndGet(3));
    expect((await everywhere(virtual)).sort((a, b) => a - b)).toEqual([0, 0, 3]);
    await virtual.clock.advance(1000);
    expect(await everywhere(virtual)).toEqual([3, 3, 3]);
  });

  it('is lost with the member that alone knew it, and its clients hear so', async () => {
    const virtual = await inVirtualTime({ members: 2 });
    const client = await virtual.connected();
    const counter = client.getPNCounter(name);
    await virtual.ask(counter.addAndGet(3));
    const holder = (await everywhere(virtual)).indexOf(3);
    await virtual.cluster.kill(holder);
    const error = await virtual.refusal(counter.get(), 1000);
    expect(error).toMatchObject({ code: 'CONSISTENCY_LOST_EXCEPTION', operation: 'PNCounter.get', structure: name });
    counter.reset();
    expect(await virtual.ask(counter.get())).toEqual(Long.ZERO);
  });

  it('goes to the others with a member that ends on purpose', async () => {
    const virtual = await inVirtualTime({ members: 2 });
    const client = await virtual.connected();
    const counter = client.getPNCounter(name);
    await virtual.ask(counter.addAndGet(3));
    await virtual.cluster.stop((await everywhere(virtual)).indexOf(3));
    expect(await virtual.ask(counter.get(), 1000)).toEqual(Long.fromNumber(3));
  });

  it('is known to members that join', async () => {
    const virtual = await inVirtualTime();
    const client = await virtual.connected();
    await virtual.ask(client.getPNCounter(name).addAndGet(3));
    await virtual.cluster.addMember();
    await virtual.clock.advance(1000);
    expect(await everywhere(virtual)).toEqual([3, 3]);
  });

  it('counts on both sides of a split, and together when it is healed', async () => {
    const virtual = await inVirtualTime({ members: 3 });
    const { faults, addresses } = virtual.cluster;
    const at = (index: number) => virtual.connected({ network: { clusterMembers: [addresses[index]!] } });
    await virtual.ask((await at(0)).getPNCounter(name).addAndGet(1));
    await virtual.clock.advance(1000);
    const heal = faults.split([[0, 1], [2]]);
    await virtual.clock.advance(2000);
    await virtual.ask((await at(0)).getPNCounter(name).addAndGet(10));
    await virtual.ask((await at(2)).getPNCounter(name).addAndGet(100));
    heal();
    await virtual.clock.advance(5000);
    expect(await everywhere(virtual)).toEqual([111, 111, 111]);
  });

  it('has a replica on every member, and none elsewhere', async () => {
    const virtual = await inVirtualTime();
    const client = await virtual.connected();
    const { response } = await virtual.ask(client.invoke(pnCounterGetConfiguredReplicaCount, { name }));
    expect(response).toBe(2 ** 31 - 1);
    const targetReplicaUUID = client.uuid;
    const error = await virtual.refusal(
      client.invoke(pnCounterGet, { name, replicaTimestamps: [], targetReplicaUUID }, { timeout: 1 }),
      1000,
    );
    expect(error.cause).toMatchObject({ code: 'TARGET_NOT_MEMBER' });
  });
});
