// The columns of a result.
import type { AnyDataType, Infer } from '@hazelrx/protocol';

/** By their numbers in the protocol. */
const SQL_TYPES = [
  'VARCHAR',
  'BOOLEAN',
  'TINYINT',
  'SMALLINT',
  'INTEGER',
  'BIGINT',
  'DECIMAL',
  'REAL',
  'DOUBLE',
  'DATE',
  'TIME',
  'TIMESTAMP',
  'TIMESTAMP_WITH_TIME_ZONE',
  'OBJECT',
  'NULL',
  'JSON',
] as const;

export type SqlType = (typeof SQL_TYPES)[number];

/** A column of a result. */
export interface SqlColumn {
  readonly name: string;
  readonly type: SqlType;
  /** Whether it may hold null, as far as members know. */
  readonly nullable: boolean;
}

/** Columns by name, and what they are declared to be. */
export type SqlColumnTypes = Readonly<Record<string, AnyDataType>>;

/** The row of declared columns: in SQL any column may be null. */
export type SqlRow<Columns> = { [Name in keyof Columns]: Infer<Columns[Name]> | null };

/** As members tell it. */
interface ToldColumn {
  readonly name: string;
  readonly type: number;
  readonly nullable: boolean | undefined;
}

export function sqlColumnOf({ name, type, nullable = true }: ToldColumn): SqlColumn {
  return { name, type: SQL_TYPES[type]!, nullable };
}
