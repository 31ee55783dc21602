// What is asked of the members under a session, until they have given or refused it: also when the session ends meanwhile,
// and when the caller leaves.
import type { AnyOperation, RequestOf, ResponseOf, UUID } from '@hazelrx/protocol';
import { EMPTY, type Observable, ReplaySubject, type Subscriber, type Subscription } from 'rxjs';
import { type HazelcastError, IndeterminateError } from '../../errors.js';
import type { InternalOptions } from '../../invocation/call-options.js';
import type { CallObserver, UserCall } from '../../invocation/user-call.js';
import { retold } from '../retold.js';
import { type Abandoned, givenBack, type Outcome } from './given-back.js';
import type { Owner, Undertaking } from './owner.js';
import type { Owners } from './owners.js';
import { isRefusal } from './refusal.js';

const CANCELLED = 'WAIT_KEY_CANCELLED_EXCEPTION';

/** Those of most claims; no others are made for them. */
const ENDLESS: InternalOptions = { waits: Infinity, repeatable: true };

/** One subscription; the observer of its requests, one after the other, and its teardown. */
export abstract class Claim<O extends AnyOperation, T> implements CallObserver<ResponseOf<O>>, Undertaking, Abandoned {
  protected readonly uid: UUID;
  /** Scheduler time; Infinity for waiting as long as it takes. */
  readonly #until: number;
  protected owner!: Owner;
  /** A request was sent more than once, so that it may come to the members when nobody expects it any more. */
  protected repeated = false;
  #done = false;
  #finding: Subscription | undefined;
  /** The request, once it is sent. */
  #call: UserCall | undefined;
  /** Since the caller has left: how much was given, or undefined where nobody knows. */
  #late: ReplaySubject<number | undefined> | undefined;

  /** `timeout`: milliseconds to wait on the member. */
  constructor(
    protected readonly owners: Owners,
    protected readonly operation: O,
    timeout: number,
    protected readonly subscriber: Subscriber<T>,
  ) {
    this.uid = owners.newUid();
    this.#until = timeout > 0 && timeout < Infinity ? owners.core.scheduler.now() + timeout : timeout;
  }

  /** `millis`: the time left to wait on the member. */
  protected abstract request(owner: Owner, millis: number): RequestOf<O>;
  /** How much was given: 0 for nothing. */
  protected abstract given(response: ResponseOf<O>): number;
  /** The hold on the session is the taker's now, and so is the owner. */
  protected abstract taken(response: ResponseOf<O>): T;
  /** What the caller is told; throws where that is an error. */
  protected abstract refused(response: ResponseOf<O> | undefined): T;
  abstract giveBack(given: number): Observable<unknown>;
  /** The same for who still waits, under another session. */
  protected heir?(timeout: number): Claim<O, T>;

  cancel(): Observable<unknown> {
    return EMPTY;
  }

  get sweeps(): boolean {
    return false;
  }

  get given$(): Observable<number | undefined> | undefined {
    return this.#late;
  }

  /** It waits until it is refused. */
  protected get endless(): boolean {
    return this.#until === Infinity;
  }

  begin(): this {
    const owner = this.owners.owner();
    if (owner) this.#ask(owner);
    else this.#find();
    return this;
  }

  #find(): void {
    this.#call = undefined;
    this.#finding = this.owners.owner$().subscribe({
      next: owner => this.#ask(owner),
      error: (error: HazelcastError) => this.#fail(error),
    });
  }

  #ask(owner: Owner): void {
    this.owner = owner;
    owner.about = this;
    const left = this.#left;
    const { remembers } = owner.session;
    const options = left === Infinity && remembers ? ENDLESS : { waits: left, repeatable: remembers };
    const { invoker } = this.owners.core;
    this.#call = invoker.begin(this.operation, this.request(owner, left), options, this);
  }

  get #left(): number {
    if (this.#until === 0 || this.#until === Infinity) return this.#until;
    return Math.max(Math.ceil(this.#until - this.owners.core.scheduler.now()), 0);
  }

  next(response: ResponseOf<O>): void {
    const given = this.given(response);
    if (this.#late) return this.#late.next(given);
    if (given === 0) {
      this.#leave('clean');
      return this.#tell(() => this.refused(response));
    }
    // It was freed with the session, or will be.
    if (this.owner.session.reason) return this.#anew();
    this.#done = true;
    this.subscriber.next(this.taken(response));
    this.subscriber.complete();
  }

  complete(): void {
    // All is done with the answer.
  }

  error(error: HazelcastError): void {
    const { session } = this.owner;
    const { code } = error;
    this.owners.failed(session, error);
    const nothing = session.reason !== undefined || code === CANCELLED || isRefusal(error);
    if (this.#late) return this.#late.next(nothing ? 0 : undefined);
    if (code === 'SESSION_EXPIRED_EXCEPTION') return this.#anew();
    if (nothing) this.#leave('clean');
    else this.#settle();
    if (code === CANCELLED) this.#tell(() => this.refused(undefined));
    else this.#fail(error);
  }

  /** The session is over, and with it all that was asked under it: another one, in the time that is left. */
  #anew(): void {
    this.#leave('clean');
    this.begin();
  }

  /** Nobody knows what became of the request so far. Once the caller has left it is not sent again. */
  onRetry(): void {
    this.repeated = true;
    if (!this.#late) return;
    this.#call!.unsubscribe();
    this.#late.next(undefined);
  }

  sessionRetired(): void {
    if (this.#done || !this.heir) return;
    const heir = this.heir(this.#left);
    this.unsubscribe();
    this.subscriber.add(heir.begin());
  }

  unsubscribe(): void {
    if (this.#done) return;
    this.#done = true;
    if (!this.#call) return this.#finding?.unsubscribe();
    this.#late = new ReplaySubject(1);
    this.#settle();
  }

  /** Sees to it that nobody is left with what was asked for. */
  #settle(): void {
    const { owners, owner } = this;
    givenBack(this, owners.core).subscribe(outcome => {
      this.#call?.unsubscribe();
      this.#leave(outcome);
      if (outcome === 'unknown' && this.#late && !owner.session.remembers) this.#tellLoss();
    });
  }

  #leave(outcome: Outcome): void {
    this.owners.leave(this.owner, outcome === 'clean' && this.repeated ? 'swept' : outcome);
  }

  #tellLoss(): void {
    const { core, name } = this.owners;
    const reason = 'what it was given, if it was, could not be given back';
    const error = new IndeterminateError('INDETERMINATE_OPERATION_STATE', reason, this.details);
    core.tell({ type: 'indeterminate', operation: this.operation.name, structure: name, error });
  }

  #tell(outcome: () => T): void {
    this.#done = true;
    let told: T;
    try {
      told = outcome();
    } catch (error) {
      return this.subscriber.error(error);
    }
    this.subscriber.next(told);
    this.subscriber.complete();
  }

  #fail(error: HazelcastError): void {
    this.#done = true;
    this.subscriber.error(retold(error, this.details));
  }

  protected get details(): { readonly operation: string; readonly structure: string } {
    return { operation: this.operation.name, structure: this.owners.name };
  }
}
