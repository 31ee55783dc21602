// Which of the members have the data, as far as a client knows.
import type { JavaCluster } from '@hazelrx/java-member';
import type { HazelcastClient } from 'hazelrx';
import { partsOf } from 'hazelrx/internal';
import { firstValueFrom } from 'rxjs';
import { addressOf, connectedTo } from './awaiting.js';
import type { SuiteCluster } from './clusters.js';
import { eventually } from './recording.js';

/** The member that has this key, or the structure of this name where all of it is in one partition. */
export function indexOfOwner({ client, running }: SuiteCluster<JavaCluster>, key: string): number {
  const { router } = partsOf(client);
  const { members, partitions } = router.connections;
  const owner = members.find(partitions.owner(router.ofKey(router.data(key)))!)!;
  return running.members.findIndex(({ address }) => address === addressOf(owner));
}

/** Resolves when the client is connected to all members at these addresses, and each of them has its share of the data. */
export async function whole(client: HazelcastClient, addresses: readonly string[]): Promise<void> {
  await connectedTo(client, addresses);
  const members = (await firstValueFrom(client.members$)).map(({ uuid }) => uuid.toString());
  await eventually(
    () => owners(client),
    found => found.size === members.length && members.every(member => found.has(member)),
  );
}

function owners(client: HazelcastClient): ReadonlySet<string | undefined> {
  const { partitions } = partsOf(client).router.connections;
  return new Set(Array.from({ length: partitions.count }, (_, partition) => partitions.owner(partition)?.toString()));
}
