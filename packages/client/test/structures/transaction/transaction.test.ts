import { type AnyOperation, UUID } from '@hazelrx/protocol';
import {
  transactionalMapGet,
  transactionalMapPut,
  transactionCommit,
  transactionCreate,
  transactionRollback,
} from '@hazelrx/protocol/operations';
import {
  concat,
  concatMap,
  EMPTY,
  finalize,
  merge,
  NEVER,
  type ObservableInput,
  of,
  Subject,
  take,
  throwError,
} from 'rxjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { partsOf } from '../../../src/client.js';
import { IndeterminateError, type MemberErrorCode, TimeoutError } from '../../../src/errors.js';
import type { ClientConfig } from '../../../src/options.js';
import type { Transaction, TransactionOptions } from '../../../src/structures/transaction/transaction.js';
import type { TransactionalMap } from '../../../src/structures/transaction/transactional-map.js';
import { ScriptedCluster } from '../../support/scripted-cluster.js';
import type { Received, ScriptedMember } from '../../support/scripted-member.js';
import { connectedTo, VirtualClient, type Watched } from '../../support/virtual-client.js';

const ROWS = [transactionCreate, transactionCommit, transactionRollback] as readonly AnyOperation[];
const numbers = (tx: Transaction): TransactionalMap<string, number> => tx.getMap('m');
const put = (tx: Transaction) => numbers(tx).put('a', 1);

/** A member that answers what a test lets it. */
describe('transaction', () => {
  let virtual: VirtualClient;
  let member: ScriptedMember;
  let silent: Set<AnyOperation>;
  let ids: UUID[];
  /** Requests that were not answered. */
  let open: Received[];

  function listenTo(scripted: ScriptedMember): void {
    member = scripted;
    const answers: readonly (readonly [AnyOperation, () => object])[] = [
      [transactionCreate, () => ({ response: ids[ids.push(UUID.random()) - 1] })],
      [transactionCommit, () => ({})],
      [transactionRollback, () => ({})],
      [transactionalMapPut, () => ({ response: null })],
    ];
    for (const [row, response] of answers)
      member.on(row, call => {
        if (silent.has(row)) open.push(call);
        else call.answer(response() as never);
      });
  }

  async function connected(config?: ClientConfig): Promise<void> {
    virtual = await connectedTo(1, config);
    listenTo(virtual.cluster.members[0]!);
  }

  beforeEach(async () => {
    silent = new Set();
    ids = [];
    open = [];
    await connected();
  });

  const run = <R>(work: (tx: Transaction) => ObservableInput<R>, options?: TransactionOptions) =>
    virtual.watch(virtual.client.transaction(work, options));
  /** The ends of names: what the member was asked in transactions, in its order. */
  const asked = (): string =>
    member.received
      .filter(({ operation }) => operation.name.startsWith('Transaction'))
      .map(({ operation }) => operation.name.split('.')[1])
      .join(' ');

  /** Answers the request that was left open. */
  async function answer(response: object = {}): Promise<void> {
    open.shift()!.answer(response as never);
    await virtual.settle();
  }

  async function refuse(code: MemberErrorCode): Promise<void> {
    open.shift()!.refuse(code);
    await virtual.settle();
  }

  const active = () => partsOf(virtual.client).invoker.active;

  it('is begun anew for each who subscribes, as another owner', async () => {
    const work$ = virtual.client.transaction(put);
    await virtual.settle();
    expect(asked()).toBe('');
    for (const _ of [1, 2]) {
      const told = virtual.watch(work$);
      await virtual.settle();
      expect([told.values, told.completed]).toEqual([[null], true]);
    }
    expect(asked()).toBe('create put commit create put commit');
    const threads = member.of(transactionCreate).map(({ request }) => request.threadId.toNumber());
    expect(threads[1]).toBeGreaterThan(threads[0]!);
    for (const row of [transactionalMapPut, transactionCommit])
      expect(member.of(row).map(({ request }) => request.threadId.toNumber())).toEqual(threads);
    expect(member.of(transactionalMapPut).map(({ request }) => request.txnId)).toEqual(ids);
    expect(member.of(transactionCommit).map(({ request }) => request.transactionId)).toEqual(ids);
  });

  it('does the work once it has begun, and tells the results once it is committed', async () => {
    silent = new Set(ROWS);
    let begun = 0;
    const told = run(tx => {
      begun++;
      return concat(put(tx), of('b'));
    });
    await virtual.settle();
    expect([begun, asked()]).toEqual([0, 'create']);
    await answer({ response: UUID.random() });
    expect([begun, asked()]).toEqual([1, 'create put commit']);
    expect([told.values, active()]).toEqual([[], 1]);
    await answer();
    expect([told.values, told.completed, active()]).toEqual([[null, 'b'], true, 0]);
    await virtual.advance(200_000);
    expect(asked()).toBe('create put commit');
  });

  it.each<[TransactionOptions | undefined, object]>([
    [undefined, { timeout: 120_000, durability: 1, transactionType: 2 }],
    [
      { timeout: 1, durability: 0, type: 'ONE_PHASE' },
      { timeout: 1, durability: 0, transactionType: 1 },
    ],
    [
      { timeout: 2 ** 31 - 1, durability: 6, type: 'TWO_PHASE' },
      { timeout: 2 ** 31 - 1, durability: 6, transactionType: 2 },
    ],
  ])('tells the member of %j', async (options, terms) => {
    const told = run(put, options);
    await virtual.settle();
    expect(told.completed).toBe(true);
    const { timeout, ...request } = member.of(transactionCreate)[0]!.request;
    expect({ ...request, timeout: timeout.toNumber() }).toMatchObject(terms);
  });

  it.each<[object, string]>([
    [{ timeout: 0.5 }, 'timeout must be 1 to 2147483647 ms, not 0.5'],
    [{ timeout: 2 ** 31 }, 'timeout must be 1 to 2147483647 ms, not 2147483648'],
    [{ durability: 7 }, 'durability must be a whole number from 0 to 6, not 7'],
    [{ durability: -1 }, 'durability must be a whole number from 0 to 6, not -1'],
    [{ type: 'toString' }, 'type must be ONE_PHASE or TWO_PHASE, not toString'],
    [{ type: 'XA' }, 'type must be ONE_PHASE or TWO_PHASE, not XA'],
  ])('refuses %j, and sends nothing', async (options, reason) => {
    const told = run(put, options);
    expect(told.trouble).toMatchObject({ code: 'ILLEGAL_ARGUMENT', operation: 'Transaction.create', reason });
    await virtual.settle();
    expect(asked()).toBe('');
  });

  it('tells why it cannot begin, and does no work', async () => {
    silent.add(transactionCreate);
    const told = run(() => expect.fail('no work'));
    await virtual.settle();
    await refuse('TRANSACTION');
    expect(told.trouble).toMatchObject({ code: 'TRANSACTION', operation: 'Transaction.create' });
    expect([asked(), active()]).toEqual(['create', 0]);
  });

  it.each<[string, (reason: Error) => never]>([
    ['fails', reason => throwError(() => reason) as never],
    ['throws', reason => { throw reason; }], // prettier-ignore
  ])('tells why the work %s, once it is rolled back', async (_, fail) => {
    silent.add(transactionRollback);
    const reason = new Error('no');
    const told = run(tx => put(tx).pipe(concatMap(() => fail(reason))));
    await virtual.settle();
    expect([asked(), told.error, active()]).toEqual(['create put rollback', undefined, 1]);
    await answer();
    expect([told.error, told.values, active()]).toEqual([reason, [], 0]);
  });

  it('tells why the work failed also when the rollback does', async () => {
    silent.add(transactionRollback);
    const reason = new Error('no');
    const told = run(() => throwError(() => reason));
    await virtual.settle();
    await refuse('TRANSACTION');
    expect([told.error, asked()]).toEqual([reason, 'create rollback']);
  });

  it('rolls back when the commit is refused, and tells why that was', async () => {
    silent.add(transactionCommit);
    const told = run(put);
    await virtual.settle();
    await refuse('TRANSACTION_TIMED_OUT');
    expect(told.trouble).toMatchObject({ code: 'TRANSACTION_TIMED_OUT', operation: 'Transaction.commit' });
    expect([told.values, asked()]).toEqual([[], 'create put commit rollback']);
  });

  describe('time', () => {
    it('is over for work that is not done, from the begin on', async () => {
      silent.add(transactionCreate);
      let ended = 0;
      const told = run(tx => merge(put(tx), NEVER).pipe(finalize(() => ended++)), { timeout: 700 });
      await virtual.advance(300);
      await answer({ response: UUID.random() });
      await virtual.advance(399);
      expect([ended, told.error]).toEqual([0, undefined]);
      await virtual.advance(1);
      expect(told.trouble).toBeInstanceOf(TimeoutError);
      expect(told.trouble).toMatchObject({ code: 'TRANSACTION_TIMED_OUT', operation: 'Transaction.create' });
      expect(told.trouble.reason).toContain('700 ms');
      expect([ended, asked(), told.endedAt]).toEqual([1, 'create put rollback', 700]);
    });

    it('is over also while it begins; then it ends at once', async () => {
      silent.add(transactionCreate);
      const told = run(() => expect.fail('no work'), { timeout: 700 });
      await virtual.advance(1000);
      expect(told.error).toBeUndefined();
      await answer({ response: UUID.random() });
      expect(told.trouble.code).toBe('TRANSACTION_TIMED_OUT');
      expect(asked()).toBe('create rollback');
    });

    it('is no matter for a commit that was sent: the member decides', async () => {
      silent.add(transactionCommit);
      const told = run(put, { timeout: 700 });
      await virtual.advance(5000);
      expect(told.error).toBeUndefined();
      await answer();
      expect(told.values).toEqual([null]);
    });

    it('is not for ever where the member does not answer at all', async () => {
      await connected({
        properties: {
          'hazelcast.client.invocation.timeout.millis': 3000,
          'hazelcast.client.heartbeat.timeout': 600_000,
        },
      });
      silent.add(transactionRollback);
      const told = run(tx => merge(put(tx), NEVER), { timeout: 700 });
      await virtual.advance(10_000);
      expect(told.error).toBeInstanceOf(TimeoutError);
      expect(told.endedAt).toBeLessThanOrEqual(3700 + 100);
      expect([asked(), active()]).toEqual(['create put rollback', 0]);
    });

    it('is what a call in it may take, however short others are', async () => {
      await connected({ properties: { 'hazelcast.client.invocation.timeout.millis': 3000 } });
      silent.add(transactionalMapPut);
      const told = run(put, { timeout: 10_000 });
      await virtual.advance(9000);
      await answer({ response: null });
      expect([told.values, told.error]).toEqual([[null], undefined]);
    });

    it('leaves no timer behind, however it ends', async () => {
      const before = virtual.scheduler.actions.length;
      run(put);
      run(tx =>
        concat(
          put(tx),
          throwError(() => new Error('no')),
        ),
      );
      const left = run(() => NEVER);
      await virtual.settle();
      left.subscription.unsubscribe();
      await virtual.settle();
      expect(virtual.scheduler.actions.filter(({ closed }) => !closed)).toHaveLength(before);
    });
  });

  describe('who leaves', () => {
    it('before there is a connection begins nothing', async () => {
      virtual = new VirtualClient(new ScriptedCluster(1));
      listenTo(virtual.cluster.members[0]!);
      run(put).subscription.unsubscribe();
      await virtual.settle();
      expect(virtual.states.at(-1)).toBe('CONNECTED');
      expect([asked(), active()]).toEqual(['', 0]);
    });

    it('while it begins has it rolled back as soon as it has begun', async () => {
      silent.add(transactionCreate);
      const told = run(() => expect.fail('no work'));
      await virtual.settle();
      told.subscription.unsubscribe();
      expect(active()).toBe(0);
      const response = UUID.random();
      await answer({ response });
      expect(asked()).toBe('create rollback');
      expect(member.of(transactionRollback)[0]!.request.transactionId).toEqual(response);
    });

    it('while it works ends the work, and has it rolled back', async () => {
      let ended = 0;
      const told = run(tx => merge(put(tx), NEVER).pipe(finalize(() => ended++)));
      await virtual.settle();
      told.subscription.unsubscribe();
      expect([ended, active()]).toEqual([1, 0]);
      await virtual.settle();
      expect(asked()).toBe('create put rollback');
    });

    it('while a call is under way has it rolled back after that, and what waits is not sent', async () => {
      silent.add(transactionalMapPut);
      const told = run(tx => merge(put(tx), put(tx)));
      await virtual.settle();
      told.subscription.unsubscribe();
      await virtual.settle();
      expect(asked()).toBe('create put');
      await answer({ response: null });
      expect(asked()).toBe('create put rollback');
    });

    it('while it is committed leaves it committed', async () => {
      silent.add(transactionCommit);
      const told = run(put);
      await virtual.settle();
      told.subscription.unsubscribe();
      await answer();
      await virtual.advance(1000);
      expect([asked(), told.values]).toEqual(['create put commit', []]);
    });

    it('while it is committed has it rolled back where that fails', async () => {
      silent.add(transactionCommit);
      const told = run(put);
      await virtual.settle();
      told.subscription.unsubscribe();
      await refuse('TRANSACTION');
      expect(asked()).toBe('create put commit rollback');
    });

    it('while it is rolled back has it rolled back all the same, and once', async () => {
      silent = new Set([transactionalMapPut, transactionRollback]);
      const failure = new Subject<never>();
      const told = run(tx => merge(put(tx), failure));
      await virtual.settle();
      failure.error(new Error('no'));
      told.subscription.unsubscribe();
      await answer({ response: null });
      expect(asked()).toBe('create put rollback');
      await answer();
      await virtual.advance(1000);
      expect([asked(), told.error]).toEqual(['create put rollback', undefined]);
    });

    it('in the middle of its results changes nothing any more', async () => {
      const first = virtual.watch(virtual.client.transaction(() => ['a', 'b']).pipe(take(1)));
      await virtual.advance(1000);
      expect([first.values, asked(), active()]).toEqual([['a'], 'create commit', 0]);
    });
  });

  describe('a lost connection', () => {
    const states: [string, AnyOperation | undefined, string][] = [
      ['begins', transactionCreate, 'TARGET_DISCONNECTED Transaction.create'],
      ['works', undefined, 'TARGET_DISCONNECTED Transaction.create'],
      ['has a call under way', transactionalMapPut, 'TARGET_DISCONNECTED Transaction.create'],
      ['is committed', transactionCommit, 'INDETERMINATE_OPERATION_STATE Transaction.commit'],
    ];
    const told = ({ trouble }: Watched<unknown>) => `${trouble.code} ${trouble.operation}`;

    it.each(states)('ends it while it %s, for good', async (_, operation, error) => {
      if (operation) silent.add(operation);
      let begun = 0;
      const failed = run(tx => {
        begun++;
        return operation ? put(tx) : merge(put(tx), NEVER);
      });
      await virtual.settle();
      const before = asked();
      member.kill();
      await virtual.settle();
      expect(told(failed)).toBe(error);
      expect(failed.error instanceof IndeterminateError).toBe(operation === transactionCommit);
      member.restart();
      await virtual.advance(5000);
      expect(virtual.states.at(-1)).toBe('CONNECTED');
      expect([asked(), active(), begun]).toEqual([before, 0, operation === transactionCreate ? 0 : 1]);
    });

    it('while it is rolled back leaves the error of the work', async () => {
      silent.add(transactionRollback);
      const reason = new Error('no');
      const failed = run(() => throwError(() => reason));
      await virtual.settle();
      expect(failed.error).toBeUndefined();
      member.kill();
      await virtual.settle();
      expect(failed.error).toBe(reason);
    });

    it('of another member is no matter', async () => {
      virtual = await connectedTo(2);
      virtual.cluster.members.forEach(listenTo);
      const done = new Subject<never>();
      const working = run(tx => merge(put(tx), done));
      await virtual.settle();
      const [mine, other] = [...virtual.cluster.members].sort((a, b) => b.of(transactionCreate).length - a.of(transactionCreate).length); // prettier-ignore
      other!.kill();
      await virtual.settle();
      done.complete();
      await virtual.settle();
      expect([working.values, mine!.of(transactionCommit).length]).toEqual([[null], 1]);
    });

    it.each(states)('is what `shutdown` makes of it while it %s', async (_, operation) => {
      if (operation) silent.add(operation);
      const failed = run(tx => (operation ? put(tx) : merge(put(tx), NEVER)));
      await virtual.settle();
      virtual.watch(virtual.client.shutdown());
      const uncertain = operation === transactionCommit;
      expect(failed.trouble.code).toBe(uncertain ? 'INDETERMINATE_OPERATION_STATE' : 'CLIENT_NOT_ACTIVE');
      expect(failed.trouble.operation).toBe(uncertain ? 'Transaction.commit' : 'Transaction.create');
      expect(virtual.watch(virtual.client.transaction(put)).trouble.code).toBe('CLIENT_NOT_ACTIVE');
    });
  });

  it('waits for a connection as a call does', async () => {
    virtual = new VirtualClient(new ScriptedCluster(1));
    listenTo(virtual.cluster.members[0]!);
    const told = run(put);
    await virtual.settle();
    expect(told.values).toEqual([null]);
    member.kill();
    await virtual.settle();
    const second = run(put, { timeout: 1000 });
    await virtual.advance(60_000);
    expect(second.error).toBeUndefined();
    member.restart();
    await virtual.advance(30_000);
    expect(second.values).toEqual([null]);
  });

  it('is one call of the application', async () => {
    await connected({ maxPendingInvocations: 1 });
    const told = run(tx => merge(put(tx), put(tx)));
    expect(active()).toBe(1);
    expect(run(put).trouble.code).toBe('HAZELCAST_OVERLOAD');
    await virtual.settle();
    expect([told.values, active()]).toEqual([[null, null], 0]);
  });

  it('leaves other calls alone: those of its structures belong to it, and to nothing else after its end', async () => {
    let escaped!: TransactionalMap<string, number>;
    run(tx => {
      escaped = numbers(tx);
      return EMPTY;
    });
    await virtual.settle();
    const late = virtual.watch(escaped.get('a'));
    expect(late.trouble).toMatchObject({
      code: 'TRANSACTION_NOT_ACTIVE',
      operation: 'TransactionalMap.get',
      structure: 'm',
    });
    expect(member.of(transactionalMapGet)).toEqual([]);
  });

  it('serializes when it is subscribed to, and tells what cannot be', async () => {
    const value = { n: 1 };
    const told = run(tx => {
      const put$ = tx.getMap<string, object>('m').put('a', value);
      value.n = 2;
      return put$;
    });
    await virtual.settle();
    expect(told.completed).toBe(true);
    expect(member.of(transactionalMapPut)[0]!.request.value).toEqual({ n: 2 });
    const wrong = run(tx => tx.getMap<string, object>('m').put('a', Symbol('x') as never));
    await virtual.settle();
    expect(wrong.trouble).toMatchObject({ operation: 'TransactionalMap.put', structure: 'm' });
  });
});
