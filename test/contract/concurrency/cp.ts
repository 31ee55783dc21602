import type { FencedLock, Signal } from 'hazelrx';
import { Long } from 'hazelrx';
import {
  cpSessionCreateSession,
  cpSessionHeartbeatSession,
  fencedLockGetLockOwnership,
  cpGroupCreateCPGroup,
} from 'hazelrx/operations';
import { defer, firstValueFrom as valueOf, type Observable } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import { connectedTo, errorOf, firstOf } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { eventually, record } from '../../support/recording.js';
import { held, Primitives, sessionOf } from './primitives.js';

/** What only the CP subsystem has. */
export function cpContract(cluster: SuiteCluster): void {
  const made = new Primitives(cluster, 'cp');

  afterEach(() => made.leaveNothing());

  describe('names', () => {
    it('mean the default group where they have none', async () => {
      const plain = uniqueName('named');
      await valueOf(made.atomicLong(plain).set(5));
      for (const name of [`${plain}@default`, ` ${plain} @ DEFAULT `]) {
        const counter = cluster.otherClient.getAtomicLong(name, { backend: 'cp' });
        expect(counter.name).toBe(name);
        expect(await valueOf(counter.get())).toEqual(Long.fromNumber(5));
      }
    });

    it.each(['', ' ', '@pair', 'a@', 'a@ ', 'a@b@c', 'a@METADATA', 'a@metadata'])('are not like %j', async name => {
      const { client } = cluster;
      const refusal = { code: 'ILLEGAL_ARGUMENT', structure: name };
      const calls: (() => Observable<unknown>)[] = [
        () => client.getAtomicLong(name, { backend: 'cp' }).get(),
        () => client.getLock(name, { backend: 'cp' }).lock(),
      ];
      for (const call of calls) expect(await errorOf(defer(call))).toMatchObject(refusal);
    });

    // In their unsafe mode, members have a group for each object that names none.
    it('mean the same to all clients, whatever they have used before', async () => {
      const [one, two] = [made.lock(), made.lock()];
      await using client = cluster.newClient();
      const theirs = [two, one].map(({ name }) => client.getLock(name, { backend: 'cp' }));
      const handles = [await held(one), await held(theirs[0]!)];
      for (const lock of [one, two, ...theirs]) expect(await valueOf(lock.tryLock())).toBeNull();
      for (const handle of handles) await valueOf(handle.unlock());
    });
  });

  describe('sessions', () => {
    it('are one for all that a client holds in a group', async () => {
      const locks = ['', ''].map(() => made.lock(`${uniqueName('lock')}@pair`));
      const handles = await Promise.all(locks.map(lock => held(lock)));
      const sessions = await Promise.all(locks.map(lock => ownerOf(cluster, lock)));
      expect(sessions[0]).toEqual(sessions[1]);
      for (const handle of handles) await valueOf(handle.unlock());
    });

    it('end with their clients', async () => {
      const client = cluster.newClient();
      const name = made.lock().name;
      const { groupId, sessionId } = await sessionOf(client, name);
      const heartbeat$ = cluster.client.invoke(cpSessionHeartbeatSession, { groupId, sessionId });
      await valueOf(heartbeat$);
      await valueOf(client.shutdown());
      await eventually(
        () => valueOf(heartbeat$).then(() => undefined, (error: unknown) => error), // prettier-ignore
        error => error !== undefined,
      );
      expect(await errorOf(heartbeat$)).toMatchObject({ code: 'SESSION_EXPIRED_EXCEPTION' });
    });

    it('are kept alive while something is held', async () => {
      const { client, otherClient } = cluster;
      const lock = made.lock();
      const handle = await held(lock);
      const { groupId, sessionId } = await sessionOf(client, lock.name);
      const probe = { groupId, endpointName: 'probe' };
      const { heartbeatMillis } = await valueOf(otherClient.invoke(cpSessionCreateSession, probe));
      expect(heartbeatMillis.lessThanOrEqual(5000)).toBe(true);
      using losses = record(handle.lost$);
      await firstOf(client.pressure$);
      expect(await valueOf(otherClient.getLock(lock.name, { backend: 'cp' }).tryLock(2500))).toBeNull();
      expect(losses.items).toEqual([]);
      expect((await sessionOf(client, lock.name)).sessionId).toEqual(sessionId);
      await valueOf(handle.unlock());
    });
  });

  it('locks again as often as the members allow', async () => {
    const lock = made.lock(uniqueName('limited-lock'));
    const outer = await held(lock);
    const inner = await valueOf(outer.lock());
    const refused = await errorOf(outer.lock());
    expect(refused).toMatchObject({ code: 'LOCK_ACQUIRE_LIMIT_REACHED_EXCEPTION', structure: lock.name });
    expect([outer.lost, inner.lost]).toEqual([false, false]);
    await valueOf(inner.unlock());
    await valueOf((await valueOf(outer.lock())).unlock());
    await valueOf(outer.unlock());
  });

  describe('JDK compatible semaphores', () => {
    it('have permits of nobody', async () => {
      const name = uniqueName('jdk-semaphore');
      const semaphore = await made.semaphore(2, name);
      const other = cluster.otherClient.getSemaphore(name, { backend: 'cp' });
      await valueOf(semaphore.acquire(2));
      await valueOf(other.release(3));
      expect(await valueOf(semaphore.availablePermits())).toBe(3);
      expect(await valueOf(other.drainPermits())).toBe(3);
      await valueOf(semaphore.increasePermits(1));
      await valueOf(semaphore.release());
      expect(await valueOf(other.tryAcquire(2))).toBe(true);
      using waiting = record(semaphore.withPermits(1, () => other.availablePermits()));
      expect(await valueOf(other.tryAcquire(1, 200))).toBe(false);
      await valueOf(other.release(2));
      expect(await waiting.until((_, { completed }) => completed)).toEqual([1]);
    });

    it('do not give back what a client held that is gone', async () => {
      const name = uniqueName('jdk-semaphore');
      const semaphore = await made.semaphore(2, name);
      const client = cluster.newClient();
      await valueOf(client.getSemaphore(name, { backend: 'cp' }).acquire());
      await valueOf(client.shutdown());
      expect(await valueOf(semaphore.availablePermits())).toBe(1);
      await valueOf(semaphore.release());
    });

    it('give back what comes after its caller has left', async () => {
      const name = uniqueName('jdk-semaphore');
      const semaphore = await made.semaphore(2, name);
      const other = cluster.otherClient.getSemaphore(name, { backend: 'cp' });
      await valueOf(other.acquire(2));
      const leaving = semaphore.acquire().subscribe(() => expect.fail('got a permit after unsubscribing'));
      expect(await valueOf(semaphore.tryAcquire(1, 200))).toBe(false);
      leaving.unsubscribe();
      await valueOf(other.release(2));
      await eventually(
        () => valueOf(other.availablePermits()),
        left => left === 2,
      );
    });
  });

  it('serves those who wait for permits as they come', async () => {
    const semaphore = await made.semaphore(1);
    const other = cluster.otherClient.getSemaphore(semaphore.name, { backend: 'cp' });
    await valueOf(semaphore.acquire());
    const order: number[] = [];
    const waiting = [];
    for (const n of [0, 1, 2]) {
      const each = n === 1 ? other : semaphore;
      waiting.push(record(each.withPermits(1, () => [order.push(n)])));
      expect(await valueOf(semaphore.tryAcquire(1, 100))).toBe(false);
    }
    await valueOf(semaphore.release());
    for (const each of waiting) await each.until((_, { completed }) => completed);
    expect(order).toEqual([0, 1, 2]);
  });

  describe('streams', () => {
    it.each<[string, () => Observable<Signal | { readonly type: string }>]>([
      ['members', () => cluster.client.cpMembershipEvents({ signals: true })],
      ['the availability of groups', () => cluster.client.cpGroupAvailabilityEvents({ signals: true })],
    ])('tell of %s', async (_, events) => {
      expect(await firstOf(events(), ({ type }) => type === 'listening')).toEqual({ type: 'listening' });
    });
  });
}

/** For clusters of three CP members: one of them dies there. */
export function cpMembersContract(cluster: SuiteCluster): void {
  it('go on when a member dies, and tell which groups it is missing from', async () => {
    const { client, running } = cluster;
    await valueOf(client.connect());
    await connectedTo(client, running.addresses);
    const counter = client.getAtomicLong(uniqueName('long'), { backend: 'cp' });
    const lock = client.getLock(uniqueName('lock'), { backend: 'cp' });
    const handle = await held(lock);
    expect(await valueOf(counter.incrementAndGet())).toEqual(Long.ONE);
    using events = record(client.cpGroupAvailabilityEvents({ signals: true }));
    await events.until(items => items.some(({ type }) => type === 'listening'));
    await running.kill(0);
    await events.until(items =>
      items.some(
        item =>
          item.type === 'availabilityDecreased' &&
          item.groupId.name === 'default' &&
          item.members.length === 3 &&
          item.unavailableMembers.length === 1,
      ),
    );
    expect(await valueOf(counter.get())).toEqual(Long.ONE);
    expect(handle.lost).toBe(false);
    await valueOf(handle.unlock());
    await valueOf((await held(lock)).unlock());
  });
}

/** For members without CP subsystem. */
export function withoutCpContract(cluster: SuiteCluster): void {
  it.each<[string, string, () => Observable<unknown>]>([
    ['FencedLock', 'lock', () => cluster.client.getLock('a').lock()],
    ['FencedLock', 'withLock', () => cluster.client.getLock('a@pair').withLock(() => expect.fail('at work'))],
    ['FencedLock', 'isLocked', () => cluster.client.getLock('a').isLocked()],
    ['Semaphore', 'init', () => cluster.client.getSemaphore('a').init(1)],
    ['Semaphore', 'acquire', () => cluster.client.getSemaphore('a').acquire()],
    ['AtomicLong', 'get', () => cluster.client.getAtomicLong('a').get()],
    ['AtomicLong', 'set', () => cluster.client.getAtomicLong('a', { backend: 'cp' }).set(1)],
    ['AtomicRef', 'get', () => cluster.client.getAtomicReference('a').get()],
    ['CountDownLatch', 'await', () => cluster.client.getCountDownLatch('a').await()],
    ['IdGenerator', 'newId', () => cluster.client.getIdGenerator('a').newId()],
  ])('says what to do instead of %s.%s', async (kind, _, call) => {
    for (let time = 0; time < 2; time++) {
      const error = await errorOf(call());
      expect(error).toMatchObject({
        code: 'UNSUPPORTED_OPERATION',
        operation: expect.stringMatching(`^${kind}\\.`),
        structure: expect.stringMatching(/a/),
        cause: { code: 'UNSUPPORTED_OPERATION' },
      });
      expect(error.message).toContain("concurrency: { backend: 'map' }");
    }
  });

  it('does by the configuration what the members can', async () => {
    await using client = cluster.newClient({ concurrency: { backend: 'map' } });
    const counter = client.getAtomicLong(uniqueName('long'));
    expect(counter.backend).toBe('map');
    expect(await valueOf(counter.incrementAndGet())).toEqual(Long.ONE);
    await valueOf(counter.destroy());
    expect(client.getAtomicLong(counter.name, { backend: 'cp' }).backend).toBe('cp');
    expect(cluster.client.getAtomicLong(counter.name).backend).toBe('cp');
  });
}

/** The session that holds the lock. */
async function ownerOf({ client }: SuiteCluster, { name }: FencedLock): Promise<Long> {
  const { groupId } = await valueOf(client.invoke(cpGroupCreateCPGroup, { proxyName: name }));
  const [object] = name.split('@');
  const { sessionId } = await valueOf(client.invoke(fencedLockGetLockOwnership, { groupId, name: object! }));
  return sessionId;
}
