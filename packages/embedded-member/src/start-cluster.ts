import type { EmbeddedCluster } from './embedded-cluster.js';
import { clientService } from './handlers/client.js';
import { mapService } from './handlers/map.js';
import { topicService } from './handlers/topic.js';
import { MemoryNetwork, type NetworkOf } from './network.js';
import type { ClusterOptions } from './options.js';
import { RunningCluster } from './running-cluster.js';

/** What members do, a file a structure. */
const services = [clientService, mapService, topicService];

/** Starts a cluster on a network. */
export async function startOn(networkOf: NetworkOf, options: ClusterOptions): Promise<RunningCluster> {
  const { members = 1, partitionCount = 271 } = options;
  refuseCount('members', members);
  refuseCount('partitionCount', partitionCount);
  const cluster = new RunningCluster(options, services, networkOf);
  for (let n = 0; n < members; n++) await cluster.addMember();
  return cluster;
}

/**
 * Starts a cluster in this process. Resolves when clients can connect: with `createClient` of the cluster, or, over TCP,
 * with any client of Hazelcast. Wrong options are a `RangeError`.
 */
export function startCluster(options: ClusterOptions = {}): Promise<EmbeddedCluster> {
  if (options.transport === 'tcp')
    return Promise.reject(new RangeError("transport 'tcp' needs Node: here there is 'memory'"));
  return startOn(answering => new MemoryNetwork(answering), options);
}

function refuseCount(name: string, value: number): void {
  if (!Number.isInteger(value) || value < 1)
    throw new RangeError(`${name} must be a whole number from 1, not ${value}`);
}
