import type { ConcurrencyBackend, FencedLock } from 'hazelrx';
import { finalize, firstValueFrom as valueOf, lastValueFrom, merge, NEVER, of, toArray } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { errorOf, outcomeOf } from '../../support/awaiting.js';
import type { SuiteCluster } from '../../support/clusters.js';
import { record } from '../../support/recording.js';
import { aWhile, held, losingClient, nobodyHolds, Primitives, waitsForNothing } from './primitives.js';

/** Locks that their holders have lost, or may have. */
export function lockLossesContract(cluster: SuiteCluster, backend: ConcurrencyBackend): void {
  const made = new Primitives(cluster, backend);
  let lock: FencedLock;
  let other: FencedLock;

  beforeEach(() => {
    lock = made.lock();
    other = cluster.otherClient.getLock(lock.name, { backend });
  });

  afterEach(() => made.leaveNothing());

  it('are told to the holder, and to whoever listens to the lock', async () => {
    await using losing = await losingClient(cluster, backend);
    const mine = losing.client.getLock(lock.name, { backend });
    const lost = { code: 'LOCK_OWNERSHIP_LOST_EXCEPTION', structure: lock.name };
    const handle = await held(mine);
    const again = await valueOf(handle.lock());
    using losses = record(handle.lost$);
    using lockLosses = record(mine.lost$);
    await losing.lose(lock.name);
    await losses.count(1);
    expect([losses.items, losses.completed, handle.lost, again.lost]).toMatchObject([[lost], true, true, true]);
    for (const each of [handle, again]) expect(await valueOf(each.lost$.pipe(toArray()))).toMatchObject([lost]);
    // One acquisition, however often it was locked again.
    expect([lockLosses.items, lockLosses.completed]).toMatchObject([[{ fence: handle.fence, error: lost }], false]);
    expect(await errorOf(handle.lock())).toMatchObject(lost);
    for (const each of [again, handle]) expect(await errorOf(each.unlock())).toMatchObject(lost);
    const next = await valueOf(lock.lock());
    expect(next.fence.greaterThan(handle.fence)).toBe(true);
    await valueOf(next.unlock());
    const after = await valueOf(mine.lock());
    expect([after.lost, after.fence.greaterThan(next.fence)]).toEqual([false, true]);
    await valueOf(after.unlock());
    await waitsForNothing(losing.client);
  });

  it('end the work', async () => {
    await using losing = await losingClient(cluster, backend);
    const mine = losing.client.getLock(lock.name, { backend });
    let ended = false;
    const work$ = mine.withLock(() => merge(of('begun'), NEVER).pipe(finalize(() => (ended = true))));
    using working = record(work$);
    await working.count(1);
    await losing.lose(lock.name);
    await working.until((_, { error }) => error !== undefined);
    expect(working.error).toMatchObject({ code: 'LOCK_OWNERSHIP_LOST_EXCEPTION', structure: lock.name });
    expect(ended).toBe(true);
    const next = await valueOf(lock.lock());
    await valueOf(next.unlock());
    expect(await lastValueFrom(mine.withLock(() => of('free')))).toBe('free');
    await nobodyHolds(lock, losing.client);
  });

  it('do not stop those who wait', async () => {
    await using losing = await losingClient(cluster, backend);
    const holder = await held(lock);
    const mine = losing.client.getLock(lock.name, { backend });
    using waiting = record(mine.lock());
    // Both of one session, where the members have sessions.
    const elsewhere = losing.client.getLock(made.lock().name, { backend });
    const handle = await held(elsewhere);
    using losses = record(handle.lost$);
    await losing.lose(elsewhere.name);
    await losses.count(1);
    await valueOf(outcomeOf(handle.unlock()));
    await valueOf(holder.unlock());
    const [next] = await waiting.count(1);
    expect(next!.lost).toBe(false);
    await valueOf(next!.unlock());
    await nobodyHolds(lock, losing.client);
  });

  describe('a client that is shut down', () => {
    it('waits for nothing any more, and holds nothing', async () => {
      const client = cluster.newClient();
      const mine = client.getLock(lock.name, { backend });
      const handle = await held(mine);
      const waiting = errorOf(mine.lock());
      await aWhile(other);
      await valueOf(client.shutdown());
      expect(await waiting).toMatchObject({ code: 'CLIENT_NOT_ACTIVE', structure: lock.name });
      for (const call$ of [mine.lock(), mine.tryLock(), mine.isLocked()])
        expect(await errorOf(call$)).toMatchObject({ code: 'CLIENT_NOT_ACTIVE', structure: lock.name });
      expect(await errorOf(handle.unlock())).toMatchObject({ structure: lock.name });
      await waitsForNothing(client);
      // A wait that a member of 'map' still has may be granted to nobody, until it looks for clients that are gone.
      if (backend === 'map') made.giveUp();
      else await nobodyHolds(other, cluster.otherClient);
    });

    it('works no more', async () => {
      const client = cluster.newClient();
      let ended = false;
      const work$ = client
        .getLock(lock.name, { backend })
        .withLock(() => merge(of('begun'), NEVER).pipe(finalize(() => (ended = true))));
      using working = record(work$);
      await working.count(1);
      await valueOf(client.shutdown());
      expect([working.completed, ended]).toEqual([false, true]);
      expect(working.error).toMatchObject({ code: 'LOCK_OWNERSHIP_LOST_EXCEPTION', structure: lock.name });
      await nobodyHolds(other, cluster.otherClient);
    });

    it('has lost what it held', async () => {
      const client = cluster.newClient();
      const mine = client.getLock(lock.name, { backend });
      const handle = await held(mine);
      using losses = record(handle.lost$);
      using lockLosses = record(mine.lost$);
      await valueOf(client.shutdown());
      await nobodyHolds(other, cluster.otherClient);
      const lost = { code: 'LOCK_OWNERSHIP_LOST_EXCEPTION', structure: lock.name };
      expect([losses.items, losses.completed, handle.lost]).toMatchObject([[lost], true, true]);
      expect([lockLosses.items, lockLosses.completed]).toMatchObject([[{ fence: handle.fence, error: lost }], true]);
    });
  });

  if (backend === 'map') leaseContract(cluster, made, () => lock);
  else
    it('are not by leases, which it has not', async () => {
      for (const refused$ of [lock.lock({ lease: 1000 }), lock.tryLock(0, { lease: 1000 })])
        expect(await errorOf(refused$)).toMatchObject({ code: 'ILLEGAL_ARGUMENT', structure: lock.name });
    });
}

function leaseContract(cluster: SuiteCluster, made: Primitives, lockOf: () => FencedLock): void {
  it('come with the end of a lease', async () => {
    const lock = lockOf();
    const lost = { code: 'LOCK_OWNERSHIP_LOST_EXCEPTION', structure: lock.name };
    const other = cluster.otherClient.getLock(lock.name, { backend: 'map' });
    // It tells nobody who comes later.
    using lockLosses = record(lock.lost$);
    const handle = await valueOf(lock.lock({ lease: 1000 }));
    const elsewhere = made.lock();
    const tried = await valueOf(elsewhere.tryLock(0, { lease: 1000 }));
    using losses = record(merge(handle.lost$, tried!.lost$));
    const next = await valueOf(other.lock());
    expect(next.fence.greaterThan(handle.fence)).toBe(true);
    // It knows before the next one does.
    expect(handle.lost).toBe(true);
    await losses.count(2);
    expect(losses.items).toContainEqual(expect.objectContaining(lost));
    expect(lockLosses.items).toMatchObject([{ fence: handle.fence, error: lost }]);
    expect(await errorOf(handle.unlock())).toMatchObject(lost);
    expect(await valueOf(lock.isLocked())).toBe(true);
    await valueOf(next.unlock());
    await nobodyHolds(elsewhere, cluster.client);
  });

  it('end the work when its lease is over', async () => {
    const lock = lockOf();
    let ended = false;
    const work$ = lock.withLock(() => NEVER.pipe(finalize(() => (ended = true))), { lease: 300 });
    expect(await errorOf(work$)).toMatchObject({ code: 'LOCK_OWNERSHIP_LOST_EXCEPTION', structure: lock.name });
    expect(ended).toBe(true);
    await nobodyHolds(cluster.otherClient.getLock(lock.name, { backend: 'map' }), cluster.client);
  });

  it.each<[unknown]>([[0], [-1], [Number.NaN]])('do not come by a lease of %j', async lease => {
    const lock = lockOf();
    const options = { lease: lease as number };
    for (const refused$ of [lock.lock(options), lock.tryLock(0, options), lock.withLock(() => of(1), options)])
      expect(await errorOf(refused$)).toMatchObject({ code: 'ILLEGAL_ARGUMENT', structure: lock.name });
  });
}
