import { expect, it } from 'vitest';
import { describeOn, embeddedMembers, realMembers, type SuiteCluster, type TestBed } from '../support/clusters.js';
import { seededRandom } from '../support/seeded-random.js';
import { nextChange } from './events/change.js';
import { ChangingCluster } from './events/changing-cluster.js';

const SCALE = Number(process.env['HAZELRX_SCALE'] ?? 1);
/** By default one with six kills among twenty. */
const SEED = Number(process.env['HAZELRX_SEED'] ?? 11);
/** Milliseconds for one change and its probes, on a slow machine. */
const TIMEOUT = 30_000;

/** Few partitions move soon. */
const options = { members: 3, partitionCount: 31 };

const beds: readonly { readonly bed: TestBed; readonly changes: number }[] = [
  { bed: embeddedMembers('memory', options), changes: 20 },
  { bed: realMembers('5.7.0', options), changes: 20 },
  { bed: realMembers('5.3.8', options), changes: 6 },
];

for (const { bed, changes } of beds) {
  const count = Math.ceil(changes * SCALE);
  describeOn(bed, 'event streams of every structure', cluster => {
    it(`tell each thing once through ${count} joins, leaves and kills`, { timeout: count * TIMEOUT }, () =>
      tellOnce(cluster, count),
    );
  });
}

/** Listens to every structure, changes the cluster again and again, and probes all streams after each change. */
async function tellOnce(cluster: SuiteCluster, count: number): Promise<void> {
  const random = seededRandom(SEED);
  using changing = await ChangingCluster.of(cluster);
  const { probes, membership } = changing;
  const kinds: string[] = [];
  try {
    for (let n = 0; n < count; n++) {
      const change = nextChange(cluster.running, random);
      kinds.push(change.kind);
      expect(await changing.change(change)).toEqual([]);
      expect(probes.surplus).toEqual([]);
    }
    // What came twice of the last probes came before this.
    await changing.probe();
    expect(probes.surplus).toEqual([]);
  } finally {
    process.stdout.write(`HAZELRX_SEED=${SEED}: ${kinds.join(' ')}; ${probes.count} probes\n`);
  }
  const told = membership.items.flatMap(item => (item.type === 'initial' ? [] : `${item.type} ${item.member.uuid}`));
  expect(told).toEqual(changing.changes);
}
