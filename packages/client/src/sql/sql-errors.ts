// What went wrong with a statement: as a member's SQL tells it, or on the way to it.
import type { ResponseOf, UUID } from '@hazelrx/protocol';
import type { sqlFetch } from '@hazelrx/protocol/operations';
import {
  ConnectionError,
  type ErrorCode,
  faultClass,
  HazelcastError,
  IndeterminateError,
  SQL_ERRORS,
  type SqlErrorCode,
  TimeoutError,
} from '../errors.js';
import type { Statement } from './statement.js';

type ToldError = NonNullable<ResponseOf<typeof sqlFetch>['error']>;

/** Where and when it went wrong. */
export interface Occurrence {
  readonly operation: string;
  /** Undefined before it was sent. */
  readonly member: UUID | undefined;
  /** Milliseconds that the statement has run. */
  readonly elapsed: number;
}

/** All other codes are `QUERY`: `sql.code` tells them apart. */
const CODES: Readonly<Partial<Record<SqlErrorCode, ErrorCode>>> = {
  CONNECTION_PROBLEM: 'TARGET_DISCONNECTED',
  CANCELLED_BY_USER: 'CANCELLATION',
  TIMEOUT: 'TIMEOUT',
};

/** An error that a member has answered with. */
export function toldBySql(error: ToldError, statement: Statement, { operation, elapsed }: Occurrence): HazelcastError {
  const { originatingMemberId: member, suggestion, causeStackTrace } = error;
  const code = sqlCodeOf(error, statement, elapsed);
  const details = {
    ...statement.details(operation, { code, suggestion: suggestion ?? undefined, member }),
    memberStack: causeStackTrace ?? undefined,
  };
  const reason = error.message ?? `SQL error ${error.code}`;
  const Kind = code === 'TIMEOUT' ? TimeoutError : code === 'CONNECTION_PROBLEM' ? ConnectionError : HazelcastError;
  return new Kind(CODES[code] ?? 'QUERY', reason, details);
}

/** Members of today end a statement that takes too long by cancelling its job, and tell of that in general terms. */
function sqlCodeOf({ code }: ToldError, { timeout }: Statement, elapsed: number): SqlErrorCode {
  const [, name] = SQL_ERRORS.find(([number]) => number === code) ?? SQL_ERRORS[0];
  return name === 'GENERIC' && elapsed >= timeout ? 'TIMEOUT' : name;
}

/** Any other error of a statement that gives rows: the connection, a value, the end of the client. */
export function toldOfStatement(error: HazelcastError, statement: Statement, where: Occurrence): HazelcastError {
  if (error.sql) return error;
  const { operation, member } = where;
  const code = error.code === 'TARGET_DISCONNECTED' ? 'CONNECTION_PROBLEM' : undefined;
  return error.toldOf({ ...statement.details(operation, { code, member }) });
}

/** The same for one that changes something: when it was sent and not answered, nobody knows whether it has. */
export function toldOfChange(error: HazelcastError, statement: Statement, where: Occurrence): HazelcastError {
  const told = toldOfStatement(error, statement, where);
  const isLost = error.memberStack === undefined && (error.code === 'WIRE' || faultClass(error) === 'now');
  if (error.sql || where.member === undefined || !isLost) return told;
  const reason = `sent, but it is not known whether it ran: ${error.reason}`;
  return new IndeterminateError('INDETERMINATE_OPERATION_STATE', reason, {
    operation: told.operation,
    sql: told.sql,
    cause: error,
  });
}
