// What errors of the members mean for who asked.
import type { HazelcastError } from '../../errors.js';

const REFUSALS: ReadonlySet<HazelcastError['code']> = new Set([
  'ACCESS_CONTROL',
  'CLIENT_NOT_ACTIVE',
  'CLIENT_OFFLINE',
  'CLUSTER_UNREACHABLE',
  'DISTRIBUTED_OBJECT_DESTROYED',
  'HAZELCAST_OVERLOAD',
  'ILLEGAL_ARGUMENT',
  'ILLEGAL_STATE',
  'SECURITY',
  'UNSUPPORTED_OPERATION',
]);

/** Whether it is certain that a request with this error did nothing, and will do nothing. */
export function isRefusal({ code }: HazelcastError): boolean {
  return REFUSALS.has(code);
}

/** The session is not there any more, or its whole group. */
export function endsSessions({ code }: HazelcastError): boolean {
  return code === 'SESSION_EXPIRED_EXCEPTION' || code === 'CP_GROUP_DESTROYED_EXCEPTION';
}
