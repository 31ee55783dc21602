import { Data, type HazelcastMap, type IterationOptions, SerializationError, type Storable } from 'hazelrx';
import { partsOf } from 'hazelrx/internal';
import {
  EMPTY,
  firstValueFrom as valueOf,
  lastValueFrom,
  map as mapping,
  merge,
  type Observable,
  of,
  take,
  toArray,
} from 'rxjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { errorOf } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { record } from '../../support/recording.js';
import { entriesOf, pagesOf, requestsOf } from './paging.js';

const LARGE = 10_000;

/** Going through a map, page by page. */
export function iterationContract(cluster: SuiteCluster): void {
  let map: HazelcastMap<string, number>;
  /** Some 37 entries a partition. Nobody changes it. */
  let large: HazelcastMap<string, number>;

  beforeAll(async () => {
    large = cluster.client.getMap(uniqueName('large'));
    await valueOf(large.setAll(entriesOf(LARGE)));
  });
  beforeEach(() => {
    map = cluster.client.getMap(uniqueName('iteration'));
  });
  afterEach(() => vi.restoreAllMocks());

  describe.each([0, 1, LARGE])('over %d entries', size => {
    const entries = entriesOf(size);
    let filled: HazelcastMap<string, number>;

    beforeEach(async () => {
      filled = size === LARGE ? large : map;
      if (size === 1) await valueOf(map.setAll(entries));
    });

    it.each<IterationOptions | undefined>([undefined, { pageSize: 1 }, { pageSize: 7 }, { pageSize: 1000 }])(
      'brings each once, in pages of %j',
      async options => {
        const found = await valueOf(filled.entries(options).pipe(toArray()));
        expect(found).toHaveLength(size);
        expect(new Map(found)).toEqual(new Map(entries));
      },
    );

    it.each<IterationOptions | undefined>([undefined, { pageSize: 7 }, { pageSize: 100_000 }])(
      'brings each key once, in pages of %j',
      async options => {
        const found = await valueOf(filled.keys(options).pipe(toArray()));
        expect(found).toHaveLength(size);
        expect(new Set(found)).toEqual(new Set(entries.map(([key]) => key)));
      },
    );

    it('hands each to a handler once', async () => {
      const consumed = filled.consumeEntries(([key, n]) => [`${key}: ${n}`], { concurrency: 10, pageSize: 7 });
      const found = await valueOf(consumed.pipe(toArray()));
      expect(found).toHaveLength(size);
      expect(new Set(found)).toEqual(new Set(entries.map(([key, n]) => `${key}: ${n}`)));
      const keys = await valueOf(filled.consumeKeys(key => of(key)).pipe(toArray()));
      expect(keys).toHaveLength(size);
      expect(new Set(keys)).toEqual(new Set(entries.map(([key]) => key)));
    });
  });

  it('begins anew with each subscription', async () => {
    const all$ = map.entries().pipe(toArray());
    expect(await valueOf(all$)).toEqual([]);
    await valueOf(map.set('a', 1));
    expect(await valueOf(all$)).toEqual([['a', 1]]);
    expect(await valueOf(all$)).toEqual([['a', 1]]);
  });

  it('waits for the connection when it comes first', async () => {
    await valueOf(map.setAll(entriesOf(100)));
    const client = cluster.newClient();
    const [entries, keys] = await Promise.all([
      valueOf(client.getMap(map.name).entries().pipe(toArray())),
      valueOf(client.getMap(map.name).keys().pipe(toArray())),
    ]);
    expect([entries.length, keys.length]).toEqual([100, 100]);
    await valueOf(client.shutdown());
  });

  it('goes past locks', async () => {
    await valueOf(map.set('a', 1));
    const other: HazelcastMap<string, number> = cluster.otherClient.getMap(map.name);
    const lock = await valueOf(other.lock('a'));
    expect(await valueOf(map.entries().pipe(toArray()))).toEqual([['a', 1]]);
    await valueOf(other.unlock(lock));
  });

  it('asks for a page when the one before was delivered', async () => {
    await valueOf(map.setAll(entriesOf(1000)));
    const requests = requestsOf(cluster.client);
    const sources: Observable<unknown>[] = [map.entries({ pageSize: 2 }), map.keys({ pageSize: 2 })];
    for (const source$ of sources) {
      const meanwhile = await valueOf(source$.pipe(mapping(requests), toArray()));
      expect(meanwhile).toEqual(Array.from({ length: 1000 }, () => 0));
    }
  });

  it('asks for no more than was taken', async () => {
    const requests = requestsOf(cluster.client);
    const { invoker } = partsOf(cluster.client);
    const { active } = invoker;
    const counted = pagesOf(cluster.client);
    // The first partition has entries for more than one page.
    expect(await valueOf(large.entries({ pageSize: 5 }).pipe(take(5), toArray()))).toHaveLength(5);
    expect(counted.asked).toBe(1);
    expect(await valueOf(large.keys({ pageSize: 5 }).pipe(take(6), toArray()))).toHaveLength(6);
    expect(counted.asked).toBe(3);
    expect([requests(), invoker.active - active]).toEqual([0, 0]);
    await valueOf(large.size());
    expect(counted.asked).toBe(3);
  });

  it('stops asking when it is unsubscribed', async () => {
    const requests = requestsOf(cluster.client);
    const counted = pagesOf(cluster.client);
    const abandoned = large.entries({ pageSize: 1 }).subscribe();
    expect(requests()).toBe(1);
    abandoned.unsubscribe();
    using some = record(large.keys({ pageSize: 1 }));
    await some.count(100);
    some.stop();
    const { asked } = counted;
    expect(requests()).toBe(0);
    // Members answer in turn: had another page been asked for, it would be there.
    for (let n = 0; n < 10; n++) await valueOf(large.size());
    expect(counted.asked).toBe(asked);
    expect(some.items).toHaveLength(100);
  });

  it('brings each entry that stays once while others come and go', async () => {
    const entries = entriesOf(2000);
    await valueOf(map.setAll(entries));
    /** Makes the members' tables grow while they are being read, ten times. */
    const disturb = (turn: number): Observable<unknown> => {
      const passing = Array.from({ length: 2000 }, (_, n): [string, number] => [`passing-${n}-${turn}`, n]);
      const earlier = passing.map(([key]) => key.replace(/\d+$/, String(turn - 200))).slice(0, 200);
      return merge(map.setAll(passing), ...earlier.map(key => map.delete(key)));
    };
    let handled = 0;
    const seen = new Map<string, number>();
    const consumed = map.consumeEntries(
      ([key]) => {
        seen.set(key, (seen.get(key) ?? 0) + 1);
        return ++handled % 200 === 0 && handled <= 2000 ? disturb(handled) : EMPTY;
      },
      { pageSize: 3 },
    );
    await lastValueFrom(consumed);
    expect(handled).toBeGreaterThan(entries.length);
    expect(entries.filter(([key]) => seen.get(key) !== 1)).toEqual([]);
  });

  it('fails with the bytes of what it cannot read', async () => {
    const values: HazelcastMap<Storable, Storable> = cluster.client.getMap(map.name);
    const portable = new Data(Uint8Array.of(0, 0, 0, 0, 255, 255, 255, 255, 1, 2, 3, 4, 5, 6, 7, 8));
    await valueOf(values.set('a', portable));
    for (const stream$ of [values.entries(), values.consumeEntries(() => of(1))]) {
      const error = await errorOf(stream$);
      expect(error).toBeInstanceOf(SerializationError);
      expect(error).toMatchObject({ operation: 'Map.fetchEntries', structure: map.name, typeId: -1 });
    }
    expect(await valueOf(values.keys().pipe(toArray()))).toEqual(['a']);
  });

  it.each([0, -1, 1.5, Number.NaN, Infinity, '7' as unknown as number])('refuses pages of %s', async pageSize => {
    for (const stream$ of [
      map.entries({ pageSize }),
      map.keys({ pageSize }),
      map.consumeEntries(() => of(1), { pageSize }),
      map.consumeKeys(() => of(1), { pageSize }),
    ])
      expect(await errorOf(stream$)).toMatchObject({ code: 'ILLEGAL_ARGUMENT', structure: map.name });
  });
}
