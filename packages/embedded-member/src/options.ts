import type { SerializationConfig } from 'hazelrx';
import type { TestClock } from 'hazelrx/testing';

/** Settings of the event journals of the maps whose name matches. */
export interface EventJournalConfig {
  readonly enabled?: boolean;
  /** Events of all partitions together: each has room for its share, rounded down. Default 10,000. */
  readonly capacity?: number;
  /** How long events are kept; 0 for as long as there is room. */
  readonly 'time-to-live-seconds'?: number;
}

/** Settings of the maps whose name matches, by the names of Hazelcast's own configuration. */
export interface MapConfig {
  readonly 'backup-count'?: number;
  readonly 'async-backup-count'?: number;
  readonly 'time-to-live-seconds'?: number;
  readonly 'max-idle-seconds'?: number;
  readonly 'per-entry-stats-enabled'?: boolean;
  readonly 'event-journal'?: EventJournalConfig;
}

/** Settings of the queues whose name matches. */
export interface QueueConfig {
  /** Items; 0 for no bound. */
  readonly 'max-size'?: number;
  readonly 'backup-count'?: number;
  readonly 'async-backup-count'?: number;
}

/** Settings of the multimaps whose name matches. */
export interface MultiMapConfig {
  readonly 'backup-count'?: number;
  readonly 'async-backup-count'?: number;
  /** Whether a key keeps equal values once, or all of them in their order. Default `SET`. */
  readonly 'value-collection-type'?: 'SET' | 'LIST';
}

/** Settings of the sets, or the lists, whose name matches. */
export interface CollectionConfig {
  /** Items; 0 for no bound. */
  readonly 'max-size'?: number;
  readonly 'backup-count'?: number;
  readonly 'async-backup-count'?: number;
}

/** Settings of the ringbuffers whose name matches; that of a reliable topic is `_hz_rb_` and its name. */
export interface RingbufferConfig {
  readonly capacity?: number;
  readonly 'backup-count'?: number;
  readonly 'async-backup-count'?: number;
  readonly 'time-to-live-seconds'?: number;
}

/** Settings of the CP locks whose name, without the group, matches. */
export interface CpLockConfig {
  /** How often one owner may hold it; 0 for as often as it likes. */
  readonly 'lock-acquire-limit'?: number;
}

/** Settings of the CP semaphores whose name, without the group, matches. */
export interface CpSemaphoreConfig {
  /** Permits are nobody's: whoever likes may release them. */
  readonly 'jdk-compatible'?: boolean;
  readonly 'initial-permits'?: number;
}

export interface CpSubsystemConfig {
  /** Members of whose majority everything depends, from 3; 0 for unsafe mode. Default 3 where so many are started, else 0. */
  readonly 'cp-member-count'?: number;
  /** Default 300. */
  readonly 'session-time-to-live-seconds'?: number;
  /** Default 5. */
  readonly 'session-heartbeat-interval-seconds'?: number;
  readonly locks?: Readonly<Record<string, CpLockConfig>>;
  readonly semaphores?: Readonly<Record<string, CpSemaphoreConfig>>;
}

/** What of a member's configuration means something here; the rest may stand there. */
export interface MemberConfig {
  /** By name, or by a name with one `*`; `default` is for all. */
  readonly map?: Readonly<Record<string, MapConfig>>;
  readonly queue?: Readonly<Record<string, QueueConfig>>;
  readonly set?: Readonly<Record<string, CollectionConfig>>;
  readonly list?: Readonly<Record<string, CollectionConfig>>;
  readonly multimap?: Readonly<Record<string, MultiMapConfig>>;
  readonly ringbuffer?: Readonly<Record<string, RingbufferConfig>>;
  readonly 'cp-subsystem'?: CpSubsystemConfig;
  readonly properties?: Readonly<Record<string, string>>;
  readonly 'member-attributes'?: Readonly<Record<string, { readonly value: string }>>;
}

export interface ClusterOptions {
  /** Default 1. */
  readonly members?: number;
  /** Default 271, as in Hazelcast. */
  readonly partitionCount?: number;
  /** `memory` is for clients in this process (`createClient` of the cluster) and runs in browsers; `tcp` is for all. Default `memory`. */
  readonly transport?: 'memory' | 'tcp';
  /** Decides the identifiers of the cluster and its members. Default 1: two runs are the same. */
  readonly seed?: number;
  /** Default: `embedded-` and a number that follows from the seed. */
  readonly clusterName?: string;
  readonly config?: MemberConfig;
  /**
   * What members read objects of your own classes with: entry processors, tasks, comparators, predicates and projections of
   * journals. What these do is a method of the object that is read.
   */
  readonly serialization?: SerializationConfig;
  /** False for members without a CP subsystem, as those of the community edition are since 5.5. Default true. */
  readonly cp?: boolean;
  /** What clients must show. Default: nothing but the cluster's name. */
  readonly security?: {
    readonly usernamePassword?: { readonly username: string; readonly password: string };
    readonly token?: string;
  };
  /** The time of the members and of the clients made by the cluster. Default: the system's. */
  readonly clock?: TestClock;
}
