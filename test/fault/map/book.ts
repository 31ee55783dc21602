import type { HazelcastMap } from 'hazelrx';
import { type Observable, tap } from 'rxjs';
import { type Outcome, outcomeOf } from '../../support/awaiting.js';

/** Several times what is in flight: one is always free, and all come up again and again. */
export const KEYS = 1000;

/** One key and what its only writer knows: the numbers of its last write and of the last one that was acknowledged. */
export interface Account {
  readonly key: string;
  begun: number;
  acknowledged: number;
}

/** What the `number`th write of a key puts; no other write does. Before the first there is nothing. */
export function valueOf(key: string, number: number): string | null {
  return number === 0 ? null : `${key}#${number}`;
}

/** The keys that one client writes and no other one, and what came of its calls. */
export class Book {
  readonly accounts: Account[] = [];
  /** How often calls ended in which way. */
  readonly endings: Record<string, number> = {};
  /** Answers that do not fit what was written before. */
  readonly misfits: unknown[] = [];
  readonly #free: Account[] = [];

  constructor(
    readonly map: HazelcastMap<string, string>,
    readonly owner: string,
  ) {
    while (this.#free.length < KEYS) this.#open();
  }

  /**
   * Writes the key that has waited longest. A write of which it is not known whether it ran may still run, and be it after
   * the next one: its key gets no next one, a new key takes its place.
   */
  writeNext(): Observable<Outcome<unknown>> {
    const account = this.#free.shift()!;
    return this.write(account).pipe(tap(outcome => ('error' in outcome ? this.#open() : this.#free.push(account))));
  }

  /** Writes a key that nothing else writes meanwhile. */
  write(account: Account): Observable<Outcome<unknown>> {
    const { key, acknowledged } = account;
    const number = ++account.begun;
    return outcomeOf(this.map.put(key, valueOf(key, number)!)).pipe(
      tap(outcome => {
        this.#count('put', outcome);
        if ('error' in outcome) return;
        account.acknowledged = number;
        // A member that passes a call on to one that dies tries it again itself, so it may have run before.
        this.#expect(outcome, [valueOf(key, acknowledged), valueOf(key, number)]);
      }),
    );
  }

  /** Reads a key, its own or another client's. */
  read(account: Account): Observable<Outcome<unknown>> {
    const { key, acknowledged } = account;
    return outcomeOf(this.map.get(key)).pipe(
      tap(outcome => {
        this.#count('get', outcome);
        if ('error' in outcome) return;
        const writes = Array.from({ length: account.begun - acknowledged + 1 }, (_, i) => acknowledged + i);
        this.#expect(
          outcome,
          writes.map(number => valueOf(key, number)),
        );
      }),
    );
  }

  #open(): void {
    const account = { key: `${this.owner}-${this.accounts.length}`, begun: 0, acknowledged: 0 };
    this.accounts.push(account);
    this.#free.push(account);
  }

  #count(operation: string, outcome: Outcome<unknown>): void {
    const ending = `${operation}: ${'error' in outcome ? `${outcome.error.name} ${outcome.error.code}` : 'answer'}`;
    this.endings[ending] = (this.endings[ending] ?? 0) + 1;
  }

  #expect({ value }: { readonly value: unknown }, fitting: readonly (string | null)[]): void {
    if (!fitting.includes(value as string | null)) this.misfits.push({ value, fitting });
  }
}
