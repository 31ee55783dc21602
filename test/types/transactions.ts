// User code against the published types: compiled, never run.
import {
  createClient,
  type HazelcastQueue,
  type QueueConsumeOptions,
  type Transaction,
  type TransactionalList,
  type TransactionalMap,
  type TransactionalMultiMap,
  type TransactionalQueue,
  type TransactionalSet,
  type TransactionOptions,
} from 'hazelrx';
import { concatMap, type Observable } from 'rxjs';
import type { Equal, Holds } from './assertions.js';

interface Order {
  readonly total: number;
}

const hz = createClient();

const previous$ = hz.transaction(
  tx => {
    const orders = tx.getMap<string, Order>('orders');
    const jobs = tx.getQueue<Order>('jobs');
    return jobs.poll().pipe(concatMap(job => (job ? orders.put('a', job, 1000) : [])));
  },
  { timeout: 1000, durability: 1, type: 'TWO_PHASE' },
);
const promised$ = hz.transaction(async () => 'done');

declare const tx: Transaction;
const jobs: HazelcastQueue<Order> = hz.getQueue<Order>('jobs');
const options: QueueConsumeOptions = { concurrency: 2, attempts: 3, backoff: 10, deadLetter: 'dead', timeout: 1000 };
const consumed$ = jobs.consume((order, attempt) => [order.total + attempt], options);

export type Transactions = [
  Holds<Equal<typeof previous$, Observable<Order | null>>>,
  Holds<Equal<typeof promised$, Observable<string>>>,
  Holds<Equal<typeof consumed$, Observable<number>>>,
];

export const structures: [
  TransactionalMap<string, Order>,
  TransactionalQueue<Order>,
  TransactionalList<Order>,
  TransactionalSet<string>,
  TransactionalMultiMap<string, Order>,
] = [tx.getMap('m'), tx.getQueue('q'), tx.getList('l'), tx.getSet('s'), tx.getMultiMap('mm')];

export type Answers = [
  Holds<Equal<ReturnType<TransactionalMap<string, Order>['keySet']>, Observable<string[]>>>,
  Holds<Equal<ReturnType<TransactionalMap<string, Order>['delete']>, Observable<undefined>>>,
  Holds<Equal<ReturnType<TransactionalQueue<Order>['offer']>, Observable<boolean>>>,
  Holds<Equal<ReturnType<TransactionalMultiMap<string, Order>['removeAll']>, Observable<Order[]>>>,
];

// @ts-expect-error: no such type
export const local: TransactionOptions = { type: 'LOCAL' };
// @ts-expect-error: values of another type
tx.getMap<string, Order>('orders').put('a', 'no order');
// @ts-expect-error: transactions have no topics
tx.getTopic('news');
