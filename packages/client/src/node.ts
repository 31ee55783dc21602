// The door for Node: everything public, and clients that dial by TCP and TLS.
import type { ConnectionOptions } from 'node:tls';
import { HazelcastClient } from './client.js';
import type { ClientConfig as CoreConfig, NetworkConfig as CoreNetwork, SslConfig as CoreSsl } from './options.js';
import { dialTcp } from './transport/node/tcp.js';
import { dialTls } from './transport/node/tls.js';

export * from './index.js';
export { dialTcp } from './transport/node/tcp.js';

export interface SslConfig extends CoreSsl {
  readonly sslOptions?: ConnectionOptions;
}

export interface NetworkConfig extends CoreNetwork {
  readonly ssl?: SslConfig;
}

export interface ClientConfig extends CoreConfig {
  readonly network?: NetworkConfig;
}

/** Makes a client. Nothing is sent or opened before its first subscription or `connect()`, unless `asyncStart` is set. */
export function createClient(config: ClientConfig = {}): HazelcastClient {
  return new HazelcastClient(config, { dial: tls => (tls ? dialTls(tls) : dialTcp) });
}
