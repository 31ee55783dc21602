import { UUID } from '@hazelrx/protocol';
import {
  cpGroupDestroyCPObject,
  semaphoreAcquire,
  semaphoreAvailablePermits,
  semaphoreChange,
  semaphoreDrain,
  semaphoreGetSemaphoreType,
  semaphoreInit,
  semaphoreRelease,
} from 'hazelrx/operations';
import Long from 'long';
import { describe, expect, it } from 'vitest';
import { type CpClient, cpInVirtualTime } from '../support/cp-client.js';

const name = 's';
const NO_SESSION = Long.NEG_ONE;

interface More {
  readonly threadId?: number;
  readonly invocationUid?: UUID;
  readonly timeoutMs?: number;
}

function call(
  sessionId: Long,
  permits: number,
  { threadId = 1, invocationUid = UUID.random(), timeoutMs = -1 }: More = {},
) {
  return { name, sessionId, threadId, invocationUid, permits, timeoutMs };
}

async function setUp(permits: number): Promise<CpClient> {
  const cp = await cpInVirtualTime();
  expect(await cp.ask(semaphoreInit, { name, permits })).toEqual({ response: true });
  return cp;
}

async function available(cp: CpClient): Promise<number> {
  return (await cp.ask(semaphoreAvailablePermits, { name })).response;
}

describe('a CP semaphore', () => {
  it('is what its settings say', async () => {
    const semaphores = { jdk: { 'jdk-compatible': true }, three: { 'initial-permits': 3 } };
    const cp = await cpInVirtualTime({ config: { 'cp-subsystem': { semaphores } } });
    const kind = (proxyName: string) => cp.virtual.ask(cp.client.invoke(semaphoreGetSemaphoreType, { proxyName }));
    expect([await kind('jdk'), await kind('jdk@g'), await kind('s')].map(({ response }) => response)).toEqual([
      true,
      true,
      false,
    ]);
    expect(await cp.ask(semaphoreAvailablePermits, { name: 'three' })).toEqual({ response: 3 });
    expect(await cp.ask(semaphoreInit, { name: 'three', permits: 5 })).toEqual({ response: false });
  });

  it('is initialised once', async () => {
    const cp = await setUp(2);
    expect(await cp.ask(semaphoreInit, { name, permits: 5 })).toEqual({ response: false });
    expect(await available(cp)).toBe(2);
  });

  it('counts a call once, however often it comes', async () => {
    const cp = await setUp(5);
    const session = await cp.session();
    const [acquires, releases, changes, drains] = [UUID.random(), UUID.random(), UUID.random(), UUID.random()];
    const twice = async (run: (invocationUid: UUID) => Promise<object>, uid: UUID) => [await run(uid), await run(uid)];
    const yes = { response: true };
    const acquired = await twice(
      invocationUid => cp.ask(semaphoreAcquire, call(session, 3, { invocationUid })),
      acquires,
    );
    const released = await twice(
      invocationUid => cp.ask(semaphoreRelease, call(session, 1, { invocationUid })),
      releases,
    );
    const changed = await twice(invocationUid => cp.ask(semaphoreChange, call(session, 4, { invocationUid })), changes);
    expect([...acquired, ...released, ...changed]).toEqual([yes, yes, yes, yes, yes, yes]);
    expect(await available(cp)).toBe(7);
    const drained = await twice(invocationUid => cp.ask(semaphoreDrain, call(session, 0, { invocationUid })), drains);
    expect(drained).toEqual([{ response: 7 }, { response: 7 }]);
    expect(await available(cp)).toBe(0);
  });

  it('serves those who wait in their order, and fewer permits before more', async () => {
    const cp = await setUp(3);
    const [holder, session] = [await cp.session(), await cp.session()];
    await cp.ask(semaphoreAcquire, call(holder, 3));
    const many = await cp.waiting(semaphoreAcquire, call(session, 4));
    const few = await cp.waiting(semaphoreAcquire, call(session, 2, { threadId: 2 }));
    const later = await cp.waiting(semaphoreAcquire, call(session, 2, { threadId: 3 }));
    await cp.ask(semaphoreRelease, call(holder, 3));
    expect([many, few, later].map(({ items }) => items.length)).toEqual([0, 1, 0]);
    await cp.ask(semaphoreRelease, call(session, 1, { threadId: 2 }));
    expect([many, few, later].map(({ items }) => items.length)).toEqual([0, 1, 1]);
    many.stop();
  });

  it('gives up in time', async () => {
    const cp = await setUp(1);
    const session = await cp.session();
    expect(await cp.ask(semaphoreAcquire, call(session, 2, { timeoutMs: 0 }))).toEqual({ response: false });
    expect(await cp.ask(semaphoreAcquire, call(session, 2, { timeoutMs: 70 }), 70)).toEqual({ response: false });
    expect(await available(cp)).toBe(1);
  });

  it('lets a thread wait for one thing', async () => {
    const cp = await setUp(1);
    const session = await cp.session();
    const wait = await cp.waiting(semaphoreAcquire, call(session, 2));
    await cp.ask(semaphoreAcquire, call(session, 1));
    expect(wait.error).toMatchObject({ code: 'WAIT_KEY_CANCELLED_EXCEPTION' });
  });

  it('takes back from a session what that holds', async () => {
    const cp = await setUp(5);
    const session = await cp.session();
    await cp.ask(semaphoreAcquire, call(session, 2));
    expect(await cp.refusal(semaphoreRelease, call(session, 3))).toMatchObject({ code: 'ILLEGAL_STATE' });
    expect(await cp.refusal(semaphoreRelease, call(session, 0))).toMatchObject({ code: 'ILLEGAL_ARGUMENT' });
    expect(await cp.refusal(semaphoreAcquire, call(session, 0))).toMatchObject({ code: 'ILLEGAL_ARGUMENT' });
    expect(await available(cp)).toBe(3);
  });

  it('takes from anybody where there are no sessions, and counts every call', async () => {
    const cp = await cpInVirtualTime();
    const invocationUid = UUID.random();
    for (let n = 0; n < 2; n++) await cp.ask(semaphoreRelease, call(NO_SESSION, 2, { invocationUid }));
    expect(await available(cp)).toBe(4);
    for (let n = 0; n < 2; n++) await cp.ask(semaphoreAcquire, call(NO_SESSION, 1, { invocationUid }));
    expect(await available(cp)).toBe(2);
    const wait = await cp.waiting(semaphoreAcquire, call(NO_SESSION, 3));
    await cp.ask(semaphoreRelease, call(NO_SESSION, 1, { threadId: 2 }));
    expect(wait.items).toEqual([{ response: true }]);
  });

  it('may have less than none, which a drain makes up for', async () => {
    const cp = await setUp(1);
    const session = await cp.session();
    expect(await cp.ask(semaphoreChange, call(session, -3))).toEqual({ response: true });
    expect(await cp.ask(semaphoreChange, call(session, 0))).toEqual({ response: false });
    expect(await available(cp)).toBe(-2);
    expect(await cp.ask(semaphoreDrain, call(NO_SESSION, 0))).toEqual({ response: -2 });
    expect(await available(cp)).toBe(0);
  });

  it('is no more once it is destroyed', async () => {
    const cp = await setUp(1);
    await cp.ask(cpGroupDestroyCPObject, { serviceName: 'hz:raft:semaphoreService', objectName: name });
    const refusal = await cp.refusal(semaphoreInit, { name, permits: 1 });
    expect(refusal.code).toBe('DISTRIBUTED_OBJECT_DESTROYED');
  });
});
