import { mapGet, mapPut, mapSize, mapTryLock, queueOffer, queuePoll, queueTake } from '@hazelrx/protocol/operations';
import { UUID } from '@hazelrx/protocol';
import { describe, expect, it } from 'vitest';
import { partsOf } from '../../src/client.js';
import {
  ConnectionError,
  type HazelcastError,
  IndeterminateError,
  type MemberErrorCode,
  SerializationError,
  TimeoutError,
} from '../../src/errors.js';
import { ScriptedCluster } from '../support/scripted-cluster.js';
import { connectedTo, VirtualClient } from '../support/virtual-client.js';

const get = { name: 'm', key: 'k', threadId: 0 };
const put = { ...get, value: 'v', ttl: -1 };
const itself = <T>(response: T): T => response;
const short = (millis: number) => ({ properties: { 'hazelcast.client.invocation.timeout.millis': millis } });

/** Nothing is left of any call. */
function expectNothingLeft(t: VirtualClient): void {
  const { invoker, pending } = partsOf(t.client);
  expect([invoker.active, invoker.kept]).toEqual([0, 0]);
  // The registrations of the connections stay: cluster view and backup acks.
  expect(pending.size).toBe(t.cluster.members.filter(({ links }) => links.some(({ open }) => open)).length + 1);
}

describe('a request', () => {
  it('is sent once for each subscription, encoded then, and ends with one value', async () => {
    const t = await connectedTo(1);
    t.cluster.members[0]!.on(mapGet, call => call.answer({ response: call.request.key as string }));
    const request = { ...get };
    const source = t.client.invoke(mapGet, request);
    await t.settle();
    expect(t.cluster.of(mapGet)).toEqual([]);
    const first = t.watch(source);
    request.key = 'changed';
    const second = t.watch(source);
    await t.settle();
    expect(first).toMatchObject({ values: [{ response: 'k' }], completed: true });
    expect(second).toMatchObject({ values: [{ response: 'changed' }], completed: true });
    expectNothingLeft(t);
  });

  it('takes its answer whatever the order they come in', async () => {
    const t = await connectedTo(1);
    const calls = ['a', 'b', 'c'].map(key => t.watch(t.client.invoke(mapGet, { ...get, key })));
    await t.settle();
    for (const call of t.cluster.of(mapGet).toReversed()) call.answer({ response: `of ${String(call.request.key)}` });
    await t.settle();
    expect(calls.map(({ values }) => values[0]!.response)).toEqual(['of a', 'of b', 'of c']);
  });

  it('is dropped at once when its caller leaves; a late answer meets nobody', async () => {
    const t = await connectedTo(1);
    const call = t.watch(t.client.invoke(mapGet, get));
    await t.settle();
    call.subscription.unsubscribe();
    expectNothingLeft(t);
    const next = t.watch(t.client.invoke(mapGet, get));
    t.cluster.of(mapGet)[0]!.answer({ response: 'late' });
    await t.settle();
    expect([call.values, next.values]).toEqual([[], []]);
    t.cluster.of(mapGet)[1]!.answer({ response: 'right' });
    await t.settle();
    expect(next.values).toEqual([{ response: 'right' }]);
  });

  it('goes to the owner of its key, its partition, or the member that was named', async () => {
    const t = await connectedTo(3);
    for (let partition = 0; partition < 6; partition++) t.watch(t.client.invoke(mapGet, get, { partition }));
    await t.settle();
    expect(t.cluster.members.map(member => member.of(mapGet).map(call => call.partition))).toEqual([[0, 3], [1, 4], [2, 5]]); // prettier-ignore
    t.watch(t.client.invoke(mapSize, { name: 'm' }, { member: t.cluster.members[2]!.uuid }));
    await t.settle();
    expect(t.cluster.members.map(member => member.of(mapSize).length)).toEqual([0, 0, 1]);
    expect(t.cluster.members[2]!.of(mapSize)[0]!.partition).toBe(-1);
    const partition = partsOf(t.client).router.ofKey('k');
    t.watch(t.client.invoke(mapGet, get));
    t.watch(t.client.invoke(mapSize, { name: 'm' }, { key: 'k' }));
    await t.settle();
    const owner = t.cluster.members[partition % 3]!;
    expect(owner.of(mapGet).at(-1)!.partition).toBe(partition);
    expect(owner.of(mapSize).at(-1)!.partition).toBe(partition);
  });

  it('goes round the members where nothing says where', async () => {
    const t = await connectedTo(3);
    for (let i = 0; i < 6; i++) t.watch(t.client.invoke(mapSize, { name: 'm' }));
    await t.settle();
    expect(t.cluster.members.map(member => member.of(mapSize).length)).toEqual([2, 2, 2]);
  });

  it.each([
    [{ ...get, key: null as never }, 'ILLEGAL_ARGUMENT'],
    [{ ...get, key: Symbol('x') }, 'HAZELCAST_SERIALIZATION'],
    [{ ...get, name: 5 as never }, 'ILLEGAL_ARGUMENT'],
  ])('that cannot be encoded fails with its operation, and the next one works', async (request, code) => {
    const t = await connectedTo(1);
    t.cluster.members[0]!.on(mapGet, call => call.answer({ response: 'fine' }));
    const call = t.watch(t.client.invoke(mapGet, request));
    expect(call.trouble).toMatchObject({ code, operation: 'Map.get' });
    const next = t.watch(t.client.invoke(mapGet, get));
    await t.settle();
    expect(next.values).toEqual([{ response: 'fine' }]);
    expect(t.cluster.of(mapGet)).toHaveLength(1);
    expectNothingLeft(t);
  });

  it.each([-1, 6, 1.5, Number.NaN])('to partition %d, which is none, fails', async partition => {
    const t = await connectedTo(1);
    expect(t.watch(t.client.invoke(mapGet, get, { partition })).trouble.code).toBe('ILLEGAL_ARGUMENT');
  });

  it('fails with what the member answered', async () => {
    const t = await connectedTo(1);
    t.cluster.members[0]!.on(mapGet, call => call.refuse('ILLEGAL_STATE', 'NULL_POINTER'));
    const call = t.watch(t.client.invoke(mapGet, get));
    await t.settle();
    expect(call.trouble).toMatchObject({
      code: 'ILLEGAL_STATE', operation: 'Map.get', structure: 'm', memberStack: expect.stringContaining('java.ILLEGAL_STATE'),
      cause: expect.objectContaining({ code: 'NULL_POINTER' }),
    }); // prettier-ignore
    expect(t.eventsOf('retry')).toEqual([]);
    expectNothingLeft(t);
  });

  it('whose answer cannot be read fails, with the bytes, and the connection goes on', async () => {
    const t = await connectedTo(1);
    const [member] = t.cluster.members;
    const { Data } = await import('@hazelrx/protocol');
    const unreadable = new Data(Uint8Array.of(0, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff, 1, 2));
    member!.on(mapGet, call => call.answer({ response: unreadable }));
    const call = t.watch(t.client.invoke(mapGet, get));
    await t.settle();
    expect(call.error).toBeInstanceOf(SerializationError);
    expect(call.error).toMatchObject({ operation: 'Map.get', structure: 'm', typeId: 0x7fff_ffff });
    expect([...(call.error as SerializationError).data!.bytes]).toEqual([...unreadable.bytes]);
    expect(member!.links[0]!.open).toBe(true);
    expectNothingLeft(t);
  });

  it('beyond maxPendingInvocations is refused; those that end make room', async () => {
    const t = await connectedTo(1, { maxPendingInvocations: 2 });
    const calls = [1, 2].map(() => t.watch(t.client.invoke(mapGet, get)));
    const refused = t.watch(t.client.invoke(mapGet, get));
    expect(refused.trouble).toMatchObject({ code: 'HAZELCAST_OVERLOAD', operation: 'Map.get', structure: 'm' });
    expect(refused.trouble.reason).toContain('2 calls are under way');
    calls[0]!.subscription.unsubscribe();
    t.watch(t.client.invoke(mapGet, get));
    await t.settle();
    expect(t.cluster.of(mapGet)).toHaveLength(3);
    expect(partsOf(t.client).invoker.active).toBe(2);
  });

  it('takes the creation of its structure along beyond maxPendingInvocations', async () => {
    const t = await connectedTo(1, { maxPendingInvocations: 1 });
    t.cluster.members[0]!.on(mapGet, call => call.answer({ response: 1 }));
    const call = t.watch(t.client.getMap('m').get('k'));
    await t.settle();
    expect(call.values).toEqual([1]);
  });
});

describe('the deadline', () => {
  it('ends a call with a TimeoutError that says what and where, without a timer of its own', async () => {
    const t = await connectedTo(1, short(3000));
    const timers = t.scheduler.actions.length;
    const call = t.watch(t.client.invoke(mapGet, get));
    await t.settle();
    expect(t.scheduler.actions).toHaveLength(timers);
    await t.advance(2999);
    expect(call.error).toBeUndefined();
    await t.advance(1);
    expect(call.error).toBeInstanceOf(TimeoutError);
    expect(call.trouble).toMatchObject({ code: 'OPERATION_TIMEOUT', operation: 'Map.get', structure: 'm' });
    expect(call.trouble.message).toBe("Map.get 'm': no answer within 3000 ms");
    expectNothingLeft(t);
  });

  it('is what the caller asks for', async () => {
    const t = await connectedTo(1);
    const call = t.watch(t.client.invoke(mapGet, get, { timeout: 500 }));
    await t.advance(10_000);
    expect(call.endedAt).toBe(500);
  });

  it('is not moved by a try again, and names the fault before', async () => {
    const t = await connectedTo(1);
    let times = 0;
    t.cluster.members[0]!.on(mapGet, call => {
      if (++times < 3) call.refuse('PARTITION_MIGRATING');
    });
    const call = t.watch(t.client.invoke(mapGet, get, { timeout: 1000 }));
    await t.advance(5000);
    expect(call.endedAt).toBe(1000);
    expect(call.trouble.reason).toContain('told PARTITION_MIGRATING');
    expect(call.trouble.cause).toMatchObject({ code: 'PARTITION_MIGRATING' });
    expect(times).toBe(3);
  });

  it('also ends a call that pauses', async () => {
    const t = await connectedTo(1);
    t.cluster.members[0]!.on(mapGet, call => call.refuse('RETRYABLE_HAZELCAST'));
    const call = t.watch(t.client.invoke(mapGet, get, { timeout: 1200 }));
    await t.advance(5000);
    expect(call.error).toBeInstanceOf(TimeoutError);
    expect(call.endedAt).toBe(1200);
    expectNothingLeft(t);
  });

  it('does not exist for rows that wait on the member, unless asked for', async () => {
    const t = await connectedTo(1, short(1000));
    const patient = t.watch(t.client.invoke(queueTake, { name: 'q' }));
    const asked = t.watch(t.client.invoke(queueTake, { name: 'q' }, { timeout: 2000 }));
    await t.advance(20_000);
    expect(patient.error).toBeUndefined();
    expect(asked.endedAt).toBe(2000);
  });

  it('leaves the member the time that it may hold the answer back, on top of the invocation timeout', async () => {
    const t = await connectedTo(1, short(3000));
    const { invoker } = partsOf(t.client);
    const lock = { ...get, lease: -1, timeout: 0, referenceId: 2 };
    const calls = [0, 5000, Infinity].map(waits => t.watch(invoker.call(mapTryLock, lock, itself, { waits })));
    const asked = t.watch(invoker.call(mapTryLock, lock, itself, { waits: 5000, timeout: 2000 }));
    await t.advance(60_000);
    expect(calls.map(({ endedAt }) => endedAt)).toEqual([3000, 8000, undefined]);
    expect(calls[1]!.trouble.reason).toBe('no answer within 8000 ms');
    expect(asked.endedAt).toBe(2000);
  });

  it('is also longer for a row that does not say that it waits', async () => {
    const t = await connectedTo(1, short(3000));
    const call = t.watch(partsOf(t.client).invoker.call(mapGet, get, itself, { waits: 500 }));
    await t.advance(10_000);
    expect(call.endedAt).toBe(3500);
    expectNothingLeft(t);
  });
});

describe('a patient call', () => {
  it.each([{ asyncStart: true }, { reconnectMode: 'ASYNC' as const }])(
    'waits for a connection with %o too',
    async mode => {
      const t = new VirtualClient(new ScriptedCluster(1), { connectionStrategy: mode });
      const [member] = t.cluster.members;
      member!.on(mapGet, call => call.answer({ response: 'back' }));
      if (mode.reconnectMode) await t.connected();
      member!.kill();
      await t.settle();
      const { invoker } = partsOf(t.client);
      expect(t.watch(invoker.call(mapGet, get, itself)).trouble.code).toBe('CLIENT_OFFLINE');
      const patient = t.watch(invoker.call(mapGet, get, itself, { patient: true }));
      const late = t.watch(invoker.call(mapGet, get, itself, { patient: true, timeout: 300 }));
      await t.advance(500);
      expect([patient.error, late.trouble.code]).toEqual([undefined, 'OPERATION_TIMEOUT']);
      member!.up = true;
      await t.advance(10_000);
      expect(patient.values).toEqual([{ response: 'back' }]);
      expectNothingLeft(t);
    },
  );
});

describe('trying again', () => {
  it.each<MemberErrorCode>([
    'PARTITION_MIGRATING',
    'TARGET_NOT_MEMBER',
    'WRONG_TARGET',
    'HAZELCAST_INSTANCE_NOT_ACTIVE',
  ])('happens after %s even where running twice would do harm: it did not run', async code => {
    const t = await connectedTo(1);
    let times = 0;
    t.cluster.members[0]!.on(mapPut, call => (++times < 4 ? call.refuse(code) : call.answer({ response: null })));
    const call = t.watch(t.client.invoke(mapPut, put));
    await t.advance(100);
    expect(call.values).toEqual([{ response: null }]);
    expect(t.eventsOf('retry').map(({ attempt, operation, structure, error }) => [attempt, operation, structure, error.code])).toEqual(
        [1, 2, 3].map(attempt => [attempt, 'Map.put', 'm', code]),
      ); // prettier-ignore
    expectNothingLeft(t);
  });

  it('pauses 1, 2, 4 … milliseconds up to the retry pause', async () => {
    const t = await connectedTo(1, { properties: { 'hazelcast.client.invocation.retry.pause.millis': 8 } });
    const times: number[] = [];
    t.cluster.members[0]!.on(mapGet, call => {
      times.push(t.now);
      call.refuse('PARTITION_MIGRATING');
    });
    t.watch(t.client.invoke(mapGet, get));
    await t.advance(40);
    expect(times).toEqual([0, 1, 3, 7, 15, 23, 31, 39]);
    expect(t.eventsOf('retry').map(({ delayMillis }) => delayMillis)).toEqual([1, 2, 4, 8, 8, 8, 8, 8]);
  });

  it('goes where the key belongs by then', async () => {
    const t = await connectedTo(2);
    const [one, two] = t.cluster.members;
    one!.on(mapGet, call => {
      t.cluster.show(two!, one!);
      call.refuse('WRONG_TARGET');
    });
    two!.on(mapGet, call => call.answer({ response: 'here' }));
    const call = t.watch(t.client.invoke(mapGet, get, { partition: 0 }));
    await t.settle();
    expect(call.values).toEqual([{ response: 'here' }]);
  });

  it('stops when the caller leaves during the pause', async () => {
    const t = await connectedTo(1);
    t.cluster.members[0]!.on(mapGet, call => call.refuse('PARTITION_MIGRATING'));
    const call = t.watch(t.client.invoke(mapGet, get));
    const timers = t.scheduler.actions.length;
    await t.settle();
    expect(t.scheduler.actions).toHaveLength(timers + 1);
    call.subscription.unsubscribe();
    expect(t.scheduler.actions).toHaveLength(timers);
    await t.advance(100);
    expect(t.cluster.of(mapGet)).toHaveLength(1);
    expectNothingLeft(t);
  });

  it('does not look for a member that is not in the cluster', async () => {
    const t = await connectedTo(1);
    const call = t.watch(t.client.invoke(mapSize, { name: 'm' }, { member: UUID.random() }));
    expect(call.trouble.code).toBe('TARGET_NOT_MEMBER');
  });

  it('waits for a member that is in the cluster and not connected now', async () => {
    const t = await connectedTo(2);
    const [, two] = t.cluster.members;
    two!.on(mapSize, call => call.answer({ response: 7 }));
    two!.up = false;
    two!.links[0]!.cut();
    await t.settle();
    const call = t.watch(t.client.invoke(mapSize, { name: 'm' }, { member: two!.uuid }));
    await t.advance(500);
    expect(call.completed).toBe(false);
    two!.up = true;
    await t.advance(3000);
    expect(call.values).toEqual([{ response: 7 }]);
  });
});

describe('a call without an Observable', () => {
  /** Begins one, and keeps what it is told. */
  function begun(t: VirtualClient, row: typeof mapGet | typeof mapPut = mapGet) {
    const told: unknown[] = [];
    const call = partsOf(t.client).invoker.begin(
      row as typeof mapPut,
      put,
      { partition: 0 },
      {
        next: ({ response }) => void told.push(response),
        error: ({ code }: HazelcastError) => void told.push(code),
        complete: () => void told.push('completed'),
        onRetry: () => void told.push('retried'),
      },
    );
    return { told, call };
  }

  it('tells its observer the response, or the error', async () => {
    const t = await connectedTo(1);
    t.cluster.members[0]!.on(mapGet, call => call.answer({ response: 'v' }));
    t.cluster.members[0]!.on(mapPut, call => call.refuse('ILLEGAL_STATE'));
    const calls = [begun(t), begun(t, mapPut)];
    await t.settle();
    expect(calls.map(({ told }) => told)).toEqual([['v', 'completed'], ['ILLEGAL_STATE']]);
    expectNothingLeft(t);
  });

  it('tells nothing more once it is left', async () => {
    const t = await connectedTo(1);
    const { told, call } = begun(t);
    await t.settle();
    call.unsubscribe();
    t.cluster.of(mapGet)[0]!.answer({ response: 'v' });
    await t.settle();
    expect(told).toEqual([]);
    expectNothingLeft(t);
  });

  it('says when it is sent again without knowing what became of it', async () => {
    const t = await connectedTo(2);
    const [one, two] = t.cluster.members;
    two!.on(mapGet, call => call.answer({ response: 'elsewhere' }));
    const { told } = begun(t);
    await t.settle();
    one!.kill();
    await t.settle();
    expect(told).toEqual(['retried', 'elsewhere', 'completed']);
  });

  it('may have ended before it is given', async () => {
    const t = await connectedTo(1);
    t.watch(t.client.shutdown());
    await t.settle();
    const { told, call } = begun(t);
    expect(told).toEqual(['CLIENT_NOT_ACTIVE']);
    expect(call.over).toBe(true);
  });
});

describe('a connection lost with calls on it', () => {
  async function cutUnder(row: typeof mapGet | typeof mapPut, redoOperation: boolean, repeatable?: boolean) {
    const t = await connectedTo(2, { network: { redoOperation } });
    const [one, two] = t.cluster.members;
    two!.on(mapGet, call => call.answer({ response: 'elsewhere' }));
    two!.on(mapPut, call => call.answer({ response: 'elsewhere' }));
    const options = { partition: 0, ...(repeatable === undefined ? {} : { repeatable }) };
    const call = t.watch(t.client.invoke(row as typeof mapPut, put, options));
    await t.settle();
    expect(one!.of(row)).toHaveLength(1);
    one!.kill();
    await t.settle();
    return { t, call, sentElsewhere: two!.of(row).length };
  }

  it('sends those again elsewhere that may run twice', async () => {
    const { call, t } = await cutUnder(mapGet, false);
    expect(call.values).toEqual([{ response: 'elsewhere' }]);
    expect(t.eventsOf('retry')).toMatchObject([{ operation: 'Map.get', delayMillis: 0, error: { code: 'TARGET_DISCONNECTED' } }]); // prettier-ignore
  });

  it('and not those of which the caller knows better', async () => {
    const { call, sentElsewhere } = await cutUnder(mapGet, false, false);
    expect(call.trouble).toMatchObject({ code: 'INDETERMINATE_OPERATION_STATE', operation: 'Map.get' });
    expect(sentElsewhere).toBe(0);
    expect((await cutUnder(mapGet, true, false)).sentElsewhere).toBe(1);
  });

  it('ends the others: nobody knows whether they ran', async () => {
    const { call, sentElsewhere, t } = await cutUnder(mapPut, false);
    expect(call.error).toBeInstanceOf(IndeterminateError);
    expect(call.trouble).toMatchObject({ code: 'INDETERMINATE_OPERATION_STATE', operation: 'Map.put', structure: 'm' });
    expect(call.trouble.cause).toMatchObject({ code: 'TARGET_DISCONNECTED' });
    expect(sentElsewhere).toBe(0);
    expectNothingLeft(t);
  });

  it('are the cause of what a member then refuses, unless that has one of its own', async () => {
    const causes = [];
    for (const codes of [['ILLEGAL_STATE'], ['ILLEGAL_STATE', 'NULL_POINTER']] as const) {
      const t = await connectedTo(2);
      const [one, two] = t.cluster.members;
      two!.on(mapGet, call => call.refuse(...codes));
      const call = t.watch(t.client.invoke(mapGet, get, { partition: 0 }));
      await t.settle();
      one!.kill();
      await t.settle();
      expect(call.trouble).toMatchObject({ code: 'ILLEGAL_STATE', operation: 'Map.get', structure: 'm' });
      causes.push(call.trouble.cause);
    }
    expect(causes).toMatchObject([{ code: 'TARGET_DISCONNECTED' }, { code: 'NULL_POINTER' }]);
    expect(causes[0]).toBeInstanceOf(ConnectionError);
  });

  it('sends all again with redoOperation, or where the caller said so', async () => {
    expect((await cutUnder(mapPut, true)).call.values).toEqual([{ response: 'elsewhere' }]);
    expect((await cutUnder(mapPut, false, true)).call.values).toEqual([{ response: 'elsewhere' }]);
  });

  it('ends a take: it may have taken', async () => {
    const t = await connectedTo(1);
    const call = t.watch(t.client.invoke(queueTake, { name: 'q' }));
    await t.settle();
    t.cluster.members[0]!.links[0]!.cut();
    await t.settle();
    expect(call.error).toBeInstanceOf(IndeterminateError);
    expect(t.cluster.of(queueTake)).toHaveLength(1);
  });

  it('sends again after a reconnect where there is no other member', async () => {
    const t = await connectedTo(1);
    const [member] = t.cluster.members;
    const call = t.watch(t.client.invoke(mapGet, get));
    await t.settle();
    member!.on(mapGet, again => again.answer({ response: 'back' }));
    member!.links[0]!.cut();
    await t.settle();
    expect(call.values).toEqual([{ response: 'back' }]);
  });
});

describe('what a late answer holds is given back', () => {
  const late = async (t: VirtualClient, item: unknown) => {
    t.cluster.of(queueTake)[0]!.answer({ response: item as string });
    await t.settle();
    return t.cluster.of(queueOffer).map(({ request }) => request);
  };

  it('when the caller left', async () => {
    const t = await connectedTo(1);
    t.cluster.members[0]!.on(queueOffer, call => call.answer({ response: true }));
    const call = t.watch(t.client.invoke(queueTake, { name: 'q' }));
    await t.settle();
    call.subscription.unsubscribe();
    const { invoker } = partsOf(t.client);
    expect([invoker.active, invoker.kept]).toEqual([0, 1]);
    expect(await late(t, 'item')).toMatchObject([{ name: 'q', value: 'item' }]);
    expect(call.values).toEqual([]);
    expect(t.eventsOf('giveBackRefused')).toEqual([]);
    expectNothingLeft(t);
  });

  it('when its time was up', async () => {
    const t = await connectedTo(1);
    t.cluster.members[0]!.on(queueOffer, call => call.answer({ response: true }));
    const call = t.watch(t.client.invoke(queueTake, { name: 'q' }, { timeout: 300 }));
    await t.advance(1000);
    expect(call.error).toBeInstanceOf(TimeoutError);
    expect(partsOf(t.client).invoker.kept).toBe(1);
    expect(await late(t, 'item')).toMatchObject([{ value: 'item' }]);
    expectNothingLeft(t);
  });

  it('unless there is nothing in it', async () => {
    const t = await connectedTo(1);
    const call = t.watch(t.client.invoke(queuePoll, { name: 'q', timeoutMillis: 5 }));
    await t.settle();
    call.subscription.unsubscribe();
    t.cluster.of(queuePoll)[0]!.answer({ response: null });
    await t.settle();
    expect(t.cluster.of(queueOffer)).toEqual([]);
    expectNothingLeft(t);
  });

  it('and what a full queue refuses is told, with the item', async () => {
    const t = await connectedTo(1);
    t.cluster.members[0]!.on(queueOffer, call => call.answer({ response: false }));
    t.watch(t.client.invoke(queueTake, { name: 'q' })).subscription.unsubscribe();
    await t.settle();
    await late(t, 'item');
    expect(t.eventsOf('giveBackRefused')).toEqual([
      { type: 'giveBackRefused', operation: 'Queue.offer', structure: 'q', item: 'item', error: undefined },
    ]);
  });

  it('and what cannot be given back is told, with the item and the reason', async () => {
    const t = await connectedTo(1);
    t.cluster.members[0]!.on(queueOffer, call => call.refuse('ILLEGAL_STATE'));
    t.watch(t.client.invoke(queueTake, { name: 'q' })).subscription.unsubscribe();
    await t.settle();
    await late(t, 'item');
    expect(t.eventsOf('giveBackRefused')).toMatchObject([{ item: 'item', error: { code: 'ILLEGAL_STATE' } }]);
  });

  it('but not waited for beyond its connection', async () => {
    const t = await connectedTo(1);
    t.watch(t.client.invoke(queueTake, { name: 'q' })).subscription.unsubscribe();
    await t.settle();
    expect(partsOf(t.client).invoker.kept).toBe(1);
    t.cluster.members[0]!.links[0]!.cut();
    await t.settle();
    expect(t.eventsOf('giveBackRefused')).toEqual([]);
    expectNothingLeft(t);
  });

  it('and an error answer ends the wait', async () => {
    const t = await connectedTo(1);
    t.watch(t.client.invoke(queueTake, { name: 'q' })).subscription.unsubscribe();
    await t.settle();
    t.cluster.of(queueTake)[0]!.refuse('PARTITION_MIGRATING');
    await t.settle();
    expect(t.cluster.of(queueTake)).toHaveLength(1);
    expectNothingLeft(t);
  });
});
