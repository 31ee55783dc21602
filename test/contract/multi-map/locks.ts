import { type MultiMap, TimeoutError } from 'hazelrx';
import { partsOf } from 'hazelrx/internal';
import { finalize, firstValueFrom as valueOf, lastValueFrom, merge, NEVER, type Observable, of, toArray } from 'rxjs';
import { beforeEach, expect, it } from 'vitest';
import { DEADLINE, errorOf } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { eventually, record } from '../../support/recording.js';

type Tags = MultiMap<string, string>;

/** Locks of keys: as those of maps, so here is shown that they are, and what they keep from others. */
export function locksContract(cluster: SuiteCluster): void {
  let tags: Tags;
  let other: Tags;

  beforeEach(() => {
    const name = uniqueName('locks');
    tags = cluster.client.getMultiMap(name);
    other = cluster.otherClient.getMultiMap(name);
  });

  async function locked(target: Tags, key = 'a') {
    return (await valueOf(target.tryLock(key))) ?? expect.fail(`${key} is locked`);
  }

  /** Passes once the member has answered after a while: by then it has what was sent before. The key is locked. */
  async function aWhile(): Promise<void> {
    expect(await valueOf(tags.tryLock('a', 300))).toBeNull();
  }

  it('are owned by their handles', async () => {
    expect(await valueOf(tags.isLocked('a'))).toBe(false);
    const lock = await valueOf(tags.lock('a'));
    expect(lock).toMatchObject({ key: 'a', lost: false, map: { name: tags.name } });
    for (const stranger of [tags, other]) {
      expect(await valueOf(stranger.isLocked('a'))).toBe(true);
      expect(await valueOf(stranger.tryLock('a'))).toBeNull();
    }
    expect(await valueOf(tags.isLocked('b'))).toBe(false);
    expect(await valueOf(tags.containsKey('a'))).toBe(false);
    const again = await valueOf(lock.map.lock('a'));
    await valueOf(tags.unlock(again));
    expect(await valueOf(other.isLocked('a'))).toBe(true);
    expect(await valueOf(tags.unlock(lock).pipe(toArray()))).toEqual([undefined]);
    expect(await valueOf(other.isLocked('a'))).toBe(false);
    expect(await errorOf(tags.unlock(lock))).toMatchObject({
      code: 'ILLEGAL_MONITOR_STATE',
      operation: 'MultiMap.tryLock',
      structure: tags.name,
    });
  });

  it('are of one multimap', async () => {
    const elsewhere: Tags = cluster.client.getMultiMap(uniqueName('locks'));
    const lock = await locked(tags);
    for (const handle of [lock, null, {}] as (typeof lock)[]) {
      const refused = await errorOf(elsewhere.unlock(handle));
      expect(refused).toMatchObject({ code: 'ILLEGAL_ARGUMENT', operation: 'MultiMap.unlock' });
    }
    await valueOf(tags.unlock(lock));
  });

  it('are not those of a map of the same name', async () => {
    const lock = await locked(tags);
    const map = cluster.client.getMap(tags.name);
    expect(await valueOf(map.isLocked('a'))).toBe(false);
    await valueOf(map.set('a', 1));
    await valueOf(tags.unlock(lock));
  });

  it('go to the next who waits', async () => {
    const lock = await locked(tags);
    using waiting = record(other.lock('a'));
    using trying = record(other.tryLock('b', DEADLINE));
    await trying.count(1);
    await aWhile();
    expect(waiting.items).toEqual([]);
    await valueOf(tags.unlock(lock));
    await waiting.count(1);
    for (const held of [waiting.items[0]!, trying.items[0]!]) await valueOf(other.unlock(held));
  });

  it('make the writes of everybody else wait', async () => {
    await valueOf(tags.put('a', 'x'));
    const lock = await locked(tags);
    const writes = (target: Tags): Observable<unknown>[] => [
      target.put('a', 'y'),
      target.remove('a', 'x'),
      target.removeAll('a'),
    ];
    using answers = record(merge(...writes(tags), ...writes(other)));
    await aWhile();
    expect(answers.items).toEqual([]);
    expect(await valueOf(lock.map.put('a', 'z'))).toBe(true);
    expect(await valueOf(lock.map.remove('a', 'z'))).toBe(true);
    expect(await valueOf(lock.map.removeAll('a'))).toEqual(['x']);
    await valueOf(tags.unlock(lock));
    await answers.count(6);
  });

  it('let everybody read, putAll, delete and clear the other keys', async () => {
    await valueOf(tags.put('b', 'x'));
    const lock = await locked(tags);
    await valueOf(lock.map.put('a', 'x'));
    expect(await valueOf(other.get('a'))).toEqual(['x']);
    expect(await valueOf(other.containsKey('a'))).toBe(true);
    expect(await valueOf(other.containsEntry('a', 'x'))).toBe(true);
    expect(await valueOf(other.valueCount('a'))).toBe(1);
    await valueOf(other.clear());
    expect(await valueOf(other.keySet())).toEqual(['a']);
    await valueOf(other.putAll([['a', ['y']]]));
    expect(await valueOf(other.valueCount('a'))).toBe(2);
    await valueOf(other.delete('a'));
    expect(await valueOf(lock.map.get('a'))).toEqual([]);
    expect(await valueOf(other.isLocked('a'))).toBe(true);
    await valueOf(tags.unlock(lock));
  });

  it('end by force, whoever owns them', async () => {
    const lock = await locked(tags);
    expect(await valueOf(other.forceUnlock('a').pipe(toArray()))).toEqual([undefined]);
    expect(await valueOf(tags.isLocked('a'))).toBe(false);
    expect(await errorOf(tags.unlock(lock))).toMatchObject({ code: 'ILLEGAL_MONITOR_STATE' });
  });

  it('end with their lease', async () => {
    const lock = await valueOf(tags.lock('a', 1000));
    using losses = record(lock.lost$);
    const next = await valueOf(other.lock('a'));
    await losses.count(1);
    expect(losses.items[0]).toMatchObject({ code: 'LOCK_OWNERSHIP_LOST_EXCEPTION', structure: tags.name });
    await valueOf(other.unlock(next));
  });

  it('are given back by those who left before they came', async () => {
    const lock = await locked(other);
    const { invoker } = partsOf(cluster.client);
    const waiting = [tags.lock('a'), tags.tryLock('a', DEADLINE)].map(lock$ => lock$.subscribe());
    await aWhile();
    for (const subscription of waiting) subscription.unsubscribe();
    await valueOf(other.unlock(lock));
    await valueOf(other.unlock(await valueOf(other.lock('a'))));
    await eventually(
      () => invoker.kept,
      kept => kept === 0,
    );
    await valueOf(other.unlock(await locked(other)));
    expect(await valueOf(other.isLocked('a'))).toBe(false);
  });

  it('are held while work is done, however that ends', async () => {
    const written = tags.withLock('a', owned => owned.put('a', 'x'));
    expect(await lastValueFrom(written.pipe(toArray()))).toEqual([true]);
    const reason = new Error('cannot work');
    const failed = lastValueFrom(tags.withLock('a', () => { throw reason; })); // prettier-ignore
    expect(await failed.catch((error: unknown) => error)).toBe(reason);
    let ended = false;
    using working = record(tags.withLock('a', () => merge(of(1), NEVER).pipe(finalize(() => (ended = true)))));
    await working.count(1);
    const late = await errorOf(other.withLock('a', () => of(1), { timeout: 50 }));
    expect(late).toBeInstanceOf(TimeoutError);
    expect(late).toMatchObject({ operation: 'MultiMap.tryLock', structure: tags.name });
    working.stop();
    expect(ended).toBe(true);
    expect(await valueOf(other.withLock('a', owned => owned.get('a')))).toEqual(['x']);
  });

  it('keep a hundred flows from each other', async () => {
    const count = (target: Tags) =>
      target.withLock('sum', async owned => {
        const [sum = '0'] = await valueOf(owned.removeAll('sum'));
        return valueOf(owned.put('sum', String(Number(sum) + 1)));
      });
    await lastValueFrom(merge(...Array.from({ length: 100 }, (_, n) => count(n % 2 === 0 ? tags : other))));
    expect(await valueOf(tags.get('sum'))).toEqual(['100']);
  });

  it('end with their client', async () => {
    const client = cluster.newClient();
    await locked(client.getMultiMap(tags.name));
    await valueOf(client.shutdown());
    await valueOf(other.unlock(await valueOf(other.lock('a'))));
  });
}
