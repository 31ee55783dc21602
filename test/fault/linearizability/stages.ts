import type { Call } from './call.js';

export type Ended<I, R> = Required<Call<I, R>>;

/** What can be done before one of the returns, which has not been done before the one before it. */
export interface Stage<I, R> {
  readonly next: Ended<I, R>;
  /** Under way besides the one that returns. */
  readonly others: readonly Ended<I, R>[];
  /** As many of those of unknown outcome have begun. */
  readonly unknown: number;
}

/** One for each call that has ended, in the order of their ends. `unknown` are in the order of their beginnings. */
export function stagesOf<I, R>(calls: readonly Call<I, R>[], unknown: readonly Call<I, R>[]): readonly Stage<I, R>[] {
  const ended = calls.filter(({ end }) => end !== undefined) as Ended<I, R>[];
  const byBeginning = ended.toSorted((a, b) => a.begun - b.begun);
  const underWay = new Map<number, Ended<I, R>>();
  let [begun, unknownBegun] = [0, 0];
  return ended
    .toSorted((a, b) => a.end.at - b.end.at)
    .map(next => {
      const { at } = next.end;
      while (begun < byBeginning.length && byBeginning[begun]!.begun < at) {
        const call = byBeginning[begun++]!;
        underWay.set(call.client, call);
      }
      while (unknownBegun < unknown.length && unknown[unknownBegun]!.begun < at) unknownBegun++;
      underWay.delete(next.client);
      return { next, others: [...underWay.values()], unknown: unknownBegun };
    });
}
