import { type AnyOperation, Data, rawData } from '@hazelrx/protocol';
import {
  mapAddEntryListener,
  mapIsLocked,
  mapTryLock,
  mapUnlock,
  queueAddListener,
  queueIsEmpty,
  transactionalQueueOffer,
  transactionalQueuePoll,
  transactionCommit,
  transactionCreate,
  transactionRollback,
} from '@hazelrx/protocol/operations';
import { finalize, of, Subject } from 'rxjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { partsOf } from '../../src/client.js';
import { SerializationError, TimeoutError } from '../../src/errors.js';
import type { ClientConfig } from '../../src/options.js';
import type { QueueConsumeOptions, QueueItemHandler } from '../../src/structures/queue-consumption.js';
import { ScriptedCluster } from '../support/scripted-cluster.js';
import { ScriptedQueues } from '../support/scripted-queues.js';
import { connectedTo, VirtualClient, type Watched } from '../support/virtual-client.js';

describe('consume', () => {
  let virtual: VirtualClient;
  let queues: ScriptedQueues;
  /** The handler's runs: what for, and whether they are over. */
  let runs: { readonly item: string; readonly attempt: number; readonly done: Subject<string>; ended: boolean }[];
  /** Timers of a client that does nothing. */
  let timers: number;

  async function connected(size: number, config: ClientConfig = {}): Promise<void> {
    virtual = await connectedTo(size, config);
    queues = new ScriptedQueues(virtual.cluster);
    runs = [];
    await virtual.settle();
    timers = virtual.scheduler.actions.length;
  }

  beforeEach(() => connected(1));

  const items = (name = 'q') => queues.items(name);
  const handler: QueueItemHandler<string, string> = (item, attempt) => {
    const run = { item, attempt, done: new Subject<string>(), ended: false };
    runs.push(run);
    return run.done.pipe(finalize(() => (run.ended = true)));
  };
  const begun = () => runs.map(({ item, attempt }) => `${item}${attempt}`).join(' ');
  const consume = (options?: QueueConsumeOptions, how = handler): Watched<string> =>
    virtual.watch(virtual.client.getQueue<string>('q').consume(how, options));
  const log = () => queues.log.splice(0).join(', ');
  const sent = (operation: AnyOperation) => virtual.cluster.of(operation).length;
  const connections = () => queues.companions.filter(({ link }) => link.open).length;
  const interruptions = () => virtual.eventsOf('consumerInterrupted');

  /** A consumer that is at these items, as many as it may. */
  async function consuming(options: QueueConsumeOptions, ...filled: unknown[]): Promise<Watched<string>> {
    items().push(...filled);
    const told = consume(options);
    await virtual.settle();
    return told;
  }

  async function done(index: number, ...results: string[]): Promise<void> {
    const run = runs[index]!;
    for (const result of results) run.done.next(result);
    run.done.complete();
    await virtual.settle();
  }

  async function failed(index: number, reason: unknown = new Error('no')): Promise<void> {
    runs[index]!.done.error(reason);
    await virtual.settle();
  }

  /** Nothing is left of it: no connection, no transaction, no handler, no timer, no listener, no call. */
  async function expectNothingLeft(): Promise<void> {
    await virtual.settle();
    expect(connections()).toBe(0);
    expect(queues.transactions).toBe(0);
    expect(runs.filter(({ ended }) => !ended)).toEqual([]);
    expect(virtual.scheduler.actions).toHaveLength(timers);
    const { listeners, invoker } = partsOf(virtual.client);
    expect([listeners.size, invoker.active, invoker.kept]).toEqual([0, 0, 0]);
  }

  describe('begins', () => {
    it('with the first subscription, with a connection and a UUID for each', async () => {
      const consumed$ = virtual.client.getQueue<string>('q').consume(handler);
      await virtual.advance(5000);
      expect([queues.companions, sent(queueIsEmpty)]).toEqual([[], 0]);
      virtual.watch(consumed$);
      virtual.watch(consumed$);
      await virtual.settle();
      const uuids = queues.companions.map(({ uuid }) => uuid.toString());
      expect(new Set([...uuids, virtual.client.uuid.toString()]).size).toBe(3);
    });

    it('once every member with data watches it', async () => {
      await connected(3);
      queues.held.add(mapUnlock);
      await consuming({}, 'a');
      // The first is there to have partitions, which may be known to nobody yet.
      for (let locks = 1; locks <= 4; locks++) {
        expect([sent(mapTryLock), queues.transactions]).toEqual([locks, 0]);
        queues.release();
        await virtual.settle();
      }
      expect([sent(mapTryLock), begun()]).toEqual([4, 'a1']);
    });

    it('transactions that last as long as an item may, and what comes after it', async () => {
      await consuming({ timeout: 1000 });
      const [create] = virtual.cluster.of(transactionCreate);
      expect(create!.request).toMatchObject({ durability: 1, transactionType: 2 });
      expect(create!.request.timeout.toNumber()).toBe(1000 + 30_000 + 15_000);
      expect(virtual.cluster.of(transactionalQueuePoll)[0]!.request.timeout.toNumber()).toBe(0);
    });

    it('transactions of which so many members know that one of them watches it', async () => {
      await connected(3);
      const [first] = virtual.cluster.members;
      Object.defineProperty(virtual.cluster, 'partitions', { get: () => [[first!.uuid, [0, 1, 2, 3, 4, 5]]] });
      virtual.cluster.show(...virtual.cluster.view);
      await virtual.settle();
      await consuming({});
      expect(virtual.cluster.of(transactionCreate)[0]!.request.durability).toBe(3);
    });

    it.each([
      { concurrency: 0 },
      { concurrency: NaN },
      { attempts: 0 },
      { backoff: -1 },
      { timeout: 0 },
      { timeout: 2 ** 31 },
      { concurrency: Infinity },
    ])('never with %j', async options => {
      const told = consume(options);
      expect(told.trouble).toMatchObject({
        code: 'ILLEGAL_ARGUMENT',
        operation: 'TransactionalQueue.poll',
        structure: 'q',
      });
      await virtual.settle();
      expect(queues.companions).toEqual([]);
    });

    it.each([{ timeout: 1 }, { timeout: 2 ** 31 - 1 - 45_000 }, { backoff: 2 ** 31 - 1 - 45_000 }, { backoff: 0 }])(
      'also with %j, and no further',
      async options => {
        const [option, value] = Object.entries(options)[0]!;
        expect((await consuming(options)).error).toBeUndefined();
        const beyond = consume({ [option]: value > 1 ? value + 1 : value - 1 });
        expect(beyond.trouble.reason).toMatch(
          new RegExp(`^${option} must be ${option === 'timeout' ? 1 : 0} to 2147438647, not `),
        );
      },
    );

    it('for a minute an item, where it is not told', async () => {
      const told = await consuming({ attempts: 1 }, 'a');
      await virtual.advance(59_999);
      expect([told.error, runs[0]!.ended]).toEqual([undefined, false]);
      await virtual.advance(1);
      expect([told.trouble.code, runs[0]!.ended]).toEqual(['TIMEOUT', true]);
    });

    it('also without an end of its attempts', async () => {
      const told = await consuming({ attempts: Infinity, backoff: 0 }, 'a');
      for (let n = 0; n < 20; n++) {
        await failed(n);
        await virtual.advance(0);
      }
      expect([runs.length, told.error]).toEqual([21, undefined]);
    });
  });

  describe('looks', () => {
    it('when it begins, when it hears of an item, and else once a second', async () => {
      await consuming({});
      // Once more when it is registered: what came before that was not heard of.
      expect(log()).toBe('create, poll, poll');
      await virtual.advance(999);
      expect([sent(queueIsEmpty), log()]).toEqual([0, '']);
      items().push('a');
      await virtual.advance(1);
      expect([sent(queueIsEmpty), log()]).toEqual([1, 'poll a']);
    });

    it('when the queue is told of', async () => {
      await consuming({});
      log();
      items().push('a');
      const [listener] = virtual.cluster.of(queueAddListener);
      expect(listener!.request).toMatchObject({ name: 'q', includeValue: false });
      listener!.event('Item', { item: null, uuid: virtual.cluster.members[0]!.uuid, eventType: 1 });
      await virtual.settle();
      expect(begun()).toBe('a1');
      expect(virtual.now).toBe(0);
    });

    it('at nothing but whether there is something, while there is nothing', async () => {
      await consuming({});
      log();
      await virtual.advance(10_000);
      expect([sent(queueIsEmpty), log()]).toEqual([10, '']);
    });

    it('asks no more while it waits for an answer, and goes on after one that failed', async () => {
      await consuming({});
      log();
      queues.held.add(queueIsEmpty);
      await virtual.advance(10_000);
      expect(sent(queueIsEmpty)).toBe(1);
      queues.open.shift()!.refuse('ACCESS_CONTROL');
      queues.held.delete(queueIsEmpty);
      items().push('a');
      await virtual.advance(1000);
      expect(begun()).toBe('a1');
    });

    it('by the same transaction until that is old', async () => {
      await consuming({});
      const { link } = companion();
      const listener = virtual.cluster.of(queueAddListener)[0]!;
      const look = async (at: number) => {
        await virtual.advance(at - virtual.now);
        listener.event('Item', { item: null, uuid: virtual.cluster.members[0]!.uuid, eventType: 1 });
        await virtual.settle();
        return log();
      };
      log();
      expect(await look(10)).toBe('poll');
      expect(await look(29_999)).toBe('poll');
      expect(await look(30_000)).toBe('rollback, create, poll');
      expect(await look(59_999)).toBe('poll');
      expect(await look(60_000)).toBe('rollback, create, poll');
      expect(virtual.cluster.of(transactionCreate).every(call => call.link === link)).toBe(true);
      expect(queues.transactions).toBe(1);
    });

    it('goes on where a transaction that is old cannot be rolled back', async () => {
      await consuming({});
      await virtual.advance(40_000);
      log();
      queues.held.add(transactionRollback);
      items().push('a');
      await virtual.advance(1000);
      expect(log()).toBe('');
      queues.open.shift()!.refuse('TRANSACTION');
      await virtual.settle();
      expect(begun()).toBe('a1');
      expect(interruptions()).toEqual([]);
    });

    it('for one item at a time, as long as a handler is free', async () => {
      queues.held.add(transactionalQueuePoll);
      await consuming({ concurrency: 3 }, 'a', 'b', 'c', 'd');
      for (const expected of ['a1', 'a1 b1', 'a1 b1 c1']) {
        expect(queues.open).toHaveLength(1);
        queues.release();
        await virtual.settle();
        expect(begun()).toBe(expected);
      }
      await virtual.advance(5000);
      expect([queues.open, queues.transactions]).toEqual([[], 3]);
      await done(1, 'B');
      expect(queues.open).toHaveLength(1);
      queues.release();
      await virtual.settle();
      expect(begun()).toBe('a1 b1 c1 d1');
    });

    it('once more when it heard of an item while it looked in vain', async () => {
      queues.held.add(transactionalQueuePoll);
      await consuming({});
      virtual.cluster
        .of(queueAddListener)[0]!
        .event('Item', { item: null, uuid: virtual.cluster.members[0]!.uuid, eventType: 1 });
      await virtual.settle();
      queues.held.clear();
      queues.release();
      items().push('a');
      await virtual.settle();
      expect([begun(), virtual.now]).toEqual(['a1', 0]);
    });
  });

  describe('handles an item', () => {
    it('and tells what came of it once it is committed', async () => {
      queues.held.add(transactionCommit);
      const told = await consuming({}, 'a', 'b');
      runs[0]!.done.next('A');
      await virtual.settle();
      expect([queues.open, told.values]).toEqual([[], []]);
      await done(0, 'AA');
      expect([queues.open.length, told.values, begun()]).toEqual([1, [], 'a1']);
      queues.release();
      await virtual.settle();
      expect([told.values, begun(), told.completed]).toEqual([['A', 'AA'], 'a1 b1', false]);
      expect(items()).toEqual([]);
    });

    it.each<[string, QueueItemHandler<string, string>]>([
      ['an Observable', item => of(item, item)],
      ['a promise', item => Promise.resolve(item)],
      ['an iterable', item => [item, item]],
      ['nothing', () => []],
    ])('by %s', async (_, how) => {
      items().push('a', 'b');
      const told = consume({}, how);
      await virtual.settle();
      expect(log()).toBe('create, poll a, commit, create, poll b, commit, create, poll');
      expect(new Set(told.values).size).toBe(Math.min(told.values.length, 2));
    });

    it('again, after a pause that doubles, with the item held, and forgets what it has emitted', async () => {
      const told = await consuming({ attempts: 4 }, 'a');
      runs[0]!.done.next('forgotten');
      for (const [index, pause] of [100, 200, 400].entries()) {
        await failed(index);
        await virtual.advance(pause - 1);
        expect(runs).toHaveLength(index + 1);
        await virtual.advance(1);
        expect(begun().endsWith(`a${index + 2}`)).toBe(true);
      }
      expect(items()).toEqual([]);
      await done(3, 'A');
      expect([told.values, log()]).toEqual([['A'], 'create, poll a, commit, create, poll']);
    });

    it('again after the pause that it was told', async () => {
      await consuming({ backoff: 7, attempts: 3 }, 'a');
      await failed(0);
      await virtual.advance(7);
      await failed(1);
      await virtual.advance(14);
      expect(begun()).toBe('a1 a2 a3');
    });

    it('three times, then ends with its error and leaves it where it was', async () => {
      const told = await consuming({ backoff: 0 }, 'a', 'b');
      const reason = new Error('last');
      for (const [index, why] of [new Error('first'), 'second', reason].entries()) {
        expect(told.error).toBeUndefined();
        await failed(index, why);
        await virtual.advance(0);
      }
      expect([told.error, begun(), items()]).toEqual([reason, 'a1 a2 a3', ['a', 'b']]);
      expect(log()).toBe('create, poll a, rollback');
      expect(interruptions()).toEqual([]);
      await expectNothingLeft();
    });

    it('and ends also when the rollback fails', async () => {
      queues.held.add(transactionRollback);
      const told = await consuming({ attempts: 1 }, 'a');
      await failed(0, new Error('no'));
      expect(told.error).toBeUndefined();
      queues.open.shift()!.refuse('TRANSACTION');
      await virtual.settle();
      expect(told.error).toEqual(new Error('no'));
      await expectNothingLeft();
      expect(items()).toEqual(['a']);
    });

    it('which may throw', async () => {
      items().push('a');
      const reason = new Error('thrown');
      const told = consume({ attempts: 1 }, () => {
        throw reason;
      });
      await virtual.settle();
      expect([told.error, items()]).toEqual([reason, ['a']]);
    });

    it('as long as it may take, all attempts and pauses together', async () => {
      const told = await consuming({ timeout: 1000, backoff: 300 }, 'a');
      await virtual.advance(500);
      await failed(0);
      await virtual.advance(300);
      expect([begun(), runs[1]!.ended]).toEqual(['a1 a2', false]);
      queues.held.add(transactionRollback);
      await virtual.advance(199);
      expect(runs[1]!.ended).toBe(false);
      await virtual.advance(1);
      expect([runs[1]!.ended, queues.open.length, told.error]).toEqual([true, 1, undefined]);
      queues.release();
      await virtual.settle();
      expect(told.trouble).toBeInstanceOf(TimeoutError);
      expect(told.trouble).toMatchObject({ code: 'TIMEOUT', operation: 'TransactionalQueue.poll', structure: 'q' });
      expect(items()).toEqual(['a']);
      await expectNothingLeft();
    });

    it('also when its time is up in a pause', async () => {
      const told = await consuming({ timeout: 1000, backoff: 5000 }, 'a');
      await failed(0);
      await virtual.advance(1000);
      expect([told.trouble.code, begun()]).toEqual(['TIMEOUT', 'a1']);
    });

    it('and ends those beside it with its error', async () => {
      const told = await consuming({ concurrency: 2, attempts: 1 }, 'a', 'b', 'c');
      expect(begun()).toBe('a1 b1');
      await failed(1);
      expect(told.error).toEqual(new Error('no'));
      expect(new Set(items())).toEqual(new Set(['a', 'b', 'c']));
      expect(log().split(', ').filter(each => each === 'rollback')).toHaveLength(2); // prettier-ignore
      await expectNothingLeft();
    });
  });

  describe('dead letters', () => {
    const dead = { attempts: 1, deadLetter: 'dead' };

    it('get what fails, in the same transaction, and the next is handled', async () => {
      queues.held.add(transactionCommit);
      const told = await consuming(dead, 'a', 'b');
      await failed(0);
      expect([items('dead'), begun()]).toEqual([[], 'a1']);
      queues.release();
      await virtual.settle();
      expect([items('dead'), begun(), told.values]).toEqual([['a'], 'a1 b1', []]);
      expect(log()).toBe('create, poll a, offer a, commit, create, poll b');
      expect(virtual.cluster.of(transactionalQueueOffer)[0]!.request.timeout.toNumber()).toBe(0);
    });

    it('get what took too long', async () => {
      const told = await consuming({ ...dead, timeout: 10 }, 'a');
      await virtual.advance(10);
      expect([items('dead'), told.error]).toEqual([['a'], undefined]);
    });

    it('that are full leave it where it was, and end the stream', async () => {
      queues.full.add('dead');
      const told = await consuming(dead, 'a');
      await failed(0);
      expect([told.error, items(), items('dead')]).toEqual([new Error('no'), ['a'], []]);
      await expectNothingLeft();
    });

    it('that cannot be reached interrupt it: the item is handled again', async () => {
      queues.held.add(transactionalQueueOffer);
      const told = await consuming(dead, 'a');
      await failed(0);
      queues.open.shift()!.refuse('HAZELCAST_INSTANCE_NOT_ACTIVE');
      await virtual.settle();
      expect(interruptions()).toMatchObject([{ structure: 'q', error: { code: 'HAZELCAST_INSTANCE_NOT_ACTIVE' } }]);
      await virtual.advance(500);
      expect([begun(), told.error]).toEqual(['a1 a1', undefined]);
    });

    it('that may not be used end it', async () => {
      queues.held.add(transactionalQueueOffer);
      const told = await consuming(dead, 'a');
      await failed(0);
      queues.open.shift()!.refuse('ACCESS_CONTROL');
      await virtual.settle();
      expect(told.trouble).toMatchObject({ code: 'ACCESS_CONTROL', structure: 'dead' });
      expect(items()).toEqual(['a']);
    });
  });

  describe('an item that cannot be read', () => {
    const unreadable = new Data(Uint8Array.of(0, 0, 0, 0, 0xff, 0xff, 0xff, 0x9c, 1, 2, 3));

    it('ends it, and stays', async () => {
      const told = await consuming({}, unreadable, 'b');
      expect(told.error).toBeInstanceOf(SerializationError);
      expect((told.error as SerializationError).data).toEqual(unreadable);
      expect([runs, items()]).toEqual([[], [unreadable, 'b']]);
      await expectNothingLeft();
    });

    it('goes to the dead letters as it is, and no handler gets it', async () => {
      Object.assign(virtual.cluster, { serialization: rawData });
      const readable = partsOf(virtual.client).router.data('b');
      const told = await consuming({ deadLetter: 'dead' }, unreadable, readable);
      expect([begun(), told.error]).toEqual(['b1', undefined]);
      expect(items('dead')).toEqual([unreadable]);
    });
  });

  /** The states of a consumer of one item, with what is held up in them. */
  const states: readonly (readonly [string, AnyOperation | undefined, number])[] = [
    ['begins to be watched', mapTryLock, 0],
    ['is watched', mapUnlock, 0],
    ['is registered', mapAddEntryListener, 0],
    ['begins a transaction', transactionCreate, 0],
    ['polls', transactionalQueuePoll, 0],
    ['handles it', undefined, 0],
    ['pauses', undefined, 1],
    ['gives it to the dead letters', transactionalQueueOffer, 2],
    ['commits', transactionCommit, 2],
  ];

  async function reached(operation: AnyOperation | undefined, failures: number): Promise<Watched<string>> {
    if (operation) queues.held.add(operation);
    const told = await consuming({ attempts: 2, deadLetter: 'dead' }, 'a');
    for (let n = 0; n < failures; n++) {
      if (n > 0) await virtual.advance(100);
      await failed(n);
    }
    if (operation) expect(new Set(queues.open.map(call => call.operation))).toEqual(new Set([operation]));
    queues.held.clear();
    return told;
  }

  const companion = () => queues.companions.at(-1)!;

  describe('unsubscribed while it', () => {
    it.each(states)('%s leaves nothing behind', async (_, operation, failures) => {
      const told = await reached(operation, failures);
      told.subscription.unsubscribe();
      expect(runs.every(({ ended }) => ended)).toBe(true);
      await virtual.settle();
      // What a member still works at is waited for: what it has done is undone then.
      for (const call of queues.open.splice(0)) if (call.link.open) queues.answer(call);
      await expectNothingLeft();
      expect([...items(), ...items('dead')]).toEqual(['a']);
      expect([told.values, told.error, interruptions()]).toEqual([[], undefined, []]);
      await virtual.advance(10_000);
      expect(queues.companions).toHaveLength(1);
    });

    it.each(states)('%s is not held up by a member that is silent', async (_, operation, failures) => {
      const told = await reached(operation, failures);
      told.subscription.unsubscribe();
      await virtual.advance(130_000);
      await expectNothingLeft();
      expect([...items(), ...items('dead')]).toEqual(['a']);
    });

    it.each(states)('%s is gone with its client', async (_, operation, failures) => {
      const told = await reached(operation, failures);
      told.subscription.unsubscribe();
      await virtual.settle();
      virtual.watch(virtual.client.shutdown());
      await virtual.settle();
      expect(connections()).toBe(0);
      expect(virtual.scheduler.actions).toHaveLength(0);
    });

    it('connects leaves nothing behind', async () => {
      virtual.cluster.members[0]!.up = false;
      const told = await consuming({}, 'a');
      told.subscription.unsubscribe();
      virtual.cluster.members[0]!.up = true;
      await virtual.advance(60_000);
      await expectNothingLeft();
      expect(queues.companions).toEqual([]);
    });

    it('pauses between two connections begins no other', async () => {
      const told = await consuming({}, 'a');
      companion().link.cut();
      await virtual.settle();
      told.subscription.unsubscribe();
      await virtual.advance(10_000);
      await expectNothingLeft();
      expect(queues.companions).toHaveLength(1);
    });

    it('waits for items ends at once, with nothing to roll back', async () => {
      const told = await consuming({}, 'a');
      await done(0);
      log();
      queues.held.add(transactionRollback);
      told.subscription.unsubscribe();
      await expectNothingLeft();
      expect([queues.open, log()]).toEqual([[], '']);
    });

    it('handles several rolls them back side by side', async () => {
      const told = await consuming({ concurrency: 2 }, 'a', 'b');
      queues.held.add(transactionRollback);
      told.subscription.unsubscribe();
      await virtual.settle();
      expect([queues.open.length, connections()]).toEqual([2, 1]);
      queues.release();
      await virtual.settle();
      expect(connections()).toBe(1);
      queues.release();
      await expectNothingLeft();
      expect(new Set(items())).toEqual(new Set(['a', 'b']));
    });

    it('rolls back a failure rolls back once', async () => {
      queues.held.add(transactionRollback);
      const told = await consuming({ attempts: 1 }, 'a');
      await failed(0);
      told.subscription.unsubscribe();
      await virtual.settle();
      expect(queues.open).toHaveLength(1);
      queues.release();
      await expectNothingLeft();
      expect([items(), told.error, log()]).toEqual([['a'], undefined, 'create, poll a, rollback']);
    });
  });

  describe('that loses its connection while it', () => {
    it.each(states)('%s gives back what it had, and goes on as another one', async (_, operation, failures) => {
      const told = await reached(operation, failures);
      companion().link.cut();
      await virtual.settle();
      expect(runs.every(({ ended }) => ended)).toBe(true);
      expect(interruptions()).toMatchObject([{ structure: 'q' }]);
      const before = runs.length;
      await virtual.advance(499);
      expect([queues.companions.length, items(), items('dead')]).toEqual([1, ['a'], []]);
      await virtual.advance(1);
      expect(runs.slice(before)).toMatchObject([{ item: 'a', attempt: 1, ended: false }]);
      const uuids = queues.companions.map(({ uuid }) => uuid.toString());
      expect(new Set(uuids).size).toBe(2);
      await done(before, 'A');
      expect([told.values, told.error, items()]).toEqual([['A'], undefined, []]);
      expect(interruptions()).toHaveLength(1);
      told.subscription.unsubscribe();
      await expectNothingLeft();
    });

    it('tries for as long as there is no other, once every half second at most', async () => {
      const [member] = virtual.cluster.members;
      const told = await consuming({}, 'a');
      member!.kill();
      await virtual.advance(60_000);
      expect(told.error).toBeUndefined();
      member!.restart();
      await virtual.advance(60_000);
      expect([begun(), interruptions().length]).toEqual(['a1 a1', 1]);
      await done(1, 'A');
      expect(told.values).toEqual(['A']);
    });

    it('tells why', async () => {
      await consuming({}, 'a');
      companion().link.cut();
      await virtual.settle();
      expect(interruptions()[0]!.error).toMatchObject({ code: 'TARGET_DISCONNECTED' });
    });
  });

  it.each(['lock', 'unlock', 'create', 'poll', 'offer', 'commit'])(
    'is interrupted by a member that has no time for its %s',
    async what => {
      const operations: Record<string, AnyOperation> = { lock: mapTryLock, unlock: mapUnlock, create: transactionCreate, poll: transactionalQueuePoll, offer: transactionalQueueOffer, commit: transactionCommit }; // prettier-ignore
      const told = await reached(operations[what], what === 'offer' || what === 'commit' ? 2 : 0);
      queues.open.shift()!.refuse('OPERATION_TIMEOUT');
      await virtual.settle();
      expect(interruptions()).toMatchObject([{ structure: 'q', error: { code: 'OPERATION_TIMEOUT' } }]);
      const before = runs.length;
      await virtual.advance(500);
      expect(runs.slice(before)).toMatchObject([{ item: 'a', attempt: 1 }]);
      expect(told.error).toBeUndefined();
    },
  );

  it.each(['lock', 'unlock', 'create', 'poll', 'offer', 'commit'])(
    'ends where a member refuses its %s for good',
    async what => {
      const operations: Record<string, AnyOperation> = { lock: mapTryLock, unlock: mapUnlock, create: transactionCreate, poll: transactionalQueuePoll, offer: transactionalQueueOffer, commit: transactionCommit }; // prettier-ignore
      const told = await reached(operations[what], what === 'offer' || what === 'commit' ? 2 : 0);
      queues.open.shift()!.refuse('SECURITY');
      await virtual.settle();
      expect(told.trouble.code).toBe('SECURITY');
      await expectNothingLeft();
      expect(interruptions()).toEqual([]);
    },
  );

  it('ends where its connection is refused', async () => {
    const [member] = virtual.cluster.members;
    member!.welcome = { status: 1 };
    const told = await consuming({}, 'a');
    expect(told.trouble.code).toBe('AUTHENTICATION');
    await virtual.advance(10_000);
    await expectNothingLeft();
  });

  describe('whose client', () => {
    it.each(states)('ends while it %s ends with it, at once', async (_, operation, failures) => {
      const told = await reached(operation, failures);
      virtual.watch(virtual.client.shutdown());
      expect(told.trouble).toMatchObject({ code: 'CLIENT_NOT_ACTIVE', structure: 'q' });
      await virtual.settle();
      expect(connections()).toBe(0);
      expect([queues.transactions, runs.filter(({ ended }) => !ended)]).toEqual([0, []]);
      expect(virtual.scheduler.actions).toHaveLength(0);
      expect(virtual.watch(virtual.client.getQueue('q').consume(handler as never)).trouble.code).toBe(
        'CLIENT_NOT_ACTIVE',
      );
    });

    it('loses its own connections handles on, and hears again of what comes', async () => {
      const [main] = virtual.cluster.members[0]!.links;
      const told = await consuming({}, 'a');
      main!.cut();
      await virtual.advance(5000);
      expect([interruptions(), runs[0]!.ended]).toEqual([[], false]);
      await done(0, 'A');
      items().push('b');
      virtual.cluster
        .of(queueAddListener)
        .at(-1)!
        .event('Item', { item: null, uuid: virtual.cluster.members[0]!.uuid, eventType: 1 });
      await virtual.settle();
      expect([told.values, begun()]).toEqual([['A'], 'a1 b1']);
    });

    it('has no calls to spare consumes all the same', async () => {
      await connected(1, { maxPendingInvocations: 1 });
      virtual.watch(virtual.client.invoke(mapIsLocked, { name: 'm', key: 'k' }));
      const told = await consuming({});
      items().push('a');
      await virtual.advance(1000);
      expect([begun(), told.error, partsOf(virtual.client).invoker.active]).toEqual(['a1', undefined, 1]);
    });
  });

  it('ends where the members do not let it listen', async () => {
    virtual.cluster.members[0]!.on(queueAddListener, call => call.refuse('ACCESS_CONTROL'));
    const told = await consuming({}, 'a');
    expect(told.trouble).toMatchObject({ code: 'ACCESS_CONTROL', operation: 'Queue.addListener', structure: 'q' });
    await expectNothingLeft();
    expect(items()).toEqual(['a']);
  });

  describe('of a queue that moves', () => {
    beforeEach(() => connected(2));

    const owner = (name = 'q') => {
      const { router } = partsOf(virtual.client);
      const uuid = router.connections.partitions.owner(router.ofName(name))!;
      return virtual.cluster.members.find(member => member.uuid.equals(uuid))!;
    };

    /** Each partition goes to the other member. */
    async function swapped(): Promise<void> {
      virtual.cluster.show(...virtual.cluster.view.toReversed());
      await virtual.settle();
    }

    it('is connected to the member that has it', async () => {
      await consuming({});
      expect(companion().link.member.name).toBe(owner().name);
      await swapped();
      expect(companion().link.member.name).toBe(owner().name);
    });

    it('is connected to the member that has it also where a part of its name decides that', async () => {
      for (const name of Array.from({ length: 10 }, (_, n) => `q@${n}`)) {
        virtual.watch(virtual.client.getQueue<string>(name).consume(handler));
        await virtual.settle();
        expect(`${name} ${companion().link.member.name}`).toBe(`${name} ${owner(name).name}`);
      }
    });

    it('goes there when it has finished what it is at, and begins nothing before', async () => {
      const told = await consuming({ concurrency: 2 }, 'a', 'b', 'c');
      await swapped();
      await done(0, 'A');
      await virtual.advance(5000);
      expect([queues.companions.length, begun()]).toEqual([1, 'a1 b1']);
      await done(1, 'B');
      expect([told.values, begun()]).toEqual([['A', 'B'], 'a1 b1 c1']);
      expect([queues.companions.length, connections(), companion().link.member.name]).toEqual([2, 1, owner().name]);
      expect(interruptions()).toEqual([]);
      await done(2, 'C');
      told.subscription.unsubscribe();
      await expectNothingLeft();
    });

    it('goes there at once when it is at nothing, and back', async () => {
      const told = await consuming({});
      for (const _ of ['there', 'back', 'there']) {
        await swapped();
        expect([companion().link.member.name, connections()]).toEqual([owner().name, 1]);
      }
      expect([queues.companions.length, queues.transactions, virtual.now]).toEqual([4, 1, 0]);
      items().push('a');
      await virtual.advance(1000);
      await done(0, 'A');
      expect(told.values).toEqual(['A']);
    });

    it('stays where it is when it hears of what changes nothing', async () => {
      await consuming({}, 'a');
      virtual.cluster.show(...virtual.cluster.view);
      await virtual.settle();
      expect([queues.companions.length, begun()]).toEqual([1, 'a1']);
    });

    it('fails as ever when what it is at does', async () => {
      const told = await consuming({ attempts: 1 }, 'a');
      await swapped();
      await failed(0);
      expect([told.error, items()]).toEqual([new Error('no'), ['a']]);
      await expectNothingLeft();
    });

    it('is interrupted as ever when it loses its connection before it is done', async () => {
      const told = await consuming({}, 'a');
      await swapped();
      companion().link.cut();
      await virtual.advance(500);
      expect([begun(), companion().link.member.name, interruptions().length]).toEqual(['a1 a1', owner().name, 1]);
      await done(1, 'A');
      expect(told.values).toEqual(['A']);
    });

    it('begins with a client that is not connected yet, and is connected to the member that has it', async () => {
      virtual = new VirtualClient(new ScriptedCluster(2));
      queues = new ScriptedQueues(virtual.cluster);
      items().push('a');
      const told = consume();
      await virtual.settle();
      expect([begun(), companion().link.member.name, connections()]).toEqual(['a1', owner().name, 1]);
      await done(0, 'A');
      expect([told.values, interruptions()]).toEqual([['A'], []]);
    });
  });
});
