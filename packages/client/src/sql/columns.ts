// What the columns of a result are: by what members tell, and by what they are declared to be.
import {
  type AnyDataType,
  bigint64,
  boolean,
  char,
  type Data,
  type DataType,
  date,
  decimal,
  float32,
  float64,
  type HazelcastJsonValue,
  int16,
  int32,
  int64,
  int8,
  string,
  time,
  timestamp,
  timestampWithTimezone,
} from '@hazelrx/protocol';
import type Long from 'long';
import { SerializationError } from '../errors.js';
import type { Core } from '../structures/structure.js';
import type { SqlColumn, SqlType } from './sql-column.js';
import type { Statement } from './statement.js';

/** What a value of a column is made into. */
export type ColumnReading = (value: NonNullable<unknown>) => unknown;

/** Undefined for columns whose values stay as they are. Throws `ILLEGAL_ARGUMENT` where the result is not as declared. */
export function columnReadings(
  core: Core,
  statement: Statement,
  columns: readonly SqlColumn[],
): (ColumnReading | undefined)[] {
  const { columns: declared = {} } = statement.options;
  for (const name of Object.keys(declared)) {
    if (columns.some(column => column.name === name)) continue;
    const there = columns.map(column => column.name).join(', ');
    throw statement.refusal(`the column '${name}' is declared, and the result has only ${there}`);
  }
  return columns.map(column =>
    Object.hasOwn(declared, column.name)
      ? declaredReading(core, statement, column, declared[column.name]!)
      : ownReading(core, statement, column),
  );
}

function ownReading(
  { router, options }: Core,
  statement: Statement,
  { type, name }: SqlColumn,
): ColumnReading | undefined {
  // Else the connection reads them.
  if (type === 'OBJECT' && leavesObjects(statement)) return value => router.value(value as Data);
  const keepsJson = options.serialization.jsonStringDeserializationPolicy === 'NO_DESERIALIZATION';
  return type === 'JSON' && !keepsJson ? parsed(statement, name) : undefined;
}

function declaredReading(
  { router }: Core,
  statement: Statement,
  { name, type }: SqlColumn,
  declared: AnyDataType,
): ColumnReading | undefined {
  if (type === 'OBJECT') {
    const codec = router.serialization.codecOf(declared as DataType<unknown>);
    return value => router.value(value as Data, codec);
  }
  if (sqlTypeOf(declared) !== type)
    throw statement.refusal(`the column '${name}' is of the SQL type ${type}, and was declared ${declared.name}`);
  if (type === 'JSON') return parsed(statement, name);
  return declared === bigint64 ? value => BigInt((value as Long).toString()) : undefined;
}

/** Whether the connection leaves the blobs of columns as they are: what they are to be is known with the first answer. */
export function leavesObjects({ options }: Statement): boolean {
  return options.columns !== undefined;
}

const SQL_TYPE_OF: ReadonlyMap<unknown, SqlType> = /* @__PURE__ */ new Map<unknown, SqlType>([
  [string, 'VARCHAR'],
  [char, 'VARCHAR'],
  [boolean, 'BOOLEAN'],
  [int8, 'TINYINT'],
  [int16, 'SMALLINT'],
  [int32, 'INTEGER'],
  [int64, 'BIGINT'],
  [bigint64, 'BIGINT'],
  [decimal, 'DECIMAL'],
  [float32, 'REAL'],
  [float64, 'DOUBLE'],
  [date, 'DATE'],
  [time, 'TIME'],
  [timestamp, 'TIMESTAMP'],
  [timestampWithTimezone, 'TIMESTAMP_WITH_TIME_ZONE'],
]);

/** Each `json()` is a type of its own; a Compact type may have that name, too. */
function sqlTypeOf(type: AnyDataType): SqlType {
  const isJson = type.name === 'json' && !Object.hasOwn(type, 'schema');
  return isJson ? 'JSON' : (SQL_TYPE_OF.get(type) ?? 'OBJECT');
}

function parsed(statement: Statement, column: string): ColumnReading {
  return value => {
    try {
      return JSON.parse((value as HazelcastJsonValue).text) as unknown;
    } catch (cause) {
      const reason = `the JSON of the column '${column}' is not valid: ${String(cause)}`;
      throw new SerializationError(reason, { ...statement.details('Sql.fetch'), cause });
    }
  };
}
