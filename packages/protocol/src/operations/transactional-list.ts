import { boolean, int, long, string, uuid, valueData } from '../wire/field.js';
import { op } from '../wire/operation.js';

export const transactionalListAdd = /* @__PURE__ */ op(0x110100, 'TransactionalList.add', () => ({
  request: { name: string, txnId: uuid, threadId: long, item: valueData },
  response: { response: boolean },
}));

export const transactionalListRemove = /* @__PURE__ */ op(0x110200, 'TransactionalList.remove', () => ({
  request: { name: string, txnId: uuid, threadId: long, item: valueData },
  response: { response: boolean },
}));

export const transactionalListSize = /* @__PURE__ */ op(0x110300, 'TransactionalList.size', () => ({
  request: { name: string, txnId: uuid, threadId: long },
  response: { response: int },
}));
