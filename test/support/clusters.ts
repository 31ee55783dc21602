// The clusters that suites run on. Another kind, a gateway for instance, is one more entry of `testBeds`.
import { type EmbeddedCluster, startCluster as startEmbeddedCluster } from '@hazelrx/embedded-member';
import { type ClusterOptions, defaultJvm, findMissingTool, type JavaCluster, startCluster } from '@hazelrx/java-member';
import { createClient, type ClientConfig, type Dial, dialTcp, type HazelcastClient } from 'hazelrx';
import type { TestCluster } from 'hazelrx/testing';
import { firstValueFrom } from 'rxjs';
import { afterAll, beforeAll, describe, it } from 'vitest';

declare module 'vitest' {
  interface TaskMeta {
    /** Which suite this is, or belongs to, and the kind of cluster it runs on. `npm test` prints a matrix of them. */
    onCluster?: { readonly suite: string; readonly cluster: string };
  }
}

/** What clients are told that no protocol rules: it is of the kind of cluster. All that suites may tell beds apart by. */
export interface Traits {
  /** The client's end of a connection. */
  readonly localAddress: RegExp;
  /** What the reason says when no member listens at an address. */
  readonly nobodyListens: string;
  /** Where an error of a member has come from. Embedded members run no Java, and have no frames to tell. */
  readonly stack: RegExp;
}

/** A kind of cluster, and how clients reach it. */
export interface TestBed<C extends TestCluster = TestCluster> {
  readonly name: string;
  readonly traits: Traits;
  /** One sentence that says what to install, or undefined. */
  missing(): string | undefined;
  start(): Promise<C>;
  client(cluster: C, config: ClientConfig): HazelcastClient;
  /** How a client gets there. */
  dial(cluster: C): Dial;
}

/** What a suite gets. Members and clients are there while its tests and hooks run, not while it is being described. */
export interface SuiteCluster<C extends TestCluster = TestCluster> {
  readonly running: C;
  readonly traits: Traits;
  readonly dial: Dial;
  /** One client for the whole suite. */
  readonly client: HazelcastClient;
  /** Another one, that shares nothing with it. */
  readonly otherClient: HazelcastClient;
  /** A client of the caller's own. Ended after the suite at the latest. */
  newClient(config?: ClientConfig): HazelcastClient;
}

/** Some names have settings, and members look for expired entries every second rather than every five. */
const config = {
  queue: { 'bounded-*': { 'max-size': 1 } },
  set: { 'bounded-*': { 'max-size': 3 } },
  list: { 'bounded-*': { 'max-size': 3 } },
  multimap: { 'listed-*': { 'value-collection-type': 'LIST' as const } },
  ringbuffer: {
    'small-*': { capacity: 5 },
    '_hz_rb_small-*': { capacity: 5 },
    'filling-*': { capacity: 3, 'time-to-live-seconds': 3600 },
    '_hz_rb_filling-*': { capacity: 3, 'time-to-live-seconds': 3600 },
    'expiring-*': { capacity: 3, 'time-to-live-seconds': 2 },
    '_hz_rb_expiring-*': { capacity: 3, 'time-to-live-seconds': 2 },
  },
  map: {
    'evicting-*': { 'time-to-live-seconds': 1 },
    'unbacked-*': { 'backup-count': 0 },
    // Room for ten events in each partition.
    'journaled-*': { 'event-journal': { enabled: true, capacity: 2710 } },
    'brief-*': { 'event-journal': { enabled: true, capacity: 2710, 'time-to-live-seconds': 2 } },
  },
  // For members that have it. A session lives 15 s without a heartbeat.
  'cp-subsystem': {
    'session-time-to-live-seconds': 15,
    'session-heartbeat-interval-seconds': 1,
    semaphores: { 'jdk-*': { 'jdk-compatible': true } },
    locks: { 'limited-*': { 'lock-acquire-limit': 2 } },
  },
  'member-attributes': { rack: { type: 'string', value: 'r1' } },
  properties: { 'hazelcast.internal.map.expiration.task.period.seconds': '1' },
};

const tcp = { localAddress: /^127\.0\.0\.1:\d+$/, nobodyListens: 'ECONNREFUSED' };
const memory = { localAddress: /^memory:client$/, nobodyListens: 'connection refused' };

/**
 * Real members of one version, two unless said otherwise, three with `cp`. Without that, those of 5.3.8 have the CP subsystem in
 * its unsafe mode.
 */
export function realMembers(version: string, options: ClusterOptions = {}): TestBed<JavaCluster> {
  return {
    name: `Hazelcast ${version}${options.cp ? ' with CP' : ''}`,
    traits: { ...tcp, stack: /\n\s+at com\.hazelcast/ },
    missing: () => findMissingTool({ version, sql: options.sql ?? false }),
    start: () => startCluster({ version, members: 2, config, ...options }),
    client: clientOverTcp,
    dial: () => dialTcp,
  };
}

/** To plan a statement is much code that runs once: what only the quick one of the JVM's compilers looks at begins sooner. */
export const withSql: ClusterOptions = { sql: true, jvm: [...defaultJvm, '-XX:TieredStopAtLevel=1'] };

/** Members in this process, two unless said otherwise. */
export function embeddedMembers(
  transport: 'memory' | 'tcp',
  options: Parameters<typeof startEmbeddedCluster>[0] = {},
): TestBed<EmbeddedCluster> {
  return {
    name: `embedded ${transport}`,
    traits: { ...(transport === 'tcp' ? tcp : memory), stack: /^[^\n]+$/ },
    missing: () => undefined,
    start: () => startEmbeddedCluster({ transport, members: 2, config, ...options }),
    client: transport === 'tcp' ? clientOverTcp : (cluster, config) => cluster.createClient(config),
    dial: ({ dial }) => dial,
  };
}

/** As applications make theirs. */
function clientOverTcp({ clusterName, addresses }: TestCluster, config: ClientConfig): HazelcastClient {
  const { network, ...others } = config;
  return createClient({ clusterName, network: { clusterMembers: addresses, ...network }, ...others });
}

const realBeds = [realMembers('5.7.0'), realMembers('5.3.8')];

/** Each contract holds on all of them. */
const testBeds: readonly TestBed[] = [embeddedMembers('memory'), embeddedMembers('tcp'), ...realBeds];

export function describeOnClusters(name: string, suite: (cluster: SuiteCluster) => void): void {
  for (const bed of testBeds) describeOn(bed, name, suite);
}

/** For clients that have their own way of connecting. */
export function describeOnTcp(name: string, suite: (cluster: SuiteCluster) => void): void {
  for (const bed of [embeddedMembers('tcp'), ...realBeds] as readonly TestBed[]) describeOn(bed, name, suite);
}

/** For what embedded members do not do. */
export function describeOnReal(name: string, suite: (cluster: SuiteCluster<JavaCluster>) => void): void {
  for (const bed of realBeds) describeOn(bed, name, suite);
}

/**
 * Describes a suite on one cluster of this kind, which it has for itself. Where the cluster cannot be had, one test is
 * skipped and says why; in CI the suite fails instead.
 */
export function describeOn<C extends TestCluster>(
  bed: TestBed<C>,
  name: string,
  suite: (cluster: SuiteCluster<C>) => void,
): void {
  const missing = process.env['CI'] ? undefined : bed.missing();
  const meta = { onCluster: { suite: name, cluster: bed.name } };
  describe(`${name} on ${bed.name}`, { meta }, () => {
    if (missing !== undefined) return it('needs its members', ({ skip }) => skip(missing));
    const cluster = new BedInUse(bed);
    beforeAll(() => cluster.begin());
    afterAll(() => cluster.end());
    suite(cluster);
  });
}

class BedInUse<C extends TestCluster> implements SuiteCluster<C> {
  readonly #bed: TestBed<C>;
  readonly #clients: HazelcastClient[] = [];
  #running: C | undefined;
  #client: HazelcastClient | undefined;
  #otherClient: HazelcastClient | undefined;

  constructor(bed: TestBed<C>) {
    this.#bed = bed;
  }

  get running(): C {
    if (this.#running === undefined) throw new Error('the cluster is there only while tests and hooks run');
    return this.#running;
  }

  get traits(): Traits {
    return this.#bed.traits;
  }

  get dial(): Dial {
    return this.#bed.dial(this.running);
  }

  get client(): HazelcastClient {
    return (this.#client ??= this.newClient());
  }

  get otherClient(): HazelcastClient {
    return (this.#otherClient ??= this.newClient());
  }

  newClient(config: ClientConfig = {}): HazelcastClient {
    const client = this.#bed.client(this.running, config);
    this.#clients.push(client);
    return client;
  }

  async begin(): Promise<void> {
    this.#running = await this.#bed.start();
  }

  async end(): Promise<void> {
    for (const client of this.#clients) await firstValueFrom(client.shutdown());
    await this.#running?.[Symbol.asyncDispose]();
  }
}

let names = 0;

/** A name that no other test uses, for a structure of a cluster that several tests share. */
export function uniqueName(what: string): string {
  return `${what}-${++names}`;
}
