// What is taken of a semaphore.
import type { AnyOperation, RequestOf, ResponseOf } from '@hazelrx/protocol';
import { semaphoreAcquire, semaphoreDrain, semaphoreRelease } from '@hazelrx/protocol/operations';
import { catchError, concatMap, EMPTY, type Observable, type Subscriber } from 'rxjs';
import { HazelcastError } from '../../errors.js';
import type { InternalOptions } from '../../invocation/call-options.js';
import { toAnswer } from '../../structures/answers.js';
import { MOST_PERMITS } from '../semaphore.js';
import { Claim } from './claim.js';
import type { Owner } from './owner.js';
import type { Owners } from './owners.js';
import { endsSessions } from './refusal.js';

/** Where permits are taken from. */
export interface PermitSource extends Owners {
  /** Keeps account of them. The owner has done his part; `clean`: no request of his is under way any more. */
  took(owner: Owner, permits: number, clean: boolean): void;
}

/** Permits of one acquisition. */
export interface Taken {
  readonly owner: Owner;
  readonly permits: number;
}

const GIVE_BACK: InternalOptions = { internal: true, patient: true };

abstract class PermitClaim<O extends AnyOperation, T> extends Claim<O, T> {
  declare protected readonly owners: PermitSource;

  override giveBack(permits: number): Observable<unknown> {
    const { owners, owner } = this;
    const request = Object.assign(owners.signed(owner, owners.newUid()), { permits });
    return owners.core.invoker.call(semaphoreRelease, request, toAnswer, GIVE_BACK).pipe(catchError(freed));
  }
}

export class AcquireClaim extends PermitClaim<typeof semaphoreAcquire, Taken | null> {
  constructor(
    owners: PermitSource,
    readonly permits: number,
    timeout: number,
    subscriber: Subscriber<Taken | null>,
  ) {
    super(owners, semaphoreAcquire, timeout, subscriber);
  }

  protected override request(owner: Owner, millis: number): RequestOf<typeof semaphoreAcquire> {
    const { permits } = this;
    return Object.assign(this.owners.signed(owner, this.uid), {
      permits,
      timeoutMs: millis === Infinity ? -1 : millis,
    });
  }

  protected override given({ response }: ResponseOf<typeof semaphoreAcquire>): number {
    return response ? this.permits : 0;
  }

  protected override taken(): Taken {
    const { owner, permits } = this;
    this.owners.took(owner, permits, !this.repeated);
    return { owner, permits };
  }

  protected override refused(): null {
    if (!this.endless) return null;
    throw new HazelcastError('ILLEGAL_STATE', 'the members have ended the wait for it', this.details);
  }

  protected override heir(timeout: number): AcquireClaim {
    return new AcquireClaim(this.owners, this.permits, timeout, this.subscriber);
  }

  /** Asking for more than there are ends the wait of the same owner. */
  override cancel(): Observable<unknown> {
    const { owners, owner } = this;
    // So many are not there where somebody waits.
    const request = Object.assign(owners.signed(owner, owners.newUid()), { permits: MOST_PERMITS, timeoutMs: 0 });
    return owners.core.invoker.call(semaphoreAcquire, request, toAnswer, GIVE_BACK).pipe(
      concatMap(taken => (taken ? this.giveBack(MOST_PERMITS) : EMPTY)),
      catchError(freed),
    );
  }
}

export class DrainClaim extends PermitClaim<typeof semaphoreDrain, number> {
  constructor(owners: PermitSource, subscriber: Subscriber<number>) {
    super(owners, semaphoreDrain, 0, subscriber);
  }

  protected override request(owner: Owner): RequestOf<typeof semaphoreDrain> {
    return this.owners.signed(owner, this.uid);
  }

  protected override given({ response }: ResponseOf<typeof semaphoreDrain>): number {
    return Math.max(response, 0);
  }

  protected override taken({ response }: ResponseOf<typeof semaphoreDrain>): number {
    this.owners.took(this.owner, response, !this.repeated);
    return response;
  }

  protected override refused(): number {
    return 0;
  }
}

function freed(error: HazelcastError): Observable<never> {
  if (endsSessions(error)) return EMPTY;
  throw error;
}
