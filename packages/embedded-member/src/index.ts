// The door for every platform: clusters whose clients are in this process.
export type { EmbeddedCluster } from './embedded-cluster.js';
export type { Faults, Match, Undo } from './faults.js';
export type { ClusterOptions, MapConfig, MemberConfig } from './options.js';
export { startCluster } from './start-cluster.js';
export { TestClock } from 'hazelrx/testing';
