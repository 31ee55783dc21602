// Leader election: of several candidates one leads at a time. One that is cut off or ends is followed by another, and what it
// still writes is refused, because fences only grow.
import { startCluster } from '@hazelrx/embedded-member';
import { createClient, type HazelcastClient, type HazelcastError, type HeldLock, toAsyncIterable } from 'hazelrx';
import { pino } from 'pino';
import {
  concat,
  filter,
  ignoreElements,
  interval,
  map,
  merge,
  type Observable,
  retry,
  Subject,
  takeUntil,
  tap,
  timer,
} from 'rxjs';

type Fence = HeldLock['fence'];

interface Line {
  readonly leader: string;
  readonly client: HazelcastClient;
  readonly fence: Fence;
  readonly number: number;
}

/** After so many lines something happens to the leader. */
const LINES = 3;

await using cluster = await startCluster({ members: 3, transport: 'tcp' });
const config = {
  clusterName: cluster.clusterName,
  network: { clusterMembers: [...cluster.addresses] },
  // A lock made of a map, which members of every edition have. With 'cp' it is one of the CP subsystem, and all else is written
  // alike. But such a lock belongs to a session: who is cut off and back before that is over, five minutes by default, has never
  // lost it, and nobody would follow the first leader here.
  concurrency: { backend: 'map' },
  // Who is cut off would warn of it.
  logger: pino({ level: 'error' }),
} as const;
await using ada = createClient(config);
await using grace = createClient(config);
await using edsger = createClient(config);

/** What leaders write to. It asks nobody who leads: whoever shows a greater fence than all before does. */
const log = {
  greatest: undefined as Fence | undefined,
  append(fence: Fence, text: string): void {
    if (this.greatest?.greaterThan(fence)) return console.log(`refused, fence ${fence.toString()}: ${text}`);
    this.greatest = fence;
    console.log(`written, fence ${fence.toString()}: ${text}`);
  },
};

/** Whose term is over: it unlocks. Were its client just gone, the members would wait some seconds for it to come back. */
const leaves$ = new Subject<HazelcastClient>();

/** Writes lines while it leads, and stands again when that was taken from it; ends when it leaves. */
function campaign(leader: string, client: HazelcastClient): Observable<Line> {
  const term = (fence: Fence): Observable<Line> => {
    console.log(`${leader} leads`);
    return interval(20).pipe(
      takeUntil(leaves$.pipe(filter(who => who === client))),
      map(number => ({ leader, client, fence, number: number + 1 })),
      tap(({ number }) => log.append(fence, `line ${number} of ${leader}`)),
    );
  };
  const lost = ({ code }: HazelcastError): Observable<unknown> => {
    console.log(`${leader} does not lead any more: ${code}`);
    return timer(100);
  };
  const terms$ = client
    .getLock('leader')
    .withLock(term)
    .pipe(retry({ delay: lost }));
  return concat(terms$, client.shutdown().pipe(ignoreElements()));
}

const campaigns$ = merge(campaign('ada', ada), campaign('grace', grace), campaign('edsger', edsger));
const terms: Line[] = [];
for await (const line of toAsyncIterable(campaigns$)) {
  const { leader, client, number } = line;
  if (number !== LINES) continue;
  terms.push(line);
  if (terms.length === 1) {
    console.log(`${leader} is cut off`);
    cluster.faults.cut({ client: client.uuid });
  } else if (terms.length === 2) {
    // It was sent in time, and was late: nobody but the log can stop it.
    log.append(terms[0]!.fence, `a late line of ${terms[0]!.leader}`);
    console.log(`${leader} leaves`);
    leaves$.next(client);
  } else {
    console.log(`fences ${terms.map(({ fence }) => fence.toString()).join(', ')}; done`);
    break;
  }
}
