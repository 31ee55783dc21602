import { Reader, rawData, UUID } from '@hazelrx/protocol';
import { NEVER } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { Connections } from '../../src/cluster/connections.js';
import { loadBalancer } from '../../src/cluster/load-balancer.js';
import { Members } from '../../src/cluster/members.js';
import { PartitionTable } from '../../src/cluster/partition-table.js';
import { Connection } from '../../src/connection/connection.js';
import { PendingCalls } from '../../src/connection/pending.js';
import { Scratch } from '../../src/connection/scratch.js';
import { ConnectionError } from '../../src/errors.js';
import type { BalancedMember, LoadBalancer } from '../../src/options.js';

const wire = {
  pending: new PendingCalls(),
  scratch: new Scratch(rawData),
  reader: new Reader(),
  rawReader: new Reader(),
  clock: { now: 0 },
  backupTimeout: 1,
  fetchSchema: () => NEVER,
};
const first: LoadBalancer = { next: members => members[0] };
const gone = new ConnectionError('TARGET_DISCONNECTED', 'gone');

/** A cluster of so many members, and a connection to each of those in `connected`. */
function setUp(size: number, connected: readonly number[], balancer = first) {
  const uuids = Array.from({ length: size }, () => UUID.random());
  const members = new Members();
  const partitions = new PartitionTable();
  const connections = new Connections(members, partitions, balancer);
  const infos = uuids.map((uuid, port) => ({
    uuid,
    address: { host: 'h', port },
    attributes: new Map(),
    liteMember: false,
    version: { major: 5, minor: 7, patch: 0 },
    addressMap: new Map(),
  }));
  members.apply(1, infos);
  const to = uuids.map((memberUuid, port) => {
    const connection = new Connection(
      { host: 'h', port },
      wire,
      () => {},
      () => {},
    );
    connection.authenticated({ memberUuid });
    return connection;
  });
  for (const i of connected) connections.add(to[i]!);
  return { uuids, members, partitions, connections, to, infos };
}

describe('Connections', () => {
  it('has none to give while none is open', () => {
    const { connections, uuids } = setUp(1, []);
    expect(connections.any()).toBeUndefined();
    expect(connections.ofPartition(0)).toBeUndefined();
    expect(connections.ofMember(uuids[0]!)).toBeUndefined();
    expect(connections.complete).toBe(false);
  });

  it('gives the connection of the owner, after a change of the table that of the new one', () => {
    const { connections, partitions, to, uuids } = setUp(2, [0, 1]);
    partitions.count = 2;
    partitions.apply('t', 1, [[uuids[0]!, [0]], [uuids[1]!, [1]]]); // prettier-ignore
    connections.reroute();
    expect([0, 1].map(id => connections.ofPartition(id))).toEqual([to[0], to[1]]);
    partitions.apply('t', 2, [[uuids[1]!, [0, 1]]]);
    connections.reroute();
    expect([0, 1].map(id => connections.ofPartition(id))).toEqual([to[1], to[1]]);
  });

  it('gives any other while the owner is unknown or not connected', () => {
    const { connections, partitions, to, uuids } = setUp(2, [0]);
    partitions.count = 2;
    expect(connections.ofPartition(1)).toBe(to[0]);
    partitions.apply('t', 1, [[uuids[1]!, [0, 1]]]);
    connections.reroute();
    expect(connections.ofPartition(1)).toBe(to[0]);
    connections.add(to[1]!);
    expect(connections.ofPartition(1)).toBe(to[1]);
    connections.remove(to[1]!, gone);
    expect(connections.ofPartition(1)).toBe(to[0]);
  });

  it('is complete only while every member has a connection', () => {
    const { connections, members, to, infos } = setUp(2, [0]);
    expect(connections.complete).toBe(false);
    expect(connections.missing()).toEqual([members.list[1]]);
    connections.add(to[1]!);
    expect(connections.complete).toBe(true);
    members.apply(2, [...infos, { ...infos[0]!, uuid: UUID.random(), address: { host: 'h', port: 9 } }]);
    connections.reroute();
    expect(connections.complete).toBe(false);
    members.apply(3, infos);
    connections.reroute();
    connections.remove(to[0]!, gone);
    expect(connections.complete).toBe(false);
  });

  it('tells what is open and what ended, with the list already changed', () => {
    const { connections, to } = setUp(2, []);
    const log: string[] = [];
    const names = (): string => connections.open.map(({ name }) => name).join(',');
    connections.open$.subscribe(open => log.push(`open ${open.map(({ name }) => name).join(',')}`));
    connections.closed$.subscribe(({ connection, error }) => log.push(`closed ${connection.name}: ${error.reason} of ${names()}`)); // prettier-ignore
    connections.connections$.subscribe(infos => log.push(`infos ${infos.map(({ address }) => address).join(',')}`));
    connections.add(to[0]!);
    connections.add(to[1]!);
    connections.remove(to[0]!, gone);
    expect(log).toEqual([
      'open ', 'infos ',
      'open h:0', 'infos h:0',
      'open h:0,h:1', 'infos h:0,h:1',
      'open h:1', 'infos h:1', 'closed h:0: gone of h:1',
    ]); // prettier-ignore
  });

  it('asks the balancer for one of the connected members', () => {
    const asked: (readonly BalancedMember[])[] = [];
    const last: LoadBalancer = { next: members => (asked.push(members), members.at(-1)) };
    const { connections, members, to } = setUp(3, [0, 2], last);
    expect(connections.any()).toBe(to[2]);
    expect(asked).toEqual([[members.list[0], members.list[2]]]);
  });

  it('falls back on the oldest connection where the balancer has no answer or a wrong one', () => {
    const { connections, to } = setUp(2, [1, 0], { next: () => undefined });
    expect(connections.any()).toBe(to[1]);
    const stranger = { uuid: UUID.random(), liteMember: false };
    const other = setUp(2, [1, 0], { next: () => stranger });
    expect(other.connections.any()).toBe(other.to[1]);
  });

  it('does not ask the balancer where there is one connection', () => {
    const { connections, to } = setUp(2, [1], { next: () => expect.fail('asked') });
    expect(connections.any()).toBe(to[1]);
  });
});

describe('loadBalancer', () => {
  const members = ['a', 'b', 'c'].map(() => ({ uuid: UUID.random(), liteMember: false }));
  const picked = (balancer: LoadBalancer, times: number): number[] =>
    Array.from({ length: times }, () => members.indexOf(balancer.next(members) as (typeof members)[number]));

  it('goes round by default, from a random start', () => {
    expect(
      picked(
        loadBalancer({}, () => 0),
        7,
      ),
    ).toEqual([0, 1, 2, 0, 1, 2, 0]);
    expect(
      picked(
        loadBalancer({ type: 'ROUND_ROBIN' }, () => 0.000_001),
        4,
      ),
    ).toEqual([1, 2, 0, 1]);
  });

  it('goes on round when the list gets shorter', () => {
    const balancer = loadBalancer({}, () => 0);
    picked(balancer, 2);
    expect(balancer.next(members.slice(0, 1))).toBe(members[0]);
    expect(balancer.next([])).toBeUndefined();
  });

  it('picks by chance', () => {
    const chances = [0, 0.34, 0.67, 0.999_999];
    expect(
      picked(
        loadBalancer({ type: 'RANDOM' }, () => chances.shift()!),
        4,
      ),
    ).toEqual([0, 1, 2, 2]);
  });

  it('is the custom one where there is one, and says what is missing where there is none', () => {
    expect(loadBalancer({ type: 'CUSTOM', customLoadBalancer: first }, () => 0)).toBe(first);
    expect(() => loadBalancer({ type: 'CUSTOM' }, () => 0)).toThrow(
      expect.objectContaining({ code: 'INVALID_CONFIGURATION' }),
    );
  });
});
