// What of a view is to be read again, and why: gathered for the next round.
import type { LiveCause } from './live-change.js';
import type { MarkedKey } from './live-source.js';

/** What a round reads: nothing twice. */
export interface LiveRound {
  readonly causes: readonly LiveCause[];
  readonly partitions: readonly number[];
  readonly keys: readonly MarkedKey[];
}

export class LiveRounds {
  readonly #causes = new Set<LiveCause>();
  readonly #partitions = new Set<number>();
  readonly #keys = new Map<string, MarkedKey>();

  get isEmpty(): boolean {
    return this.#partitions.size === 0 && this.#keys.size === 0;
  }

  awaits(partition: number): boolean {
    return this.#partitions.has(partition);
  }

  addPartition(cause: LiveCause, partition: number): void {
    this.#causes.add(cause);
    this.#partitions.add(partition);
  }

  addKey(cause: LiveCause, key: MarkedKey): void {
    this.#causes.add(cause);
    this.#keys.set(key.form, key);
  }

  hasKey(form: string): boolean {
    return this.#keys.has(form);
  }

  /** Takes all that was gathered. */
  take(): LiveRound {
    const round = {
      causes: [...this.#causes],
      partitions: [...this.#partitions],
      keys: [...this.#keys.values()].filter(({ partition }) => !this.#partitions.has(partition)),
    };
    this.#causes.clear();
    this.#partitions.clear();
    this.#keys.clear();
    return round;
  }
}
