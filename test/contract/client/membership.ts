import { firstValueFrom as valueOf } from 'rxjs';
import { expect, it } from 'vitest';
import { addressOf, connectedTo } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { record } from '../../support/recording.js';

/** Members that come and go. Last in its suite: it changes the cluster. */
export function membershipContract(cluster: SuiteCluster): void {
  it('follows a member that joins and leaves, with a listener open', async () => {
    const { client, running } = cluster;
    await connectedTo(client, running.addresses);
    using changes = record(client.membershipEvents$);
    using events = record(client.events$);
    using lists = record(client.members$);
    const map = client.getMap<number, number>(uniqueName('membership'));
    using stream = record(map.events({ signals: true }));
    await stream.count(1);
    const { length } = await valueOf(client.members$);

    const index = await running.addMember();
    const { address } = running.members[index]!;
    await changes.count(1);
    const joined = changes.items[0]!;
    expect(joined.type).toBe('added');
    expect(addressOf(joined.member)).toBe(address);
    expect(joined.members).toHaveLength(length + 1);
    expect(joined.members).toContain(joined.member);
    await stream.count(3);
    expect(stream.items).toEqual([
      { type: 'listening' },
      { type: 'gap', member: joined.member.uuid },
      { type: 'listening' },
    ]);
    await connectedTo(client, running.addresses);
    expect(events.items).toContainEqual({ type: 'memberAdded', member: joined.member.uuid, address });
    expect(events.items).toContainEqual(
      expect.objectContaining({ type: 'registered', structure: map.name, member: joined.member.uuid }),
    );

    await running.stop(index);
    await changes.count(2);
    const left = changes.items[1]!;
    expect(left.type).toBe('removed');
    expect(left.member).toBe(joined.member);
    expect(left.members).toHaveLength(length);
    await connectedTo(client, running.addresses);
    expect(lists.items.map(list => list.length)).toEqual([length, length + 1, length]);
    expect(events.items).toContainEqual({ type: 'memberRemoved', member: joined.member.uuid, address });
    expect(events.items).toContainEqual(expect.objectContaining({ type: 'disconnected', member: joined.member.uuid }));

    await valueOf(map.putAll(Array.from({ length: 300 }, (_, n) => [n, n])));
    await stream.until(items => items.filter(({ type }) => type === 'added').length === 300);
    expect(await valueOf(map.size())).toBe(300);
  });
}
