import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JavaCluster } from '@hazelrx/java-member';
import type { ConcurrencyBackend } from 'hazelrx';
import { firstValueFrom } from 'rxjs';
import { expect, it, onTestFinished } from 'vitest';
import { describeOn, realMembers, type TestBed, uniqueName } from '../support/clusters.js';
import { indexOfOwner, settled, whole } from '../support/owners.js';
import { RestartedProgram } from '../support/restarted-program.js';
import { seededRandom } from '../support/seeded-random.js';
import { until } from '../support/until.js';
import { FileServer } from './lock/file-server.js';
import { Killer } from './lock/killer.js';
import { DONE, SharedFile } from './lock/shared-file.js';

const SCALE = Number(process.env['HAZELRX_SCALE'] ?? 1);
const SEED = Number(process.env['HAZELRX_SEED'] ?? 20_260_101);
const PROCESSES = 8;
/** All 1,000 at a scale of five, and with 15 kills. */
const SECTIONS = Math.min(1000, Math.ceil(200 * SCALE));
const KILLS = Math.min(15, Math.ceil(4 * SCALE));
/** Milliseconds of all sections: nobody is that slow who does not wait for ever. */
const TIMEOUT = 120_000 * Math.max(1, Math.min(5, SCALE));
/** What becomes of a section whose lock may have been somebody else's. */
const LOST = 'LOCK_OWNERSHIP_LOST_EXCEPTION';

/** A dead process keeps its locks for five seconds; one that is too busy to tell of itself for as long loses its own. */
const sessions = { 'session-time-to-live-seconds': 5, 'session-heartbeat-interval-seconds': 1 };
/** Few partitions move sooner. */
const map = { members: 3, partitionCount: 31 };
const beds: readonly [TestBed<JavaCluster>, ConcurrencyBackend][] = [
  [realMembers('5.3.8', { cp: true, config: { 'cp-subsystem': sessions } }), 'cp'],
  [realMembers('5.7.0', map), 'map'],
  [realMembers('5.3.8', map), 'map'],
];

/** Processes count under a lock. They are killed while they hold it, and so is a member. */
for (const [bed, backend] of beds)
  describeOn(bed, `A lock (${backend}) whose holders are killed`, cluster => {
    it('is held by one at a time, and everybody gets it', { timeout: TIMEOUT * 2 }, async () => {
      const file = await fileOfTest();
      const processes: RestartedProgram[] = [];
      const plan = { sections: SECTIONS, kills: KILLS, random: seededRandom(SEED) };
      const killer = new Killer(file, plan, victim => processes[victim]!.kill());
      const server = await FileServer.start(file, request => killer.consider(request));
      onTestFinished(() => server[Symbol.asyncDispose]());
      const name = uniqueName('counting');
      // Members do not share out the partitions before one is asked for.
      await firstValueFrom(cluster.client.getMap(name).size());
      await whole(cluster.client, cluster.running.addresses);
      processes.push(...startedProcesses([name, backend, String(server.port)]));

      await memberKilledMeanwhile(name, file, killer);
      await until(
        () => killer.done === KILLS,
        TIMEOUT,
        () => file,
      );
      await written(file, Math.max(SECTIONS, file.writes + PROCESSES));
      server.isOver = true;
      await everybodyIsDone(processes, file);
      const kills = processes.reduce((sum, each) => sum + each.kills, 0);
      // Also where what tests print is not shown.
      process.stdout.write(`lock (${backend}): ${kills} kills, ${String(file)}\n`);
      expect(file.violations).toEqual([]);
      expect(file.counter).toBe(file.writes);
      expect(kills).toBe(KILLS);
      for (const outcome of Object.keys(file.outcomes)) expect([DONE, LOST]).toContain(outcome);
      for (const { ends } of processes) expect(ends).toEqual([0]);
    });

    /** The member that has the map's lock dies halfway, and comes back before the end. */
    async function memberKilledMeanwhile(name: string, file: SharedFile, killer: Killer): Promise<void> {
      await written(file, SECTIONS * 0.5);
      const victim = indexOfOwner(cluster, name);
      await cluster.running.kill(victim);
      await written(file, SECTIONS * 0.8);
      // A member that is given the lock of a client that is dead by then never frees it.
      killer.isPaused = true;
      await written(file, file.writes + PROCESSES);
      await cluster.running.restart(victim);
      await settled(cluster.client, cluster.running.addresses);
      killer.isPaused = false;
    }

    /** Killed with the test, at the latest. */
    function startedProcesses(args: readonly string[]): readonly RestartedProgram[] {
      const { clusterName, addresses } = cluster.running;
      const started = Array.from(
        { length: PROCESSES },
        (_, n) => new RestartedProgram('lock-user', [clusterName, addresses.join(), ...args, String(n)]),
      );
      onTestFinished(async () => {
        for (const each of started) await each.stop();
      });
      return started;
    }
  });

async function fileOfTest(): Promise<SharedFile> {
  const folder = await mkdtemp(join(tmpdir(), 'hazelrx-lock-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return new SharedFile(join(folder, 'counter.json'));
}

async function written(file: SharedFile, sections: number): Promise<void> {
  await until(
    () => file.writes >= sections,
    TIMEOUT,
    () => file,
  );
}

/** Resolves when all have done what they were about to do, and nothing is left that would keep them. */
async function everybodyIsDone(processes: readonly RestartedProgram[], file: SharedFile): Promise<void> {
  const ended = (): number => processes.filter(({ ends }) => ends.includes(0)).length;
  await until(
    () => ended() === PROCESSES,
    TIMEOUT / 2,
    () => `${ended()} have ended: ${String(file)}`,
  );
}
