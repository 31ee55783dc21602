import type { HazelcastMap, JournalCheckpoint, JournalOptions } from 'hazelrx';
import { mapEventJournalRead } from 'hazelrx/operations';
import { firstValueFrom } from 'rxjs';
import { expect, it } from 'vitest';
import { errorOf } from '../../support/awaiting.js';
import type { SuiteCluster } from '../../support/clusters.js';
import { eventually, record } from '../../support/recording.js';
import { all, newMap, short } from './events.js';

/** How far it is after so many events, as somebody has kept it. */
async function checkpointAfter(
  map: HazelcastMap<string, string>,
  events: number,
  options: JournalOptions = { from: 'oldest' },
): Promise<JournalCheckpoint> {
  using recording = record(map.journal({ ...options, checkpoints: true }));
  const told = await recording.until(
    items => items.at(-1)?.type === 'checkpoint' && items.filter(({ type }) => type !== 'checkpoint').length === events,
  );
  const mark = told.at(-1)!;
  if (mark.type !== 'checkpoint') throw new Error('no checkpoint');
  return JSON.parse(JSON.stringify(mark.checkpoint)) as JournalCheckpoint;
}

export function journalCheckpointContract(cluster: SuiteCluster): void {
  it('goes on after a checkpoint that was kept as JSON, on another client too', async () => {
    const map = newMap(cluster);
    await all(map.set('a', '1'), map.set('b', '2'), map.set('a', '3'));
    const checkpoint = await checkpointAfter(map, 3);
    await all(map.set('a', '4'), map.set('c', '5'));
    for (const client of [cluster.client, cluster.otherClient]) {
      using later = record(client.getMap<string, string>(map.name).journal({ from: checkpoint }));
      const told = await later.count(2);
      expect(told.map(short).toSorted()).toEqual(['added c - 5', 'updated a 3 4']);
    }
  });

  it('has a checkpoint before the first event', async () => {
    const map = newMap(cluster);
    await all(map.set('a', '1'));
    const checkpoint = await checkpointAfter(map, 0, { from: 'latest' });
    await all(map.set('a', '2'), map.set('b', '3'));
    using later = record(map.journal({ from: checkpoint }));
    expect((await later.count(2)).map(short).toSorted()).toEqual(['added b - 3', 'updated a 1 2']);
  });

  it('has one after every batch, behind which all before it are', async () => {
    const map = newMap(cluster);
    await all(...[1, 2, 3, 4, 5].map(n => map.set('a', `${n}`)));
    using marked = record(map.journal({ from: 'oldest', batchSize: 2, checkpoints: true }));
    const told = await marked.count(9);
    const types = told.map(({ type }) => type);
    expect(types).toEqual([
      'checkpoint',
      'added',
      'updated',
      'checkpoint',
      'updated',
      'updated',
      'checkpoint',
      'updated',
      'checkpoint',
    ]);
    const second = told[3]!;
    if (second.type !== 'checkpoint') expect.fail('no checkpoint');
    using later = record(map.journal({ from: second.checkpoint }));
    expect((await later.count(3)).map(short)).toEqual(['updated a 2 3', 'updated a 3 4', 'updated a 4 5']);
  });

  it('tells what was overwritten since then', async () => {
    const map = newMap(cluster);
    await all(map.set('a', '0'));
    const checkpoint = await checkpointAfter(map, 1);
    await all(...Array.from({ length: 15 }, (_, n) => map.set('a', `${n + 1}`)));
    const error = await errorOf(map.journal({ from: checkpoint }));
    expect(error).toMatchObject({ code: 'STALE_SEQUENCE', structure: map.name });
    expect(error.reason).toMatch(/^partition \d+: /);
    using reported = record(map.journal({ from: checkpoint, onLoss: 'report' }));
    const told = await reported.until(items => items.filter(({ type }) => type === 'updated').length === 10);
    const last = told.at(-1)!;
    expect(last).toMatchObject({ type: 'updated', value: '15' });
    const losses = told.flatMap(item => (item.type === 'overrun' || item.type === 'rewound' ? [item] : []));
    // Whether what was read has been replaced cannot be known any more.
    const [rewound, overrun] = losses;
    expect(rewound).toMatchObject({ type: 'rewound' });
    expect(overrun).toMatchObject({ type: 'overrun' });
    if (overrun?.type !== 'overrun') expect.fail('no overrun');
    expect(overrun.to.toNumber()).toBe(5);
    expect(losses).toHaveLength(2);
  });

  it('tells that the journal is another one', async () => {
    const map = newMap(cluster);
    await all(map.set('a', '1'), map.set('a', '2'));
    const checkpoint = await checkpointAfter(map, 2);
    await all(map.destroy(), ...['5', '6', '7'].map(value => map.set('a', value)));
    expect(await errorOf(map.journal({ from: checkpoint }))).toMatchObject({ code: 'STALE_SEQUENCE' });
    using reported = record(map.journal({ from: checkpoint, onLoss: 'report' }));
    const [loss, ...events] = await reported.count(4);
    expect(loss).toMatchObject({ type: 'rewound' });
    if (loss?.type !== 'rewound') expect.fail('no loss');
    expect([loss.from.toNumber(), loss.to.toNumber()]).toEqual([2, 0]);
    expect(events.map(event => 'value' in event && event.value)).toEqual(['5', '6', '7']);
  });

  it('is read over and over again', async () => {
    const map = newMap(cluster);
    await all(map.set('a', '1'), map.set('a', '2'));
    for (let time = 0; time < 3; time++) {
      using events = record(map.journal({ from: 'oldest' }));
      expect((await events.count(2)).map(short)).toEqual(['added a - 1', 'updated a 1 2']);
    }
  });

  it('forgets events whose time is over, which is told to who had not read them', async () => {
    const map = cluster.client.getMap<string, string>(`brief-${newMap(cluster).name}`);
    await all(map.set('a', '1'));
    const checkpoint = await checkpointAfter(map, 1);
    await all(map.set('a', '2'));
    const read = { name: map.name, startSequence: 0, minSize: 0, maxSize: 10, predicate: null, projection: null };
    await eventually(
      () => firstValueFrom(cluster.client.invoke(mapEventJournalRead, read, { key: 'a' })),
      ({ readCount }) => readCount === 0,
    );
    await all(map.set('a', '3'));
    using reported = record(map.journal({ from: checkpoint, onLoss: 'report' }));
    const told = await reported.until(items => items.at(-1)?.type === 'updated');
    expect(told.map(({ type }) => type)).toContain('overrun');
  });
}
