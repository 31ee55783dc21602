import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds between two looks at what takes its time. */
const LOOK = 250;

/** Resolves once it holds. Rejects after `timeout` milliseconds, and says what `state` tells then. */
export async function until(
  holds: () => Promise<boolean> | boolean,
  timeout: number,
  state: () => unknown = () => '',
): Promise<void> {
  const deadline = performance.now() + timeout;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`waited in vain ${String(state())}`);
    await sleep(LOOK);
  }
}

export interface Quiet {
  /** Milliseconds without a change. */
  readonly millis: number;
  readonly timeout: number;
  /** Does not resolve before it is as late, by `performance.now()`. */
  readonly notBefore?: number;
}

/** Resolves when the sample has been the same for long enough; it is no sample where it is undefined. */
export async function quiet(
  sample: () => Promise<number | string | undefined> | number | string | undefined,
  { millis, timeout, notBefore = 0 }: Quiet,
): Promise<void> {
  let last: number | string | undefined;
  let since = performance.now();
  await until(async () => {
    const now = performance.now();
    const value = await sample();
    if (value === undefined || value !== last) since = now;
    last = value;
    return now - since > millis && now > notBefore;
  }, timeout);
}
