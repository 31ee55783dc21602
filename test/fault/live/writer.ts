import { type HazelcastMap, IndeterminateError, pipelined } from 'hazelrx';
import { catchError, EMPTY, ignoreElements, type Observable } from 'rxjs';

const KEYS = 500;
const VALUES = 100;
const IN_FLIGHT = 20;

/** How often each is done, of 1000 times. */
const SHARES = { put: 650, remove: 200, expire: 145, clear: 4, evictAll: 1 };

type Numbers = HazelcastMap<string, number>;

/** What it does; each entry of it is about one of few keys, so that keys come and go. */
export class Writer {
  readonly counts = { put: 0, remove: 0, expire: 0, clear: 0, evictAll: 0 };
  readonly #acts: readonly (keyof typeof SHARES)[] = Object.entries(SHARES).flatMap(([act, share]) =>
    Array.from({ length: share }, () => act as keyof typeof SHARES),
  );

  constructor(
    readonly map: Numbers,
    readonly random: () => number,
  ) {}

  /** Completes when this many random changes were made, or may have been. */
  write(count: number): Observable<never> {
    const turns = Array.from({ length: count }, () => undefined);
    return pipelined(turns, () => this.#act(), IN_FLIGHT).pipe(ignoreElements());
  }

  /** Events about the whole map that may come of it. */
  get mapWide(): number {
    return this.counts.clear + this.counts.evictAll;
  }

  #act(): Observable<unknown> {
    const act = this.#acts[Math.floor(this.random() * this.#acts.length)]!;
    this.counts[act]++;
    return this.#change(act).pipe(
      catchError((error: unknown) => {
        if (error instanceof IndeterminateError) return EMPTY;
        throw error;
      }),
    );
  }

  #change(act: keyof typeof SHARES): Observable<unknown> {
    const { map, random } = this;
    const key = `key-${Math.floor(random() * KEYS)}`;
    const value = Math.floor(random() * VALUES);
    switch (act) {
      case 'put':
        return random() < 0.5 ? map.set(key, value) : map.put(key, value);
      case 'remove':
        return map.remove(key);
      case 'expire':
        return map.set(key, value, 1000);
      case 'clear':
        return map.clear();
      case 'evictAll':
        return map.evictAll();
    }
  }
}
