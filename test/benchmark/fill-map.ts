import { createClient, type HazelcastMap, pipelined } from 'hazelrx';
import { firstValueFrom, lastValueFrom } from 'rxjs';
import type { Cluster } from './contestant.js';
import { fills } from './contestants/hazelrx-objects.js';
import { stockOf } from './contestants/hazelrx-queries.js';
import { batchesOfMany, ENTRIES, LARGE_KEY, LARGE_MAP, LARGE_VALUE, MANY_MAP, MAP } from './entries.js';
import { FORMS } from './objects.js';
import { batchesOfFollowed, batchesOfStock, checkFollowed, FOLLOWED_MAP } from './queries.js';

/** Puts the entries that the works need, those of an iteration left out. */
export async function fillMaps({ address, clusterName }: Cluster): Promise<void> {
  await using client = createClient({ clusterName, network: { clusterMembers: [address] } });
  const map = client.getMap<string, string>(MAP);
  await firstValueFrom(map.putAll(ENTRIES));
  await firstValueFrom(client.getMap<string, string>(LARGE_MAP).set(LARGE_KEY, LARGE_VALUE));
  await checkSize(map, ENTRIES.length);
  for (const form of FORMS) await firstValueFrom(fills(client, form));
}

/** Puts the entries that the works of queries need. */
export async function fillQueried({ address, clusterName }: Cluster): Promise<void> {
  await using client = createClient({ clusterName, network: { clusterMembers: [address] } });
  const stock = stockOf(client);
  await lastValueFrom(pipelined(batchesOfStock(), batch => stock.putAll(batch), 1));
  const followed = client.getMap<string, string>(FOLLOWED_MAP);
  await lastValueFrom(pipelined(batchesOfFollowed(), batch => followed.putAll(batch), 1));
  checkFollowed(await firstValueFrom(followed.size()));
}

/** Puts the entries of an iteration. */
export async function fillManyMap({ address, clusterName }: Cluster, count: number): Promise<void> {
  await using client = createClient({ clusterName, network: { clusterMembers: [address] } });
  const map = client.getMap<string, string>(MANY_MAP);
  await lastValueFrom(pipelined(batchesOfMany(count), batch => map.putAll(batch), 1));
  await checkSize(map, count);
}

async function checkSize(map: HazelcastMap<string, string>, count: number): Promise<void> {
  const size = await firstValueFrom(map.size());
  if (size !== count) throw new Error(`${map.name} has ${size} entries after ${count} were put`);
}
