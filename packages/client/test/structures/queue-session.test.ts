import { queueAddListener, transactionalMapGetForUpdate, transactionCommit } from '@hazelrx/protocol/operations';
import { finalize, NEVER } from 'rxjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { partsOf } from '../../src/client.js';
import type { ClientConfig } from '../../src/options.js';
import { ScriptedCluster } from '../support/scripted-cluster.js';
import type { ScriptedMember } from '../support/scripted-member.js';
import { ScriptedQueues } from '../support/scripted-queues.js';
import { connectedTo, VirtualClient, type Watched } from '../support/virtual-client.js';

describe('a consumer', () => {
  let virtual: VirtualClient;
  let queues: ScriptedQueues;

  async function connected(size: number, config: ClientConfig = {}): Promise<void> {
    virtual = await connectedTo(size, config);
    queues = new ScriptedQueues(virtual.cluster);
  }

  const consume = (): Watched<string> => virtual.watch(virtual.client.getQueue<string>('q').consume(item => [item]));
  const places = () => queues.companions.map(({ link }) => link.member.name);
  const polls = () => queues.log.filter(each => each.startsWith('poll')).length;

  function owner(): ScriptedMember {
    const { router } = partsOf(virtual.client);
    const uuid = router.connections.partitions.owner(router.ofName('q'))!;
    return virtual.cluster.members.find(member => member.uuid.equals(uuid))!;
  }

  describe('that cannot have the owner of its queue', () => {
    let elsewhere: ScriptedMember;

    beforeEach(async () => {
      await connected(2);
      elsewhere = virtual.cluster.members.find(member => member !== owner())!;
      owner().up = false;
    });

    it('works by another member, and tries again every ten seconds until it can', async () => {
      const told = consume();
      await virtual.advance(9999);
      expect(places()).toEqual([elsewhere.name]);
      queues.items('q').push('a');
      await virtual.advance(10_000);
      expect([places(), told.values]).toEqual([[elsewhere.name, elsewhere.name], ['a']]);
      owner().up = true;
      await virtual.advance(60_000);
      expect(places()).toEqual([elsewhere.name, elsewhere.name, owner().name]);
      expect([told.error, virtual.eventsOf('consumerInterrupted')]).toEqual([undefined, []]);
    });

    it('does not leave what it is at for that', async () => {
      queues.items('q').push('a');
      let ended = false;
      const handler = () => NEVER.pipe(finalize(() => (ended = true)));
      virtual.watch(virtual.client.getQueue<string>('q').consume(handler));
      await virtual.advance(50_000);
      expect([places(), queues.transactions, ended]).toEqual([[elsewhere.name], 1, false]);
    });
  });

  it('stays where it is when the queue moves, where the client has one connection', async () => {
    await connected(2, { network: { smartRouting: false } });
    const told = consume();
    await virtual.settle();
    for (let n = 0; n < 3; n++) {
      virtual.cluster.show(...virtual.cluster.view.toReversed());
      await virtual.advance(20_000);
    }
    queues.items('q').push('a');
    await virtual.advance(1000);
    expect([places().length, told.values]).toEqual([1, ['a']]);
  });

  it('looks for items that come, not for those that leave', async () => {
    await connected(1);
    consume();
    await virtual.settle();
    const before = polls();
    const [listener] = virtual.cluster.of(queueAddListener);
    const { uuid } = virtual.cluster.members[0]!;
    listener!.event('Item', { item: null, uuid, eventType: 2 });
    await virtual.settle();
    expect(polls()).toBe(before);
    listener!.event('Item', { item: null, uuid, eventType: 1 });
    await virtual.settle();
    expect(polls()).toBe(before + 1);
  });

  it('commits two things, so that members look whether it has the item still', async () => {
    await connected(1);
    queues.items('q').push('a', 'b', 'a');
    const told = consume();
    await virtual.settle();
    expect(told.values).toEqual(['a', 'b', 'a']);
    const locks = virtual.cluster.of(transactionalMapGetForUpdate).map(({ request }) => request);
    const commits = virtual.cluster.of(transactionCommit).map(({ request }) => request.transactionId);
    expect(locks.map(({ txnId }) => txnId)).toEqual(commits);
    // Nobody waits for them.
    expect(new Set(locks.map(({ key }) => String(key))).size).toBe(3);
  });

  it('tells nothing of an item that was somebody else’s by then, and goes on', async () => {
    await connected(1);
    queues.items('q').push('a', 'b');
    virtual.cluster.members[0]!.on(transactionCommit, call => {
      virtual.cluster.members[0]!.on(transactionCommit, again => queues.answer(again));
      // Whoever had it has committed it meanwhile.
      queues.take(call.request.transactionId);
      call.refuse('TRANSACTION');
    });
    const told = consume();
    await virtual.settle();
    await virtual.advance(1000);
    expect(told.values).toEqual(['b']);
    expect(virtual.eventsOf('consumerInterrupted')).toHaveLength(1);
  });

  describe('whose client is not connected', () => {
    function disconnected(config: ClientConfig = {}): ScriptedMember {
      virtual = new VirtualClient(new ScriptedCluster(1), config);
      queues = new ScriptedQueues(virtual.cluster);
      const [member] = virtual.cluster.members;
      member!.up = false;
      return member!;
    }

    it.each<ClientConfig>([{}, { connectionStrategy: { asyncStart: true, reconnectMode: 'ASYNC' } }])(
      'waits until it is, with %j',
      async config => {
        const member = disconnected(config);
        queues.items('q').push('a');
        const told = consume();
        await virtual.advance(20_000);
        expect([told.error, queues.companions]).toEqual([undefined, []]);
        member.up = true;
        await virtual.advance(60_000);
        expect([told.values, virtual.eventsOf('consumerInterrupted')]).toEqual([['a'], []]);
      },
    );

    it('fails when it gives up', async () => {
      disconnected({ connectionStrategy: { connectionRetry: { clusterConnectTimeoutMillis: 5000 } } });
      const told = consume();
      await virtual.advance(10_000);
      expect(told.trouble).toMatchObject({
        code: 'CLUSTER_UNREACHABLE',
        operation: 'TransactionalQueue.poll',
        structure: 'q',
      });
      expect(virtual.eventsOf('consumerInterrupted')).toEqual([]);
      expect(virtual.scheduler.actions).toEqual([]);
    });
  });

  it('goes on after the whole cluster was gone', async () => {
    await connected(2);
    const told = consume();
    await virtual.settle();
    for (const member of virtual.cluster.members) member.kill();
    await virtual.advance(30_000);
    expect(virtual.eventsOf('consumerInterrupted')).toHaveLength(1);
    for (const member of virtual.cluster.members) member.restart();
    queues.items('q').push('a');
    await virtual.advance(60_000);
    expect([told.values, places().at(-1), told.error]).toEqual([['a'], owner().name, undefined]);
  });
});
