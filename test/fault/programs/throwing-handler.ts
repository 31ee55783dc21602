// A `next` handler throws. With the argument `handled` the application has set `config.onUnhandledError`.
import { createClient } from 'hazelrx';
import { config, filter, firstValueFrom, map, merge, Subject, toArray, take } from 'rxjs';

const [mode = '', clusterName = '', address = ''] = process.argv.slice(2);
const unhandled = new Subject<string>();
if (mode === 'handled') config.onUnhandledError = error => unhandled.next(String(error));

await using client = createClient({ clusterName, network: { clusterMembers: [address] } });
const numbers = client.getMap<string, number>('throwing-handler');
const heard = new Subject<number>();

numbers.events({ includeValue: true }).subscribe(() => {
  throw new Error('thrown by a listener');
});
numbers
  .events({ includeValue: true })
  .pipe(
    filter(event => 'value' in event),
    map(event => event.value),
  )
  .subscribe(heard);
await firstValueFrom(
  numbers.events({ includeValue: true, signals: true }).pipe(filter(({ type }) => type === 'listening')),
);

const all = firstValueFrom(merge(heard, unhandled).pipe(take(7), toArray()));
numbers.get('absent').subscribe(() => {
  throw new Error('thrown by a call');
});
for (const value of [1, 2, 3]) await firstValueFrom(numbers.set('key', value));
for (const item of await all) console.log(item);
console.log(`connections: ${(await firstValueFrom(client.connections$)).length}`);
console.log(`get: ${await firstValueFrom(numbers.get('key'))}`);
