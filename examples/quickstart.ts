// What `npm start` runs: a cluster, a client, and a live view of what happens in a map. The cluster is in this process;
// `npm start -- --real` starts a real Hazelcast member instead.
import { startCluster } from '@hazelrx/embedded-member';
import { createClient, type EntryEvent, type Signal } from 'hazelrx';
import {
  bufferTime,
  concatMap,
  filter,
  firstValueFrom,
  groupBy,
  map,
  mergeMap,
  range,
  scan,
  share,
  takeWhile,
  timer,
} from 'rxjs';

interface Order {
  readonly customer: string;
  readonly total: number;
}

const CUSTOMERS = ['ada', 'grace', 'edsger'];
const ORDERS = 30;

async function startRealMember() {
  const { startCluster } = await import('@hazelrx/java-member');
  return startCluster({ version: '5.7.0' });
}

const real = process.argv.includes('--real');
console.log(real ? 'starting a Hazelcast 5.7.0 member …' : 'starting three embedded members …');
await using cluster = await (real ? startRealMember() : startCluster({ members: 3, transport: 'tcp' }));
await using hz = createClient({
  clusterName: cluster.clusterName,
  network: { clusterMembers: [...cluster.addresses] },
});
const orders = hz.getMap<string, Order>('orders');

// Nothing is sent before a subscription; the first one connects.
const previous = await firstValueFrom(orders.put('o-0', { customer: 'ada', total: 10 }));
const stored = await firstValueFrom(orders.get('o-0'));
console.log(`connected to ${cluster.addresses.join(', ')}; put o-0 over`, previous, 'and got', stored);

// Hot: the events of all members, from the moment the stream says it is listening.
const events = orders.events({ includeValue: true, signals: true }).pipe(share());
type Placed = Extract<EntryEvent<string, Order>, { type: 'added' }>;

const revenue = events.pipe(
  filter((event): event is Placed => event.type === 'added'),
  groupBy(({ value }) => value.customer),
  mergeMap(ofCustomer =>
    ofCustomer.pipe(
      scan(({ count, sum }, { value }) => ({ count: count + 1, sum: sum + value.total }), { count: 0, sum: 0 }),
      map(total => ({ customer: ofCustomer.key, ...total })),
    ),
  ),
  scan(
    (totals, { customer, count, sum }) => new Map(totals).set(customer, { count, sum }),
    new Map<string, { count: number; sum: number }>(),
  ),
  takeWhile(totals => [...totals.values()].reduce((placed, { count }) => placed + count, 0) < ORDERS, true),
  bufferTime(250),
  filter(batch => batch.length > 0),
);

// Somebody else's work: an order every 50 ms, once the stream is listening.
const placing = events.pipe(
  filter((event): event is Signal => event.type === 'listening'),
  concatMap(() => range(1, ORDERS)),
  concatMap(n =>
    timer(50).pipe(concatMap(() => orders.set(`o-${n}`, { customer: CUSTOMERS[n % CUSTOMERS.length]!, total: n }))),
  ),
);

const writer = placing.subscribe();
await revenue.forEach(batch => {
  const latest = [...batch.at(-1)!].map(([customer, { count, sum }]) => `${customer} ${count} orders, ${sum} in all`);
  console.log(`${String(batch.length).padStart(2)} events: ${latest.join(' | ')}`);
});
writer.unsubscribe();
console.log(`${await firstValueFrom(orders.size())} orders in the map; done`);
