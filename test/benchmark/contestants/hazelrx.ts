import { createClient, type HazelcastClient, pipelined } from 'hazelrx';
import { firstValueFrom, mergeMap, type Observable, tap } from 'rxjs';
import { QUEUE, RELIABLE_TOPIC, TOPIC } from '../collections.js';
import { type Cluster, type Contestant, inLanes, type Run, type Session } from '../contestant.js';
import { checkValues, ENTRIES, keyOf, KEYS, LARGE_KEY, LARGE_MAP, MAP, valueOf } from '../entries.js';
import type { ContestantName } from '../orders.js';
import type { Form } from '../objects.js';
import { type Concurrent, isConcurrent, isStored, type Request, type Stored } from '../works.js';
import { concurrent } from './hazelrx-concurrency.js';
import { gets, puts } from './hazelrx-objects.js';
import { query } from './hazelrx-queries.js';
import { listen, type Streamed, streamed } from './hazelrx-streams.js';

/** This client as a stream: a source of operations, pipelined. */
export const hazelrx: Contestant = { connect: cluster => connect(cluster, asStream, 'hazelrx') };

/** This client with promises, driven as the official one is. */
export const hazelrxPromise: Contestant = {
  connect: cluster => connect(cluster, inPromises, 'hazelrxPromise'),
};

type Operate = (operation: number) => Observable<unknown>;

async function connect(
  { address, clusterName }: Cluster,
  drive: (run: Run, operate: Operate) => Promise<void>,
  name: ContestantName,
): Promise<Session> {
  const client = createClient({ clusterName, network: { clusterMembers: [address] } });
  await firstValueFrom(client.connect());
  const operate = (request: Exclude<Request, Streamed>): Operate => {
    if (isConcurrent(request)) return concurrent(client, request, name);
    return isStored(request) ? storing(client, request) : operationOf(client, request);
  };
  return {
    async prepare(request) {
      if (request === 'iterate' || request === 'ringbuffer' || request === 'consume' || request === 'sql')
        return streamed(client, request);
      return run => drive(run, operate(request));
    },
    listen: (heard, onEvent, waiting) => listen(client, heard, onEvent, waiting),
    close: () => close(client),
  };
}

function storing(client: HazelcastClient, request: Stored): Operate {
  const form = request.slice(3) as Form;
  return request.startsWith('put') ? puts(client, form) : gets(client, form);
}

function operationOf(client: HazelcastClient, request: Exclude<Request, Streamed | Concurrent | Stored>): Operate {
  const map = client.getMap<string, string>(MAP);
  const large = client.getMap<string, string>(LARGE_MAP);
  const queue = client.getQueue<string>(QUEUE);
  const reliable = client.getReliableTopic<string>(RELIABLE_TOPIC);
  const topic = client.getTopic<string>(TOPIC);
  switch (request) {
    case 'get':
      return operation => map.get(keyOf(operation));
    case 'set':
      return operation => map.set(keyOf(operation), valueOf(operation));
    case 'getAll':
      return () => map.getAll(KEYS);
    case 'getLarge':
      return () => large.get(LARGE_KEY);
    case 'putAll':
      return () => map.putAll(ENTRIES);
    case 'values':
      return () => map.values().pipe(tap(checkValues));
    case 'query':
      return query(client);
    case 'change':
      throw new TypeError('the raw socket does that');
    case 'lock':
      return operation => map.lock(keyOf(operation)).pipe(mergeMap(lock => map.unlock(lock)));
    case 'offer':
      return operation => queue.offer(valueOf(operation));
    case 'poll':
      return () => queue.poll();
    case 'publish':
      return operation => reliable.publish(valueOf(operation));
    case 'tell':
      return operation => topic.publish(valueOf(operation));
  }
}

function inPromises(run: Run, operate: Operate): Promise<void> {
  return inLanes(run, operation => firstValueFrom(operate(operation)));
}

function asStream({ operations, inFlight, latencies }: Run, operate: Operate): Promise<void> {
  const project = (operation: number): Observable<unknown> => {
    if (!latencies.wants(operation)) return operate(operation);
    const began = performance.now();
    return operate(operation).pipe(tap({ complete: () => latencies.add(performance.now() - began) }));
  };
  return new Promise((resolve, reject) => {
    let answers = 0;
    pipelined(numbersBelow(operations), project, inFlight).subscribe({
      next: () => answers++,
      error: reject,
      complete: () =>
        answers === operations ? resolve() : reject(new Error(`${answers} answers to ${operations} operations`)),
    });
  });
}

function* numbersBelow(end: number): Generator<number> {
  for (let n = 0; n < end; n++) yield n;
}

async function close(client: HazelcastClient): Promise<void> {
  await firstValueFrom(client.shutdown());
}
