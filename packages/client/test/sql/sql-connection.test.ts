import { UUID } from '@hazelrx/protocol';
import { describe, expect, it } from 'vitest';
import type { Connections } from '../../src/cluster/connections.js';
import { sqlConnection } from '../../src/sql/sql-connection.js';

interface Told {
  readonly version: string;
  readonly lite?: boolean;
  readonly connected?: boolean;
}

/** Whom statements go to, by their place among the members; −1 for nobody. */
function chosen(told: readonly Told[], partition?: number, owner?: number): number[] {
  const members = told.map(({ version, lite = false, connected = true }) => ({
    uuid: UUID.random(),
    liteMember: lite,
    version,
    connection: connected ? {} : undefined,
  }));
  const of = (uuid: UUID) => members.find(member => member.uuid.equals(uuid))!.connection;
  const connections = {
    members: { list: members },
    partitions: { owner: () => (owner === undefined ? undefined : members[owner]!.uuid) },
    ofMember: of,
    open: members.flatMap(({ connection }) => connection ?? []),
  } as unknown as Connections;
  const places = new Set<number>();
  for (let random = 0; random < 1; random += 0.05) {
    const found = sqlConnection(connections, () => random, partition);
    places.add(members.findIndex(({ connection }) => connection !== undefined && connection === found));
  }
  return [...places].sort((a, b) => a - b);
}

const v = (version: string, others: Partial<Told> = {}): Told => ({ version, ...others });

describe('sqlConnection', () => {
  it.each([
    ['any data member', [v('5.7.0'), v('5.7.1'), v('5.7.0', { lite: true })], [0, 1]],
    ['the larger group', [v('5.6.0'), v('5.7.0'), v('5.6.3')], [0, 2]],
    ['the newer of two', [v('5.9.0'), v('5.10.0')], [1]],
    ['the newer of two, whichever comes first', [v('6.0.0'), v('5.10.0')], [0]],
    ['a connected one of the group', [v('5.7.0', { connected: false }), v('5.7.0'), v('5.6.0')], [1]],
    ['any data member, where the group is not connected', [v('5.7.0', { connected: false }), v('5.6.0')], [1]],
    ['whoever is connected', [v('5.7.0', { connected: false }), v('5.7.0', { lite: true })], [1]],
    ['nobody', [v('5.7.0', { connected: false })], [-1]],
  ])('chooses %s', (_, members, expected) => {
    expect(chosen(members)).toEqual(expected);
  });

  it('chooses the owner of the partition where it is connected', () => {
    const members = [v('5.7.0'), v('5.7.0'), v('5.6.0')];
    expect(chosen(members, 3, 2)).toEqual([2]);
    expect(chosen([...members.slice(0, 2), v('5.6.0', { connected: false })], 3, 2)).toEqual([0, 1]);
    expect(chosen(members, 3)).toEqual([0, 1]);
  });

  it('refuses a cluster of three versions', () => {
    expect(() => chosen([v('5.5.0'), v('5.6.0'), v('5.7.0')])).toThrow('more than two minor versions: 5.5, 5.6, 5.7');
  });
});
