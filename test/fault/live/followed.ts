import { type HazelcastMap, int32, type LiveChange, type LiveResync, Predicates, toCollection } from 'hazelrx';
import { firstValueFrom, tap } from 'rxjs';

type Numbers = HazelcastMap<string, number>;
type Change = LiveChange<string, number>;

/** A live view that a test holds against the map: of all entries, or of those whose value is `least` or more. */
export class Followed implements Disposable {
  readonly name: string;
  readonly resyncs: LiveResync[] = [];
  /** Changes that do not fit what was told before, or change nothing. */
  readonly misfits: Change[] = [];
  changes = 0;
  /** What was told before adds up to. */
  readonly #told = new Map<string, number>();
  #view: ReadonlyMap<string, number> | undefined;
  #error: unknown;
  readonly #subscription;

  constructor(
    map: Numbers,
    readonly least?: number,
  ) {
    this.name = least === undefined ? 'all' : `from ${least} on`;
    const predicate = least === undefined ? undefined : Predicates.greaterEqual('this', int32(least));
    const changes$ = map.live(predicate, { onResync: resync => this.resyncs.push(resync) });
    this.#subscription = changes$
      .pipe(
        tap(change => this.#check(change)),
        toCollection(),
      )
      .subscribe({
        next: view => (this.#view = view),
        error: (error: unknown) => (this.#error = error),
      });
  }

  #check(change: Change): void {
    const told = this.#told;
    this.changes++;
    if (change.type === 'snapshot') {
      for (const [key, value] of change.entries) told.set(key, value);
      return;
    }
    const { key, oldValue } = change;
    const changes = change.type === 'remove' || change.value !== oldValue;
    if (!changes || (told.get(key) ?? null) !== oldValue) this.misfits.push(change);
    if (change.type === 'put') told.set(key, change.value);
    else told.delete(key);
  }

  /** What tells the view from the map; nothing where they are the same, undefined before there is a view. */
  async difference(map: Numbers): Promise<string | undefined> {
    if (this.#error !== undefined) throw new Error(`${this.name} has ended`, { cause: this.#error });
    const entries = new Map(await firstValueFrom(map.entrySet()));
    const view = this.#view;
    if (!view) return undefined;
    for (const [key, value] of entries) if (value < (this.least ?? value)) entries.delete(key);
    const wrong = [...entries].filter(([key, value]) => view.get(key) !== value);
    const surplus = [...view].filter(([key]) => !entries.has(key));
    if (wrong.length === 0 && surplus.length === 0) return '';
    return `${this.name}: of ${entries.size}, ${wrong.length} are missing or wrong and ${surplus.length} too many`;
  }

  [Symbol.dispose](): void {
    this.#subscription.unsubscribe();
  }
}
