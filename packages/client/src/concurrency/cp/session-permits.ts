import { semaphoreAcquire, semaphoreRelease } from '@hazelrx/protocol/operations';
import {
  AsyncSubject,
  catchError,
  concat,
  defer,
  endWith,
  ignoreElements,
  map,
  materialize,
  Observable,
  of,
  Subject,
  takeUntil,
  tap,
  throwError,
} from 'rxjs';
import { HazelcastError } from '../../errors.js';
import type { Permits } from '../scopes.js';
import type { CpSession } from './cp-session.js';
import { type PermitSource, ReleaseClaim, type Taken } from './permit-claims.js';
import { type SessionOwner, SessionOwners } from './session-owners.js';

/** Permits that belong to the client's session, and are free again when that is over. */
export class SessionPermits extends SessionOwners implements PermitSource {
  readonly #held = new Map<CpSession, number>();
  readonly #lost = new Subject<HazelcastError>();
  readonly lost$ = this.#lost.pipe(takeUntil(this.core.ended$.pipe(materialize())));

  took(owner: SessionOwner, permits: number, clean: boolean): void {
    const { session } = owner;
    if (clean) this.dismiss(owner);
    session.retain(permits - 1);
    this.#account(session, permits);
  }

  /** Of any session of this client's: one after the other, where no single one holds as many. */
  release(permits: number): Observable<undefined> {
    return defer(() => {
      const parts = this.#parts(permits);
      if (!parts) return throwError(() => this.#tooMany('this client does not hold as many'));
      const releases = parts.map(([session, part]) =>
        this.#release(session, part, held => this.#account(session, held)),
      );
      return concat(...releases).pipe(ignoreElements(), endWith(undefined));
    });
  }

  handle({ owner, permits }: Taken): Permits {
    const session = owner.session as CpSession;
    const lost = (reason: HazelcastError): HazelcastError => this.#lostBy(reason);
    return {
      lost$: defer(() => (session.reason ? of(session.reason) : session.ended$).pipe(map(lost))),
      release: () =>
        this.#release(session, permits, held => {
          // Nobody can try again: they are freed by the end of the session.
          session.retire();
          session.release(held);
        }),
    };
  }

  protected override lost(session: CpSession, reason: HazelcastError): void {
    const held = this.#held.get(session) ?? 0;
    this.#held.delete(session);
    if (held > 0) this.#lost.next(this.#lostBy(reason));
  }

  /** What members are to be asked to release; they know better where this is more than was counted. */
  #parts(permits: number): [CpSession, number][] | undefined {
    const parts: [CpSession, number][] = [];
    let left = permits;
    for (const [session, held] of this.#held) {
      const part = Math.min(left, held);
      if (part > 0) parts.push([session, part]);
      left -= part;
    }
    if (left === 0) return parts;
    const { session } = this;
    return session && !session.over ? [[session, permits]] : undefined;
  }

  /** Begun when it is subscribed to, and goes on when nobody waits for it. */
  #release(session: CpSession, permits: number, failed: (held: number) => void): Observable<undefined> {
    return defer(() => {
      if (session.reason) return throwError(() => this.#tooMany('the permits are lost', session.reason));
      const counted = Math.min(permits, this.#held.get(session) ?? 0);
      this.#account(session, -counted);
      const released = new AsyncSubject<undefined>();
      new Observable<undefined>(subscriber => {
        new ReleaseClaim(this, permits, subscriber).begin(this.ownerUnder(session));
      })
        .pipe(
          tap({
            next: () => session.release(counted),
            error: () => failed(counted),
          }),
          catchError((error: HazelcastError) => {
            throw error.code === 'SESSION_EXPIRED_EXCEPTION' ? this.#tooMany('the permits are lost', error) : error;
          }),
        )
        .subscribe(released);
      return released;
    });
  }

  #account(session: CpSession, permits: number): void {
    const held = (this.#held.get(session) ?? 0) + permits;
    if (held > 0 && !session.over) this.#held.set(session, held);
    else this.#held.delete(session);
  }

  #tooMany(reason: string, cause?: HazelcastError): HazelcastError {
    return new HazelcastError('ILLEGAL_STATE', reason, {
      operation: semaphoreRelease.name,
      structure: this.name,
      cause,
    });
  }

  #lostBy(cause: HazelcastError): HazelcastError {
    const reason = "the permits may be somebody else's: the client's CP session is over";
    const details = { operation: semaphoreAcquire.name, structure: this.name, cause };
    return new HazelcastError('SESSION_EXPIRED_EXCEPTION', reason, details);
  }
}
