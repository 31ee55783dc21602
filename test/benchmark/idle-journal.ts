// What a journal stream of a quiet map costs while nothing happens. Medians of seconds: now and then one takes up to 95 ms, with a
// stream or without.
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { type JavaCluster, startCluster } from '@hazelrx/java-member';
import { createClient } from 'hazelrx';
import { firstValueFrom, ReplaySubject } from 'rxjs';

const SECONDS = 20;
const ROUNDS = 3;
/** Milliseconds of a processor in one of the ticks that Linux counts. */
const TICK = 10;

const version = process.argv[2] ?? '5.7.0';

/** Of all members. */
function membersCpu(cluster: JavaCluster): number {
  return cluster.members.reduce((sum, _, index) => {
    const [, rest = ''] = readFileSync(`/proc/${cluster.pid(index)}/stat`, 'utf8').split(') ');
    const fields = rest.split(' ');
    return sum + (Number(fields[11]) + Number(fields[12])) * TICK;
  }, 0);
}

function threads(cluster: JavaCluster): number {
  return cluster.members.reduce((sum, _, index) => sum + readdirSync(`/proc/${cluster.pid(index)}/task`).length, 0);
}

/** Milliseconds of processor a second: of this process the median and the most, of the members the mean. */
async function idle(cluster: JavaCluster): Promise<string> {
  const seconds: number[] = [];
  const before = membersCpu(cluster);
  for (let second = 0; second < SECONDS; second++) {
    const start = process.cpuUsage();
    await pause(1000);
    const { user, system } = process.cpuUsage(start);
    seconds.push((user + system) / 1000);
  }
  seconds.sort((one, other) => one - other);
  const each = (membersCpu(cluster) - before) / SECONDS / cluster.members.length;
  const client = `client ${seconds[SECONDS / 2]!.toFixed(1)} (most ${seconds.at(-1)!.toFixed(1)})`;
  return `${client}, each member ${each.toFixed(1)} ms/s, ${threads(cluster)} threads of members`;
}

const map = { 'journaled-*': { 'event-journal': { enabled: true, capacity: 271_000 } } };
await using cluster = await startCluster({ version, members: 2, config: { map } });
const client = createClient({ clusterName: cluster.clusterName, network: { clusterMembers: cluster.addresses } });
const journaled = client.getMap<string, string>('journaled-1');
await firstValueFrom(journaled.set('a', 'a'));
await pause(5000);
for (let round = 0; round < ROUNDS; round++) {
  console.log(`${version} without: ${await idle(cluster)}`);
  const items = new ReplaySubject<unknown>();
  const stream = journaled.journal({ checkpoints: true }).subscribe(items);
  await firstValueFrom(items);
  await pause(3000);
  console.log(`${version} with:    ${await idle(cluster)}`);
  stream.unsubscribe();
  // Ends its reads, which wait.
  await firstValueFrom(journaled.destroy());
  await firstValueFrom(journaled.set('a', 'a'));
  await pause(3000);
}
await firstValueFrom(client.shutdown());
