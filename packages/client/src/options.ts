// What an application configures. Names and defaults are those of the official clients where the concept is the same.
import type { SerializationConfig, UUID } from '@hazelrx/protocol';
import type { Logger } from 'pino';

export type { SerializationConfig };

export interface ClientConfig {
  /** Must be the members' own. Default `dev`. */
  readonly clusterName?: string;
  /** Shown on the members, in Management Center and in this client's log. Default `hz.client_N`. */
  readonly instanceName?: string;
  readonly clientLabels?: readonly string[];
  readonly network?: NetworkConfig;
  readonly connectionStrategy?: ConnectionStrategyConfig;
  readonly security?: SecurityConfig;
  readonly loadBalancer?: LoadBalancerConfig;
  readonly serialization?: SerializationConfig;
  /** Writes are answered by the partition owner and confirmed by each backup to this client directly. Default true. */
  readonly backupAckToClientEnabled?: boolean;
  /**
   * Calls under way at one time, over all structures; one more is refused with `HAZELCAST_OVERLOAD`. A `putAll` or `getAll`
   * counts as one, answers that are only awaited to be given back not at all. Default: no limit but the table's, 1,048,576.
   */
  readonly maxPendingInvocations?: number;
  /** By name, or by a name with one `*`; `default` is for all others. */
  readonly flakeIdGenerators?: Readonly<Record<string, FlakeIdGeneratorConfig>>;
  /** By name, or by a name with one `*`; `default` is for all others. */
  readonly reliableTopics?: Readonly<Record<string, ReliableTopicConfig>>;
  readonly concurrency?: ConcurrencyConfig;
  /** Default: a pino logger of its own that writes warnings and errors. */
  readonly logger?: Logger;
  /** Tuning, under the official clients' names. */
  readonly properties?: ClientProperties;
}

export interface FlakeIdGeneratorConfig {
  /** Ids of one request, 1–100,000. Default 100. */
  readonly prefetchCount?: number;
  /** Milliseconds that they may be given out, 0 for ever. Default 600,000: ids are about in the order of their time. */
  readonly prefetchValidityMillis?: number;
}

/** What locks, semaphores, latches, atomic numbers and references are made of, where nobody says otherwise. */
export interface ConcurrencyConfig {
  /** Default `cp`. Community members since 5.5 have only what `map` needs. */
  readonly backend?: ConcurrencyBackend;
}

/**
 * `cp`: the members' CP subsystem, linearizable. `map`: entries and locks of distributed maps, which every member has;
 * docs/concurrency.md tells what each holds under which fault.
 */
export type ConcurrencyBackend = 'cp' | 'map';

/** What calls that do not say otherwise do. */
export interface ReliableTopicConfig {
  /** Messages of one read at most, 1–1000. Default 1000. */
  readonly readBatchSize?: number;
  /** Default `BLOCK`. */
  readonly overloadPolicy?: TopicOverloadPolicy;
}

/**
 * What a publisher does when there is no room, which there is always unless the messages have a time to live: `BLOCK` waits
 * for it, `ERROR` fails with `TOPIC_OVERLOAD`, `DISCARD_NEWEST` drops its message, `DISCARD_OLDEST` overwrites others.
 */
export type TopicOverloadPolicy = 'BLOCK' | 'ERROR' | 'DISCARD_NEWEST' | 'DISCARD_OLDEST';

export interface NetworkConfig {
  /**
   * `host`, `host:port`, `host:first-last`, `[ipv6]:port`. Without a port 5701 is tried first, then 5702 and 5703. Default
   * `127.0.0.1`.
   */
  readonly clusterMembers?: readonly string[];
  /** Talk to every member directly (default), or through one connection. */
  readonly smartRouting?: boolean;
  /** Also repeat calls that are not safe to repeat when their connection is lost on the way. Default false. */
  readonly redoOperation?: boolean;
  /** Milliseconds for one connection to be opened and authenticated. Default 5000. */
  readonly connectionTimeout?: number;
  readonly ssl?: SslConfig;
}

export interface SslConfig {
  readonly enabled?: boolean;
  /** Options of Node's `tls.connect`: `ca`, `cert`, `key`, `servername`, … The peer is verified unless they say otherwise. */
  readonly sslOptions?: object;
}

export interface ConnectionStrategyConfig {
  /** Start connecting when the client is made; calls made before it is done fail at once. Default false. */
  readonly asyncStart?: boolean;
  /** After the last connection is lost: `ON` calls wait for the next (default), `ASYNC` they fail at once, `OFF` the client shuts down. */
  readonly reconnectMode?: 'OFF' | 'ON' | 'ASYNC';
  readonly connectionRetry?: ConnectionRetryConfig;
}

export interface ConnectionRetryConfig {
  /** Default 1000. */
  readonly initialBackoffMillis?: number;
  /** Default 30000. */
  readonly maxBackoffMillis?: number;
  /** Default 1.05. */
  readonly multiplier?: number;
  /** Each pause is made longer or shorter at random by up to this share of it, 0–1. Default 0. */
  readonly jitter?: number;
  /** Give up after this long without any member. Default −1: never. */
  readonly clusterConnectTimeoutMillis?: number;
}

/** At most one of them. */
export interface SecurityConfig {
  readonly usernamePassword?: { readonly username?: string; readonly password?: string };
  readonly token?: { readonly token: string; readonly encoding?: 'ascii' | 'base64' };
  /** An object that the members' own login module understands, sent serialized. */
  readonly custom?: object;
}

export interface LoadBalancerConfig {
  /** Which member gets the calls that no partition or member asks for. Default `ROUND_ROBIN`. */
  readonly type?: 'ROUND_ROBIN' | 'RANDOM' | 'CUSTOM';
  readonly customLoadBalancer?: LoadBalancer;
}

export interface LoadBalancer {
  /** Picks one of the connected members, of which there is at least one. */
  next(members: readonly BalancedMember[]): BalancedMember | undefined;
}

export interface BalancedMember {
  readonly uuid: UUID;
  readonly liteMember: boolean;
}

/** Times are milliseconds. */
export interface ClientProperties {
  /** Default 5000. */
  readonly 'hazelcast.client.heartbeat.interval'?: number;
  /** A connection that brings nothing for this long is closed. Default 60000. */
  readonly 'hazelcast.client.heartbeat.timeout'?: number;
  /** How long a call is tried, retries included. Default 120000. */
  readonly 'hazelcast.client.invocation.timeout.millis'?: number;
  /** The longest pause between two tries of a call. Default 1000. */
  readonly 'hazelcast.client.invocation.retry.pause.millis'?: number;
  /** How long a member's answer waits for the backups'. Default 5000. */
  readonly 'hazelcast.client.operation.backup.timeout.millis'?: number;
  /** Fail with `INDETERMINATE_OPERATION_STATE` when the backups did not confirm in time. Default false. */
  readonly 'hazelcast.client.operation.fail.on.indeterminate.state'?: boolean;
  /** Default true. */
  readonly 'hazelcast.client.shuffle.member.list'?: boolean;
  /** Use the members' public addresses. Default false. */
  readonly 'hazelcast.discovery.public.ip.enabled'?: boolean;
  /** How often the members are asked to take the schema of a Compact value, a retry pause apart. Default 100. */
  readonly 'hazelcast.client.schema.max.put.retry.count'?: number;
}

/** The configuration with every default filled in, under shorter names. */
export interface Options {
  readonly clusterName: string;
  readonly instanceName: string;
  readonly labels: readonly string[];
  readonly clusterMembers: readonly string[];
  readonly smartRouting: boolean;
  readonly redoOperation: boolean;
  readonly connectionTimeout: number;
  /** Undefined: plain TCP. */
  readonly tls: object | undefined;
  readonly asyncStart: boolean;
  readonly reconnectMode: 'OFF' | 'ON' | 'ASYNC';
  readonly retry: Required<ConnectionRetryConfig>;
  readonly security: SecurityConfig;
  readonly loadBalancer: LoadBalancerConfig;
  readonly serialization: SerializationConfig;
  readonly backupAcks: boolean;
  readonly maxPendingInvocations: number;
  readonly flakeIdGenerators: Readonly<Record<string, FlakeIdGeneratorConfig>>;
  readonly reliableTopics: Readonly<Record<string, ReliableTopicConfig>>;
  readonly concurrencyBackend: ConcurrencyBackend;
  readonly heartbeatInterval: number;
  readonly heartbeatTimeout: number;
  readonly invocationTimeout: number;
  readonly retryPause: number;
  readonly backupTimeout: number;
  readonly failOnIndeterminateState: boolean;
  readonly shuffleMembers: boolean;
  readonly usePublicAddresses: boolean;
  readonly maxSchemaPuts: number;
}

/** Slots of the table of pending calls: a bound on memory, not a limit anyone should meet. */
export const MAX_PENDING = 1_048_576;

let unnamed = 0;

/** Fills in the defaults of a configuration that `checkConfig` accepted. */
export function resolveOptions(config: ClientConfig): Options {
  const { network = {}, connectionStrategy = {}, properties = {} } = config;
  const { connectionRetry: retry = {} } = connectionStrategy;
  return {
    clusterName: config.clusterName ?? 'dev',
    instanceName: config.instanceName ?? `hz.client_${++unnamed}`,
    labels: config.clientLabels ?? [],
    clusterMembers: network.clusterMembers ?? ['127.0.0.1'],
    smartRouting: network.smartRouting ?? true,
    redoOperation: network.redoOperation ?? false,
    connectionTimeout: network.connectionTimeout ?? 5000,
    tls: network.ssl?.enabled ? (network.ssl.sslOptions ?? {}) : undefined,
    asyncStart: connectionStrategy.asyncStart ?? false,
    reconnectMode: connectionStrategy.reconnectMode ?? 'ON',
    retry: {
      initialBackoffMillis: retry.initialBackoffMillis ?? 1000,
      maxBackoffMillis: retry.maxBackoffMillis ?? 30_000,
      multiplier: retry.multiplier ?? 1.05,
      jitter: retry.jitter ?? 0,
      clusterConnectTimeoutMillis: retry.clusterConnectTimeoutMillis ?? -1,
    },
    security: config.security ?? {},
    loadBalancer: config.loadBalancer ?? {},
    serialization: config.serialization ?? {},
    backupAcks: (config.backupAckToClientEnabled ?? true) && (network.smartRouting ?? true),
    maxPendingInvocations: config.maxPendingInvocations ?? MAX_PENDING,
    flakeIdGenerators: config.flakeIdGenerators ?? {},
    reliableTopics: config.reliableTopics ?? {},
    concurrencyBackend: config.concurrency?.backend ?? 'cp',
    heartbeatInterval: properties['hazelcast.client.heartbeat.interval'] ?? 5000,
    heartbeatTimeout: properties['hazelcast.client.heartbeat.timeout'] ?? 60_000,
    invocationTimeout: properties['hazelcast.client.invocation.timeout.millis'] ?? 120_000,
    retryPause: properties['hazelcast.client.invocation.retry.pause.millis'] ?? 1000,
    backupTimeout: properties['hazelcast.client.operation.backup.timeout.millis'] ?? 5000,
    failOnIndeterminateState: properties['hazelcast.client.operation.fail.on.indeterminate.state'] ?? false,
    shuffleMembers: properties['hazelcast.client.shuffle.member.list'] ?? true,
    usePublicAddresses: properties['hazelcast.discovery.public.ip.enabled'] ?? false,
    maxSchemaPuts: properties['hazelcast.client.schema.max.put.retry.count'] ?? 100,
  };
}
