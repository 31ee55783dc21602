import type { HazelcastClient, HazelcastQueue, Member } from 'hazelrx';
import { partsOf } from 'hazelrx/internal';
import { concatMap, filter, firstValueFrom as valueOf, lastValueFrom, range } from 'rxjs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { addressOf, connectedTo, errorOf, firstOf } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { settled } from '../../support/owners.js';
import { eventually, record } from '../../support/recording.js';

/** What becomes of a queue, and of those who wait, when the member dies that has it. The cluster is this suite's own. */
export function deathsContract(cluster: SuiteCluster): void {
  let client: HazelcastClient;
  let killed: number | undefined;

  beforeEach(async () => {
    client = cluster.newClient();
    await valueOf(newQueue().size());
    // What goes to its partition by way of another member is asked again by that one, and then nothing is uncertain.
    await settled(client, cluster.running.addresses);
  });

  afterEach(async () => {
    if (killed !== undefined) await cluster.running.restart(killed);
    killed = undefined;
    await valueOf(client.shutdown());
  });

  /** The index of the member that has the queue. */
  async function ownerOf({ name }: HazelcastQueue<number>): Promise<number> {
    const { router } = partsOf(client);
    const partition = router.ofName(name);
    const owner = (): Member | undefined => {
      const { members, partitions } = router.connections;
      const uuid = partitions.owner(partition);
      return uuid && members.find(uuid);
    };
    // Members tell who has what a little after the first request.
    const address = addressOf((await eventually(owner, member => member !== undefined))!);
    return cluster.running.members.findIndex(member => member.address === address);
  }

  const newQueue = (): HazelcastQueue<number> => client.getQueue(uniqueName('deaths'));

  async function kill(queue: HazelcastQueue<number>): Promise<void> {
    killed = await ownerOf(queue);
    await cluster.running.kill(killed);
    await connectedTo(client, cluster.running.addresses);
  }

  it('keeps the items', async () => {
    const queue = newQueue();
    await lastValueFrom(range(0, 20).pipe(concatMap(n => queue.put(n))));
    await kill(queue);
    const numbers = Array.from({ length: 20 }, (_, n) => n);
    expect(await valueOf(queue.toArray())).toEqual(numbers);
    expect(await valueOf(queue.drainTo())).toEqual(numbers);
  });

  it.each(['take', 'poll'] as const)('ends a %s that waits: an item may be lost', async how => {
    const queue = newQueue();
    const waiting = errorOf(how === 'take' ? queue.take() : queue.poll(60_000));
    await valueOf(queue.size());
    await kill(queue);
    expect(await waiting).toMatchObject({
      code: 'INDETERMINATE_OPERATION_STATE',
      name: 'IndeterminateError',
      operation: 'Queue.poll',
      structure: queue.name,
    });
  });

  it('goes on with takes(), and tells', async () => {
    const queue = newQueue();
    using events = record(client.events$);
    using taken = record(queue.takes());
    await valueOf(queue.add(1));
    await taken.count(1);
    await valueOf(queue.size());
    const told = firstOf(client.events$, ({ type }) => type === 'indeterminate');
    await kill(queue);
    expect(await told).toMatchObject({
      operation: 'Queue.poll',
      structure: queue.name,
      error: { name: 'IndeterminateError' },
    });
    await valueOf(queue.add(2));
    await taken.count(2);
    expect(taken.items).toEqual([1, 2]);
    expect(events.items.filter(({ type }) => type === 'indeterminate')).toHaveLength(1);
  });

  it('moves with its items when the member leaves, and takes() loses no more than it tells', async () => {
    const queue = newQueue();
    using uncertain = record(client.events$.pipe(filter(({ type }) => type === 'indeterminate')));
    using taken = record(queue.takes());
    const others = [newQueue(), newQueue()];
    for (const other of others) await valueOf(other.put(0));
    await valueOf(queue.put(0));
    await taken.count(1);
    killed = await ownerOf(queue);
    await cluster.running.stop(killed);
    await connectedTo(client, cluster.running.addresses);
    let last = 0;
    // The member that leaves may take the poll along to the next owner, where it gets an item for nobody.
    await eventually(
      () => valueOf(queue.put(++last)),
      () => taken.items.length > 3,
    );
    await taken.until(items => items.at(-1) === last);
    expect(taken.items).toEqual([...new Set(taken.items)].sort((a, b) => a - b));
    expect(last + 1 - taken.items.length).toBeLessThanOrEqual(uncertain.items.length);
    for (const other of others) expect(await valueOf(other.toArray())).toEqual([0]);
  });

  it('moves with those who wait when a member joins, and nothing is lost', async () => {
    const queues = Array.from({ length: 12 }, newQueue);
    using uncertain = record(client.events$.pipe(filter(({ type }) => type === 'indeterminate')));
    const taken = queues.map(queue => record(queue.takes()));
    const waiting = queues.map(queue => record(queue.take()));
    for (const queue of queues) await valueOf(queue.size());
    const owners = await Promise.all(queues.map(ownerOf));
    const joined = await cluster.running.addMember();
    await connectedTo(client, cluster.running.addresses);
    await eventually(
      () => Promise.all(queues.map(ownerOf)),
      now => now.includes(joined),
    );
    for (const queue of queues) await valueOf(queue.addAll([1, 2]));
    for (const [index, stream] of taken.entries())
      await eventually(
        () => [...stream.items, ...waiting[index]!.items].sort((one, other) => one - other),
        items => items.join() === '1,2',
      );
    expect(uncertain.items).toEqual([]);
    expect(owners).not.toContain(joined);
    for (const stream of taken) stream.stop();
    await cluster.running.stop(joined);
  });
}
