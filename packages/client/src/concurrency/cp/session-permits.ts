import { semaphoreAcquire, semaphoreRelease } from '@hazelrx/protocol/operations';
import {
  catchError,
  concat,
  defer,
  endWith,
  ignoreElements,
  map,
  materialize,
  type Observable,
  of,
  Subject,
  takeUntil,
  tap,
  throwError,
} from 'rxjs';
import { HazelcastError } from '../../errors.js';
import { detached } from '../detached.js';
import type { Permits } from '../scopes.js';
import type { CpSession } from './cp-session.js';
import type { Owner, Session } from './owner.js';
import type { PermitSource, Taken } from './permit-claims.js';
import { countedBy } from './permit-counts.js';
import { isRefusal } from './refusal.js';
import { SessionOwners } from './session-owners.js';

/** Permits that belong to the client's session, and are free again when that is over. */
export class SessionPermits extends SessionOwners implements PermitSource {
  readonly #held = new Map<Session, number>();
  readonly #lost = new Subject<HazelcastError>();
  readonly lost$ = this.#lost.pipe(takeUntil(this.core.ended$.pipe(materialize())));

  took(owner: Owner, permits: number, clean: boolean): void {
    const { session } = owner;
    this.dismiss(owner, clean);
    session.retain(permits - 1);
    this.#account(session, permits);
  }

  /** Of any session of this client's: one after the other, where no single one holds as many. Goes on when nobody waits for it. */
  release(permits: number): Observable<undefined> {
    return defer(() => {
      const parts = this.#parts(permits);
      if (!parts) return throwError(() => this.#tooMany('this client does not hold as many'));
      let released = 0;
      const releases = parts.map(([session, part]) =>
        this.#release(session, part, held => this.#account(session, held)).pipe(tap(() => (released += part))),
      );
      const all$ = concat(...releases).pipe(ignoreElements(), endWith(undefined));
      return detached(
        all$.pipe(catchError((error: HazelcastError) => throwError(() => partly(released, permits, error)))),
      );
    });
  }

  handle({ owner, permits }: Taken): Permits {
    const { session } = owner;
    const lost = (reason: HazelcastError): HazelcastError => this.#lostBy(reason);
    return {
      lost$: defer(() => (session.reason ? of(session.reason) : session.ended$).pipe(map(lost))),
      release: () =>
        defer(() =>
          detached(
            this.#release(session, permits, held => {
              // Nobody can try again: they are freed by the end of the session.
              session.retire();
              session.release(held);
            }),
          ),
        ),
    };
  }

  protected override follow(session: CpSession): void {
    super.follow(session);
    session.ended$.subscribe(reason => {
      if (this.#held.delete(session)) this.#lost.next(this.#lostBy(reason));
    });
  }

  /** What members are to be asked to release; they know better where this is more than was counted. */
  #parts(permits: number): [Session, number][] | undefined {
    const parts: [Session, number][] = [];
    let left = permits;
    for (const [session, held] of this.#held) {
      const part = Math.min(left, held);
      if (part > 0) parts.push([session, part]);
      left -= part;
    }
    if (left === 0) return parts;
    const { session } = this;
    return session && !session.reason ? [[session, permits]] : undefined;
  }

  #release(session: Session, permits: number, failed: (held: number) => void): Observable<undefined> {
    return defer(() => {
      if (session.reason) return throwError(() => this.#tooMany('the permits are lost', session.reason));
      const counted = Math.min(permits, this.#held.get(session) ?? 0);
      this.#account(session, -counted);
      return countedBy(this.ownerUnder(session), this, semaphoreRelease, permits).pipe(
        tap({
          next: () => session.release(counted),
          error: (error: HazelcastError) => {
            failed(counted);
            // They may be released: nothing more is to be held beside them.
            if (!isRefusal(error)) session.retire();
          },
        }),
        catchError((error: HazelcastError) => {
          throw error.code === 'SESSION_EXPIRED_EXCEPTION' ? this.#tooMany('the permits are lost', error) : error;
        }),
      );
    });
  }

  #account(session: Session, permits: number): void {
    const held = (this.#held.get(session) ?? 0) + permits;
    if (held > 0 && !session.reason) this.#held.set(session, held);
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

/** Those of one session are released, those of the next one are not. */
function partly(released: number, permits: number, cause: HazelcastError): HazelcastError {
  if (released === 0) return cause;
  const reason = `${released} of ${permits} are released, and then: ${cause.reason}`;
  const { code, operation, structure, memberStack } = cause;
  return new HazelcastError(code, reason, { operation, structure, memberStack, cause });
}
