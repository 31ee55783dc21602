import { boolean, data, int, nullable, string, valueData } from '../wire/field.js';
import { op } from '../wire/operation.js';
import { raftGroupId } from './types.js';

export const atomicRefApply = /* @__PURE__ */ op(0x0a0100, 'AtomicRef.apply', () => ({
  request: { groupId: raftGroupId, name: string, function: data, returnValueType: int, alter: boolean },
  response: { response: nullable(data) },
}));

export const atomicRefCompareAndSet = /* @__PURE__ */ op(0x0a0200, 'AtomicRef.compareAndSet', () => ({
  request: { groupId: raftGroupId, name: string, oldValue: nullable(valueData), newValue: nullable(valueData) },
  response: { response: boolean },
}));

export const atomicRefContains = /* @__PURE__ */ op(0x0a0300, 'AtomicRef.contains', () => ({
  retryable: true,
  request: { groupId: raftGroupId, name: string, value: nullable(valueData) },
  response: { response: boolean },
}));

export const atomicRefGet = /* @__PURE__ */ op(0x0a0400, 'AtomicRef.get', () => ({
  retryable: true,
  request: { groupId: raftGroupId, name: string },
  response: { response: nullable(valueData) },
}));

export const atomicRefSet = /* @__PURE__ */ op(0x0a0500, 'AtomicRef.set', () => ({
  request: { groupId: raftGroupId, name: string, newValue: nullable(valueData), returnOldValue: boolean },
  response: { response: nullable(valueData) },
}));
