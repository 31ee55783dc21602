import type { JavaCluster } from '@hazelrx/java-member';
import { int32, type SqlColumn, toAsyncIterable } from 'hazelrx';
import { concatMap, delay, firstValueFrom as valueOf, lastValueFrom, NEVER, of, take, tap, toArray } from 'rxjs';
import { afterEach, beforeAll, expect, it, vi } from 'vitest';
import { errorOf } from '../../support/awaiting.js';
import type { SuiteCluster } from '../../support/clusters.js';
import { eventually, record } from '../../support/recording.js';
import { Asked } from '../../support/sql-asked.js';
import { numbered, series } from './tables.js';

/** Rows, as objects and arrays, and the pages that they come in. */
export function rowsContract(cluster: SuiteCluster<JavaCluster>): void {
  let table: string;

  beforeAll(async () => {
    table = await numbered(cluster.client, 100);
  });
  afterEach(() => vi.restoreAllMocks());

  it('is cold: each subscription sends the statement', async () => {
    const { sql } = cluster.client;
    const asked = new Asked(cluster.client);
    const rows$ = sql.query(`SELECT __key FROM ${table} WHERE __key < 3 ORDER BY __key`);
    expect(asked.executed).toBe(0);
    for (let n = 1; n <= 2; n++) {
      expect(await lastValueFrom(rows$.pipe(toArray()))).toEqual([{ __key: 1 }, { __key: 2 }]);
      expect(asked.executed).toBe(n);
    }
  });

  it('gives objects by the names of the columns', async () => {
    const statement = `SELECT __key, this, __key * 2 AS twice FROM ${table} WHERE __key = ?`;
    const row = await valueOf(cluster.client.sql.query(statement, [int32(7)]));
    expect(row).toEqual({ __key: 7, this: 'name-7', twice: expect.anything() as unknown });
    expect(Object.keys(row)).toEqual(['__key', 'this', 'twice']);
    expect(Object.getPrototypeOf(row)).toBe(Object.prototype);
  });

  it('gives arrays in the order of the columns', async () => {
    const statement = `SELECT this, __key FROM ${table} WHERE __key <= 2 ORDER BY __key`;
    const rows$ = cluster.client.sql.query<[string, number]>(statement, [], { rowFormat: 'array' });
    expect(await lastValueFrom(rows$.pipe(toArray()))).toEqual([
      ['name-1', 1],
      ['name-2', 2],
    ]);
  });

  it('tells the columns before the first row', async () => {
    const steps: (readonly SqlColumn[] | string)[] = [];
    const onColumns = (columns: readonly SqlColumn[]) => steps.push(columns);
    const statement = `SELECT __key, this FROM ${table} WHERE __key < 0`;
    expect(await lastValueFrom(cluster.client.sql.query(statement, [], { onColumns }).pipe(toArray()))).toEqual([]);
    const rows$ = cluster.client.sql.query(`SELECT 1 AS x FROM ${table}`, [], { onColumns, cursorBufferSize: 10 });
    await lastValueFrom(
      rows$.pipe(
        take(11),
        tap(() => steps.push('row')),
        toArray(),
      ),
    );
    expect(steps.slice(0, 3)).toEqual([
      [
        { name: '__key', type: 'INTEGER', nullable: true },
        { name: 'this', type: 'VARCHAR', nullable: true },
      ],
      [{ name: 'x', type: 'TINYINT', nullable: false }],
      'row',
    ]);
    expect(steps).toHaveLength(2 + 11);
  });

  it('lets a __proto__ be a column as any other', async () => {
    const row = await valueOf(cluster.client.sql.query('SELECT 1 AS "__proto__", 2 AS "constructor"'));
    expect(Object.getPrototypeOf(row)).toBe(Object.prototype);
    expect(Object.entries(row)).toEqual([
      ['__proto__', 1],
      ['constructor', 2],
    ]);
  });

  it('reads page after page', async () => {
    const asked = new Asked(cluster.client);
    const rows$ = cluster.client.sql.query<{ v: number }>(series(1000), [], { cursorBufferSize: 100 });
    const rows = await lastValueFrom(rows$.pipe(toArray()));
    expect(rows.map(({ v }) => v)).toEqual(Array.from({ length: 1000 }, (_, i) => i + 1));
    expect(asked.fetched).toBeGreaterThanOrEqual(9);
    expect([asked.executed, asked.closed]).toEqual([1, 0]);
  });

  it('asks for the next page when the handlers of one are done', async () => {
    const asked = new Asked(cluster.client);
    const done: number[] = [];
    let most = 0;
    let working = 0;
    const consumed$ = cluster.client.sql.consume(
      series(200),
      [],
      ({ v }: { v: number }) => {
        most = Math.max(most, ++working);
        expect(asked.fetched * 50 + 50).toBeGreaterThanOrEqual(v);
        expect(done.length).toBeGreaterThanOrEqual(asked.fetched * 50);
        return of(v).pipe(
          delay(1),
          tap(() => {
            working--;
            done.push(v);
          }),
        );
      },
      { cursorBufferSize: 50, concurrency: 8 },
    );
    const results = await lastValueFrom(consumed$.pipe(toArray()));
    expect([results.length, most]).toEqual([200, 8]);
  });

  it('ends with the first handler that fails, also on the member', async () => {
    const asked = new Asked(cluster.client);
    const failing = ({ v }: { v: number }) => {
      if (v === 3) throw new Error('no');
      return [v];
    };
    const results$ = cluster.client.sql.consume(series(100), [], failing, { cursorBufferSize: 10 });
    using consumed = record(results$);
    await eventually(
      () => consumed.error,
      error => error !== undefined,
    );
    expect([consumed.items, (consumed.error as Error).message]).toEqual([[1, 2], 'no']);
    expect(asked.closed).toBe(1);
    await asked.untilForgotten();
  });

  it('goes with for await, at the pace of its handlers', async () => {
    const results$ = cluster.client.sql.consume(
      series(50),
      [],
      async ({ v }: { v: number }) => {
        await Promise.resolve();
        return v * 10;
      },
      { cursorBufferSize: 10 },
    );
    const seen: number[] = [];
    for await (const result of toAsyncIterable(results$)) {
      seen.push(result);
      if (seen.length === 20) break;
    }
    expect(seen).toEqual(Array.from({ length: 20 }, (_, i) => (i + 1) * 10));
  });

  it('holds one page where the consumer works on it', async () => {
    const asked = new Asked(cluster.client);
    using consumed = record(
      cluster.client.sql.consume(series(100), [], () => NEVER, { cursorBufferSize: 10, concurrency: 10 }),
    );
    await eventually(
      () => asked.executed,
      executed => executed === 1,
    );
    await valueOf(cluster.client.sql.query('SELECT 1'));
    expect([consumed.items, asked.fetched]).toEqual([[], 0]);
  });

  it.each([
    ['', {}, 'the statement must be a text that says something'],
    ['SELECT 1', { cursorBufferSize: 0 }, 'cursorBufferSize must be a whole number of 1 or more, not 0'],
    ['SELECT 1', { timeout: -1 }, 'timeout must be 0 or more ms, not -1'],
    ['SELECT 1', { rowFormat: 'map' as never }, 'rowFormat must be object or array, not map'],
  ])('refuses %j with %j', async (text, options, reason) => {
    const error = await errorOf(cluster.client.sql.query(text, [], options));
    expect([error.code, error.reason]).toEqual(['ILLEGAL_ARGUMENT', reason]);
  });

  it('refuses a parameter that is undefined', async () => {
    const error = await errorOf(cluster.client.sql.query('SELECT ?', [undefined]).pipe(concatMap(() => [])));
    expect([error.code, error.reason]).toEqual(['ILLEGAL_ARGUMENT', 'parameter 0 is undefined: NULL is null']);
  });
}
