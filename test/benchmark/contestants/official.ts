import { Client } from 'hazelcast-client';
import { BATCH, QUEUE, RELIABLE_TOPIC } from '../collections.js';
import { type Cluster, type Contestant, inLanes, type Session } from '../contestant.js';
import { checkValues, ENTRIES, keyOf, KEYS, LARGE_KEY, LARGE_MAP, MAP, valueOf } from '../entries.js';
import type { Form } from '../objects.js';
import { type Concurrent, isConcurrent, isStored, type Request, type Stored } from '../works.js';
import { concurrent } from './official-concurrency.js';
import { listen, readRecords, selectAll, takeAll } from './official-loops.js';
import { gets, ParcelSerializer, puts } from './official-objects.js';
import { query } from './official-queries.js';

/** The official client, with promises. */
export const official: Contestant = { connect };

async function connect({ address, clusterName }: Cluster): Promise<Session> {
  const client = await Client.newHazelcastClient({
    clusterName,
    network: { clusterMembers: [address] },
    // As many as this project's client reads at a time; the default is 10.
    reliableTopics: { [RELIABLE_TOPIC]: { readBatchSize: BATCH } },
    serialization: { compact: { serializers: [new ParcelSerializer()] } },
    properties: { 'hazelcast.logging.level': 'OFF' },
  });
  return {
    async prepare(request) {
      if (request === 'ringbuffer') return run => readRecords(client, run);
      if (request === 'consume') return run => takeAll(client, run);
      if (request === 'sql') return run => selectAll(client, run);
      const operate = await operation(client, request);
      return run => inLanes(run, operate);
    },
    listen: (heard, onEvent, waiting) => listen(client, heard, onEvent, waiting),
    close: () => client.shutdown(),
  };
}

type Operate = (operation: number) => Promise<unknown>;
type OneByOne = Exclude<Request, 'ringbuffer' | 'consume' | 'sql'>;

function operation(client: Client, request: OneByOne): Promise<Operate> {
  if (isConcurrent(request)) return concurrent(client, request);
  return isStored(request) ? storing(client, request) : operationOf(client, request);
}

function storing(client: Client, request: Stored): Promise<Operate> {
  const form = request.slice(3) as Form;
  return request.startsWith('put') ? puts(client, form) : gets(client, form);
}

async function operationOf(client: Client, request: Exclude<OneByOne, Concurrent | Stored>): Promise<Operate> {
  const map = await client.getMap<string, string>(MAP);
  const large = await client.getMap<string, string>(LARGE_MAP);
  const queue = await client.getQueue<string>(QUEUE);
  const reliable = await client.getReliableTopic<string>(RELIABLE_TOPIC);
  const keys = [...KEYS];
  const entries = ENTRIES.map(([key, value]): [string, string] => [key, value]);
  switch (request) {
    case 'get':
      return operation => map.get(keyOf(operation));
    case 'set':
      return operation => map.set(keyOf(operation), valueOf(operation));
    case 'getAll':
      return () => map.getAll(keys);
    case 'getLarge':
      return () => large.get(LARGE_KEY);
    case 'putAll':
      return () => map.putAll(entries);
    case 'values':
      return async () => checkValues(await map.values());
    case 'query':
      return query(client);
    case 'lock':
      return async operation => {
        await map.lock(keyOf(operation));
        await map.unlock(keyOf(operation));
      };
    case 'offer':
      return operation => queue.offer(valueOf(operation));
    case 'poll':
      return () => queue.poll();
    case 'publish':
      return operation => reliable.publish(valueOf(operation));
    case 'iterate':
    case 'tell':
    case 'change':
      throw new TypeError('this client cannot');
  }
}
