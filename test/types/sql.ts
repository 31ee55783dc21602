// Statements, by what applications write.
import {
  type BigDecimal,
  compact,
  decimal,
  type HazelcastClient,
  int32,
  int64,
  json,
  type Long,
  string,
} from 'hazelrx';
import type { Observable } from 'rxjs';
import type { Equal, Holds } from './assertions.js';

declare const hz: HazelcastClient;
const Order = compact('order', { customer: string, count: int32 });

type Row<S> = S extends Observable<infer R> ? R : never;

const undeclared$ = hz.sql.query('SELECT 1');
export type Undeclared = Holds<Equal<Row<typeof undeclared$>, Readonly<Record<string, unknown>>>>;

const asSaid$ = hz.sql.query<{ id: number }>('SELECT 1 AS id', [int32(1), null]);
export type AsSaid = Holds<Equal<Row<typeof asSaid$>, { id: number }>>;

const columns = { id: int64, price: decimal, order: Order, note: json<{ a: number }>() };
const declared$ = hz.sql.query('SELECT …', [], { columns, cursorBufferSize: 10 });
export type Declared = Holds<
  Equal<
    Row<typeof declared$>,
    {
      id: Long | null;
      price: BigDecimal | null;
      order: { customer: string; count: number } | null;
      note: { a: number } | null;
    }
  >
>;

const arrays$ = hz.sql.query<[string, number]>('SELECT …', [], { rowFormat: 'array' });
export type Arrays = Holds<Equal<Row<typeof arrays$>, [string, number]>>;

const handled$ = hz.sql.consume('SELECT …', [], ({ id }) => [String(id?.toNumber())], { columns, concurrency: 4 });
export type Handled = Holds<Equal<Row<typeof handled$>, string>>;
const annotated$ = hz.sql.consume('SELECT …', undefined, (row: { v: number }) => Promise.resolve(row.v > 1));
export type Annotated = Holds<Equal<Row<typeof annotated$>, boolean>>;

const count$ = hz.sql.execute('DELETE FROM t', [int32(1)], { timeout: 100 });
export type Count = Holds<Equal<Row<typeof count$>, Long>>;

// @ts-expect-error -- a column that is not declared
hz.sql.query('SELECT …', [], { columns }).subscribe(({ other }) => other);
// @ts-expect-error -- no rows, no pages
hz.sql.execute('DELETE FROM t', [], { cursorBufferSize: 1 });
