import type { AnyOperation } from '@hazelrx/protocol';
import { mapTryLock, mapUnlock } from '@hazelrx/protocol/operations';
import { beforeEach, describe, expect, it } from 'vitest';
import { partsOf } from '../../src/client.js';
import type { Core } from '../../src/structures/structure.js';
import { membersWithoutData, watchedByMembers } from '../../src/structures/watched-by-members.js';
import { ScriptedCluster } from '../support/scripted-cluster.js';
import type { Received, ScriptedMember } from '../support/scripted-member.js';
import { connectedTo, VirtualClient, type Watched } from '../support/virtual-client.js';

type Lock = Received<typeof mapTryLock>;
type Unlock = Received<typeof mapUnlock>;

describe('watchedByMembers', () => {
  let virtual: VirtualClient;
  let members: ScriptedMember[];
  /** What is not answered, and the requests that were not. */
  let held: { lock: boolean; unlock: boolean };
  let open: (Lock | Unlock)[];

  function listenTo(member: ScriptedMember): ScriptedMember {
    return member
      .on(mapTryLock, call => (held.lock ? void open.push(call) : call.answer({ response: true })))
      .on(mapUnlock, call => (held.unlock ? void open.push(call) : call.answer({})));
  }

  async function connected(size: number): Promise<void> {
    held = { lock: false, unlock: false };
    open = [];
    virtual = await connectedTo(size);
    members = virtual.cluster.members;
    members.forEach(listenTo);
    await virtual.settle();
  }

  beforeEach(() => connected(3));

  async function release(): Promise<void> {
    const call = open.shift()!;
    call.answer((call.operation === mapTryLock ? { response: true } : {}) as never);
    await virtual.settle();
  }

  const core = () => partsOf(virtual.client) as unknown as Core;
  const watch = (): Watched<undefined> => virtual.watch(watchedByMembers({ core: core(), uuid: virtual.client.uuid }));
  const locks = (): Lock[] => virtual.cluster.of(mapTryLock);
  const unlocks = (): Unlock[] => virtual.cluster.of(mapUnlock);
  /** Where a key is now. */
  const ownerOf = ({ request }: Lock | Unlock): ScriptedMember | undefined => {
    const owner = core().router.connections.partitions.owner(core().router.ofKey(request.key));
    return members.find(({ uuid }) => owner?.equals(uuid));
  };
  const owners = () => locks().map(lock => members.indexOf(ownerOf(lock)!));

  /** Another view, at a moment when nothing else happens. */
  async function show(...view: ScriptedMember[]): Promise<void> {
    virtual.cluster.show(...view);
    await virtual.settle();
  }

  it('locks and unlocks one key that each member has, and says so when it has', async () => {
    const watched = watch();
    await virtual.settle();
    expect(watched.values).toEqual([undefined]);
    expect(locks()).toHaveLength(3);
    expect(new Set(owners())).toEqual(new Set([0, 1, 2]));
    const key = ({ request: { name, key, threadId } }: Lock | Unlock) =>
      `${name} ${String(key)} ${threadId.toString()}`;
    expect(new Set(unlocks().map(key))).toEqual(new Set(locks().map(key)));
    expect(new Set(locks().map(({ request }) => request.threadId.toNumber())).size).toBe(3);
    for (const { request } of locks()) {
      expect(request.name).toBe('hazelrx.consumers');
      expect(String(request.key)).toMatch(new RegExp(`^${virtual.client.uuid.toString()}/\\d+$`));
      expect([request.lease.toNumber(), request.timeout.toNumber()]).toEqual([10_000, 0]);
    }
    const references = [...locks(), ...unlocks()].map(({ request }) => request.referenceId.toNumber());
    expect(new Set(references).size).toBe(6);
    await virtual.advance(60_000);
    expect([watched.values.length, locks().length, watched.completed]).toEqual([1, 3, false]);
  });

  it('does one after the other, and says nothing before the last', async () => {
    held = { lock: true, unlock: true };
    const watched = watch();
    await virtual.settle();
    for (let n = 1; n <= 3; n++) {
      expect([locks().length, unlocks().length, open.length, watched.values]).toEqual([n, n - 1, 1, []]);
      await release();
      expect([locks().length, unlocks().length, open.length, watched.values]).toEqual([n, n, 1, []]);
      await release();
    }
    expect(watched.values).toHaveLength(1);
  });

  it('says so again when partitions have moved, and locks a key of members that are new to it', async () => {
    const watched = watch();
    await virtual.settle();
    await show(members[2]!, members[0]!, members[1]!);
    expect([watched.values.length, locks().length]).toEqual([2, 3]);
    const joined = listenTo(virtual.cluster.add());
    await show(...virtual.cluster.view, joined);
    // Once for the view, and once for that of the connection to it.
    expect([watched.values.length, locks().length, owners().at(-1)]).toEqual([4, 4, 3]);
    await show(members[0]!);
    expect([watched.values.length, locks().length]).toEqual([5, 4]);
  });

  it('counts members that have nothing, which cannot be had to watch', async () => {
    expect(membersWithoutData(core())).toBe(0);
    Object.defineProperty(virtual.cluster, 'partitions', {
      get: () => [[members[0]!.uuid, [0, 1, 2, 3, 4, 5]]],
    });
    await show(...members);
    expect(membersWithoutData(core())).toBe(2);
    const watched = watch();
    await virtual.settle();
    expect([watched.values.length, owners()]).toEqual([1, [0]]);
  });

  it('locks another key where the partition has moved meanwhile', async () => {
    held.unlock = true;
    const watched = watch();
    await virtual.settle();
    const [first] = unlocks();
    const before = ownerOf(first!);
    held.unlock = false;
    await show(members[1]!, members[2]!, members[0]!);
    expect(ownerOf(first!)).not.toBe(before);
    await release();
    expect([watched.values.length, locks().length]).toEqual([1, 4]);
    expect(new Set(owners().slice(1))).toEqual(new Set([0, 1, 2]));
  });

  it('does with one round for all that changes meanwhile', async () => {
    held.unlock = true;
    const watched = watch();
    await virtual.settle();
    held.unlock = false;
    const joined = listenTo(virtual.cluster.add());
    // Where partitions 0 to 2 stay where they are.
    for (let n = 0; n < 3; n++) await show(...members.slice(0, 3), joined);
    expect(locks()).toHaveLength(1);
    await release();
    expect(watched.values).toHaveLength(1);
    expect(new Set(owners())).toEqual(new Set([0, 1, 2, 3]));
  });

  it('has a new cluster decide who owns what, and waits until that is known', async () => {
    const cluster = new ScriptedCluster(2);
    members = cluster.members;
    members.forEach(listenTo);
    let known = false;
    const { partitions } = cluster;
    Object.defineProperty(cluster, 'partitions', { get: () => (known ? partitions : []) });
    virtual = new VirtualClient(cluster);
    const watched = watch();
    await virtual.settle();
    expect([locks().length, unlocks().length, watched.values]).toEqual([1, 1, []]);
    await virtual.advance(10_000);
    expect([locks().length, watched.values]).toEqual([1, []]);
    known = true;
    await show(...members);
    expect([locks().length, watched.values.length]).toEqual([3, 1]);
    expect(new Set(owners().slice(1))).toEqual(new Set([0, 1]));
  });

  it('asks again where a partition is on its way', async () => {
    let refusals = 2;
    for (const member of members)
      member.on(mapTryLock, call =>
        refusals-- > 0 ? call.refuse('PARTITION_MIGRATING') : call.answer({ response: true }),
      );
    const watched = watch();
    await virtual.advance(10_000);
    expect([watched.values.length, watched.error, locks().length]).toEqual([1, undefined, 5]);
  });

  it.each(['lock', 'unlock'] as const)('fails with the first %s that does', async what => {
    const operation = { lock: mapTryLock, unlock: mapUnlock }[what];
    members.forEach(member => member.on<AnyOperation>(operation, call => call.refuse('ACCESS_CONTROL')));
    const watched = watch();
    await virtual.settle();
    expect(watched.trouble).toMatchObject({
      code: 'ACCESS_CONTROL',
      operation: operation.name,
      structure: 'hazelrx.consumers',
    });
    await show(...members);
    expect(locks()).toHaveLength(1);
  });

  it('unlocks what is locked for it when it has left', async () => {
    held.lock = true;
    const watched = watch();
    await virtual.settle();
    watched.subscription.unsubscribe();
    expect(partsOf(virtual.client).invoker.kept).toBe(1);
    await release();
    expect(unlocks().map(({ request }) => String(request.key))).toEqual([String(locks()[0]!.request.key)]);
    await show(members[1]!, members[0]!);
    expect([locks().length, partsOf(virtual.client).invoker.kept, watched.values]).toEqual([1, 0, []]);
  });

  it('leaves while it unlocks, and does nothing more', async () => {
    held.unlock = true;
    const watched = watch();
    await virtual.settle();
    watched.subscription.unsubscribe();
    await release();
    await show(members[1]!, members[0]!);
    expect([locks().length, watched.values]).toEqual([1, []]);
  });

  describe('once something is locked', () => {
    const watchLocks = () => locks().filter(({ request }) => request.name === 'hazelrx.consumers');
    const lockKey = async (): Promise<void> => {
      virtual.client.getMap('m').lock('k').subscribe();
      await virtual.settle();
    };
    const join = async (): Promise<void> => {
      await show(...virtual.cluster.view, listenTo(virtual.cluster.add()));
    };
    const places = (): number[] => watchLocks().map(lock => members.indexOf(ownerOf(lock)!));

    it('has all that own data watch the client when partitions have moved, each once', async () => {
      await join();
      expect(locks()).toEqual([]);
      await lockKey();
      expect(watchLocks()).toEqual([]);
      await join();
      expect(new Set(places())).toEqual(new Set([0, 1, 2, 3, 4]));
      expect([watchLocks().length, unlocks().length]).toEqual([5, 5]);
      await join();
      await lockKey();
      expect(watchLocks()).toHaveLength(6);
      expect(places()).toContain(5);
    });

    it('begins anew with the first lock after all connections were lost', async () => {
      await lockKey();
      await join();
      expect(watchLocks()).toHaveLength(4);
      for (const { links } of members) for (const link of links) link.cut();
      await virtual.advance(10_000);
      await join();
      expect(watchLocks()).toHaveLength(4);
      await lockKey();
      await join();
      expect(watchLocks()).toHaveLength(4 + 6);
    });

    it('tries again with the next move where it is refused', async () => {
      await lockKey();
      members.forEach(member => member.on(mapTryLock, call => call.refuse('ACCESS_CONTROL')));
      await join();
      const refused = watchLocks().length;
      expect(refused).toBeGreaterThan(0);
      members.forEach(listenTo);
      await join();
      expect(watchLocks()).toHaveLength(refused + 5);
    });

    it('ends with the client', async () => {
      await lockKey();
      held.lock = true;
      await join();
      expect(watchLocks()).toHaveLength(1);
      virtual.client.shutdown().subscribe();
      await virtual.settle();
      expect([partsOf(virtual.client).pending.size, core().router.connections.open.length]).toEqual([0, 0]);
    });
  });
});
