import { type HazelcastClient, Long, type PNCounter } from 'hazelrx';
import { pnCounterGet } from 'hazelrx/operations';
import { firstValueFrom as valueOf, forkJoin, lastValueFrom, range } from 'rxjs';
import { mergeMap } from 'rxjs/operators';
import { beforeEach, expect, it } from 'vitest';
import { connectedTo, errorOf } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { eventually } from '../../support/recording.js';

/** What each member counts. */
async function everywhere(client: HazelcastClient, name: string): Promise<number[]> {
  const members = await valueOf(client.members$);
  const asked = members.map(({ uuid: member }) =>
    client.invoke(pnCounterGet, { name, replicaTimestamps: [], targetReplicaUUID: member }, { member }),
  );
  return (await valueOf(forkJoin(asked))).map(({ value }) => value.toNumber());
}

export function pnCounterContract(cluster: SuiteCluster): void {
  let counter: PNCounter;

  beforeEach(() => {
    counter = cluster.client.getPNCounter(uniqueName('pn'));
  });

  it('counts up and down', async () => {
    const told: unknown[] = [];
    for (const call of [
      counter.get(),
      counter.addAndGet(5),
      counter.getAndAdd(2n),
      counter.subtractAndGet(Long.fromNumber(10)),
      counter.getAndSubtract(-3n),
      counter.incrementAndGet(),
      counter.getAndIncrement(),
      counter.decrementAndGet(),
      counter.getAndDecrement(),
      counter.get(),
    ])
      told.push(await valueOf(call));
    expect(told).toEqual([0, 5, 5, -3, -3, 1, 1, 1, 1, 0].map(value => Long.fromNumber(value)));
  });

  it('adds on subscribe, each time, and loses none of many at once', async () => {
    const adding = counter.incrementAndGet();
    expect(await valueOf(counter.get())).toEqual(Long.ZERO);
    await lastValueFrom(range(100).pipe(mergeMap(() => adding)));
    expect(await valueOf(counter.get())).toEqual(Long.fromNumber(100));
  });

  it('wraps around, and refuses what is no 64-bit number', async () => {
    await valueOf(counter.addAndGet(Long.MAX_VALUE));
    expect(await valueOf(counter.incrementAndGet())).toEqual(Long.MIN_VALUE);
    for (const delta of [1.5, 2n ** 63n, 'one' as never])
      expect(await errorOf(counter.addAndGet(delta))).toMatchObject({
        code: 'ILLEGAL_ARGUMENT',
        operation: 'PNCounter.add',
        structure: counter.name,
      });
    expect(await errorOf(counter.addAndGet(Long.MIN_VALUE))).toMatchObject({ code: 'STACK_OVERFLOW_ERROR' });
  });

  it('comes to the same value on all members, whoever counted', async () => {
    const { client, otherClient } = cluster;
    const clients = [client, otherClient, cluster.newClient(), cluster.newClient()];
    for (const each of clients) await valueOf(each.getPNCounter(counter.name).addAndGet(3));
    await eventually(
      () => everywhere(client, counter.name),
      values => values.every(value => value === 12),
    );
    for (const each of clients)
      expect(await valueOf(each.getPNCounter(counter.name).get())).toEqual(Long.fromNumber(12));
  });

  it('refuses a session that knows more than the replica', async () => {
    const { client, running } = cluster;
    await valueOf(client.connect());
    await connectedTo(client, running.addresses);
    await valueOf(counter.incrementAndGet());
    const { name } = counter;
    const members = (await valueOf(client.members$)).map(({ uuid }) => uuid);
    const [one] = members;
    const call = { name, replicaTimestamps: [], targetReplicaUUID: one! };
    // Those a replica has not heard of do not count.
    const { replicaTimestamps } = await eventually(
      () => valueOf(client.invoke(pnCounterGet, call, { member: one! })),
      told => told.replicaTimestamps.length === members.length,
    );
    const ahead = replicaTimestamps.map(([replica, time]) => [replica, time.add(1)] as const);
    for (const targetReplicaUUID of members) {
      const session = { name, replicaTimestamps: ahead, targetReplicaUUID };
      const error = await errorOf(client.invoke(pnCounterGet, session, { member: targetReplicaUUID }));
      expect(error).toMatchObject({ code: 'CONSISTENCY_LOST_EXCEPTION', operation: 'PNCounter.get', structure: name });
    }
  });

  it('is zero again once it was destroyed', async () => {
    await valueOf(counter.addAndGet(7));
    await valueOf(counter.destroy());
    expect(await valueOf(counter.get())).toEqual(Long.ZERO);
  });

  it('goes on with what was told when a member dies', async () => {
    const { client, running } = cluster;
    await valueOf(client.connect());
    await connectedTo(client, running.addresses);
    // Each with a replica of its own choice.
    const counters = Array.from({ length: 12 }, () => client.getPNCounter(uniqueName('pn-survives')));
    for (const each of counters) await valueOf(each.addAndGet(4));
    for (const { name } of counters)
      await eventually(
        () => everywhere(client, name),
        values => values.every(value => value === 4),
      );
    await running.kill(0);
    await connectedTo(client, running.addresses);
    for (const each of counters) expect(await valueOf(each.incrementAndGet())).toEqual(Long.fromNumber(5));
    for (const each of counters) expect(await valueOf(each.get())).toEqual(Long.fromNumber(5));
  });
}
