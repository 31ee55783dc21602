import type { AtomicLong, ConcurrencyBackend, FencedLock, HazelcastClient } from 'hazelrx';
import { mergeMap, type Observable } from 'rxjs';
import { counterNames, lockNames } from '../concurrency.js';
import type { Concurrent } from '../works.js';

/** `who`: whose counters and locks they are. */
export function concurrent(
  client: HazelcastClient,
  request: Concurrent,
  who: string,
): (operation: number) => Observable<unknown> {
  const counters = (backend: ConcurrencyBackend): AtomicLong[] =>
    counterNames(who).map(name => client.getAtomicLong(name, { backend }));
  const locks = (backend: ConcurrencyBackend): FencedLock[] =>
    lockNames(who).map(name => client.getLock(name, { backend }));
  switch (request) {
    case 'increment':
      return increments(counters('cp'));
    case 'mapIncrement':
      return increments(counters('map'));
    case 'cpLock':
      return lockings(locks('cp'));
    case 'mapLock':
      return lockings(locks('map'));
  }
}

function increments(counters: readonly AtomicLong[]): (operation: number) => Observable<unknown> {
  return operation => counters[operation % counters.length]!.incrementAndGet();
}

function lockings(locks: readonly FencedLock[]): (operation: number) => Observable<unknown> {
  return operation => locks[operation % locks.length]!.lock().pipe(mergeMap(held => held.unlock()));
}
