// The composition root: builds the parts in order and hands them to each other. No logic here.
import {
  type AnyOperation,
  type Codecs,
  type DataCodec,
  type EventOf,
  rawData,
  Reader,
  type RequestOf,
  type ResponseOf,
  Schemas,
  Serialization,
  UUID,
} from '@hazelrx/protocol';
import {
  clientAddDistributedObjectListener,
  clientAddMigrationListener,
  clientAddPartitionLostListener,
  clientGetDistributedObjects,
  cpSubsystemAddGroupAvailabilityListener,
  cpSubsystemAddMembershipListener,
} from '@hazelrx/protocol/operations';
import {
  asyncScheduler,
  concat,
  defer,
  EMPTY,
  filter,
  firstValueFrom,
  map,
  type Observable,
  type ObservableInput,
  of,
  ReplaySubject,
  type SchedulerLike,
  share,
  Subject,
} from 'rxjs';
import { checkConfig } from './check-config.js';
import type { ClientEvent } from './client-events.js';
import { companionConfig } from './companion.js';
import { Cluster, notActive } from './cluster/cluster.js';
import { type ConnectionInfo, Connections } from './cluster/connections.js';
import { Lifecycle, type LifecycleState } from './cluster/lifecycle.js';
import { loadBalancer } from './cluster/load-balancer.js';
import { type InitialMembers, type Member, Members, type MembershipEvent } from './cluster/members.js';
import { PartitionTable } from './cluster/partition-table.js';
import type { AtomicLong } from './concurrency/atomic-long.js';
import type { AtomicReference } from './concurrency/atomic-reference.js';
import type { BackendOptions } from './concurrency/backend.js';
import type { CountDownLatch } from './concurrency/count-down-latch.js';
import {
  type CpGroupAvailabilityEvent,
  cpGroupAvailabilityEvent,
  type CpMembershipEvent,
  cpMembershipEvent,
  toldOnce,
} from './concurrency/cp/cp-events.js';
import type { FencedLock } from './concurrency/fenced-lock.js';
import type { IdGenerator, IdGeneratorOptions } from './concurrency/id-generator.js';
import { Primitives } from './concurrency/primitives.js';
import type { Semaphore } from './concurrency/semaphore.js';
import type { Wire } from './connection/connection.js';
import { PendingCalls } from './connection/pending.js';
import { Scratch } from './connection/scratch.js';
import type { CallOptions } from './invocation/call-options.js';
import { Invoker } from './invocation/invoker.js';
import { Listeners, type ListenRequest } from './invocation/listeners.js';
import { Ownership } from './invocation/ownership.js';
import { type Pressure, pressureOf } from './invocation/pressure.js';
import { Proxies } from './invocation/proxies.js';
import type { Signal } from './invocation/registration.js';
import { Router } from './invocation/route.js';
import { SchemaReplication } from './invocation/schema-replication.js';
import { clientLogger } from './logger.js';
import { type ClientConfig, resolveOptions } from './options.js';
import { Sql } from './sql/sql.js';
import { type CountedStream, type StreamCounter, StreamCounts } from './stream-counts.js';
import { CardinalityEstimator } from './structures/cardinality-estimator.js';
import {
  type DistributedObject,
  type DistributedObjectEvent,
  distributedObjectEvent,
  type MigrationEvent,
  migrationEvent,
  type PartitionLostEvent,
  partitionLostEvent,
} from './structures/cluster-event.js';
import {
  codecsOf,
  type DeclaredTypes,
  type EntryTypes,
  type ItemType,
  type LazyEntryTypes,
  type LazyItemType,
} from './structures/declared-types.js';
import { ExecutorService } from './structures/executor-service.js';
import { FlakeIdGenerator } from './structures/flake-id-generator.js';
import type { Lazy } from './structures/lazy.js';
import { HazelcastList } from './structures/list.js';
import { HazelcastMap } from './structures/map.js';
import { PNCounter } from './structures/pn-counter.js';
import { HazelcastQueue } from './structures/queue.js';
import { MultiMap } from './structures/multi-map.js';
import { ReplicatedMap } from './structures/replicated-map.js';
import { ReliableTopic } from './structures/reliable-topic.js';
import { Ringbuffer } from './structures/ringbuffer.js';
import { HazelcastSet } from './structures/set.js';
import type { Companion, Core, Storable, Structure } from './structures/structure.js';
import { Topic } from './structures/topic.js';
import { transaction, type Transaction, type TransactionOptions } from './structures/transaction/transaction.js';
import { watchedOnceLocked } from './structures/watched-by-members.js';
import type { Dial } from './transport/transport.js';

/** What the platform brings: how to dial, and, for tests, time and chance. */
export interface Platform {
  /** `tls`: the options of an encrypted connection, undefined for a plain one. */
  readonly dial: (tls: object | undefined) => Dial;
  readonly scheduler?: SchedulerLike;
  /** 0 ≤ n < 1 */
  readonly random?: () => number;
  /** How blobs of answers are read. Default: into values, as the configuration says. */
  readonly reads?: DataCodec;
}

/** The parts that suites and benchmarks look into: what a client holds at the moment, and where keys belong. */
export type ClientParts = Pick<Core, 'invoker' | 'listeners' | 'router'> & { readonly pending: PendingCalls };

/** The inside of a client. */
export let partsOf: (client: HazelcastClient) => ClientParts;

/** A client of one Hazelcast cluster. Made at once; connects with the first subscription, or `connect()`. */
export class HazelcastClient implements AsyncDisposable, StreamCounter {
  readonly uuid: UUID = UUID.random();
  readonly name: string;
  /** The state now, then every change; completes after `SHUTDOWN`. */
  readonly lifecycle$: Observable<LifecycleState>;
  /** The member list as soon as it is known, then after every change. */
  readonly members$: Observable<readonly Member[]>;
  /** Members that come and go, one at a time, from now on. */
  readonly membershipEvents$: Observable<MembershipEvent>;
  /** The members there are, then each that comes or goes. */
  readonly membership$: Observable<InitialMembers | MembershipEvent>;
  /** The connections now, then after every change. */
  readonly connections$: Observable<readonly ConnectionInfo[]>;
  /** What the client does on its own, from now on. */
  readonly events$: Observable<ClientEvent>;
  /** What is on its way and what waits: now, then every 100 ms where it has changed. Samples only while listened to. */
  readonly pressure$: Observable<Pressure>;
  /** Statements, for members that have the SQL module. */
  readonly sql: Sql;

  readonly #events = new Subject<ClientEvent>();
  readonly #lifecycle = new Lifecycle();
  readonly #connections: Connections;
  readonly #cluster: Cluster;
  readonly #core: Core;
  readonly #primitives: Primitives;
  readonly #structures = new Map<unknown, Map<string, Structure>>();
  readonly #pending = new PendingCalls();
  readonly #streams = new StreamCounts();
  readonly #shutdown$: Observable<undefined>;

  static {
    partsOf = client => ({ ...client.#core, pending: client.#pending });
  }

  constructor(config: ClientConfig, platform: Platform) {
    checkConfig(config);
    const options = resolveOptions(config);
    const { scheduler = asyncScheduler, random = Math.random } = platform;
    const log = clientLogger(config.logger, options.instanceName);
    const tell = (event: ClientEvent): void => this.#events.next(event);
    const schemas = new Schemas();
    const serialization = new Serialization({ ...options.serialization, schemas });
    const { reads = serialization } = platform;
    const members = new Members();
    const partitions = new PartitionTable();
    const connections = new Connections(members, partitions, loadBalancer(options.loadBalancer, random));
    const scratch = new Scratch(serialization);
    const wire: Wire = {
      pending: this.#pending,
      scratch,
      reader: new Reader(reads),
      rawReader: new Reader(rawData),
      clock: { now: scheduler.now() },
      backupTimeout: options.backupTimeout,
      fetchSchema: lacking => replication.fetch(lacking),
    };
    const cluster: Cluster = new Cluster({
      identity: { uuid: this.uuid, options, serialization },
      dial: platform.dial(options.tls),
      wire,
      connections,
      lifecycle: this.#lifecycle,
      log,
      scheduler,
      random,
      tell,
      tick: now => {
        wire.clock.now = now;
        this.#pending.sweep(now);
        invoker.sweep(now);
      },
      restore: connection => concat(replication.restore(connection), proxies.restore(connection)),
      lost: () => this.#end(),
    });
    const lifecycle = this.#lifecycle;
    const router = new Router(connections, serialization, scratch, options.serialization.isBigEndian ?? true, random);
    const mended = (error: unknown): Observable<never> | undefined => replication.mended(error);
    const invoker = new Invoker({ wire, connections, cluster, lifecycle, options, router, scheduler, tell, mended });
    const replication = new SchemaReplication({ schemas, invoker, connections, options, scheduler });
    const proxies = new Proxies(invoker, options.invocationTimeout);
    const listeners = new Listeners({
      cluster,
      connections,
      lifecycle,
      options,
      scheduler,
      wire,
      tell,
      schemas: replication,
    });
    const resolved: Core['resolved'] = (run, details) => replication.resolved(run, details);
    this.name = options.instanceName;
    this.#connections = connections;
    this.#cluster = cluster;
    const ownership = new Ownership(connections);
    const ended$ = lifecycle.lifecycle$.pipe(
      filter(() => !lifecycle.running),
      map((): never => {
        throw notActive();
      }),
    );
    const companion = (home: Member | undefined): Companion => {
      const beside = companionConfig({ logger: log, ...config }, this.name, members.list, home);
      const other = new HazelcastClient(beside, { ...platform, reads: rawData });
      return { uuid: other.uuid, core: other.#core, end: () => other.#end() };
    };
    this.#core = {
      invoker,
      proxies,
      listeners,
      router,
      ownership,
      options,
      scheduler,
      resolved,
      ended$,
      tell,
      companion,
    };
    this.#primitives = new Primitives(this.#core);
    this.sql = new Sql(this.#core);
    // Ends with the connections, at shutdown.
    watchedOnceLocked({ core: this.#core, uuid: this.uuid }).subscribe();
    const leaving$ = defer(() => (lifecycle.running ? this.#primitives.close() : EMPTY));
    const ending$ = defer(() => {
      this.#end();
      return of(undefined);
    });
    // Once it has begun, it goes on.
    this.#shutdown$ = concat(leaving$, ending$).pipe(
      share({ connector: () => new ReplaySubject(1), resetOnRefCountZero: false, resetOnComplete: false }),
    );
    this.lifecycle$ = lifecycle.lifecycle$;
    this.members$ = members.members$;
    this.membershipEvents$ = members.membershipEvents$;
    this.membership$ = members.membership$;
    this.connections$ = connections.connections$;
    this.events$ = this.#events.asObservable();
    this.pressure$ = pressureOf({ invoker, connections, lifecycle, streams: this.#streams, scheduler });
    if (options.asyncStart) cluster.start();
  }

  /** Emits and completes once calls can be made. Leaving does not stop the client from connecting; only `shutdown` does. */
  connect(): Observable<undefined> {
    return this.#cluster.connect();
  }

  /** The distributed map of this name, of declared types or of whatever its keys and values are. Sends nothing. */
  getMap<K extends Storable, V extends Storable>(name: string, types: EntryTypes<K, V>): HazelcastMap<K, V>;
  getMap<K extends Storable, V extends Storable>(name: string, types: LazyEntryTypes<K, V>): HazelcastMap<K, Lazy<V>>;
  getMap<K extends Storable = Storable, V extends Storable = Storable>(name: string): HazelcastMap<K, V>;
  getMap<K extends Storable, V extends Storable>(name: string, types?: DeclaredTypes): HazelcastMap<K, V> {
    return this.#structure<HazelcastMap<K, V>>(HazelcastMap, name, types);
  }

  /** The distributed multimap of this name. Sends nothing. */
  getMultiMap<K extends Storable, V extends Storable>(name: string, types: EntryTypes<K, V>): MultiMap<K, V>;
  getMultiMap<K extends Storable, V extends Storable>(name: string, types: LazyEntryTypes<K, V>): MultiMap<K, Lazy<V>>;
  getMultiMap<K extends Storable = Storable, V extends Storable = Storable>(name: string): MultiMap<K, V>;
  getMultiMap<K extends Storable, V extends Storable>(name: string, types?: DeclaredTypes): MultiMap<K, V> {
    return this.#structure<MultiMap<K, V>>(MultiMap, name, types);
  }

  /** The replicated map of this name. Sends nothing. */
  getReplicatedMap<K extends Storable, V extends Storable>(name: string, types: EntryTypes<K, V>): ReplicatedMap<K, V>;
  getReplicatedMap<K extends Storable, V extends Storable>(
    name: string,
    types: LazyEntryTypes<K, V>,
  ): ReplicatedMap<K, Lazy<V>>;
  getReplicatedMap<K extends Storable = Storable, V extends Storable = Storable>(name: string): ReplicatedMap<K, V>;
  getReplicatedMap<K extends Storable, V extends Storable>(name: string, types?: DeclaredTypes): ReplicatedMap<K, V> {
    return this.#structure<ReplicatedMap<K, V>>(ReplicatedMap, name, types);
  }

  /** The ringbuffer of this name. Sends nothing. */
  getRingbuffer<E extends Storable>(name: string, types: ItemType<E>): Ringbuffer<E>;
  getRingbuffer<E extends Storable>(name: string, types: LazyItemType<E>): Ringbuffer<Lazy<E>>;
  getRingbuffer<E extends Storable = Storable>(name: string): Ringbuffer<E>;
  getRingbuffer<E extends Storable>(name: string, types?: DeclaredTypes): Ringbuffer<E> {
    return this.#structure<Ringbuffer<E>>(Ringbuffer, name, types);
  }

  /** The topic of this name: its messages are not kept. Sends nothing. */
  getTopic<T extends Storable>(name: string, types: ItemType<T>): Topic<T>;
  getTopic<T extends Storable>(name: string, types: LazyItemType<T>): Topic<Lazy<T>>;
  getTopic<T extends Storable = Storable>(name: string): Topic<T>;
  getTopic<T extends Storable>(name: string, types?: DeclaredTypes): Topic<T> {
    return this.#structure<Topic<T>>(Topic, name, types);
  }

  /** The reliable topic of this name: its messages are in a ringbuffer. Sends nothing. */
  getReliableTopic<T extends Storable>(name: string, types: ItemType<T>): ReliableTopic<T>;
  getReliableTopic<T extends Storable>(name: string, types: LazyItemType<T>): ReliableTopic<Lazy<T>>;
  getReliableTopic<T extends Storable = Storable>(name: string): ReliableTopic<T>;
  getReliableTopic<T extends Storable>(name: string, types?: DeclaredTypes): ReliableTopic<T> {
    return this.#structure<ReliableTopic<T>>(ReliableTopic, name, types);
  }

  /** The distributed queue of this name. Sends nothing. */
  getQueue<E extends Storable>(name: string, types: ItemType<E>): HazelcastQueue<E>;
  getQueue<E extends Storable>(name: string, types: LazyItemType<E>): HazelcastQueue<Lazy<E>>;
  getQueue<E extends Storable = Storable>(name: string): HazelcastQueue<E>;
  getQueue<E extends Storable>(name: string, types?: DeclaredTypes): HazelcastQueue<E> {
    return this.#structure<HazelcastQueue<E>>(HazelcastQueue, name, types);
  }

  /** The distributed set of this name. Sends nothing. */
  getSet<E extends Storable>(name: string, types: ItemType<E>): HazelcastSet<E>;
  getSet<E extends Storable>(name: string, types: LazyItemType<E>): HazelcastSet<Lazy<E>>;
  getSet<E extends Storable = Storable>(name: string): HazelcastSet<E>;
  getSet<E extends Storable>(name: string, types?: DeclaredTypes): HazelcastSet<E> {
    return this.#structure<HazelcastSet<E>>(HazelcastSet, name, types);
  }

  /** The distributed list of this name. Sends nothing. */
  getList<E extends Storable>(name: string, types: ItemType<E>): HazelcastList<E>;
  getList<E extends Storable>(name: string, types: LazyItemType<E>): HazelcastList<Lazy<E>>;
  getList<E extends Storable = Storable>(name: string): HazelcastList<E>;
  getList<E extends Storable>(name: string, types?: DeclaredTypes): HazelcastList<E> {
    return this.#structure<HazelcastList<E>>(HazelcastList, name, types);
  }

  /**
   * Does the work in a transaction of its own: all of it is committed when the work completes, and what it has emitted is
   * emitted then; nothing of it is when it fails or is unsubscribed. Only what is done by the structures of `tx` is part of
   * it. When its connection ends it fails, with an `IndeterminateError` if that was during the commit; it is not begun anew.
   */
  transaction<R>(work: (tx: Transaction) => ObservableInput<R>, options?: TransactionOptions): Observable<R> {
    return transaction(this.#core, work, options);
  }

  /** The PN counter of this name. Sends nothing. */
  getPNCounter(name: string): PNCounter {
    return this.#structure(PNCounter, name);
  }

  /** The generator of ids of this name. Sends nothing. */
  getFlakeIdGenerator(name: string): FlakeIdGenerator {
    return this.#structure(FlakeIdGenerator, name);
  }

  /** The executor of this name: runs tasks on members. Sends nothing. */
  getExecutorService(name: string): ExecutorService {
    return this.#structure(ExecutorService, name);
  }

  /** The cardinality estimator of this name. Sends nothing. */
  getCardinalityEstimator<V extends Storable = Storable>(name: string): CardinalityEstimator<V> {
    return this.#structure<CardinalityEstimator<V>>(CardinalityEstimator, name);
  }

  /** The lock of this name, `name@group` for one of a CP group. Sends nothing. */
  getLock(name: string, options?: BackendOptions): FencedLock {
    return this.#primitives.lock(name, options);
  }

  /** The semaphore of this name, `name@group` for one of a CP group. Sends nothing. */
  getSemaphore(name: string, options?: BackendOptions): Semaphore {
    return this.#primitives.semaphore(name, options);
  }

  /** The atomic number of this name, `name@group` for one of a CP group. Sends nothing. */
  getAtomicLong(name: string, options?: BackendOptions): AtomicLong {
    return this.#primitives.atomicLong(name, options);
  }

  /** The atomic reference of this name, `name@group` for one of a CP group. Sends nothing. */
  getAtomicReference<V extends Storable>(name: string, options: BackendOptions & ItemType<V>): AtomicReference<V>;
  getAtomicReference<V extends Storable>(
    name: string,
    options: BackendOptions & LazyItemType<V>,
  ): AtomicReference<Lazy<V>>;
  getAtomicReference<V extends Storable = Storable>(name: string, options?: BackendOptions): AtomicReference<V>;
  getAtomicReference<V extends Storable>(
    name: string,
    options: BackendOptions & Partial<DeclaredTypes> = {},
  ): AtomicReference<V> {
    const { value, lazy = false } = options;
    const codecs = value && codecsOf(this.#core, name, { value, lazy });
    return this.#primitives.atomicReference<V>(name, options, codecs);
  }

  /** The latch of this name, `name@group` for one of a CP group. Sends nothing. */
  getCountDownLatch(name: string, options?: BackendOptions): CountDownLatch {
    return this.#primitives.countDownLatch(name, options);
  }

  /** The generator of ids of this name. Sends nothing. */
  getIdGenerator(name: string, options?: IdGeneratorOptions): IdGenerator {
    return this.#primitives.idGenerator(name, options);
  }

  /** One object a kind and name, made by the first who asks for it; where types are declared, one for each who asks. */
  #structure<S extends Structure>(
    kind: new (core: Core, name: string, codecs?: Codecs) => S,
    name: string,
    types?: DeclaredTypes,
  ): S {
    if (types) return new kind(this.#core, name, codecsOf(this.#core, name, types));
    let alike = this.#structures.get(kind);
    if (!alike) this.#structures.set(kind, (alike = new Map()));
    let found = alike.get(name);
    if (!found) alike.set(name, (found = new kind(this.#core, name)));
    return found as S;
  }

  /**
   * Any operation of the protocol as a cold Observable: each subscription sends one request, emits the decoded response
   * and completes. Serialized fields take and give application values; a `Data` is sent as it is.
   */
  invoke<O extends AnyOperation>(
    operation: O,
    request: RequestOf<O>,
    options?: CallOptions,
  ): Observable<ResponseOf<O>> {
    return this.#core.invoker.invoke(operation, request, options);
  }

  /** The events of any operation that has some, from all members, for as long as somebody listens. */
  listen<O extends AnyOperation>(operation: O, request: ListenRequest<O>): Observable<EventOf<O>>;
  listen<O extends AnyOperation>(
    operation: O,
    request: ListenRequest<O>,
    options: { readonly signals: true },
  ): Observable<EventOf<O> | Signal>;
  listen<O extends AnyOperation>(
    operation: O,
    request: ListenRequest<O>,
    { signals = false }: { readonly signals?: boolean } = {},
  ): Observable<EventOf<O> | Signal> {
    return this.#core.listeners.listen(operation, request, asItIs<EventOf<O>>, signals);
  }

  /** The structures of the cluster, of every kind, also of those that this client does not know. */
  getDistributedObjects(): Observable<readonly DistributedObject[]> {
    return this.#core.invoker.call(clientGetDistributedObjects, {}, ({ response }) => response, { repeatable: true });
  }

  /** Structures that are created or destroyed by anyone, from now on; the oldest member tells. */
  distributedObjectEvents(): Observable<DistributedObjectEvent>;
  distributedObjectEvents(options: { readonly signals: true }): Observable<DistributedObjectEvent | Signal>;
  distributedObjectEvents({ signals = false } = {}): Observable<DistributedObjectEvent | Signal> {
    return this.#core.listeners.listen(clientAddDistributedObjectListener, {}, distributedObjectEvent, signals);
  }

  /** Partitions whose owner has died, from now on, whatever was in them. What became of a map tells its own stream. */
  partitionLostEvents(): Observable<PartitionLostEvent>;
  partitionLostEvents(options: { readonly signals: true }): Observable<PartitionLostEvent | Signal>;
  partitionLostEvents({ signals = false } = {}): Observable<PartitionLostEvent | Signal> {
    return this.#core.listeners.listen(clientAddPartitionLostListener, {}, partitionLostEvent, signals);
  }

  /** Partitions that move from member to member, from now on; the oldest member tells. */
  migrationEvents(): Observable<MigrationEvent>;
  migrationEvents(options: { readonly signals: true }): Observable<MigrationEvent | Signal>;
  migrationEvents({ signals = false } = {}): Observable<MigrationEvent | Signal> {
    return this.#core.listeners.listen(clientAddMigrationListener, {}, migrationEvent, signals);
  }

  /**
   * Shows a buffer on `pressure$` until the returned function is called: that of a `toAsyncIterable` that is `countedBy`
   * this client, or one of your own.
   */
  countStream(stream: CountedStream): () => void {
    return this.#streams.countStream(stream);
  }

  /** Members that become, or are no more, part of the CP subsystem, from now on. */
  cpMembershipEvents(): Observable<CpMembershipEvent>;
  cpMembershipEvents(options: { readonly signals: true }): Observable<CpMembershipEvent | Signal>;
  cpMembershipEvents({ signals = false } = {}): Observable<CpMembershipEvent | Signal> {
    return this.#core.listeners.listen(cpSubsystemAddMembershipListener, {}, cpMembershipEvent, signals);
  }

  /** CP groups that lose a member or their majority, from now on. */
  cpGroupAvailabilityEvents(): Observable<CpGroupAvailabilityEvent>;
  cpGroupAvailabilityEvents(options: { readonly signals: true }): Observable<CpGroupAvailabilityEvent | Signal>;
  cpGroupAvailabilityEvents({ signals = false } = {}): Observable<CpGroupAvailabilityEvent | Signal> {
    const { listeners, scheduler } = this.#core;
    const told$ = listeners.listen(cpSubsystemAddGroupAvailabilityListener, {}, cpGroupAvailabilityEvent, signals);
    return told$.pipe(toldOnce(scheduler));
  }

  /**
   * On subscribe, ends the client for good: gives up its CP sessions and permits, if it has some, which may take two seconds;
   * then everything still pending fails with `CLIENT_NOT_ACTIVE`, every connection and timer is gone, and it emits and
   * completes, also the second time.
   */
  shutdown(): Observable<undefined> {
    return this.#shutdown$;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await firstValueFrom(this.shutdown());
  }

  #end(): void {
    if (!this.#lifecycle.running) return;
    this.#primitives.end();
    this.#lifecycle.enter('SHUTTING_DOWN');
    this.#core.invoker.stop();
    this.#cluster.stop();
    this.#lifecycle.enter('SHUTDOWN');
    this.#connections.members.end();
    this.#connections.end();
    this.#events.complete();
  }
}

function asItIs<T>(event: T): T {
  return event;
}
