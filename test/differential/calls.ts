// How operations are asked for, and what of their answers is compared.
import { type EntryView, type HazelcastClient, HazelcastError, Long, type Storable } from 'hazelrx';
import { mapDelete, mapGetEntryView, mapSetWithMaxIdle, mapUnlock } from 'hazelrx/operations';
import { catchError, defer, firstValueFrom, last, map, type Observable, of, tap, timeout } from 'rxjs';
import { TimeoutError as WaitedTooLong, toArray } from 'rxjs';
import type { AnyMap, KeyLocks } from './key-locks.js';
import { type Call, textOf } from './operations.js';
import { MISSING } from './transcript.js';

/** Who asks. */
export interface Asker {
  readonly index: number;
  readonly client: HazelcastClient;
  /** The client's map, or the one that the owner of the key's lock sees. */
  readonly view: AnyMap;
  readonly locks: KeyLocks;
}

type Ask = (asker: Asker, ...given: readonly never[]) => Observable<unknown>;

/** Milliseconds for an answer: nothing is asked for that has to wait. */
const PATIENCE = 5_000;
/** A thread that has never locked anything. */
const STRANGER = { threadId: 1_000_000, referenceId: 1_000_000 };
/** In the times of a view. */
const NEVER = Long.MAX_VALUE;
/** Greater is a time of the day, less a span of time. */
const TODAY = Date.UTC(2020);
/** Their items come in no order. */
const UNORDERED = new Set(['getAll', 'keySet', 'values', 'entrySet', 'entries', 'keys']);

/** What the answer is, or the code of the error. */
export function answerTo(call: Call, asker: Asker): Promise<string> {
  const { method } = call;
  const ask: Ask = special[method] ?? (({ view }, ...all) => methodOf(view, method)(...all));
  const answer$ = defer(() => ask(asker, ...(call.arguments as never[]))).pipe(
    map(answer => textOf(UNORDERED.has(method) ? sorted(answer as unknown[]) : answer)),
    timeout(PATIENCE),
    catchError((error: unknown) => {
      if (error instanceof HazelcastError) return of(`error ${error.code}`);
      if (error instanceof WaitedTooLong) return of(MISSING);
      throw error;
    }),
  );
  return firstValueFrom(answer$);
}

function methodOf(view: AnyMap, method: string): (...given: readonly unknown[]) => Observable<unknown> {
  const methods = view as unknown as Readonly<Record<string, (...given: readonly unknown[]) => Observable<unknown>>>;
  return (...given) => methods[method]!(...given);
}

/** Those that are not a method of a map and its answer. */
const special: Readonly<Record<string, Ask>> = {
  tryLock({ index, view, locks }, key: Storable, wait: number) {
    return view.tryLock(key, wait).pipe(
      tap(lock => lock && locks.given(index, key, lock)),
      map(lock => lock && 'a lock'),
    );
  },
  unlock({ index, client, view, locks }, key: Storable) {
    const lock = locks.take(index, key);
    return lock ? view.unlock(lock) : strangersUnlock(client, view, key);
  },
  forceUnlock: ({ view, locks }, key: Storable) => view.forceUnlock(key).pipe(tap(() => locks.freed(key))),
  getEntryView: ({ view }, key: Storable) => view.getEntryView(key).pipe(map(entry => entry && steady(entry))),
  putFrom: ({ view }, entries: [Storable, Storable][]) => view.putFrom(entries).pipe(last()),
  entries: ({ view }, options: object) => view.entries(options).pipe(toArray()),
  keys: ({ view }, options: object) => view.keys(options).pipe(toArray()),
  'Map.getEntryView': ({ client, view: { name } }, key: Storable) =>
    client
      .invoke(mapGetEntryView, { name, key, threadId: 0 })
      .pipe(map(({ response, maxIdle }) => [response && steady(response), String(maxIdle)])),
  'Map.delete': ({ client, view: { name } }, key: Storable) => client.invoke(mapDelete, { name, key, threadId: 0 }),
  'Map.unlock': ({ client, view }, key: Storable) => strangersUnlock(client, view, key),
  'Map.setWithMaxIdle': ({ client, view: { name } }, key: Storable, value: Storable) =>
    client.invoke(mapSetWithMaxIdle, { name, key, value, threadId: 0, ttl: -1, maxIdle: -1 }),
};

function strangersUnlock(client: HazelcastClient, { name }: AnyMap, key: Storable): Observable<unknown> {
  return client.invoke(mapUnlock, { name, key, ...STRANGER });
}

/** The view without what depends on the time of the day. */
function steady({ key, value, ...numbers }: EntryView<unknown, unknown>): object {
  const entries = Object.entries(numbers).map(([field, number]) => {
    if (number.equals(NEVER)) return [field, 'never'];
    return [field, number.toNumber() > TODAY ? 'a time' : number.toNumber()];
  });
  return { key, value, ...Object.fromEntries(entries) };
}

function sorted(items: readonly unknown[]): readonly unknown[] {
  return [...items].sort((one, other) => (textOf(one) < textOf(other) ? -1 : 1));
}
