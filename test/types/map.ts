// User code against the published types: compiled, never run.
import {
  createClient,
  type EntryEvent,
  type EntryView,
  type HazelcastError,
  type HazelcastMap,
  type IndexConfig,
  type Long,
  type LongLike,
  type MapEvent,
  type MapLock,
  type Member,
  type PutProgress,
  type Signal,
  type Storable,
  type UUID,
} from 'hazelrx';
import { filter, map, type Observable, of } from 'rxjs';
import type { Equal, Holds, Known } from './assertions.js';

interface Order {
  readonly customer: string;
  readonly total: number;
}

const hz = createClient();
const orders = hz.getMap<string, Order>('orders');
const order: Order = { customer: 'ada', total: 1 };

export type MapMethods = [
  Holds<Equal<typeof orders, HazelcastMap<string, Order>>>,
  Holds<Equal<ReturnType<typeof orders.get>, Observable<Order | null>>>,
  Holds<Equal<ReturnType<typeof orders.put>, Observable<Order | null>>>,
  Holds<Equal<ReturnType<typeof orders.set>, Observable<undefined>>>,
  Holds<Equal<ReturnType<typeof orders.remove>, Observable<Order | null>>>,
  Holds<Equal<ReturnType<typeof orders.delete>, Observable<undefined>>>,
  Holds<Equal<ReturnType<typeof orders.containsKey>, Observable<boolean>>>,
  Holds<Equal<ReturnType<typeof orders.putIfAbsent>, Observable<Order | null>>>,
  Holds<Equal<ReturnType<typeof orders.replace>, Observable<Order | null>>>,
  Holds<Equal<ReturnType<typeof orders.getAll>, Observable<[string, Order][]>>>,
  Holds<Equal<ReturnType<typeof orders.putAll>, Observable<undefined>>>,
  Holds<Equal<ReturnType<typeof orders.size>, Observable<number>>>,
  Holds<Equal<ReturnType<typeof orders.clear>, Observable<undefined>>>,
  Holds<Equal<ReturnType<typeof orders.destroy>, Observable<undefined>>>,
  Holds<Equal<Parameters<typeof orders.put>[2], LongLike | undefined>>,
  Holds<Known<ReturnType<typeof orders.get>>>,
];

export type MoreMapMethods = [
  Holds<Equal<ReturnType<typeof orders.containsValue>, Observable<boolean>>>,
  Holds<Equal<ReturnType<typeof orders.isEmpty>, Observable<boolean>>>,
  Holds<Equal<ReturnType<typeof orders.putTransient>, Observable<undefined>>>,
  Holds<Equal<ReturnType<typeof orders.tryPut>, Observable<boolean>>>,
  Holds<Equal<ReturnType<typeof orders.tryRemove>, Observable<boolean>>>,
  Holds<Equal<ReturnType<typeof orders.replaceIfSame>, Observable<boolean>>>,
  Holds<Equal<ReturnType<typeof orders.removeIfSame>, Observable<boolean>>>,
  Holds<Equal<ReturnType<typeof orders.setTtl>, Observable<boolean>>>,
  Holds<Equal<ReturnType<typeof orders.evict>, Observable<boolean>>>,
  Holds<Equal<ReturnType<typeof orders.evictAll>, Observable<undefined>>>,
  Holds<Equal<ReturnType<typeof orders.flush>, Observable<undefined>>>,
  Holds<Equal<ReturnType<typeof orders.loadAll>, Observable<undefined>>>,
  Holds<Equal<ReturnType<typeof orders.setAll>, Observable<undefined>>>,
  Holds<Equal<ReturnType<typeof orders.entrySet>, Observable<[string, Order][]>>>,
  Holds<Equal<ReturnType<typeof orders.keySet>, Observable<string[]>>>,
  Holds<Equal<ReturnType<typeof orders.values>, Observable<Order[]>>>,
  Holds<Equal<ReturnType<typeof orders.getEntryView>, Observable<EntryView<string, Order> | null>>>,
  Holds<Equal<ReturnType<typeof orders.addIndex>, Observable<undefined>>>,
  Holds<Equal<Parameters<typeof orders.addIndex>, [config: IndexConfig]>>,
  Holds<Equal<ReturnType<typeof orders.entries>, Observable<[string, Order]>>>,
  Holds<Equal<ReturnType<typeof orders.keys>, Observable<string>>>,
  Holds<Equal<ReturnType<typeof orders.watch>, Observable<Order | null>>>,
  Holds<Equal<ReturnType<typeof orders.putFrom>, Observable<PutProgress>>>,
  Holds<Equal<PutProgress, { readonly taken: number; readonly written: number }>>,
  Holds<Equal<Parameters<typeof orders.put>[3], LongLike | undefined>>,
  Holds<Equal<Parameters<typeof orders.set>[3], LongLike | undefined>>,
  Holds<Equal<Parameters<typeof orders.putIfAbsent>[3], LongLike | undefined>>,
  Holds<Equal<Parameters<typeof orders.putTransient>[3], LongLike | undefined>>,
  Holds<Equal<Parameters<typeof orders.setTtl>[1], LongLike>>,
  Holds<Equal<EntryView<string, Order>['key'], string>>,
  Holds<Equal<EntryView<string, Order>['value'], Order>>,
  Holds<Equal<EntryView<string, Order>['ttl'], Long>>,
];

export type MapLocks = [
  Holds<Equal<ReturnType<typeof orders.lock>, Observable<MapLock<string, Order>>>>,
  Holds<Equal<ReturnType<typeof orders.tryLock>, Observable<MapLock<string, Order> | null>>>,
  Holds<Equal<ReturnType<typeof orders.unlock>, Observable<undefined>>>,
  Holds<Equal<ReturnType<typeof orders.forceUnlock>, Observable<undefined>>>,
  Holds<Equal<ReturnType<typeof orders.isLocked>, Observable<boolean>>>,
  Holds<Equal<MapLock<string, Order>['key'], string>>,
  Holds<Equal<MapLock<string, Order>['map'], HazelcastMap<string, Order>>>,
  Holds<Equal<MapLock<string, Order>['lost$'], Observable<HazelcastError>>>,
];

/** What the work and the handlers give is what comes out, whatever kind of stream they give it as. */
const locked = orders.withLock('a', owned => owned.get('a'));
const promised = orders.withLock('a', async () => 'done', { timeout: 1000, lease: 1000 });
const iterated = orders.withLock('a', () => [1, 2]);
const consumed = orders.consumeEntries(([key, { total }]) => of(key.length + total), { concurrency: 4, pageSize: 100 });
const consumedKeys = orders.consumeKeys(async key => key.length);

export type MapWork = [
  Holds<Equal<typeof locked, Observable<Order | null>>>,
  Holds<Equal<typeof promised, Observable<string>>>,
  Holds<Equal<typeof iterated, Observable<number>>>,
  Holds<Equal<typeof consumed, Observable<number>>>,
  Holds<Equal<typeof consumedKeys, Observable<number>>>,
];

orders.put('a', order, 1000);
orders.put('a', order, 1000n);
orders.putAll(new Map([['a', order]]));
orders.putAll([['a', order]]);
orders.getAll(new Set(['a']));
// @ts-expect-error the value is no Order
orders.put('a', { customer: 'ada' });
// @ts-expect-error the key is no string
orders.get(1);
// @ts-expect-error null is no value
orders.set('a', null);
// @ts-expect-error undefined is no key
orders.get(undefined);
// @ts-expect-error a time to live is a number
orders.set('a', order, '1 s');
// @ts-expect-error an entry has a value
orders.putAll([['a']]);
// @ts-expect-error replace knows no time to live
orders.replace('a', order, 1000);

orders.put('a', order, 1000, 2000n);
orders.putTransient('a', order, -1, 1000);
orders.setTtl('a', 1000n);
orders.loadAll();
orders.loadAll(new Set(['a']), false);
orders.setAll(new Map([['a', order]]));
orders.putFrom([['a', order]]);
orders.putFrom(new Map([['a', order]]), { inFlight: 10, buffer: 0 });
orders.putFrom(orders.entries());
orders.putFrom(Promise.resolve(['a', order] as const));
// @ts-expect-error the values are no Orders
orders.putFrom(of(['a', 1] as const));
// @ts-expect-error the entries are no pairs
orders.putFrom(['a']);
// @ts-expect-error there is no such option
orders.putFrom([], { concurrency: 1 });
orders.entries();
orders.keys({ pageSize: 10 });
orders.addIndex({ attributes: ['customer'] });
orders.addIndex({ type: 'BITMAP', attributes: ['customer'], bitmapIndexOptions: { uniqueKeyTransformation: 'RAW' } });
// @ts-expect-error an idle time is a number
orders.put('a', order, 1000, '1 s');
// @ts-expect-error how long?
orders.setTtl('a');
// @ts-expect-error how long to try?
orders.tryPut('a', order);
// @ts-expect-error the old value is no Order
orders.replaceIfSame('a', { total: 1 }, order);
// @ts-expect-error which value?
orders.removeIfSame('a');
// @ts-expect-error the keys are no strings
orders.loadAll([1]);
// @ts-expect-error the value is no Order
orders.containsValue(1);
// @ts-expect-error an index has attributes
orders.addIndex({ type: 'HASH' });
// @ts-expect-error there is no such type
orders.addIndex({ type: 'hash', attributes: ['customer'] });
// @ts-expect-error nor such a transformation
orders.addIndex({ type: 'BITMAP', attributes: ['a'], bitmapIndexOptions: { uniqueKeyTransformation: 'INT' } });
// @ts-expect-error a page size is a number
orders.entries({ pageSize: '10' });
// @ts-expect-error iteration runs no handlers
orders.keys({ concurrency: 2 });
// @ts-expect-error a handler gives something to wait for
orders.consumeEntries(([, { total }]) => total);
// @ts-expect-error the handler gets keys
orders.consumeKeys(([key]: [string, Order]) => [key]);

/** A lock of one map. */
export function locking(lock: MapLock<string, Order>, tried: MapLock<string, Order> | null): void {
  orders.unlock(lock);
  lock.map.put(lock.key, order);
  // @ts-expect-error the owner writes Orders, too
  lock.map.put(lock.key, 1);
  // @ts-expect-error there may be no lock
  orders.unlock(tried);
  // @ts-expect-error a key is no lock
  orders.unlock('a');
  // @ts-expect-error it is a lock of a map of other types
  hz.getMap<number, Order>('others').unlock(lock);
  // @ts-expect-error a lease is a number
  orders.lock('a', '1 s');
  // @ts-expect-error the work gives something to wait for
  orders.withLock('a', () => 1);
  // @ts-expect-error there is no such option
  orders.withLock('a', () => [1], { ttl: 1000 });
  // @ts-expect-error the work gets the map of its owner
  orders.withLock('a', (owned: string) => [owned]);
}

/** What is viewed may be gone. */
export function remaining(view: EntryView<string, Order> | null): Long | undefined {
  // @ts-expect-error the entry may be absent
  void view.ttl;
  return view?.expirationTime.sub(view.creationTime);
}
// @ts-expect-error null cannot be stored
hz.getMap<string, null>('nulls');
// @ts-expect-error nor can what may be undefined
hz.getMap<string, string | undefined>('undefineds');

orders.get('a').pipe(
  // @ts-expect-error the value may be absent
  map(found => found.total),
);

/** Without types, everything that can be stored. */
const untyped = hz.getMap('any');
export type Untyped = Holds<Equal<ReturnType<typeof untyped.get>, Observable<Storable | null>>>;

type Happening = EntryEvent<string, Order> | MapEvent;
const withValues = orders.events({ includeValue: true });
const withoutValues = orders.events();
const ofOneKey = orders.events({ key: 'a', types: ['added', 'mapCleared'] });
const signalled = orders.events({ signals: true });
const both = orders.events({ includeValue: true, signals: true });

export type Events = [
  Holds<Equal<typeof withValues, Observable<Happening>>>,
  Holds<Equal<typeof withoutValues, Observable<EntryEvent<string, null> | MapEvent>>>,
  Holds<Equal<typeof ofOneKey, Observable<EntryEvent<string, null> | MapEvent>>>,
  Holds<Equal<typeof signalled, Observable<EntryEvent<string, null> | MapEvent | Signal>>>,
  Holds<Equal<typeof both, Observable<Happening | Signal>>>,
];

// @ts-expect-error there is no such kind
orders.events({ types: ['changed'] });
// @ts-expect-error nor such an option
orders.events({ includeValues: true });
// @ts-expect-error the key is no string
orders.events({ key: 1 });

/** The union narrows by `type`, and every kind is known to the switch. */
export function told(event: Happening | Signal): Order | number | string | Member | UUID | null | undefined {
  switch (event.type) {
    case 'added':
    case 'loaded':
      // @ts-expect-error nothing was there before
      void event.oldValue;
      return event.value;
    case 'updated':
      return event.oldValue ?? event.value;
    case 'merged':
      return event.mergingValue;
    case 'removed':
    case 'evicted':
    case 'expired':
      // @ts-expect-error nothing is there any more
      void event.value;
      return event.oldValue;
    case 'mapCleared':
    case 'mapEvicted':
      // @ts-expect-error it is about no single key
      void event.key;
      return event.numberOfAffectedEntries;
    case 'listening':
      return event.type;
    case 'gap':
      return event.member;
    default:
      return event satisfies never;
  }
}

type Updated = Extract<Happening, { type: 'updated' }>;
const totals = withValues.pipe(
  filter((event): event is Updated => event.type === 'updated'),
  map(({ key, value, oldValue, member }) => ({ key, rise: value.total - (oldValue?.total ?? 0), member })),
);
export type Totals = Holds<Equal<typeof totals, Observable<{ key: string; rise: number; member: Member | undefined }>>>;
