import type { AnyOperation } from '@hazelrx/protocol';
import {
  mapLock,
  mapTryLock,
  mapUnlock,
  queueAddAll,
  queueDrainTo,
  queueDrainToMaxSize,
  queueOffer,
  queuePoll,
  queueTake,
} from '@hazelrx/protocol/operations';
import Long from 'long';
import { describe, expect, it } from 'vitest';
import { partsOf } from '../../src/client.js';
import { type MemberErrorCode, TimeoutError } from '../../src/errors.js';
import type { InternalOptions } from '../../src/invocation/call-options.js';
import type { ClientConfig } from '../../src/options.js';
import { connectedTo, type VirtualClient, type Watched } from '../support/virtual-client.js';

const request = { name: 'm', key: 'k', threadId: 7, lease: -1, timeout: 1000, referenceId: 40 };
/** What asks whether it was granted: the same again. */
const settled = { ...request, threadId: Long.fromNumber(7), lease: Long.fromNumber(-1), timeout: Long.fromNumber(1000), referenceId: Long.fromNumber(40) }; // prettier-ignore
/** What undoes it: under the next reference. */
const undone = { name: 'm', key: 'k', threadId: Long.fromNumber(7), referenceId: Long.fromNumber(41) };

interface Locking {
  readonly t: VirtualClient;
  readonly locking: Watched<boolean>;
}

/** A try to lock that is on its way; the member grants unlocks, but no lock. */
async function locking(size = 1, options?: InternalOptions, config?: ClientConfig): Promise<Locking> {
  const t = await connectedTo(size, config);
  for (const member of t.cluster.members) member.on(mapUnlock, call => call.answer({}));
  const call$ = partsOf(t.client).invoker.call(mapTryLock, request, ({ response }) => response, options);
  const watched = t.watch(call$);
  await t.settle();
  return { t, locking: watched };
}

/** The same, with the caller gone. */
async function abandoned(size?: number, config?: ClientConfig): Promise<VirtualClient> {
  const { t, locking: left } = await locking(size, undefined, config);
  left.subscription.unsubscribe();
  return t;
}

const unlocks = (t: VirtualClient) => t.cluster.of(mapUnlock).map(call => call.request);

const tries = (t: VirtualClient) => t.cluster.of(mapTryLock);

/** Members answer every try to lock from now on. */
function answering(t: VirtualClient, response: boolean): void {
  for (const member of t.cluster.members) member.on(mapTryLock, call => call.answer({ response }));
}

/** After so many tries, the lock was settled once, found granted, and unlocked. */
function expectSettled(t: VirtualClient, before = 1): void {
  expect(tries(t)).toHaveLength(before + 1);
  for (const call of tries(t)) expect(call.request).toEqual(settled);
  expect(unlocks(t)).toEqual([undone]);
  expectNothingKept(t);
}

function expectNothingKept(t: VirtualClient): void {
  const { invoker } = partsOf(t.client);
  expect([invoker.active, invoker.kept]).toEqual([0, 0]);
  expect(t.eventsOf('giveBackRefused')).toEqual([]);
}

describe('a lock whose caller has left', () => {
  it('is unlocked under the next reference when it is granted all the same', async () => {
    const t = await abandoned();
    expect(partsOf(t.client).invoker.kept).toBe(1);
    expect(unlocks(t)).toEqual([]);
    t.cluster.of(mapTryLock)[0]!.answer({ response: true });
    await t.settle();
    expect(unlocks(t)).toEqual([undone]);
    expectNothingKept(t);
  });

  it('is left alone when it is not granted', async () => {
    const t = await abandoned();
    t.cluster.of(mapTryLock)[0]!.answer({ response: false });
    await t.settle();
    expect(unlocks(t)).toEqual([]);
    expectNothingKept(t);
  });

  it('is unlocked by the answer that says nothing but that it is granted', async () => {
    const t = await connectedTo(1);
    t.cluster.members[0]!.on(mapUnlock, call => call.answer({}));
    const { timeout: _, lease: ttl, ...others } = request;
    t.watch(t.client.invoke(mapLock, { ...others, ttl })).subscription.unsubscribe();
    await t.settle();
    t.cluster.of(mapLock)[0]!.answer({});
    await t.settle();
    expect(unlocks(t)).toEqual([undone]);
    expectNothingKept(t);
  });

  it('is unlocked once backups were confirmed', async () => {
    const t = await abandoned();
    const [call] = t.cluster.of(mapTryLock);
    call!.answer({ response: true }, 1);
    await t.settle();
    expect(unlocks(t)).toEqual([]);
    t.cluster.members[0]!.ackBackup(call!);
    await t.settle();
    expect(unlocks(t)).toEqual([undone]);
    expectNothingKept(t);
  });

  it('is unlocked when its time was up before it was granted', async () => {
    const { t, locking: call } = await locking(1, { timeout: 300 });
    await t.advance(1000);
    expect(call.error).toBeInstanceOf(TimeoutError);
    t.cluster.of(mapTryLock)[0]!.answer({ response: true });
    await t.settle();
    expect(unlocks(t)).toEqual([undone]);
    expectNothingKept(t);
  });

  it('is settled when its connection ends without an answer', async () => {
    const t = await abandoned(2);
    const [asked] = t.cluster.of(mapTryLock);
    answering(t, true);
    asked!.member.kill();
    await t.settle();
    expectSettled(t);
  });

  it('is not unlocked where the member has not granted it when it is settled', async () => {
    const t = await abandoned(2);
    const [asked] = t.cluster.of(mapTryLock);
    answering(t, false);
    asked!.member.kill();
    await t.settle();
    expect(tries(t).map(call => call.request)).toEqual([settled, settled]);
    expect(unlocks(t)).toEqual([]);
    expectNothingKept(t);
  });

  it('is settled also where the row says no more than that it is granted', async () => {
    const t = await connectedTo(2);
    for (const member of t.cluster.members) member.on(mapUnlock, call => call.answer({}));
    const { timeout: _, lease: ttl, ...others } = request;
    const call = t.watch(t.client.invoke(mapLock, { ...others, ttl }));
    await t.settle();
    call.subscription.unsubscribe();
    for (const member of t.cluster.members) member.on(mapLock, again => again.answer({}));
    t.cluster.of(mapLock)[0]!.member.kill();
    await t.settle();
    const [first, second] = t.cluster.of(mapLock).map(lock => lock.request);
    expect(second).toEqual(first);
    expect([t.cluster.of(mapLock).length, unlocks(t)]).toEqual([2, [undone]]);
    expectNothingKept(t);
  });

  it.each(['ON', 'ASYNC'] as const)('is settled after a reconnect (%s) when that was the last one', async mode => {
    const t = await abandoned(1, { connectionStrategy: { reconnectMode: mode } });
    const [member] = t.cluster.members;
    answering(t, true);
    member!.up = false;
    member!.links[0]!.cut();
    await t.settle();
    expect(partsOf(t.client).invoker.kept).toBe(0);
    member!.up = true;
    await t.advance(10_000);
    expectSettled(t);
  });

  it('is settled when it was on its way once, and waits for a connection or another try', async () => {
    const parked = await locking();
    const [member] = parked.t.cluster.members;
    member!.up = false;
    member!.links[0]!.cut();
    await parked.t.settle();
    const pausing = await locking();
    pausing.t.cluster.of(mapTryLock)[0]!.refuse('RETRYABLE_HAZELCAST');
    await pausing.t.settle();
    for (const { t, locking: call } of [parked, pausing]) {
      answering(t, true);
      call.subscription.unsubscribe();
    }
    member!.up = true;
    for (const { t } of [parked, pausing]) {
      await t.advance(10_000);
      expectSettled(t);
    }
  });

  it('is settled when its caller leaves because the connection ends', async () => {
    const { t, locking: call } = await locking();
    answering(t, true);
    t.client.connections$.subscribe(open => {
      if (open.length === 0) call.subscription.unsubscribe();
    });
    t.cluster.members[0]!.links[0]!.cut();
    await t.advance(10_000);
    expectSettled(t);
  });

  it('is settled when a second try is not granted: the first may have been, after its connection had ended', async () => {
    const { t, locking: call } = await locking(2);
    t.cluster.of(mapTryLock)[0]!.member.kill();
    await t.settle();
    call.subscription.unsubscribe();
    answering(t, true);
    t.cluster.of(mapTryLock)[1]!.answer({ response: false });
    await t.settle();
    expectSettled(t, 2);
  });

  it('is unlocked at once when a second try is granted', async () => {
    const { t, locking: call } = await locking(2);
    t.cluster.of(mapTryLock)[0]!.member.kill();
    await t.settle();
    call.subscription.unsubscribe();
    t.cluster.of(mapTryLock)[1]!.answer({ response: true });
    await t.settle();
    expect([unlocks(t), t.cluster.of(mapTryLock).length]).toEqual([[undone], 2]);
    expectNothingKept(t);
  });

  it('is settled once when its time was up while it waited for a connection', async () => {
    const { t, locking: call } = await locking(1, { timeout: 1000 });
    answering(t, true);
    t.cluster.members[0]!.up = false;
    t.cluster.members[0]!.links[0]!.cut();
    await t.advance(1100);
    expect(call.error).toBeInstanceOf(TimeoutError);
    t.cluster.members[0]!.up = true;
    await t.advance(10_000);
    expectSettled(t);
  });

  it('is nothing to undo where it never was on its way', async () => {
    const t = await connectedTo(1);
    t.cluster.members[0]!.kill();
    await t.settle();
    t.watch(t.client.invoke(mapTryLock, request)).subscription.unsubscribe();
    t.cluster.members[0]!.restart();
    await t.advance(10_000);
    expect([unlocks(t), t.cluster.of(mapTryLock)]).toEqual([[], []]);
    expectNothingKept(t);
  });

  it('is unlocked also beyond maxPendingInvocations', async () => {
    const t = await abandoned(1, { maxPendingInvocations: 1 });
    t.watch(t.client.invoke(queueTake, { name: 'q' }));
    t.cluster.of(mapTryLock)[0]!.answer({ response: true });
    await t.settle();
    expect(unlocks(t)).toEqual([undone]);
  });
});

describe('an unlock that nobody waits for', () => {
  async function refused(code: MemberErrorCode): Promise<VirtualClient> {
    const t = await abandoned();
    t.cluster.members[0]!.on(mapUnlock, call => call.refuse(code));
    t.cluster.of(mapTryLock)[0]!.answer({ response: true });
    await t.settle();
    expect(unlocks(t)).toEqual([undone]);
    return t;
  }

  it('is no news where it was not the owner: it held nothing, or not any more', async () => {
    expectNothingKept(await refused('ILLEGAL_MONITOR_STATE'));
  });

  it.each<MemberErrorCode>(['SPLIT_BRAIN_PROTECTION', 'ILLEGAL_STATE', 'ACCESS_CONTROL'])(
    'is told when it fails with %s: the lock is still held',
    async code => {
      const t = await refused(code);
      const told = { operation: 'Map.unlock', structure: 'm', item: undefined, error: { code } };
      expect(t.eventsOf('giveBackRefused')).toMatchObject([told]);
    },
  );

  it('is tried again as any other', async () => {
    const t = await abandoned();
    let times = 0;
    t.cluster.members[0]!.on(mapUnlock, call => (++times < 3 ? call.refuse('PARTITION_MIGRATING') : call.answer({})));
    t.cluster.of(mapTryLock)[0]!.answer({ response: true });
    await t.advance(100);
    expect(unlocks(t)).toEqual([undone, undone, undone]);
    expectNothingKept(t);
  });

  it('waits for a connection also where other calls do not', async () => {
    const t = await abandoned(1, { connectionStrategy: { reconnectMode: 'ASYNC' } });
    const [member] = t.cluster.members;
    member!.on(mapUnlock, () => {});
    t.cluster.of(mapTryLock)[0]!.answer({ response: true });
    await t.settle();
    member!.on(mapUnlock, call => call.answer({}));
    member!.kill();
    await t.settle();
    expect(t.watch(t.client.invoke(mapLock, { ...undone, ttl: -1 })).trouble.code).toBe('CLIENT_OFFLINE');
    member!.up = true;
    await t.advance(10_000);
    expect(unlocks(t)).toEqual([undone, undone]);
    expectNothingKept(t);
  });

  it('is told when the lock cannot be settled: it may be held still', async () => {
    const t = await abandoned(2);
    const [asked] = t.cluster.of(mapTryLock);
    for (const member of t.cluster.members) member.on(mapTryLock, call => call.refuse('ACCESS_CONTROL'));
    asked!.member.kill();
    await t.settle();
    const told = { operation: 'Map.tryLock', structure: 'm', item: undefined, error: { code: 'ACCESS_CONTROL' } };
    expect([t.eventsOf('giveBackRefused'), unlocks(t)]).toMatchObject([[told], []]);
  });

  it('is what a structure may ask for, too', async () => {
    const t = await connectedTo(1);
    t.cluster.members[0]!.on(mapUnlock, call => call.answer({}));
    partsOf(t.client).invoker.giveBack({ operation: mapUnlock, request: { ...undone } });
    await t.settle();
    expect(unlocks(t)).toEqual([undone]);
    expectNothingKept(t);
  });
});

describe('a request that takes something for one who has left', () => {
  const rows = { take: queueTake, poll: queuePoll, drainTo: queueDrainTo };
  type Row = keyof typeof rows;

  async function left(row: Row): Promise<VirtualClient> {
    const t = await connectedTo(1);
    const asked = { name: 'q', timeoutMillis: 5000 } as never;
    t.watch(t.client.invoke<AnyOperation>(rows[row], asked)).subscription.unsubscribe();
    await t.settle();
    expect(partsOf(t.client).invoker.kept).toBe(1);
    return t;
  }

  it.each<Row>(['take', 'poll', 'drainTo'])('is told when its connection is lost: %s', async row => {
    const t = await left(row);
    t.cluster.members[0]!.kill();
    await t.settle();
    expect(t.eventsOf('indeterminate')).toMatchObject([
      {
        operation: rows[row].name,
        structure: 'q',
        error: { name: 'IndeterminateError', structure: 'q', cause: { code: 'TARGET_DISCONNECTED' } },
      },
    ]);
    expect(partsOf(t.client).invoker.kept).toBe(0);
  });

  it('is told when its member knows no more of it', async () => {
    const t = await left('poll');
    t.cluster.of(queuePoll)[0]!.refuse('IO');
    await t.settle();
    expect(t.eventsOf('indeterminate')).toMatchObject([{ operation: 'Queue.poll', error: { cause: { code: 'IO' } } }]);
  });

  it('is told when its member breaks the protocol', async () => {
    const t = await left('poll');
    const [link] = t.cluster.members[0]!.links;
    link!.write(new Uint8Array(6));
    await t.settle();
    expect(t.eventsOf('indeterminate')).toMatchObject([
      { operation: 'Queue.poll', error: { cause: { code: 'WIRE' } } },
    ]);
  });

  it.each<MemberErrorCode>(['PARTITION_MIGRATING', 'WRONG_TARGET', 'DISTRIBUTED_OBJECT_DESTROYED'])(
    'is no news when it has not run: %s',
    async code => {
      const t = await left('poll');
      t.cluster.of(queuePoll)[0]!.refuse(code);
      await t.advance(10_000);
      expect([t.eventsOf('indeterminate'), t.cluster.of(queuePoll).length]).toEqual([[], 1]);
      expectNothingKept(t);
    },
  );

  it('is no news when it is asked again whether it was granted', async () => {
    const t = await abandoned(2);
    answering(t, false);
    t.cluster.of(mapTryLock)[0]!.member.kill();
    await t.settle();
    expect([t.eventsOf('indeterminate'), tries(t).length]).toEqual([[], 2]);
  });

  it('is no news at the end of the client', async () => {
    const t = await left('poll');
    t.client.shutdown().subscribe();
    await t.settle();
    expect(t.eventsOf('indeterminate')).toEqual([]);
  });
});

describe('the end of the client', () => {
  it('ends the wait for an answer and says nothing: it ends all that the client held', async () => {
    const t = await abandoned();
    t.client.shutdown().subscribe();
    await t.settle();
    expect(unlocks(t)).toEqual([]);
    expectNothingKept(t);
  });

  it('says nothing of an unlock that waits for an answer, for another try or for a connection', async () => {
    const waiting = await abandoned();
    waiting.cluster.members[0]!.on(mapUnlock, () => {});
    waiting.cluster.of(mapTryLock)[0]!.answer({ response: true });
    await waiting.settle();
    const pausing = await abandoned();
    pausing.cluster.members[0]!.on(mapUnlock, call => call.refuse('RETRYABLE_HAZELCAST'));
    pausing.cluster.of(mapTryLock)[0]!.answer({ response: true });
    await pausing.advance(50);
    const parked = await abandoned();
    parked.cluster.members[0]!.kill();
    await parked.settle();
    for (const t of [waiting, pausing, parked]) {
      t.client.shutdown().subscribe();
      await t.settle();
      expectNothingKept(t);
    }
    expect([waiting, pausing, parked].map(t => unlocks(t).length > 0)).toEqual([true, true, false]);
  });

  it('tells of an item that could not be given back any more', async () => {
    const t = await connectedTo(1);
    t.watch(t.client.invoke(queueTake, { name: 'q' })).subscription.unsubscribe();
    await t.settle();
    t.cluster.of(queueTake)[0]!.answer({ response: 'item' });
    await t.settle();
    expect(t.cluster.of(queueOffer)).toHaveLength(1);
    t.client.shutdown().subscribe();
    await t.settle();
    expect(t.eventsOf('giveBackRefused')).toMatchObject([{ operation: 'Queue.offer', structure: 'q', item: 'item' }]);
  });

  it.each(['all', 'some'] as const)('drains %s items of a queue, and adds them again when nobody waits', async how => {
    const t = await connectedTo(1);
    const [row, call$] =
      how === 'all'
        ? [queueDrainTo, t.client.invoke(queueDrainTo, { name: 'q' })]
        : [queueDrainToMaxSize, t.client.invoke(queueDrainToMaxSize, { name: 'q', maxSize: 2 })];
    t.watch(call$).subscription.unsubscribe();
    t.watch(call$).subscription.unsubscribe();
    await t.settle();
    const [found, foundNone] = t.cluster.of(row);
    found!.answer({ response: ['a', 'b'] });
    foundNone!.answer({ response: [] });
    await t.settle();
    expect(t.cluster.of(queueAddAll).map(({ request: sent }) => sent)).toEqual([{ name: 'q', dataList: ['a', 'b'] }]);
    t.cluster.of(queueAddAll)[0]!.refuse('ILLEGAL_STATE');
    await t.settle();
    expect(t.eventsOf('giveBackRefused')).toMatchObject([
      { operation: 'Queue.addAll', structure: 'q', item: ['a', 'b'], error: { code: 'ILLEGAL_STATE' } },
    ]);
    expect(partsOf(t.client).invoker.kept).toBe(0);
  });
});
