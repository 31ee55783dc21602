import type { ResponseOf } from '@hazelrx/protocol';
import {
  cpSessionCloseSession,
  type cpSessionCreateSession,
  cpSessionHeartbeatSession,
} from '@hazelrx/protocol/operations';
import type Long from 'long';
import { catchError, EMPTY, type Observable, Subject, Subscription } from 'rxjs';
import { HazelcastError } from '../../errors.js';
import type { InternalOptions } from '../../invocation/call-options.js';
import type { Core } from '../../structures/structure.js';
import type { RaftGroupId } from './cp-group.js';
import type { Owner, Session } from './owner.js';
import { endsSessions } from './refusal.js';

/** What the members told when they made a session. */
export type NewSession = ResponseOf<typeof cpSessionCreateSession>;

/**
 * By what the members of a CP group know that this client lives: what it holds there is freed some time after its last
 * heartbeat. Those are sent as long as something is held, or asked for.
 */
export class CpSession implements Session {
  readonly id: Long;
  readonly remembers = true;
  readonly owners = new Set<Owner>();
  /** Why it is over, or may be; undefined as long as it is not. */
  reason: HazelcastError | undefined;
  readonly #core: Core;
  /** Milliseconds, as those of the heartbeats. */
  readonly #ttl: number;
  readonly #interval: number;
  readonly #made: number;
  /** Scheduler time at which the last heartbeat that was answered had been sent. */
  #heard: number;
  #holds = 0;
  #retired = false;
  #closed = false;
  #due: Subscription | undefined;
  readonly #beats = new Subscription();
  readonly #ended = new Subject<HazelcastError>();
  readonly ended$ = this.#ended.asObservable();

  /** `asked`: scheduler time at which it was asked for. */
  constructor(
    core: Core,
    readonly groupId: RaftGroupId,
    { sessionId, ttlMillis, heartbeatMillis }: NewSession,
    asked: number,
  ) {
    this.id = sessionId;
    this.#core = core;
    this.#ttl = ttlMillis.toNumber();
    this.#interval = heartbeatMillis.toNumber();
    this.#made = this.#heard = asked;
  }

  /** How much is held under it, or asked for. */
  get holds(): number {
    return this.#holds;
  }

  /** Members close a session that holds nothing and was made longer ago than its time to live. */
  get usable(): boolean {
    if (this.#closed || this.#retired) return false;
    return this.#holds > 0 || this.#core.scheduler.now() < this.#made + this.#ttl;
  }

  retain(count = 1): void {
    const idle = this.#holds === 0;
    this.#holds += count;
    if (!idle || this.#due || this.#closed) return;
    // It may be long ago that the last heartbeat was sent.
    const late = this.#left < 2 * this.#interval;
    this.#schedule(late ? 0 : this.#interval);
  }

  release(count = 1): void {
    this.#holds -= count;
    if (this.#retired) this.#closeUnused();
  }

  /**
   * Nothing more is to be held under it, and it is closed as soon as nothing is: something may be held that nobody knows
   * of, which its end frees.
   */
  retire(): void {
    if (this.#retired || this.#closed) return;
    this.#retired = true;
    for (const { about } of this.owners) about?.sessionRetired?.();
    this.#closeUnused();
  }

  /** It is over: members say so, or have not been heard for too long. */
  end(reason: HazelcastError): void {
    if (this.#closed) return;
    this.reason = reason;
    this.#stop();
    for (const { about } of this.owners) about?.sessionOver?.();
    this.#ended.next(reason);
    this.#ended.complete();
  }

  /** No more heartbeats, and no reason. */
  forget(): void {
    if (this.#closed) return;
    this.#stop();
    this.#ended.complete();
  }

  /** Frees all that is held under it; ends by itself, and never fails. */
  close(options: InternalOptions): Observable<unknown> {
    const { groupId, id: sessionId } = this;
    return this.#core.invoker
      .call(cpSessionCloseSession, { groupId, sessionId }, ({ response }) => response, { ...options, internal: true })
      .pipe(catchError(() => EMPTY));
  }

  #closeUnused(): void {
    if (this.#holds > 0 || this.#closed) return;
    this.forget();
    this.close({ patient: true, timeout: this.#ttl }).subscribe();
  }

  get #left(): number {
    return this.#heard + this.#ttl - this.#core.scheduler.now();
  }

  #schedule(delay: number): void {
    this.#due = this.#core.scheduler.schedule(() => this.#tick(), delay);
  }

  #tick(): void {
    this.#due = undefined;
    if (this.#holds === 0) return;
    const left = this.#left;
    if (left <= 0) return this.#silence();
    // Else they would all go out together one day.
    if (this.#core.router.connections.open.length > 0) this.#beat();
    if (!this.#closed) this.#schedule(Math.min(this.#interval, left));
  }

  /** One that is late does not hold up the next: that goes another way, maybe. */
  #beat(): void {
    const sent = this.#core.scheduler.now();
    const { groupId, id: sessionId } = this;
    const options = { internal: true, patient: true, timeout: this.#ttl };
    const beat$ = this.#core.invoker.call(cpSessionHeartbeatSession, { groupId, sessionId }, () => sent, options);
    this.#beats.add(
      beat$.subscribe({
        next: () => (this.#heard = Math.max(this.#heard, sent)),
        error: (error: HazelcastError) => {
          if (endsSessions(error)) this.end(error);
        },
      }),
    );
  }

  /** Members that hear no more of it free what it holds; those that still hear are told to. */
  #silence(): void {
    const reason = `no heartbeat of the CP session was answered within ${this.#ttl} ms: the members may have ended it`;
    this.end(new HazelcastError('SESSION_EXPIRED_EXCEPTION', reason, { operation: cpSessionHeartbeatSession.name }));
    this.close({ patient: true, timeout: this.#ttl }).subscribe();
  }

  #stop(): void {
    this.#closed = true;
    this.#due?.unsubscribe();
    this.#beats.unsubscribe();
  }
}
