import { type ClientConfig, resolveOptions } from './options.js';

interface Place {
  readonly host: string;
  readonly port: number;
}

/** Where a member is. */
interface Located {
  readonly address: Place;
  readonly publicAddress: Place | undefined;
}

/**
 * The configuration of a second client, beside the first: to the members it is another one, with a UUID of its own. It has
 * one connection and ends with that.
 */
export function companionConfig(config: ClientConfig, name: string, members: readonly Located[]): ClientConfig {
  const { clusterMembers, usePublicAddresses } = resolveOptions({ instanceName: name, ...config });
  const known = members.map(({ address, publicAddress }) => {
    const { host, port } = (usePublicAddresses && publicAddress) || address;
    return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  });
  return {
    ...config,
    instanceName: `${name}-consumer`,
    network: { ...config.network, clusterMembers: [...new Set([...known, ...clusterMembers])], smartRouting: false },
    connectionStrategy: { ...config.connectionStrategy, asyncStart: false, reconnectMode: 'OFF' },
  };
}
