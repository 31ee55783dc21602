// The composition root: builds the parts in order and hands them to each other. No logic here.
import {
  type AnyOperation,
  type EventOf,
  rawData,
  Reader,
  type RequestOf,
  type ResponseOf,
  Serialization,
  UUID,
} from '@hazelrx/protocol';
import {
  asyncScheduler,
  defer,
  filter,
  firstValueFrom,
  map,
  type Observable,
  of,
  type SchedulerLike,
  Subject,
} from 'rxjs';
import { checkConfig } from './check-config.js';
import type { ClientEvent } from './client-events.js';
import { Cluster, notActive } from './cluster/cluster.js';
import { type ConnectionInfo, Connections } from './cluster/connections.js';
import { Lifecycle, type LifecycleState } from './cluster/lifecycle.js';
import { loadBalancer } from './cluster/load-balancer.js';
import { type Member, Members, type MembershipEvent } from './cluster/members.js';
import { PartitionTable } from './cluster/partition-table.js';
import type { Wire } from './connection/connection.js';
import { PendingCalls } from './connection/pending.js';
import { Scratch } from './connection/scratch.js';
import type { CallOptions } from './invocation/call-options.js';
import { Invoker } from './invocation/invoker.js';
import { Listeners, type ListenRequest } from './invocation/listeners.js';
import { Ownership } from './invocation/ownership.js';
import { Proxies } from './invocation/proxies.js';
import type { Signal } from './invocation/registration.js';
import { Router } from './invocation/route.js';
import { clientLogger } from './logger.js';
import { type ClientConfig, resolveOptions } from './options.js';
import { HazelcastMap } from './structures/map.js';
import type { Core, Storable, Structure } from './structures/structure.js';
import type { Dial } from './transport/transport.js';

/** What the platform brings: how to dial, and, for tests, time and chance. */
export interface Platform {
  /** `tls`: the options of an encrypted connection, undefined for a plain one. */
  readonly dial: (tls: object | undefined) => Dial;
  readonly scheduler?: SchedulerLike;
  /** 0 ≤ n < 1 */
  readonly random?: () => number;
}

/** The parts that suites and benchmarks look into: what a client holds at the moment, and where keys belong. */
export type ClientParts = Pick<Core, 'invoker' | 'listeners' | 'router'> & { readonly pending: PendingCalls };

/** The inside of a client. */
export let partsOf: (client: HazelcastClient) => ClientParts;

/** A client of one Hazelcast cluster. Made at once; connects with the first subscription, or `connect()`. */
export class HazelcastClient implements AsyncDisposable {
  readonly uuid: UUID = UUID.random();
  readonly name: string;
  /** The state now, then every change; completes after `SHUTDOWN`. */
  readonly lifecycle$: Observable<LifecycleState>;
  /** The member list as soon as it is known, then after every change. */
  readonly members$: Observable<readonly Member[]>;
  /** Members that come and go, one at a time, from now on. */
  readonly membershipEvents$: Observable<MembershipEvent>;
  /** The connections now, then after every change. */
  readonly connections$: Observable<readonly ConnectionInfo[]>;
  /** What the client does on its own, from now on. */
  readonly events$: Observable<ClientEvent>;

  readonly #events = new Subject<ClientEvent>();
  readonly #lifecycle = new Lifecycle();
  readonly #connections: Connections;
  readonly #cluster: Cluster;
  readonly #core: Core;
  readonly #structures = new Map<unknown, Map<string, Structure>>();
  readonly #pending = new PendingCalls();

  static {
    partsOf = client => ({ ...client.#core, pending: client.#pending });
  }

  constructor(config: ClientConfig, platform: Platform) {
    checkConfig(config);
    const options = resolveOptions(config);
    const { scheduler = asyncScheduler, random = Math.random } = platform;
    const log = clientLogger(config.logger, options.instanceName);
    const tell = (event: ClientEvent): void => this.#events.next(event);
    const serialization = new Serialization(options.serialization);
    const members = new Members();
    const partitions = new PartitionTable();
    const connections = new Connections(members, partitions, loadBalancer(options.loadBalancer, random));
    const scratch = new Scratch(serialization);
    const wire: Wire = {
      pending: this.#pending,
      scratch,
      reader: new Reader(serialization),
      rawReader: new Reader(rawData),
      clock: { now: scheduler.now() },
      backupTimeout: options.backupTimeout,
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
      restore: connection => proxies.restore(connection),
      lost: () => this.#end(),
    });
    const lifecycle = this.#lifecycle;
    const router = new Router(connections, serialization, scratch, options.serialization.isBigEndian ?? true, random);
    const invoker = new Invoker({ wire, connections, cluster, lifecycle, options, router, scheduler, tell });
    const proxies = new Proxies(invoker, options.invocationTimeout);
    const listeners = new Listeners({ cluster, connections, lifecycle, options, scheduler, wire, tell });
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
    this.#core = { invoker, proxies, listeners, router, ownership, scheduler, ended$ };
    this.lifecycle$ = lifecycle.lifecycle$;
    this.members$ = members.members$;
    this.membershipEvents$ = members.membershipEvents$;
    this.connections$ = connections.connections$;
    this.events$ = this.#events.asObservable();
    if (options.asyncStart) cluster.start();
  }

  /** Emits and completes once calls can be made. Leaving does not stop the client from connecting; only `shutdown` does. */
  connect(): Observable<undefined> {
    return this.#cluster.connect();
  }

  /** The distributed map of this name. Sends nothing. */
  getMap<K extends Storable = Storable, V extends Storable = Storable>(name: string): HazelcastMap<K, V> {
    return this.#structure<HazelcastMap<K, V>>(HazelcastMap, name);
  }

  /** One object a kind and name, made by the first who asks for it. */
  #structure<S extends Structure>(kind: new (core: Core, name: string) => S, name: string): S {
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

  /**
   * On subscribe, ends the client for good: everything still pending fails with `CLIENT_NOT_ACTIVE`, every connection
   * and timer is gone. Emits and completes at once, also the second time.
   */
  shutdown(): Observable<undefined> {
    return defer(() => {
      this.#end();
      return of(undefined);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await firstValueFrom(this.shutdown());
  }

  #end(): void {
    if (!this.#lifecycle.running) return;
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
