import { type ClusterOptions, startCluster, TestClock } from '@hazelrx/embedded-member';
import { mapGet } from 'hazelrx/operations';
import { pino } from 'pino';
import { firstValueFrom as valueOf } from 'rxjs';
import { expect, it } from 'vitest';
import { heapInUse } from '../support/footprint.js';
import { eventually, record } from '../support/recording.js';

const CLUSTERS = 100;
/** Of heap that may be in use more than before: what the engine itself takes, and a hundredth of a cluster for each. */
const MARGIN = 1_000_000;
/** What leaks does so each time; the engine learns for a while, and then knows. */
const ROUNDS = 4;

const logger = pino({ level: 'silent' });

/** What keeps the process going. */
function resources(): number {
  const kept = new Set(['Timeout', 'TCPSocketWrap', 'TCPServerWrap', 'Immediate']);
  return process.getActiveResourcesInfo().filter(resource => kept.has(resource)).length;
}

/** A cluster that ends in the middle of much: data, listeners, a lease, waiting and delayed requests, a frozen member. */
async function startAndEnd(options: ClusterOptions): Promise<void> {
  await using cluster = await startCluster({ members: 3, ...options });
  await using client = cluster.createClient({ logger });
  const map = client.getMap<number, number>('leak');
  using events = record(map.events({ signals: true }));
  await events.count(1);
  await valueOf(map.putAll(Array.from({ length: 300 }, (_, n) => [n, n])));
  await valueOf(map.lock(1, 60_000));
  const waiting = map.set(1, 2).subscribe({ error: () => {} });
  cluster.faults.delay({ operation: mapGet }, 60_000);
  const delayed = map.get(2).subscribe({ error: () => {} });
  cluster.faults.freeze(1);
  await events.count(301);
  await cluster.kill(0);
  waiting.unsubscribe();
  delayed.unsubscribe();
  events.stop();
}

it.each(['memory', 'tcp'] as const)('%s clusters leave nothing behind', async transport => {
  for (let n = 0; n < CLUSTERS / 2; n++) await startAndEnd({ transport });
  const before = resources();
  let grown = Infinity;
  for (let round = 0; round < ROUNDS && grown >= MARGIN; round++) {
    const heap = await heapInUse();
    for (let n = 0; n < CLUSTERS; n++) await startAndEnd({ transport });
    await eventually(resources, now => now <= before);
    grown = (await heapInUse()) - heap;
  }
  expect(grown).toBeLessThan(MARGIN);
});

it('leave nothing to do on a clock that they had', async () => {
  const clock = new TestClock();
  const cluster = await startCluster({ members: 3, clock });
  const client = cluster.createClient();
  client.connect().subscribe();
  await clock.advance(60_000);
  client.getMap('leak').set(1, 1).subscribe();
  await clock.advance(60_000);
  expect(clock.actions.length).toBeGreaterThan(0);
  await valueOf(client.shutdown());
  await cluster[Symbol.asyncDispose]();
  expect(clock.actions).toEqual([]);
});
