// From a row and its arguments to an answer: the path of every request, told in docs/architecture.md.
import {
  type AnyOperation,
  BACKUP_AWARE,
  encodeRequest,
  type GiveBack,
  PARTITION_OFFSET,
  type RequestOf,
  type ResponseOf,
  UNFRAGMENTED,
} from '@hazelrx/protocol';
import { defer, Observable, type SchedulerLike, Subscription, throwError } from 'rxjs';
import type { ClientEvent } from '../client-events.js';
import { type Cluster, notActive } from '../cluster/cluster.js';
import type { Connections } from '../cluster/connections.js';
import type { Lifecycle } from '../cluster/lifecycle.js';
import type { Connection, Wire } from '../connection/connection.js';
import { detailsOf } from '../connection/pending.js';
import { ConnectionError, HazelcastError, IndeterminateError, TimeoutError } from '../errors.js';
import type { Options } from '../options.js';
import type { CallOptions, InternalOptions, Proxy } from './call-options.js';
import { type Decision, decide } from './retry-policy.js';
import type { Router } from './route.js';
import { type CallHome, UserCall } from './user-call.js';

export interface InvokerParts {
  readonly wire: Wire;
  readonly connections: Connections;
  readonly cluster: Cluster;
  readonly lifecycle: Lifecycle;
  readonly options: Options;
  readonly router: Router;
  readonly scheduler: SchedulerLike;
  readonly tell: (event: ClientEvent) => void;
}

const NO_OPTIONS: InternalOptions = {};

export class Invoker implements CallHome {
  /** Calls that wait for a connection, in the order they were made, and those that pause before another try. */
  readonly #waiting = new Set<UserCall>();
  /** Abandoned calls that are awaited to give back what they hold. */
  readonly #kept = new Set<UserCall>();
  readonly #living = new Subscription();
  #active = 0;

  constructor(readonly parts: InvokerParts) {
    this.#living.add(parts.cluster.usable$.subscribe(() => this.#release()));
    this.#living.add(parts.cluster.failed$.subscribe(error => this.#failParked(error)));
  }

  /** Calls under way: sent, waiting for a connection, or pausing before another try. */
  get active(): number {
    return this.#active;
  }

  /** Abandoned calls whose answer is still awaited. */
  get kept(): number {
    return this.#kept.size;
  }

  /** A row as a cold Observable: each subscription sends one request, emits the response and completes. */
  invoke<O extends AnyOperation>(
    operation: O,
    request: RequestOf<O>,
    options?: CallOptions,
  ): Observable<ResponseOf<O>> {
    return this.call(operation, request, response => response, options);
  }

  /** The same, with the response handed through `project`. */
  call<O extends AnyOperation, T>(
    operation: O,
    request: RequestOf<O>,
    project: (response: ResponseOf<O>) => T,
    options: InternalOptions = NO_OPTIONS,
  ): Observable<T> {
    return new Observable<T>(subscriber => {
      const call = new UserCall(this, operation, request, options, project, subscriber);
      this.#start(call);
      return call;
    });
  }

  #start(call: UserCall): void {
    const { lifecycle, options, wire, cluster, scheduler } = this.parts;
    this.#active++;
    if (!lifecycle.running) return call.fail(afterShutdown(call));
    if (!call.options.internal && (this.#active > options.maxPendingInvocations || wire.pending.full)) {
      const reason = `${this.#active - 1} calls are under way and no more are allowed (maxPendingInvocations)`;
      return call.fail(new HazelcastError('HAZELCAST_OVERLOAD', reason, detailsOf(call)));
    }
    const { timeout = call.operation.blocking ? Infinity : options.invocationTimeout } = call.options;
    // The sweep moves the clock, but not before the first call, and not exactly enough for a short time that is asked for.
    if (!cluster.usable || call.options.timeout !== undefined) wire.clock.now = scheduler.now();
    call.begin(wire.clock.now, timeout);
    this.#dispatch(call);
  }

  /** Sends the call, or parks it until there is a connection. */
  #dispatch(call: UserCall): void {
    const { cluster, wire, router } = this.parts;
    if (!cluster.usable) return this.#park(call);
    if (call.options.proxy?.created === false) return this.#create(call, call.options.proxy);
    const { writer } = wire;
    call.attempt++;
    let start: number;
    let connection: Connection | undefined;
    try {
      writer.reset();
      start = encodeRequest(call.operation, writer, call.request as never, this.#flags());
      const partition = router.partition(call.operation, call.request, call.options, writer);
      if (partition >= 0) writer.view.setInt32(start + PARTITION_OFFSET, partition, true);
      connection = router.connection(partition, call.options);
    } catch (error) {
      return call.fail(error);
    }
    if (connection) connection.send(call, start);
    else this.#memberMissing(call);
  }

  #flags(): number {
    const { options, connections } = this.parts;
    return options.backupAcks && connections.complete ? UNFRAGMENTED | BACKUP_AWARE : UNFRAGMENTED;
  }

  /** Only a call for one member can be without a connection while others have one. */
  #memberMissing(call: UserCall): void {
    const member = call.options.member!;
    const known = this.parts.connections.members.find(member) !== undefined;
    const reason = known
      ? `member ${member.toString()} is not connected now`
      : `${member.toString()} is not a member of the cluster`;
    const code = known ? 'RETRYABLE_IO' : 'TARGET_NOT_MEMBER';
    this.fault(call, new ConnectionError(code, reason, detailsOf(call)), true);
  }

  #park(call: UserCall): void {
    if (!this.#waits) return call.fail(offline().toldOf(detailsOf(call)));
    this.#waiting.add(call);
    this.parts.cluster.start();
  }

  /** Whether calls wait for a connection, by the configuration. */
  get #waits(): boolean {
    const { options, lifecycle } = this.parts;
    return lifecycle.state === 'DISCONNECTED' ? options.reconnectMode !== 'ASYNC' : !options.asyncStart;
  }

  /** Emits and completes once calls are sent at once; fails where they would. */
  connected(): Observable<void> {
    return defer(() => {
      const { cluster } = this.parts;
      return cluster.usable || this.#waits ? cluster.connect() : throwError(offline);
    });
  }

  #create(call: UserCall, { create$ }: Proxy): void {
    this.#waiting.add(call);
    call.pause = create$.subscribe({
      error: (error: HazelcastError) => {
        this.#waiting.delete(call);
        call.fail(error.toldOf(detailsOf(call)));
      },
      complete: () => this.#resume(call),
    });
  }

  #resume(call: UserCall): void {
    this.#waiting.delete(call);
    call.pause = undefined;
    this.#dispatch(call);
  }

  #release(): void {
    for (const call of this.#parked()) {
      this.#waiting.delete(call);
      this.#dispatch(call);
    }
  }

  #failParked(error: HazelcastError): void {
    for (const call of this.#parked()) {
      this.#waiting.delete(call);
      call.fail(error.toldOf(detailsOf(call)));
    }
  }

  #parked(): UserCall[] {
    return [...this.#waiting].filter(call => call.pause === undefined);
  }

  /** One try of a call went wrong: decides what that means and does it. */
  fault(call: UserCall, error: HazelcastError, answered: boolean): void {
    if (call.abandoned) return void this.#kept.delete(call);
    const { options, lifecycle, wire } = this.parts;
    if (!lifecycle.running) return call.fail(afterShutdown(call));
    const decision = decide(
      { error, answered, oneMember: call.options.member !== undefined },
      {
        repeatable: call.operation.retryable || options.redoOperation || call.options.repeatable === true,
        timeout: call.timeout,
        retryPause: options.retryPause,
      },
      call.attempt,
      wire.clock.now - call.began,
    );
    this.#act(call, error, decision);
  }

  #act(call: UserCall, error: HazelcastError, decision: Decision): void {
    const details = { ...detailsOf(call), cause: error };
    switch (decision.verdict) {
      case 'fail':
        return call.fail(error.operation === undefined ? error.toldOf(detailsOf(call)) : error);
      case 'timeout':
        return call.fail(
          new TimeoutError('OPERATION_TIMEOUT', `no success within ${call.timeout} ms: ${error.reason}`, details),
        );
      case 'indeterminate':
        return call.fail(
          new IndeterminateError(
            'INDETERMINATE_OPERATION_STATE',
            `sent, but it is not known whether it ran: ${error.reason}`,
            details,
          ),
        );
      case 'retry':
        return this.#retry(call, error, decision.delayMillis);
    }
  }

  #retry(call: UserCall, error: HazelcastError, delayMillis: number): void {
    const { operation, structure } = detailsOf(call);
    this.parts.tell({ type: 'retry', operation: operation!, structure, attempt: call.attempt, delayMillis, error });
    call.lastFault = error;
    call.rewind();
    if (delayMillis === 0) return this.#dispatch(call);
    this.#waiting.add(call);
    call.pause = this.parts.scheduler.schedule(() => this.#resume(call), delayMillis);
  }

  /** To be called often: ends the waiting calls whose time is up. */
  sweep(now: number): void {
    for (const call of this.#waiting) if (call.deadline <= now) call.expired();
  }

  /** Every subscription to a call ends here once. */
  ended(): void {
    this.#active--;
  }

  /** Takes the call out of the waiting ones, if it is among them. */
  forget(call: UserCall): void {
    this.#waiting.delete(call);
  }

  /** Waits for the answer of a call that nobody listens to any more: it may hold something. */
  keep(call: UserCall): void {
    call.abandoned = true;
    if (!call.holding) call.deadline = Infinity;
    this.#kept.add(call);
  }

  /** The answer of an abandoned call came: undoes what it did. */
  answeredLate(call: UserCall, response: unknown): void {
    this.#kept.delete(call);
    const undo = call.operation.giveBack?.(call.request as never, response as never);
    if (undo) this.#giveBack(undo);
  }

  /** Ends by itself, as every call does, also by the end of the client. */
  #giveBack({ operation, request, refused, item }: GiveBack): void {
    const { operation: name, structure } = detailsOf({ operation, request });
    const lost = (error?: HazelcastError): void =>
      this.parts.tell({ type: 'giveBackRefused', operation: name!, structure, item, error });
    this.call(operation, request as never, response => response, { internal: true }).subscribe({
      next: response => {
        if (refused?.(response as never)) lost();
      },
      error: (error: HazelcastError) => lost(error),
    });
  }

  /** Fails what waits; what was sent fails with its connection. */
  stop(): void {
    const calls = [...this.#waiting];
    this.#waiting.clear();
    for (const call of calls) {
      call.pause?.unsubscribe();
      call.fail(afterShutdown(call));
    }
    this.#living.unsubscribe();
  }
}

function offline(): ConnectionError {
  return new ConnectionError('CLIENT_OFFLINE', 'not connected, and not configured to wait');
}

function afterShutdown(call: UserCall): HazelcastError {
  return notActive().toldOf(detailsOf(call));
}
