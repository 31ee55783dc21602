import { describe, expect, it } from 'vitest';
import { record } from '../../../../test/support/recording.js';
import { inVirtualTime } from '../support/virtual-cluster.js';

describe('what is told of partitions', () => {
  it('is how many backups were lost with their owner, and which maps had no more', async () => {
    const virtual = await inVirtualTime({
      members: 4,
      partitionCount: 24,
      config: { map: { 'two-*': { 'backup-count': 2 } } },
    });
    const client = await virtual.connected({ network: { clusterMembers: [virtual.cluster.addresses[3]!] } });
    const [one, two] = [client.getMap('one'), client.getMap('two-x')];
    for (const map of [one, two]) await virtual.ask(map.set('a', 1));
    using losses = record(client.partitionLostEvents());
    using ofOne = record(one.partitionLostEvents());
    using ofTwo = record(two.partitionLostEvents());
    await virtual.clock.advance(0);
    await Promise.all([0, 1].map(index => virtual.cluster.kill(index)));
    await virtual.clock.advance(1000);
    const worst = losses.items.filter(({ lostBackupCount }) => lostBackupCount === 1);
    expect(worst.length).toBeGreaterThan(0);
    expect(new Set(ofOne.items.map(({ partitionId }) => partitionId))).toEqual(
      new Set(worst.map(({ partitionId }) => partitionId)),
    );
    expect(ofTwo.items).toEqual([]);
  });

  it('is nothing when nobody has to move', async () => {
    const virtual = await inVirtualTime({ members: 2 });
    const client = await virtual.connected();
    using migrations = record(client.migrationEvents());
    await virtual.clock.advance(20_000);
    expect(migrations.items).toEqual([]);
  });

  it('is where each copy went when a member dies', async () => {
    const virtual = await inVirtualTime({ members: 3, partitionCount: 9 });
    const client = await virtual.connected();
    using migrations = record(client.migrationEvents());
    await virtual.clock.advance(0);
    await virtual.cluster.kill(2);
    await virtual.clock.advance(1000);
    const rounds = migrations.items.filter(({ type }) => type === 'started' || type === 'finished');
    expect(rounds.map(({ type }) => type)).toEqual(rounds.flatMap((_, n) => (n % 2 ? ['finished'] : ['started'])));
    const promoted = migrations.items.filter(event => 'partitionId' in event);
    expect(promoted).toHaveLength(3);
    for (const { type, source, replicaIndex } of promoted)
      expect([type, source, replicaIndex]).toEqual(['completed', null, 0]);
  });
});
