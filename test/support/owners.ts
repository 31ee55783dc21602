// Which of the members have the data, as far as a client knows.
import type { JavaCluster } from '@hazelrx/java-member';
import type { HazelcastClient } from 'hazelrx';
import { partsOf } from 'hazelrx/internal';
import { firstValueFrom } from 'rxjs';
import { addressOf, connectedTo, DEADLINE } from './awaiting.js';
import type { SuiteCluster } from './clusters.js';
import { eventually } from './recording.js';
import { quiet } from './until.js';

/** Milliseconds between two moves of partitions, at most, on a busy machine. */
const SETTLED = 3000;

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
    () => new Set(ownersOf(client)),
    found => found.size === members.length && members.every(member => found.has(member)),
  );
}

/** The same, and nothing has moved for some seconds. */
export async function settled(client: HazelcastClient, addresses: readonly string[]): Promise<void> {
  await whole(client, addresses);
  await quiet(() => ownersOf(client).join(), { millis: SETTLED, timeout: DEADLINE });
}

/** By partition. */
function ownersOf(client: HazelcastClient): readonly (string | undefined)[] {
  const { partitions } = partsOf(client).router.connections;
  return Array.from({ length: partitions.count }, (_, partition) => partitions.owner(partition)?.toString());
}
