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
import { Observable, type SchedulerLike, Subscription, throwError } from 'rxjs';
import type { ClientEvent } from '../client-events.js';
import type { Cluster } from '../cluster/cluster.js';
import type { Connections } from '../cluster/connections.js';
import type { Lifecycle } from '../cluster/lifecycle.js';
import type { Wire } from '../connection/connection.js';
import { detailsOf } from '../connection/pending.js';
import { faultClass, HazelcastError } from '../errors.js';
import type { Options } from '../options.js';
import {
  afterShutdown,
  badTimeout,
  indeterminate,
  memberMissing,
  noSuccess,
  offline,
  overloaded,
} from './call-errors.js';
import type { CallOptions, InternalOptions } from './call-options.js';
import { GiveBacks } from './give-backs.js';
import { type Decision, decide } from './retry-policy.js';
import type { Router } from './route.js';
import type { SchemaReplication } from './schema-replication.js';
import { type CallHome, type CallObserver, UserCall } from './user-call.js';

export interface InvokerParts {
  readonly wire: Wire;
  readonly connections: Connections;
  readonly cluster: Cluster;
  readonly lifecycle: Lifecycle;
  readonly options: Options;
  readonly router: Router;
  readonly scheduler: SchedulerLike;
  readonly tell: (event: ClientEvent) => void;
  /** Brings the schema that an error is about, if it is about one. */
  readonly mended: SchemaReplication['mended'];
}

const NO_OPTIONS: InternalOptions = {};

export class Invoker implements CallHome {
  /** Calls that wait for a connection, in the order they were made, and those that pause before another try. */
  readonly #waiting = new Set<UserCall>();
  /**
   * Those made of others, each at its `place`. No set: one that is never empty outgrows its table again and again, and each dead
   * table keeps the next one and the calls it had from being collected early.
   */
  readonly #running: UserCall[] = [];
  readonly #giveBacks: GiveBacks;
  readonly #living = new Subscription();
  #active = 0;

  constructor(readonly parts: InvokerParts) {
    const { router, tell, mended } = parts;
    this.#giveBacks = new GiveBacks(router.serialization, tell, mended, ({ operation, request }) =>
      this.call(operation, request as never, response => response, { internal: true, patient: true }),
    );
    this.#living.add(parts.cluster.usable$.subscribe(() => this.#release()));
    this.#living.add(parts.cluster.failed$.subscribe(error => this.#failParked(error)));
  }

  /** The application's calls under way: sent, waiting for a connection, or pausing before another try. */
  get active(): number {
    return this.#active;
  }

  /** Abandoned calls whose answer is still awaited. */
  get kept(): number {
    return this.#giveBacks.size;
  }

  /** A row as a cold Observable: each subscription sends one request, emits the response and completes. */
  invoke<O extends AnyOperation>(
    operation: O,
    request: RequestOf<O>,
    options?: CallOptions,
  ): Observable<ResponseOf<O>> {
    if (!operation.listens) return this.call(operation, request, response => response, options);
    const reason = 'this operation has events, which nobody would get: use listen';
    return throwError(() => new HazelcastError('ILLEGAL_ARGUMENT', reason, detailsOf({ operation, request })));
  }

  /** The same, with the response handed through `project`. */
  call<O extends AnyOperation, T>(
    operation: O,
    request: RequestOf<O>,
    project: (response: ResponseOf<O>) => T,
    options: InternalOptions = NO_OPTIONS,
  ): Observable<T> {
    return new Observable<T>(subscriber => {
      // Whoever combines calls goes on to subscribe to the others after the first has failed.
      if (subscriber.closed) return;
      const call = new UserCall(this, operation, request, options, project, subscriber);
      this.#start(call);
      return call;
    });
  }

  /**
   * The same at once and without an Observable, for who tells the answer in one of his own: that halves what it costs. The
   * call's `unsubscribe` leaves it; the observer may be told its end before this returns, and must not throw.
   */
  begin<O extends AnyOperation>(
    operation: O,
    request: RequestOf<O>,
    options: InternalOptions,
    observer: CallObserver<ResponseOf<O>>,
  ): UserCall {
    const call = new UserCall(this, operation, request, options, asItIs, observer);
    this.#start(call);
    return call;
  }

  /**
   * A call made of others, which wait, count and end as one: `run` gives them once there is a connection. Their own
   * options must say `internal`.
   */
  combined<O extends AnyOperation, T>(
    operation: O,
    structure: string | undefined,
    run: () => Observable<T>,
    options: InternalOptions,
  ): Observable<T> {
    const request = { name: structure } as unknown as RequestOf<O>;
    return this.call(operation, request, response => response as T, {
      ...options,
      run: call =>
        run().subscribe({ next: response => call.answered(response), error: (error: unknown) => call.fail(error) }),
    });
  }

  #start(call: UserCall): void {
    const { lifecycle, options, wire, cluster, scheduler } = this.parts;
    if (!call.options.internal) this.#active++;
    if (!lifecycle.running) return call.fail(afterShutdown(call));
    if (!call.options.internal && (this.#active > options.maxPendingInvocations || wire.pending.full)) {
      return call.fail(overloaded(call, this.#active - 1));
    }
    const { timeout = this.#timeLimit(call) } = call.options;
    if (typeof timeout !== 'number' || !(timeout > 0)) return call.fail(badTimeout(call, timeout));
    // The sweep moves the clock, but not before the first call, and not exactly enough for a short time that is asked for.
    if (!cluster.usable || call.options.timeout !== undefined) wire.clock.now = scheduler.now();
    call.begin(wire.clock.now, timeout);
    this.#dispatch(call);
  }

  /** For what waits on the member, as long as that is; for ever where nobody says how long. */
  #timeLimit({ operation, options: { waits } }: UserCall): number {
    const { invocationTimeout } = this.parts.options;
    if (waits !== undefined) return invocationTimeout + waits;
    return operation.blocking ? Infinity : invocationTimeout;
  }

  /** Sends the call, or parks it until there is a connection. */
  #dispatch(call: UserCall): void {
    if (call.over) return;
    const { cluster } = this.parts;
    const { proxy, run } = call.options;
    if (!cluster.usable) return this.#park(call);
    if (proxy?.created === false) return this.#await(call, proxy.create$);
    if (run) return this.#run(call, run);
    this.#send(call);
  }

  #send(call: UserCall): void {
    const { wire, router } = this.parts;
    const { operation, request, options } = call;
    const writer = wire.scratch.take();
    if (options.codecs) writer.codecs = options.codecs;
    call.attempt++;
    try {
      const start = encodeRequest(operation, writer, request as never, this.#flags(operation));
      const partition = router.partition(operation, request, options, writer);
      if (partition >= 0) writer.view.setInt32(start + PARTITION_OFFSET, partition, true);
      const connection = router.connection(partition, options);
      if (connection) connection.send(call, writer, start);
      else this.#memberMissing(call);
      if (call.slot >= 0) options.onSent?.();
    } catch (error) {
      call.attempt--;
      this.#mend(call, error);
    } finally {
      wire.scratch.giveBack(writer);
    }
  }

  /** Nothing was sent. What it lacks is brought first, if that is a schema. */
  #mend(call: UserCall, error: unknown): void {
    const mended$ = this.parts.mended(error);
    if (mended$) this.#await(call, mended$);
    else call.fail(error);
  }

  /** The calls it is made of have begun once this returns; it waits for them with its own deadline. */
  #run(call: UserCall, run: NonNullable<InternalOptions['run']>): void {
    call.place = this.#running.push(call) - 1;
    try {
      call.pause = run(call);
    } catch (error) {
      // It comes anew, to another place.
      this.forget(call);
      this.#mend(call, error);
    }
  }

  #flags({ untoldBackups }: AnyOperation): number {
    const { options, connections } = this.parts;
    const asksForAcks = options.backupAcks && connections.complete && !untoldBackups;
    return asksForAcks ? UNFRAGMENTED | BACKUP_AWARE : UNFRAGMENTED;
  }

  /** Only a call for one member can be without a connection while others have one. */
  #memberMissing(call: UserCall): void {
    const member = call.options.member!;
    const known = this.parts.connections.members.find(member) !== undefined;
    this.fault(call, memberMissing(call, member, known));
  }

  #park(call: UserCall): void {
    const { cluster } = this.parts;
    if (this.#waits || call.options.patient) {
      this.#waiting.add(call);
      cluster.start();
      return;
    }
    const { lastFailure } = cluster;
    cluster.start();
    call.fail(offline(call, lastFailure));
  }

  /** Whether calls wait for a connection, by the configuration. */
  get #waits(): boolean {
    const { options, lifecycle } = this.parts;
    return lifecycle.state === 'DISCONNECTED' ? options.reconnectMode !== 'ASYNC' : !options.asyncStart;
  }

  /** Sends the call once this completes. */
  #await(call: UserCall, ready$: Observable<unknown>): void {
    this.#waiting.add(call);
    call.pause = ready$.subscribe({
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
  fault(call: UserCall, error: HazelcastError): void {
    if (call.abandoned) return this.#giveBacks.drop(call, error);
    // Unsubscribed by what another call was told of the same fault.
    if (call.over) return;
    const { options, lifecycle, wire } = this.parts;
    const decision = decide(
      { error, oneMember: call.options.member !== undefined },
      {
        repeatable: options.redoOperation || (call.options.repeatable ?? call.operation.retryable),
        timeout: call.timeout,
        once: call.options.once === true,
        retryPause: options.retryPause,
      },
      call.attempt,
      wire.clock.now - call.began,
    );
    // The client ended because its last connection did: what was sent may have run all the same.
    if (lifecycle.running || decision.verdict === 'indeterminate') this.#act(call, error, decision);
    else call.fail(afterShutdown(call));
  }

  #act(call: UserCall, error: HazelcastError, decision: Decision): void {
    switch (decision.verdict) {
      case 'fail':
        return call.fail(error.operation === undefined ? error.toldOf(detailsOf(call)) : error);
      case 'timeout':
        this.drop(call);
        return call.fail(noSuccess(call, error));
      case 'indeterminate':
        return call.fail(indeterminate(call, error));
      case 'retry':
        return this.#retry(call, error, decision.delayMillis);
    }
  }

  #retry(call: UserCall, error: HazelcastError, delayMillis: number): void {
    const { operation, structure } = detailsOf(call);
    this.parts.tell({ type: 'retry', operation: operation!, structure, attempt: call.attempt, delayMillis, error });
    if (call.over) return;
    call.lastFault = error;
    if (faultClass(error) === 'now') {
      call.options.onRetry?.();
      call.observer.onRetry?.();
    }
    call.rewind();
    if (delayMillis === 0) return this.#dispatch(call);
    this.#waiting.add(call);
    call.pause = this.parts.scheduler.schedule(() => this.#resume(call), delayMillis);
  }

  /** To be called often: ends the waiting calls whose time is up. */
  sweep(now: number): void {
    for (const call of this.#waiting) if (call.deadline <= now) call.expired();
    for (const call of this.#running.filter(({ deadline }) => deadline <= now)) if (!call.over) call.expired();
  }

  /** Every subscription to a call ends here once. */
  ended(call: UserCall): void {
    if (!call.options.internal) this.#active--;
  }

  /** Takes the call out of the waiting ones, if it is among them. */
  forget(call: UserCall): void {
    const { place } = call;
    if (place < 0) return void this.#waiting.delete(call);
    const last = this.#running.pop()!;
    last.place = place;
    if (last !== call) this.#running[place] = last;
    call.place = -1;
  }

  /** Waits for the answer of a call that nobody listens to any more: it may hold something. */
  keep(call: UserCall): void {
    this.#giveBacks.keep(call);
  }

  drop(call: UserCall): void {
    this.#giveBacks.drop(call);
  }

  /** Undoes what an answer brought that nobody wants any more. What cannot be undone is told on `events$`. */
  giveBack(undo: GiveBack): void {
    this.#giveBacks.undo(undo);
  }

  answeredLate(call: UserCall, response: unknown): void {
    this.#giveBacks.answered(call, response);
  }

  /** Fails what waits; what was sent fails with its connection, and what is made of others with them. */
  stop(): void {
    for (const call of this.#waiting) {
      call.pause?.unsubscribe();
      call.fail(afterShutdown(call));
    }
    this.#living.unsubscribe();
  }
}

function asItIs<T>(response: T): T {
  return response;
}
