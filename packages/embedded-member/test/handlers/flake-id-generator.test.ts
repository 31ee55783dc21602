import { flakeIdGeneratorNewIdBatch } from 'hazelrx/operations';
import { describe, expect, it } from 'vitest';
import { record } from '../../../../test/support/recording.js';
import { inVirtualTime } from '../support/virtual-cluster.js';

const name = 'f';
/** Ids of one member and generator in a millisecond. */
const PER_MILLI = 64;

describe('a generator of ids', () => {
  it('tells members apart in the last bits, and never goes back', async () => {
    const virtual = await inVirtualTime({ members: 2 });
    const client = await virtual.connected();
    const bases: bigint[] = [];
    for (const { uuid: member } of [...virtual.cluster.lives, ...virtual.cluster.lives]) {
      const { base } = await virtual.ask(client.invoke(flakeIdGeneratorNewIdBatch, { name, batchSize: 5 }, { member }));
      bases.push(BigInt(base.toString()));
    }
    expect(bases.map(base => base & 0xffffn)).toEqual([1n, 2n, 1n, 2n]);
    expect(bases[2]! - bases[0]!).toBe(5n << 16n);
  });

  it('waits rather than giving ids of a time that is too far ahead', async () => {
    const virtual = await inVirtualTime();
    const client = await virtual.connected();
    const batchSize = PER_MILLI * 16_000;
    const batch = record(client.invoke(flakeIdGeneratorNewIdBatch, { name, batchSize }));
    await virtual.clock.advance(999);
    expect(batch.items).toEqual([]);
    await virtual.clock.advance(1);
    expect(batch.items).toMatchObject([{ batchSize }]);
  });
});
