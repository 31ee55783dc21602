import { createClient } from 'hazelrx';
import { firstValueFrom } from 'rxjs';
import type { Cluster } from './contestant.js';
import { KEYS, LARGE_KEY, LARGE_VALUE, MAP, VALUES } from './entries.js';

/** Puts the entries that all works need. */
export async function fillMap({ address, clusterName }: Cluster): Promise<void> {
  await using client = createClient({ clusterName, network: { clusterMembers: [address] } });
  const map = client.getMap<string, string>(MAP);
  await firstValueFrom(map.putAll(KEYS.map((key, i) => [key, VALUES[i]!])));
  await firstValueFrom(map.set(LARGE_KEY, LARGE_VALUE));
  const size = await firstValueFrom(map.size());
  if (size !== KEYS.length + 1) throw new Error(`the map has ${size} entries after ${KEYS.length + 1} were put`);
}
