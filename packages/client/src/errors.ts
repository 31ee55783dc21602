// Every error an application can meet. Match on `code`; the class tells what kind of trouble it is.
import { type Data, DataError, type MemberError, type UUID } from '@hazelrx/protocol';

/**
 * What a fault answered by a member means for the call. `never`: the call failed. `now`: a connection broke somewhere,
 * the member does not know whether the call ran. `pause`: it did not run, the member is not ready. `reroute`: it did
 * not run, it came to the wrong member.
 */
export type FaultClass = 'never' | 'now' | 'pause' | 'reroute';

/** Wire code, name, class of fault. The codes and names are the protocol's. */
export const MEMBER_ERRORS = [
  [0, 'UNDEFINED', 'never'],
  [1, 'ARRAY_INDEX_OUT_OF_BOUNDS', 'never'],
  [2, 'ARRAY_STORE', 'never'],
  [3, 'AUTHENTICATION', 'never'],
  [4, 'CACHE', 'never'],
  [5, 'CACHE_LOADER', 'never'],
  [6, 'CACHE_NOT_EXISTS', 'never'],
  [7, 'CACHE_WRITER', 'never'],
  [8, 'CALLER_NOT_MEMBER', 'reroute'],
  [9, 'CANCELLATION', 'never'],
  [10, 'CLASS_CAST', 'never'],
  [11, 'CLASS_NOT_FOUND', 'never'],
  [12, 'CONCURRENT_MODIFICATION', 'never'],
  [13, 'CONFIG_MISMATCH', 'never'],
  [14, 'DISTRIBUTED_OBJECT_DESTROYED', 'never'],
  [15, 'EOF', 'now'],
  [16, 'ENTRY_PROCESSOR', 'never'],
  [17, 'EXECUTION', 'never'],
  [18, 'HAZELCAST', 'never'],
  [19, 'HAZELCAST_INSTANCE_NOT_ACTIVE', 'pause'],
  [20, 'HAZELCAST_OVERLOAD', 'never'],
  [21, 'HAZELCAST_SERIALIZATION', 'never'],
  [22, 'IO', 'now'],
  [23, 'ILLEGAL_ARGUMENT', 'never'],
  [24, 'ILLEGAL_ACCESS_EXCEPTION', 'never'],
  [25, 'ILLEGAL_ACCESS_ERROR', 'never'],
  [26, 'ILLEGAL_MONITOR_STATE', 'never'],
  [27, 'ILLEGAL_STATE', 'never'],
  [28, 'ILLEGAL_THREAD_STATE', 'never'],
  [29, 'INDEX_OUT_OF_BOUNDS', 'never'],
  [30, 'INTERRUPTED', 'never'],
  [31, 'INVALID_ADDRESS', 'never'],
  [32, 'INVALID_CONFIGURATION', 'never'],
  [33, 'MEMBER_LEFT', 'reroute'],
  [34, 'NEGATIVE_ARRAY_SIZE', 'never'],
  [35, 'NO_SUCH_ELEMENT', 'never'],
  [36, 'NOT_SERIALIZABLE', 'never'],
  [37, 'NULL_POINTER', 'never'],
  [38, 'OPERATION_TIMEOUT', 'never'],
  [39, 'PARTITION_MIGRATING', 'pause'],
  [40, 'QUERY', 'never'],
  [41, 'QUERY_RESULT_SIZE_EXCEEDED', 'never'],
  [42, 'SPLIT_BRAIN_PROTECTION', 'never'],
  [43, 'REACHED_MAX_SIZE', 'never'],
  [44, 'REJECTED_EXECUTION', 'never'],
  [45, 'RESPONSE_ALREADY_SENT', 'never'],
  [46, 'RETRYABLE_HAZELCAST', 'pause'],
  [47, 'RETRYABLE_IO', 'pause'],
  [48, 'RUNTIME', 'never'],
  [49, 'SECURITY', 'never'],
  [50, 'SOCKET', 'now'],
  [51, 'STALE_SEQUENCE', 'never'],
  [52, 'TARGET_DISCONNECTED', 'now'],
  [53, 'TARGET_NOT_MEMBER', 'reroute'],
  [54, 'TIMEOUT', 'never'],
  [55, 'TOPIC_OVERLOAD', 'never'],
  [56, 'TRANSACTION', 'never'],
  [57, 'TRANSACTION_NOT_ACTIVE', 'never'],
  [58, 'TRANSACTION_TIMED_OUT', 'never'],
  [59, 'URI_SYNTAX', 'never'],
  [60, 'UTF_DATA_FORMAT', 'never'],
  [61, 'UNSUPPORTED_OPERATION', 'never'],
  [62, 'WRONG_TARGET', 'reroute'],
  [63, 'XA', 'never'],
  [64, 'ACCESS_CONTROL', 'never'],
  [65, 'LOGIN', 'never'],
  [66, 'UNSUPPORTED_CALLBACK', 'never'],
  [67, 'NO_DATA_MEMBER', 'never'],
  [68, 'REPLICATED_MAP_CANT_BE_CREATED', 'never'],
  [69, 'MAX_MESSAGE_SIZE_EXCEEDED', 'never'],
  [70, 'WAN_REPLICATION_QUEUE_FULL', 'never'],
  [71, 'ASSERTION_ERROR', 'never'],
  [72, 'OUT_OF_MEMORY_ERROR', 'never'],
  [73, 'STACK_OVERFLOW_ERROR', 'never'],
  [74, 'NATIVE_OUT_OF_MEMORY_ERROR', 'never'],
  [75, 'SERVICE_NOT_FOUND', 'never'],
  [76, 'STALE_TASK_ID', 'never'],
  [77, 'DUPLICATE_TASK', 'never'],
  [78, 'STALE_TASK', 'never'],
  [79, 'LOCAL_MEMBER_RESET', 'never'],
  [80, 'INDETERMINATE_OPERATION_STATE', 'never'],
  [81, 'FLAKE_ID_NODE_ID_OUT_OF_RANGE_EXCEPTION', 'never'],
  [82, 'TARGET_NOT_REPLICA_EXCEPTION', 'reroute'],
  [83, 'MUTATION_DISALLOWED_EXCEPTION', 'never'],
  [84, 'CONSISTENCY_LOST_EXCEPTION', 'never'],
  [85, 'SESSION_EXPIRED_EXCEPTION', 'never'],
  [86, 'WAIT_KEY_CANCELLED_EXCEPTION', 'never'],
  [87, 'LOCK_ACQUIRE_LIMIT_REACHED_EXCEPTION', 'never'],
  [88, 'LOCK_OWNERSHIP_LOST_EXCEPTION', 'never'],
  [89, 'CP_GROUP_DESTROYED_EXCEPTION', 'never'],
  [90, 'CANNOT_REPLICATE_EXCEPTION', 'pause'],
  [91, 'LEADER_DEMOTED_EXCEPTION', 'never'],
  [92, 'STALE_APPEND_REQUEST_EXCEPTION', 'never'],
  [93, 'NOT_LEADER_EXCEPTION', 'never'],
  [94, 'VERSION_MISMATCH_EXCEPTION', 'never'],
  [95, 'NO_SUCH_METHOD_ERROR', 'never'],
  [96, 'NO_SUCH_METHOD_EXCEPTION', 'never'],
  [97, 'NO_SUCH_FIELD_ERROR', 'never'],
  [98, 'NO_SUCH_FIELD_EXCEPTION', 'never'],
  [99, 'NO_CLASS_DEF_FOUND_ERROR', 'never'],
] as const satisfies readonly (readonly [code: number, name: string, fault: FaultClass])[];

/** Names of the errors that members answer with. */
export type MemberErrorCode = (typeof MEMBER_ERRORS)[number][1];

/**
 * - `CLIENT_OFFLINE`: no connection now, and the configuration says not to wait for one.
 * - `CLIENT_NOT_ACTIVE`: after `shutdown()`.
 * - `CLUSTER_UNREACHABLE`: no member could be reached within `clusterConnectTimeoutMillis`.
 * - `NOT_ALLOWED_IN_CLUSTER`: the cluster refuses this client (blacklisted, or another partition count).
 * - `WIRE`: the peer does not speak the protocol, or broke it.
 */
export type ClientErrorCode =
  'CLIENT_OFFLINE' | 'CLIENT_NOT_ACTIVE' | 'CLUSTER_UNREACHABLE' | 'NOT_ALLOWED_IN_CLUSTER' | 'WIRE';

export type ErrorCode = MemberErrorCode | ClientErrorCode;

/** What went wrong with a statement, as the SQL of members tells it. Its numbers are the protocol's. */
export const SQL_ERRORS = [
  [-1, 'GENERIC'],
  [1001, 'CONNECTION_PROBLEM'],
  [1003, 'CANCELLED_BY_USER'],
  [1004, 'TIMEOUT'],
  [1005, 'PARTITION_DISTRIBUTION'],
  [1006, 'MAP_DESTROYED'],
  [1007, 'MAP_LOADING_IN_PROGRESS'],
  [1008, 'PARSING'],
  [1009, 'INDEX_INVALID'],
  [1010, 'OBJECT_NOT_FOUND'],
  [1011, 'TOPOLOGY_CHANGE'],
  [1012, 'RESTARTABLE_ERROR'],
  [2000, 'DATA_EXCEPTION'],
] as const satisfies readonly (readonly [number: number, name: string])[];

export type SqlErrorCode = (typeof SQL_ERRORS)[number][1];

/** What an error of an SQL statement tells beyond the others. */
export interface SqlFailure {
  readonly statement: string;
  /** Undefined where it is no matter of SQL: a parameter that cannot be written, the end of the client. */
  readonly code: SqlErrorCode | undefined;
  /** What the member suggests to do: a statement that would make this one work. */
  readonly suggestion: string | undefined;
  /** Where it went wrong; undefined before the statement was sent. */
  readonly member: UUID | undefined;
}

export interface ErrorDetails {
  /** `Map.put`, as the protocol names it. */
  readonly operation?: string | undefined;
  /** The name of the data structure. */
  readonly structure?: string | undefined;
  readonly sql?: SqlFailure | undefined;
  readonly cause?: unknown;
  /** Where it happened on the member: the Java class of the error and its stack. */
  readonly memberStack?: string | undefined;
}

/** Any error of this client. */
export class HazelcastError extends Error {
  override readonly name: string = 'HazelcastError';
  readonly operation: string | undefined;
  readonly structure: string | undefined;
  readonly memberStack: string | undefined;
  /** Of an error of an SQL statement. */
  readonly sql: SqlFailure | undefined;

  constructor(
    readonly code: ErrorCode,
    /** What happened, without the operation and the structure: `message` has those in front. */
    readonly reason: string,
    details: ErrorDetails = {},
  ) {
    const { operation, structure, sql } = details;
    const name = structure ?? (sql && shortened(sql.statement));
    const where = [operation, name === undefined ? undefined : `'${name}'`].filter(Boolean).join(' ');
    super(where ? `${where}: ${reason}` : reason, details.cause === undefined ? {} : { cause: details.cause });
    this.operation = operation;
    this.structure = structure;
    this.memberStack = details.memberStack;
    this.sql = sql;
  }

  /** The same error, told of another call; this one is its cause. */
  toldOf(details: ErrorDetails): HazelcastError {
    const Kind = this.constructor as typeof HazelcastError;
    const { memberStack, sql } = this;
    return new Kind(this.code, this.reason, { memberStack, sql, ...details, cause: this });
  }
}

/**
 * There is no connection, it broke, or the peer does not speak the protocol. The call did not change anything, unless it
 * was `shutdown()` that ended it.
 */
export class ConnectionError extends HazelcastError {
  override readonly name = 'ConnectionError';
}

/** The call did not end in time. The last fault met is the `cause`. */
export class TimeoutError extends HazelcastError {
  override readonly name = 'TimeoutError';
}

/** The connection was lost after the call was sent: it may have run or not, and running it twice may not be harmless. */
export class IndeterminateError extends HazelcastError {
  override readonly name = 'IndeterminateError';
}

/** The cluster name, user, password or token is not the cluster's. */
export class AuthenticationError extends HazelcastError {
  override readonly name = 'AuthenticationError';
}

/** A value that cannot be written, or bytes that cannot be read; the bytes are then in `data`. */
export class SerializationError extends HazelcastError {
  override readonly name = 'SerializationError';
  readonly typeId: number | undefined;
  /** Where in the value, from `$`. */
  readonly path: string | undefined;
  /** The blob that could not be read, as it came from the member. */
  readonly data: Data | undefined;

  constructor(
    reason: string,
    details: ErrorDetails & {
      readonly typeId?: number | undefined;
      readonly path?: string | undefined;
      readonly data?: Data | undefined;
    },
  ) {
    super('HAZELCAST_SERIALIZATION', reason, details);
    this.typeId = details.typeId;
    this.path = details.path;
    this.data = details.data;
  }

  override toldOf(details: ErrorDetails): SerializationError {
    const { memberStack, sql, typeId, path, data } = this;
    return new SerializationError(this.reason, { memberStack, sql, ...details, typeId, path, data, cause: this });
  }
}

const SHOWN_OF_STATEMENT = 200;

function shortened(statement: string): string {
  const line = statement.replace(/\s+/g, ' ').trim();
  return line.length > SHOWN_OF_STATEMENT ? `${line.slice(0, SHOWN_OF_STATEMENT)}…` : line;
}

const byWireCode = /* @__PURE__ */ new Map<number, (typeof MEMBER_ERRORS)[number]>(
  MEMBER_ERRORS.map(row => [row[0], row]),
);
const faultByName = /* @__PURE__ */ new Map<ErrorCode, FaultClass>(
  MEMBER_ERRORS.map(([, name, fault]) => [name, fault]),
);

/** The class of fault of an error, by its code. Errors of the client itself are `never`. */
export function faultClass(error: HazelcastError): FaultClass {
  return faultByName.get(error.code) ?? 'never';
}

/** The same error with a code, an operation and a structure, whoever threw it. */
export function asHazelcastError(error: unknown, details: ErrorDetails): HazelcastError {
  if (error instanceof HazelcastError) return error;
  if (error instanceof DataError) {
    const { message, typeId, path, data } = error;
    return new SerializationError(message, { ...details, typeId, path, data, cause: error });
  }
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof TypeError || error instanceof RangeError ? 'ILLEGAL_ARGUMENT' : 'UNDEFINED';
  return new HazelcastError(code, message, { ...details, cause: error });
}

/** The error a member answered with, its chain of causes included. */
export function fromMember(chain: readonly MemberError[], details: ErrorDetails): HazelcastError {
  const [holder, ...causes] = chain;
  if (!holder) return new HazelcastError('UNDEFINED', 'the member answered with an empty error', details);
  const code = byWireCode.get(holder.errorCode)?.[1] ?? 'UNDEFINED';
  const reason = holder.message || holder.className;
  const full = {
    ...details,
    memberStack: stackOf(holder),
    cause: causes.length > 0 ? fromMember(causes, {}) : details.cause,
  };
  if (code === 'AUTHENTICATION') return new AuthenticationError(code, reason, full);
  if (code === 'HAZELCAST_SERIALIZATION') return new SerializationError(reason, full);
  if (code === 'INDETERMINATE_OPERATION_STATE') return new IndeterminateError(code, reason, full);
  if (code === 'OPERATION_TIMEOUT' || code === 'TIMEOUT') return new TimeoutError(code, reason, full);
  if (code === 'TARGET_DISCONNECTED') return new ConnectionError(code, reason, full);
  return new HazelcastError(code, reason, full);
}

function stackOf({ className, message, stackTraceElements }: MemberError): string {
  const lines = stackTraceElements.map(
    ({ className: type, methodName, fileName, lineNumber }) =>
      `    at ${type}.${methodName}(${fileName ?? '?'}:${lineNumber})`,
  );
  return [`${className}: ${message ?? ''}`, ...lines].join('\n');
}
