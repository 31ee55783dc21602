import type { ConnectionRetryConfig } from '../options.js';

/**
 * The pause before round `attempt` + 1 of looking for a member, in milliseconds, or undefined when the time to do so is
 * over. `elapsed`: since the first round began; `random` gives 0 ≤ n < 1.
 */
export function backoff(
  config: Required<ConnectionRetryConfig>,
  attempt: number,
  elapsed: number,
  random: () => number,
): number | undefined {
  const { initialBackoffMillis, maxBackoffMillis, multiplier, jitter, clusterConnectTimeoutMillis: limit } = config;
  const pause = Math.min(initialBackoffMillis * multiplier ** (attempt - 1), maxBackoffMillis);
  const jittered = Math.round(pause * (1 + jitter * (2 * random() - 1)));
  if (limit < 0) return jittered;
  return elapsed >= limit ? undefined : Math.min(jittered, limit - elapsed);
}
