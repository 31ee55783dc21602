// FencedLock: one owner at a time, each with a greater fence than the one before; others wait in their order.
import {
  fencedLockGetLockOwnership,
  fencedLockLock,
  fencedLockTryLock,
  fencedLockUnlock,
} from '@hazelrx/protocol/operations';
import type Long from 'long';
import type { Service } from '../cluster.js';
import type { CpGroup } from '../cp/cp-group.js';
import { type LockCall, NOT_LOCKED, notOwner } from '../cp/cp-lock.js';
import { NO_SESSION } from '../cp/cp-sessions.js';
import { doing, reading } from '../cp/in-group.js';
import type { Asked } from '../cp/wait-queue.js';
import { Refusal } from '../refusal.js';

interface LockRequest extends LockCall {
  readonly name: string;
}

function useSession(group: CpGroup, sessionId: Long): void {
  if (sessionId.toString() === NO_SESSION)
    throw new Refusal('ILLEGAL_ARGUMENT', 'a session id must be provided', 'java.lang.IllegalArgumentException');
  group.sessions.use(sessionId.toString());
}

function acquire(group: CpGroup, call: LockRequest, asked: Asked, timeout: number): { response: Long } | undefined {
  useSession(group, call.sessionId);
  const response = group.locks.get(call.name).acquire(call, { fence: group.commits, timeout }, asked);
  return response && { response };
}

export const fencedLockService: Service = {
  handlers: [
    doing(fencedLockLock, (group, fields, asked) => acquire(group, fields, asked, -1)),
    doing(fencedLockTryLock, (group, fields, asked) => acquire(group, fields, asked, fields.timeoutMs.toNumber())),
    doing(fencedLockUnlock, (group, fields) => {
      useSession(group, fields.sessionId);
      const lock = group.locks.find(fields.name);
      if (!lock) throw notOwner();
      return { response: lock.release(fields) };
    }),
    reading(fencedLockGetLockOwnership, (group, { name }) => group.locks.find(name)?.ownership ?? NOT_LOCKED),
  ],
};
