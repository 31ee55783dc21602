import { type ClientConfig, type Dial, dialTcp, HazelcastClient } from 'hazelrx';
import type { LoopbackProxy } from './loopback-proxy.js';

/** A client that reaches a member through its proxy, the values of the map, by whatever address it is told of. */
export function proxiedClient(config: ClientConfig, proxies: ReadonlyMap<string, LoopbackProxy>): HazelcastClient {
  const dial: Dial = ({ host, port }, handlers) => {
    const proxy = proxies.get(`${host}:${port}`);
    return dialTcp({ host, port: proxy?.port ?? port }, handlers);
  };
  return new HazelcastClient(config, { dial: () => dial });
}
