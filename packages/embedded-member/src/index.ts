// The door for every platform: clusters whose clients are in this process.
export type { MemberTask, TaskContext } from './executor/tasks.js';
export type { EmbeddedCluster } from './embedded-cluster.js';
export type { Faults, Match } from './faults.js';
export type { JournaledEvent, JournalPredicate, JournalProjection } from './journal/journal-filter.js';
export type {
  ClusterOptions,
  CpSubsystemConfig,
  EventJournalConfig,
  MapConfig,
  MemberConfig,
  QueueConfig,
  RingbufferConfig,
} from './options.js';
export type { EntryProcessor, ProcessedEntry } from './processors/processing.js';
export type { ComparedEntry, EntryComparator } from './query/comparators.js';
export { startCluster } from './start-cluster.js';
export type { Undo } from './timers.js';
export { TestClock } from 'hazelrx/testing';
