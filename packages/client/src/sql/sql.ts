// SQL statements: rows as streams, page by page, and changes.
import { sqlFetch } from '@hazelrx/protocol/operations';
import type Long from 'long';
import { concatMap, defer, finalize, map, type Observable, type ObservableInput } from 'rxjs';
import { pipelined } from '../pipelined.js';
import { byPage, type Page } from '../structures/by-page.js';
import type { Core } from '../structures/structure.js';
import { columnReadings } from './columns.js';
import { type AnsweredPage, type Answer, Cursor, ROWS, UPDATE_COUNT } from './cursor.js';
import { KeyArguments } from './key-arguments.js';
import { type RowMaker, rowMaker } from './rows.js';
import { sqlColumnOf, type SqlColumnTypes, type SqlRow } from './sql-column.js';
import { toldOfChange, toldOfStatement } from './sql-errors.js';
import { type SqlConsumeOptions, type SqlOptions, type SqlQueryOptions, Statement } from './statement.js';

/** A row whose columns are not declared. */
export type AnySqlRow = Readonly<Record<string, unknown>>;

type AsArrays = { readonly rowFormat: 'array' };
type Declared<Columns extends SqlColumnTypes> = { readonly columns: Columns; readonly rowFormat?: 'object' };
type Parameters = readonly unknown[];

/**
 * Runs SQL on the members, which need the module hazelcast-sql for that. A parameter, `?` in the statement, is what a value of a
 * map would be: `int32(1)` is an Integer, a number a Double unless the configuration says otherwise, null is NULL.
 */
export class Sql {
  readonly #core: Core;
  readonly #keys = new KeyArguments();

  constructor(core: Core) {
    this.#core = core;
  }

  /**
   * The rows of a statement, page by page: the next one is asked for when the one before was delivered. One that never ends,
   * as of a stream, goes on until it is left. Leaving it at any time ends it on the members, too. It is never begun anew: when
   * its connection ends it fails.
   */
  query<Columns extends SqlColumnTypes>(
    text: string,
    parameters: Parameters | undefined,
    options: SqlQueryOptions & Declared<Columns>,
  ): Observable<SqlRow<Columns>>;
  query<Row extends Parameters = Parameters>(
    text: string,
    parameters: Parameters | undefined,
    options: SqlQueryOptions & AsArrays,
  ): Observable<Row>;
  query<Row = AnySqlRow>(text: string, parameters?: Parameters, options?: SqlQueryOptions): Observable<Row>;
  query(text: string, parameters: Parameters = [], options: SqlQueryOptions = {}): Observable<unknown> {
    return this.#pages(text, parameters, options, rows => rows);
  }

  /**
   * Runs the handler over every row, as `query` emits them, and emits its results. The next page is asked for when the
   * handlers of the last are done; the first that fails ends it.
   */
  consume<R, Columns extends SqlColumnTypes>(
    text: string,
    parameters: Parameters | undefined,
    handler: (row: SqlRow<Columns>) => ObservableInput<R>,
    options: SqlConsumeOptions & Declared<Columns>,
  ): Observable<R>;
  consume<R, Row extends Parameters = Parameters>(
    text: string,
    parameters: Parameters | undefined,
    handler: (row: Row) => ObservableInput<R>,
    options: SqlConsumeOptions & AsArrays,
  ): Observable<R>;
  consume<R, Row = AnySqlRow>(
    text: string,
    parameters: Parameters | undefined,
    handler: (row: Row) => ObservableInput<R>,
    options?: SqlConsumeOptions,
  ): Observable<R>;
  consume<R>(
    text: string,
    parameters: Parameters = [],
    handler: (row: never) => ObservableInput<R>,
    options: SqlConsumeOptions = {},
  ): Observable<R> {
    const { concurrency = 1 } = options;
    return this.#pages(text, parameters, options, rows => pipelined(rows as never[], handler, concurrency));
  }

  /**
   * Runs a statement that gives no rows: how many it has changed, as far as members count them; those of today tell 0.
   * Fails with `QUERY` for one that gives rows, and with an `IndeterminateError` when nobody knows whether it ran.
   * Unsubscribing drops the wait, not the effect.
   */
  execute(text: string, parameters: Parameters = [], options: SqlOptions = {}): Observable<Long> {
    return defer(() => {
      const statement = new Statement(text, parameters, options);
      const cursor = new Cursor(this.#core, this.#keys, statement, toldOfChange);
      return cursor.execute(UPDATE_COUNT).pipe(map(({ updateCount }) => updateCount));
    });
  }

  #pages<R>(
    text: string,
    parameters: Parameters,
    options: SqlConsumeOptions,
    handle: (rows: readonly unknown[]) => ObservableInput<R>,
  ): Observable<R> {
    return defer(() => {
      const statement = new Statement(text, parameters, options);
      const cursor = new Cursor(this.#core, this.#keys, statement, toldOfStatement);
      let make: RowMaker;
      const first$ = cursor.execute(ROWS).pipe(
        map(answer => {
          make = this.#rowMaker(statement, answer);
          return answer.rowPage!;
        }),
      );
      const fetch = (isNext: boolean): Observable<Page<unknown, boolean>> =>
        (isNext ? cursor.fetch() : first$).pipe(concatMap(page => this.#rows(statement, page, make)));
      return byPage(false, fetch, handle).pipe(finalize(() => cursor.close()));
    });
  }

  #rowMaker(statement: Statement, { rowMetadata }: Answer): RowMaker {
    const { rowFormat, onColumns } = statement.options;
    const columns = rowMetadata!.map(sqlColumnOf);
    const make = rowMaker(columns, columnReadings(this.#core, statement, columns), rowFormat === 'array');
    onColumns?.(columns);
    return make;
  }

  /** Values of declared types may need a schema first. */
  #rows(statement: Statement, page: AnsweredPage, make: RowMaker): Observable<Page<unknown, boolean>> {
    const read = (): Page<unknown, boolean> => ({ items: make(page.columns), next: page.last ? undefined : true });
    return this.#core.resolved(read, statement.details(sqlFetch.name));
  }
}
