// A dashboard that is what the map is: all orders, and those that are urgent, as they come and go.
import { startCluster } from '@hazelrx/embedded-member';
import { attributes, boolean, compact, createClient, int32, type LiveResync, string, toCollection } from 'hazelrx';
import { auditTime, concatMap, filter, firstValueFrom, from, lastValueFrom, map, shareReplay, tap } from 'rxjs';

const Order = compact('order', { customer: string, total: int32, urgent: boolean });

await using cluster = await startCluster({ members: 3, transport: 'tcp' });
const config = { clusterName: cluster.clusterName, network: { clusterMembers: [...cluster.addresses] } };
await using shop = createClient(config);
await using screen = createClient(config);
const orders = shop.getMap('orders', { key: string, value: Order });
const shown = screen.getMap('orders', { key: string, value: Order });

await lastValueFrom(
  orders.putAll([
    ['o-1', { customer: 'ada', total: 120, urgent: false }],
    ['o-2', { customer: 'grace', total: 80, urgent: true }],
  ]),
);

// Each change, as it comes: what a list on the screen needs.
const onResync = ({ causes, differences }: LiveResync): void =>
  console.log(`looked again (${causes.join(', ')}): ${differences} differences`);
const urgent$ = shown.live(attributes(Order).urgent.equal(true), { onResync });
const list = urgent$.subscribe(change => {
  if (change.type === 'snapshot') console.log(`urgent: ${change.entries.map(([id]) => id).join(', ')}`);
  else if (change.type === 'put') console.log(`urgent: ${change.key} of ${change.value.customer}`);
  else console.log(`not urgent any more: ${change.key}`);
});

// The same as a collection, drawn ten times a second at most, however many changes there are.
const totals$ = shown.live().pipe(
  toCollection(),
  auditTime(100),
  map(all => ({ count: all.size, total: [...all.values()].reduce((sum, { total }) => sum + total, 0) })),
  tap(({ count, total }) => console.log(`${count} orders, ${total} in all`)),
  shareReplay({ bufferSize: 1, refCount: true }),
);
const totals = totals$.subscribe();
const until = (count: number): Promise<unknown> => firstValueFrom(totals$.pipe(filter(now => now.count === count)));
await until(2);

await lastValueFrom(
  from([
    ['o-1', { customer: 'ada', total: 120, urgent: true }],
    ['o-2', { customer: 'grace', total: 80, urgent: false }],
    ['o-3', { customer: 'edsger', total: 40, urgent: false }],
  ] as const).pipe(concatMap(([id, order]) => orders.set(id, order))),
);
await until(3);

// There is no event for each entry of a map that is cleared: the views look again by themselves.
await lastValueFrom(orders.clear());
await until(0);

list.unsubscribe();
totals.unsubscribe();
console.log('done');
