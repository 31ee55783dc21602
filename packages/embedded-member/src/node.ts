// The door for Node: the same, and clusters that any client reaches over TCP.
import type { EmbeddedCluster } from './embedded-cluster.js';
import type { ClusterOptions } from './options.js';
import { memory, startOn } from './start-cluster.js';
import { TcpNetwork } from './tcp-network.js';

export { TestClock } from './index.js';
export type {
  ClusterOptions,
  ComparedEntry,
  CpSubsystemConfig,
  EmbeddedCluster,
  EntryComparator,
  EntryProcessor,
  EventJournalConfig,
  Faults,
  JournaledEvent,
  JournalPredicate,
  JournalProjection,
  MapConfig,
  Match,
  MemberConfig,
  MemberTask,
  ProcessedEntry,
  QueueConfig,
  RingbufferConfig,
  TaskContext,
  Undo,
} from './index.js';

/**
 * Starts a cluster in this process. Resolves when clients can connect: with `createClient` of the cluster, or, over TCP,
 * with any client of Hazelcast. Wrong options are a `RangeError`.
 */
export function startCluster(options: ClusterOptions = {}): Promise<EmbeddedCluster> {
  return startOn({ memory, tcp: answering => new TcpNetwork(answering) }, options);
}
