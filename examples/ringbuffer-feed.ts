// A feed of trades in a ringbuffer: a reader comes late, stops, goes on where it was, and hears of what it has missed.
import { startCluster } from '@hazelrx/embedded-member';
import { createClient, type RingbufferRecord } from 'hazelrx';
import { concatMap, lastValueFrom, map, range, take, takeWhile, tap, timer } from 'rxjs';

interface Trade {
  readonly symbol: string;
  readonly price: number;
}

const SYMBOLS = ['HAZL', 'CAST', 'RXJS'];

await using cluster = await startCluster({
  members: 3,
  transport: 'tcp',
  config: { ringbuffer: { trades: { capacity: 10 } } },
});
await using hz = createClient({
  clusterName: cluster.clusterName,
  network: { clusterMembers: [...cluster.addresses] },
});
const feed = hz.getRingbuffer<Trade>('trades');

/** Adds so many trades, one after the other. Their sequences are `first` and those that follow. */
function trading(first: number, count: number) {
  return range(first, count).pipe(concatMap(n => feed.add({ symbol: SYMBOLS[n % SYMBOLS.length]!, price: 100 + n })));
}

function tell(reader: string, { sequence, value }: RingbufferRecord<Trade>): void {
  console.log(`${reader} ${sequence.toString()}: ${value.symbol} at ${value.price}`);
}

// A ringbuffer has a past: who comes late gets what is still there, and may stop at any time.
await lastValueFrom(trading(0, 5));
const read = await lastValueFrom(
  feed.stream({ from: 'oldest' }).pipe(
    take(3),
    tap(record => tell('early', record)),
  ),
);
const next = read.sequence.add(1);
console.log(`stopped; will go on with ${next.toString()}, in this process or another one`);

// Meanwhile more is added than there is room for. What is gone is told, with its sequences.
await lastValueFrom(trading(5, 15));
await feed
  .stream({ from: next, onLoss: 'report' })
  .pipe(takeWhile(item => !('value' in item) || item.sequence.lt(19), true))
  .forEach(item => {
    if ('value' in item) tell('later', item);
    else console.log(`${item.type}: ${item.from.toString()} to ${item.to.toString()} are not there any more`);
  });

// Others wait for what comes next: with one request, however many they are. A handler that takes its time is waited for.
const worker = feed.consume(
  record =>
    timer(20).pipe(
      map(() => record),
      tap(done => tell('worker', done)),
    ),
  { from: 20 },
);
const viewers = ['viewer', 'another viewer'].map(viewer =>
  feed.stream({ from: 20 }).pipe(tap(record => tell(viewer, record))),
);
const readers = [worker, ...viewers].map(reader => lastValueFrom(reader.pipe(take(4))));
await lastValueFrom(trading(20, 4));
await Promise.all(readers);
console.log('done');
