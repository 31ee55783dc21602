import {
  type HazelcastClient,
  IndeterminateError,
  Long,
  TimeoutError,
  type Transaction,
  type TransactionalMap,
} from 'hazelrx';
import { partsOf } from 'hazelrx/internal';
import {
  queueIterator,
  queueOffer,
  transactionalMapGet,
  transactionCommit,
  transactionCreate,
  transactionRollback,
} from 'hazelrx/operations';
import {
  concat,
  concatMap,
  EMPTY,
  finalize,
  firstValueFrom as valueOf,
  forkJoin,
  from,
  lastValueFrom,
  merge,
  NEVER,
  type ObservableInput,
  of,
  throwError,
  toArray,
} from 'rxjs';
import { beforeEach, expect, it } from 'vitest';
import { errorOf } from '../../support/awaiting.js';
import { type SuiteCluster, uniqueName } from '../../support/clusters.js';
import { eventually, record } from '../../support/recording.js';

type Numbers = TransactionalMap<string, number>;

/** Resolves once nobody holds the key: its transaction is over. */
async function isFree(client: HazelcastClient, name: string, key: string): Promise<void> {
  await eventually(
    () => valueOf(client.getMap(name).isLocked(key)),
    locked => !locked,
  );
}

/** How transactions end, and what is left of them then. */
export function transactionEndsContract(cluster: SuiteCluster): void {
  let name: string;
  let client: HazelcastClient;
  const outside = (key = 'a') => valueOf(cluster.otherClient.getMap(name).get(key));
  const numbers = (tx: Transaction): Numbers => tx.getMap<string, number>(name);

  beforeEach(() => {
    name = uniqueName('transactions');
    client = cluster.client;
  });

  it('commits when the work completes, and tells its results then', async () => {
    const seen: unknown[] = [];
    const done$ = client.transaction(tx =>
      concat(
        numbers(tx).put('a', 1),
        of('between'),
        from(outside()).pipe(concatMap(value => (seen.push(value), EMPTY))),
        numbers(tx).put('a', 2),
      ),
    );
    expect(await outside()).toBeNull();
    using told = record(done$);
    await told.until((_, { completed }) => completed);
    expect(told.items).toEqual([null, 'between', 1]);
    expect(seen).toEqual([null]);
    expect(await outside()).toBe(2);
    expect(await lastValueFrom(done$.pipe(toArray()))).toEqual([2, 'between', 1]);
  });

  it.each([{}, { type: 'ONE_PHASE' }, { type: 'TWO_PHASE', durability: 0, timeout: 10_000 }] as const)(
    'commits with %j',
    async options => {
      await lastValueFrom(client.transaction(tx => numbers(tx).set('a', 5), options));
      expect(await outside()).toBe(5);
    },
  );

  it('takes work of any kind, also none', async () => {
    expect(await lastValueFrom(client.transaction(async tx => valueOf(numbers(tx).put('a', 1))))).toBeNull();
    expect(await lastValueFrom(client.transaction(() => []).pipe(toArray()))).toEqual([]);
    expect(await outside()).toBe(1);
  });

  it.each<[string, (reason: Error) => ObservableInput<never>]>([
    ['fails', reason => throwError(() => reason)],
    ['rejects', reason => Promise.reject(reason)],
    ['throws', reason => { throw reason; }], // prettier-ignore
  ])('rolls back when the work %s, before it tells why', async (_, fail) => {
    const reason = new Error('cannot work');
    const failed = lastValueFrom(
      client.transaction(tx =>
        numbers(tx)
          .put('a', 1)
          .pipe(concatMap(() => fail(reason))),
      ),
    );
    expect(await failed.catch((error: unknown) => error)).toBe(reason);
    expect(await valueOf(cluster.otherClient.getMap(name).isLocked('a'))).toBe(false);
    expect(await outside()).toBeNull();
  });

  it('rolls back on unsubscribe, wherever that comes', async () => {
    let ended = 0;
    const work = (tx: Transaction) => merge(numbers(tx).put('a', 1), NEVER).pipe(finalize(() => ended++));
    client.transaction(work).subscribe().unsubscribe();
    const working = client.transaction(work).subscribe();
    await eventually(
      () => valueOf(cluster.otherClient.getMap(name).isLocked('a')),
      locked => locked,
    );
    working.unsubscribe();
    expect(ended).toBe(1);
    await isFree(cluster.otherClient, name, 'a');
    expect(await outside()).toBeNull();
    await eventually(
      () => partsOf(client).invoker.active,
      active => active === 0,
    );
  });

  it('waits for a call under way before it rolls back', async () => {
    const queue = uniqueName('transaction-queue');
    await valueOf(client.invoke(queueOffer, { name: queue, value: 'item', timeoutMillis: 0 }));
    for (let round = 0; round < 20; round++) {
      const working = client.transaction(tx => merge(numbers(tx).put('b', 1), tx.getQueue(queue).poll())).subscribe();
      await new Promise(resolve => setImmediate(resolve));
      working.unsubscribe();
    }
    await eventually(
      () => valueOf(client.invoke(queueIterator, { name: queue })),
      ({ response }) => response.length === 1,
    );
    await isFree(client, name, 'b');
  });

  it('sends its calls one after the other, in their order', async () => {
    const keys = Array.from({ length: 50 }, (_, n) => `${n % 5}`);
    await lastValueFrom(client.transaction(tx => forkJoin(keys.map((key, n) => numbers(tx).put(key, n)))));
    for (const key of ['0', '1', '2', '3', '4']) expect(await outside(key)).toBe(45 + Number(key));
  });

  it('commits what was called before the work completed, and refuses what comes after', async () => {
    let escaped!: Numbers;
    await lastValueFrom(
      client.transaction(tx => {
        escaped = numbers(tx);
        escaped.put('a', 1).subscribe();
        return of('done');
      }),
    );
    expect(await outside()).toBe(1);
    const late = await errorOf(escaped.get('a'));
    expect(late).toMatchObject({ code: 'TRANSACTION_NOT_ACTIVE', operation: 'TransactionalMap.get', structure: name });
  });

  it('is rolled back when its time is up', async () => {
    const late = await errorOf(client.transaction(tx => merge(numbers(tx).put('a', 1), NEVER), { timeout: 700 }));
    expect(late).toBeInstanceOf(TimeoutError);
    expect(late).toMatchObject({ code: 'TRANSACTION_TIMED_OUT', operation: 'Transaction.create' });
    await isFree(cluster.otherClient, name, 'a');
    expect(await outside()).toBeNull();
  });

  it.each<[object, string]>([
    [{ timeout: 0 }, 'timeout'],
    [{ timeout: NaN }, 'timeout'],
    [{ timeout: 2 ** 31 }, 'timeout'],
    [{ durability: -1 }, 'durability'],
    [{ durability: 1.5 }, 'durability'],
    [{ type: 'LOCAL' }, 'type'],
  ])('refuses %j', async (options, what) => {
    const refused = await errorOf(client.transaction(() => EMPTY, options));
    expect(refused).toMatchObject({ code: 'ILLEGAL_ARGUMENT', operation: 'Transaction.create' });
    expect(refused.reason).toContain(what);
  });

  it('tells what a member refuses, and can go on after that', async () => {
    const results = await lastValueFrom(
      client
        .transaction(tx => {
          const map = tx.getMap<never, number>(name);
          return concat(numbers(tx).put('a', 1), from(errorOf(map.put(null as never, 1))));
        })
        .pipe(toArray()),
    );
    expect(results).toMatchObject([
      null,
      { code: 'ILLEGAL_ARGUMENT', operation: 'TransactionalMap.put', structure: name },
    ]);
    expect(await outside()).toBe(1);
  });

  it('is of one connection: others know nothing of it', async () => {
    const { response: txnId } = await valueOf(
      client.invoke(transactionCreate, { timeout: 5000, durability: 1, transactionType: 1, threadId: Long.ONE }),
    );
    const call = { name, key: 'a', txnId, threadId: Long.ONE };
    const refused = await errorOf(cluster.otherClient.invoke(transactionalMapGet, call));
    expect(refused).toMatchObject({ code: 'TRANSACTION', operation: 'TransactionalMap.get', structure: name });
  });

  it('fails with its connection, and is not begun anew', async () => {
    const own = cluster.newClient();
    let begun = 0;
    const work$ = own.transaction(tx => {
      begun++;
      return merge(numbers(tx).put('a', 1), NEVER);
    });
    using working = record(work$);
    await eventually(
      () => valueOf(client.getMap(name).isLocked('a')),
      locked => locked,
    );
    for (const connection of partsOf(own).router.connections.open) connection.closed(new Error('cut'));
    await working.until((_, { error }) => error !== undefined);
    expect(working.error).toMatchObject({ code: 'TARGET_DISCONNECTED', operation: 'Transaction.create' });
    expect(begun).toBe(1);
    await isFree(client, name, 'a');
    expect(await outside()).toBeNull();
    expect(await lastValueFrom(own.transaction(tx => numbers(tx).put('a', 7)))).toBeNull();
  });

  it('says that it does not know when the connection ends during the commit', async () => {
    const own = cluster.newClient();
    const { router, pending } = partsOf(own);
    const cut: unknown[] = [];
    const cutAll = (): void => {
      for (const connection of router.connections.open) {
        cut.push(...pending.on(connection).map(({ operation }) => operation));
        connection.closed(new Error('cut'));
      }
    };
    // As soon as the put was answered: the commit is on its way then.
    const work = (tx: Transaction) =>
      numbers(tx)
        .put('a', 1)
        .pipe(finalize(() => queueMicrotask(cutAll)));
    const working = errorOf(own.transaction(work));
    const failed = await working;
    expect(cut).toContain(transactionCommit);
    expect(failed).toBeInstanceOf(IndeterminateError);
    expect(failed).toMatchObject({ code: 'INDETERMINATE_OPERATION_STATE', operation: 'Transaction.commit' });
    expect([null, 1]).toContain(await outside());
  });

  it('ends with its client', async () => {
    const own = cluster.newClient();
    using working = record(own.transaction(tx => merge(numbers(tx).put('a', 1), NEVER)));
    await eventually(
      () => valueOf(client.getMap(name).isLocked('a')),
      locked => locked,
    );
    await valueOf(own.shutdown());
    expect(working.error).toMatchObject({ code: 'CLIENT_NOT_ACTIVE' });
    await isFree(client, name, 'a');
    expect(await errorOf(own.transaction(() => EMPTY))).toMatchObject({ code: 'CLIENT_NOT_ACTIVE' });
  });

  it('is unknown to the members after its end', async () => {
    const { response: transactionId } = await valueOf(
      client.invoke(transactionCreate, { timeout: 5000, durability: 1, transactionType: 1, threadId: Long.ONE }),
    );
    const end = { transactionId, threadId: Long.ONE };
    const rolledBack: unknown[] = [];
    for (const { uuid: member } of await valueOf(client.members$)) {
      const end$ = client.invoke(transactionRollback, end, { member });
      rolledBack.push(await valueOf(end$).then(() => true, () => false)); // prettier-ignore
      const refused = await errorOf(client.invoke(transactionCommit, end, { member }));
      expect(refused).toMatchObject({ code: 'TRANSACTION', operation: 'Transaction.commit' });
    }
    expect(rolledBack.filter(Boolean)).toHaveLength(1);
  });
}
