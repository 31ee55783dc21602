// What a call is told when it could not be made, or nobody knows how it ended.
import type { UUID } from '@hazelrx/protocol';
import { notActive } from '../cluster/cluster.js';
import { detailsOf } from '../connection/pending.js';
import { ConnectionError, HazelcastError, IndeterminateError, TimeoutError } from '../errors.js';
import type { UserCall } from './user-call.js';

export function overloaded(call: UserCall, active: number): HazelcastError {
  const reason = `${active} calls are under way and no more are allowed (maxPendingInvocations)`;
  return new HazelcastError('HAZELCAST_OVERLOAD', reason, detailsOf(call));
}

export function badTimeout(call: UserCall, timeout: unknown): HazelcastError {
  const reason = `timeout must be a number of milliseconds above 0, not ${String(timeout)}`;
  return new HazelcastError('ILLEGAL_ARGUMENT', reason, detailsOf(call));
}

export function memberMissing(call: UserCall, member: UUID, known: boolean): HazelcastError {
  const reason = known
    ? `member ${member.toString()} is not connected now`
    : `${member.toString()} is not a member of the cluster`;
  return new ConnectionError(known ? 'RETRYABLE_IO' : 'TARGET_NOT_MEMBER', reason, detailsOf(call));
}

export function noSuccess(call: UserCall, cause: HazelcastError): HazelcastError {
  const reason = `no success within ${call.timeout} ms: ${cause.reason}`;
  return new TimeoutError('OPERATION_TIMEOUT', reason, { ...detailsOf(call), cause });
}

export function indeterminate(call: UserCall, cause: HazelcastError): HazelcastError {
  const reason = `sent, but it is not known whether it ran: ${cause.reason}`;
  return new IndeterminateError('INDETERMINATE_OPERATION_STATE', reason, { ...detailsOf(call), cause });
}

export function offline(call: UserCall, cause: HazelcastError | undefined): HazelcastError {
  const reason = 'not connected, and not configured to wait';
  return new ConnectionError('CLIENT_OFFLINE', reason, { ...detailsOf(call), cause });
}

export function afterShutdown(call: UserCall): HazelcastError {
  return notActive().toldOf(detailsOf(call));
}
