import { HazelcastError } from '../errors.js';
import type { Address } from '../transport/transport.js';

const DEFAULT_PORTS = [5701, 5702, 5703] as const;

/** Where to look for a first member: the likely addresses, then those to try when none of them answers. */
export interface Candidates {
  readonly primary: readonly Address[];
  readonly secondary: readonly Address[];
}

/** The largest range of ports that is looked through. */
const MAX_RANGE = 100;

/**
 * Reads `host`, `host:port`, `host:first-last`, the same with `[ipv6]`, or a bare IPv6 address. Without a port the default
 * ones are meant. Of several ports the first is the likely one.
 */
export function parseAddresses(texts: readonly string[]): Candidates {
  const primary: Address[] = [];
  const secondary: Address[] = [];
  for (const text of texts) {
    const { host, ports } = split(text.trim());
    const [first, ...others] = ports.map(port => ({ host, port }));
    primary.push(first!);
    secondary.push(...others);
  }
  return { primary, secondary };
}

function split(text: string): { host: string; ports: readonly number[] } {
  const bracketed = /^\[([^\]]+)\](?::(\d+)(?:-(\d+))?)?$/.exec(text);
  const plain = /^([^:\s[\]]+)(?::(\d+)(?:-(\d+))?)?$/.exec(text);
  const bareIpv6 = /^[0-9a-f]*:[0-9a-f.]*:[0-9a-f:.]*(%\w+)?$/i.test(text);
  const [, host, first, last] = bracketed ?? plain ?? [undefined, bareIpv6 ? text : undefined];
  const ports = first === undefined ? DEFAULT_PORTS : range(Number(first), Number(last ?? first));
  if (host && ports.length > 0) return { host, ports };
  const reason = `network.clusterMembers: '${text}' is not host, host:port, host:first-last or the same with [ipv6]`;
  throw new HazelcastError('INVALID_CONFIGURATION', reason);
}

/** Empty where it is none, or too long. */
function range(first: number, last: number): readonly number[] {
  if (first < 1 || last > 65_535 || last < first || last - first >= MAX_RANGE) return [];
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}
