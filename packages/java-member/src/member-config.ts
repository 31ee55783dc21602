import { CP_MEMBERS, type ClusterPlan } from './cluster-options.js';

export interface MemberPlace {
  readonly port: number;
  /** Where to look for the rest of the cluster, the member's own address included. */
  readonly peers: readonly string[];
  /** The file with the user's YAML text, if there is one. */
  readonly imported?: string;
}

type Section = Readonly<Record<string, unknown>>;

/** The whole configuration of one member, as Hazelcast reads it from YAML. */
export function memberConfig(plan: ClusterPlan, place: MemberPlace): { hazelcast: Section } {
  const own: Section = {
    'cluster-name': plan.clusterName,
    network: network(place),
    jet: { enabled: plan.sql },
    properties: properties(plan),
    ...(plan.cp ? { 'cp-subsystem': cpSubsystem } : {}),
    ...(place.imported === undefined ? {} : { import: [place.imported] }),
  };
  return { hazelcast: typeof plan.config === 'object' ? merge(own, plan.config) : own };
}

/** Sections are merged key by key; anything else, lists too, is replaced. */
export function merge(base: Section, over: Section): Section {
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const previous = merged[key];
    merged[key] = isSection(previous) && isSection(value) ? merge(previous, value) : value;
  }
  return merged;
}

function isSection(value: unknown): value is Section {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function network({ port, peers }: MemberPlace): Section {
  return {
    port: { port, 'auto-increment': false },
    interfaces: { enabled: true, interfaces: ['127.0.0.1'] },
    join: {
      'auto-detection': { enabled: false },
      multicast: { enabled: false },
      'tcp-ip': { enabled: true, 'member-list': peers },
    },
  };
}

/** A session lives 15 s without a heartbeat, so that a test sees the locks of a dead client come free. */
const cpSubsystem: Section = {
  'cp-member-count': CP_MEMBERS,
  'session-time-to-live-seconds': 15,
  'session-heartbeat-interval-seconds': 1,
};

function properties({ partitionCount }: ClusterPlan): Section {
  return {
    'hazelcast.phone.home.enabled': 'false',
    'hazelcast.socket.bind.any': 'false',
    'hazelcast.shutdownhook.policy': 'GRACEFUL',
    'hazelcast.graceful.shutdown.max.wait': '30',
    // The first member to start would otherwise let the others wait 5 s for company.
    'hazelcast.wait.seconds.before.join': '0',
    // A killed member is noticed by its closed connections; this is for one that hangs, on a machine that may be slow.
    'hazelcast.max.no.heartbeat.seconds': '30',
    'hazelcast.heartbeat.interval.seconds': '1',
    ...(partitionCount === undefined ? {} : { 'hazelcast.partition.count': String(partitionCount) }),
  };
}
