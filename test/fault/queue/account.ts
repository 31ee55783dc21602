import type { Entry, Step } from './work-log.js';

/** One attempt at an item, by one process. */
type Run = Partial<Record<Step, number>>;

/** What became of each item, by what all workers have said. */
export class Account {
  readonly #items = new Map<number, Map<string, Run>>();

  constructor(
    readonly wanted: number,
    readonly entries: readonly Entry[],
  ) {
    for (let item = 0; item < wanted; item++) this.#items.set(item, new Map());
    for (const { item, run, step, at } of entries) {
      const runs = this.#items.get(item);
      if (!runs) throw new Error(`nobody has put in item ${item}`);
      runs.set(run, { ...runs.get(run), [step]: at });
    }
  }

  /** Items that nobody has finished. */
  get lost(): readonly number[] {
    return this.#those(runs => !runs.some(({ done }) => done !== undefined));
  }

  /** Items that were finished more than once. */
  get doneAgain(): readonly number[] {
    return this.#those(runs => runs.filter(({ done }) => done !== undefined).length > 1);
  }

  /** Items that were begun more than once. */
  get begunAgain(): readonly number[] {
    return this.#those(runs => runs.length > 1);
  }

  /** Runs that ended before their work was finished. */
  get interrupted(): number {
    return this.#runs(({ done }) => done === undefined);
  }

  /** Runs that finished their work and did not tell of a commit. */
  get untold(): number {
    return this.#runs(({ done, committed }) => done !== undefined && committed === undefined);
  }

  /** Items with several runs that were told to be committed. */
  get committedAgain(): readonly number[] {
    return this.#those(runs => runs.filter(({ committed }) => committed !== undefined).length > 1);
  }

  /** Items of which a run was begun after another was told to be committed. */
  get begunAfterCommit(): readonly number[] {
    return this.#those(runs => {
      const committed = Math.min(...runs.map(run => run.committed ?? Infinity));
      return runs.some(({ start }) => start! > committed);
    });
  }

  #those(condition: (runs: readonly Run[]) => boolean): readonly number[] {
    return [...this.#items].filter(([, runs]) => condition([...runs.values()])).map(([item]) => item);
  }

  #runs(condition: (run: Run) => boolean): number {
    return [...this.#items.values()].flatMap(runs => [...runs.values()]).filter(condition).length;
  }

  toString(): string {
    const { wanted, lost, begunAgain, doneAgain, interrupted } = this;
    const again = `${begunAgain.length} begun again, ${doneAgain.length} done again`;
    return `${wanted} items: ${lost.length} lost, ${again}, ${interrupted} runs interrupted`;
  }
}
