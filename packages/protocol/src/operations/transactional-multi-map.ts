import { boolean, data, int, list, long, string, uuid } from '../wire/field.js';
import { op } from '../wire/operation.js';

export const transactionalMultiMapPut = op(0x0f0100, 'TransactionalMultiMap.put', {
  request: { name: string, txnId: uuid, threadId: long, key: data, value: data },
  response: { response: boolean },
});

export const transactionalMultiMapGet = op(0x0f0200, 'TransactionalMultiMap.get', {
  request: { name: string, txnId: uuid, threadId: long, key: data },
  response: { response: list(data) },
});

export const transactionalMultiMapRemove = op(0x0f0300, 'TransactionalMultiMap.remove', {
  request: { name: string, txnId: uuid, threadId: long, key: data },
  response: { response: list(data) },
});

export const transactionalMultiMapRemoveEntry = op(0x0f0400, 'TransactionalMultiMap.removeEntry', {
  request: { name: string, txnId: uuid, threadId: long, key: data, value: data },
  response: { response: boolean },
});

export const transactionalMultiMapValueCount = op(0x0f0500, 'TransactionalMultiMap.valueCount', {
  request: { name: string, txnId: uuid, threadId: long, key: data },
  response: { response: int },
});

export const transactionalMultiMapSize = op(0x0f0600, 'TransactionalMultiMap.size', {
  request: { name: string, txnId: uuid, threadId: long },
  response: { response: int },
});
