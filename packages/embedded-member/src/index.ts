// The door for every platform: clusters whose clients are in this process.
export type { EmbeddedCluster } from './embedded-cluster.js';
export type { Faults, Match } from './faults.js';
export type {
  ClusterOptions,
  CpSubsystemConfig,
  MapConfig,
  MemberConfig,
  QueueConfig,
  RingbufferConfig,
} from './options.js';
export { startCluster } from './start-cluster.js';
export type { Undo } from './timers.js';
export { TestClock } from 'hazelrx/testing';
