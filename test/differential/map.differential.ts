import fc from 'fast-check';
import type { HazelcastClient } from 'hazelrx';
import { expect, it } from 'vitest';
import { describeOn, embeddedMembers, realMembers, type SuiteCluster, uniqueName } from '../support/clusters.js';
import { MAPS, type Operation, operationsBackwards } from './operations.js';
import { SharedMap } from './shared-map.js';
import { Transcript } from './transcript.js';

const SCALE = Number(process.env['HAZELRX_SCALE'] ?? 1);
const SEED = Number(process.env['HAZELRX_SEED'] ?? 20_260_101);
const RUNS = Math.ceil(50 * SCALE);
const OPERATIONS = 100;
/** Milliseconds; most of it to minimise a difference. */
const TIME_LIMIT = 120_000 * Math.max(1, SCALE);

const config = {
  map: {
    'counting-*': { 'per-entry-stats-enabled': true },
    'lasting-*': { 'time-to-live-seconds': 7200, 'max-idle-seconds': 3600 },
  },
};
const embedded = embeddedMembers('memory', { config });
const real = realMembers('5.7.0', { config });
const names = [embedded.name, real.name] as const;

/**
 * Three clients do the same things, one at a time, to maps of embedded members and of real ones: the answers are the
 * same, the events of each key, and what is there in the end.
 */
describeOn(embedded, 'Operations on maps', embeddedCluster => {
  describeOn(real, 'the same operations', realCluster => {
    it('have the same effects', { timeout: 2 * TIME_LIMIT }, async () => {
      const sides = [clientsOf(embeddedCluster), clientsOf(realCluster)] as const;
      let performed = 0;
      const property = fc.asyncProperty(operationsBackwards(OPERATIONS), async backwards => {
        await compare(sides, backwards.toReversed());
        performed += backwards.length;
      });
      const inTime = fc.interruptAfterTimeLimit(TIME_LIMIT, { failOnInterrupt: true });
      const result = await fc.check(property, { seed: SEED, numRuns: RUNS, plugins: [inTime] });
      if (result.failed) throw report(result);
      expect(performed).toBe(RUNS * OPERATIONS);
    });
  });
});

type Clients = readonly HazelcastClient[];

function clientsOf(cluster: SuiteCluster): Clients {
  return [cluster.client, cluster.otherClient, cluster.newClient()];
}

/** On maps of their own. Throws what was done up to the first difference. */
async function compare(sides: readonly [Clients, Clients], operations: readonly Operation[]): Promise<void> {
  const transcript = new Transcript(names);
  const maps = await Promise.all(MAPS.map(what => bothMaps(sides, uniqueName(what))));
  try {
    for (const operation of operations) {
      const [one, other] = maps[operation.map]!;
      const steps = await Promise.all([one.perform(operation), other.perform(operation)]);
      transcript.add(MAPS[operation.map]!, steps);
    }
    for (const [index, [one, other]] of maps.entries()) {
      transcript.add(MAPS[index]!, await Promise.all([one.end(), other.end()]));
    }
  } finally {
    await Promise.all(maps.flat().map(map => map.destroy()));
  }
}

function bothMaps([one, other]: readonly [Clients, Clients], name: string): Promise<[SharedMap, SharedMap]> {
  return Promise.all([SharedMap.listenedTo(one, name), SharedMap.listenedTo(other, name)]);
}

/** Of the smallest sequence that was found. */
function report({ seed, numRuns, numShrinks, errorInstance: cause }: fc.RunDetails<unknown>): Error {
  const found = cause ? `a difference, minimised ${numShrinks} times` : 'out of time';
  return new Error(`HAZELRX_SEED=${seed}, run ${numRuns}: ${found}`, { cause });
}
