import { boolean, data, int, long, nullable, string } from '../wire/field.js';
import { op } from '../wire/operation.js';
import { raftGroupId } from './types.js';

export const atomicLongApply = /* @__PURE__ */ op(0x090100, 'AtomicLong.apply', () => ({
  request: { groupId: raftGroupId, name: string, function: data },
  response: { response: nullable(data) },
}));

export const atomicLongAlter = /* @__PURE__ */ op(0x090200, 'AtomicLong.alter', () => ({
  request: { groupId: raftGroupId, name: string, function: data, returnValueType: int },
  response: { response: long },
}));

export const atomicLongAddAndGet = /* @__PURE__ */ op(0x090300, 'AtomicLong.addAndGet', () => ({
  request: { groupId: raftGroupId, name: string, delta: long },
  response: { response: long },
}));

export const atomicLongCompareAndSet = /* @__PURE__ */ op(0x090400, 'AtomicLong.compareAndSet', () => ({
  request: { groupId: raftGroupId, name: string, expected: long, updated: long },
  response: { response: boolean },
}));

export const atomicLongGet = /* @__PURE__ */ op(0x090500, 'AtomicLong.get', () => ({
  retryable: true,
  request: { groupId: raftGroupId, name: string },
  response: { response: long },
}));

export const atomicLongGetAndAdd = /* @__PURE__ */ op(0x090600, 'AtomicLong.getAndAdd', () => ({
  request: { groupId: raftGroupId, name: string, delta: long },
  response: { response: long },
}));

export const atomicLongGetAndSet = /* @__PURE__ */ op(0x090700, 'AtomicLong.getAndSet', () => ({
  request: { groupId: raftGroupId, name: string, newValue: long },
  response: { response: long },
}));
