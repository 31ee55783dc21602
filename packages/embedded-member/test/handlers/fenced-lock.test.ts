import { UUID } from '@hazelrx/protocol';
import {
  cpGroupDestroyCPObject,
  fencedLockGetLockOwnership,
  fencedLockLock,
  fencedLockUnlock,
} from 'hazelrx/operations';
import { describe, expect, it } from 'vitest';
import { cpInVirtualTime, lockRequest } from '../support/cp-client.js';

describe('a fenced lock', () => {
  it('has a greater fence for each owner, and the same for one that locks again', async () => {
    const cp = await cpInVirtualTime();
    const session = await cp.session();
    const fences: number[] = [];
    for (let n = 0; n < 3; n++) {
      const fence = await cp.lock(session);
      expect(await cp.lock(session)).toBe(fence);
      expect(await cp.unlock(session)).toBe(true);
      expect(await cp.unlock(session)).toBe(false);
      fences.push(fence);
    }
    expect(fences).toEqual([...new Set(fences)].sort((one, other) => one - other));
    expect(Math.min(...fences)).toBeGreaterThan(0);
  });

  it('tells who holds it', async () => {
    const cp = await cpInVirtualTime();
    const session = await cp.session();
    const ownership = async () => {
      const { fence, lockCount, sessionId, threadId } = await cp.ask(fencedLockGetLockOwnership, { name: 'l' });
      return [fence, lockCount, sessionId, threadId].map(Number);
    };
    expect(await ownership()).toEqual([0, 0, -1, -1]);
    const fence = await cp.lock(session, { threadId: 7 });
    await cp.lock(session, { threadId: 7 });
    expect(await ownership()).toEqual([fence, 2, session.toNumber(), 7]);
  });

  it('goes to those who wait in their order, threads of one session too', async () => {
    const cp = await cpInVirtualTime();
    const [one, other] = [await cp.session(), await cp.session()];
    const first = await cp.lock(one);
    const second = await cp.waiting(fencedLockLock, lockRequest(one, { threadId: 2 }));
    const third = await cp.waiting(fencedLockLock, lockRequest(other));
    expect(await cp.unlock(one)).toBe(false);
    const [{ response: fence } = expect.fail()] = second.items;
    expect(fence.toNumber()).toBeGreaterThan(first);
    expect(third.items).toEqual([]);
    expect(await cp.unlock(one, { threadId: 2 })).toBe(false);
    expect(third.items[0]!.response.toNumber()).toBeGreaterThan(fence.toNumber());
  });

  it('gives up in time, and answers the same when it is asked again', async () => {
    const cp = await cpInVirtualTime();
    const [one, other] = [await cp.session(), await cp.session()];
    await cp.lock(one);
    const invocationUid = UUID.random();
    expect(await cp.tryLock(other, { timeoutMs: 400, invocationUid })).toBe(0);
    await cp.unlock(one);
    expect(await cp.tryLock(other, { invocationUid })).toBe(0);
    expect(await cp.tryLock(other)).toBeGreaterThan(0);
  });

  it('counts a call once, however often it comes', async () => {
    const cp = await cpInVirtualTime();
    const session = await cp.session();
    const [locks, unlocks] = [UUID.random(), UUID.random()];
    const fence = await cp.lock(session, { invocationUid: locks });
    expect(await cp.lock(session, { invocationUid: locks })).toBe(fence);
    await cp.lock(session);
    for (let n = 0; n < 3; n++) expect(await cp.unlock(session, { invocationUid: unlocks })).toBe(true);
    expect(await cp.unlock(session)).toBe(false);
  });

  it('has a wait that is asked for again be one', async () => {
    const cp = await cpInVirtualTime();
    const [one, other] = [await cp.session(), await cp.session()];
    await cp.lock(one);
    const invocationUid = UUID.random();
    const waits = [
      await cp.waiting(fencedLockLock, lockRequest(other, { invocationUid })),
      await cp.waiting(fencedLockLock, lockRequest(other, { invocationUid })),
    ];
    await cp.unlock(one);
    const [first, second] = waits.map(({ items }) => items[0]!.response.toNumber());
    expect(first).toBe(second);
    expect(await cp.unlock(other)).toBe(false);
  });

  it('lets a thread wait for one thing: whatever else it asks for ends the wait', async () => {
    const cp = await cpInVirtualTime();
    const [one, other] = [await cp.session(), await cp.session()];
    await cp.lock(one);
    const locks = await cp.waiting(fencedLockLock, lockRequest(other));
    expect(await cp.tryLock(other)).toBe(0);
    expect(locks.error).toMatchObject({ code: 'WAIT_KEY_CANCELLED_EXCEPTION' });
    const again = await cp.waiting(fencedLockLock, lockRequest(other));
    expect(await cp.refusal(fencedLockUnlock, lockRequest(other))).toMatchObject({ code: 'ILLEGAL_MONITOR_STATE' });
    expect(again.error).toMatchObject({ code: 'WAIT_KEY_CANCELLED_EXCEPTION' });
  });

  it.each([
    ['another thread', { threadId: 2 }],
    ['a lock nobody holds', { name: 'free' }],
  ])('refuses to be unlocked by %s', async (_, more) => {
    const cp = await cpInVirtualTime();
    const session = await cp.session();
    await cp.lock(session);
    const refusal = await cp.refusal(fencedLockUnlock, lockRequest(session, more));
    expect(refusal.code).toBe('ILLEGAL_MONITOR_STATE');
  });

  it.each(['twice', 'twofold'])('is held as often as the settings of %s say', async name => {
    const locks = { 'tw*': { 'lock-acquire-limit': 2 } };
    const cp = await cpInVirtualTime({ config: { 'cp-subsystem': { locks } } });
    const session = await cp.session();
    const fence = await cp.lock(session, { name });
    expect(await cp.tryLock(session, { name })).toBe(fence);
    expect(await cp.tryLock(session, { name })).toBe(0);
    expect(await cp.lock(session, { name })).toBe(0);
    expect(await cp.unlock(session, { name })).toBe(true);
  });

  it('is no more once it is destroyed', async () => {
    const cp = await cpInVirtualTime();
    const [one, other] = [await cp.session(), await cp.session()];
    await cp.lock(one);
    const wait = await cp.waiting(fencedLockLock, lockRequest(other));
    const lock = { serviceName: 'hz:raft:lockService', objectName: 'l' };
    for (let n = 0; n < 2; n++) await cp.ask(cpGroupDestroyCPObject, lock);
    expect(wait.error).toMatchObject({ code: 'DISTRIBUTED_OBJECT_DESTROYED' });
    for (const row of [fencedLockLock, fencedLockUnlock])
      expect(await cp.refusal(row, lockRequest(one))).toMatchObject({ code: 'DISTRIBUTED_OBJECT_DESTROYED' });
  });
});
