import type { HazelcastClient } from 'hazelrx';
import { partsOf } from 'hazelrx/internal';
import { finalize, firstValueFrom as valueOf, merge, NEVER, of } from 'rxjs';
import { expect, it } from 'vitest';
import { connectedTo, errorOf, firstOf } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { cuttableClient } from '../../support/cuttable-client.js';
import { record } from '../../support/recording.js';
import type { Lock, Numbers } from './locking.js';

/** How locks end that nobody unlocks, and long waits. The tests run all at once: each has maps of its own. */
export function lockEndsContract(cluster: SuiteCluster): void {
  function maps(client: HazelcastClient = cluster.client): { mine: Numbers; others: Numbers } {
    const name = uniqueName('locks');
    return { mine: client.getMap(name), others: cluster.otherClient.getMap(name) };
  }

  it('frees a key when its lease is over', async () => {
    const { mine, others } = maps();
    for (const lock of [await valueOf(mine.lock('a', 1000)), await valueOf(mine.tryLock('b', 0, 1000))]) {
      const losses = record(lock!.lost$);
      const next = await valueOf(others.lock(lock!.key));
      const [lost] = await losses.count(1);
      expect(losses.completed).toBe(true);
      expect(lost).toMatchObject({ code: 'LOCK_OWNERSHIP_LOST_EXCEPTION', structure: mine.name });
      expect(await errorOf(mine.unlock(lock!))).toMatchObject({ code: 'LOCK_OWNERSHIP_LOST_EXCEPTION' });
      expect(await valueOf(mine.isLocked(lock!.key))).toBe(true);
      await valueOf(others.unlock(next));
    }
  });

  // A member that is told to unlock a key just when it ends the lease may free the key of the next owner, too. It takes
  // many at once to see that.
  it('leaves a key to its next owner when a lease is over', async () => {
    const { mine, others } = maps();
    const held: Lock[] = [];
    for (let round = 0; round < 2; round++) {
      const relocked = Array.from({ length: 300 }, async (_, n) => {
        const key = `key-${round}-${n}`;
        const leased$ = mine.withLock(key, () => NEVER, { lease: 995 + (n % 10) });
        expect(await errorOf(leased$)).toMatchObject({ code: 'LOCK_OWNERSHIP_LOST_EXCEPTION' });
        held.push(await valueOf(others.lock(key)));
      });
      await Promise.all(relocked);
    }
    const witness = await valueOf(mine.lock('witness', 1500));
    await firstOf(witness.lost$);
    const locked = await Promise.all(held.map(({ key }) => valueOf(mine.isLocked(key))));
    expect(locked.filter(isLocked => !isLocked)).toEqual([]);
    for (const lock of held) await valueOf(others.unlock(lock));
  });

  it('keeps a key that is unlocked before its lease is over', async () => {
    const { mine, others } = maps();
    const lock = await valueOf(mine.lock('a', 2000));
    await valueOf(mine.unlock(lock));
    const kept = await valueOf(others.lock('a'));
    const leased = await valueOf(mine.lock('witness', 2000));
    await firstOf(leased.lost$);
    expect(await valueOf(mine.tryLock('a'))).toBeNull();
    expect(await valueOf(others.unlock(kept))).toBeUndefined();
  });

  it('waits for longer than one request does', async () => {
    const { mine, others } = maps();
    const held = await valueOf(others.lock('b'));
    await valueOf(others.lock('a', 5000));
    using next = record(mine.lock('a'));
    expect(await valueOf(mine.tryLock('b', 4500))).toBeNull();
    await next.count(1);
    await valueOf(mine.unlock(next.items[0]!));
    await valueOf(others.unlock(held));
  });

  it('frees what a client held that was shut down', async () => {
    const client = cluster.newClient();
    const { mine, others } = maps(client);
    const lock = await valueOf(mine.lock('a'));
    let ended = false;
    using losses = record(lock.lost$);
    using working = record(mine.withLock('b', () => merge(of('begun'), NEVER).pipe(finalize(() => (ended = true)))));
    await working.count(1);
    const waiting = errorOf(mine.lock('a'));
    await valueOf(others.isEmpty());
    await valueOf(client.shutdown());
    expect(await waiting).toMatchObject({ code: 'CLIENT_NOT_ACTIVE', structure: mine.name });
    expect(losses.items).toMatchObject([{ code: 'LOCK_OWNERSHIP_LOST_EXCEPTION' }]);
    expect(working.error).toMatchObject({ code: 'LOCK_OWNERSHIP_LOST_EXCEPTION', structure: mine.name });
    expect(ended).toBe(true);
    expect(await errorOf(mine.unlock(lock))).toMatchObject({ code: 'CLIENT_NOT_ACTIVE' });
    for (const key of ['a', 'b']) await valueOf(others.unlock(await valueOf(others.lock(key))));
    const { pending, invoker } = partsOf(client);
    expect([pending.size, invoker.kept, invoker.active]).toEqual([0, 0, 0]);
  });

  it('fails the work when all connections are cut, and leaves the key free', async () => {
    const { clusterName, addresses } = cluster.running;
    const { client, cut } = cuttableClient({ clusterName, network: { clusterMembers: addresses } }, cluster.dial);
    await using _ = client;
    await valueOf(client.connect());
    await connectedTo(client, addresses);
    const { mine, others } = maps(client);
    let ended = false;
    const work$ = mine.withLock('a', () => merge(of('begun'), NEVER).pipe(finalize(() => (ended = true))));
    using working = record(work$);
    await working.count(1);
    cut();
    await working.until((_, { error }) => error !== undefined);
    expect(working.error).toMatchObject({ code: 'LOCK_OWNERSHIP_LOST_EXCEPTION', structure: mine.name });
    expect(ended).toBe(true);
    await valueOf(others.unlock(await valueOf(others.lock('a'))));
    expect(await valueOf(mine.withLock('a', owned => owned.put('a', 1)))).toBeNull();
  });
}
