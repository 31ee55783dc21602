import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type HazelcastClient, type HazelcastMap, pipelined } from 'hazelrx';
import { partsOf } from 'hazelrx/internal';
import { concat, defer, firstValueFrom, lastValueFrom, NEVER, type Observable, toArray } from 'rxjs';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { addressOf, connectedTo, firstOf, outcomeOf } from '../support/awaiting.js';
import { describeOn, realMembers, type SuiteCluster, uniqueName } from '../support/clusters.js';
import { LoopbackProxy } from '../support/loopback-proxy.js';
import { settled } from '../support/owners.js';
import { proxiedClient } from '../support/proxied-client.js';
import { eventually, record } from '../support/recording.js';

/** Milliseconds that a write waits for the acknowledgement of a backup whose connection is gone. */
const soonDone = { 'hazelcast.client.operation.backup.timeout.millis': 500 };
const quick = { connectionRetry: { initialBackoffMillis: 100, maxBackoffMillis: 300 } };

for (const version of ['5.7.0', '5.3.8']) {
  describeOn(realMembers(version, { members: 2 }), 'locks of a map', cluster => {
    const proxies = new Map<string, LoopbackProxy>();
    let client: HazelcastClient;
    let map: HazelcastMap<string, string>;
    let other: HazelcastMap<string, string>;

    beforeAll(async () => {
      for (const address of cluster.running.addresses) proxies.set(address, await LoopbackProxy.start(address));
    });

    afterAll(async () => {
      for (const proxy of proxies.values()) await proxy[Symbol.asyncDispose]();
    });

    beforeEach(async () => {
      client = proxied(cluster, proxies);
      const name = uniqueName('locks');
      map = client.getMap(name);
      other = cluster.otherClient.getMap(name);
      await firstValueFrom(client.connect());
      await connectedTo(client, cluster.running.addresses);
    });

    const cutAll = (): void => proxies.forEach(proxy => proxy.cut());

    /** The proxy of the member that owns the key. */
    const proxyOf = (key: string): LoopbackProxy => {
      const { router } = partsOf(client);
      const owner = router.connections.partitions.owner(router.ofKey(key))!;
      return proxies.get(addressOf(router.connections.members.find(owner)!))!;
    };

    describe('when the last connection is gone', () => {
      it('fail the work at once, and are free again when the client is back', async () => {
        using work = record(map.withLock('key', owned => concat(owned.set('key', 'mine'), NEVER)));
        await work.count(1);
        expect(await firstValueFrom(other.isLocked('key'))).toBe(true);
        cutAll();
        await work.until((_, { error }) => error !== undefined).catch(() => {});
        expect(work.error).toMatchObject({
          code: 'LOCK_OWNERSHIP_LOST_EXCEPTION',
          operation: 'Map.tryLock',
          structure: map.name,
        });
        // Waits on the member until the lock is given back.
        await firstOf(other.set('key', 'theirs'));
        expect(await firstValueFrom(other.isLocked('key'))).toBe(false);
      });

      it('tell whoever holds one, and can still be unlocked', async () => {
        const lock = await firstValueFrom(map.lock('key'));
        cutAll();
        expect(await firstOf(lock.lost$)).toMatchObject({ code: 'LOCK_OWNERSHIP_LOST_EXCEPTION' });
        await firstOf(map.unlock(lock));
        expect(await firstValueFrom(other.isLocked('key'))).toBe(false);
      });

      it('are still waited for, by an owner that is new', async () => {
        const held = await firstValueFrom(other.lock('key'));
        using waiting = record(map.lock('key'));
        await eventually(
          () => partsOf(client).pending.size,
          size => size > 0,
        );
        cutAll();
        await firstOf(client.lifecycle$, state => state === 'DISCONNECTED');
        await firstOf(client.lifecycle$, state => state === 'CONNECTED');
        await firstValueFrom(other.unlock(held));
        const [lock] = await waiting.count(1);
        await firstValueFrom(lock!.map.set('key', 'mine'));
        await firstValueFrom(map.unlock(lock!));
        expect(await firstValueFrom(other.isLocked('key'))).toBe(false);
      });
    });

    describe('when one connection of several is gone', () => {
      it('stay with their owner', async () => {
        const lock = await firstValueFrom(map.lock('key'));
        using lost = record(lock.lost$);
        proxyOf('key').cut();
        await firstOf(client.events$, ({ type }) => type === 'authenticated');
        expect(await firstValueFrom(other.tryLock('key'))).toBeNull();
        await firstValueFrom(lock.map.set('key', 'mine'));
        await firstValueFrom(map.unlock(lock));
        expect(lost.items).toEqual([]);
        expect(await firstValueFrom(other.isLocked('key'))).toBe(false);
      });

      it('are left to nobody who gave up waiting', async () => {
        const held = await firstValueFrom(other.lock('key'));
        await firstValueFrom(map.get('key'));
        const waiting = map.lock('key').subscribe();
        const size = partsOf(client).pending.size;
        waiting.unsubscribe();
        expect(partsOf(client).pending.size).toBe(size);
        proxyOf('key').cut();
        await firstOf(client.events$, ({ type }) => type === 'authenticated');
        await firstValueFrom(other.unlock(held));
        const next = await firstOf(other.lock('key'));
        await firstValueFrom(other.unlock(next));
        await eventually(
          () => partsOf(client).invoker.kept,
          kept => kept === 0,
        );
        expect(await firstValueFrom(other.isLocked('key'))).toBe(false);
      });
    });

    it('keep increments exact while connections are cut', async () => {
      let cuts = 0;
      const increment = (counter: HazelcastMap<string, string>, n: number): Observable<number> =>
        defer(() => {
          if (n % 50 === 49 && cuts++ < 5) [...proxies.values()][cuts % 2]!.cut();
          return counter.withLock('counter', owned =>
            defer(async () => {
              const before = Number((await firstValueFrom(owned.get('counter'))) ?? 0);
              await firstValueFrom(owned.set('counter', String(before + 1)));
              return before + 1;
            }),
          );
        });
      const results = await lastValueFrom(
        pipelined(
          Array.from({ length: 300 }, (_, n) => n),
          n => outcomeOf(increment(n % 3 === 0 ? other : map, n)),
          10,
        ).pipe(toArray()),
      );
      const done = results.flatMap(result => ('value' in result ? [result.value] : []));
      const unknown = results.length - done.length;
      expect(cuts).toBeGreaterThanOrEqual(5);
      // No two of them read the same, which is what a lock is for.
      expect(new Set(done).size).toBe(done.length);
      const total = Number(await firstValueFrom(other.get('counter')));
      expect(total).toBeGreaterThanOrEqual(done.length);
      expect(total).toBeLessThanOrEqual(done.length + unknown);
      await eventually(
        () => firstValueFrom(other.isLocked('counter')),
        locked => !locked,
      );
    });

    it('are freed when the process of their owner is killed', async () => {
      const held = await firstValueFrom(other.lock('wanted'));
      const child = await holder(cluster, map.name, ['held']);
      expect(await firstValueFrom(other.tryLock('held'))).toBeNull();
      child.kill('SIGKILL');
      await once(child, 'close');
      const freed = await firstOf(other.lock('held'));
      await firstValueFrom(other.unlock(freed));
      // Nor does its wait go on: what it waited for is nobody's.
      await firstValueFrom(other.unlock(held));
      // Its member may hear of the death later than that of the other key.
      await eventually(
        () => firstValueFrom(other.isLocked('wanted')),
        locked => !locked,
      );
    });

    it('survive the death of the member that keeps them', async () => {
      await firstValueFrom(map.set('key', 'before'));
      const lock = await firstValueFrom(map.lock('key'));
      const { router } = partsOf(client);
      const owner = router.connections.members.find(router.connections.partitions.owner(router.ofKey('key'))!)!;
      const index = cluster.running.members.findIndex(({ address }) => address === addressOf(owner));
      using waiting = record(other.withLock('key', owned => owned.get('key')));
      await cluster.running.kill(index);
      await firstOf(client.members$, ({ length }) => length === 1);
      expect(await firstOf(cluster.otherClient.getMap<string, string>(map.name).tryLock('key'))).toBeNull();
      await firstOf(lock.map.set('key', 'after'));
      await firstOf(map.unlock(lock));
      await waiting.until((_, { completed }) => completed);
      expect(waiting.items).toEqual(['after']);
      await cluster.running.restart(index);
    });

    it('are freed where a member has them that joined after their owner had locked them', async () => {
      const keys = Array.from({ length: 40 }, (_, n) => `held-${n}`);
      const child = await holder(cluster, map.name, keys);
      const { otherClient, running } = cluster;
      const known = await firstOf(otherClient.members$);
      await running.addMember();
      await settled(otherClient, running.addresses);
      const { partitions } = partsOf(otherClient).router.connections;
      const moved = keys.filter(key => {
        const owner = partitions.owner(partsOf(otherClient).router.ofKey(key))!;
        return !known.some(({ uuid }) => uuid.equals(owner));
      });
      expect(moved).not.toEqual([]);
      expect(await lockedOf(moved)).toEqual(moved);
      child.kill('SIGKILL');
      await once(child, 'close');
      await eventually(
        () => lockedOf(keys),
        locked => locked.length === 0,
      );
    });

    const lockedOf = async (keys: readonly string[]): Promise<string[]> => {
      const locked = await Promise.all(keys.map(key => firstValueFrom(other.isLocked(key))));
      return keys.filter((_, n) => locked[n]);
    };
  });
}

/** A process that has locked these keys, killed with the test at the latest. */
async function holder({ running }: SuiteCluster, map: string, keys: readonly string[]): Promise<ChildProcess> {
  const path = fileURLToPath(new URL('programs/lock-holder.ts', import.meta.url));
  const { clusterName, addresses } = running;
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', '--conditions=source', path, clusterName, addresses[0]!, map, keys.join(), 'wanted'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  onTestFinished(() => void child.kill('SIGKILL'));
  for await (const line of createInterface(child.stdout)) if (line === 'locked') break;
  return child;
}

/** A client that meets the members only through the proxies, ended with the test. */
function proxied({ running }: SuiteCluster, proxies: ReadonlyMap<string, LoopbackProxy>): HazelcastClient {
  const { clusterName, addresses } = running;
  const client = proxiedClient(
    { clusterName, network: { clusterMembers: addresses }, connectionStrategy: quick, properties: soonDone },
    proxies,
  );
  onTestFinished(async () => {
    await firstValueFrom(client.shutdown());
  });
  return client;
}
