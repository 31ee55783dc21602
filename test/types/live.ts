// User code against the published types: compiled, never run.
import { createClient, type LiveChange, type LiveResync, Predicates, toCollection } from 'hazelrx';
import type { Observable } from 'rxjs';
import type { Equal, Holds } from './assertions.js';

interface Order {
  readonly customer: string;
  readonly total: number;
}

const orders = createClient().getMap<string, Order>('orders');
const all$ = orders.live().pipe(toCollection());

export type LiveTypes = [
  Holds<Equal<ReturnType<typeof orders.live>, Observable<LiveChange<string, Order>>>>,
  Holds<Equal<typeof all$, Observable<ReadonlyMap<string, Order>>>>,
];

export function tell(change: LiveChange<string, Order>): string {
  switch (change.type) {
    case 'snapshot':
      return change.entries.map(([id, { customer }]) => `${id} of ${customer}`).join();
    case 'put':
      return `${change.key}: ${change.value.total} after ${change.oldValue?.total}`;
    case 'remove':
      return `${change.key}: ${change.oldValue.total}`;
  }
}

const log: LiveResync[] = [];
orders.live(Predicates.equal('customer', 'ada'), { verifyEvery: 60_000, onResync: resync => void log.push(resync) });
// @ts-expect-error: pages are no view
orders.live(Predicates.paging(10));
// @ts-expect-error: `every` is no option
orders.live(undefined, { every: 1000 });
