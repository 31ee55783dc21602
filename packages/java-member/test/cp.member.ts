import { Client } from 'hazelcast-client';
import { expect, it } from 'vitest';
import { startCluster } from '../src/index.js';
import { describeMembers } from './describe-members.js';

describeMembers({ version: '5.3.8' })('the CP subsystem', () => {
  it('is ready when the cluster is', async () => {
    await using cluster = await startCluster({ version: '5.3.8', cp: true });
    expect(cluster.addresses).toHaveLength(3);
    const client = await Client.newHazelcastClient({
      clusterName: cluster.clusterName,
      network: { clusterMembers: [...cluster.addresses] },
      properties: { 'hazelcast.logging.level': 'OFF' },
    });
    try {
      const counter = await client.getCPSubsystem().getAtomicLong('counter');
      expect((await counter.incrementAndGet()).toString()).toBe('1');
    } finally {
      await client.shutdown();
    }
  });
});
