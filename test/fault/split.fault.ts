import type { EmbeddedCluster } from '@hazelrx/embedded-member';
import type { JavaCluster } from '@hazelrx/java-member';
import type { EntryEvent, HazelcastClient, HazelcastMap, MapEvent, Signal } from 'hazelrx';
import type { TestCluster } from 'hazelrx/testing';
import { firstValueFrom as valueOf } from 'rxjs';
import { expect, it } from 'vitest';
import { firstOf } from '../support/awaiting.js';
import { describeOn, embeddedMembers, realMembers, type TestBed, uniqueName } from '../support/clusters.js';
import { record } from '../support/recording.js';

/** Members notice a silent one after 5 s, and look for another half of their cluster for the first time after 30 s. */
const properties = {
  'hazelcast.heartbeat.interval.seconds': '1',
  'hazelcast.max.no.heartbeat.seconds': '5',
  'hazelcast.merge.first.run.delay.seconds': '30',
  'hazelcast.merge.next.run.delay.seconds': '5',
};

function seesMembers(client: HazelcastClient, count: number): Promise<unknown> {
  return firstOf(client.members$, ({ length }) => length === count);
}

/** Parts member 2 from members 0 and 1. The returned function makes them one again, or they do so by themselves. */
type Divide<C> = (cluster: C, larger: HazelcastClient) => Promise<() => void>;

const divideEmbedded: Divide<EmbeddedCluster> = ({ faults }) => Promise.resolve(faults.split([[0, 1], [2]]));

/** A process that does not run for a while is taken for dead, and takes the others for dead when it goes on. */
const divideReal: Divide<JavaCluster> = async (cluster, larger) => {
  const pid = cluster.pid(2)!;
  process.kill(pid, 'SIGSTOP');
  await seesMembers(larger, 2);
  process.kill(pid, 'SIGCONT');
  return () => {};
};

/** What happens to a map when its cluster falls into two, and is one again. */
function describeSplit<C extends TestCluster>(bed: TestBed<C>, divide: Divide<C>): void {
  describeOn(bed, 'A split', cluster => {
    it('leaves each side its entries, and ends with those of the larger side and what it did not have', async () => {
      const name = uniqueName('split');
      /** A client of one member, and of those it sees. */
      const clientOf = (index: number): HazelcastClient =>
        cluster.newClient({
          network: { smartRouting: false, clusterMembers: [cluster.running.members[index]!.address] },
        });
      const [larger, smaller] = [clientOf(0), clientOf(2)];
      const [kept, merged] = [larger, smaller].map(client => client.getMap<string, string>(name)) as [Texts, Texts];
      await valueOf(kept.set('before', 'both'));
      await valueOf(merged.size());
      using events = record(kept.events({ includeValue: true, types: ['merged'], signals: true }));
      await events.count(1);

      const heal = await divide(cluster.running, larger);
      await Promise.all([seesMembers(larger, 2), seesMembers(smaller, 1)]);
      await valueOf(merged.set('before', 'of the smaller'));
      await valueOf(merged.set('both', 'of the smaller'));
      await valueOf(merged.set('smaller', 'only'));
      await valueOf(merged.lock('locked'));
      await valueOf(kept.set('both', 'of the larger'));
      expect(new Map(await valueOf(kept.entrySet()))).toEqual(
        new Map([['before', 'both'], ['both', 'of the larger']]), // prettier-ignore
      );
      expect(await valueOf(merged.entrySet())).toHaveLength(3);

      heal();
      await Promise.all([seesMembers(larger, 3), seesMembers(smaller, 3)]);
      await events.until(items => mergedOf(items).length === 3);
      const told = mergedOf(events.items).map(({ key, value, oldValue }) => [key, value, oldValue]);
      expect(new Set(told)).toEqual(
        new Set([
          ['before', 'both', 'both'],
          ['both', 'of the larger', 'of the larger'],
          ['smaller', 'only', null],
        ]),
      );
      for (const map of [kept, merged]) {
        expect(new Map(await valueOf(map.entrySet()))).toEqual(
          new Map([['before', 'both'], ['both', 'of the larger'], ['smaller', 'only']]), // prettier-ignore
        );
        expect(await valueOf(map.isLocked('locked'))).toBe(false);
      }
    });
  });
}

type Texts = HazelcastMap<string, string>;

function mergedOf(items: readonly (EntryEvent<string, string> | MapEvent | Signal)[]) {
  return items.filter(item => item.type === 'merged');
}

describeSplit(embeddedMembers('memory', { members: 3 }), divideEmbedded);
describeSplit(embeddedMembers('tcp', { members: 3 }), divideEmbedded);
describeSplit(realMembers('5.7.0', { members: 3, config: { properties } }), divideReal);
