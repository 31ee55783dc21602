import type { JavaCluster } from '@hazelrx/java-member';
import { partsOf } from 'hazelrx/internal';
import { addressOf } from './awaiting.js';
import type { SuiteCluster } from './clusters.js';

/** Which of the members has this key, or the structure of this name that is all in one partition. */
export function indexOfOwner({ client, running }: SuiteCluster<JavaCluster>, key: string): number {
  const { router } = partsOf(client);
  const { members, partitions } = router.connections;
  const owner = members.find(partitions.owner(router.ofKey(router.data(key)))!)!;
  return running.members.findIndex(({ address }) => address === addressOf(owner));
}
