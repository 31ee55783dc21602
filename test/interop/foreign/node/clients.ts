import { Client, type ClientConfig } from 'hazelcast-client';

/** Where the cluster is. */
export interface Place {
  readonly clusterName: string;
  readonly addresses: readonly string[];
}

/** Two clients of one application. */
export interface Clients {
  readonly place: Place;
  readonly one: Client;
  readonly two: Client;
  /** Two keys for each partition. */
  readonly keys: readonly string[];
}

/** What an application sees when it calls the clients, by call. */
export type Seen = Record<string, unknown>;

/** Gives up 20 seconds after the cluster is gone, so that nothing outlives a test that failed. */
export function connect({ clusterName, addresses }: Place, clusterConnectTimeoutMillis = 20_000): Promise<Client> {
  const config: ClientConfig = {
    clusterName,
    network: { clusterMembers: [...addresses] },
    connectionStrategy: { connectionRetry: { clusterConnectTimeoutMillis } },
    properties: { 'hazelcast.logging.level': 'OFF' },
  };
  return Client.newHazelcastClient(config);
}

/** What a call gives, or the name of its error. */
export function outcome(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    value => value ?? 'done',
    (error: Error) => error.constructor.name,
  );
}
