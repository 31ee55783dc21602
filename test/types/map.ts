// User code against the published types: compiled, never run.
import {
  createClient,
  type EntryEvent,
  type HazelcastMap,
  type LongLike,
  type MapEvent,
  type Member,
  type Signal,
  type Storable,
  type UUID,
} from 'hazelrx';
import { filter, map, type Observable } from 'rxjs';
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
