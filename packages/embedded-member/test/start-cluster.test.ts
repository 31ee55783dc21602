import { firstValueFrom as valueOf } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { eventually } from '../../../test/support/recording.js';
import { startCluster as startInBrowser } from '../src/index.js';
import { type ClusterOptions, type EmbeddedCluster, startCluster } from '../src/node.js';

/** For what is not told the types. */
const wrong = (options: object): ClusterOptions => options;

/** What it refuses to start with. */
async function refusal(starting: Promise<EmbeddedCluster>): Promise<unknown> {
  try {
    await using _ = await starting;
    return 'it started';
  } catch (error) {
    return error;
  }
}

const refused: readonly [object, RegExp][] = [
  [{ members: 0 }, /members.*0/],
  [{ members: -1 }, /members.*-1/],
  [{ members: 1.5 }, /members.*1\.5/],
  [{ members: '2' }, /members.*2/],
  [{ members: NaN }, /members.*NaN/],
  [{ partitionCount: 0 }, /partitionCount.*0/],
  [{ partitionCount: 271.5 }, /partitionCount.*271\.5/],
  [{ transport: 'udp' }, /transport.*udp/],
  [{ config: { map: { m: { 'backup-count': -1 } } } }, /backup-count of map 'm'.*-1/],
  [{ config: { map: { m: { 'backup-count': 1.5 } } } }, /backup-count.*1\.5/],
  [{ config: { map: { m: { 'backup-count': 7 } } } }, /'m'.*at most 6 backups.*7/],
  [{ config: { map: { m: { 'async-backup-count': 6 } } } }, /at most 6 backups.*7/],
  [{ config: { map: { 'm*': { 'max-idle-seconds': '1' } } } }, /max-idle-seconds of map 'm\*'.*1/],
];

describe.each([
  ['Node', startCluster],
  ['every platform', startInBrowser],
])('startCluster for %s', (_, startCluster) => {
  it('starts one member with 271 partitions, in memory', async () => {
    await using cluster = await startCluster();
    expect(cluster.members).toEqual([{ address: '127.0.0.1:5701', running: true }]);
    expect(cluster.addresses).toEqual(['127.0.0.1:5701']);
    expect(cluster.clusterName).toMatch(/^embedded-[0-9a-f]{8}$/);
  });

  it('starts as many members as it is told, under the name it is told', async () => {
    await using cluster = await startCluster({ members: 3, clusterName: 'orders' });
    expect(cluster.addresses).toEqual(['127.0.0.1:5701', '127.0.0.1:5702', '127.0.0.1:5703']);
    expect(cluster.clusterName).toBe('orders');
  });

  it('leaves no timer behind', async () => {
    const timers = (): number => process.getActiveResourcesInfo().filter(name => name === 'Timeout').length;
    const before = timers();
    {
      await using cluster = await startCluster({ members: 2 });
      await using client = cluster.createClient();
      const map = client.getMap<string, number>('m');
      await valueOf(map.lock('a', 60_000));
      const waiting = map.tryPut('a', 1, 60_000).subscribe({ error: () => {} });
      cluster.faults.delay({ structure: 'm' }, 60_000);
      const delayed = map.get('a').subscribe({ error: () => {} });
      await valueOf(client.getMap('another').size());
      expect(timers()).toBeGreaterThan(before);
      waiting.unsubscribe();
      delayed.unsubscribe();
    }
    // The test runner has timers of its own that come and go.
    await eventually(timers, now => now <= before);
  });

  it.each(refused)('refuses %j', async (options, message) => {
    const error = await refusal(startCluster(wrong(options)));
    expect(error).toBeInstanceOf(RangeError);
    expect(String(error)).toMatch(message);
  });
});

describe('the door for every platform', () => {
  it('refuses TCP, and says where there is some', async () => {
    const error = await refusal(startInBrowser({ transport: 'tcp' }));
    expect(error).toBeInstanceOf(RangeError);
    expect(String(error)).toMatch(/'tcp' needs Node.*'memory'/);
  });
});
