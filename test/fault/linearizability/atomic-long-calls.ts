import type { AtomicLong } from 'hazelrx';
import type Long from 'long';
import { map, type Observable } from 'rxjs';
import type { AtomicLongCall, AtomicLongResult } from './atomic-long-model.js';

/** Above what is added in one test, so that each value tells where it comes from. */
const STEP = 1_000_000;
const MOST_ADDED = 1000;

/** Any call, with values that no call of another `number` writes. `seen` is what may be there. */
export function someCall(random: () => number, number: number, seen: number): AtomicLongCall {
  const value = number * STEP;
  const delta = 1 + Math.floor(random() * MOST_ADDED);
  const choices: AtomicLongCall[] = [
    { name: 'get' },
    { name: 'set', value },
    { name: 'getAndSet', value },
    { name: 'addAndGet', delta },
    { name: 'addAndGet', delta },
    { name: 'compareAndSet', expected: seen, updated: value },
    { name: 'compareAndSet', expected: seen, updated: value },
  ];
  return choices[Math.floor(random() * choices.length)]!;
}

export function callOf(long: AtomicLong, call: AtomicLongCall): Observable<AtomicLongResult> {
  switch (call.name) {
    case 'get':
      return long.get().pipe(map(toNumber));
    case 'set':
      return long.set(call.value);
    case 'getAndSet':
      return long.getAndSet(call.value).pipe(map(toNumber));
    case 'addAndGet':
      return long.addAndGet(call.delta).pipe(map(toNumber));
    case 'compareAndSet':
      return long.compareAndSet(call.expected, call.updated);
  }
}

function toNumber(value: Long): number {
  return value.toNumber();
}
