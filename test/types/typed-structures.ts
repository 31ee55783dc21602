// User code against the published types: compiled, never run.
import {
  array,
  type AtomicReference,
  bigint64,
  compact,
  createClient,
  type Data,
  type EntryEvent,
  type HazelcastList,
  type HazelcastMap,
  type HazelcastQueue,
  type HazelcastSet,
  type Infer,
  int32,
  int64,
  type Lazy,
  lazy,
  type LocalDateTime,
  type Long,
  type MapEvent,
  type MapLock,
  type MultiMap,
  nullable,
  type ReliableTopic,
  type ReplicatedMap,
  type Ringbuffer,
  type Storable,
  string,
  timestamp,
  type Topic,
  type TransactionalList,
  type TransactionalMap,
  type TransactionalMultiMap,
  type TransactionalQueue,
  type TransactionalSet,
} from 'hazelrx';
import type { Observable } from 'rxjs';
import type { Equal, Holds, Known } from './assertions.js';

const Line = compact('line', { sku: string, count: int32 });
const Order = compact('order', {
  id: int64,
  customer: string,
  lines: array(Line),
  at: timestamp,
  note: nullable(string),
});
type Order = Infer<typeof Order>;

const hz = createClient();
const types = { key: int32, value: Order };
const item = { value: Order };
const lazyItem = { value: Order, lazy: true } as const;
const orders = hz.getMap('orders', types);
const lazyOrders = hz.getMap('orders', { key: string, value: Order, lazy: true });
const queue = hz.getQueue('jobs', item);
const reference = hz.getAtomicReference('last', { value: Order, backend: 'map' });
const lazyReference = hz.getAtomicReference('last', lazyItem);
const map = hz.getMap<string, Order>('plain');

export type Inferred = [
  Holds<Equal<Order['id'], Long>>,
  Holds<Equal<Order['at'], LocalDateTime>>,
  Holds<Equal<Order['note'], string | null>>,
  Holds<Equal<Order['lines'][number], Infer<typeof Line>>>,
  Holds<Equal<typeof orders, HazelcastMap<number, Order>>>,
  Holds<Equal<ReturnType<typeof orders.get>, Observable<Order | null>>>,
  Holds<Known<ReturnType<typeof orders.get>>>,
  Holds<Equal<Parameters<typeof orders.put>[0], number>>,
  Holds<Equal<ReturnType<typeof orders.getAll>, Observable<[number, Order][]>>>,
  Holds<Equal<ReturnType<typeof orders.lock>, Observable<MapLock<number, Order>>>>,
  Holds<Equal<typeof map, HazelcastMap<string, Order>>>,
];

const events$ = orders.events({ includeValue: true });
const multi = hz.getMultiMap('m', types);
const replicated = hz.getReplicatedMap('m', types);
const ring = hz.getRingbuffer('m', item);
const topic = hz.getTopic('m', item);
const reliable = hz.getReliableTopic('m', item);
const set = hz.getSet('m', item);
const list = hz.getList('m', item);
const arrays = hz.getMap('m', { key: bigint64, value: array(array(int32)) });

export type OtherStructures = [
  Holds<Equal<typeof events$, Observable<EntryEvent<number, Order> | MapEvent>>>,
  Holds<Equal<typeof queue, HazelcastQueue<Order>>>,
  Holds<Equal<typeof multi, MultiMap<number, Order>>>,
  Holds<Equal<typeof replicated, ReplicatedMap<number, Order>>>,
  Holds<Equal<typeof ring, Ringbuffer<Order>>>,
  Holds<Equal<typeof topic, Topic<Order>>>,
  Holds<Equal<typeof reliable, ReliableTopic<Order>>>,
  Holds<Equal<typeof set, HazelcastSet<Order>>>,
  Holds<Equal<typeof list, HazelcastList<Order>>>,
  Holds<Equal<typeof reference, AtomicReference<Order>>>,
  Holds<Equal<typeof arrays, HazelcastMap<bigint, number[][]>>>,
];

const lazyQueue = hz.getQueue('jobs', lazyItem);
const lazyMulti = hz.getMultiMap('m', { key: string, ...lazyItem });
const lazyReplicated = hz.getReplicatedMap('m', { key: string, ...lazyItem });

export type LazyStructures = [
  Holds<Equal<typeof lazyOrders, HazelcastMap<string, Lazy<Order>>>>,
  Holds<Equal<typeof lazyQueue, HazelcastQueue<Lazy<Order>>>>,
  Holds<Equal<typeof lazyMulti, MultiMap<string, Lazy<Order>>>>,
  Holds<Equal<typeof lazyReplicated, ReplicatedMap<string, Lazy<Order>>>>,
  Holds<Equal<typeof lazyReference, AtomicReference<Lazy<Order>>>>,
  Holds<Equal<Lazy<Order>['data'], Data>>,
  Holds<Equal<ReturnType<Lazy<Order>['read']>, Observable<Order>>>,
];

const order = {} as Order;
lazyOrders.put('a', lazy(order));
// @ts-expect-error -- a lazy map has lazy values
lazyOrders.put('a', order);
// @ts-expect-error -- the key is a number
orders.get('a');
// @ts-expect-error -- an int64 is a Long, no number
orders.put(1, { ...order, id: 1 });
// @ts-expect-error -- a field is missing
orders.put(1, { id: order.id });
// @ts-expect-error -- an int32 is a number, no bigint
orders.get(1n);
// @ts-expect-error -- an item is no text
queue.add('a');
// @ts-expect-error -- a queue has no keys
hz.getQueue('q', { key: int32, value: Order });
// @ts-expect-error -- both types of a map are declared
hz.getMap('m', { value: Order });
// @ts-expect-error -- a value that may be null is only a field
hz.getMap('m', { key: string, value: nullable(string) });
// @ts-expect-error -- lazy is known when the program is written
hz.getMap('m', { key: string, value: Order, lazy: Math.random() > 0.5 });
// @ts-expect-error -- what a text says is no type
hz.getMap('m', { key: 'int32', value: Order });

hz.transaction(tx => {
  const txMap = tx.getMap('m', types);
  const txMulti = tx.getMultiMap('m', types);
  const txQueue = tx.getQueue('m', item);
  const txList = tx.getList('m', item);
  const txSet = tx.getSet('m', lazyItem);
  const plain = tx.getMap('m');
  type Transactional = [
    Holds<Equal<typeof txMap, TransactionalMap<number, Order>>>,
    Holds<Equal<typeof txMulti, TransactionalMultiMap<number, Order>>>,
    Holds<Equal<typeof txQueue, TransactionalQueue<Order>>>,
    Holds<Equal<typeof txList, TransactionalList<Order>>>,
    Holds<Equal<typeof txSet, TransactionalSet<Lazy<Order>>>>,
    Holds<Equal<typeof plain, TransactionalMap<Storable, Storable>>>,
  ];
  return txMap.get({} as Transactional extends unknown ? number : never);
});
