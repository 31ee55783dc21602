import { UUID } from '@hazelrx/protocol';
import {
  cpSessionCreateSession,
  cpSessionGenerateThreadId,
  cpSessionHeartbeatSession,
  fencedLockGetLockOwnership,
  fencedLockLock,
  fencedLockUnlock,
  semaphoreAcquire,
  semaphoreAvailablePermits,
  semaphoreInit,
} from 'hazelrx/operations';
import { describe, expect, it } from 'vitest';
import { cpInVirtualTime, lockRequest } from '../support/cp-client.js';

const config = { 'cp-subsystem': { 'session-time-to-live-seconds': 15, 'session-heartbeat-interval-seconds': 1 } };

describe('a CP session', () => {
  it.each([
    [{}, 300_000, 5000],
    [config, 15_000, 1000],
  ])('with %j lives as long as it says', async (config, ttl, heartbeat) => {
    const cp = await cpInVirtualTime({ config });
    const session = await cp.ask(cpSessionCreateSession, { endpointName: 'x' });
    expect([session.ttlMillis, session.heartbeatMillis].map(Number)).toEqual([ttl, heartbeat]);
    await cp.virtual.clock.advance(ttl - 1);
    await cp.heartbeat(session.sessionId);
    await cp.virtual.clock.advance(ttl - 1);
    await cp.heartbeat(session.sessionId);
    await cp.virtual.clock.advance(ttl);
    const refusal = await cp.refusal(cpSessionHeartbeatSession, { sessionId: session.sessionId });
    expect(refusal.code).toBe('SESSION_EXPIRED_EXCEPTION');
  });

  it('lives on by what is done in it', async () => {
    const cp = await cpInVirtualTime({ config });
    const session = await cp.session();
    for (let n = 0; n < 5; n++) {
      await cp.virtual.clock.advance(10_000);
      await cp.lock(session);
    }
    expect(await cp.unlock(session)).toBe(true);
  });

  it.each(['is over', 'is closed'])('that %s holds nothing, and waits for nothing', async how => {
    const cp = await cpInVirtualTime({ config });
    const [ends, stays] = [await cp.session(), await cp.session()];
    await cp.lock(ends);
    await cp.lock(ends);
    await cp.ask(semaphoreInit, { name: 's', permits: 3 });
    const permits = { name: 's', permits: 2, timeoutMs: -1, threadId: 1, invocationUid: UUID.random() };
    await cp.ask(semaphoreAcquire, { ...permits, sessionId: ends });
    const wait = await cp.waiting(fencedLockLock, lockRequest(ends, { threadId: 2 }));
    const next = await cp.waiting(fencedLockLock, lockRequest(stays));
    const more = await cp.waiting(semaphoreAcquire, { ...permits, sessionId: stays });
    if (how === 'is closed') expect(await cp.close(ends)).toBe(true);
    else
      for (let n = 0; n < 2; n++) {
        await cp.virtual.clock.advance(7500);
        await cp.heartbeat(stays);
      }
    expect(wait.error).toMatchObject({ code: 'SESSION_EXPIRED_EXCEPTION' });
    expect(next.items).toHaveLength(1);
    expect(more.items).toEqual([{ response: true }]);
    expect(await cp.ask(semaphoreAvailablePermits, { name: 's' })).toEqual({ response: 1 });
    expect((await cp.ask(fencedLockGetLockOwnership, { name: 'l' })).sessionId).toEqual(stays);
    const refusal = await cp.refusal(fencedLockUnlock, lockRequest(ends));
    expect(refusal.code).toBe('SESSION_EXPIRED_EXCEPTION');
    expect(await cp.close(ends)).toBe(false);
  });

  it('is needed, and must be there', async () => {
    const cp = await cpInVirtualTime();
    expect(await cp.refusal(cpSessionHeartbeatSession, { sessionId: 1 })).toMatchObject({ code: 'ILLEGAL_STATE' });
    const session = await cp.session();
    const unknown = await cp.refusal(fencedLockLock, lockRequest(session.add(1)));
    expect(unknown.code).toBe('SESSION_EXPIRED_EXCEPTION');
    const none = await cp.refusal(fencedLockLock, lockRequest(session.mul(-1)));
    expect(none.code).toBe('ILLEGAL_ARGUMENT');
  });

  it('is not what tells threads apart that have none', async () => {
    const cp = await cpInVirtualTime();
    const ids: number[] = [];
    for (let n = 0; n < 3; n++) ids.push((await cp.ask(cpSessionGenerateThreadId, {})).response.toNumber());
    expect(ids).toEqual([1, 2, 3]);
  });
});
