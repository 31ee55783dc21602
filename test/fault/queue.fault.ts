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
import { Account } from './queue/account.js';
import { seededRandom } from '../support/seeded-random.js';
import { quiet, until } from '../support/until.js';
import { type Work, Worker } from './queue/worker.js';

const SCALE = Number(process.env['HAZELRX_SCALE'] ?? 1);
const SEED = Number(process.env['HAZELRX_SEED'] ?? 20_260_101);
/** All 10,000 at a scale of twenty. */
const ITEMS = Math.ceil(500 * SCALE);
/** So many are left when more are put in, where the faults have not hit yet, and so many more then. */
const FEW = Math.ceil(ITEMS * 0.1);
const BATCH = 1000;
const WORKERS = 4;
/** Milliseconds after its death that other members need to give back what was under way on a member, and some more. */
const GIVEN_BACK = 15_000;
/** Milliseconds without a step after which nothing is under way: many times the longest work for an item. */
const QUIET = 5000;
/** Milliseconds of each part of a test. */
const TIMEOUT = 180_000 * Math.max(1, SCALE);

/** Four processes work through a queue and are killed all along, while the queue's member is killed and comes back. */
describeOn(realMembers('5.7.0', { members: 3 }), 'A queue whose workers are killed', cluster => {
  it('loses nothing with consume, and repeats only what was not committed', { timeout: 2 * TIMEOUT }, async () => {
    const { account, left, kills, ends } = await workedThrough('queue-consumer', ({ interrupted, begunAgain }) =>
      [interrupted, begunAgain.length].every(count => count >= WORKERS),
    );
    print(`consume: ${kills} kills, ${left} left, ${String(account)}, ${account.untold} done without a commit`);
    const wrong = new Set([...account.lost, ...account.committedAgain, ...account.begunAfterCommit]);
    for (const entry of account.entries) if (wrong.has(entry.item)) print(JSON.stringify(entry));
    expect(account.lost).toEqual([]);
    expect(left).toBe(0);
    expect(account.committedAgain).toEqual([]);
    expect(account.begunAfterCommit).toEqual([]);
    // Nor has an error ended the stream.
    expect(ends).toEqual([]);
  });

  it('is worked through with take of the official client, for comparison', { timeout: 2 * TIMEOUT }, async () => {
    const { account, left, kills } = await workedThrough('queue-taker', ({ interrupted }) => interrupted > 0);
    print(`take of the official client: ${kills} kills, ${left} left, ${String(account)}`);
    expect(kills).toBeGreaterThanOrEqual(WORKERS);
  });

  /** There is work until the faults have hit: there were as many kills as there are workers, and `isHit` holds. */
  async function workedThrough(program: string, isHit: (account: Account) => boolean) {
    const queue = cluster.client.getQueue<number>(uniqueName(program));
    const { clusterName, addresses } = cluster.running;
    let items = await filled(queue, 0, ITEMS);
    await connectedTo(cluster.client, addresses);
    const workers = await startedWorkers({ program, clusterName, addresses, queue: queue.name });
    const entries = () => workers.flatMap(worker => worker.entries());
    const account = () => new Account(items, entries());
    const kills = () => workers.reduce((sum, worker) => sum + worker.kills, 0);
    const left = () => firstValueFrom(queue.size());

    await until(async () => (await left()) < ITEMS * 0.7, TIMEOUT);
    const diedAt = await killedAndRestarted(queue);
    await until(
      async () => {
        if ((await left()) >= FEW) return false;
        if (kills() >= WORKERS && isHit(account())) return true;
        items = await filled(queue, items, FEW);
        return false;
      },
      TIMEOUT,
      () => `${kills()} kills, ${String(account())}`,
    );
    for (const worker of workers) worker.spare();
    await quiet(async () => ((await left()) > 0 ? undefined : entries().length), {
      millis: QUIET,
      timeout: TIMEOUT,
      notBefore: diedAt + GIVEN_BACK,
    });
    for (const worker of workers) await worker.stop();
    // What they still held would be back now.
    await sleep(QUIET);
    const ends = workers.flatMap(worker => worker.ends);
    return { account: account(), left: await left(), kills: kills(), ends };
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

/** Puts in so many more; resolves with how many there were in all. */
async function filled(queue: HazelcastQueue<number>, before: number, more: number): Promise<number> {
  const all = before + more;
  for (let from = before; from < all; from += BATCH) {
    const size = Math.min(BATCH, all - from);
    await firstValueFrom(queue.addAll(Array.from({ length: size }, (_, n) => from + n)));
  }
  return all;
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
