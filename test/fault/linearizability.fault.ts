import { setTimeout as sleep } from 'node:timers/promises';
import type { AtomicLong, ConcurrencyBackend, HazelcastClient } from 'hazelrx';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeOn, embeddedMembers, realMembers, type TestBed, uniqueName } from '../support/clusters.js';
import { callOf, someCall } from './linearizability/atomic-long-calls.js';
import { type AtomicLongCall, atomicLongModel, type AtomicLongResult } from './linearizability/atomic-long-model.js';
import { PoliteLock, repeatedCallOf, tornCallOf } from './linearizability/broken.js';
import type { Model } from './linearizability/call.js';
import { CutClients } from './linearizability/cut-clients.js';
import { History } from './linearizability/history.js';
import { linearize, type Verdict } from './linearizability/linearize.js';
import { LockUser } from './linearizability/lock-calls.js';
import { type LockCall, lockModel, type LockResult } from './linearizability/lock-model.js';

const SCALE = Number(process.env['HAZELRX_SCALE'] ?? 1);
const SEED = Number(process.env['HAZELRX_SEED'] ?? 20_260_101);
/** Of each client. */
const CALLS = Math.ceil(1000 * Math.min(1, SCALE));
/** Enough for those who do it wrong to be found. */
const FEW = 100;
/** Histories of those who do it wrong, at most. */
const ATTEMPTS = 10;
const TIMEOUT = 180_000;

const beds: readonly [TestBed, readonly ConcurrencyBackend[]][] = [
  [embeddedMembers('memory', { members: 3 }), ['cp', 'map']],
  [realMembers('5.3.8', { cp: true }), ['cp', 'map']],
  [realMembers('5.7.0', { members: 3 }), ['map']],
] as readonly [TestBed, readonly ConcurrencyBackend[]][];

for (const [bed, backends] of beds)
  describeOn(bed, 'What clients see whose connections are cut', cluster => {
    let cut: CutClients;

    beforeAll(async () => {
      cut = await CutClients.start(cluster);
    });

    afterAll(() => cut?.[Symbol.asyncDispose]());

    describe.each(backends)('on the backend %s', backend => {
      it('is an atomic long', { timeout: TIMEOUT }, async () => {
        const history = await atomicLongHistory(CALLS, backend, callOf);
        // A call may be done whose answer is lost. On `map` the client finds out.
        if (backend === 'cp') expect(history.unknown).toBeGreaterThan(0);
        expect(judged(`atomic long (${backend})`, atomicLongModel, history)).toBe('linearizable');
      });

      it('is found not to be one where additions are torn', { timeout: TIMEOUT }, async () => {
        const verdict = await unlessLucky(async seed =>
          judged(`torn (${backend})`, atomicLongModel, await atomicLongHistory(FEW, backend, tornCallOf, seed)),
        );
        expect(verdict).toHaveProperty('unexplained');
      });
    });

    if (!backends.includes('cp')) return;

    it('is found not to be an atomic long where calls are repeated', { timeout: TIMEOUT }, async () => {
      const verdict = await unlessLucky(async seed =>
        judged('repeated', atomicLongModel, await atomicLongHistory(FEW, 'cp', repeatedCallOf, seed)),
      );
      expect(verdict).toHaveProperty('unexplained');
    });

    it('is a lock', { timeout: TIMEOUT }, async () => {
      const name = uniqueName('lock');
      const history = new History<LockCall, LockResult>();
      const users = cut.clients.map(({ client }, index) => new LockUser(client.getLock(name), index));
      await cut.work(CALLS, SEED, async ({ index, turn, random }) => {
        const user = users[index]!;
        const isLast = turn >= CALLS - 2;
        // Who stops must not hold it.
        if (isLast && !user.isHolder) return;
        const [call, call$] = isLast ? user.release() : user.next(random);
        await history.record(index, call, call$);
      });
      expect(judged('lock (cp)', lockModel, history)).toBe('linearizable');
    });

    it('is found not to be a lock where it knows no owner', { timeout: TIMEOUT }, async () => {
      const verdict = await unlessLucky(async seed => {
        const name = uniqueName('polite');
        const history = new History<LockCall, LockResult>();
        const locks = cut.clients.map(({ client }, index) => new PoliteLock(client, name, index));
        await cut.uncut(FEW, seed, async ({ index }) => {
          await history.record(index, ...locks[index]!.next());
          // Time for others to come in.
          await sleep(2);
        });
        return judged('polite lock', lockModel, history);
      });
      expect(verdict).toHaveProperty('unexplained');
    });

    async function atomicLongHistory(calls: number, backend: ConcurrencyBackend, make: typeof callOf, seed = SEED) {
      const name = uniqueName('long');
      const history = new History<AtomicLongCall, AtomicLongResult>();
      const longOf = (client: HazelcastClient): AtomicLong => client.getAtomicLong(name, { backend });
      let seen = 0;
      await cut.work(calls, seed, async ({ client, index, turn, random }) => {
        const call = turn < calls - 1 ? someCall(random, turn * 10 + index, seen) : ({ name: 'get' } as const);
        const result = await history.record(index, call, make(longOf(client), call));
        if (typeof result === 'number') seen = result;
      });
      return history;
    }

    /** The first verdict that tells of something wrong: whether a history shows what is done wrong depends on who meets whom. */
    async function unlessLucky<I, R>(judge: (seed: number) => Promise<Verdict<I, R>>): Promise<Verdict<I, R>> {
      let verdict: Verdict<I, R> = 'linearizable';
      for (let n = 0; n < ATTEMPTS && verdict === 'linearizable'; n++) verdict = await judge(SEED + n);
      return verdict;
    }

    function judged<S, I, R>(what: string, model: Model<S, I, R>, history: History<I, R>): Verdict<I, R> {
      const begun = performance.now();
      const verdict = linearize(model, history.calls);
      const millis = Math.round(performance.now() - begun);
      const { calls, unknown } = history;
      const text = verdict === 'linearizable' ? verdict : JSON.stringify(verdict.unexplained);
      // Also where what tests print is not shown.
      process.stdout.write(
        `${what}: ${calls.length} calls, ${cut.cuts} cuts so far, ${unknown} unknown, ${millis} ms: ${text}\n`,
      );
      return verdict;
    }
  });
