import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { HazelcastQueue } from 'hazelrx';
import { firstValueFrom } from 'rxjs';
import { expect, it, onTestFinished } from 'vitest';
import { connectedTo } from '../support/awaiting.js';
import { describeOn, realMembers, uniqueName } from '../support/clusters.js';
import { indexOfOwner } from '../support/owners.js';
import { eventually } from '../support/recording.js';
import { Account } from './queue/account.js';
import { seededRandom } from '../support/seeded-random.js';
import { quiet, until } from '../support/until.js';
import { type Work, Worker } from './queue/worker.js';

const SCALE = Number(process.env['HAZELRX_SCALE'] ?? 1);
const SEED = Number(process.env['HAZELRX_SEED'] ?? 20_260_101);
/** All 10,000 at a scale of twenty. */
const ITEMS = Math.ceil(500 * SCALE);
const BATCH = 1000;
const WORKERS = 4;
/** Milliseconds after its death that other members need to give back what was under way on a member, and some more. */
const GIVEN_BACK = 15_000;
/** Milliseconds without a step after which nothing is under way: several times the longest work for an item. */
const QUIET = 3000;
const TIMEOUT = 180_000 * Math.max(1, SCALE);

/** Four processes work through a queue and are killed all along, while the queue's member is killed and comes back. */
describeOn(realMembers('5.7.0', { members: 3 }), 'A queue whose workers are killed', cluster => {
  it('loses nothing with consume, and repeats only what was not committed', { timeout: TIMEOUT }, async () => {
    const { account, left, kills, ends } = await workedThrough('queue-consumer');
    print(`consume: ${kills} kills, ${left} left, ${String(account)}, ${account.untold} done without a commit`);
    const wrong = new Set([...account.lost, ...account.committedAgain, ...account.begunAfterCommit]);
    for (const entry of account.entries) if (wrong.has(entry.item)) print(JSON.stringify(entry));
    expect(account.lost).toEqual([]);
    expect(left).toBe(0);
    expect(account.committedAgain).toEqual([]);
    expect(account.begunAfterCommit).toEqual([]);
    // Nor has an error ended the stream.
    expect(ends).toEqual([]);
    // The faults have hit work.
    expect(kills).toBeGreaterThanOrEqual(WORKERS);
    expect(account.interrupted).toBeGreaterThanOrEqual(WORKERS);
    expect(account.begunAgain.length).toBeGreaterThanOrEqual(WORKERS);
  });

  it('is worked through with take of the official client, for comparison', { timeout: TIMEOUT }, async () => {
    const { account, left, kills } = await workedThrough('queue-taker');
    print(`take of the official client: ${kills} kills, ${left} left, ${String(account)}`);
    expect(kills).toBeGreaterThanOrEqual(WORKERS);
  });

  async function workedThrough(program: string) {
    const queue = cluster.client.getQueue<number>(uniqueName(program));
    const { clusterName, addresses } = cluster.running;
    await fill(queue);
    await connectedTo(cluster.client, addresses);
    const workers = await startedWorkers({ program, clusterName, addresses, queue: queue.name });
    const entries = () => workers.flatMap(worker => worker.entries());
    const left = () => firstValueFrom(queue.size());

    await until(async () => (await left()) < ITEMS * 0.7, TIMEOUT);
    const diedAt = await killedAndRestarted(queue);
    await until(async () => (await left()) < ITEMS * 0.1, TIMEOUT);
    for (const worker of workers) worker.spare();
    await quiet(async () => ((await left()) > 0 ? undefined : entries().length), {
      millis: QUIET,
      timeout: TIMEOUT,
      notBefore: diedAt + GIVEN_BACK,
    });
    for (const worker of workers) await worker.stop();
    // What they still held would be back now.
    await sleep(QUIET);
    const kills = workers.reduce((sum, worker) => sum + worker.kills, 0);
    const ends = workers.flatMap(worker => worker.ends);
    return { account: new Account(ITEMS, entries()), left: await left(), kills, ends };
  }

  /** When the member died that had the queue. */
  async function killedAndRestarted({ name }: HazelcastQueue<number>): Promise<number> {
    const index = indexOfOwner(cluster, name);
    await cluster.running.kill(index);
    const diedAt = performance.now();
    await cluster.running.restart(index);
    return diedAt;
  }
});

async function fill(queue: HazelcastQueue<number>): Promise<void> {
  for (let from = 0; from < ITEMS; from += BATCH) {
    const size = Math.min(BATCH, ITEMS - from);
    await firstValueFrom(queue.addAll(Array.from({ length: size }, (_, n) => from + n)));
  }
  await eventually(
    () => firstValueFrom(queue.size()),
    size => size === ITEMS,
  );
}

/** Ended with the test, at the latest. */
async function startedWorkers(work: Work): Promise<readonly Worker[]> {
  const folder = await mkdtemp(join(tmpdir(), 'hazelrx-queue-'));
  const workers = Array.from(
    { length: WORKERS },
    (_, n) => new Worker(work, join(folder, `${n}.log`), seededRandom(SEED + n)),
  );
  onTestFinished(async () => {
    for (const worker of workers) await worker.stop();
    await rm(folder, { recursive: true });
  });
  return workers;
}

/** Also where what tests print is not shown. */
function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
