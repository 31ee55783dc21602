import { Client } from 'hazelcast-client';
import { type Cluster, type Contestant, inLanes, type Session } from '../contestant.js';
import { checkValues, ENTRIES, keyOf, KEYS, LARGE_KEY, LARGE_MAP, MAP, valueOf } from '../entries.js';
import type { Request } from '../works.js';

/** The official client, with promises. */
export const official: Contestant = { connect };

async function connect({ address, clusterName }: Cluster): Promise<Session> {
  const client = await Client.newHazelcastClient({
    clusterName,
    network: { clusterMembers: [address] },
    properties: { 'hazelcast.logging.level': 'OFF' },
  });
  const map = await client.getMap<string, string>(MAP);
  return {
    async prepare(request) {
      const operate = await operationOf(client, request);
      return run => inLanes(run, operate);
    },
    async listen(onEvent) {
      await map.addEntryListener({ added: onEvent, updated: onEvent }, undefined, true);
    },
    close: () => client.shutdown(),
  };
}

async function operationOf(client: Client, request: Request): Promise<(operation: number) => Promise<unknown>> {
  const map = await client.getMap<string, string>(MAP);
  const large = await client.getMap<string, string>(LARGE_MAP);
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
    case 'lock':
      return async operation => {
        await map.lock(keyOf(operation));
        await map.unlock(keyOf(operation));
      };
    case 'iterate':
      throw new TypeError('this client cannot');
  }
}
