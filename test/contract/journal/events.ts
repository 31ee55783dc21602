import { compact, type HazelcastMap, int32, type JournalEvent, string } from 'hazelrx';
import { AsyncSubject, concat, filter, firstValueFrom, lastValueFrom, type Observable, tap, toArray } from 'rxjs';
import { expect, it } from 'vitest';
import { errorOf, firstOf } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { record, type Recording } from '../../support/recording.js';

export const newMap = ({ client }: SuiteCluster): HazelcastMap<string, string> =>
  client.getMap<string, string>(uniqueName('journaled'));

/** All of these calls, one after the other. */
export async function all(...calls: readonly Observable<unknown>[]): Promise<void> {
  await lastValueFrom(concat(...calls).pipe(toArray()));
}

/** A stream that has begun: what is done from now on is told. */
async function following(map: HazelcastMap<string, string>): Promise<Recording<JournalEvent<string, string>>> {
  const begun = new AsyncSubject<void>();
  const events$ = map.journal({ checkpoints: true }).pipe(
    tap(({ type }) => type === 'checkpoint' && begun.complete()),
    filter(item => item.type !== 'checkpoint'),
  );
  const recording = record(events$);
  await lastValueFrom(begun, { defaultValue: undefined });
  return recording;
}

export function short({ type, key, value, oldValue }: JournalEvent<string, string>): string {
  return [type, key, oldValue, value].map(part => part ?? '-').join(' ');
}

export function journalEventsContract(cluster: SuiteCluster): void {
  it('tells each change of an entry, with what was there before', async () => {
    const map = newMap(cluster);
    await all(
      map.put('a', '1'),
      map.set('a', '2'),
      map.replace('a', '3'),
      map.tryPut('a', '4', 1000),
      map.delete('a'),
      map.putIfAbsent('a', '5'),
      map.evict('a'),
      map.putAll([['a', '6']]),
      map.clear(),
    );
    using events = record(map.journal({ from: 'oldest' }));
    const told = await events.count(9);
    expect(told.map(short)).toEqual([
      'added a - 1',
      'updated a 1 2',
      'updated a 2 3',
      'updated a 3 4',
      'removed a 4 -',
      'added a - 5',
      'evicted a 5 -',
      'added a - 6',
      'removed a 6 -',
    ]);
    expect(told.map(({ sequence }) => sequence.toNumber())).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(new Set(told.map(({ partition }) => partition)).size).toBe(1);
  });

  it('tells the end of an entry whose time is over', async () => {
    const map = newMap(cluster);
    await all(map.set('a', '1', 1000));
    using events = record(map.journal({ from: 'oldest' }));
    expect((await events.count(2)).map(short)).toEqual(['added a - 1', 'evicted a 1 -']);
  });

  it('tells of every entry when all are evicted', async () => {
    const map = newMap(cluster);
    await all(map.set('a', '1'), map.set('b', '2'), map.evictAll());
    using events = record(map.journal({ from: 'oldest' }));
    const told = await events.count(4);
    expect(told.map(({ type }) => type).toSorted()).toEqual(['added', 'added', 'evicted', 'evicted']);
  });

  it('tells what happens in all partitions, each in its order', async () => {
    const map = newMap(cluster);
    using events = await following(map);
    const keys = Array.from({ length: 400 }, (_, n) => `key-${n}`);
    await all(map.putAll(keys.map(key => [key, 'first'])), map.putAll(keys.map(key => [key, 'second'])));
    const told = await events.count(800);
    expect(new Set(told.map(({ partition }) => partition)).size).toBeGreaterThan(100);
    expect(
      told
        .filter(({ type }) => type === 'added')
        .map(({ key }) => key)
        .toSorted(),
    ).toEqual(keys.toSorted());
    for (const { partition } of told) {
      const sequences = told.filter(event => event.partition === partition).map(({ sequence }) => sequence.toNumber());
      expect(sequences).toEqual(sequences.map((_, n) => sequences[0]! + n));
    }
  });

  it('begins with what happens from now on, unless it is told otherwise', async () => {
    const map = newMap(cluster);
    await all(map.set('a', '1'));
    using events = await following(map);
    await all(map.set('a', '2'));
    expect((await events.count(1)).map(short)).toEqual(['updated a 1 2']);
  });

  it('has a reader of its own for each who listens', async () => {
    const map = newMap(cluster);
    await all(map.set('a', '1'));
    const journal$ = map.journal({ from: 'oldest' });
    using one = record(journal$);
    await one.count(1);
    using other = record(journal$);
    await other.count(1);
    await all(map.set('a', '2'));
    await Promise.all([one.count(2), other.count(2)]);
    expect(other.items).toEqual(one.items);
  });

  it('has the declared types, and values that are read later', async () => {
    const Point = compact('journal-point', { x: int32, name: string });
    const name = uniqueName('journaled');
    const points = cluster.client.getMap(name, { key: int32, value: Point });
    await all(points.set(7, { x: 1, name: 'one' }), points.set(7, { x: 2, name: 'two' }));
    // Another client, which has to fetch the schema.
    using typed = record(cluster.otherClient.getMap(name, { key: int32, value: Point }).journal({ from: 'oldest' }));
    const told = await typed.count(2);
    expect(told.map(({ key, value, oldValue }) => [key, value, oldValue])).toEqual([
      [7, { x: 1, name: 'one' }, null],
      [7, { x: 2, name: 'two' }, { x: 1, name: 'one' }],
    ]);
    using lazy = record(
      cluster.client.getMap(name, { key: int32, value: Point, lazy: true }).journal({ from: 'oldest' }),
    );
    const [first] = await lazy.count(1);
    expect(await firstValueFrom((first!.value as { read(): Observable<unknown> }).read())).toEqual({
      x: 1,
      name: 'one',
    });
    using untyped = record(cluster.newClient().getMap<number, object>(name).journal({ from: 'oldest' }));
    expect((await untyped.count(2)).map(({ key }) => key)).toEqual([7, 7]);
  });

  it('ends at the event that cannot be read, after those before it', async () => {
    const name = uniqueName('journaled');
    const map = cluster.client.getMap<string, object>(name);
    await all(map.set('a', 'text' as never), map.set('a', { some: 'json' }));
    using texts = record(cluster.client.getMap(name, { key: string, value: string }).journal({ from: 'oldest' }));
    await expect(texts.count(2)).rejects.toMatchObject({ name: 'SerializationError', structure: name });
    expect(texts.items.map(short)).toEqual(['added a - text']);
  });

  it('says which option to set where the map has no journal', async () => {
    const map = cluster.client.getMap<string, string>(uniqueName('plain'));
    const error = await errorOf(map.journal({ from: 'oldest' }));
    expect(error).toMatchObject({ code: 'UNSUPPORTED_OPERATION', structure: map.name });
    expect(error.reason).toContain(`map.${map.name}.event-journal.enabled`);
    expect(error.memberStack).toMatch(cluster.traits.stack);
  });

  it('ends when the map is destroyed', async () => {
    const map = newMap(cluster);
    using events = await following(map);
    await all(map.set('a', '1'));
    await events.count(1);
    await all(map.destroy());
    await expect(events.count(2)).rejects.toMatchObject({ code: 'DISTRIBUTED_OBJECT_DESTROYED' });
  });

  it('refuses what cannot be meant', async () => {
    const map = newMap(cluster);
    for (const batchSize of [0, 1001, 1.5])
      expect(await errorOf(map.journal({ batchSize }))).toMatchObject({ code: 'ILLEGAL_ARGUMENT' });
    for (const from of ['start', 5, { map: 'x' }, null])
      expect(await errorOf(map.journal({ from: from as never }))).toMatchObject({ code: 'ILLEGAL_ARGUMENT' });
    const { checkpoint } = (await firstOf(
      newMap(cluster).journal({ checkpoints: true }),
      item => item.type === 'checkpoint',
    )) as never;
    const error = await errorOf(map.journal({ from: checkpoint }));
    expect(error).toMatchObject({ code: 'ILLEGAL_ARGUMENT' });
    expect(error.reason).toContain('the checkpoint is one of map');
  });
}
