import { boolean, int, long, string, uuid, valueData } from '../wire/field.js';
import { op } from '../wire/operation.js';

export const transactionalSetAdd = /* @__PURE__ */ op(0x100100, 'TransactionalSet.add', () => ({
  request: { name: string, txnId: uuid, threadId: long, item: valueData },
  response: { response: boolean },
}));

export const transactionalSetRemove = /* @__PURE__ */ op(0x100200, 'TransactionalSet.remove', () => ({
  request: { name: string, txnId: uuid, threadId: long, item: valueData },
  response: { response: boolean },
}));

export const transactionalSetSize = /* @__PURE__ */ op(0x100300, 'TransactionalSet.size', () => ({
  request: { name: string, txnId: uuid, threadId: long },
  response: { response: int },
}));
