import { boolean, int, long, string, uuid } from '../wire/field.js';
import { op } from '../wire/operation.js';
import { raftGroupId } from './types.js';

export const semaphoreInit = /* @__PURE__ */ op(0x0c0100, 'Semaphore.init', () => ({
  retryable: true,
  request: { groupId: raftGroupId, name: string, permits: int },
  response: { response: boolean },
}));

export const semaphoreAcquire = /* @__PURE__ */ op(0x0c0200, 'Semaphore.acquire', () => ({
  retryable: true,
  blocking: true,
  request: {
    groupId: raftGroupId,
    name: string,
    sessionId: long,
    threadId: long,
    invocationUid: uuid,
    permits: int,
    timeoutMs: long,
  },
  response: { response: boolean },
}));

export const semaphoreRelease = /* @__PURE__ */ op(0x0c0300, 'Semaphore.release', () => ({
  retryable: true,
  request: { groupId: raftGroupId, name: string, sessionId: long, threadId: long, invocationUid: uuid, permits: int },
  response: { response: boolean },
}));

export const semaphoreDrain = /* @__PURE__ */ op(0x0c0400, 'Semaphore.drain', () => ({
  retryable: true,
  request: { groupId: raftGroupId, name: string, sessionId: long, threadId: long, invocationUid: uuid },
  response: { response: int },
}));

export const semaphoreChange = /* @__PURE__ */ op(0x0c0500, 'Semaphore.change', () => ({
  retryable: true,
  request: { groupId: raftGroupId, name: string, sessionId: long, threadId: long, invocationUid: uuid, permits: int },
  response: { response: boolean },
}));

export const semaphoreAvailablePermits = /* @__PURE__ */ op(0x0c0600, 'Semaphore.availablePermits', () => ({
  retryable: true,
  request: { groupId: raftGroupId, name: string },
  response: { response: int },
}));

export const semaphoreGetSemaphoreType = /* @__PURE__ */ op(0x0c0700, 'Semaphore.getSemaphoreType', () => ({
  retryable: true,
  request: { proxyName: string },
  response: { response: boolean },
}));
