import type { TestClock } from 'hazelrx/testing';

/** Settings of the maps whose name matches, by the names of Hazelcast's own configuration. */
export interface MapConfig {
  readonly 'backup-count'?: number;
  readonly 'async-backup-count'?: number;
  readonly 'time-to-live-seconds'?: number;
  readonly 'max-idle-seconds'?: number;
  readonly 'per-entry-stats-enabled'?: boolean;
}

/** What of a member's configuration means something here; the rest may stand there. */
export interface MemberConfig {
  /** By name, or by a name with one `*`; `default` is for all. */
  readonly map?: Readonly<Record<string, MapConfig>>;
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
  /** What clients must show. Default: nothing but the cluster's name. */
  readonly security?: {
    readonly usernamePassword?: { readonly username: string; readonly password: string };
    readonly token?: string;
  };
  /** The time of the members and of the clients made by the cluster. Default: the system's. */
  readonly clock?: TestClock;
}
