import type { UUID } from '@hazelrx/protocol';
import type Long from 'long';

export type ReplicaTimes = readonly (readonly [UUID, Long])[];

/** How much has been seen of what each replica of a counter did. Grows only, unless it is cleared. */
export class VectorClock {
  readonly #times = new Map<string, readonly [UUID, Long]>();

  get entries(): ReplicaTimes {
    return [...this.#times.values()];
  }

  merge(times: ReplicaTimes): void {
    for (const entry of times) {
      const [replica, time] = entry;
      const known = this.#times.get(replica.toString());
      if (!known || known[1].lessThan(time)) this.#times.set(replica.toString(), entry);
    }
  }

  clear(): void {
    this.#times.clear();
  }
}

/** Whether who has seen `times` has seen all of `others`. */
export function covers(times: ReplicaTimes, others: ReplicaTimes): boolean {
  const seen = new Map(times.map(([replica, time]) => [replica.toString(), time]));
  return others.every(([replica, time]) => seen.get(replica.toString())?.greaterThanOrEqual(time) ?? false);
}
