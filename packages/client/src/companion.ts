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
 * one connection, to `home` if that can be had, and ends with it.
 */
export function companionConfig(
  config: ClientConfig,
  name: string,
  members: readonly Located[],
  home?: Located,
): ClientConfig {
  const { clusterMembers, smartRouting, usePublicAddresses } = resolveOptions({ instanceName: name, ...config });
  const placeOf = ({ address, publicAddress }: Located): string => {
    const { host, port } = (usePublicAddresses && publicAddress) || address;
    return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  };
  // A client that is to have one connection may not be able to reach members one by one.
  const known = smartRouting ? (home ? [home, ...members] : members).map(placeOf) : [];
  const properties =
    home && smartRouting ? { ...config.properties, 'hazelcast.client.shuffle.member.list': false } : undefined;
  return {
    ...config,
    ...(properties && { properties }),
    instanceName: `${name}-consumer`,
    network: { ...config.network, clusterMembers: [...new Set([...known, ...clusterMembers])], smartRouting: false },
    connectionStrategy: { ...config.connectionStrategy, asyncStart: false, reconnectMode: 'OFF' },
  };
}
