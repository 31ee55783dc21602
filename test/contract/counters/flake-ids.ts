import { type HazelcastClient, Long } from 'hazelrx';
import { flakeIdGeneratorNewIdBatch } from 'hazelrx/operations';
import { firstValueFrom as valueOf, forkJoin } from 'rxjs';
import { expect, it } from 'vitest';
import { connectedTo, errorOf } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';

/** Of the milliseconds in an id. */
const EPOCH = 1_514_764_800_000;
const TIME_SHIFT = 22;

function ids(client: HazelcastClient, name: string, count: number): Promise<Long[]> {
  const generator = client.getFlakeIdGenerator(name);
  return valueOf(forkJoin(Array.from({ length: count }, () => generator.newId())));
}

export function flakeIdsContract(cluster: SuiteCluster): void {
  it('gives every id once, to all clients and all members', async () => {
    const name = uniqueName('ids');
    const { client, otherClient, running } = cluster;
    await valueOf(client.connect());
    await connectedTo(client, running.addresses);
    const given = await Promise.all([ids(client, name, 1000), ids(otherClient, name, 1000)]);
    const more = await ids(client, name, 50);
    const all = [...given.flat(), ...more];
    expect(new Set(all.map(String)).size).toBe(2050);
    for (const id of all) expect(id.isPositive()).toBe(true);
  });

  it('gives ids that tell about when they were made', async () => {
    const [id] = await ids(cluster.client, uniqueName('ids'), 1);
    const made = id!.shiftRight(TIME_SHIFT).toNumber() + EPOCH;
    expect(Math.abs(made - Date.now())).toBeLessThan(60_000);
  });

  it('fetches as many at a time as it is configured to', async () => {
    const name = uniqueName('ids-of-three');
    const client = cluster.newClient({ flakeIdGenerators: { 'ids-of-three-*': { prefetchCount: 3 } } });
    const [first, second, third] = await ids(client, name, 3);
    // One row of three of a member, where no two have the same.
    expect(second!.subtract(first!)).toEqual(third!.subtract(second!));
    expect(second!.subtract(first!)).toEqual(Long.fromNumber(65_536));
  });

  it('tells batches by a base and an increment', async () => {
    const { client } = cluster;
    const name = uniqueName('ids');
    const batch = await valueOf(client.invoke(flakeIdGeneratorNewIdBatch, { name, batchSize: 10 }));
    expect(batch).toEqual({ base: expect.any(Long), increment: Long.fromNumber(65_536), batchSize: 10 });
    for (const batchSize of [0, -1]) {
      const error = await errorOf(client.invoke(flakeIdGeneratorNewIdBatch, { name, batchSize }));
      expect(error).toMatchObject({ code: 'ILLEGAL_ARGUMENT', operation: 'FlakeIdGenerator.newIdBatch' });
    }
  });
}
