// The counters and locks of the works of concurrency.
import { KEYS } from './entries.js';

/**
 * CP groups they are in. In unsafe mode a group is kept by one partition, and a name without a group would be one of its own,
 * with its own session.
 */
const GROUPS = 16;
const COUNTERS = 16;

/** Of a client alone, whose increments nobody disturbs. */
export function counterNames(client: string): string[] {
  return Array.from({ length: COUNTERS }, (_, n) => inGroup(`counter-${n}-of-${client}`, n));
}

/**
 * Of a client alone: members remember of a lock, until the session ends, each thread id that has held it, and look through
 * them at each unlock. More than are ever in flight: nobody waits.
 */
export function lockNames(client: string): string[] {
  return KEYS.map((key, n) => inGroup(`${key}-of-${client}`, n));
}

function inGroup(name: string, n: number): string {
  return `${name}@benchmark-${n % GROUPS}`;
}
