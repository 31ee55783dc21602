import type { SchedulerLike } from 'rxjs';

/** Settings of the maps whose name matches, by the names of Hazelcast's own configuration. */
export interface MapConfig {
  readonly 'backup-count'?: number;
  readonly 'async-backup-count'?: number;
  readonly 'time-to-live-seconds'?: number;
  readonly 'max-idle-seconds'?: number;
  readonly 'per-entry-stats-enabled'?: boolean;
}

export interface MemberConfig {
  /** By name, or by a name with one `*`. */
  readonly map?: Readonly<Record<string, MapConfig>>;
  readonly properties?: Readonly<Record<string, string>>;
  readonly 'member-attributes'?: Readonly<Record<string, { readonly value: string }>>;
}

export interface ClusterOptions {
  /** Default 1. */
  readonly members?: number;
  /** Default 271, as in Hazelcast. */
  readonly partitionCount?: number;
  /** Default `test-` and a number that follows from the seed. */
  readonly clusterName?: string;
  readonly config?: MemberConfig;
  /** What clients must show. Default: nothing but the cluster's name. */
  readonly security?: {
    readonly usernamePassword?: { readonly username: string; readonly password: string };
    readonly token?: string;
  };
  /** Decides identifiers and the places of partitions. Default 1: two runs are the same. */
  readonly seed?: number;
  /** The time of the members. Default: the system's. */
  readonly scheduler?: SchedulerLike;
}

/** The settings of a map: those of its name, else of the longest pattern that matches. */
export function mapConfig({ map = {} }: MemberConfig, name: string): Required<MapConfig> {
  const matches = (pattern: string): boolean => {
    const [head = '', tail] = pattern.split('*');
    return tail === undefined ? pattern === name : name.startsWith(head) && name.endsWith(tail);
  };
  const [best] = Object.keys(map)
    .filter(matches)
    .sort((one, other) => Number(other === name) - Number(one === name) || other.length - one.length);
  return {
    'backup-count': 1,
    'async-backup-count': 0,
    'time-to-live-seconds': 0,
    'max-idle-seconds': 0,
    'per-entry-stats-enabled': false,
    ...map['default'],
    ...(best === undefined ? {} : map[best]),
  };
}
