import { type HazelcastMap, int32, string } from 'hazelrx';
import { partsOf } from 'hazelrx/internal';
import { lastValueFrom, merge } from 'rxjs';
import { expect, it } from 'vitest';
import { connectedTo, DEADLINE } from '../support/awaiting.js';
import {
  describeOn,
  embeddedMembers,
  realMembers,
  type SuiteCluster,
  type TestBed,
  uniqueName,
} from '../support/clusters.js';
import { cuttableClient } from '../support/cuttable-client.js';
import { record } from '../support/recording.js';
import { seededRandom } from '../support/seeded-random.js';
import { quiet } from '../support/until.js';
import { Followed } from './live/followed.js';
import { Writer } from './live/writer.js';

type Numbers = HazelcastMap<string, number>;

const SCALE = Number(process.env['HAZELRX_SCALE'] ?? 1);
const SEED = Number(process.env['HAZELRX_SEED'] ?? 9);
const WRITES = Math.ceil(1000 * SCALE);
const CUTS = Math.min(10, Math.ceil(2 * SCALE));
/** Half of the values reach it, so that entries come and go with each other put. */
const LEAST = 50;
/** Milliseconds in which a view must be the map, and stay so. */
const STEADY = 300;

const quick = { connectionRetry: { initialBackoffMillis: 100, maxBackoffMillis: 300 } };
const expiration = 'hazelcast.internal.map.expiration';
/** Few partitions move soon. Members look through all of them for what has expired every second: a view waits for that. */
const options = {
  members: 3,
  partitionCount: 31,
  config: {
    properties: {
      [`${expiration}.task.period.seconds`]: '1',
      [`${expiration}.cleanup.operation.count`]: '31',
      [`${expiration}.cleanup.percentage`]: '100',
    },
  },
};

const beds: readonly TestBed[] = [
  embeddedMembers('memory', options),
  realMembers('5.7.0', options),
  realMembers('5.3.8', options),
];

for (const bed of beds) {
  describeOn(bed, 'live views', cluster => {
    it(
      `are the map after ${WRITES} writes, ${CUTS} lost connections and a member that dies and comes back`,
      { timeout: (CUTS + 3) * DEADLINE },
      () => followThroughFaults(cluster),
    );
  });
}

async function followThroughFaults(cluster: SuiteCluster): Promise<void> {
  const { running } = cluster;
  const name = uniqueName('live');
  const config = { clusterName: running.clusterName, network: { clusterMembers: running.addresses } };
  const { client, cut } = cuttableClient({ ...config, connectionStrategy: quick }, cluster.dial);
  const map = client.getMap(name, { key: string, value: int32 });
  const random = seededRandom(SEED);
  const writers = [1, 2].map(() => {
    const writing = cluster.newClient({ connectionStrategy: quick, network: { redoOperation: true } });
    return new Writer(writing.getMap(name, { key: string, value: int32 }), random);
  });
  const views = [new Followed(map), new Followed(map, LEAST)];
  const tables = record(partsOf(client).router.connections.partitions.changes$);
  const faults: readonly (() => Promise<void> | void)[] = [
    ...Array.from({ length: CUTS }, () => cut),
    () => running.kill(1),
    () => running.restart(1),
  ];
  const share = Math.ceil(WRITES / faults.length / writers.length);
  try {
    await agree(views, writers[0]!.map);
    for (const fault of faults) {
      const written = lastValueFrom(merge(...writers.map(writer => writer.write(share))), { defaultValue: undefined });
      await fault();
      await written;
      await connectedTo(client, running.addresses);
      await agree(views, writers[0]!.map);
    }
  } finally {
    tell(views, writers, `${faults.length} faults, ${tables.items.length} tables`);
    for (const part of [...views, tables]) part[Symbol.dispose]();
    await lastValueFrom(client.shutdown());
  }
  expect(views.flatMap(({ misfits }) => misfits)).toEqual([]);
  const causes = faults.length + tables.items.length + writers.reduce((sum, { mapWide }) => sum + mapWide, 0);
  expect(Math.max(...views.map(({ resyncs }) => resyncs.length))).toBeLessThanOrEqual(causes);
}

/** Resolves when each view is the map, and has stayed so for a while. */
async function agree(views: readonly Followed[], map: Numbers): Promise<void> {
  let last: readonly (string | undefined)[] = [];
  const sample = async (): Promise<string | undefined> => {
    last = await Promise.all(views.map(view => view.difference(map)));
    return last.every(difference => difference === '') ? 'same' : undefined;
  };
  await quiet(sample, { millis: STEADY, timeout: DEADLINE }).catch((cause: unknown) => {
    throw new Error(`not the map: ${last.join('; ')}`, { cause });
  });
}

function tell(views: readonly Followed[], writers: readonly Writer[], happened: string): void {
  const writes = writers.map(({ counts }) =>
    Object.entries(counts)
      .map(([act, count]) => `${count} ${act}`)
      .join(', '),
  );
  const lines = views.map(({ name, resyncs, changes }) => {
    const causes = new Map<string, number>();
    for (const cause of resyncs.flatMap(resync => resync.causes)) causes.set(cause, (causes.get(cause) ?? 0) + 1);
    const sum = (part: 'partitions' | 'keys' | 'differences'): number =>
      resyncs.reduce((total, resync) => total + resync[part], 0);
    const because = Array.from(causes, ([cause, count]) => `${cause} ${count}`).join(', ');
    const read = `${sum('partitions')} partitions and ${sum('keys')} keys read, ${sum('differences')} differences`;
    return `  ${name}: ${changes} changes, ${resyncs.length} re-synchronisations (${because}), ${read}`;
  });
  process.stdout.write(`HAZELRX_SEED=${SEED}: ${happened}; ${writes.join(' and ')}\n${lines.join('\n')}\n`);
}
