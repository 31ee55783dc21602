import { boolean, data, int, keyData, list, long, nullable, string, uuid, valueData } from '../wire/field.js';
import { op } from '../wire/operation.js';

export const transactionalMapContainsKey = /* @__PURE__ */ op(0x0e0100, 'TransactionalMap.containsKey', () => ({
  request: { name: string, txnId: uuid, threadId: long, key: keyData },
  response: { response: boolean },
}));

export const transactionalMapGet = /* @__PURE__ */ op(0x0e0200, 'TransactionalMap.get', () => ({
  request: { name: string, txnId: uuid, threadId: long, key: keyData },
  response: { response: nullable(valueData) },
}));

export const transactionalMapGetForUpdate = /* @__PURE__ */ op(0x0e0300, 'TransactionalMap.getForUpdate', () => ({
  request: { name: string, txnId: uuid, threadId: long, key: keyData },
  response: { response: nullable(valueData) },
}));

export const transactionalMapSize = /* @__PURE__ */ op(0x0e0400, 'TransactionalMap.size', () => ({
  request: { name: string, txnId: uuid, threadId: long },
  response: { response: int },
}));

export const transactionalMapIsEmpty = /* @__PURE__ */ op(0x0e0500, 'TransactionalMap.isEmpty', () => ({
  request: { name: string, txnId: uuid, threadId: long },
  response: { response: boolean },
}));

export const transactionalMapPut = /* @__PURE__ */ op(0x0e0600, 'TransactionalMap.put', () => ({
  request: { name: string, txnId: uuid, threadId: long, key: keyData, value: valueData, ttl: long },
  response: { response: nullable(valueData) },
}));

export const transactionalMapSet = /* @__PURE__ */ op(0x0e0700, 'TransactionalMap.set', () => ({
  request: { name: string, txnId: uuid, threadId: long, key: keyData, value: valueData },
  response: {},
}));

export const transactionalMapPutIfAbsent = /* @__PURE__ */ op(0x0e0800, 'TransactionalMap.putIfAbsent', () => ({
  request: { name: string, txnId: uuid, threadId: long, key: keyData, value: valueData },
  response: { response: nullable(valueData) },
}));

export const transactionalMapReplace = /* @__PURE__ */ op(0x0e0900, 'TransactionalMap.replace', () => ({
  request: { name: string, txnId: uuid, threadId: long, key: keyData, value: valueData },
  response: { response: nullable(valueData) },
}));

export const transactionalMapReplaceIfSame = /* @__PURE__ */ op(0x0e0a00, 'TransactionalMap.replaceIfSame', () => ({
  request: { name: string, txnId: uuid, threadId: long, key: keyData, oldValue: valueData, newValue: valueData },
  response: { response: boolean },
}));

export const transactionalMapRemove = /* @__PURE__ */ op(0x0e0b00, 'TransactionalMap.remove', () => ({
  request: { name: string, txnId: uuid, threadId: long, key: keyData },
  response: { response: nullable(valueData) },
}));

export const transactionalMapDelete = /* @__PURE__ */ op(0x0e0c00, 'TransactionalMap.delete', () => ({
  request: { name: string, txnId: uuid, threadId: long, key: keyData },
  response: {},
}));

export const transactionalMapRemoveIfSame = /* @__PURE__ */ op(0x0e0d00, 'TransactionalMap.removeIfSame', () => ({
  request: { name: string, txnId: uuid, threadId: long, key: keyData, value: valueData },
  response: { response: boolean },
}));

export const transactionalMapKeySet = /* @__PURE__ */ op(0x0e0e00, 'TransactionalMap.keySet', () => ({
  request: { name: string, txnId: uuid, threadId: long },
  response: { response: list(keyData) },
}));

export const transactionalMapKeySetWithPredicate = /* @__PURE__ */ op(
  0x0e0f00,
  'TransactionalMap.keySetWithPredicate',
  () => ({
    request: { name: string, txnId: uuid, threadId: long, predicate: data },
    response: { response: list(keyData) },
  }),
);

export const transactionalMapValues = /* @__PURE__ */ op(0x0e1000, 'TransactionalMap.values', () => ({
  request: { name: string, txnId: uuid, threadId: long },
  response: { response: list(valueData) },
}));

export const transactionalMapValuesWithPredicate = /* @__PURE__ */ op(
  0x0e1100,
  'TransactionalMap.valuesWithPredicate',
  () => ({
    request: { name: string, txnId: uuid, threadId: long, predicate: data },
    response: { response: list(valueData) },
  }),
);

export const transactionalMapContainsValue = /* @__PURE__ */ op(0x0e1200, 'TransactionalMap.containsValue', () => ({
  request: { name: string, txnId: uuid, threadId: long, value: valueData },
  response: { response: boolean },
}));
