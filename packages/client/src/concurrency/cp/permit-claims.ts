// What is asked of a semaphore.
import type { AnyOperation, RequestOf, ResponseOf, UUID } from '@hazelrx/protocol';
import { semaphoreAcquire, semaphoreChange, semaphoreDrain, semaphoreRelease } from '@hazelrx/protocol/operations';
import { catchError, concatMap, EMPTY, type Observable, type Subscriber } from 'rxjs';
import { HazelcastError } from '../../errors.js';
import { MOST_PERMITS } from '../semaphore.js';
import { Claim } from './claim.js';
import { endsSessions } from './cp-session.js';
import type { Claimed, Owner } from './owner.js';

/** Where permits are taken from. */
export interface PermitSource extends Claimed {
  /** Keeps account of them. The owner has done his part; `clean`: no request of his is under way any more. */
  took(owner: Owner, permits: number, clean: boolean): void;
}

/** Permits of one acquisition. */
export interface Taken {
  readonly owner: Owner;
  readonly permits: number;
}

abstract class PermitClaim<O extends AnyOperation, T> extends Claim<O, T> {
  constructor(
    protected readonly source: PermitSource,
    operation: O,
    timeout: number,
    subscriber: Subscriber<T>,
  ) {
    super(source, operation, timeout, subscriber);
  }

  /** What all requests begin with. */
  protected signed({ session, threadId }: Owner, invocationUid: UUID): RequestOf<typeof semaphoreDrain> {
    const { groupId, id: sessionId } = session;
    return { groupId, name: this.source.objectName, sessionId, threadId, invocationUid };
  }

  protected override cancel(): Observable<unknown> {
    return EMPTY;
  }

  protected override giveBack(permits: number): Observable<unknown> {
    const { source, owner } = this;
    const request = { ...this.signed(owner, source.newUid()), permits };
    return source.core.invoker
      .call(semaphoreRelease, request, ({ response }) => response, { internal: true, patient: true })
      .pipe(catchError(freed));
  }
}

export class AcquireClaim extends PermitClaim<typeof semaphoreAcquire, Taken | null> {
  constructor(
    source: PermitSource,
    readonly permits: number,
    readonly timeout: number,
    subscriber: Subscriber<Taken | null>,
  ) {
    super(source, semaphoreAcquire, timeout, subscriber);
  }

  protected override request(owner: Owner, millis: number): RequestOf<typeof semaphoreAcquire> {
    const { permits } = this;
    return { ...this.signed(owner, this.uid), permits, timeoutMs: millis === Infinity ? -1 : millis };
  }

  protected override given({ response }: ResponseOf<typeof semaphoreAcquire>): number {
    return response ? this.permits : 0;
  }

  protected override taken(): Taken {
    const { owner, permits, source } = this;
    source.took(owner, permits, !this.repeated);
    return { owner, permits };
  }

  protected override refused(): null {
    if (this.timeout < Infinity) return null;
    throw new HazelcastError('ILLEGAL_STATE', 'the members have ended the wait for it', this.details);
  }

  protected override heir(timeout: number): AcquireClaim {
    return new AcquireClaim(this.source, this.permits, timeout, this.subscriber);
  }

  /** Asking for more than there are ends the wait of the same owner. */
  protected override cancel(): Observable<unknown> {
    const { source, owner } = this;
    // So many are not there where somebody waits.
    const request = { ...this.signed(owner, source.newUid()), permits: MOST_PERMITS, timeoutMs: 0 };
    return source.core.invoker
      .call(semaphoreAcquire, request, ({ response }) => response, { internal: true, patient: true })
      .pipe(
        concatMap(taken => (taken ? this.giveBack(MOST_PERMITS) : EMPTY)),
        catchError(freed),
      );
  }
}

export class DrainClaim extends PermitClaim<typeof semaphoreDrain, number> {
  constructor(source: PermitSource, subscriber: Subscriber<number>) {
    super(source, semaphoreDrain, 0, subscriber);
  }

  protected override request(owner: Owner): RequestOf<typeof semaphoreDrain> {
    return this.signed(owner, this.uid);
  }

  protected override given({ response }: ResponseOf<typeof semaphoreDrain>): number {
    return Math.max(response, 0);
  }

  protected override taken({ response }: ResponseOf<typeof semaphoreDrain>): number {
    this.source.took(this.owner, response, !this.repeated);
    return response;
  }

  protected override refused(): number {
    return 0;
  }
}

type CountRow = typeof semaphoreChange | typeof semaphoreRelease;

/** What takes nothing. */
class CountClaim extends PermitClaim<CountRow, undefined> {
  constructor(
    source: PermitSource,
    operation: CountRow,
    readonly permits: number,
    subscriber: Subscriber<undefined>,
  ) {
    super(source, operation, 0, subscriber);
  }

  protected override request(owner: Owner): RequestOf<CountRow> {
    return { ...this.signed(owner, this.uid), permits: this.permits };
  }

  protected override given(): number {
    return 0;
  }

  protected override taken(): undefined {
    return undefined;
  }

  protected override refused(): undefined {
    return undefined;
  }
}

/** `permits` more than there were, or fewer. */
export class ChangeClaim extends CountClaim {
  constructor(source: PermitSource, permits: number, subscriber: Subscriber<undefined>) {
    super(source, semaphoreChange, permits, subscriber);
  }
}

export class ReleaseClaim extends CountClaim {
  constructor(source: PermitSource, permits: number, subscriber: Subscriber<undefined>) {
    super(source, semaphoreRelease, permits, subscriber);
  }

  /** What was held under a session that is over is not held any more. */
  protected override get renews(): boolean {
    return false;
  }
}

function freed(error: HazelcastError): Observable<never> {
  if (endsSessions(error)) return EMPTY;
  throw error;
}
