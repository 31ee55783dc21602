import { boolean, int, long, string, uuid } from '../wire/field.js';
import { op } from '../wire/operation.js';
import { raftGroupId } from './types.js';

export const fencedLockLock = /* @__PURE__ */ op(0x070100, 'FencedLock.lock', () => ({
  retryable: true,
  blocking: true,
  request: { groupId: raftGroupId, name: string, sessionId: long, threadId: long, invocationUid: uuid },
  response: { response: long },
}));

export const fencedLockTryLock = /* @__PURE__ */ op(0x070200, 'FencedLock.tryLock', () => ({
  retryable: true,
  blocking: true,
  request: {
    groupId: raftGroupId,
    name: string,
    sessionId: long,
    threadId: long,
    invocationUid: uuid,
    timeoutMs: long,
  },
  response: { response: long },
}));

export const fencedLockUnlock = /* @__PURE__ */ op(0x070300, 'FencedLock.unlock', () => ({
  retryable: true,
  request: { groupId: raftGroupId, name: string, sessionId: long, threadId: long, invocationUid: uuid },
  response: { response: boolean },
}));

export const fencedLockGetLockOwnership = /* @__PURE__ */ op(0x070400, 'FencedLock.getLockOwnership', () => ({
  retryable: true,
  request: { groupId: raftGroupId, name: string },
  response: { fence: long, lockCount: int, sessionId: long, threadId: long },
}));
