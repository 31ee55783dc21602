import { boolean, int, long, string, uuid } from '../wire/field.js';
import { op } from '../wire/operation.js';
import { raftGroupId } from './types.js';

export const countDownLatchTrySetCount = /* @__PURE__ */ op(0x0b0100, 'CountDownLatch.trySetCount', () => ({
  retryable: true,
  request: { groupId: raftGroupId, name: string, count: int },
  response: { response: boolean },
}));

export const countDownLatchAwait = /* @__PURE__ */ op(0x0b0200, 'CountDownLatch.await', () => ({
  retryable: true,
  blocking: true,
  request: { groupId: raftGroupId, name: string, invocationUid: uuid, timeoutMs: long },
  response: { response: boolean },
}));

export const countDownLatchCountDown = /* @__PURE__ */ op(0x0b0300, 'CountDownLatch.countDown', () => ({
  retryable: true,
  request: { groupId: raftGroupId, name: string, invocationUid: uuid, expectedRound: int },
  response: {},
}));

export const countDownLatchGetRound = /* @__PURE__ */ op(0x0b0500, 'CountDownLatch.getRound', () => ({
  retryable: true,
  request: { groupId: raftGroupId, name: string },
  response: { response: int },
}));

export const countDownLatchGetCount = /* @__PURE__ */ op(0x0b0400, 'CountDownLatch.getCount', () => ({
  retryable: true,
  answeredAs: countDownLatchGetRound,
  request: { groupId: raftGroupId, name: string },
  response: { response: int },
}));
