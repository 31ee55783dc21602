// One write of a register: the changes that are in it, and what became of it.
import { HazelcastError, IndeterminateError } from '../../errors.js';
import type { RegisterRecord, WriteId } from './register-record.js';

/** A record that a member says is another one, and is not, as often. */
const DENIALS = 3;
const INCOMPARABLE =
  'the members do not compare values by their bytes: the in-memory-format of the map must be BINARY, not OBJECT';

/** What becomes of a state, and what the caller is told. Without a `state` nothing is written. It may be called often. */
export type Change<S, R> = (state: S) => { readonly state: S; readonly result: R } | { readonly result: R };

type Outcome = { readonly result: unknown } | { readonly error: unknown };

/** A change of which nobody has been told yet; the teardown of whoever waits for it. */
export class PendingChange<S> {
  /** The record that is known now was read after the change had been asked for. */
  seen = false;
  /** The write it is in. */
  write: RegisterWrite<S> | undefined;
  /** What it came to where it was applied last. */
  outcome: Outcome | undefined;
  /** It was told, or nobody waits for it any more. */
  over = false;

  constructor(
    readonly change: Change<S, unknown>,
    /** Who waits for it. */
    readonly caller: { answered(result: unknown): void; fail(error: unknown): void },
    readonly home: { leave(pending: PendingChange<S>): void },
  ) {}

  /** It may have been written. */
  get sent(): boolean {
    return this.write?.sent === true;
  }

  /** The state after it. */
  apply(before: S): S {
    try {
      const made = this.change(before);
      this.outcome = made;
      return 'state' in made ? made.state : before;
    } catch (error) {
      this.outcome = { error };
      return before;
    }
  }

  get writes(): boolean {
    return 'state' in this.outcome!;
  }

  tell(outcome: Outcome): void {
    this.write = undefined;
    if ('error' in outcome) return this.giveUp(outcome.error);
    this.over = true;
    this.caller.answered(outcome.result);
  }

  /** As it is: what has become of a write that was sent is for the caller to say. */
  giveUp(error: unknown): void {
    this.over = true;
    this.caller.fail(error);
  }

  unsubscribe(): void {
    if (this.over) return;
    this.over = true;
    this.home.leave(this);
  }
}

/** `again`: it may still be done, by whichever of its requests comes first. `never`: it was not, and cannot be any more. */
type Verdict = 'written' | 'again' | 'never' | HazelcastError;

/** A record that is to be written in the place of `base`. */
export class RegisterWrite<S> {
  /** It was sent, and no record that was read since then tells that it was not done. */
  sent = false;
  /** It was sent at least once, and nobody knows how that ended. */
  uncertain = false;
  /** Times that a member said there was another record. */
  denials = 0;

  constructor(
    readonly id: WriteId,
    readonly base: RegisterRecord<S>,
    readonly next: RegisterRecord<S>,
    readonly changes: readonly PendingChange<S>[],
  ) {
    for (const pending of changes) pending.write = this;
  }

  /** Somebody waits for it. Who has left before it could be done is to find it not done: then all have to wait for it. */
  get isWanted(): boolean {
    const { changes } = this;
    return this.sent ? changes.some(({ over }) => !over) : changes.every(({ over }) => !over);
  }

  /** By the record that was read after it had been sent. */
  verdict(record: RegisterRecord<S> | null): Verdict {
    const { base, id, uncertain, denials } = this;
    if (record?.has(id)) return 'written';
    if (record?.blob.equals(base.blob)) {
      return denials < DENIALS ? 'again' : new HazelcastError('ILLEGAL_STATE', INCOMPARABLE);
    }
    // A member that has answered is believed where nobody remembers so far back.
    return !uncertain || record?.remembers(base) ? 'never' : unknownOutcome(gone(record, base));
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

function gone<S>(record: RegisterRecord<S> | null, base: RegisterRecord<S>): string {
  if (!record?.isOfAge(base)) return 'it was removed from the cluster meanwhile';
  if (record.sequence <= base.sequence) return 'members have lost changes meanwhile';
  return 'too many clients have changed it meanwhile';
}
