import { boolean, entryList, int, keyData, list, long, nullable, string, uuid, valueData } from '../wire/field.js';
import { op } from '../wire/operation.js';
import { undoLock, undoTryLock } from './lock-give-back.js';

export const multiMapPut = /* @__PURE__ */ op(0x020100, 'MultiMap.put', () => ({
  route: 'key',
  request: { name: string, key: keyData, value: valueData, threadId: long },
  response: { response: boolean },
}));

export const multiMapGet = /* @__PURE__ */ op(0x020200, 'MultiMap.get', () => ({
  retryable: true,
  route: 'key',
  request: { name: string, key: keyData, threadId: long },
  response: { response: list(valueData) },
}));

export const multiMapRemove = /* @__PURE__ */ op(0x020300, 'MultiMap.remove', () => ({
  route: 'key',
  request: { name: string, key: keyData, threadId: long },
  response: { response: list(valueData) },
}));

export const multiMapKeySet = /* @__PURE__ */ op(0x020400, 'MultiMap.keySet', () => ({
  retryable: true,
  request: { name: string },
  response: { response: list(keyData) },
}));

export const multiMapValues = /* @__PURE__ */ op(0x020500, 'MultiMap.values', () => ({
  retryable: true,
  request: { name: string },
  response: { response: list(valueData) },
}));

export const multiMapEntrySet = /* @__PURE__ */ op(0x020600, 'MultiMap.entrySet', () => ({
  retryable: true,
  request: { name: string },
  response: { response: entryList(keyData, valueData) },
}));

export const multiMapContainsKey = /* @__PURE__ */ op(0x020700, 'MultiMap.containsKey', () => ({
  retryable: true,
  route: 'key',
  request: { name: string, key: keyData, threadId: long },
  response: { response: boolean },
}));

export const multiMapContainsValue = /* @__PURE__ */ op(0x020800, 'MultiMap.containsValue', () => ({
  retryable: true,
  request: { name: string, value: valueData },
  response: { response: boolean },
}));

export const multiMapContainsEntry = /* @__PURE__ */ op(0x020900, 'MultiMap.containsEntry', () => ({
  retryable: true,
  route: 'key',
  request: { name: string, key: keyData, value: valueData, threadId: long },
  response: { response: boolean },
}));

export const multiMapSize = /* @__PURE__ */ op(0x020a00, 'MultiMap.size', () => ({
  retryable: true,
  request: { name: string },
  response: { response: int },
}));

export const multiMapClear = /* @__PURE__ */ op(0x020b00, 'MultiMap.clear', () => ({
  request: { name: string },
  response: {},
}));

export const multiMapValueCount = /* @__PURE__ */ op(0x020c00, 'MultiMap.valueCount', () => ({
  retryable: true,
  request: { name: string, key: keyData, threadId: long },
  response: { response: int },
}));

export const multiMapRemoveEntryListener = /* @__PURE__ */ op(0x020f00, 'MultiMap.removeEntryListener', () => ({
  retryable: true,
  request: { name: string, registrationId: uuid },
  response: { response: boolean },
}));

export const multiMapAddEntryListenerToKey = /* @__PURE__ */ op(0x020d00, 'MultiMap.addEntryListenerToKey', () => ({
  removedBy: multiMapRemoveEntryListener,
  request: { name: string, key: keyData, includeValue: boolean, localOnly: boolean },
  response: { response: uuid },
  events: {
    Entry: {
      key: nullable(keyData),
      value: nullable(valueData),
      oldValue: nullable(valueData),
      mergingValue: nullable(valueData),
      eventType: int,
      uuid: uuid,
      numberOfAffectedEntries: int,
    },
  },
}));

export const multiMapAddEntryListener = /* @__PURE__ */ op(0x020e00, 'MultiMap.addEntryListener', () => ({
  removedBy: multiMapRemoveEntryListener,
  request: { name: string, includeValue: boolean, localOnly: boolean },
  response: { response: uuid },
  events: {
    Entry: {
      key: nullable(keyData),
      value: nullable(valueData),
      oldValue: nullable(valueData),
      mergingValue: nullable(valueData),
      eventType: int,
      uuid: uuid,
      numberOfAffectedEntries: int,
    },
  },
}));

export const multiMapLock = /* @__PURE__ */ op(0x021000, 'MultiMap.lock', () => ({
  retryable: true,
  blocking: true,
  route: 'key',
  request: { name: string, key: keyData, threadId: long, ttl: long, referenceId: long },
  response: {},
  giveBack: (request, answer) => undoLock(multiMapUnlock, request, answer),
}));

export const multiMapTryLock = /* @__PURE__ */ op(0x021100, 'MultiMap.tryLock', () => ({
  retryable: true,
  blocking: true,
  route: 'key',
  request: { name: string, key: keyData, threadId: long, lease: long, timeout: long, referenceId: long },
  response: { response: boolean },
  giveBack: (request, answer, repeated) => undoTryLock(multiMapUnlock, request, [answer, repeated]),
}));

export const multiMapIsLocked = /* @__PURE__ */ op(0x021200, 'MultiMap.isLocked', () => ({
  retryable: true,
  route: 'key',
  request: { name: string, key: keyData },
  response: { response: boolean },
}));

export const multiMapUnlock = /* @__PURE__ */ op(0x021300, 'MultiMap.unlock', () => ({
  retryable: true,
  route: 'key',
  request: { name: string, key: keyData, threadId: long, referenceId: long },
  response: {},
}));

export const multiMapForceUnlock = /* @__PURE__ */ op(0x021400, 'MultiMap.forceUnlock', () => ({
  retryable: true,
  route: 'key',
  request: { name: string, key: keyData, referenceId: long },
  response: {},
}));

export const multiMapRemoveEntry = /* @__PURE__ */ op(0x021500, 'MultiMap.removeEntry', () => ({
  route: 'key',
  request: { name: string, key: keyData, value: valueData, threadId: long },
  response: { response: boolean },
}));

export const multiMapDelete = /* @__PURE__ */ op(0x021600, 'MultiMap.delete', () => ({
  route: 'key',
  request: { name: string, key: keyData, threadId: long },
  response: {},
}));

export const multiMapPutAll = /* @__PURE__ */ op(0x021700, 'MultiMap.putAll', () => ({
  route: 'partition',
  request: { name: string, entries: entryList(keyData, list(valueData)) },
  response: {},
}));
