// Embedded clusters, one after another in this process: milliseconds until a client of each is connected.
import { startCluster } from '@hazelrx/embedded-member';
import { firstValueFrom } from 'rxjs';

const CLUSTERS = 100;
const MEMBERS = 3;

async function millisOfStart(): Promise<number> {
  const began = performance.now();
  await using cluster = await startCluster({ members: MEMBERS });
  await using client = cluster.createClient();
  await firstValueFrom(client.connect());
  return performance.now() - began;
}

const taken: number[] = [];
for (let n = 0; n < CLUSTERS; n++) taken.push(await millisOfStart());
process.send!(taken);
