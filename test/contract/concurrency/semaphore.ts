import type { ConcurrencyBackend, Semaphore } from 'hazelrx';
import { concatMap, firstValueFrom as valueOf, lastValueFrom, merge, type Observable, timer, toArray } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEADLINE, errorOf } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { eventually, record } from '../../support/recording.js';
import { Primitives, waitsForNothing } from './primitives.js';

/** Permits: who gets them, who waits, and who may give them back. */
export function semaphoreContract(cluster: SuiteCluster, backend: ConcurrencyBackend): void {
  const made = new Primitives(cluster, backend);
  let semaphore: Semaphore;
  let other: Semaphore;

  beforeEach(async () => {
    semaphore = await made.semaphore(3);
    other = cluster.otherClient.getSemaphore(semaphore.name, { backend });
  });

  afterEach(() => made.leaveNothing());

  const available = (): Promise<number> => valueOf(other.availablePermits());

  /** Passes once the members have answered after a while: by then they have what was sent before. */
  async function aWhile(of: Semaphore): Promise<void> {
    expect(await valueOf(of.tryAcquire(1000, 100))).toBe(false);
  }

  /** Passes once nobody waits any more, and all permits are free. */
  async function allAreFree(permits = 3): Promise<void> {
    await waitsForNothing(cluster.client);
    await eventually(available, left => left === permits);
  }

  describe('the first permits', () => {
    it('are given once', async () => {
      const fresh = await made.semaphore(0);
      const init$ = fresh.init(2);
      expect(await valueOf(fresh.availablePermits())).toBe(0);
      expect(await valueOf(init$.pipe(toArray()))).toEqual([true]);
      expect(await valueOf(init$)).toBe(false);
      expect(await valueOf(cluster.otherClient.getSemaphore(fresh.name, { backend }).init(5))).toBe(false);
      expect(await valueOf(fresh.availablePermits())).toBe(2);
      expect(await valueOf(fresh.drainPermits())).toBe(2);
      expect(await valueOf(fresh.init(5))).toBe(false);
      await valueOf(fresh.release(2));
      await valueOf(fresh.reducePermits(2));
    });

    it('need not be there', async () => {
      const fresh = await made.semaphore(0);
      expect(await valueOf(fresh.tryAcquire())).toBe(false);
      expect(await valueOf(fresh.drainPermits())).toBe(0);
      await valueOf(fresh.increasePermits(1));
      expect(await valueOf(fresh.init(5))).toBe(false);
      expect(await valueOf(fresh.tryAcquire())).toBe(true);
      await valueOf(fresh.release());
      await valueOf(fresh.reducePermits(1));
    });

    it('wake those who wait', async () => {
      const fresh = await made.semaphore(0);
      using waiting = record(fresh.acquire());
      await aWhile(fresh);
      expect(waiting.items).toEqual([]);
      expect(await valueOf(cluster.otherClient.getSemaphore(fresh.name, { backend }).init(1))).toBe(true);
      await waiting.until((_, { completed }) => completed);
      await valueOf(fresh.release());
      await valueOf(fresh.reducePermits(1));
    });

    it.each<[unknown]>([[-1], [1.5], [2 ** 31], ['1'], [undefined]])('are not %j', async permits => {
      const refusal = { code: 'ILLEGAL_ARGUMENT', operation: 'Semaphore.init', structure: semaphore.name };
      expect(await errorOf(semaphore.init(permits as number))).toMatchObject(refusal);
    });
  });

  describe('permits', () => {
    it('are taken and come back, one or several', async () => {
      expect(await available()).toBe(3);
      const acquire$ = semaphore.acquire();
      expect(await available()).toBe(3);
      expect(await valueOf(acquire$.pipe(toArray()))).toEqual([undefined]);
      expect(await available()).toBe(2);
      await valueOf(semaphore.acquire(2));
      expect(await available()).toBe(0);
      expect(await valueOf(semaphore.release(2).pipe(toArray()))).toEqual([undefined]);
      expect(await available()).toBe(2);
      await valueOf(semaphore.release());
    });

    it('are given by tryAcquire at once or within its time', async () => {
      expect(await valueOf(semaphore.tryAcquire(4).pipe(toArray()))).toEqual([false]);
      expect(await valueOf(semaphore.tryAcquire(3))).toBe(true);
      expect(await valueOf(semaphore.tryAcquire())).toBe(false);
      const began = performance.now();
      expect(await valueOf(other.tryAcquire(1, 300))).toBe(false);
      expect(performance.now() - began).toBeGreaterThan(250);
      using trying = record(other.tryAcquire(2, DEADLINE));
      await aWhile(other);
      expect(trying.items).toEqual([]);
      await valueOf(semaphore.release(3));
      expect(await trying.until((_, { completed }) => completed)).toEqual([true]);
      expect(await available()).toBe(1);
      await valueOf(other.release(2));
    });

    it('are drained', async () => {
      await valueOf(other.acquire());
      expect(await valueOf(semaphore.drainPermits().pipe(toArray()))).toEqual([2]);
      expect(await valueOf(semaphore.drainPermits())).toBe(0);
      expect(await available()).toBe(0);
      await valueOf(semaphore.release(2));
      await valueOf(other.release());
    });

    it('are made fewer and more, also fewer than none', async () => {
      expect(await valueOf(other.reducePermits(5).pipe(toArray()))).toEqual([undefined]);
      expect(await available()).toBe(-2);
      expect(await valueOf(semaphore.tryAcquire())).toBe(false);
      using waiting = record(semaphore.acquire());
      await aWhile(semaphore);
      await valueOf(other.increasePermits(2));
      await aWhile(semaphore);
      expect(waiting.items).toEqual([]);
      expect(await valueOf(other.increasePermits(3).pipe(toArray()))).toEqual([undefined]);
      await waiting.until((_, { completed }) => completed);
      expect(await available()).toBe(2);
      await valueOf(semaphore.release());
      for (const change$ of [other.reducePermits(0), other.increasePermits(0)]) await valueOf(change$);
    });

    it('are of the client that has acquired them, not of one of its flows', async () => {
      await valueOf(semaphore.acquire(2));
      const refusal = { code: 'ILLEGAL_STATE', operation: 'Semaphore.release', structure: semaphore.name };
      expect(await errorOf(other.release())).toMatchObject(refusal);
      await valueOf(other.acquire());
      expect(await errorOf(other.release(2))).toMatchObject(refusal);
      expect(await errorOf(semaphore.release(3))).toMatchObject(refusal);
      expect(await available()).toBe(0);
      for (const release$ of [semaphore.release(), semaphore.release(), other.release()]) await valueOf(release$);
      expect(await errorOf(semaphore.release())).toMatchObject(refusal);
      expect(await available()).toBe(3);
    });

    it('know semaphores apart', async () => {
      const elsewhere = await made.semaphore(1);
      await valueOf(elsewhere.acquire());
      expect(await errorOf(semaphore.release())).toMatchObject({ code: 'ILLEGAL_STATE' });
      expect(await valueOf(semaphore.drainPermits())).toBe(3);
      expect(await errorOf(elsewhere.release(2))).toMatchObject({ code: 'ILLEGAL_STATE' });
      await valueOf(elsewhere.release());
      await valueOf(semaphore.release(3));
    });

    it.each<[string, (permits: number) => Observable<unknown>]>([
      ['acquire', permits => semaphore.acquire(permits)],
      ['acquire', permits => semaphore.tryAcquire(permits)],
      ['acquire', permits => semaphore.withPermits(permits, () => expect.fail('at work without permits'))],
      ['release', permits => semaphore.release(permits)],
      ['change', permits => semaphore.reducePermits(permits || -1)],
      ['change', permits => semaphore.increasePermits(permits || -1)],
    ])('are asked for in whole numbers, told by Semaphore.%s', async (method, call) => {
      const refusal = { code: 'ILLEGAL_ARGUMENT', operation: `Semaphore.${method}`, structure: semaphore.name };
      for (const permits of [0, -1, 1.5, 2 ** 31, Number.NaN, '1' as never])
        expect(await errorOf(call(permits))).toMatchObject(refusal);
      expect(await available()).toBe(3);
    });

    it.each<[unknown]>([[-1], [Number.NaN]])('are not waited for for %j ms', async timeout => {
      const wrong = timeout as number;
      const refusal = { code: 'ILLEGAL_ARGUMENT', operation: 'Semaphore.acquire', structure: semaphore.name };
      const work = (): never => expect.fail('at work without permits');
      for (const refused$ of [semaphore.tryAcquire(1, wrong), semaphore.withPermits(1, work, { timeout: wrong })])
        expect(await errorOf(refused$)).toMatchObject(refusal);
    });
  });

  describe('those who wait', () => {
    it.each<[string, () => Semaphore]>([
      ['of the same client', () => semaphore],
      ['of another client', () => other],
    ])('%s get what comes back', async (_, waiter) => {
      await valueOf(semaphore.acquire(3));
      const waiting = [record(waiter().acquire(2)), record(waiter().acquire(1))];
      await aWhile(waiter());
      expect(waiting.map(({ items }) => items)).toEqual([[], []]);
      await valueOf(semaphore.release(3));
      for (const each of waiting) await each.until((_, { completed }) => completed);
      expect(await available()).toBe(0);
      await valueOf(waiter().release(3));
    });

    it.each<[string, () => Semaphore[]]>([
      ['one client', () => [semaphore]],
      ['two clients', () => [semaphore, other]],
    ])('share the permits, a hundred flows of %s', async (_, owners) => {
      let inside = 0;
      let most = 0;
      const flow = (owner: Semaphore): Observable<undefined> =>
        owner.acquire().pipe(
          concatMap(() => {
            most = Math.max(most, ++inside);
            return timer(0);
          }),
          concatMap(() => {
            inside--;
            return owner.release();
          }),
        );
      const flows = Array.from({ length: 100 }, (_, n) => flow(owners()[n % owners().length]!));
      expect(await lastValueFrom(merge(...flows).pipe(toArray()))).toHaveLength(100);
      expect(most).toBeLessThanOrEqual(3);
      expect(await available()).toBe(3);
    });

    it('and leave do not get them later', async () => {
      const got = (): never => expect.fail('got permits after unsubscribing');
      const waits = [semaphore.acquire(2), semaphore.tryAcquire(1, DEADLINE), semaphore.withPermits(2, got)];
      for (const wait$ of [...waits, semaphore.tryAcquire()]) wait$.subscribe(got).unsubscribe();
      await allAreFree();
      await valueOf(other.acquire(3));
      const waiting = waits.map(wait$ => wait$.subscribe(got));
      await aWhile(semaphore);
      for (const subscription of waiting) subscription.unsubscribe();
      await valueOf(other.release(3));
      await allAreFree();
      expect(await valueOf(other.tryAcquire(3))).toBe(true);
      await valueOf(other.release(3));
    });

    it('behind one who leaves get theirs', async () => {
      await valueOf(other.acquire(3));
      const leaving = semaphore.acquire(3).subscribe();
      await aWhile(semaphore);
      using staying = record(semaphore.acquire());
      await aWhile(semaphore);
      leaving.unsubscribe();
      await valueOf(other.release());
      await staying.until((_, { completed }) => completed);
      await valueOf(other.release(2));
      await valueOf(semaphore.release());
      await allAreFree();
    });
  });

  it('is one object for each name', () => {
    const { client } = cluster;
    expect(client.getSemaphore(semaphore.name, { backend })).toBe(semaphore);
    expect(client.getSemaphore(uniqueName('semaphore'), { backend })).not.toBe(semaphore);
    expect([semaphore.name, semaphore.backend]).toEqual([other.name, backend]);
  });
}
