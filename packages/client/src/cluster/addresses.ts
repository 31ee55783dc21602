import { HazelcastError } from '../errors.js';
import type { Address } from '../transport/transport.js';

const DEFAULT_PORTS = [5701, 5702, 5703] as const;

/** Where to look for a first member: the likely addresses, then those to try when none of them answers. */
export interface Candidates {
  readonly primary: readonly Address[];
  readonly secondary: readonly Address[];
}

/** Reads `host`, `host:port`, `[ipv6]`, `[ipv6]:port` or a bare IPv6 address. Without a port the default ones are meant. */
export function parseAddresses(texts: readonly string[]): Candidates {
  const primary: Address[] = [];
  const secondary: Address[] = [];
  for (const text of texts) {
    const { host, port } = split(text.trim());
    if (port !== undefined) primary.push({ host, port });
    else {
      const [first, ...others] = DEFAULT_PORTS.map(each => ({ host, port: each }));
      primary.push(first!);
      secondary.push(...others);
    }
  }
  return { primary, secondary };
}

function split(text: string): { host: string; port: number | undefined } {
  const bracketed = /^\[([^\]]+)\](?::(\d+))?$/.exec(text);
  const plain = /^([^:\s[\]]+)(?::(\d+))?$/.exec(text);
  const bareIpv6 = /^[0-9a-f]*:[0-9a-f.]*:[0-9a-f:.]*(%\w+)?$/i.test(text);
  const [, host, port] = bracketed ?? plain ?? [undefined, bareIpv6 ? text : undefined, undefined];
  const number = port === undefined ? undefined : Number(port);
  if (!host || (number !== undefined && (number < 1 || number > 65_535))) {
    throw new HazelcastError(
      'INVALID_CONFIGURATION',
      `network.clusterMembers: '${text}' is not host, host:port or [ipv6]:port`,
    );
  }
  return { host, port: number };
}
