import { int, long, uuid } from '../wire/field.js';
import { op } from '../wire/operation.js';

export const transactionCommit = /* @__PURE__ */ op(0x150100, 'Transaction.commit', () => ({
  request: { transactionId: uuid, threadId: long },
  response: {},
}));

export const transactionCreate = /* @__PURE__ */ op(0x150200, 'Transaction.create', () => ({
  request: { timeout: long, durability: int, transactionType: int, threadId: long },
  response: { response: uuid },
}));

export const transactionRollback = /* @__PURE__ */ op(0x150300, 'Transaction.rollback', () => ({
  request: { transactionId: uuid, threadId: long },
  response: {},
}));
