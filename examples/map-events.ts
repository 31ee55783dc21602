// Every kind of entry event, typed as a union: the compiler knows which of them carries which values.
import { startCluster } from '@hazelrx/embedded-member';
import { createClient, type EntryEvent, type MapEvent } from 'hazelrx';
import { concat, filter, firstValueFrom, ignoreElements, merge, switchMap, take, takeWhile, tap } from 'rxjs';

await using cluster = await startCluster({ members: 2, transport: 'tcp' });
await using hz = createClient({
  clusterName: cluster.clusterName,
  network: { clusterMembers: [...cluster.addresses] },
});
const stock = hz.getMap<string, number>('stock');

function describe(event: EntryEvent<string, number> | MapEvent): string {
  const where = event.member ? ` (on ${event.member.address.host}:${event.member.address.port})` : '';
  switch (event.type) {
    case 'added':
    case 'loaded':
      return `${event.key} ${event.type}: ${event.value}${where}`;
    case 'updated':
    case 'merged':
      return `${event.key} ${event.type}: ${event.oldValue} → ${event.value}${where}`;
    case 'removed':
    case 'evicted':
    case 'expired':
      return `${event.key} ${event.type}: was ${event.oldValue}${where}`;
    case 'mapCleared':
    case 'mapEvicted':
      return `${event.type}: ${event.numberOfAffectedEntries} entries${where}`;
  }
}

// Sent one after the other; `apples` lives for a second.
const changes = concat(
  stock.set('pears', 3),
  stock.set('pears', 4),
  stock.remove('pears'),
  stock.set('apples', 12, 1000),
).pipe(ignoreElements());

const events = stock.events({ includeValue: true, signals: true });
await merge(
  events,
  // Registered everywhere before the first change, so that nothing is missed.
  events.pipe(
    filter(({ type }) => type === 'listening'),
    take(1),
    switchMap(() => changes),
  ),
)
  .pipe(
    tap(event => {
      if (event.type === 'listening') console.log('listening on every member');
      else if (event.type === 'gap') console.log(`events of ${event.member.toString()} may have been missed`);
      else console.log(describe(event));
    }),
    // Expiry is noticed when the entry is touched, or by the member's own clean-up.
    takeWhile(({ type }) => type !== 'expired'),
  )
  .forEach(() => {});

await firstValueFrom(stock.clear());
