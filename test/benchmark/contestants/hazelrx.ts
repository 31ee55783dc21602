import { createClient, type HazelcastClient, type HazelcastMap, pipelined } from 'hazelrx';
import { firstValueFrom, mergeMap, type Observable, take, tap } from 'rxjs';
import { type Cluster, type Contestant, inLanes, LOOK_EVERY, type Run, type Session } from '../contestant.js';
import { checkValues, ENTRIES, keyOf, KEYS, LARGE_KEY, LARGE_MAP, MANY_MAP, MAP, valueOf } from '../entries.js';
import type { Request } from '../works.js';

/** This client as a stream: a source of operations, pipelined. */
export const hazelrx: Contestant = { connect: cluster => connect(cluster, asStream) };

/** This client with promises, driven as the official one is. */
export const hazelrxPromise: Contestant = {
  connect: cluster => connect(cluster, (run, operate) => inLanes(run, operation => firstValueFrom(operate(operation)))),
};

type Operate = (operation: number) => Observable<unknown>;

async function connect(
  { address, clusterName }: Cluster,
  drive: (run: Run, operate: Operate) => Promise<void>,
): Promise<Session> {
  const client = createClient({ clusterName, network: { clusterMembers: [address] } });
  await firstValueFrom(client.connect());
  const map = client.getMap<string, string>(MAP);
  return {
    async prepare(request) {
      if (request === 'iterate') return run => iterate(client.getMap(MANY_MAP), run);
      const operate = operationOf(client, request);
      return run => drive(run, operate);
    },
    listen: onEvent => listen(map, onEvent),
    close: () => close(client),
  };
}

function operationOf(client: HazelcastClient, request: Exclude<Request, 'iterate'>): Operate {
  const map = client.getMap<string, string>(MAP);
  const large = client.getMap<string, string>(LARGE_MAP);
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
    case 'lock':
      return operation => map.lock(keyOf(operation)).pipe(mergeMap(lock => map.unlock(lock)));
  }
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

/** The first entries of the map, as many as there are operations. */
function iterate(map: HazelcastMap<string, string>, { operations, look }: Run): Promise<void> {
  return new Promise((resolve, reject) => {
    let count = 0;
    map
      .entries()
      .pipe(take(operations))
      .subscribe({
        next: () => {
          if (++count % LOOK_EVERY === 0) look?.();
        },
        error: reject,
        complete: () => (count === operations ? resolve() : reject(new Error(`${count} entries of ${operations}`))),
      });
  });
}

/** What is listened to ends with the client. */
async function listen(map: HazelcastMap<string, string>, onEvent: () => void): Promise<void> {
  const events = map.events({ includeValue: true, types: ['added', 'updated'], signals: true });
  await new Promise<void>((resolve, reject) => {
    events.subscribe({ next: ({ type }) => (type === 'listening' ? resolve() : onEvent()), error: reject });
  });
}

async function close(client: HazelcastClient): Promise<void> {
  await firstValueFrom(client.shutdown());
}
