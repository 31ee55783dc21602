import type { UUID } from '@hazelrx/protocol';
import Long from 'long';

type Times = readonly (readonly [UUID, Long])[];

/** What one replica has added so far, and how often. */
interface Share {
  readonly replica: UUID;
  readonly time: Long;
  readonly sum: Long;
}

/** A counter as one member keeps it: its own share, and what it knows of the others'. */
export class CounterReplica {
  readonly #shares = new Map<string, Share>();

  /** `id`: is not the member's own. */
  constructor(readonly id: UUID) {}

  /** It knows of itself only when it has told or heard something. */
  get #own(): Share {
    return this.#shares.get(this.id.toString()) ?? { replica: this.id, time: Long.MIN_VALUE, sum: Long.ZERO };
  }

  get value(): Long {
    return [...this.#shares.values()].reduce((sum, share) => sum.add(share.sum), Long.ZERO);
  }

  get times(): Times {
    this.#set(this.#own);
    return [...this.#shares.values()].map(({ replica, time }) => [replica, time] as const);
  }

  add(delta: Long): void {
    const { replica, time, sum } = this.#own;
    this.#set({ replica, time: time.add(1), sum: sum.add(delta) });
  }

  merge(other: CounterReplica): void {
    this.#set(this.#own);
    for (const [key, share] of other.#shares) {
      const known = this.#shares.get(key);
      if (!known || known.time.lessThan(share.time)) this.#set(share);
    }
  }

  /** Whoever has seen `times` has seen all this, and more. What neither has seen wholly is no reason to refuse. */
  isBehind(times: Times): boolean {
    const seen = new Map(times.map(([replica, time]) => [replica.toString(), time]));
    const shares = [...this.#shares];
    const known = shares.every(([key, { time }]) => seen.get(key)?.greaterThanOrEqual(time));
    return known && (seen.size > shares.length || shares.some(([key, { time }]) => seen.get(key)!.greaterThan(time)));
  }

  #set(share: Share): void {
    this.#shares.set(share.replica.toString(), share);
  }
}
