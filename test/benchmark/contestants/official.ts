import { Client, type IMap } from 'hazelcast-client';
import { type Cluster, type Contestant, inLanes, type Session } from '../contestant.js';
import { keyOf, KEYS, LARGE_KEY, MAP, valueOf } from '../entries.js';
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
      const operate = operationOf(map, request);
      return run => inLanes(run, operate);
    },
    async listen(onEvent) {
      await map.addEntryListener({ added: onEvent, updated: onEvent }, undefined, true);
    },
    close: () => client.shutdown(),
  };
}

function operationOf(map: IMap<string, string>, request: Request): (operation: number) => Promise<unknown> {
  const keys = [...KEYS];
  switch (request) {
    case 'get':
      return operation => map.get(keyOf(operation));
    case 'set':
      return operation => map.set(keyOf(operation), valueOf(operation));
    case 'getAll':
      return () => map.getAll(keys);
    case 'getLarge':
      return () => map.get(LARGE_KEY);
  }
}
