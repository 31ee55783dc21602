import { Data } from '@hazelrx/protocol';
import { sqlClose, sqlExecute, sqlFetch } from '@hazelrx/protocol/operations';
import Long from 'long';
import { NEVER, Subject, take } from 'rxjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { partsOf } from '../../src/client.js';
import { ConnectionError, IndeterminateError, TimeoutError } from '../../src/errors.js';
import { counted, keepSchemas, written } from '../support/compact-values.js';
import type { Received, ScriptedMember } from '../support/scripted-member.js';
import { connectedTo, type VirtualClient } from '../support/virtual-client.js';

const STATEMENT = 'SELECT n FROM t';
const INTEGER = 4;

const page = (columns: readonly (readonly unknown[])[], last = false, type = INTEGER) => ({
  last,
  columnTypes: columns.map(() => type),
  columns,
});
const noRows = { rowMetadata: null, rowPage: null, updateCount: 0, isInfiniteRows: false, partitionArgumentIndex: -1 };

/** A member that is the test: it answers nothing by itself. */
describe('SQL', () => {
  let t: VirtualClient;
  let member: ScriptedMember;

  beforeEach(async () => {
    t = await connectedTo(1);
    member = t.cluster.members[0]!;
  });

  const requests = (): [executed: number, fetched: number, closed: number] => [
    member.of(sqlExecute).length,
    member.of(sqlFetch).length,
    member.of(sqlClose).length,
  ];
  const last = <O extends typeof sqlExecute | typeof sqlFetch | typeof sqlClose>(operation: O): Received<O> =>
    member.of(operation).at(-1)!;

  async function first(values: readonly unknown[], isLast = false, type = INTEGER): Promise<void> {
    last(sqlExecute).answer({
      ...noRows,
      rowMetadata: [{ name: 'n', type, nullable: true }],
      rowPage: page([values], isLast, type),
      updateCount: -1,
      error: null,
    });
    await t.settle();
  }
  async function next(values: readonly unknown[], isLast = false): Promise<void> {
    last(sqlFetch).answer({ rowPage: page([values], isLast), error: null });
    await t.settle();
  }
  const failure = (code: number, suggestion: string | null = null) => ({
    code,
    message: 'told so',
    originatingMemberId: member.uuid,
    suggestion,
    causeStackTrace: null,
  });
  async function watch<T>(source: Parameters<VirtualClient['watch']>[0]) {
    const watched = t.watch<T>(source as never);
    await t.settle();
    return watched;
  }

  it('sends the statement with its options on subscribe, to the member that its id names', async () => {
    const options = { schema: 's', timeout: 700, cursorBufferSize: 2 };
    const rows$ = t.client.sql.query(STATEMENT, ['a', null], options);
    expect(requests()).toEqual([0, 0, 0]);
    await watch(rows$);
    const { request } = last(sqlExecute);
    expect(request).toMatchObject({
      sql: STATEMENT,
      timeoutMillis: Long.fromNumber(700),
      cursorBufferSize: 2,
      schema: 's',
      expectedResultType: 1,
      parameters: ['a', null],
    });
    const { w0, w1, w2, w3 } = member.uuid;
    expect([request.queryId.memberIdHigh, request.queryId.memberIdLow]).toEqual([new Long(w1, w0), new Long(w3, w2)]);
  });

  it('fetches the next page once the one before was delivered, and completes after the last', async () => {
    const rows = await watch(t.client.sql.query(STATEMENT));
    await first([1, 2]);
    expect([rows.values, requests()]).toEqual([
      [{ n: 1 }, { n: 2 }],
      [1, 1, 0],
    ]);
    await next([]);
    await next([3], true);
    expect([rows.values.length, rows.completed, requests()]).toEqual([3, true, [1, 2, 0]]);
    expect(last(sqlFetch).request.queryId).toEqual(last(sqlExecute).request.queryId);
  });

  it('fetches the next page once the handlers of the one before are done', async () => {
    const handlers: Subject<number>[] = [];
    const handler = () => (handlers[handlers.length] = new Subject<number>());
    await watch(t.client.sql.consume(STATEMENT, [], handler, { concurrency: 2 }));
    await first([1, 2, 3]);
    expect([handlers.length, requests()]).toEqual([2, [1, 0, 0]]);
    for (const n of [0, 1, 2]) {
      expect(requests()).toEqual([1, 0, 0]);
      handlers[n]!.complete();
    }
    await t.settle();
    expect(requests()).toEqual([1, 1, 0]);
  });

  it('closes it once when it is left while the statement is on its way', async () => {
    const rows = await watch(t.client.sql.query(STATEMENT));
    rows.subscription.unsubscribe();
    rows.subscription.unsubscribe();
    await t.settle();
    expect(requests()).toEqual([1, 0, 1]);
    expect(last(sqlClose).request.queryId).toEqual(last(sqlExecute).request.queryId);
    await first([1]);
    expect([rows.values, requests()]).toEqual([[], [1, 0, 1]]);
  });

  it('closes it once when it is left while a page is on its way', async () => {
    const rows = await watch(t.client.sql.query(STATEMENT));
    await first([1]);
    rows.subscription.unsubscribe();
    await t.settle();
    expect(requests()).toEqual([1, 1, 1]);
    await next([2]);
    expect([rows.values.length, requests()]).toEqual([1, [1, 1, 1]]);
  });

  it('closes it once when enough rows have come', async () => {
    const rows = await watch(t.client.sql.query(STATEMENT).pipe(take(1)));
    await first([1, 2]);
    expect([rows.values, rows.completed, requests()]).toEqual([[{ n: 1 }], true, [1, 0, 1]]);
  });

  it('closes it when a handler fails', async () => {
    const failing = () => {
      throw new Error('no');
    };
    const rows = await watch(t.client.sql.consume(STATEMENT, [], failing));
    await first([1, 2]);
    expect([(rows.error as Error).message, requests()]).toEqual(['no', [1, 0, 1]]);
  });

  it('closes nothing that has ended by itself', async () => {
    const all = await watch(t.client.sql.query(STATEMENT).pipe(take(1)));
    await first([1, 2], true);
    expect([all.completed, requests()]).toEqual([true, [1, 0, 0]]);
    const refused = await watch(t.client.sql.query(STATEMENT));
    last(sqlExecute).answer({ ...noRows, error: failure(1008, 'try this') });
    await t.settle();
    expect(refused.trouble).toMatchObject({
      code: 'QUERY',
      message: `Sql.execute '${STATEMENT}': told so`,
      sql: { statement: STATEMENT, code: 'PARSING', suggestion: 'try this' },
    });
    expect(refused.trouble.sql!.member!.equals(member.uuid)).toBe(true);
    await watch(t.client.sql.query(STATEMENT));
    await first([1]);
    last(sqlFetch).answer({ rowPage: null, error: failure(2000) });
    await t.settle();
    expect(requests()).toEqual([3, 1, 0]);
  });

  it.each([
    [1001, 'TARGET_DISCONNECTED', ConnectionError, 'CONNECTION_PROBLEM'],
    [1003, 'CANCELLATION', Error, 'CANCELLED_BY_USER'],
    [1004, 'TIMEOUT', TimeoutError, 'TIMEOUT'],
    [-7, 'QUERY', Error, 'GENERIC'],
  ])('tells the SQL error %i', async (number, code, kind, name) => {
    const rows = await watch(t.client.sql.query(STATEMENT));
    last(sqlExecute).answer({ ...noRows, error: failure(number) });
    await t.settle();
    expect([rows.trouble.code, rows.trouble.sql?.code]).toEqual([code, name]);
    expect(rows.error).toBeInstanceOf(kind);
  });

  it('takes a general error after the time is up for that', async () => {
    for (const wait of [400, 500]) {
      const rows = await watch(t.client.sql.query(STATEMENT, [], { timeout: 500 }));
      await t.advance(wait);
      last(sqlExecute).answer({ ...noRows, error: failure(-1) });
      await t.settle();
      expect(rows.trouble.sql?.code).toBe(wait === 500 ? 'TIMEOUT' : 'GENERIC');
    }
  });

  it('fails with the statement when the connection ends, and closes it on the next one', async () => {
    const rows = await watch(t.client.sql.query(STATEMENT));
    await first([1]);
    member.links.at(-1)!.cut();
    await t.settle();
    expect(rows.trouble).toBeInstanceOf(ConnectionError);
    expect(rows.trouble).toMatchObject({
      code: 'TARGET_DISCONNECTED',
      operation: 'Sql.fetch',
      sql: { statement: STATEMENT, code: 'CONNECTION_PROBLEM' },
    });
    await t.advance(5000);
    expect([rows.values, requests()]).toEqual([[{ n: 1 }], [1, 1, 1]]);
  });

  it('does not go on over another connection to the same member: a page may be lost', async () => {
    const handler = new Subject<number>();
    const rows = await watch(t.client.sql.consume(STATEMENT, [], () => handler));
    await first([1]);
    member.links.at(-1)!.cut();
    await t.advance(5000);
    expect(rows.error).toBeUndefined();
    handler.complete();
    await t.settle();
    expect(rows.trouble.sql?.code).toBe('CONNECTION_PROBLEM');
    expect(requests()).toEqual([1, 0, 1]);
  });

  it('tells of a change that was sent and not answered that nobody knows whether it ran', async () => {
    const change = await watch(t.client.sql.execute('DELETE FROM t'));
    expect(last(sqlExecute).request.expectedResultType).toBe(2);
    member.links.at(-1)!.cut();
    await t.advance(5000);
    expect(change.error).toBeInstanceOf(IndeterminateError);
    expect(change.trouble.sql).toMatchObject({ statement: 'DELETE FROM t', code: 'CONNECTION_PROBLEM' });
    expect(requests()).toEqual([1, 0, 0]);
  });

  it('gives what a change tells, and closes nothing', async () => {
    const change = await watch(t.client.sql.execute('DELETE FROM t'));
    last(sqlExecute).answer({ ...noRows, updateCount: 5, error: null });
    await t.settle();
    expect([change.values, change.completed]).toEqual([[Long.fromNumber(5)], true]);
    const left = await watch(t.client.sql.execute('DELETE FROM t'));
    left.subscription.unsubscribe();
    await t.settle();
    expect(requests()).toEqual([2, 0, 0]);
  });

  it('ends with the client, and leaves nothing behind', async () => {
    const rows = await watch(t.client.sql.query(STATEMENT));
    await first([1]);
    await watch(t.client.shutdown());
    expect([rows.trouble.code, rows.trouble.sql?.statement]).toEqual(['CLIENT_NOT_ACTIVE', STATEMENT]);
    expect(partsOf(t.client).pending.size).toBe(0);
    expect((await watch(t.client.sql.query(STATEMENT))).trouble.code).toBe('CLIENT_NOT_ACTIVE');
  });

  it('tells that the client has ended where a handler ended it', async () => {
    const rows$ = t.client.sql.consume(STATEMENT, [], () => t.client.shutdown());
    const rows = await watch(rows$);
    await first([1]);
    expect([rows.trouble.code, rows.trouble.sql?.statement]).toEqual(['CLIENT_NOT_ACTIVE', STATEMENT]);
    expect(partsOf(t.client).pending.size).toBe(0);
  });

  it.each([
    [undefined, {}, 'the statement must be a text that says something'],
    [STATEMENT, { schema: 5 }, 'schema must be a text'],
    [STATEMENT, { onColumns: 5 }, 'onColumns must be a function'],
    [STATEMENT, { columns: null }, 'columns must be types by the names of columns, not null'],
    [STATEMENT, { columns: { n: undefined } }, 'columns.n must be a type, such as int32'],
  ])('refuses %j with %j before anything is sent', async (text, options, reason) => {
    const rows = await watch(t.client.sql.query(text as never, [], options as never));
    expect([rows.trouble.code, rows.trouble.reason, requests()]).toEqual(['ILLEGAL_ARGUMENT', reason, [0, 0, 0]]);
  });

  it('waits for rows for as long as it takes, unless it was given a time', async () => {
    const forever = await watch(t.client.sql.query(STATEMENT));
    const limited = await watch(t.client.sql.query(STATEMENT, [], { timeout: 1000 }));
    await t.advance(130_000);
    expect([forever.error, limited.trouble.code]).toEqual([undefined, 'OPERATION_TIMEOUT']);
    expect(requests()).toEqual([2, 0, 1]);
  });

  it('keeps the names of columns where values need a schema first', async () => {
    const A = counted('a');
    keepSchemas(t.cluster, A);
    const rows = await watch<{ n: { get(name: string): number } }>(t.client.sql.query(STATEMENT));
    await first([new Data(written(A, 7).bytes)], true, 13);
    expect(rows.values.map(({ n }) => n.get('count'))).toEqual([7]);
  });

  it('sends the statement about a key to the owner, once it knows which parameter that is', async () => {
    const many = await connectedTo(3);
    for (const each of many.cluster.members)
      each.on(sqlExecute, asked => asked.answer({ ...noRows, error: null, partitionArgumentIndex: 1 }));
    const { router } = partsOf(many.client);
    const went = async (key: string): Promise<number> => {
      many.watch(many.client.sql.execute('UPDATE t SET a = ? WHERE k = ?', ['x', key]));
      await many.settle();
      const counts = many.cluster.members.map(each => each.of(sqlExecute).length);
      for (const each of many.cluster.members) each.received.length = 0;
      return counts.indexOf(1);
    };
    await went('first');
    for (const key of ['a', 'b', 'c', 'd', 'e', 'f']) expect(await went(key)).toBe(router.ofKey(router.data(key)) % 3);
  });

  it('does not begin before there is a connection, and not at all when it is left before', async () => {
    const gone = await connectedTo(1);
    gone.cluster.members[0]!.kill();
    await gone.settle();
    const waiting = gone.watch(gone.client.sql.query(STATEMENT));
    const left = gone.watch(gone.client.sql.consume(STATEMENT, [], () => NEVER));
    const bad = gone.watch(gone.client.sql.query(' '));
    left.subscription.unsubscribe();
    expect(bad.trouble.code).toBe('ILLEGAL_ARGUMENT');
    gone.cluster.members[0]!.restart();
    await gone.advance(20_000);
    const [asked, ...others] = gone.cluster.members[0]!.of(sqlExecute);
    expect([others.length, waiting.error]).toEqual([0, undefined]);
    asked!.answer({ ...noRows, error: null, rowMetadata: [], rowPage: page([], true), updateCount: -1 });
    await gone.settle();
    expect([waiting.completed, gone.cluster.of(sqlClose).length]).toEqual([true, 0]);
  });
});
