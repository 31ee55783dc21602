import type { Call, Model } from './call.js';
import { type Ended, type Stage, stagesOf } from './stages.js';

export type Verdict<I, R> =
  | 'linearizable'
  | {
      /** However the calls before this one are put in order, its result is not explained. */
      readonly unexplained: Call<I, R>;
      /** False where the search was given up: nothing was found that far. */
      readonly isCertain: boolean;
      readonly around: readonly Call<I, R>[];
    };

/** How much is made of calls that may never have been done. */
interface Limits {
  /** Of them in a row, at most. */
  readonly inRow: number;
  /** The youngest of them. */
  readonly youngest: number;
}

/** What is likely is looked at first. */
const LIMITS: readonly Limits[] = [
  { inRow: 1, youngest: 5 },
  { inRow: 2, youngest: 5 },
  { inRow: 3, youngest: 10 },
  { inRow: Infinity, youngest: Infinity },
];
/** Beginnings of orders that are looked at within each limit. */
const BUDGET = 2_000_000;

/**
 * Whether the calls can be put in one order in which each has the result it had, and which keeps two of which one ended before the
 * other began: the search of Wing and Gong, which goes back where it gets stuck and never looks twice at the same set of
 * done calls with the same state. A set is told by the returns that were passed and by those done that have not returned:
 * where all have returned, what came before is one state.
 */
export function linearize<S, I, R>(
  model: Model<S, I, R>,
  calls: readonly Call<I, R>[],
  budget = BUDGET,
): Verdict<I, R> {
  let verdict: Verdict<I, R> = 'linearizable';
  for (const limits of LIMITS) {
    verdict = new Search(model, calls, limits).verdict(budget);
    if (verdict === 'linearizable' || verdict.isCertain) break;
  }
  return verdict;
}

/** A beginning of an order. */
interface Beginning<S> {
  /** As many have returned. */
  readonly returned: number;
  /** A bit for each client whose call is done and has not returned. */
  readonly ahead: number;
  readonly state: S;
  /** A bit for each call of unknown outcome that is done. */
  readonly unknown: bigint;
  /** Those of them that were done last, one after the other. */
  readonly inRow: number;
}

class Search<S, I, R> {
  readonly #unknown: readonly Call<I, R>[];
  readonly #stages: readonly Stage<I, R>[];
  /** What was done of the unknown in beginnings that are otherwise the same. */
  readonly #seen = new Map<string, bigint[]>();
  /** The most promising come last. */
  readonly #left: Beginning<S>[] = [];
  #furthest = 0;
  #isLimited = false;

  constructor(
    readonly model: Model<S, I, R>,
    readonly calls: readonly Call<I, R>[],
    readonly limits: Limits,
  ) {
    this.#unknown = calls.filter(({ end }) => end === undefined).toSorted((a, b) => a.begun - b.begun);
    this.#stages = stagesOf(calls, this.#unknown);
  }

  verdict(budget: number): Verdict<I, R> {
    this.#left.push({ returned: 0, ahead: 0, state: this.model.initial, unknown: 0n, inRow: 0 });
    for (let step = 0; step < budget; step++) {
      const beginning = this.#left.pop();
      if (!beginning) return this.#stuck(!this.#isLimited);
      if (beginning.returned === this.#stages.length) return 'linearizable';
      this.#furthest = Math.max(this.#furthest, beginning.returned);
      if (this.#isNew(beginning)) this.#goOn(beginning, this.#stages[beginning.returned]!);
    }
    return this.#stuck(false);
  }

  /** What is pushed last is tried first: the call that returns, before others, before those that may never have been done. */
  #goOn(beginning: Beginning<S>, stage: Stage<I, R>): void {
    const { returned, ahead } = beginning;
    const { client } = stage.next;
    if (ahead & bit(client)) {
      this.#left.push({ ...beginning, returned: returned + 1, ahead: ahead & ~bit(client) });
      return;
    }
    this.#doUnknown(beginning, stage);
    for (const other of stage.others)
      if (!(ahead & bit(other.client))) this.#do(beginning, other, { ahead: ahead | bit(other.client) });
    this.#do(beginning, stage.next, { returned: returned + 1 });
  }

  #do(beginning: Beginning<S>, { input, end }: Ended<I, R>, then: Partial<Beginning<S>>): void {
    const state = this.model.after(beginning.state, input, end.result);
    if (state !== undefined) this.#left.push({ ...beginning, state, inRow: 0, ...then });
  }

  /** The youngest are tried first. */
  #doUnknown(beginning: Beginning<S>, stage: Stage<I, R>): void {
    const inRow = beginning.inRow + 1;
    const from = Math.max(0, stage.unknown - this.limits.youngest);
    if (stage.unknown > 0 && (from > 0 || inRow > this.limits.inRow)) this.#isLimited = true;
    if (inRow > this.limits.inRow) return;
    for (let n = from; n < stage.unknown; n++) {
      const done = 1n << BigInt(n);
      if (beginning.unknown & done) continue;
      const state = this.model.afterUnknown(beginning.state, this.#unknown[n]!.input);
      // Where it changes nothing, it may as well not have been done.
      if (this.model.key(state) === this.model.key(beginning.state)) continue;
      this.#left.push({ ...beginning, state, unknown: beginning.unknown | done, inRow });
    }
  }

  /** No beginning is that does more of the unknown than another and is otherwise the same. */
  #isNew({ returned, ahead, state, unknown, inRow }: Beginning<S>): boolean {
    const chained = this.limits.inRow === Infinity ? 0 : inRow;
    const key = `${returned} ${ahead} ${chained} ${this.model.key(state)}`;
    const seen = this.#seen.get(key) ?? [];
    if (seen.some(less => (less & unknown) === less)) return false;
    this.#seen.set(key, [...seen.filter(more => (more & unknown) !== unknown), unknown]);
    return true;
  }

  #stuck(isCertain: boolean): Verdict<I, R> {
    const unexplained = this.#stages[this.#furthest]!.next;
    const from = Math.min(unexplained.begun, this.#stages[Math.max(0, this.#furthest - 5)]!.next.begun);
    const isAround = ({ begun, end }: Call<I, R>): boolean =>
      begun < unexplained.end.at && (end?.at ?? Infinity) > from;
    return { unexplained, isCertain, around: this.calls.filter(isAround) };
  }
}

function bit(client: number): number {
  return 1 << client;
}
