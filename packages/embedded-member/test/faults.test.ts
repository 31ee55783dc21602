import type { HazelcastClient, HazelcastMap } from 'hazelrx';
import { mapGet, mapPut, mapSet, mapSize } from 'hazelrx/operations';
import { describe, expect, it } from 'vitest';
import { record } from '../../../test/support/recording.js';
import type { Faults, Match } from '../src/index.js';
import { inVirtualTime, keysOf, type VirtualCluster } from './support/virtual-cluster.js';

interface Bed {
  readonly virtual: VirtualCluster;
  readonly faults: Faults;
  readonly client: HazelcastClient;
  readonly map: HazelcastMap<string, number>;
}

async function setUp(members = 2, config: Parameters<VirtualCluster['client']>[0] = {}): Promise<Bed> {
  const virtual = await inVirtualTime({ members });
  const client = await virtual.connected(config);
  const map = client.getMap<string, number>('m');
  await virtual.ask(map.set('a', 0));
  return { virtual, client, map, faults: virtual.cluster.faults };
}

describe('a fault', () => {
  it('meets the requests that fit all that is said', async () => {
    const { virtual, client, map, faults } = await setUp();
    const [first = ''] = keysOf(client, virtual.cluster, 0);
    const [second = ''] = keysOf(client, virtual.cluster, 1);
    const other = client.getMap<string, number>('other');
    const met = async (match: Match): Promise<string[]> => {
      const undo = faults.answer(match, 'ILLEGAL_STATE');
      const calls = {
        'get first': map.get(first),
        'get second': map.get(second),
        'put first': map.put(first, 1),
        'get of other': other.get(first),
      };
      const failed: string[] = [];
      for (const [name, call$] of Object.entries(calls)) {
        const call = record(call$);
        await virtual.clock.advance(0);
        if (call.error !== undefined) failed.push(name);
        else expect(call.completed).toBe(true);
      }
      undo();
      return failed;
    };
    expect(await met({ operation: mapGet })).toEqual(['get first', 'get second', 'get of other']);
    expect(await met({ structure: 'm' })).toEqual(['get first', 'get second', 'put first']);
    expect(await met({ member: 1 })).toEqual(['get second']);
    expect(await met({ operation: mapGet, structure: 'm', member: 0 })).toEqual(['get first']);
    expect(await met({})).toHaveLength(4);
    expect(await met({ structure: 'nobody’s' })).toEqual([]);
  });

  it('meets as many as it is for, and no more once it is lifted', async () => {
    const { virtual, map, faults } = await setUp();
    const codes = async (count: number): Promise<string[]> => {
      const calls = Array.from({ length: count }, () => record(map.get('a')));
      await virtual.clock.advance(0);
      return calls.map(({ error }) => (error as { code?: string } | undefined)?.code ?? 'ok');
    };
    faults.answer({ times: 2 }, 'ILLEGAL_STATE');
    expect(await codes(3)).toEqual(['ILLEGAL_STATE', 'ILLEGAL_STATE', 'ok']);
    faults.answer({ times: 0 }, 'ILLEGAL_STATE');
    expect(await codes(1)).toEqual(['ok']);
    const undo = faults.answer({ times: 2 }, 'ILLEGAL_STATE');
    expect(await codes(1)).toEqual(['ILLEGAL_STATE']);
    undo();
    undo();
    expect(await codes(1)).toEqual(['ok']);
  });

  it('comes before those that were made later', async () => {
    const { virtual, map, faults } = await setUp();
    const undoFirst = faults.answer({ operation: mapGet, times: 1 }, 'ILLEGAL_STATE');
    const undoSecond = faults.answer({}, 'INTERRUPTED');
    expect((await virtual.refusal(map.get('a'))).code).toBe('ILLEGAL_STATE');
    expect((await virtual.refusal(map.get('a'))).code).toBe('INTERRUPTED');
    undoSecond();
    undoFirst();
    expect(await virtual.ask(map.get('a'))).toBe(0);
  });

  it('needs a member that there is', async () => {
    const { faults } = await setUp();
    const unknown = { member: 2 };
    for (const make of [
      () => faults.delay(unknown, 1),
      () => faults.drop(unknown),
      () => faults.answer(unknown, 'TIMEOUT'),
      () => faults.loseAnswer(unknown),
      () => faults.cut(unknown),
      () => faults.freeze(2),
      () => faults.split([[0], [2]]),
    ])
      expect(make).toThrow(RangeError);
  });

  it('is for the member of that index, whichever life it lives', async () => {
    const { virtual, client, faults, map } = await setUp();
    faults.answer({ member: 1, operation: mapGet }, 'ILLEGAL_STATE');
    await virtual.cluster.restart(1);
    await virtual.clock.advance(1000);
    const [key = ''] = keysOf(client, virtual.cluster, 1);
    expect((await virtual.refusal(map.get(key))).code).toBe('ILLEGAL_STATE');
  });
});

describe('delay', () => {
  it('has requests handled later, and those behind them before', async () => {
    const { virtual, map, faults } = await setUp();
    faults.delay({ operation: mapPut, times: 1 }, 200);
    using late = record(map.put('a', 1));
    using soon = record(map.put('a', 2));
    await virtual.clock.advance(199);
    expect([soon.items, late.items]).toEqual([[0], []]);
    await virtual.clock.advance(1);
    expect(late.items).toEqual([2]);
    expect(await virtual.ask(map.get('a'))).toBe(1);
  });

  it('is not taken back: what is delayed comes when it comes', async () => {
    const { virtual, map, faults } = await setUp();
    const undo = faults.delay({}, 200);
    using late = record(map.put('a', 1));
    await virtual.clock.advance(100);
    undo();
    expect(await virtual.ask(map.get('a'))).toBe(0);
    await virtual.clock.advance(100);
    expect(late.items).toEqual([0]);
  });

  it('is forgotten with the connection', async () => {
    const { virtual, map, faults } = await setUp(1);
    faults.delay({ operation: mapSet, times: 1 }, 200);
    using set = record(map.set('a', 1));
    await virtual.clock.advance(100);
    faults.cut();
    await virtual.clock.advance(2000);
    expect(set.error).toMatchObject({ name: 'IndeterminateError' });
    expect(await virtual.ask(map.get('a'))).toBe(0);
  });
});

describe('drop', () => {
  it('leaves requests without an answer, up to the client’s invocation timeout', async () => {
    const { virtual, map, faults } = await setUp();
    faults.drop({ operation: mapPut });
    using put = record(map.put('a', 1));
    await virtual.clock.advance(119_900);
    expect(put.error).toBeUndefined();
    await virtual.clock.advance(200);
    expect(put.error).toMatchObject({ name: 'TimeoutError', code: 'OPERATION_TIMEOUT' });
    expect(await virtual.ask(map.get('a'))).toBe(0);
  });

  it('leaves no request that comes once it is lifted', async () => {
    const { virtual, map, faults } = await setUp();
    const undo = faults.drop({});
    using lost = record(map.put('a', 1));
    await virtual.clock.advance(1000);
    undo();
    expect(await virtual.ask(map.put('a', 2))).toBe(0);
    expect(lost.items).toEqual([]);
  });
});

describe('answer', () => {
  it('is an error of this code and message, and nothing is done', async () => {
    const { virtual, map, faults } = await setUp();
    faults.answer({ operation: mapPut, times: 1 }, 'SECURITY', 'not for you');
    faults.answer({ operation: mapPut, times: 1 }, 'REACHED_MAX_SIZE');
    expect(await virtual.refusal(map.put('a', 1))).toMatchObject({
      code: 'SECURITY',
      reason: 'not for you',
      operation: 'Map.put',
      structure: 'm',
    });
    expect(await virtual.refusal(map.put('a', 1))).toMatchObject({
      code: 'REACHED_MAX_SIZE',
      reason: 'the test says REACHED_MAX_SIZE',
    });
    expect(await virtual.ask(map.put('a', 1))).toBe(0);
  });

  it('has the client try again where the code says that it may', async () => {
    const { virtual, client, map, faults } = await setUp();
    using events = record(client.events$);
    faults.answer({ operation: mapPut, times: 3 }, 'RETRYABLE_HAZELCAST');
    expect(await virtual.ask(map.put('a', 1), 100)).toBe(0);
    expect(events.items.map(({ type }) => type)).toEqual(['retry', 'retry', 'retry']);
  });
});

describe('loseAnswer', () => {
  it('does what was asked, and nobody hears: whoever may not ask twice does not know', async () => {
    const { virtual, map, faults } = await setUp();
    faults.loseAnswer({ operation: mapPut, times: 1 });
    const error = await virtual.refusal(map.put('a', 1), 1000);
    expect(error).toMatchObject({ name: 'IndeterminateError', code: 'INDETERMINATE_OPERATION_STATE' });
    expect(await virtual.ask(map.get('a'), 1000)).toBe(1);
  });

  it('has what may be asked twice asked again', async () => {
    const { virtual, map, faults } = await setUp();
    faults.loseAnswer({ operation: mapGet, times: 1 });
    expect(await virtual.ask(map.get('a'), 1000)).toBe(0);
  });

  it('has everything asked again where the client is told to: the second time it is done already', async () => {
    const { virtual, map, faults } = await setUp(2, { network: { redoOperation: true } });
    faults.loseAnswer({ operation: mapPut, times: 1 });
    expect(await virtual.ask(map.put('a', 1), 1000)).toBe(1);
  });

  it('ends the connection only', async () => {
    const { virtual, client, map, faults } = await setUp();
    using states = record(client.lifecycle$);
    faults.loseAnswer({ operation: mapSize, times: 1 });
    await virtual.ask(map.size(), 2000);
    expect(states.items).toEqual(['CONNECTED']);
    expect(virtual.cluster.addresses).toHaveLength(2);
  });

  it('shows that a lock was granted all the same', async () => {
    const { virtual, map, faults } = await setUp();
    faults.loseAnswer({ structure: 'm', times: 1 });
    const lock = await virtual.ask(map.lock('a'), 5000);
    expect(await virtual.ask(map.tryLock('a'))).toBeNull();
    await virtual.ask(lock.release());
    expect(await virtual.ask(map.isLocked('a'))).toBe(false);
  });
});

describe('cut', () => {
  /** Ports with the names of the clients that are connected there now. */
  const connected = ({ cluster }: VirtualCluster): string[] =>
    cluster.lives.map(({ links }) => [...links].map(({ client }) => client!.name).join());

  async function two(): Promise<Bed & { other: HazelcastClient }> {
    const bed = await setUp(2, { instanceName: 'one' });
    return Object.assign(bed, { other: await bed.virtual.connected({ instanceName: 'other' }) });
  }

  it('ends the connections of one client', async () => {
    const { virtual, faults, client } = await two();
    expect(connected(virtual)).toEqual(['one,other', 'one,other']);
    faults.cut({ client: client.uuid });
    expect(connected(virtual)).toEqual(['other', 'other']);
  });

  it('ends the connections to one member', async () => {
    const { virtual, faults } = await two();
    faults.cut({ member: 1 });
    expect(connected(virtual)).toEqual(['one,other', '']);
  });

  it('ends one connection', async () => {
    const { virtual, faults, other } = await two();
    faults.cut({ client: other.uuid, member: 0 });
    expect(connected(virtual)).toEqual(['one', 'one,other']);
  });

  it('ends all, and clients come back', async () => {
    const { virtual, client, map, faults } = await two();
    using states = record(client.lifecycle$);
    faults.cut();
    expect(connected(virtual)).toEqual(['', '']);
    await virtual.clock.advance(5000);
    expect(connected(virtual).map(names => names.split(',').sort().join())).toEqual(['one,other', 'one,other']);
    expect(states.items).toEqual(['CONNECTED', 'DISCONNECTED', 'CONNECTED']);
    expect(await virtual.ask(map.get('a'))).toBe(0);
  });
});

describe('freeze', () => {
  it('has a member do nothing and answer nothing until it thaws, and then everything, in order', async () => {
    const { virtual, client, map, faults } = await setUp();
    const [key = ''] = keysOf(client, virtual.cluster, 0);
    const [other = ''] = keysOf(client, virtual.cluster, 1);
    await virtual.ask(map.set(key, 0));
    const thaw = faults.freeze(0);
    const told: string[] = [];
    for (const n of [1, 2, 3]) map.put(key, n).subscribe(old => told.push(`${n} over ${old}`));
    await virtual.clock.advance(10_000);
    expect(told).toEqual([]);
    using away = record(map.get(other));
    await virtual.clock.advance(0);
    expect(away.items).toEqual([null]);
    thaw();
    await virtual.clock.advance(0);
    expect(told).toEqual(['1 over 0', '2 over 1', '3 over 2']);
  });

  it('is silence to a client, which closes the connection and goes by way of others', async () => {
    const { virtual, client, map, faults } = await setUp();
    using connections = record(client.connections$);
    faults.freeze(0);
    await virtual.clock.advance(59_000);
    expect(connections.items.at(-1)).toHaveLength(2);
    await virtual.clock.advance(7000);
    expect(connections.items.at(-1)!.map(({ address }) => address)).toEqual(['127.0.0.1:5702']);
    const [key = ''] = keysOf(client, virtual.cluster, 1);
    expect(await virtual.ask(map.get(key))).toBeNull();
  });

  it('lets clients back in when it ends', async () => {
    const { virtual, client, map, faults } = await setUp();
    using connections = record(client.connections$);
    const thaw = faults.freeze(0);
    await virtual.clock.advance(70_000);
    expect(connections.items.at(-1)).toHaveLength(1);
    thaw();
    await virtual.clock.advance(10_000);
    expect(connections.items.at(-1)).toHaveLength(2);
    expect(await virtual.ask(map.get('a'))).toBe(0);
  });

  it('has it hand nothing on to others', async () => {
    const { virtual, client, map, faults } = await setUp();
    const [key = ''] = keysOf(client, virtual.cluster, 1);
    const clusterMembers = [virtual.cluster.addresses[0]!];
    const unisocket = await virtual.connected({ network: { smartRouting: false, clusterMembers } });
    await virtual.ask(unisocket.getMap('m').size());
    const thaw = faults.freeze(0);
    using put = record(unisocket.getMap<string, number>('m').put(key, 1));
    await virtual.clock.advance(1000);
    expect(await virtual.ask(map.get(key))).toBeNull();
    thaw();
    await virtual.clock.advance(0);
    expect(put.items).toEqual([null]);
    expect(await virtual.ask(map.get(key))).toBe(1);
  });

  it('holds what other members hand on to it', async () => {
    const { virtual, client, faults } = await setUp();
    const [key = ''] = keysOf(client, virtual.cluster, 1);
    const clusterMembers = [virtual.cluster.addresses[0]!];
    const unisocket = await virtual.connected({ network: { smartRouting: false, clusterMembers } });
    const map = unisocket.getMap<string, number>('m');
    await virtual.ask(map.set(key, 1));
    const thaw = faults.freeze(1);
    using get = record(map.get(key));
    await virtual.clock.advance(1000);
    expect(get.items).toEqual([]);
    thaw();
    await virtual.clock.advance(0);
    expect(get.items).toEqual([1]);
  });

  it('ends with the member: what others have handed on to it is done by who takes over', async () => {
    const { virtual, client, faults } = await setUp(3);
    const [key = ''] = keysOf(client, virtual.cluster, 1);
    const clusterMembers = [virtual.cluster.addresses[0]!];
    const unisocket = await virtual.connected({ network: { smartRouting: false, clusterMembers } });
    const map = unisocket.getMap<string, number>('m');
    await virtual.ask(map.set(key, 1));
    faults.freeze(1);
    using put = record(map.put(key, 2));
    await virtual.clock.advance(1000);
    await virtual.cluster.kill(1);
    await virtual.clock.advance(1000);
    expect(put.items).toEqual([1]);
  });

  it('ends for good with the life of the member, also when it is undone later', async () => {
    const { virtual, client, map, faults } = await setUp();
    const thaw = faults.freeze(1);
    await virtual.cluster.restart(1);
    await virtual.clock.advance(2000);
    const [key = ''] = keysOf(client, virtual.cluster, 1);
    expect(await virtual.ask(map.get(key))).toBeNull();
    thaw();
    thaw();
    expect(await virtual.ask(map.get(key))).toBeNull();
  });

  it('ends, and nothing is done for those who are gone', async () => {
    const { virtual, client, map, faults } = await setUp();
    const [key = ''] = keysOf(client, virtual.cluster, 0);
    await virtual.ask(map.set(key, 0));
    const thaw = faults.freeze(0);
    using set = record(map.set(key, 1));
    await virtual.clock.advance(0);
    faults.cut({ client: client.uuid });
    thaw();
    await virtual.clock.advance(5000);
    expect(set.error).toMatchObject({ name: 'IndeterminateError' });
    expect(await virtual.ask(map.get(key))).toBe(0);
  });
});
