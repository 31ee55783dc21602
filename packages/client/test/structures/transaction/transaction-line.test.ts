import { type AnyOperation, UUID } from '@hazelrx/protocol';
import {
  transactionalMapGet,
  transactionalMapPut,
  transactionalMapSize,
  transactionCommit,
  transactionCreate,
  transactionRollback,
} from '@hazelrx/protocol/operations';
import Long from 'long';
import { beforeEach, describe, expect, it } from 'vitest';
import { partsOf } from '../../../src/client.js';
import type { Connections } from '../../../src/cluster/connections.js';
import { ConnectionError, IndeterminateError } from '../../../src/errors.js';
import { TransactionLine } from '../../../src/structures/transaction/transaction-line.js';
import type { Received, ScriptedMember } from '../../support/scripted-member.js';
import { connectedTo, type VirtualClient, type Watched } from '../../support/virtual-client.js';

const TERMS = { timeout: 5000, durability: 1, transactionType: 2, threadId: 7 };
const CALL_TIMEOUT = 10_000;
const ID = UUID.random();
const itself = { transactionId: ID, threadId: Long.fromNumber(7) };

/** A member that is the test: it answers nothing by itself. */
describe('TransactionLine', () => {
  let virtual: VirtualClient;
  let member: ScriptedMember;
  let connections: Connections;
  let line: TransactionLine;

  beforeEach(async () => {
    virtual = await connectedTo(1);
    member = virtual.cluster.members[0]!;
    connections = partsOf(virtual.client).router.connections;
    line = new TransactionLine(connections.any()!, TERMS, CALL_TIMEOUT);
  });

  /** The names of what the member was asked in the transaction, in its order. */
  const asked = (): string[] =>
    member.received.map(({ operation }) => operation.name).filter(name => name.startsWith('Transaction'));
  const last = <O extends AnyOperation>(operation: O): Received<O> => member.of(operation).at(-1)!;

  async function answer<O extends AnyOperation>(operation: O, response: object): Promise<void> {
    last(operation).answer(response as never);
    await virtual.settle();
  }

  async function begun(): Promise<void> {
    const beginning = virtual.watch(line.begin());
    await virtual.settle();
    await answer(transactionCreate, { response: ID });
    expect([beginning.values.length, beginning.completed]).toEqual([1, true]);
  }

  const size = () => virtual.watch(line.call(transactionalMapSize, 'm', {}));
  const get = (key: string) => virtual.watch(line.call(transactionalMapGet, 'm', { key }));
  const ended = (watched: Watched<unknown>) => [watched.completed, watched.error];

  it('sends nothing before it is subscribed to', async () => {
    line.begin();
    line.call(transactionalMapSize, 'm', {});
    await virtual.settle();
    expect(asked()).toEqual([]);
  });

  it('tells the member its terms, and of itself with every call', async () => {
    await begun();
    const sized = size();
    await virtual.settle();
    expect(last(transactionCreate).request).toEqual({
      timeout: Long.fromNumber(5000),
      durability: 1,
      transactionType: 2,
      threadId: Long.fromNumber(7),
    });
    expect(last(transactionalMapSize).request).toEqual({ name: 'm', txnId: ID, threadId: Long.fromNumber(7) });
    await answer(transactionalMapSize, { response: 3 });
    expect([sized.values, sized.completed]).toEqual([[{ response: 3 }], true]);
    const committing = virtual.watch(line.commit());
    await virtual.settle();
    expect(last(transactionCommit).request).toEqual(itself);
    await answer(transactionCommit, {});
    expect([committing.values.length, committing.completed]).toEqual([1, true]);
  });

  it('makes one call after the other, in the order in which they are subscribed to', async () => {
    await begun();
    const later = line.call(transactionalMapGet, 'm', { key: 'b' });
    const sized = size();
    const first = get('a');
    const second = virtual.watch(later);
    const committing = virtual.watch(line.commit());
    await virtual.settle();
    expect(asked().slice(1)).toEqual(['TransactionalMap.size']);
    await answer(transactionalMapSize, { response: 3 });
    expect(asked().slice(2)).toEqual(['TransactionalMap.get']);
    await answer(transactionalMapGet, { response: 'A' });
    expect([sized.completed, first.values, second.values]).toEqual([true, [{ response: 'A' }], []]);
    await answer(transactionalMapGet, { response: 'B' });
    expect(member.of(transactionalMapGet).map(({ request }) => request.key)).toEqual(['a', 'b']);
    expect([second.values, committing.values]).toEqual([[{ response: 'B' }], []]);
    expect(asked().slice(4)).toEqual(['Transaction.commit']);
  });

  it('goes on after a call that the member refuses, and says which it was', async () => {
    await begun();
    const sized = size();
    const next = get('a');
    await virtual.settle();
    last(transactionalMapSize).refuse('TRANSACTION');
    await virtual.settle();
    expect(sized.trouble).toMatchObject({ code: 'TRANSACTION', operation: 'TransactionalMap.size', structure: 'm' });
    await answer(transactionalMapGet, { response: null });
    expect(next.completed).toBe(true);
  });

  it('goes on after a call that cannot be written', async () => {
    await begun();
    const wrong = virtual.watch(line.call(transactionalMapGet, 'm', { key: Symbol('x') }));
    expect(wrong.trouble).toMatchObject({ operation: 'TransactionalMap.get', structure: 'm' });
    const next = size();
    await virtual.settle();
    expect(asked().slice(1)).toEqual(['TransactionalMap.size']);
    await answer(transactionalMapSize, { response: 0 });
    expect(next.completed).toBe(true);
  });

  it('makes no call whose caller has left, and waits for the one that it has made', async () => {
    await begun();
    const left = size();
    const passed = get('a');
    const next = get('b');
    await virtual.settle();
    left.subscription.unsubscribe();
    passed.subscription.unsubscribe();
    await virtual.settle();
    expect(asked().slice(1)).toEqual(['TransactionalMap.size']);
    await answer(transactionalMapSize, { response: 0 });
    expect(member.of(transactionalMapGet).map(({ request }) => request.key)).toEqual(['b']);
    await answer(transactionalMapGet, { response: null });
    expect([left.values, passed.values, next.completed]).toEqual([[], [], true]);
  });

  it('gives a call up when it takes too long, and goes on', async () => {
    await begun();
    const slow = size();
    const next = get('a');
    await virtual.advance(CALL_TIMEOUT + 200);
    expect(slow.trouble).toMatchObject({ code: 'OPERATION_TIMEOUT', operation: 'TransactionalMap.size' });
    expect(asked().slice(2)).toEqual(['TransactionalMap.get']);
    expect(ended(next)).toEqual([false, undefined]);
  });

  it.each(['commit', 'rollback'] as const)('takes no calls after the %s', async end => {
    await begun();
    virtual.watch<unknown>(line[end]());
    expect(() => line.call(transactionalMapPut, 'm', { key: 'a' })).toThrow(
      expect.objectContaining({ code: 'TRANSACTION_NOT_ACTIVE', operation: 'TransactionalMap.put', structure: 'm' }),
    );
    await virtual.settle();
    expect(asked().slice(1)).toEqual([`Transaction.${end}`]);
  });

  describe('rollback', () => {
    it('comes after the call under way, in place of those that wait', async () => {
      await begun();
      const under = size();
      const waiting = get('a');
      const committing = virtual.watch(line.commit());
      const rolled = virtual.watch(line.rollback());
      await virtual.settle();
      expect(asked().slice(1)).toEqual(['TransactionalMap.size']);
      expect(waiting.trouble).toMatchObject({ code: 'TRANSACTION_NOT_ACTIVE', operation: 'TransactionalMap.get' });
      expect(committing.trouble).toMatchObject({ code: 'TRANSACTION_NOT_ACTIVE', operation: 'Transaction.commit' });
      await answer(transactionalMapSize, { response: 0 });
      expect(under.completed).toBe(true);
      expect(asked().slice(2)).toEqual(['Transaction.rollback']);
      expect([last(transactionRollback).request, rolled.completed]).toEqual([itself, false]);
      await answer(transactionRollback, {});
      expect(rolled.completed).toBe(true);
    });

    it('waits for no answer to a commit that was not sent', async () => {
      await begun();
      size();
      const committing = virtual.watch(line.commit());
      committing.subscription.unsubscribe();
      virtual.watch(line.rollback());
      await virtual.settle();
      await answer(transactionalMapSize, { response: 0 });
      expect(asked().slice(2)).toEqual(['Transaction.rollback']);
    });

    it.each(['was not begun', 'could not be begun'])('does nothing when it %s', async state => {
      if (state === 'could not be begun') {
        const beginning = virtual.watch(line.begin());
        await virtual.settle();
        last(transactionCreate).refuse('TRANSACTION');
        await virtual.settle();
        expect(beginning.trouble).toMatchObject({ code: 'TRANSACTION', operation: 'Transaction.create' });
      }
      const rolled = virtual.watch(line.rollback());
      await virtual.settle();
      expect(rolled.completed).toBe(true);
      expect(asked()).not.toContain('Transaction.rollback');
    });

    it.each([true, false])('does nothing when it is committed (somebody waited for that: %s)', async waited => {
      await begun();
      const committing = virtual.watch(line.commit());
      await virtual.settle();
      if (!waited) committing.subscription.unsubscribe();
      const rolled = virtual.watch(line.rollback());
      await answer(transactionCommit, {});
      expect(rolled.completed).toBe(true);
      await virtual.settle();
      expect(asked().slice(1)).toEqual(['Transaction.commit']);
    });

    it('comes after a commit that the member refuses', async () => {
      await begun();
      const committing = virtual.watch(line.commit());
      await virtual.settle();
      last(transactionCommit).refuse('TRANSACTION');
      await virtual.settle();
      expect(committing.trouble).toMatchObject({ code: 'TRANSACTION', operation: 'Transaction.commit' });
      virtual.watch(line.rollback());
      await virtual.settle();
      expect(asked().slice(2)).toEqual(['Transaction.rollback']);
    });

    it('rolls back what is begun when nobody waits for it any more', async () => {
      const beginning = virtual.watch(line.begin());
      await virtual.settle();
      beginning.subscription.unsubscribe();
      const rolled = virtual.watch(line.rollback());
      await virtual.settle();
      expect(asked()).toEqual(['Transaction.create']);
      await answer(transactionCreate, { response: ID });
      expect(asked()).toEqual(['Transaction.create', 'Transaction.rollback']);
      expect(last(transactionRollback).request).toEqual(itself);
      await answer(transactionRollback, {});
      expect(rolled.completed).toBe(true);
    });

    it('is sent once, however often it is asked for', async () => {
      await begun();
      const first = virtual.watch(line.rollback());
      const second = virtual.watch(line.rollback());
      await virtual.settle();
      await answer(transactionRollback, {});
      expect([first.completed, second.completed]).toEqual([true, true]);
      const third = virtual.watch(line.rollback());
      await virtual.settle();
      expect(third.completed).toBe(true);
      expect(asked().slice(1)).toEqual(['Transaction.rollback']);
    });

    it('fails when the connection does', async () => {
      await begun();
      const rolled = virtual.watch(line.rollback());
      await virtual.settle();
      member.kill();
      await virtual.settle();
      expect(rolled.trouble).toMatchObject({ code: 'TARGET_DISCONNECTED', operation: 'Transaction.rollback' });
      const late = virtual.watch(new TransactionLine(line.connection, TERMS, CALL_TIMEOUT).begin());
      expect(late.trouble).toMatchObject({ code: 'TARGET_DISCONNECTED', operation: 'Transaction.create' });
    });
  });

  describe('a lost connection', () => {
    it('fails what is under way and what waits, each with its own name', async () => {
      await begun();
      const calls = [size(), get('a')];
      await virtual.settle();
      member.kill();
      await virtual.settle();
      expect(calls.map(({ trouble }) => [trouble.code, trouble.operation, trouble.structure])).toEqual([
        ['TARGET_DISCONNECTED', 'TransactionalMap.size', 'm'],
        ['TARGET_DISCONNECTED', 'TransactionalMap.get', 'm'],
      ]);
    });

    it('is told: the members roll it back', async () => {
      const lost = virtual.watch(line.lost$(connections));
      await begun();
      size();
      await virtual.settle();
      member.kill();
      await virtual.settle();
      expect(lost.trouble).toBeInstanceOf(ConnectionError);
      expect(lost.trouble).toMatchObject({ code: 'TARGET_DISCONNECTED', operation: 'Transaction.create' });
      expect(lost.trouble.reason).toMatch(/^the members roll the transaction back: .*10\.0\.0\.1:5701/);
      expect(lost.trouble.cause).toMatchObject({ code: 'TARGET_DISCONNECTED' });
    });

    it('leaves open what became of a commit that was sent', async () => {
      const lost = virtual.watch(line.lost$(connections));
      await begun();
      const committing = virtual.watch(line.commit());
      await virtual.settle();
      member.kill();
      await virtual.settle();
      for (const { trouble } of [lost, committing]) {
        expect(trouble).toBeInstanceOf(IndeterminateError);
        expect(trouble).toMatchObject({ code: 'INDETERMINATE_OPERATION_STATE', operation: 'Transaction.commit' });
        expect(trouble.cause).toMatchObject({ code: 'TARGET_DISCONNECTED' });
      }
    });

    it('leaves nothing open of a commit that waits for its turn', async () => {
      const lost = virtual.watch(line.lost$(connections));
      await begun();
      size();
      virtual.watch(line.commit());
      await virtual.settle();
      member.kill();
      expect(lost.error).toBeUndefined();
      await virtual.settle();
      expect(lost.trouble).toMatchObject({ code: 'TARGET_DISCONNECTED', operation: 'Transaction.create' });
      expect(asked()).not.toContain('Transaction.commit');
    });

    it('is not that of another member', async () => {
      virtual = await connectedTo(2);
      connections = partsOf(virtual.client).router.connections;
      const [mine, other] = connections.open;
      const lost = virtual.watch(new TransactionLine(mine!, TERMS, CALL_TIMEOUT).lost$(connections));
      other!.closed(new Error('cut'));
      expect(ended(lost)).toEqual([false, undefined]);
      mine!.closed(new Error('cut'));
      expect(lost.trouble).toMatchObject({ code: 'TARGET_DISCONNECTED' });
    });

    it('is the end of the client, where that ends it', async () => {
      const lost = virtual.watch(line.lost$(connections));
      await begun();
      virtual.watch(virtual.client.shutdown());
      expect(lost.trouble).toMatchObject({ code: 'CLIENT_NOT_ACTIVE', operation: 'Transaction.create' });
    });
  });

  it('does not know of a commit without an answer in time', async () => {
    await begun();
    const committing = virtual.watch(line.commit());
    await virtual.advance(CALL_TIMEOUT + 200);
    expect(committing.trouble).toBeInstanceOf(IndeterminateError);
    expect(committing.trouble).toMatchObject({ operation: 'Transaction.commit', cause: { code: 'OPERATION_TIMEOUT' } });
  });

  it('takes what is called by whoever is told of an answer', async () => {
    await begun();
    const second: Watched<unknown>[] = [];
    line.call(transactionalMapSize, 'm', {}).subscribe(() => second.push(get('a')));
    await virtual.settle();
    await answer(transactionalMapSize, { response: 1 });
    await answer(transactionalMapGet, { response: 'A' });
    expect(second[0]!.values).toEqual([{ response: 'A' }]);
  });
});
