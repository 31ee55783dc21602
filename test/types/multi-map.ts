// User code against the published types: compiled, never run.
import {
  createClient,
  type HazelcastError,
  type KeyLock,
  type LongLike,
  type MapEvent,
  type MultiMap,
  type MultiMapEvent,
  type MultiMapLock,
  type ReplicatedMap,
  type ReplicatedMapEvent,
  type Signal,
} from 'hazelrx';
import { map, type Observable, switchMap } from 'rxjs';
import type { Equal, Holds, Known } from './assertions.js';

interface Order {
  readonly total: number;
}

const hz = createClient();
const orders = hz.getMultiMap<string, Order>('orders');
const rates = hz.getReplicatedMap<string, number>('rates');
const order: Order = { total: 1 };

export type MultiMapMethods = [
  Holds<Equal<typeof orders, MultiMap<string, Order>>>,
  Holds<Equal<ReturnType<typeof orders.put>, Observable<boolean>>>,
  Holds<Equal<ReturnType<typeof orders.putAll>, Observable<undefined>>>,
  Holds<Equal<ReturnType<typeof orders.get>, Observable<Order[]>>>,
  Holds<Equal<ReturnType<typeof orders.remove>, Observable<boolean>>>,
  Holds<Equal<ReturnType<typeof orders.removeAll>, Observable<Order[]>>>,
  Holds<Equal<ReturnType<typeof orders.delete>, Observable<undefined>>>,
  Holds<Equal<ReturnType<typeof orders.clear>, Observable<undefined>>>,
  Holds<Equal<ReturnType<typeof orders.containsKey>, Observable<boolean>>>,
  Holds<Equal<ReturnType<typeof orders.containsValue>, Observable<boolean>>>,
  Holds<Equal<ReturnType<typeof orders.containsEntry>, Observable<boolean>>>,
  Holds<Equal<ReturnType<typeof orders.size>, Observable<number>>>,
  Holds<Equal<ReturnType<typeof orders.valueCount>, Observable<number>>>,
  Holds<Equal<ReturnType<typeof orders.keySet>, Observable<string[]>>>,
  Holds<Equal<ReturnType<typeof orders.values>, Observable<Order[]>>>,
  Holds<Equal<ReturnType<typeof orders.entrySet>, Observable<[string, Order][]>>>,
  Holds<Equal<ReturnType<typeof orders.destroy>, Observable<undefined>>>,
  Holds<Known<ReturnType<typeof orders.get>>>,
];

export type Locks = [
  Holds<Equal<MultiMapLock<string, Order>, KeyLock<string, MultiMap<string, Order>>>>,
  Holds<Equal<ReturnType<typeof orders.lock>, Observable<MultiMapLock<string, Order>>>>,
  Holds<Equal<ReturnType<typeof orders.tryLock>, Observable<MultiMapLock<string, Order> | null>>>,
  Holds<Equal<Parameters<typeof orders.unlock>, [lock: MultiMapLock<string, Order>]>>,
  Holds<Equal<ReturnType<typeof orders.forceUnlock>, Observable<undefined>>>,
  Holds<Equal<ReturnType<typeof orders.isLocked>, Observable<boolean>>>,
];

export const withLock: Observable<number> = orders.withLock('a', owned =>
  owned.get('a').pipe(map(({ length }) => length)),
);
export const lost: Observable<HazelcastError> = orders.lock('a').pipe(switchMap(({ lost$ }) => lost$));
export const putAll = orders.putAll(new Map([['a', new Set([order])]]));

export function told(event: MultiMapEvent<string, Order> | Signal): string | number {
  switch (event.type) {
    case 'added':
      return event.value.total;
    case 'removed':
      return event.oldValue?.total ?? event.key;
    case 'mapCleared':
      return event.numberOfAffectedEntries;
    case 'listening':
      return event.type;
    case 'gap':
      return event.member.toString();
  }
}

const plain = orders.events();
const keyed = orders.events({ key: 'a', includeValue: true });
const signalled = orders.events({ signals: true });
const all = orders.events({ includeValue: true, signals: true });

export type MultiMapEvents = [
  Holds<Equal<typeof plain, Observable<MultiMapEvent<string, null>>>>,
  Holds<Equal<typeof keyed, Observable<MultiMapEvent<string, Order>>>>,
  Holds<Equal<typeof signalled, Observable<MultiMapEvent<string, null> | Signal>>>,
  Holds<Equal<typeof all, Observable<MultiMapEvent<string, Order> | Signal>>>,
  Holds<Equal<Extract<MultiMapEvent<string, Order>, MapEvent>['type'], 'mapCleared'>>,
];

export type ReplicatedMapMethods = [
  Holds<Equal<typeof rates, ReplicatedMap<string, number>>>,
  Holds<Equal<ReturnType<typeof rates.get>, Observable<number | null>>>,
  Holds<Equal<ReturnType<typeof rates.put>, Observable<number | null>>>,
  Holds<Equal<Parameters<typeof rates.put>[2], LongLike | undefined>>,
  Holds<Equal<ReturnType<typeof rates.putAll>, Observable<undefined>>>,
  Holds<Equal<ReturnType<typeof rates.remove>, Observable<number | null>>>,
  Holds<Equal<ReturnType<typeof rates.clear>, Observable<undefined>>>,
  Holds<Equal<ReturnType<typeof rates.containsKey>, Observable<boolean>>>,
  Holds<Equal<ReturnType<typeof rates.containsValue>, Observable<boolean>>>,
  Holds<Equal<ReturnType<typeof rates.size>, Observable<number>>>,
  Holds<Equal<ReturnType<typeof rates.isEmpty>, Observable<boolean>>>,
  Holds<Equal<ReturnType<typeof rates.keySet>, Observable<string[]>>>,
  Holds<Equal<ReturnType<typeof rates.values>, Observable<number[]>>>,
  Holds<Equal<ReturnType<typeof rates.entrySet>, Observable<[string, number][]>>>,
];

const changes = rates.events({ key: 'a' });
const changesAndSignals = rates.events({ signals: true });

export type ReplicatedMapEvents = [
  Holds<Equal<typeof changes, Observable<ReplicatedMapEvent<string, number>>>>,
  Holds<Equal<typeof changesAndSignals, Observable<ReplicatedMapEvent<string, number> | Signal>>>,
  Holds<Equal<ReplicatedMapEvent<string, number>['type'], 'added' | 'updated' | 'removed' | 'evicted' | 'mapCleared'>>,
];

// @ts-expect-error a value of another type
orders.put('a', 1);
// @ts-expect-error a key of another type
orders.get(1);
// @ts-expect-error values come in an iterable
orders.putAll([['a', order]]);
// @ts-expect-error an Observable of a lock is none
orders.unlock(orders.lock('a'));
// @ts-expect-error a value of another type
rates.put('a', '1');
// @ts-expect-error sorts numbers
rates.values((one: string, other: string) => one.localeCompare(other));
