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
