import { boolean, int, keyData, list, long, string, uuid, valueData } from '../wire/field.js';
import { op } from '../wire/operation.js';

export const transactionalMultiMapPut = /* @__PURE__ */ op(0x0f0100, 'TransactionalMultiMap.put', () => ({
  request: { name: string, txnId: uuid, threadId: long, key: keyData, value: valueData },
  response: { response: boolean },
}));

export const transactionalMultiMapGet = /* @__PURE__ */ op(0x0f0200, 'TransactionalMultiMap.get', () => ({
  request: { name: string, txnId: uuid, threadId: long, key: keyData },
  response: { response: list(valueData) },
}));

export const transactionalMultiMapRemove = /* @__PURE__ */ op(0x0f0300, 'TransactionalMultiMap.remove', () => ({
  request: { name: string, txnId: uuid, threadId: long, key: keyData },
  response: { response: list(valueData) },
}));

export const transactionalMultiMapRemoveEntry = /* @__PURE__ */ op(
  0x0f0400,
  'TransactionalMultiMap.removeEntry',
  () => ({
    request: { name: string, txnId: uuid, threadId: long, key: keyData, value: valueData },
    response: { response: boolean },
  }),
);

export const transactionalMultiMapValueCount = /* @__PURE__ */ op(0x0f0500, 'TransactionalMultiMap.valueCount', () => ({
  request: { name: string, txnId: uuid, threadId: long, key: keyData },
  response: { response: int },
}));

export const transactionalMultiMapSize = /* @__PURE__ */ op(0x0f0600, 'TransactionalMultiMap.size', () => ({
  request: { name: string, txnId: uuid, threadId: long },
  response: { response: int },
}));
