import { randomBytes } from 'node:crypto';
import type { Environment } from './tools.js';

/** Small and quick to start. The optimising compiler stays on, so that benchmarks mean something. */
export const defaultJvm: readonly string[] = ['-Xms64m', '-Xmx512m', '-XX:+UseSerialGC'];

export interface ClusterOptions {
  /** A released Hazelcast 5 version. Default 5.7.0. */
  readonly version?: string;
  /** Default 1; with `cp` at least 3 are started. */
  readonly members?: number;
  /** Adds the SQL engine and enables Jet. */
  readonly sql?: boolean;
  /** Enables the CP subsystem with three members. Needs an older version than 5.5. */
  readonly cp?: boolean;
  /** Default: a name of its own, so that no client of an earlier cluster finds this one. */
  readonly clusterName?: string;
  /**
   * Merged into each member's configuration. An object holds what stands under `hazelcast:` and wins over the settings
   * made here; YAML text is a whole document, and Hazelcast refuses it where it contradicts them.
   */
  readonly config?: string | Readonly<Record<string, unknown>>;
  readonly partitionCount?: number;
  /** The first member's port, the next members take the following ones. Default: free ports. */
  readonly port?: number;
  /** Replaces {@link defaultJvm}. */
  readonly jvm?: readonly string[];
  /** Folders and jars with classes of your own, which the members have then. */
  readonly classPath?: readonly string[];
  /** Milliseconds for a start or a join, download not included. Default 90 s. */
  readonly startTimeout?: number;
  /** Called for each line that a member prints. */
  readonly log?: (line: string, member: number) => void;
  /** Where `PATH`, `JAVA_HOME` and `HOME` are read, and what members get. Default `process.env`. */
  readonly env?: Environment;
}

export type ClusterPlan = Required<Omit<ClusterOptions, 'port' | 'config' | 'partitionCount'>> &
  Pick<ClusterOptions, 'port' | 'config' | 'partitionCount'>;

/** Checks the options and fills in the defaults. */
export function planCluster(options: ClusterOptions = {}): ClusterPlan {
  const plan: ClusterPlan = {
    version: '5.7.0',
    members: 1,
    sql: false,
    cp: false,
    clusterName: `test-${randomBytes(4).toString('hex')}`,
    jvm: defaultJvm,
    classPath: [],
    startTimeout: 90_000,
    log: () => {},
    env: process.env,
    ...options,
  };
  refuseVersion(plan);
  refuseNumber('members', plan.members, 1);
  if (plan.port !== undefined) refuseNumber('port', plan.port, 1, 65_536 - plan.members);
  if (plan.partitionCount !== undefined) refuseNumber('partitionCount', plan.partitionCount, 1);
  return plan.cp ? { ...plan, members: Math.max(CP_MEMBERS, plan.members) } : plan;
}

/** The smallest CP group that survives the loss of a member. */
export const CP_MEMBERS = 3;

function refuseVersion({ version, cp }: ClusterPlan): void {
  const [, minor] = /^5\.(\d+)\.\d+(-[\w.-]+)?$/.exec(version) ?? [];
  if (minor === undefined)
    throw new RangeError(`version must be a Hazelcast 5 release such as 5.7.0, not '${version}'`);
  if (cp && Number(minor) >= 5) {
    throw new RangeError(
      `Hazelcast ${version} has no CP subsystem in its community edition (the last with one is 5.4): use version 5.3.8 for cp.`,
    );
  }
}

function refuseNumber(name: string, value: number, least: number, most = Number.MAX_SAFE_INTEGER): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new RangeError(
    `${name} must be a whole number from ${least}${most < Number.MAX_SAFE_INTEGER ? ` to ${most}` : ''}, not ${value}`,
  );
}
