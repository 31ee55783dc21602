// Which member a statement goes to.
import type { Connections } from '../cluster/connections.js';
import type { Member } from '../cluster/members.js';
import type { Connection } from '../connection/connection.js';
import { HazelcastError } from '../errors.js';

/**
 * The connection to the owner of the partition, where the statement has one; else to any of the data members that are to
 * run statements now, as long as one of those is connected; else to any. `random` gives 0 ≤ n < 1.
 */
export function sqlConnection(
  connections: Connections,
  random: () => number,
  partition: number | undefined,
): Connection | undefined {
  const owner = partition === undefined ? undefined : connections.partitions.owner(partition);
  const owning = owner && connections.ofMember(owner);
  if (owning) return owning;
  const { list } = connections.members;
  for (const some of [largestVersion(list), list.filter(({ liteMember }) => !liteMember)]) {
    const connected = some.flatMap(({ uuid }) => connections.ofMember(uuid) ?? []);
    if (connected.length > 0) return connected[Math.floor(random() * connected.length)];
  }
  return connections.open[0];
}

/** While a cluster is being upgraded, a statement runs on the members of one minor version: the larger, else the newer. */
function largestVersion(members: readonly Member[]): readonly Member[] {
  const groups = new Map<string, Member[]>();
  for (const member of members) {
    if (member.liteMember) continue;
    const version = member.version.split('.', 2).join('.');
    groups.set(version, [...(groups.get(version) ?? []), member]);
  }
  if (groups.size > 2) {
    const reason = `the cluster has members of more than two minor versions: ${[...groups.keys()].join(', ')}`;
    throw new HazelcastError('ILLEGAL_STATE', reason);
  }
  const [one = [], other = []] = [...groups.values()];
  if (one.length !== other.length) return one.length > other.length ? one : other;
  return other.length > 0 && isNewer(other[0]!, one[0]!) ? other : one;
}

function isNewer({ version }: Member, other: Member): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [otherMajor = 0, otherMinor = 0] = other.version.split('.').map(Number);
  return major === otherMajor ? minor > otherMinor : major > otherMajor;
}
