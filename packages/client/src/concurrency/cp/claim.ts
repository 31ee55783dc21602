// What is asked of the members under a session, until they have given or refused it: also when the session ends meanwhile,
// and when the caller leaves.
import type { AnyOperation, RequestOf, ResponseOf, UUID } from '@hazelrx/protocol';
import { Observable, type Observer, ReplaySubject, type Subscriber, type Subscription } from 'rxjs';
import { type HazelcastError, IndeterminateError } from '../../errors.js';
import type { InternalOptions } from '../../invocation/call-options.js';
import { endsSessions } from './cp-session.js';
import { givenBack, type Outcome } from './given-back.js';
import type { Claimed, Owner, Waiting } from './owner.js';

const CANCELLED = 'WAIT_KEY_CANCELLED_EXCEPTION';

const REFUSALS: ReadonlySet<HazelcastError['code']> = new Set([
  'ACCESS_CONTROL',
  'CLIENT_NOT_ACTIVE',
  'CLIENT_OFFLINE',
  'CLUSTER_UNREACHABLE',
  'DISTRIBUTED_OBJECT_DESTROYED',
  'HAZELCAST_OVERLOAD',
  'ILLEGAL_ARGUMENT',
  'ILLEGAL_STATE',
  'SECURITY',
  'UNSUPPORTED_OPERATION',
]);

/** Whether it is certain that a request with this error did nothing, and will do nothing. */
export function isRefusal({ code }: HazelcastError): boolean {
  return REFUSALS.has(code);
}

/** One subscription; the observer of its requests, one after the other, and its teardown. */
export abstract class Claim<O extends AnyOperation, T> implements Observer<ResponseOf<O>>, Waiting {
  protected readonly uid: UUID;
  owner!: Owner;
  /** A request was sent more than once, so that it may come to the members when nobody expects it any more. */
  protected repeated = false;
  /** Scheduler time; Infinity for waiting as long as it takes. */
  readonly #until: number;
  #done = false;
  #sent = false;
  #asked: Subscription | undefined;
  /** Since the caller has left: how much was given, or undefined where nobody knows. */
  #late: ReplaySubject<number | undefined> | undefined;
  #heir: Claim<O, T> | undefined;

  /** `timeout`: milliseconds to wait on the member. */
  constructor(
    protected readonly claimed: Claimed,
    protected readonly operation: O,
    timeout: number,
    protected readonly subscriber: Subscriber<T>,
  ) {
    this.uid = claimed.newUid();
    this.#until = timeout > 0 && timeout < Infinity ? claimed.core.scheduler.now() + timeout : timeout;
  }

  /** `millis`: the time left to wait on the member. */
  protected abstract request(owner: Owner, millis: number): RequestOf<O>;
  /** How much was given: 0 for nothing. */
  protected abstract given(response: ResponseOf<O>): number;
  /** The hold on the session is the taker's now, and so is the owner. */
  protected abstract taken(response: ResponseOf<O>): T;
  /** What the caller is told; throws where that is an error. */
  protected abstract refused(response: ResponseOf<O> | undefined): T;
  /** Ends the wait, if the request waits; what was given may be given back, but nothing else. */
  protected abstract cancel(): Observable<unknown>;
  protected abstract giveBack(given: number): Observable<unknown>;
  /** Gives back whatever was given, where that can be done without knowing. */
  protected sweep?(): Observable<unknown>;
  /** The same for who still waits, under another session. */
  protected heir?(timeout: number): Claim<O, T>;

  /** Whether it is asked for again when the session is over. */
  protected get renews(): boolean {
    return true;
  }

  /** `as`: under this session, with one hold on it. */
  begin(as?: Owner): void {
    const owner = as ?? this.claimed.owner();
    if (owner) return this.#ask(owner);
    this.#sent = false;
    const found$ = this.claimed.owner$();
    const finding = found$.subscribe({
      next: found => this.#ask(found),
      error: (error: HazelcastError) => this.#fail(error),
    });
    // Where the session was there already, it has been asked by now.
    if (!this.#sent) this.#asked = finding;
  }

  #ask(owner: Owner): void {
    const { claimed, operation } = this;
    this.owner = owner;
    this.#sent = true;
    this.#asked = undefined;
    const left = this.#left;
    const options: InternalOptions = { waits: left, onRetry: () => this.#again() };
    const response$ = claimed.core.invoker.call(operation, this.request(owner, left), asItIs<ResponseOf<O>>, options);
    if (this.heir) claimed.waiting?.add(this);
    this.#asked = response$.subscribe(this);
  }

  get #left(): number {
    if (this.#until === 0 || this.#until === Infinity) return this.#until;
    return Math.max(Math.ceil(this.#until - this.claimed.core.scheduler.now()), 0);
  }

  next(response: ResponseOf<O>): void {
    const given = this.given(response);
    if (this.#late) return this.#late.next(given);
    if (given === 0) {
      this.#leave('clean');
      return this.#tell(() => this.refused(response));
    }
    // It was freed with the session, or will be.
    if (this.owner.session.over) return this.#anew();
    this.claimed.waiting?.delete(this);
    this.#tell(() => this.taken(response));
  }

  complete(): void {
    // All is done with the answer.
  }

  error(error: HazelcastError): void {
    const { session } = this.owner;
    const { code } = error;
    if (endsSessions(error)) session.end(error);
    if (code === 'CP_GROUP_DESTROYED_EXCEPTION') this.claimed.forget();
    const nothing = session.over || code === CANCELLED || isRefusal(error);
    if (this.#late) return this.#late.next(nothing ? 0 : undefined);
    if (code === 'SESSION_EXPIRED_EXCEPTION' && this.renews) return this.#anew();
    if (nothing) this.#leave('clean');
    else this.#settle(undefined);
    if (code === CANCELLED) this.#tell(() => this.refused(undefined));
    else this.#fail(error);
  }

  /** The session is over, and with it all that was asked under it: another one, in the time that is left. */
  #anew(): void {
    this.#leave('clean');
    this.begin();
  }

  /** Nobody knows what became of the request so far, and it is to be sent once more. */
  #again(): void {
    // Not even on its way yet.
    if (!this.#asked) return;
    this.repeated = true;
    const { session } = this.owner;
    if (!this.#late && (session.remembers || this.claimed.core.options.redoOperation)) return;
    this.#asked.unsubscribe();
    if (this.#late) return this.#late.next(undefined);
    this.#settle(undefined);
    const reason = 'sent, but it is not known whether it ran: the connection was lost';
    this.#fail(new IndeterminateError('INDETERMINATE_OPERATION_STATE', reason, this.details));
  }

  /** Its session is to end as soon as nothing is held under it: whoever waits must not keep it from that. */
  move(): void {
    if (this.#done) return;
    const heir = this.heir!(this.#left);
    this.unsubscribe();
    this.#heir = heir;
    heir.begin();
  }

  unsubscribe(): void {
    if (this.#heir) return this.#heir.unsubscribe();
    if (this.#done) return;
    this.#done = true;
    this.claimed.waiting?.delete(this);
    if (!this.#sent) return this.#asked?.unsubscribe();
    this.#late = new ReplaySubject(1);
    this.#settle(this.#late);
  }

  /** Sees to it that nobody is left with what was asked for. */
  #settle(given$: Observable<number | undefined> | undefined): void {
    const abandoned = {
      given$,
      cancel: () => this.cancel(),
      giveBack: (given: number) => this.giveBack(given),
      sweep: this.sweep && (() => this.sweep!()),
    };
    givenBack(abandoned, this.claimed.core).subscribe(outcome => {
      this.#asked?.unsubscribe();
      this.#leave(outcome);
      if (outcome === 'unknown' && given$ && !this.owner.session.remembers) this.#tellLoss();
    });
  }

  #leave(outcome: Outcome): void {
    const { owner, claimed } = this;
    claimed.waiting?.delete(this);
    if (outcome === 'clean' && (owner.session.over || !this.repeated)) claimed.dismiss(owner);
    if (outcome === 'unknown') owner.session.retire();
    owner.session.release();
  }

  #tellLoss(): void {
    const { core, name } = this.claimed;
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
    const { details } = this;
    const own = error.structure === details.structure && error.operation === details.operation;
    this.subscriber.error(own ? error : error.toldOf(details));
  }

  protected get details(): { readonly operation: string; readonly structure: string } {
    return { operation: this.operation.name, structure: this.claimed.name };
  }
}

/** Each subscription claims for itself. */
export function claimed<O extends AnyOperation, T>(make: (subscriber: Subscriber<T>) => Claim<O, T>): Observable<T> {
  return new Observable(subscriber => {
    const claim = make(subscriber);
    claim.begin();
    return claim;
  });
}

function asItIs<T>(response: T): T {
  return response;
}
