// A work queue: several workers share its jobs, and a job is gone when it is done and not before. One that fails is tried
// again, and goes to a queue of its own in the end.
import { startCluster } from '@hazelrx/embedded-member';
import { createClient } from 'hazelrx';
import { concatMap, firstValueFrom, lastValueFrom, map, merge, range, take, tap, timer } from 'rxjs';

interface Job {
  readonly number: number;
  readonly text: string | null;
}

const JOBS = 12;
/** Nobody can do this one. */
const BROKEN = 5;

// A worker's member may die: what it had under way is then with another one.
await using cluster = await startCluster({ members: 3, transport: 'tcp' });
const config = { clusterName: cluster.clusterName, network: { clusterMembers: [...cluster.addresses] } };
await using hz = createClient(config);
await using anotherHz = createClient(config);

/** Turns a text into capitals, in its time. */
function work({ number, text }: Job, attempt: number) {
  return timer(20).pipe(
    map(() => {
      if (text !== null) return `job ${number}: ${text.toUpperCase()}`;
      console.log(`job ${number} fails, attempt ${attempt}`);
      throw new Error('there is no text');
    }),
  );
}

/** Two jobs at a time. What comes is what was done: the job has left the queue by then. */
function worker(name: string, client: typeof hz) {
  const jobs = client.getQueue<Job>('jobs');
  return jobs
    .consume(work, { concurrency: 2, attempts: 2, backoff: 50, deadLetter: 'failed-jobs' })
    .pipe(tap(result => console.log(`${name} has done ${result}`)));
}

const jobs = hz.getQueue<Job>('jobs');
const offers = range(1, JOBS).pipe(
  concatMap(number => jobs.offer({ number, text: number === BROKEN ? null : `text ${number}` })),
);
await lastValueFrom(offers);
console.log(`${JOBS} jobs are waiting`);

const failed = hz
  .getQueue<Job>('failed-jobs')
  .take()
  .pipe(tap(({ number }) => console.log(`job ${number} is left, for somebody to look at`)));
await lastValueFrom(merge(worker('one', hz), worker('another', anotherHz), failed).pipe(take(JOBS)));
console.log(`${await firstValueFrom(jobs.size())} jobs are in the queue; done`);
