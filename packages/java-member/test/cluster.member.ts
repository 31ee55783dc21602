import { Client } from 'hazelcast-client';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startCluster, type JavaCluster } from '../src/index.js';
import { describeMembers } from './describe-members.js';

/** Milliseconds after which a client that has not noticed will not do so, on a slow machine too. */
const DEADLINE = 45_000;

function connect({ clusterName, addresses }: JavaCluster): Promise<Client> {
  return Client.newHazelcastClient({
    clusterName,
    network: { clusterMembers: [...addresses] },
    properties: { 'hazelcast.logging.level': 'OFF' },
  });
}

function addressesSeenBy(client: Client): string[] {
  return client
    .getCluster()
    .getMembers()
    .map(({ address }) => `${address.host}:${address.port}`)
    .sort();
}

for (const version of ['5.7.0', '5.3.8']) {
  describeMembers({ version, sql: true })(`a cluster of Hazelcast ${version}`, () => {
    let cluster: JavaCluster;
    let client: Client;
    const seesRunning = () => expect(addressesSeenBy(client)).toEqual([...cluster.addresses].sort());

    beforeAll(async () => {
      cluster = await startCluster({
        version,
        members: 2,
        sql: true,
        config: { map: { fragile: { 'backup-count': 0 } } },
      });
      client = await connect(cluster);
    }, 120_000);

    afterAll(async () => {
      await client?.shutdown();
      await cluster?.[Symbol.asyncDispose]();
    });

    it('has the members asked for, each on the loopback', () => {
      expect(cluster.addresses).toHaveLength(2);
      expect(cluster.addresses.every(address => /^127\.0\.0\.1:\d+$/.test(address))).toBe(true);
      seesRunning();
    });

    it('answers SQL', async () => {
      const rows = [];
      for await (const row of await client.getSql().execute('SELECT 40 + 2 AS answer')) rows.push(row);
      expect(rows).toEqual([{ answer: 42 }]);
    });

    it('takes a member in', async () => {
      expect(await cluster.addMember()).toBe(2);
      expect(cluster.addresses).toHaveLength(3);
      await vi.waitFor(seesRunning, { timeout: DEADLINE });
    });

    it('loses nothing when a member is stopped, though no entry has a backup', async () => {
      const map = await client.getMap<number, number>('fragile');
      await map.putAll(Array.from({ length: 500 }, (_, n) => [n, n]));
      await cluster.stop(2);
      expect(cluster.addresses).toHaveLength(2);
      expect(cluster.members[2]?.running).toBe(false);
      expect(await map.size()).toBe(500);
    });

    it('notices a killed member and takes it back on the same address', async () => {
      const before = cluster.addresses;
      await cluster.kill(0);
      expect(cluster.addresses).toEqual(before.slice(1));
      expect(cluster.pid(0)).toBeUndefined();
      await vi.waitFor(seesRunning, { timeout: DEADLINE });
      await cluster.restart(0);
      expect(cluster.addresses).toEqual(before);
      await vi.waitFor(seesRunning, { timeout: DEADLINE });
    });

    it('restarts a member that runs', async () => {
      const pid = cluster.pid(1);
      await cluster.restart(1);
      expect(cluster.pid(1)).not.toBe(pid);
      expect(cluster.logTail(1).join()).toMatch(/is STARTED/);
      await vi.waitFor(seesRunning, { timeout: DEADLINE });
    });

    it('knows no other index', async () => {
      await expect(cluster.kill(9)).rejects.toThrow(RangeError);
    });
  });
}
