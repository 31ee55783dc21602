// One write of a register: the changes that are in it, and what became of it.
import type { Subscriber } from 'rxjs';
import { HazelcastError, IndeterminateError } from '../../errors.js';
import { hasWrite, type RegisterRecord, remembers, sameRecord, type WriteId } from './register-record.js';

/** A record that a member says is another one, and is not, as often. */
const DENIALS = 3;
const INCOMPARABLE =
  'the members do not compare values by their bytes: the in-memory-format of the map must be BINARY, not OBJECT';

/** What becomes of a state, and what the caller is told. Without a `state` nothing is written. It may be called often. */
export type Change<S, R> = (state: S) => { readonly state: S; readonly result: R } | { readonly result: R };

/** A change of which nobody has been told yet. */
export class PendingChange<S> {
  /** It is in a record that was sent, and may have been written. */
  sent = false;
  /** The record that is known now was read after the change had been asked for. */
  seen = false;

  constructor(
    readonly change: Change<S, unknown>,
    readonly subscriber: Subscriber<unknown>,
  ) {}

  tell(outcome: Outcome): void {
    this.sent = false;
    if ('error' in outcome) return this.subscriber.error(outcome.error);
    this.subscriber.next(outcome.result);
    this.subscriber.complete();
  }

  get isLeft(): boolean {
    return this.subscriber.closed;
  }
}

type Outcome = { readonly result: unknown } | { readonly error: unknown };

/** Changes as they turn out one after the other. */
export class Applied<S> {
  readonly outcomes: readonly Outcome[];
  changed = false;

  constructor(
    readonly changes: readonly PendingChange<S>[],
    public state: S,
  ) {
    this.outcomes = changes.map(({ change }) => this.#apply(change));
  }

  #apply(change: Change<S, unknown>): Outcome {
    try {
      const made = change(this.state);
      if ('state' in made) {
        this.state = made.state;
        this.changed = true;
      }
      return made;
    } catch (error) {
      return { error };
    }
  }

  tell(isOver: (pending: PendingChange<S>) => boolean = () => true): void {
    for (const [i, pending] of this.changes.entries()) if (isOver(pending)) pending.tell(this.outcomes[i]!);
  }
}

/** `again`: it may still be done, by whichever of its requests comes first. `never`: it was not, and cannot be any more. */
type Verdict = 'written' | 'again' | 'never' | HazelcastError;

/** A record that was sent, to be written in the place of `base`. */
export class RegisterWrite<S> {
  /** It was sent at least once, and nobody knows how that ended. */
  uncertain = false;
  /** Times that a member said there was another record. */
  denials = 0;

  constructor(
    readonly id: WriteId,
    readonly base: RegisterRecord<S>,
    readonly next: RegisterRecord<S>,
    readonly applied: Applied<S>,
  ) {}

  /** Of those that somebody waits for. */
  get changes(): readonly PendingChange<S>[] {
    return this.applied.changes.filter(({ isLeft }) => !isLeft);
  }

  sent(sent: boolean): void {
    for (const pending of this.changes) pending.sent = sent;
  }

  fail(error: unknown): void {
    for (const pending of this.changes) pending.tell({ error });
  }

  /** By the record that was read after it had been sent. */
  verdict(record: RegisterRecord<S> | null): Verdict {
    const { base, id, uncertain, denials } = this;
    if (record && hasWrite(record, id)) return 'written';
    if (record && sameRecord(record, base)) {
      return denials < DENIALS ? 'again' : new HazelcastError('ILLEGAL_STATE', INCOMPARABLE);
    }
    // A member that has answered is believed where nobody remembers so far back.
    return !uncertain || (record && remembers(record, base)) ? 'never' : unknownOutcome(gone(record, base));
  }
}

export function unknownOutcome(reason: string, cause?: HazelcastError): HazelcastError {
  const { operation, structure } = cause ?? {};
  return new IndeterminateError(
    'INDETERMINATE_OPERATION_STATE',
    `sent, but it is not known whether it ran: ${reason}`,
    { operation, structure, cause },
  );
}

function gone(record: RegisterRecord<unknown> | null, base: RegisterRecord<unknown>): string {
  if (!record?.birth.equals(base.birth)) return 'it was removed from the cluster meanwhile';
  if (record.sequence <= base.sequence) return 'members have lost changes meanwhile';
  return 'too many clients have changed it meanwhile';
}
