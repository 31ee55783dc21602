import { checkCollectionConfigs } from './collection/collection-config.js';
import { checkCpConfig, withCpMembers } from './cp/cp-config.js';
import type { EmbeddedCluster } from './embedded-cluster.js';
import { cardinalityEstimatorService } from './handlers/cardinality-estimator.js';
import { clientService } from './handlers/client.js';
import { compactService } from './handlers/compact.js';
import { cpServices } from './handlers/cp-subsystem.js';
import { flakeIdGeneratorService } from './handlers/flake-id-generator.js';
import { listService } from './handlers/list.js';
import { mapService } from './handlers/map.js';
import { partitionEventsService } from './handlers/partition-events.js';
import { pnCounterService } from './handlers/pn-counter.js';
import { multiMapService } from './handlers/multi-map.js';
import { queueService } from './handlers/queue.js';
import { setService } from './handlers/set.js';
import { replicatedMapService } from './handlers/replicated-map.js';
import { ringbufferService } from './handlers/ringbuffer.js';
import { topicService } from './handlers/topic.js';
import { transactionService } from './handlers/transaction.js';
import { executorService } from './executor/executor-rows.js';
import { journalService } from './journal/journal-reads.js';
import { checkMapConfig } from './map/map-config.js';
import { pagingHandlers } from './map/map-pages.js';
import { checkMultiMapConfig } from './multi-map/multi-map-config.js';
import { MemoryNetwork, type NetworkOf } from './network.js';
import type { ClusterOptions } from './options.js';
import { MemberObjects } from './processors/member-objects.js';
import { processorHandlers } from './processors/processor-rows.js';
import { checkRingConfig } from './ringbuffer/ring-config.js';
import { RunningCluster } from './running-cluster.js';

/** What members do, a file a structure. */
const services = [
  clientService,
  compactService,
  mapService,
  multiMapService,
  queueService,
  replicatedMapService,
  setService,
  listService,
  ringbufferService,
  topicService,
  transactionService,
  partitionEventsService,
  pnCounterService,
  flakeIdGeneratorService,
  cardinalityEstimatorService,
];

/** Starts a cluster on one of the networks that this platform has. */
export async function startOn(
  networks: Readonly<Record<string, NetworkOf>>,
  options: ClusterOptions,
): Promise<RunningCluster> {
  const { members = 1, partitionCount = 271, transport = 'memory' } = options;
  refuseCount('members', members);
  refuseCount('partitionCount', partitionCount);
  for (const [name, settings] of Object.entries(options.config?.map ?? {})) checkMapConfig(name, settings);
  checkCollectionConfigs('queue', options.config?.queue);
  checkCollectionConfigs('set', options.config?.set);
  checkCollectionConfigs('list', options.config?.list);
  for (const [name, settings] of Object.entries(options.config?.multimap ?? {})) checkMultiMapConfig(name, settings);
  for (const [name, settings] of Object.entries(options.config?.ringbuffer ?? {})) checkRingConfig(name, settings);
  checkCpConfig(options.config?.['cp-subsystem']);
  const networkOf = networks[transport];
  if (!networkOf) throw noTransport(transport, Object.keys(networks));
  const objects = new MemberObjects(options.serialization);
  const ofMaps = { handlers: [...processorHandlers(objects), ...pagingHandlers(objects)] };
  const own = [journalService(objects), ofMaps, executorService(objects)];
  const cluster = new RunningCluster(
    withCpMembers(options),
    [...services, ...own, ...cpServices(options.cp ?? true)],
    networkOf,
  );
  try {
    for (let n = 0; n < members; n++) await cluster.addMember();
    return cluster;
  } catch (error) {
    await cluster[Symbol.asyncDispose]();
    throw error;
  }
}

export const memory: NetworkOf = answering => new MemoryNetwork(answering);

/**
 * Starts a cluster in this process. Resolves when clients can connect: with `createClient` of the cluster, or, over TCP,
 * which is there in Node only, with any client of Hazelcast. Wrong options are a `RangeError`.
 */
export function startCluster(options: ClusterOptions = {}): Promise<EmbeddedCluster> {
  return startOn({ memory }, options);
}

function refuseCount(name: string, value: number): void {
  if (!Number.isInteger(value) || value < 1)
    throw new RangeError(`${name} must be a whole number from 1, not ${value}`);
}

function noTransport(transport: string, known: readonly string[]): RangeError {
  const why = transport === 'tcp' ? 'needs Node' : 'is unknown';
  return new RangeError(
    `transport '${transport}' ${why}: here there is ${known.map(name => `'${name}'`).join(' and ')}`,
  );
}
