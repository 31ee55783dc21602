import { boolean, int, long, nullable, string, uuid, valueData } from '../wire/field.js';
import { op } from '../wire/operation.js';

export const transactionalQueueOffer = /* @__PURE__ */ op(0x120100, 'TransactionalQueue.offer', () => ({
  blocking: true,
  request: { name: string, txnId: uuid, threadId: long, item: valueData, timeout: long },
  response: { response: boolean },
}));

export const transactionalQueueTake = /* @__PURE__ */ op(0x120200, 'TransactionalQueue.take', () => ({
  blocking: true,
  request: { name: string, txnId: uuid, threadId: long },
  response: { response: nullable(valueData) },
}));

export const transactionalQueuePoll = /* @__PURE__ */ op(0x120300, 'TransactionalQueue.poll', () => ({
  blocking: true,
  request: { name: string, txnId: uuid, threadId: long, timeout: long },
  response: { response: nullable(valueData) },
}));

export const transactionalQueuePeek = /* @__PURE__ */ op(0x120400, 'TransactionalQueue.peek', () => ({
  request: { name: string, txnId: uuid, threadId: long, timeout: long },
  response: { response: nullable(valueData) },
}));

export const transactionalQueueSize = /* @__PURE__ */ op(0x120500, 'TransactionalQueue.size', () => ({
  request: { name: string, txnId: uuid, threadId: long },
  response: { response: int },
}));
