import type { EntryEventType, HazelcastMap } from 'hazelrx';
import Long from 'long';
import { exhaustMap, firstValueFrom as valueOf, type Observable, timer } from 'rxjs';
import { expect, it } from 'vitest';
import { firstOf } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { type Recording, record } from '../../support/recording.js';

type Entries = HazelcastMap<string, number>;

/** Of an end of an entry; of a signal only the type. */
interface Told {
  readonly type: string;
  readonly key?: string;
  readonly oldValue?: number | null;
}

/** In milliseconds: longer than any test. */
const HOUR = 3_600_000;
const FOR_EVER = Long.MAX_VALUE;
/** Milliseconds between two looks at an entry. */
const OFTEN = 20;

/**
 * When entries expire. Members count in whole seconds and cut off what is more, so an entry may be gone up to a second
 * early. They find one that is over when it is asked for; those that nobody asks for they look for every second, but
 * only in some partitions. What has to stay, in these tests, would otherwise have gone seconds later.
 *
 * The tests run all at once: each has maps of its own.
 */
export function expiryContract(cluster: SuiteCluster): void {
  /** Two clients' maps of one name. `evicting` ones are configured with a time to live of a second. */
  function maps(what = 'expiry'): { map: Entries; other: Entries } {
    const name = uniqueName(what);
    return { map: cluster.client.getMap(name), other: cluster.otherClient.getMap(name) };
  }

  /** Listens to ends of entries. The first item is the signal that it does. */
  async function ends(map: Entries, types: EntryEventType[] = ['expired']): Promise<Recording<Told>> {
    const recording = record<Told>(map.events({ types, includeValue: true, signals: true }));
    await recording.count(1);
    return recording;
  }

  /** Waits until the entry has expired. Looks at it in a way that is no use of it. */
  async function expired(map: Entries, ...keys: string[]): Promise<void> {
    for (const key of keys) {
      const view$ = timer(0, OFTEN).pipe(exhaustMap(() => map.getEntryView(key)));
      await firstOf(view$, view => view === null);
    }
  }

  it('tells of each entry that has expired once, with what it was', async () => {
    const { map, other } = maps();
    using told = await ends(other, ['expired', 'removed']);
    const keys = Array.from({ length: 100 }, (_, n) => `key-${n}`);
    for (const [n, key] of keys.entries()) await valueOf(map.set(key, n, 1000));
    await expired(map, ...keys);
    for (const key of keys) expect(await valueOf(map.get(key))).toBeNull();
    await told.count(1 + keys.length);
    expect(await valueOf(other.isEmpty())).toBe(true);
    // All events of a key come in order: after these no other one is on its way.
    await valueOf(map.setAll(keys.map(key => [key, 0])));
    for (const key of keys) await valueOf(map.delete(key));
    await told.count(1 + 2 * keys.length);
    const endings = told.items.filter(({ type }) => type === 'expired');
    expect(endings).toHaveLength(keys.length);
    expect(new Map(endings.map(({ key, oldValue }) => [key, oldValue]))).toEqual(
      new Map(keys.map((key, n) => [key, n])),
    );
  });

  it('lets entries expire as the map is configured, unless told otherwise', async () => {
    const { map, other } = maps('evicting');
    using told = await ends(other);
    await valueOf(map.set('for ever', 1, 0));
    await valueOf(map.set('for an hour', 2, HOUR));
    await valueOf(map.put('for ever, idle for an hour', 3, 0, HOUR));
    const configured: [string, Observable<unknown>][] = [
      ['put', map.put('put', 4)],
      ['set', map.set('set', 5, -1)],
      ['putIfAbsent', map.putIfAbsent('putIfAbsent', 6, -1n)],
      ['putTransient', map.putTransient('putTransient', 7)],
      ['setAll', map.setAll([['setAll', 8]])],
      ['tryPut', map.tryPut('tryPut', 9, 0)],
      ['idle for an hour', map.set('idle for an hour', 10, -1, HOUR)],
      ['setTtl', map.set('setTtl', 11, 0)],
    ];
    for (const [, call] of configured) await valueOf(call);
    expect(await valueOf(map.setTtl('setTtl', -1))).toBe(true);
    const keys = configured.map(([key]) => key);
    await expired(map, ...keys);
    await told.count(1 + keys.length);
    expect(new Map(told.items.slice(1).map(({ key, oldValue }) => [key, oldValue]))).toEqual(
      new Map(keys.map((key, n) => [key, n + 4])),
    );
    expect(new Map(await valueOf(other.entrySet()))).toEqual(
      new Map([['for ever', 1], ['for an hour', 2], ['for ever, idle for an hour', 3]]), // prettier-ignore
    );
  });

  it('keeps an entry for as long as it is read', async () => {
    const { map, other } = maps();
    using told = await ends(other);
    await valueOf(map.set('read', 1, 0, 4000));
    await valueOf(map.set('left alone', 2, 0, 4000));
    const reading = timer(0, OFTEN)
      .pipe(exhaustMap(() => map.get('read')))
      .subscribe();
    await expired(map, 'left alone');
    reading.unsubscribe();
    expect(await valueOf(map.get('read'))).toBe(1);
    expect(await valueOf(map.get('left alone'))).toBeNull();
    await told.count(2);
    expect(told.items.slice(1)).toMatchObject([{ type: 'expired', key: 'left alone', oldValue: 2 }]);
  });

  it('gives an entry another time to live', async () => {
    const { map, other } = maps();
    await valueOf(map.set('for ever', 1, 4000));
    await valueOf(map.set('extended', 2, 4000));
    await valueOf(map.set('put again', 3, 4000));
    await valueOf(map.set('as it was', 4, 4000));
    await valueOf(map.set('shortened', 5, HOUR));
    await valueOf(map.set('ended', 6));
    expect(await valueOf(other.setTtl('for ever', 0))).toBe(true);
    expect(await valueOf(other.setTtl('extended', BigInt(HOUR)))).toBe(true);
    expect(await valueOf(other.setTtl('shortened', 1000))).toBe(true);
    expect(await valueOf(other.setTtl('ended', Long.fromNumber(1000)))).toBe(true);
    await valueOf(map.set('put again', 7));
    await expired(map, 'shortened', 'ended', 'as it was');
    expect(new Map(await valueOf(map.getAll(['for ever', 'extended', 'put again', 'as it was'])))).toEqual(
      new Map([['for ever', 1], ['extended', 2], ['put again', 7]]), // prettier-ignore
    );
  });

  it('ends what lives less than a second', async () => {
    const { map } = maps();
    await valueOf(map.set('a', 1, 1));
    await valueOf(map.set('b', 1, 0, 1));
    await expired(map, 'a', 'b');
    expect(await valueOf(map.get('a'))).toBeNull();
    expect(await valueOf(map.setTtl('b', 0))).toBe(false);
  });

  it('tells when an entry expires', async () => {
    const { map, other } = maps();
    const before = Date.now();
    await valueOf(map.set('a', 1, 60_000, 30_000));
    const view = (await valueOf(other.getEntryView('a')))!;
    expect(view).toMatchObject({ ttl: Long.fromNumber(60_000), maxIdle: Long.fromNumber(30_000) });
    // The sooner of the two.
    expect(view.expirationTime.toNumber()).toBeGreaterThan(before + 28_000);
    expect(view.expirationTime.toNumber()).toBeLessThanOrEqual(Date.now() + 30_000);
    await valueOf(map.set('a', 1, 60_000, 0));
    const lasting = (await valueOf(other.getEntryView('a')))!;
    expect(lasting).toMatchObject({ ttl: Long.fromNumber(60_000), maxIdle: FOR_EVER });
    expect(lasting.expirationTime.toNumber()).toBeGreaterThan(before + 58_000);
  });

  it.each<[string, (map: Entries) => Observable<unknown>, Long]>([
    ['set without one', map => map.set('a', 2), FOR_EVER],
    ['set for ever', map => map.set('a', 2, 0), FOR_EVER],
    ['set with another', map => map.set('a', 2, 2 * HOUR), Long.fromNumber(2 * HOUR)],
    ['replaced', map => map.replace('a', 2), FOR_EVER],
    ['not put, being there', map => map.putIfAbsent('a', 2), Long.fromNumber(HOUR)],
    ['read', map => map.get('a'), Long.fromNumber(HOUR)],
    ['told to go on for ever', map => map.setTtl('a', 0), FOR_EVER],
    ['told to go on for longer', map => map.setTtl('a', 2 * HOUR), Long.fromNumber(2 * HOUR)],
    ['told to go on as configured', map => map.setTtl('a', -1), FOR_EVER],
  ])('knows the time to live of an entry that is %s', async (_, change, ttl) => {
    const { map, other } = maps();
    await valueOf(map.set('a', 1, HOUR));
    await valueOf(change(other));
    expect((await valueOf(map.getEntryView('a')))!.ttl).toEqual(ttl);
  });
}
