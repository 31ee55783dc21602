import type { AnyOperation, MemberError } from '@hazelrx/protocol';
import type { Observer, Unsubscribable } from 'rxjs';
import { Call, detailsOf } from '../connection/pending.js';
import { asHazelcastError, fromMember, type HazelcastError, IndeterminateError, TimeoutError } from '../errors.js';
import type { Options } from '../options.js';
import type { InternalOptions } from './call-options.js';

/** What a call tells whoever sends it. */
export interface CallHome {
  readonly parts: { readonly options: Options; readonly cluster: { readonly lastFailure: HazelcastError | undefined } };
  /** The subscription is over, one way or the other. */
  ended(call: UserCall): void;
  /** One try went wrong. */
  fault(call: UserCall, error: HazelcastError): void;
  /** The call waits for nothing any more. */
  forget(call: UserCall): void;
  /** The call is over, but its answer may hold something. */
  keep(call: UserCall): void;
  /** The call is over and on its way no more, but it was. */
  drop(call: UserCall): void;
  answeredLate(call: UserCall, response: unknown): void;
}

/** Who is told how a call ends. */
export interface CallObserver<R> extends Observer<R> {
  /** As the option of that name. */
  onRetry?(): void;
}

/** One subscription of an application to one request, over all its tries. Ends once; it is its own teardown. */
export class UserCall extends Call {
  /** Tries so far. */
  attempt = 0;
  /** `Clock` time of the first try. */
  began = 0;
  timeout = Infinity;
  /** What went wrong with the last try. */
  lastFault: HazelcastError | undefined;
  /** The pause before the next try, or what it is made of. */
  pause: Unsubscribable | undefined;
  /** Among the calls that are made of others; −1 for none of them. */
  place = -1;
  /** Its observer has been told its end, or has left. */
  over = false;

  constructor(
    readonly home: CallHome,
    operation: AnyOperation,
    request: Readonly<Record<string, unknown>>,
    readonly options: InternalOptions,
    readonly project: (response: never) => unknown,
    readonly observer: CallObserver<never>,
  ) {
    super(operation, request, options.codecs);
  }

  begin(now: number, timeout: number): void {
    this.began = now;
    this.timeout = timeout;
    this.deadline = now + timeout;
  }

  /** Ready for another try. */
  rewind(): void {
    this.acks = 0;
    this.holding = false;
    this.held = this.heldMessage = undefined;
    this.deadline = this.began + this.timeout;
  }

  override answered(response: unknown): void {
    if (this.abandoned) return this.home.answeredLate(this, response);
    if (this.over) return;
    this.over = true;
    this.home.forget(this);
    this.home.ended(this);
    this.observer.next(this.project(response as never) as never);
    this.observer.complete();
  }

  override refused(chain: readonly MemberError[]): void {
    this.home.fault(this, fromMember(chain, { ...detailsOf(this), cause: this.lastFault }));
  }

  override failed(error: HazelcastError): void {
    this.home.fault(this, error);
  }

  override expired(): void {
    if (!this.holding) return this.#timedOut();
    this.connection!.wire.pending.remove(this);
    if (this.abandoned || !this.home.parts.options.failOnIndeterminateState) return this.answered(this.held);
    if (this.operation.giveBack) this.home.answeredLate(this, this.held);
    const reason = 'the member ran the call, but its backups were not confirmed in time';
    this.fail(new IndeterminateError('INDETERMINATE_OPERATION_STATE', reason, detailsOf(this)));
  }

  #timedOut(): void {
    const sent = this.slot >= 0;
    const cause = this.lastFault ?? (sent ? undefined : this.home.parts.cluster.lastFailure);
    const lacking = sent ? 'no answer' : this.pause ? 'no success' : 'no connection to send it on';
    const reason = `${lacking} within ${this.timeout} ms`;
    this.#leave();
    const full = cause ? `${reason}; before that: ${cause.reason}` : reason;
    this.fail(new TimeoutError('OPERATION_TIMEOUT', full, { ...detailsOf(this), cause }));
  }

  /** Ends the call with an error. */
  fail(error: unknown): void {
    if (this.over) return;
    this.over = true;
    this.home.forget(this);
    this.home.ended(this);
    const told = asHazelcastError(error, detailsOf(this));
    this.observer.error(this.options.retell?.(told, this.operation, this.pause) ?? told);
  }

  /** The caller leaves. Nothing more is told; what the answer may still bring is given back. */
  unsubscribe(): void {
    if (this.over) return;
    this.over = true;
    this.home.ended(this);
    this.#leave();
  }

  #leave(): void {
    this.pause?.unsubscribe();
    this.home.forget(this);
    if (this.operation.giveBack === undefined) return this.connection?.wire.pending.remove(this);
    if (this.slot >= 0) this.home.keep(this);
    else if (this.attempt > 0) this.home.drop(this);
  }
}
