import type { ConcurrencyBackend, Primitive } from 'hazelrx';
import { Long } from 'hazelrx';
import { firstValueFrom as valueOf, type Observable, toArray } from 'rxjs';
import { afterEach, expect, it } from 'vitest';
import { errorOf } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { record } from '../../support/recording.js';
import { held, Primitives } from './primitives.js';

type Destroyable = Primitive & { destroy(): Observable<undefined> };

/** What destroying leaves of primitives, and names. */
export function destroyingContract(cluster: SuiteCluster, backend: ConcurrencyBackend): void {
  const made = new Primitives(cluster, backend);

  afterEach(() => made.leaveNothing());

  /** Destroys it, and looks at what every call gets then, of any client. */
  async function destroyed(primitive: Destroyable, calls: readonly Observable<unknown>[]): Promise<void> {
    expect(await valueOf(primitive.destroy().pipe(toArray()))).toEqual([undefined]);
    if (backend === 'cp')
      for (const call$ of calls)
        expect(await errorOf(call$)).toMatchObject({
          code: 'DISTRIBUTED_OBJECT_DESTROYED',
          structure: primitive.name,
        });
    made.forget();
  }

  it('a number is 0 again, or gone', async () => {
    const counter = made.atomicLong();
    const other = cluster.otherClient.getAtomicLong(counter.name, { backend });
    await valueOf(counter.set(5));
    await destroyed(counter, [counter.get(), other.get(), other.set(1), other.incrementAndGet()]);
    if (backend === 'map') expect(await valueOf(other.incrementAndGet())).toEqual(Long.ONE);
  });

  it('a reference is null again, or gone', async () => {
    const reference = made.atomicReference<string>();
    const other = cluster.otherClient.getAtomicReference<string>(reference.name, { backend });
    await valueOf(reference.set('a'));
    await destroyed(reference, [reference.get(), other.isNull(), other.set('a'), other.compareAndSet(null, 'a')]);
    if (backend === 'map') expect(await valueOf(other.compareAndSet(null, 'b'))).toBe(true);
  });

  it('a latch is open again, or gone', async () => {
    const latch = made.latch();
    const other = cluster.otherClient.getCountDownLatch(latch.name, { backend });
    await valueOf(latch.trySetCount(2));
    const waiting = record(other.await());
    expect(await valueOf(other.await(100))).toBe(false);
    await destroyed(latch, [latch.getCount(), other.trySetCount(1), other.countDown(), other.await(), other.opened$]);
    await waiting.until((_, { completed, error }) => completed || error !== undefined);
    if (backend === 'cp') return expect(waiting.error).toMatchObject({ code: 'DISTRIBUTED_OBJECT_DESTROYED' });
    expect(waiting.items).toEqual([true]);
    expect(await valueOf(other.getCount())).toBe(0);
    expect(await valueOf(other.trySetCount(1))).toBe(true);
  });

  it('a semaphore may be given its first permits again, or is gone', async () => {
    const semaphore = await made.semaphore(2);
    const other = cluster.otherClient.getSemaphore(semaphore.name, { backend });
    const calls = [semaphore.init(1), other.tryAcquire(), other.acquire(), other.drainPermits()];
    await destroyed(semaphore, [...calls, other.availablePermits(), other.increasePermits(1)]);
    if (backend === 'cp') return;
    expect(await valueOf(other.availablePermits())).toBe(0);
    expect(await valueOf(other.init(5))).toBe(true);
    expect(await valueOf(semaphore.availablePermits())).toBe(5);
  });

  it('a lock is free again, its fences begin anew, or it is gone', async () => {
    const lock = made.lock();
    const other = cluster.otherClient.getLock(lock.name, { backend });
    const fences: Long[] = [];
    for (let n = 0; n < 3; n++) {
      const handle = await held(lock);
      fences.push(handle.fence);
      await valueOf(handle.unlock());
    }
    const calls = [lock.lock(), other.tryLock(), other.isLocked(), other.withLock(() => expect.fail('at work'))];
    await destroyed(lock, calls);
    if (backend === 'cp') return;
    expect(await valueOf(other.isLocked())).toBe(false);
    const handle = await held(other);
    expect(handle.fence).toEqual(fences[0]);
    await valueOf(handle.unlock());
    const next = await held(lock);
    expect(next.fence.greaterThan(handle.fence)).toBe(true);
    await valueOf(next.unlock());
  });

  it('a lock that somebody holds is free as well, or gone', async () => {
    const lock = made.lock();
    const other = cluster.otherClient.getLock(lock.name, { backend });
    const handle = await held(lock);
    await destroyed(lock, [other.tryLock()]);
    if (backend === 'cp') return;
    const next = await held(other);
    await errorOf(handle.unlock());
    expect(await valueOf(other.isLocked())).toBe(true);
    await valueOf(next.unlock());
  });

  it('a name may have a group, and is told as it was given', async () => {
    const plain = uniqueName('grouped');
    const name = `${plain}@pair`;
    const counter = made.atomicLong(name);
    const other = cluster.otherClient.getAtomicLong(name, { backend });
    expect([counter.name, counter.backend]).toEqual([name, backend]);
    await valueOf(counter.set(5));
    expect(await valueOf(other.get())).toEqual(Long.fromNumber(5));
    expect(await valueOf(made.atomicLong(plain).get())).toEqual(Long.ZERO);
    expect(await errorOf(other.addAndGet(1.5))).toMatchObject({ code: 'ILLEGAL_ARGUMENT', structure: name });
    const lock = made.lock(name);
    const handle = await held(lock);
    expect(await valueOf(cluster.otherClient.getLock(name, { backend }).tryLock())).toBeNull();
    await valueOf(made.lock(plain).withLock(() => other.set(1)));
    await valueOf(handle.unlock());
  });
}
