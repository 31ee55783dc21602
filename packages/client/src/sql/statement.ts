// A statement as it is asked for, and what cannot be meant by that.
import { type ErrorDetails, HazelcastError, type SqlFailure } from '../errors.js';
import type { SqlColumn, SqlColumnTypes } from './sql-column.js';

export interface SqlOptions {
  /** Where tables are looked for that are named without a schema; before `partitioned` and `public`. */
  readonly schema?: string;
  /** Milliseconds that the statement may run, 0 for ever. Default: what the members are configured to. */
  readonly timeout?: number;
}

export interface SqlQueryOptions extends SqlOptions {
  /** Rows a page at most. Default 4096. */
  readonly cursorBufferSize?: number;
  /** A row is an object by the columns' names, or an array in the order of the columns. Default `object`. */
  readonly rowFormat?: 'object' | 'array';
  /**
   * What columns are declared to be. The types of the result have to be these; a column of the SQL type OBJECT is read as
   * the declared type. Columns of the result that are not declared are read as they are.
   */
  readonly columns?: SqlColumnTypes;
  /** Called with the columns of the result, before the first row. */
  readonly onColumns?: (columns: readonly SqlColumn[]) => void;
}

export interface SqlConsumeOptions extends SqlQueryOptions {
  /** Handlers at work at a time. Default 1. */
  readonly concurrency?: number;
}

/** Rows a page, unless said otherwise: what all official clients ask for. */
const PAGE_SIZE = 4096;
/** The members' own. */
const DEFAULT_TIMEOUT = -1;
const ROW_FORMATS: readonly unknown[] = ['object', 'array', undefined];
const MOST = 2 ** 31 - 1;

/** A statement with its options, every default filled in. */
export class Statement {
  readonly text: string;
  readonly schema: string | null;
  readonly timeoutMillis: number;
  readonly pageSize: number;

  /** Throws `ILLEGAL_ARGUMENT` for what makes no sense. */
  constructor(
    text: unknown,
    readonly parameters: readonly unknown[],
    readonly options: SqlConsumeOptions,
  ) {
    const { schema = null, timeout, cursorBufferSize = PAGE_SIZE, rowFormat, concurrency = 1 } = options;
    const { columns = {}, onColumns } = options;
    this.text = String(text);
    this.schema = schema;
    this.timeoutMillis = timeout ?? DEFAULT_TIMEOUT;
    this.pageSize = cursorBufferSize;
    if (typeof text !== 'string' || text.trim() === '')
      throw this.refusal('the statement must be a text that says something');
    if (schema !== null && typeof schema !== 'string') throw this.refusal('schema must be a text');
    if (!Array.isArray(parameters)) throw this.refusal('the parameters must be an array');
    if (timeout !== undefined && !isCount(timeout, 0))
      throw this.refusal(`timeout must be 0 or more ms, not ${timeout}`);
    if (!isCount(cursorBufferSize, 1))
      throw this.refusal(`cursorBufferSize must be a whole number of 1 or more, not ${cursorBufferSize}`);
    if (!ROW_FORMATS.includes(rowFormat)) throw this.refusal(`rowFormat must be object or array, not ${rowFormat}`);
    if (!(concurrency >= 1)) throw this.refusal(`concurrency must be 1 or more, not ${concurrency}`);
    if (!['function', 'undefined'].includes(typeof onColumns)) throw this.refusal('onColumns must be a function');
    this.#checkColumns(columns);
  }

  #checkColumns(columns: unknown): void {
    if (typeof columns !== 'object' || columns === null)
      throw this.refusal(`columns must be types by the names of columns, not ${String(columns)}`);
    for (const [name, type] of Object.entries(columns))
      if (typeof type !== 'function') throw this.refusal(`columns.${name} must be a type, such as int32`);
  }

  /** Milliseconds; Infinity where nobody says how long it may run. */
  get timeout(): number {
    return this.timeoutMillis > 0 ? this.timeoutMillis : Infinity;
  }

  refusal(reason: string): HazelcastError {
    return new HazelcastError('ILLEGAL_ARGUMENT', reason, this.details('Sql.execute'));
  }

  /** What its errors tell. */
  details(operation: string, failure: Partial<SqlFailure> = {}): ErrorDetails {
    const { code, suggestion, member } = failure;
    return { operation, sql: { statement: this.text, code, suggestion, member } };
  }
}

function isCount(value: unknown, least: number): boolean {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= MOST;
}
