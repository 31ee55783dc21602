import { type HazelcastClient, int32, type LiveResync, Predicates, string, toCollection } from 'hazelrx';
import { partsOf } from 'hazelrx/internal';
import { firstValueFrom as valueOf } from 'rxjs';
import { expect, it } from 'vitest';
import { connectedTo } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { cuttableClient } from '../../support/cuttable-client.js';
import { eventually, record } from '../../support/recording.js';
import { untilHas } from './viewing.js';

const strategy = { connectionRetry: { initialBackoffMillis: 100, maxBackoffMillis: 300 } };

export function liveFaultsContract(cluster: SuiteCluster): void {
  it.each([true, false])('put right what a lost connection hid (smart routing: %s)', async smartRouting => {
    const { running } = cluster;
    const name = uniqueName('live-faults');
    const { clusterName } = running;
    const network = { clusterMembers: running.addresses, smartRouting };
    const { client, cut } = cuttableClient({ clusterName, network, connectionStrategy: strategy }, cluster.dial);
    await using _ = client;
    const other = cluster.otherClient.getMap(name, { key: string, value: int32 });
    await valueOf(other.putAll([['a', 20], ['b', 20], ['c', 1]])); // prettier-ignore
    const map = client.getMap(name, { key: string, value: int32 });
    const resyncs: LiveResync[] = [];
    const options = { onResync: (resync: LiveResync) => resyncs.push(resync) };
    using all = record(map.live(undefined, options).pipe(toCollection()));
    using high = record(map.live(Predicates.greaterThan('this', int32(10)), options).pipe(toCollection()));
    await all.count(1);
    await high.count(1);
    const changes = other.putAll([['a', 1], ['c', 30], ['d', 30]]); // prettier-ignore
    await connected(client, smartRouting, running.addresses);
    cut();
    await valueOf(changes);
    await valueOf(other.delete('b'));
    await untilHas(all, [['a', 1], ['c', 30], ['d', 30]]); // prettier-ignore
    await untilHas(high, [['c', 30], ['d', 30]]); // prettier-ignore
    await eventually(
      () => resyncs.length,
      count => count >= 2,
    );
    expect(resyncs.flatMap(({ causes }) => causes)).toContain('gap');
  });

  async function connected(client: HazelcastClient, isSmart: boolean, addresses: readonly string[]): Promise<void> {
    if (isSmart) return connectedTo(client, addresses);
    await eventually(
      () => partsOf(client).router.connections.open.length,
      count => count === 1,
    );
  }
}
