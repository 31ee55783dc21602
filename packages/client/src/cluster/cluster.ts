// Finding the cluster, staying connected to all of it, and finding it again.
import {
  catchError,
  concat,
  concatMap,
  defer,
  EMPTY,
  exhaustMap,
  filter,
  first,
  ignoreElements,
  interval,
  map,
  merge,
  mergeMap,
  type Observable,
  of,
  ReplaySubject,
  retry,
  share,
  Subject,
  Subscription,
  tap,
  throwError,
  timer,
} from 'rxjs';
import type { Connection } from '../connection/connection.js';
import type { Welcome } from '../connection/handshake.js';
import { beat } from '../connection/heartbeat.js';
import type { Opened } from '../connection/open-connection.js';
import { asHazelcastError, ConnectionError, HazelcastError } from '../errors.js';
import type { Logger } from '../logger.js';
import { followClusterView } from './cluster-view.js';
import type { Connections } from './connections.js';
import type { Lifecycle } from './lifecycle.js';
import type { MembershipEvent } from './members.js';
import { isRefusal, Reach, type ReachParts } from './reach.js';
import { backoff } from './reconnect.js';

export interface ClusterParts extends ReachParts {
  readonly connections: Connections;
  readonly lifecycle: Lifecycle;
  readonly log: Logger;
  /** Gives a cluster that was reached what it may not have or have lost of this client, before calls go to it. */
  readonly restore: (connection: Connection) => Observable<unknown>;
  /** Called at the start and every `SWEEP_INTERVAL`, with the time. */
  readonly tick: (now: number) => void;
  /** The cluster is lost for good, by the configuration: end the client. */
  readonly lost: () => void;
}

/** Milliseconds between two looks for members without a connection. */
const MISSING_MEMBERS_INTERVAL = 1000;
/** Milliseconds: how exact deadlines are. */
const SWEEP_INTERVAL = 100;

export class Cluster {
  readonly #parts: ClusterParts;
  readonly #reach: Reach;
  readonly #usable$ = new Subject<void>();
  readonly #failed$ = new Subject<HazelcastError>();
  readonly #stopped$ = new Subject<never>();
  readonly #living = new Subscription();
  #connecting: Observable<undefined> | undefined;
  #keptUp: Subscription | undefined;
  #clusterId: Welcome['clusterId'] | undefined;

  /** Calls can be made from now on; again after each reconnect. */
  readonly usable$: Observable<void> = this.#usable$.asObservable();
  /** Connecting was given up; calls that wait for it fail with this. */
  readonly failed$: Observable<HazelcastError> = this.#failed$.asObservable();
  usable = false;
  /** Why there is no connection now, as far as known. */
  lastFailure: HazelcastError | undefined;

  constructor(parts: ClusterParts) {
    this.#parts = parts;
    this.#reach = new Reach(parts, (connection, error) => this.#closed(connection, error));
  }

  /** Emits and completes once calls can be made. Starts connecting if nobody has; leaving does not stop it. */
  connect(): Observable<undefined> {
    return defer(() => {
      if (!this.#parts.lifecycle.running) return throwError(notActive);
      return this.usable ? of(undefined) : this.start();
    });
  }

  /** Starts to connect unless that is under way. */
  start(): Observable<undefined> {
    if (this.#connecting) return this.#connecting;
    const { lifecycle, tick, scheduler } = this.#parts;
    if (lifecycle.state === 'STARTING') lifecycle.enter('STARTED');
    if (!this.#keptUp) {
      tick(scheduler.now());
      this.#keptUp = this.#upkeep().subscribe();
      this.#living.add(this.#keptUp);
    }
    const connecting = merge(this.#establish(), this.#stopped$).pipe(
      first(),
      share({
        connector: () => new ReplaySubject(1),
        resetOnRefCountZero: false,
        resetOnError: false,
        resetOnComplete: false,
      }),
    );
    this.#connecting = connecting;
    // The attempt is the cluster's own: those who wait for it come and go. It may be given up before this returns.
    this.#living.add(connecting.subscribe({ error: (error: HazelcastError) => this.#gaveUp(error) }));
    return connecting;
  }

  /** Ends everything, connections included. The calls still under way fail with `CLIENT_NOT_ACTIVE`. */
  stop(): void {
    this.usable = false;
    this.#living.unsubscribe();
    this.#stopped$.error(notActive());
    for (const connection of this.#parts.connections.open) connection.close(notActive());
    this.#usable$.complete();
    this.#failed$.complete();
  }

  /** Rounds over all known addresses, with a growing pause between them, until a member lets this client in. */
  #establish(): Observable<undefined> {
    const { identity, scheduler, random, log, tell, connections } = this.#parts;
    const began = scheduler.now();
    const initial = this.#clusterId === undefined;
    return defer(() => this.#reach.first(connections.members.list)).pipe(
      concatMap(opened => this.#settle(opened)),
      retry({
        delay: (cause: unknown, attempt) => {
          const error = (this.lastFailure = asHazelcastError(cause, {}));
          // Waiting does not mend a wrong password; later on it may be a passing state of the cluster's.
          if (initial && isRefusal(error)) return throwError(() => error);
          const delayMillis = backoff(identity.options.retry, attempt, scheduler.now() - began, random);
          if (delayMillis === undefined) return throwError(() => error);
          log.warn({ reason: error.reason, attempt, delayMillis }, 'no member reached');
          tell({ type: 'backoff', attempt, delayMillis, error });
          return timer(delayMillis, scheduler);
        },
      }),
    );
  }

  /** From the first connection to the moment calls can be made. Fails when the connection ends before. */
  #settle(opened: Opened): Observable<undefined> {
    const { connections, identity, restore } = this.#parts;
    const changed = this.#clusterId !== undefined && !this.#clusterId.equals(opened.welcome.clusterId);
    const connection = this.#adopt(opened);
    const ended = connections.closed$.pipe(
      filter(end => end.connection === connection),
      map(({ error }) => {
        throw error;
      }),
    );
    const steps = concat(
      connections.members.current$.pipe(first()),
      defer(() => restore(connection)),
      defer(() => (identity.options.smartRouting ? this.#reachMissing() : EMPTY)),
    ).pipe(ignoreElements());
    return merge(
      concat(
        steps,
        defer(() => of(this.#becomeUsable(changed))),
      ),
      ended,
    ).pipe(first());
  }

  #becomeUsable(changed: boolean): undefined {
    const { lifecycle, log, connections } = this.#parts;
    this.usable = true;
    this.lastFailure = undefined;
    log.info({ members: connections.open.map(({ name }) => name) }, 'connected');
    if (changed) lifecycle.enter('CHANGED_CLUSTER');
    lifecycle.enter('CONNECTED');
    this.#usable$.next();
  }

  /** Takes a connection among the others, unless its member is of another cluster or has one already. */
  #adopt({ connection, welcome }: Opened): Connection {
    const { connections, tell } = this.#parts;
    const { members, partitions } = connections;
    this.#checkCluster(connection, welcome);
    const existing = connections.ofMember(welcome.memberUuid);
    if (existing) {
      connection.close(
        new ConnectionError('TARGET_DISCONNECTED', `${connection.name} is the member at ${existing.name}`),
      );
      return existing;
    }
    if (connections.open.length === 0) members.expectNewList();
    connections.add(connection);
    const { memberUuid: member, clusterId, serverHazelcastVersion: version } = welcome;
    tell({ type: 'authenticated', address: connection.name, member, clusterId, version });
    if (welcome.memberInfos && (welcome.memberListVersion ?? -1) >= 0)
      members.apply(welcome.memberListVersion!, welcome.memberInfos);
    if (welcome.partitions && partitions.apply(connection, welcome.partitionListVersion ?? -1, welcome.partitions))
      connections.reroute();
    return connection;
  }

  #checkCluster(connection: Connection, { clusterId, partitionCount }: Welcome): void {
    const { connections } = this.#parts;
    const { partitions } = connections;
    const refuse = (why: string): never => {
      const error = new HazelcastError('NOT_ALLOWED_IN_CLUSTER', `${connection.name} ${why}`);
      connection.close(new ConnectionError('TARGET_DISCONNECTED', error.reason));
      throw error;
    };
    if (partitions.count !== 0 && partitions.count !== partitionCount) {
      refuse(`has ${partitionCount} partitions, not ${partitions.count}`);
    }
    if (this.#clusterId && !this.#clusterId.equals(clusterId)) {
      if (connections.open.length > 0) refuse('belongs to another cluster');
      partitions.clear();
    }
    this.#clusterId = clusterId;
    partitions.count = partitionCount;
  }

  /** Tries each member without a connection once, all at the same time. */
  #reachMissing(): Observable<unknown> {
    const attempts = this.#parts.connections.missing().map(member =>
      this.#reach.member(member).pipe(
        tap(opened => this.#adopt(opened)),
        catchError((error: HazelcastError) => {
          this.#parts.log.debug({ reason: error.reason }, 'member not reached');
          return EMPTY;
        }),
      ),
    );
    return merge(...attempts);
  }

  /** What goes on for as long as the client lives. */
  #upkeep(): Observable<unknown> {
    const { connections, identity, scheduler, tick } = this.#parts;
    const { options } = identity;
    const sweeps = interval(SWEEP_INTERVAL, scheduler).pipe(tap(() => tick(scheduler.now())));
    const heartbeats = interval(options.heartbeatInterval, scheduler).pipe(
      mergeMap(() => merge(...connections.open.map(connection => beat(connection, scheduler.now(), options)))),
    );
    const { membershipEvents$ } = connections.members;
    const joined = membershipEvents$.pipe(filter(({ type }) => type === 'added'));
    const missing = merge(interval(MISSING_MEMBERS_INTERVAL, scheduler), joined).pipe(
      filter(() => this.usable && options.smartRouting),
      exhaustMap(() => this.#reachMissing()),
    );
    const changes = membershipEvents$.pipe(tap(event => this.#memberChanged(event)));
    const view = followClusterView(connections, options.retryPause, scheduler);
    return merge(sweeps, heartbeats, changes, missing, view);
  }

  #memberChanged({ type, member }: MembershipEvent): void {
    const { connections, tell } = this.#parts;
    const address = `${member.address.host}:${member.address.port}`;
    connections.reroute();
    tell({ type: type === 'added' ? 'memberAdded' : 'memberRemoved', member: member.uuid, address });
    if (type === 'added') return;
    connections.ofMember(member.uuid)?.close(new ConnectionError('TARGET_DISCONNECTED', `${address} left the cluster`));
  }

  #closed(connection: Connection, error: ConnectionError): void {
    const { connections, lifecycle, tell, log } = this.#parts;
    if (!connections.open.includes(connection)) return;
    const last = this.usable && connections.open.length === 1;
    // Whoever is told may make calls at once, and those must wait.
    if (last) this.#disconnected(error);
    connections.remove(connection, error);
    tell({ type: 'disconnected', address: connection.name, member: connection.peer!.memberUuid, error });
    if (!lifecycle.running) return;
    log.warn({ reason: error.reason }, 'disconnected');
    if (last) this.#reconnect();
  }

  #disconnected(error: ConnectionError): void {
    this.usable = false;
    this.lastFailure = error;
    this.#connecting = undefined;
    this.#parts.lifecycle.enter('DISCONNECTED');
  }

  #reconnect(): void {
    const { identity, lost } = this.#parts;
    if (identity.options.reconnectMode === 'OFF') lost();
    else this.start();
  }

  #gaveUp(error: HazelcastError): void {
    const { lifecycle, log, lost } = this.#parts;
    this.#connecting = undefined;
    this.lastFailure = error;
    if (!lifecycle.running) return;
    log.error({ reason: error.reason }, 'gave up connecting');
    const wasConnected = lifecycle.state === 'DISCONNECTED';
    if (!wasConnected) {
      // Nothing is left to look after until somebody tries again, which may be at once: the process may end.
      this.#keptUp?.unsubscribe();
      this.#keptUp = undefined;
    }
    this.#failed$.next(error);
    if (wasConnected) lost();
  }
}

/** The answer to everything after `shutdown()`. */
export function notActive(): ConnectionError {
  return new ConnectionError('CLIENT_NOT_ACTIVE', 'the client was shut down');
}
