import {
  cpGroupCreateCPGroup,
  cpSessionCloseSession,
  cpSessionCreateSession,
  cpSessionHeartbeatSession,
  fencedLockLock,
  fencedLockUnlock,
  flakeIdGeneratorNewIdBatch,
  semaphoreAcquire,
  semaphoreGetSemaphoreType,
  semaphoreRelease,
} from '@hazelrx/protocol/operations';
import Long from 'long';
import { NEVER, of, take } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { CpLock } from '../../src/concurrency/cp/cp-lock.js';
import { CpSemaphore } from '../../src/concurrency/cp/cp-semaphore.js';
import { MapSemaphore, SEMAPHORES } from '../../src/concurrency/map/map-semaphore.js';
import { PermitHolder } from '../../src/concurrency/map/permit-holder.js';
import type { Received } from '../support/scripted-member.js';
import { connectedTo } from '../support/virtual-client.js';
import { scriptedSessions, silent } from './cp/scripted-sessions.js';
import { placeOf } from './map/register-place.js';
import { scriptedMaps } from './map/scripted-map.js';

const session = (id: number) => ({
  sessionId: Long.fromNumber(id),
  ttlMillis: Long.fromNumber(300_000),
  heartbeatMillis: Long.fromNumber(5000),
});
const HOUR = 3_600_000;

describe('a client that ends by itself', () => {
  it('ends its sessions, and the work under them, and leaves no timer', async () => {
    const t = await connectedTo(1, { connectionStrategy: { reconnectMode: 'OFF' } });
    const member = t.cluster.members[0]!;
    member.on(cpGroupCreateCPGroup, call => call.answer({ groupId: { name: 'g', seed: Long.ZERO, id: Long.ONE } }));
    member.on(cpSessionCreateSession, call => call.answer(session(1)));
    member.on(cpSessionHeartbeatSession, call => call.answer({}));
    member.on(fencedLockLock, call => call.answer({ response: Long.ONE }));
    const lock = t.client.getLock('l');
    const lost = t.watch(lock.lost$);
    const working = t.watch(lock.withLock(() => NEVER));
    await t.settle();
    member.kill();
    await t.settle();
    expect(working.error).toMatchObject({ code: 'LOCK_OWNERSHIP_LOST_EXCEPTION' });
    expect(lost).toMatchObject({ values: [{ fence: Long.ONE }], completed: true });
    expect(t.scheduler.actions).toEqual([]);
  });
});

describe('a client that is shut down', () => {
  it('closes a session that is made meanwhile, and asks for nothing under it', async () => {
    const t = await connectedTo(1);
    const member = t.cluster.members[0]!;
    const made: Received<typeof cpSessionCreateSession>[] = [];
    const closed: Received<typeof cpSessionCloseSession>[] = [];
    member.on(cpGroupCreateCPGroup, call => {
      const name = call.request.proxyName;
      call.answer({ groupId: { name, seed: Long.ZERO, id: Long.fromNumber(name.charCodeAt(0)) } });
    });
    member.on(cpSessionCreateSession, call => void (made.push(call) === 1 && call.answer(session(1))));
    member.on(cpSessionCloseSession, call => void closed.push(call));
    member.on(fencedLockLock, call => call.answer({ response: Long.ONE }));
    t.watch(t.client.getLock('a@g').lock());
    await t.settle();
    const late = t.watch(t.client.getLock('b@h').lock());
    await t.settle();
    const ending = t.watch(t.client.shutdown());
    await t.settle();
    made[1]!.answer(session(2));
    await t.settle();
    expect(closed.map(({ request }) => request.sessionId.toNumber())).toEqual([1, 2]);
    closed[0]!.answer({ response: true });
    await t.settle();
    expect(ending.completed).toBe(true);
    expect(t.cluster.of(fencedLockLock)).toHaveLength(1);
    expect(late.error).toMatchObject({ code: 'CLIENT_NOT_ACTIVE' });
    expect(t.scheduler.actions).toEqual([]);
  });

  it('wakes those who wait for its permits', async () => {
    const { core, t } = await scriptedMaps();
    const holders = [new PermitHolder(core), new PermitHolder(core)] as const;
    const place = placeOf(core, SEMAPHORES);
    const [one, other] = holders.map(holder => new MapSemaphore(place, 's', holder)) as [MapSemaphore, MapSemaphore];
    t.watch(one.init(1));
    await t.advance(5);
    t.watch(one.acquire());
    await t.advance(5);
    const waiting = t.watch(other.acquire());
    await t.advance(100);
    t.watch(one.close());
    await t.advance(100);
    expect(waiting.completed).toBe(true);
  });
});

describe('what could not be given back', () => {
  it('of withPermits, is freed by the end of its session', async () => {
    const group = await scriptedSessions();
    group.on(semaphoreGetSemaphoreType, call => call.answer({ response: false }));
    group.on(semaphoreAcquire, call => call.answer({ response: true }));
    group.on(semaphoreRelease, silent);
    group.t.watch(new CpSemaphore(group.parts, 's@g').withPermits(2, () => of(1)));
    await group.t.advance(HOUR);
    expect(group.holds).toEqual([]);
    expect(group.closed).toEqual([1]);
  });

  it('of withLock, is freed by the end of its session', async () => {
    const group = await scriptedSessions();
    group.on(fencedLockLock, call => call.answer({ response: Long.ONE }));
    group.on(fencedLockUnlock, silent);
    const working = group.t.watch(new CpLock(group.parts, 'l@g').withLock(() => NEVER));
    await group.t.settle();
    working.subscription.unsubscribe();
    await group.t.advance(HOUR);
    expect(group.holds).toEqual([]);
    expect(group.closed).toEqual([1]);
  });
});

it('flake ids come as one stream however many are fetched at a time', async () => {
  const t = await connectedTo(1, { flakeIdGenerators: { f: { prefetchCount: 10_000 } } });
  let batches = 0;
  t.cluster.members[0]!.on(flakeIdGeneratorNewIdBatch, call => {
    const base = Long.fromNumber(1e6 * ++batches);
    call.answer({ base, increment: Long.ONE, batchSize: call.request.batchSize });
  });
  const ids = t.watch(t.client.getIdGenerator('f', { kind: 'flake' }).ids().pipe(take(15_000)));
  await t.settle();
  expect(new Set(ids.values.map(String)).size).toBe(15_000);
  expect(batches).toBe(2);
});
