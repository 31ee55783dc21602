import { faultClass, type HazelcastError } from '../errors.js';

/** What went wrong with one try of a call. */
export interface Fault {
  readonly error: HazelcastError;
  /** The call was for one member by its UUID: no other will do. */
  readonly oneMember: boolean;
}

export interface RetryRules {
  /** Running it twice is as good as once: the row says so, or the application by `redoOperation`. */
  readonly repeatable: boolean;
  /** Milliseconds a call is tried; Infinity for one that waits on the member. */
  readonly timeout: number;
  /** Whoever makes the call tries it elsewhere. */
  readonly once?: boolean;
  /** The longest pause between two tries, in milliseconds. */
  readonly retryPause: number;
}

export type Decision =
  | { readonly verdict: 'retry'; readonly delayMillis: number }
  | { readonly verdict: 'fail' }
  /** The fault would be worth another try, but the time is up. */
  | { readonly verdict: 'timeout' }
  | { readonly verdict: 'indeterminate' };

/** Tries without a pause, where a pause is not asked for. */
const IMMEDIATE = 5;

/**
 * The one place that says whether a call is tried again. `attempt`: tries so far, at least 1; `elapsed`: milliseconds
 * since the first.
 *
 * An answer that says "not here" or "not ready" means the call did not run, so it is tried again whatever it does. Where
 * a connection was lost nobody knows, so only what may run twice is.
 */
export function decide({ error, oneMember }: Fault, rules: RetryRules, attempt: number, elapsed: number): Decision {
  const fault = faultClass(error);
  // A peer that breaks the protocol would do so again.
  if (error.code === 'WIRE') return { verdict: rules.repeatable ? 'fail' : 'indeterminate' };
  if (fault === 'never') return { verdict: 'fail' };
  if (oneMember && error.code === 'TARGET_NOT_MEMBER') return { verdict: 'fail' };
  if (fault === 'now' && !rules.repeatable) return { verdict: 'indeterminate' };
  if (rules.once) return { verdict: 'fail' };
  if (elapsed >= rules.timeout) return { verdict: 'timeout' };
  const steps = fault === 'pause' ? attempt - 1 : attempt - 1 - IMMEDIATE;
  const delayMillis = steps < 0 ? 0 : Math.min(2 ** steps, rules.retryPause);
  return { verdict: 'retry', delayMillis };
}
