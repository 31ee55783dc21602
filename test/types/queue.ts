// User code against the published types: compiled, never run.
import {
  createClient,
  type HazelcastQueue,
  type ItemEvent,
  type ItemEventOptions,
  type Member,
  type Signal,
  type Storable,
} from 'hazelrx';
import { map, type Observable } from 'rxjs';
import type { Equal, Holds, Known } from './assertions.js';

interface Job {
  readonly id: number;
}

const jobs = createClient().getQueue<Job>('jobs');
const job: Job = { id: 1 };

export type QueueMethods = [
  Holds<Equal<typeof jobs, HazelcastQueue<Job>>>,
  Holds<Equal<ReturnType<typeof jobs.add>, Observable<boolean>>>,
  Holds<Equal<ReturnType<typeof jobs.addAll>, Observable<boolean>>>,
  Holds<Equal<ReturnType<typeof jobs.offer>, Observable<boolean>>>,
  Holds<Equal<ReturnType<typeof jobs.put>, Observable<undefined>>>,
  Holds<Equal<ReturnType<typeof jobs.poll>, Observable<Job | null>>>,
  Holds<Equal<ReturnType<typeof jobs.take>, Observable<Job>>>,
  Holds<Equal<ReturnType<typeof jobs.takes>, Observable<Job>>>,
  Holds<Equal<ReturnType<typeof jobs.peek>, Observable<Job | null>>>,
  Holds<Equal<ReturnType<typeof jobs.drainTo>, Observable<Job[]>>>,
  Holds<Equal<ReturnType<typeof jobs.toArray>, Observable<Job[]>>>,
  Holds<Equal<ReturnType<typeof jobs.remove>, Observable<boolean>>>,
  Holds<Equal<ReturnType<typeof jobs.removeAll>, Observable<boolean>>>,
  Holds<Equal<ReturnType<typeof jobs.retainAll>, Observable<boolean>>>,
  Holds<Equal<ReturnType<typeof jobs.contains>, Observable<boolean>>>,
  Holds<Equal<ReturnType<typeof jobs.containsAll>, Observable<boolean>>>,
  Holds<Equal<ReturnType<typeof jobs.clear>, Observable<undefined>>>,
  Holds<Equal<ReturnType<typeof jobs.size>, Observable<number>>>,
  Holds<Equal<ReturnType<typeof jobs.isEmpty>, Observable<boolean>>>,
  Holds<Equal<ReturnType<typeof jobs.remainingCapacity>, Observable<number>>>,
  Holds<Equal<ReturnType<typeof jobs.destroy>, Observable<undefined>>>,
  Holds<Equal<Parameters<typeof jobs.poll>[0], number | undefined>>,
  Holds<Equal<Parameters<typeof jobs.offer>[1], number | undefined>>,
  Holds<Known<ReturnType<typeof jobs.takes>>>,
];

jobs.offer(job, 1000);
jobs.poll(Infinity);
jobs.addAll(new Set([job]));
jobs.drainTo(10);
// @ts-expect-error the item is no Job
jobs.add({ id: '1' });
// @ts-expect-error null is no item
jobs.put(null);
// @ts-expect-error several items are an iterable
jobs.addAll(job);
// @ts-expect-error the items are no Jobs
jobs.containsAll([1]);
// @ts-expect-error a time is a number
jobs.poll('1 s');
// @ts-expect-error put waits as long as it takes
jobs.put(job, 1000);
// @ts-expect-error which item?
jobs.remove();
// @ts-expect-error null cannot be stored
createClient().getQueue<string | null>('nulls');

jobs.poll().pipe(
  // @ts-expect-error there may be none
  map(({ id }) => id),
);
const ids = jobs.takes().pipe(map(({ id }) => id));

const plain = jobs.events();
const withItems = jobs.events({ includeValue: true });
const signalled = jobs.events({ signals: true });
const both = jobs.events({ includeValue: true, signals: true });
/** Whoever decides later may get either. */
const undecided = (options: ItemEventOptions) => jobs.events(options);

export type QueueEvents = [
  Holds<Equal<typeof ids, Observable<number>>>,
  Holds<Equal<typeof plain, Observable<ItemEvent<null>>>>,
  Holds<Equal<typeof withItems, Observable<ItemEvent<Job>>>>,
  Holds<Equal<typeof signalled, Observable<ItemEvent<null> | Signal>>>,
  Holds<Equal<typeof both, Observable<ItemEvent<Job> | Signal>>>,
  Holds<Known<ReturnType<typeof undecided>>>,
];

// @ts-expect-error there is no such option
jobs.events({ includeValues: true });

/** The union narrows by `type`. */
export function told(event: ItemEvent<Job> | Signal): number | Member | undefined {
  switch (event.type) {
    case 'added':
      return event.item.id;
    case 'removed':
      return event.member;
    case 'listening':
    case 'gap':
      return undefined;
    default:
      return event satisfies never;
  }
}

const untyped = createClient().getQueue('any');
export type Untyped = Holds<Equal<ReturnType<typeof untyped.take>, Observable<Storable>>>;
